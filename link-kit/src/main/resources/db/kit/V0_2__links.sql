-- What a service knows of the platform: replicas, fed by events and guarded by the record's version.

create table tenant_zone (
    tenant  text primary key,
    zone    text not null,
    version bigint not null
);
call protect_tenants('tenant_zone');

-- A row with version 0 is a link that something is bound to but whose profile has not arrived yet.
create table link (
    tenant     text not null,
    link_id    uuid not null,
    name       text,
    timing     jsonb,
    version    bigint not null default 0,
    born       bigint not null default 1, -- where its present life began, or where it is deleted, the next one will
    deleted    boolean not null default false,
    held       boolean not null default false,
    primary key (tenant, link_id)
);
call protect_tenants('link');

create table link_notice (
    tenant         text not null,
    information_id uuid not null,
    link_id        uuid,
    link_version   bigint not null default 0, -- the link's, when the notice was bound; 0 where nothing was known
    closed         boolean not null,
    deleted        boolean not null,
    version        bigint not null,
    primary key (tenant, information_id)
);
create index link_notice_holding on link_notice (tenant, link_id) where closed and not deleted;
call protect_tenants('link_notice');

-- When entities of period-service are valid, by their type and id there. One without a row is not restricted.
create table entity_validity (
    tenant      text not null,
    entity_type text not null,
    entity_id   text not null,
    effective   tstzmultirange not null,
    version     bigint not null,
    primary key (tenant, entity_type, entity_id)
);
call protect_tenants('entity_validity');

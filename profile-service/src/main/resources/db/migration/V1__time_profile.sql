-- One row for each time profile that ever was. A deleted one stays, so that a link that comes back goes on
-- with a higher version.
create table time_profile (
    id             uuid primary key,
    tenant         text not null,
    uid            bigint not null check (uid >= 1),
    link_id        uuid,
    name           text not null,
    time_options   json not null, -- as the client sent it, member by member
    repeat_options json not null, -- as the client sent it, member by member
    date_from      bigint not null, -- unix seconds, to sort and filter by
    date_to        bigint not null check (date_to >= date_from),
    timing         jsonb not null, -- the same as a rule in the tenant's zone, as events tell it
    version        bigint not null check (version >= 1),
    -- The version at which its present life began: 1, or that of its return after its last deletion.
    born           bigint not null default 1 check (born between 1 and version),
    changed_at     timestamptz not null,
    deleted        boolean not null default false,
    unique (tenant, uid),
    unique (tenant, id),
    unique (tenant, link_id)
);
call protect_tenants('time_profile');

-- The last uid given in a tenant. Its row is the lock under which a tenant's profiles are written.
create table time_profile_counter (
    tenant   text primary key,
    last_uid bigint not null default 0
);
call protect_tenants('time_profile_counter');

-- Lists are sorted and filtered by these.
create index time_profile_name on time_profile (tenant, name, uid) where not deleted;
create index time_profile_date_from on time_profile (tenant, date_from, uid) where not deleted;

-- Identifiers (cards, codes, plates) as far as profiles need them: which profiles they are attached to.
create table identifier (
    tenant  text not null,
    uid     bigint not null check (uid >= 1),
    link_id uuid,
    primary key (tenant, uid),
    unique (tenant, link_id)
);
call protect_tenants('identifier');

create table identifier_profile (
    tenant         text not null,
    identifier_uid bigint not null,
    profile_id     uuid not null,
    primary key (tenant, profile_id, identifier_uid),
    foreign key (tenant, identifier_uid) references identifier on delete cascade,
    foreign key (tenant, profile_id) references time_profile (tenant, id)
);
create index identifier_profile_of_identifier on identifier_profile (tenant, identifier_uid);
call protect_tenants('identifier_profile');

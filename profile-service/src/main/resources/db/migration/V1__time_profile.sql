-- One row for each time profile that ever was. A deleted one stays, so that a link that comes back goes on
-- with a higher version.
create table time_profile (
    id             uuid primary key,
    tenant         text not null,
    uid            bigint not null check (uid >= 1),
    link_id        uuid,
    name           text not null,
    time_options   jsonb not null, -- as the client sent it
    repeat_options jsonb not null, -- as the client sent it
    date_from      bigint not null, -- unix seconds, to sort and filter by
    date_to        bigint not null check (date_to >= date_from),
    timing         jsonb not null, -- the same as a rule in the tenant's zone, as events tell it
    version        bigint not null check (version >= 1),
    deleted        boolean not null default false,
    unique (tenant, uid),
    unique (tenant, link_id)
);
call protect_tenants('time_profile');

-- The last uid given in a tenant. Its row is the lock under which a tenant's profiles are written.
create table time_profile_counter (
    tenant   text primary key,
    last_uid bigint not null default 0
);
call protect_tenants('time_profile_counter');

-- Time profiles: when somebody is let in. A deleted profile stays, so that its link goes on with a higher version.
create table time_profile (
    id             uuid primary key,
    tenant         text not null,
    uid            bigint not null check (uid >= 1),
    link_id        uuid,
    name           text not null,
    all_day        boolean not null,
    date_from      bigint not null, -- unix seconds
    date_to        bigint not null,
    repeat_options jsonb not null,  -- as the client sent it
    timing         jsonb not null,  -- the same as RFC 5545, in the tenant's zone
    version        bigint not null default 1,
    deleted        boolean not null default false,
    unique (tenant, uid),
    unique (tenant, link_id),
    check (date_to >= date_from)
);
call protect_tenants('time_profile');

-- The last uid that a tenant's profiles have got. Its row is also the lock under which a tenant's profiles are
-- written, so that two bulks never wait for each other crosswise.
create table profile_counter (
    tenant   text primary key,
    last_uid bigint not null
);
call protect_tenants('profile_counter');

create table tenant_record (
    tenant    text primary key,
    id        uuid not null unique,
    name      text not null,
    type      text not null check (type in ('Enterprise', 'Service Provider')),
    time_zone text not null,
    version   bigint not null default 1
);
call protect_tenants('tenant_record');

create table group_record (
    tenant    text not null references tenant_record,
    group_id  text not null,
    id        uuid not null unique,
    name      text not null,
    time_zone text, -- null is the tenant's
    version   bigint not null default 1,
    primary key (tenant, group_id)
);
call protect_tenants('group_record');

-- Level and kind are data: all families of schedules are rows of this one table.
create table schedule (
    tenant       text not null references tenant_record,
    id           uuid not null,
    level        text not null check (level in ('Service Provider', 'Group', 'User')),
    kind         text not null check (kind in ('Time', 'Holiday')),
    group_id     text,
    user_id      text,
    name         text not null,
    link_id      uuid,
    link_version bigint not null default 0, -- the link's, when it was bound; 0 where nothing was known
    version      bigint not null,
    changed_at   timestamptz not null,
    primary key (tenant, id),
    foreign key (tenant, group_id) references group_record (tenant, group_id),
    check (link_version >= 0 and (link_id is not null or link_version = 0)),
    check ((level = 'Service Provider') = (group_id is null)),
    check ((level = 'User') = (user_id is not null)),
    unique nulls not distinct (tenant, level, kind, group_id, user_id, name)
);
create index schedule_of_link on schedule (tenant, link_id) where link_id is not null;
call protect_tenants('schedule');

-- The periods of a schedule. The definition holds the members of the advanced API. Names of derived periods have a prefix
-- of their own, so that none of them can ever meet a period that was made by hand.
create table period (
    tenant      text not null,
    schedule_id uuid not null,
    name        text not null,
    place       integer not null, -- among the derived ones, or among the others
    definition  jsonb not null,
    active      boolean, -- null was never sent and means true
    derived     boolean not null default false,
    primary key (tenant, schedule_id, name),
    check (derived = starts_with(name, 'derived: ')),
    foreign key (tenant, schedule_id) references schedule (tenant, id) on delete cascade
);
call protect_tenants('period');

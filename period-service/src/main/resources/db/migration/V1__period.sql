-- When a derived period ends: with the first of its ends that apply, but never before it starts.
create function derived_end(start_at timestamptz, to_at timestamptz, closed_at timestamptz, deleted_at timestamptz)
    returns timestamptz
    language sql immutable parallel safe
    return case when least(to_at, closed_at, deleted_at) < start_at then start_at
                else least(to_at, closed_at, deleted_at) end;

-- What has periods. A row without a type is a stub: something names it as its parent, but nobody has told
-- of it yet; it restricts nothing.
create table entity (
    tenant          text not null,
    entity_id       text not null,
    entity_type     text,
    entity_name     text,
    link_id         uuid,

    -- What events of its record told. Each group is guarded by the record's version that it came with, so
    -- that events in any order, delivered any number of times, end in the same row.
    stated_version  bigint not null default 0,
    from_at         timestamptz,
    to_at           timestamptz,
    closed          boolean not null default false,
    opened_version  bigint not null default 0,
    opened_at       timestamptz,
    closed_version  bigint not null default 0,
    closed_at       timestamptz,
    deleted_version bigint not null default 0,
    deleted_at      timestamptz,
    derived_start   timestamptz generated always as (greatest(from_at, opened_at)) stored,
    derived_end     timestamptz generated always as (
        derived_end(greatest(from_at, opened_at), to_at,
                    case when closed then coalesce(closed_at, from_at) end,
                    case when deleted_version > stated_version then deleted_at end)) stored,

    -- The union of its own periods; null where it has none.
    own             tstzmultirange,
    valid_by_itself tstzmultirange not null generated always as (
        coalesce(own, '{(,)}') * tstzmultirange(tstzrange(
            greatest(from_at, opened_at),
            derived_end(greatest(from_at, opened_at), to_at,
                        case when closed then coalesce(closed_at, from_at) end,
                        case when deleted_version > stated_version then deleted_at end)))) stored,

    -- What it is valid by itself and by all its ancestors, and how often that changed.
    effective       tstzmultirange not null default '{(,)}',
    version         bigint not null default 0,

    primary key (tenant, entity_id),
    check ((entity_type is null) = (entity_name is null))
);
create index entity_of_type on entity (tenant, entity_type, entity_id);
call protect_tenants('entity');

-- Its keys begin with the id that is looked up. Began both with the tenant, a planner without statistics could
-- take either of them for either look-up, and would read all of the tenant's edges for each entity.
create table entity_parent (
    tenant    text not null,
    entity_id text not null,
    parent_id text not null,
    primary key (entity_id, tenant, parent_id),
    foreign key (tenant, entity_id) references entity,
    foreign key (tenant, parent_id) references entity,
    check (entity_id <> parent_id)
);
create index entity_parent_children on entity_parent (parent_id, tenant, entity_id);
call protect_tenants('entity_parent');

-- The periods that users set. Null is without start or without end. Those of an entity whose type is configured so
-- are exclusive: they do not overlap each other. An empty period overlaps nothing, and the constraint takes none.
create table period (
    tenant      text not null,
    period_id   text not null,
    entity_id   text not null,
    start_at    timestamptz,
    end_at      timestamptz,
    exclusive   boolean not null,
    valid       tstzrange not null generated always as (tstzrange(start_at, end_at)) stored,
    exclusively tstzrange generated always as (
        case when exclusive and not isempty(tstzrange(start_at, end_at)) then tstzrange(start_at, end_at) end) stored,
    primary key (period_id, tenant),
    foreign key (tenant, entity_id) references entity,
    constraint period_no_overlap unique (entity_id, tenant, exclusively without overlaps)
);
create index period_of_entity on period (entity_id, tenant);
call protect_tenants('period');

-- What the periods of an entity were after each change.
create table period_history (
    tenant       text not null,
    entity_id    text not null,
    number       bigint generated always as identity,
    changed_at   timestamptz not null,
    changed_by   text, -- null where an event of another service changed it
    operation_id uuid not null,
    periods      jsonb not null,
    primary key (entity_id, tenant, number),
    foreign key (tenant, entity_id) references entity
);
call protect_tenants('period_history');

-- The next instant at which the effective validity of an entity begins or ends. Keys alone and for all tenants, so not
-- behind row-level security: who looks for what is due does not know for whom yet.
create table boundary (
    tenant    text not null,
    entity_id text not null,
    at        timestamptz not null,
    primary key (tenant, entity_id),
    foreign key (tenant, entity_id) references entity
);
create index boundary_at on boundary (at);

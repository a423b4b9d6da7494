-- Rooms, recording schedules and their occurrences.

-- The last number given to a room, a schedule or a user of a tenant: the API's ids are sequential integers.
-- Not behind row security: whoever plans ahead finds the tenants here, and it holds nothing of theirs.
create table tenant_counter (
    tenant text not null,
    kind   text not null check (kind in ('room', 'schedule', 'user')),
    last   bigint not null check (last > 0),
    primary key (tenant, kind)
);

-- Users by the name in their tokens; whoever creates a schedule is its author.
create table recording_user (
    tenant text not null,
    number bigint not null check (number > 0),
    name   text not null,
    primary key (tenant, number),
    unique (tenant, name)
);
call protect_tenants('recording_user');

create table room (
    id           uuid primary key,
    tenant       text not null,
    number       bigint not null check (number > 0),
    name         text not null,
    zone         text, -- IANA; null is the tenant's
    exclusive    boolean not null,
    is_io        boolean not null,
    io_camera_id bigint,
    io_user_id   bigint,
    version      bigint not null default 1,
    unique (tenant, number),
    unique (tenant, id),
    unique (tenant, id, exclusive)
);
call protect_tenants('room');

create table recording_schedule (
    id                uuid primary key,
    tenant            text not null,
    number            bigint not null check (number > 0),
    name              text not null,
    room_id           uuid not null,
    author            bigint not null,
    link_id           uuid,
    template          jsonb, -- field id to value
    share_users       bigint[] not null,
    share_user_groups bigint[] not null,
    created_at        timestamptz not null,
    timing            jsonb not null, -- the contract's Timing
    -- Up to here its occurrences are there; null while it waits for a link that is not known yet.
    planned_until     timestamptz,
    version           bigint not null default 1,
    deleted_at        timestamptz,
    unique (tenant, number),
    unique (tenant, id),
    foreign key (tenant, room_id) references room (tenant, id),
    foreign key (tenant, author) references recording_user (tenant, number)
);
create index recording_schedule_of_link on recording_schedule (link_id)
    where link_id is not null and deleted_at is null;
create index recording_schedule_of_room on recording_schedule (room_id) where deleted_at is null;
call protect_tenants('recording_schedule');

-- One recording. Start and end stand in columns of their own, because row security lets no index
-- on an expression be used; ranges are what the constraint compares.
create table occurrence (
    id          uuid primary key default uuidv7(),
    tenant      text not null,
    schedule_id uuid not null,
    room_id     uuid not null,
    exclusive   boolean not null, -- the room's
    starts_at   timestamptz not null,
    ends_at     timestamptz not null,
    during      tstzrange not null generated always as (tstzrange(starts_at, ends_at, '[)')) stored,
    state       text not null check (state in
                    ('planned', 'suspended', 'recording', 'paused', 'recorded', 'missed', 'cancelled')),
    check (starts_at < ends_at),
    unique (schedule_id, starts_at),
    foreign key (tenant, schedule_id) references recording_schedule (tenant, id),
    foreign key (tenant, room_id, exclusive) references room (tenant, id, exclusive) on update cascade,
    -- A suspended recording keeps its place, so that it can come back.
    constraint occurrence_exclusive exclude using gist (room_id with =, during with &&)
        where (exclusive and state in ('planned', 'suspended', 'recording', 'paused'))
);
create index occurrence_in_room on occurrence (room_id, starts_at)
    where state in ('planned', 'suspended', 'recording', 'paused');
create index occurrence_running on occurrence (schedule_id) where state in ('recording', 'paused');
call protect_tenants('occurrence');

-- Rooms, recording schedules and their occurrences.

-- The last number given to a room, a schedule, a recording or a user of a tenant: the API's ids are sequential integers.
-- Not behind row security: whoever plans ahead finds the tenants here, and it holds nothing of theirs.
create table tenant_counter (
    tenant text not null,
    kind   text not null check (kind in ('room', 'schedule', 'recording', 'user')),
    last   bigint not null check (last > 0),
    primary key (tenant, kind)
);

-- Groups of users, and who belongs to which: kept by the operator, read by the API. Whoever comes with a token that is
-- not known yet gets a row without a group.
create table user_group (
    tenant      text not null,
    number      bigint not null check (number > 0),
    name        text not null,
    marker      bigint, -- number of a metadata template
    information bigint, -- number of a metadata template
    primary key (tenant, number)
);
call protect_tenants('user_group');

-- Users by the name in their tokens; whoever creates a schedule is its author.
create table recording_user (
    tenant       text not null,
    number       bigint not null check (number > 0),
    name         text not null,
    display_name text,
    card_number  text,
    user_group   bigint,
    primary key (tenant, number),
    unique (tenant, name),
    foreign key (tenant, user_group) references user_group (tenant, number)
);
call protect_tenants('recording_user');

-- The groups whose users' recordings a user may see; kept by the operator.
create table video_access (
    tenant      text not null,
    user_number bigint not null,
    user_group  bigint not null,
    primary key (tenant, user_number, user_group),
    foreign key (tenant, user_number) references recording_user (tenant, number),
    foreign key (tenant, user_group) references user_group (tenant, number)
);
call protect_tenants('video_access');

-- Metadata templates and their fields; kept by the operator. A field's number is unique in its tenant.
create table metadata_template (
    tenant text not null,
    number bigint not null check (number > 0),
    name   text not null,
    primary key (tenant, number)
);
call protect_tenants('metadata_template');
create table metadata_field (
    tenant   text not null,
    number   bigint not null check (number > 0),
    template bigint not null,
    name     text not null,
    type     text not null,
    enabled  boolean not null default true,
    required boolean not null default false,
    data     jsonb, -- such as the choices of a list
    primary key (tenant, number),
    foreign key (tenant, template) references metadata_template (tenant, number)
);
create index metadata_field_of_template on metadata_field (tenant, template);
call protect_tenants('metadata_field');

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
    device_url   text, -- of an origin that the operator allows; null records nothing
    cameras      jsonb not null default '[]', -- objects with id, name and type; kept by the operator
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
    link_version      bigint not null default 0, -- the link's, when it was bound; 0 where nothing was known
    template          jsonb, -- field id to value
    share_users       bigint[] not null,
    share_user_groups bigint[] not null,
    created_at        timestamptz not null,
    timing            jsonb not null, -- the contract's Timing
    skip_through      date, -- instances up to this day of the timing's zone were deleted one by one
    over_at           timestamptz, -- when the last instance ends; null for never
    -- Up to here its occurrences are there; null while it waits for a link that is not known yet.
    planned_until     timestamptz,
    version           bigint not null default 1,
    deleted_at        timestamptz,
    unique (tenant, number),
    unique (tenant, id),
    check (link_version >= 0 and (link_id is not null or link_version = 0)),
    foreign key (tenant, room_id) references room (tenant, id),
    foreign key (tenant, author) references recording_user (tenant, number)
);
create index recording_schedule_of_link on recording_schedule (link_id)
    where link_id is not null and deleted_at is null;
create index recording_schedule_of_room on recording_schedule (room_id) where deleted_at is null;
create index recording_schedule_over on recording_schedule (over_at) where link_id is null and deleted_at is null;
call protect_tenants('recording_schedule');

-- The states of an occurrence (OccurrenceState has the same sets). Planned ones may be suspended and come back; the device
-- is told to start, pause, go on and stop; what has ended was recorded, missed or cancelled.
create function occurrence_is_waiting(state text) returns boolean language sql immutable parallel safe
    return state in ('planned', 'suspended');
create function occurrence_is_running(state text) returns boolean language sql immutable parallel safe
    return state in ('recording', 'paused');
-- Has its room, now or to come.
create function occurrence_is_live(state text) returns boolean language sql immutable parallel safe
    return state in ('planned', 'suspended', 'starting', 'recording', 'paused');

-- One recording: of a schedule, or started by hand. Start and end stand in columns of their own, because row security
-- lets no index on an expression be used; ranges are what the constraint compares.
create table occurrence (
    id            uuid primary key default uuidv7(),
    tenant        text not null,
    schedule_id   uuid, -- null if started by hand
    room_id       uuid not null,
    exclusive     boolean not null, -- the room's
    starts_at     timestamptz not null,
    ends_at       timestamptz not null, -- infinite until one started by hand is stopped
    during        tstzrange not null generated always as (tstzrange(starts_at, ends_at, '[)')) stored,
    state         text not null check (state in ('planned', 'suspended', 'starting', 'recording', 'paused', 'stopping',
                                                 'recorded', 'missed', 'cancelled')),
    number        bigint, -- id of the recording in the API, from its first start on
    started_at    timestamptz, -- when the device confirmed the start
    claimed_until timestamptz, -- until then somebody is busy starting or stopping it
    by_hand       jsonb, -- of one started by hand: author, name, template, share
    check (starts_at < ends_at),
    check ((schedule_id is null) = (by_hand is not null)),
    check ((state in ('starting', 'stopping')) = (claimed_until is not null)),
    foreign key (tenant, schedule_id) references recording_schedule (tenant, id),
    foreign key (tenant, room_id, exclusive) references room (tenant, id, exclusive) on update cascade,
    -- A suspended recording keeps its place, so that it can come back.
    constraint occurrence_exclusive exclude using gist (room_id with =, during with &&)
        where (exclusive and schedule_id is not null and occurrence_is_live(state))
);
-- What was cancelled is history, and something else may take its place.
create unique index occurrence_of_schedule on occurrence (schedule_id, starts_at) where state <> 'cancelled';
create index occurrence_cancelled on occurrence (schedule_id, starts_at) where state = 'cancelled';
create index occurrence_in_room on occurrence (room_id, starts_at) where occurrence_is_live(state);
create unique index occurrence_number on occurrence (tenant, number) where number is not null;
create index occurrence_running on occurrence (schedule_id) where occurrence_is_running(state);
create index occurrence_running_in_room on occurrence (room_id)
    where state = 'starting' or occurrence_is_running(state);
create index occurrence_to_start on occurrence (starts_at) where state = 'planned';
create index occurrence_to_stop on occurrence (ends_at) where occurrence_is_running(state);
create index occurrence_claimed on occurrence (claimed_until) where state in ('starting', 'stopping');
call protect_tenants('occurrence');

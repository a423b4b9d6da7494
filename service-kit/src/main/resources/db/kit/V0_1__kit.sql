-- What every service needs: outbox, inbox, offsets, parked events, operations, logins.

-- The tenants that the current session acts for, set when a connection is taken from the pool.
-- Nothing set means no tenant, so that a forgotten setting shows no rows.
create function acting_tenants() returns text[]
    language sql stable parallel safe
    as $$ select string_to_array(current_setting('app.tenants', true), E'\x1f') $$;

-- Puts a table with a column "tenant" behind row-level security, for its owner too.
create procedure protect_tenants(protected regclass)
    language plpgsql
    as $$
begin
    execute format('alter table %s enable row level security', protected);
    execute format('alter table %s force row level security', protected);
    execute format(
        'create policy acting_tenants on %s using (tenant = any ((select acting_tenants())::text[]))', protected);
end $$;

-- Events that wait for the relay. A row is written in the transaction of the change that it tells of,
-- after the lock on the record, so that ids of one record stand in the order of its commits.
create table outbox (
    id             bigint generated always as identity primary key,
    event_id       uuid not null,
    topic          text not null,
    record_id      uuid not null,
    type           text,
    tenant         text not null,
    link_id        uuid,
    operation_id   uuid not null,
    record_version bigint not null,
    traceparent    text,
    occurred_at    timestamptz not null,
    payload        text, -- null is a tombstone
    check ((payload is null) = (type is null)),
    -- The broker would refuse it for ever, and the relay would wait for it: Topics.MAX_EVENT_BYTES.
    constraint outbox_payload_fits check (octet_length(payload) <= 1000000)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000);
alter table outbox alter column payload set storage external;

-- How far each partition has been applied. The database is the truth, not the broker's group offsets:
-- offsets move in the transaction of the effects, and an empty database starts from the beginning.
create table consumer_offset (
    topic       text not null,
    partition   integer not null,
    next_offset bigint not null,
    primary key (topic, partition)
);

-- Events that were applied, in a ring of days: slot = day of the event modulo 16. The days that cannot
-- come any more are truncated, so that no partition is ever made or dropped at run time.
create table inbox (
    slot     smallint not null,
    event_id uuid not null,
    primary key (slot, event_id)
) partition by list (slot);

do $$
begin
    for slot in 0..15 loop
        execute format('create table inbox_%s partition of inbox for values in (%s)', lpad(slot::text, 2, '0'), slot);
    end loop;
end $$;

-- Events that could not be applied, and those of the same record that came after them.
create table parked_event (
    id           uuid primary key,
    topic        text not null,
    partition    integer not null,
    record_offset bigint not null,
    record_key   text,
    tenant       text,
    event_id     uuid,
    type         text,
    operation_id uuid,
    headers      jsonb not null,
    payload      bytea,
    reason       text not null,
    parked_at    timestamptz not null,
    unique (topic, partition, record_offset)
);
create index parked_event_of_record on parked_event (topic, record_key);

-- Who did what with parked events.
create table parked_event_audit (
    id            bigint generated always as identity primary key,
    parked_id     uuid not null,
    topic         text not null,
    partition     integer not null,
    record_offset bigint not null,
    tenant        text,
    action        text not null check (action in ('replay', 'delete')),
    outcome       text not null,
    done_by       text not null,
    done_at       timestamptz not null
);

-- What was asked for and became of it: replicas and derived data taken from the topics anew.
create table rebuild (
    id         uuid primary key,
    tenant     text, -- null is all of them
    started_by text not null,
    started_at timestamptz not null,
    ended_at   timestamptz,
    status     text not null check (status in ('running', 'done', 'failed', 'interrupted')),
    records    integer, -- whose last event was taken over
    refused    integer, -- whose last event could not be
    reason     text,
    check ((ended_at is null) = (status = 'running'))
);
create index rebuild_started_at on rebuild (started_at);

-- Writes that this service accepted, and how far they have spread.
create table operation (
    id          uuid primary key,
    tenant      text not null,
    kind        text not null,
    accepted_at timestamptz not null,
    items       integer not null,
    published   jsonb not null
);
create index operation_accepted_at on operation (tenant, accepted_at);
call protect_tenants('operation');

create table operation_progress (
    operation_id uuid not null references operation on delete cascade,
    service      text not null,
    topic        text not null,
    applied      integer not null,
    parked       integer not null,
    published    integer not null,
    primary key (operation_id, service, topic)
);
create table operation_service (
    operation_id uuid not null references operation on delete cascade,
    service      text not null,
    effects      integer not null,
    heard_at     timestamptz not null,
    primary key (operation_id, service)
);

-- Users of the products' own logins. A login says no tenant, so names are unique over all of them, and these two
-- tables are not behind row-level security.
create table login_user (
    username      text primary key,
    tenant        text not null,
    password_hash text not null,
    roles         text[] not null
);
create table login_session (
    token_hash bytea primary key,
    username   text not null references login_user on delete cascade,
    expires_at timestamptz not null
);
create index login_session_of_user on login_session (username);
create index login_session_expiry on login_session (expires_at);

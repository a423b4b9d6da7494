-- The states of notices and the ways between them: the same for every tenant, so without one.
create table state (
    id       integer primary key check (id > 0), -- 0 is what a client sends that leaves the state out
    code     text not null unique,
    name     text not null,
    name_en  text not null,
    category text not null check (category in ('open', 'closed'))
);
create table state_transition (
    from_id integer not null references state,
    to_id   integer not null references state,
    primary key (from_id, to_id),
    check (from_id <> to_id)
);
insert into state (id, code, name, name_en, category)
values (1, 'draft', 'draft', 'draft', 'open'),
       (2, 'awaiting_approval', 'awaiting approval', 'awaiting approval', 'open'),
       (3, 'published', 'published', 'published', 'open'),
       (4, 'archived', 'archived', 'archived', 'closed'),
       (5, 'rejected', 'rejected', 'rejected', 'closed');
insert into state_transition (from_id, to_id)
values (1, 2), (1, 3), (2, 3), (2, 5), (2, 1), (3, 4), (3, 1), (4, 3), (5, 1);

create table information (
    tenant     text not null,
    id         uuid not null,
    version    bigint not null check (version > 0),
    link_id    uuid,
    -- The link's version when it was bound to the life of the link that it belongs to; 0 where nothing was known.
    link_version bigint not null default 0,
    parent_id  uuid,
    state_id   integer not null references state,
    title      text not null,
    text       text not null,
    valid_from timestamptz not null,
    details    jsonb not null, -- what is only kept for the clients, as the API writes it
    deleted    boolean not null default false,
    created_at timestamptz not null,
    created_by text not null,
    changed_at timestamptz not null,
    changed_by text, -- null: the platform itself
    primary key (tenant, id),
    check (link_version >= 0 and (link_id is not null or link_version = 0)),
    foreign key (tenant, parent_id) references information,
    check (parent_id <> id)
) with (fillfactor = 70); -- room for a change of state beside the row, which then touches no index
create index information_of_link on information (tenant, link_id) where link_id is not null;
create index information_of_parent on information (tenant, parent_id) where parent_id is not null;
create index information_by_slug on information (tenant, (details ->> 'slug'), valid_from) where not deleted;
create index information_by_valid_from on information (tenant, valid_from, id);
call protect_tenants('information');

-- How each notice came to its state.
create table state_change (
    tenant         text not null,
    information_id uuid not null,
    version        bigint not null,
    from_id        integer not null,
    to_id          integer not null,
    message        text,
    user_id        uuid,
    changed_at     timestamptz not null,
    changed_by     text,
    operation_id   uuid not null,
    primary key (tenant, information_id, version)
);
call protect_tenants('state_change');

-- Whom notices can be told to.
create table directory_user (
    tenant           text not null,
    id               uuid not null,
    email            text check (email ~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$'), -- null: gets no mail
    code             text,
    code2            text,
    title            text,
    introduction     text,
    first_name       text,
    last_name        text,
    image_id         uuid,
    work_position_id uuid,
    shift_id         uuid,
    primary key (tenant, id)
);
call protect_tenants('directory_user');

-- What one request tells its recipients: notices that came to a state, in parts by whom they are for.
create table digest (
    tenant       text not null,
    operation_id uuid not null,
    state_id     integer not null references state,
    message      text,
    traceparent  text,
    created_at   timestamptz not null,
    primary key (tenant, operation_id)
);
create index digest_created_at on digest (tenant, created_at);
call protect_tenants('digest');

create table digest_part (
    tenant          text not null,
    operation_id    uuid not null,
    part            integer not null,
    information_ids uuid[] not null check (cardinality(information_ids) > 0),
    primary key (tenant, operation_id, part),
    foreign key (tenant, operation_id) references digest on delete cascade
);
call protect_tenants('digest_part');

-- One mail: the parts of a digest that are for one recipient, who gets one for each request.
create table notification (
    tenant       text not null,
    id           uuid not null default uuidv7(),
    operation_id uuid not null,
    recipient_id uuid not null,
    email        text not null,
    parts        integer[] not null,
    status       text not null default 'queued' check (status in ('queued', 'sent', 'refused', 'in_doubt')),
    reason       text, -- why it was not sent at the last attempt
    changed_at   timestamptz not null,
    primary key (tenant, id),
    unique (tenant, operation_id, recipient_id),
    foreign key (tenant, operation_id) references digest on delete cascade
);
call protect_tenants('notification');

-- When each queued notification is tried next. Not behind row-level security: the sender looks for all tenants.
create table notification_due (
    tenant          text not null,
    notification_id uuid not null,
    at              timestamptz not null,
    attempts        integer not null default 0,
    sending         boolean not null default false, -- given to the mail server, whose answer is not known yet
    primary key (tenant, notification_id),
    foreign key (tenant, notification_id) references notification on delete cascade
);
create index notification_due_at on notification_due (at);

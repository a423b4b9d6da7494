-- What the tests' small service keeps.
create table thing (
    tenant  text not null,
    id      uuid not null,
    name    text not null,
    version bigint not null,
    times   integer not null default 1,
    seen_at timestamptz,
    primary key (tenant, id),
    constraint thing_name_is_not_poison check (name <> 'poison')
);
call protect_tenants('thing');

create table thing_part (
    tenant   text not null,
    thing_id uuid not null,
    name     text not null,
    place    integer not null,
    primary key (tenant, thing_id, name),
    foreign key (tenant, thing_id) references thing (tenant, id) on delete cascade
);
call protect_tenants('thing_part');

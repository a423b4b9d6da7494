-- What the tests' small service keeps.
create table thing (
    tenant  text not null,
    id      uuid not null,
    name    text not null,
    version bigint not null,
    times   integer not null default 1,
    primary key (tenant, id),
    constraint thing_name_is_not_poison check (name <> 'poison')
);
call protect_tenants('thing');

-- For Dev Services only, whose database "quarkus" has a superuser of the same name as login. A service owns its database
-- by a role without rights, as everywhere else, since row-level security does not hold for a superuser.
create extension btree_gist;
create extension ltree;
create role service nosuperuser nobypassrls nocreatedb nocreaterole;
alter database quarkus owner to service;
alter role quarkus set role = 'service';

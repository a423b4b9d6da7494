#!/usr/bin/env bash
# First start of PostgreSQL: one database and one unprivileged role for each service. Run by the image's
# entrypoint; passwords come from the environment (PROFILE_DB_PASSWORD and so on).
set -euo pipefail
for service in profile schedule period information recording; do
  variable="${service^^}_DB_PASSWORD"
  psql -v ON_ERROR_STOP=1 -v service="$service" -v password="${!variable}" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role :"service" login nosuperuser nobypassrls nocreatedb nocreaterole password :'password';
create database :"service" owner :"service" template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8';
SQL
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$service" \
    -c 'create extension if not exists btree_gist' -c 'create extension if not exists ltree'
done

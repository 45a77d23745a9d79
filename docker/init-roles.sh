#!/bin/sh
# Makes the two roles of Acquaint when the database is new: the owner, which migrates, and the application's, which
# may only connect; each migration then grants it what it needs. PostgreSQL's image runs this once, as superuser.
set -eu
: "${DATABASE_OWNER_PASSWORD:?Set DATABASE_OWNER_PASSWORD}" "${DATABASE_PASSWORD:?Set DATABASE_PASSWORD}"

# The passwords are read from the environment by psql itself, so that no process list shows them.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv password DATABASE_PASSWORD
CREATE ROLE acquaint_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'owner_password';
CREATE ROLE acquaint_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'password';
ALTER DATABASE :"DBNAME" OWNER TO acquaint_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO acquaint_app;
ALTER SCHEMA public OWNER TO acquaint_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO acquaint_app;
SQL

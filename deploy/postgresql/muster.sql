-- A database for Muster on PostgreSQL 14 or newer, the safest arrangement: who changes the schema, who serves, and in whose name rows
-- are read and written are three roles. Run by a superuser, once:  psql -f muster.sql
-- Then:  muster database migrate --database postgres://muster_owner@db.example.com/muster?sslmode=verify-full
-- and serve with muster_server. See docs/postgresql.md.
\set ON_ERROR_STOP on

-- Owns the database and changes the schema: muster database migrate, and nothing else.
CREATE ROLE muster_owner LOGIN;
-- Servers and commands. Owns nothing and bypasses nothing.
CREATE ROLE muster_server LOGIN;
-- In its name every transaction works; it logs in nowhere. Named after the database.
CREATE ROLE muster_app_muster NOLOGIN;
GRANT muster_app_muster TO muster_owner, muster_server;
-- Base backups and dumps, which have to see every row.
CREATE ROLE muster_dump LOGIN BYPASSRLS;

CREATE DATABASE muster OWNER muster_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT, TEMPORARY ON DATABASE muster FROM PUBLIC;
GRANT CONNECT ON DATABASE muster TO muster_owner, muster_server, muster_dump;

-- Nothing that Muster asks takes longer; a transaction that nobody goes on with must not hold others up.
ALTER ROLE muster_server IN DATABASE muster SET statement_timeout = '60s';
ALTER ROLE muster_server IN DATABASE muster SET idle_in_transaction_session_timeout = '10min';
ALTER ROLE muster_server CONNECTION LIMIT 200;

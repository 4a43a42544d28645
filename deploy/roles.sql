-- The two roles of docs/adr/0003-two-database-roles.md, for an administrator to run once in the product's database:
--
--   psql -v owner_password=... -v app_password=... -f deploy/roles.sql postgresql://admin@server/claimcenter
--
-- Tables come later, from the migrations, which run as claimcenter_owner.
\set ON_ERROR_STOP on

CREATE ROLE claimcenter_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD :'owner_password';
CREATE ROLE claimcenter_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD :'app_password';
GRANT claimcenter_app TO claimcenter_owner;

SELECT current_database() AS database \gset
ALTER DATABASE :"database" OWNER TO claimcenter_owner;
ALTER SCHEMA public OWNER TO claimcenter_owner;
-- For bulk seeding (manage.py seed_scale). The owner may drop foreign keys and triggers anyway.
GRANT SET ON PARAMETER session_replication_role TO claimcenter_owner;
CREATE EXTENSION IF NOT EXISTS btree_gist;

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO claimcenter_app;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO claimcenter_app;

ALTER DEFAULT PRIVILEGES FOR ROLE claimcenter_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE claimcenter_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO claimcenter_app;
ALTER DEFAULT PRIVILEGES FOR ROLE claimcenter_owner GRANT USAGE, SELECT ON SEQUENCES TO claimcenter_app;
ALTER DEFAULT PRIVILEGES FOR ROLE claimcenter_owner GRANT EXECUTE ON FUNCTIONS TO claimcenter_app;

"""The two database roles, made once for a server and a database; running it again changes nothing."""

import psycopg
from psycopg import sql

from claimcenter.stack.database import APP_ROLE, DATABASE_NAME, OWNER_ROLE, conninfo, settings_from_url, with_database

# Two processes may prepare the same server at once; roles belong to the whole server, so the lock does too.
_LOCK = 0x636C6D63

_MISSING = """The database roles {missing} do not exist and {user} may not create them.
Ask the server's administrator to run deploy/roles.sql, or give a URL with that right."""


class RolesMissingError(Exception):
    """The given user may not create what is missing."""


def prepare_server(admin_url: str, *, database: str = DATABASE_NAME) -> None:
    """With a superuser's URL of an embedded server: the roles, the database and everything in it."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        _lock(connection)
        _create_roles(connection)
        _create_database(connection, database)
    prepare_database(with_database(admin_url, database))


def prepare_database(url: str) -> None:
    """Roles, extension and default privileges in the database of the URL. Idempotent.

    The owner owns every table; the application reads and writes rows and may do nothing else. Raises
    RolesMissingError with the way out when the URL's user may not create the roles.
    """
    with psycopg.connect(**conninfo(settings_from_url(url)), autocommit=True) as connection:
        _lock(connection)
        _create_roles(connection)
        _grant_in_database(connection)


def _lock(connection: psycopg.Connection) -> None:
    connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # freed with the connection


def _powers(connection: psycopg.Connection) -> tuple[str, bool, bool]:
    row = connection.execute(
        "SELECT rolname, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def _create_roles(connection: psycopg.Connection) -> None:
    user, superuser, creates = _powers(connection)
    rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[OWNER_ROLE, APP_ROLE]])
    missing = {OWNER_ROLE, APP_ROLE} - {row[0] for row in rows}
    if missing and not (superuser or creates):
        raise RolesMissingError(_MISSING.format(missing=" and ".join(sorted(missing)), user=user))
    for role in sorted(missing):
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOCREATEDB NOCREATEROLE NOINHERIT").format(sql.Identifier(role))
        )
    if missing:
        # The owner's URL alone is enough: it may step down to the application's role.
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP_ROLE), sql.Identifier(OWNER_ROLE)))


def _create_database(connection: psycopg.Connection, name: str) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(OWNER_ROLE)))


def _grant_in_database(connection: psycopg.Connection) -> None:
    """As much as the URL's user may: the owner itself can do all of it but take the database over."""
    user, superuser, _creates = _powers(connection)
    owner, app = sql.Identifier(OWNER_ROLE), sql.Identifier(APP_ROLE)
    database = sql.Identifier(connection.info.dbname)
    if superuser:
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))
        connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
        # For bulk seeding. The owner may drop foreign keys and triggers anyway; this lets it pass over them.
        connection.execute(sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(owner))
    elif user != OWNER_ROLE:
        return  # a plain login: an administrator has prepared the database (deploy/roles.sql)
    connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    statements: list[sql.Composed] = [
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, app),  # COPY goes through TEMP tables
        sql.SQL("REVOKE ALL ON SCHEMA public FROM {}").format(sql.SQL("PUBLIC")),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app),
        *_default_privileges(owner, app),
    ]
    for statement in statements:
        connection.execute(statement)


def _default_privileges(owner: sql.Identifier, app: sql.Identifier) -> list[sql.Composed]:
    """No TRUNCATE, no REFERENCES, no TRIGGER; migrations take UPDATE and DELETE away on append-only tables."""
    grants = [
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES",
        "GRANT USAGE, SELECT ON SEQUENCES",
        "GRANT EXECUTE ON FUNCTIONS",
    ]
    head = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} ").format(owner)
    given = [head + sql.SQL(f"{grant} TO ") + app for grant in grants]
    return [head + sql.SQL("REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"), *given]


def weakness(connection: psycopg.Connection) -> str:
    """Why row security would not bind this connection; empty when it does (see `claimcenter.guard`)."""
    row = connection.execute(
        "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole,"
        " EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        "   WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relowner = r.oid)"
        " FROM pg_roles r WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    user, *powers = row
    words = ("is a superuser", "has BYPASSRLS", "has CREATEROLE", "owns tables")
    held = [word for word, has in zip(words, powers, strict=True) if has]
    return f"The database user {user} {' and '.join(held)}." if held else ""

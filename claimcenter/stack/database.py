"""From DATABASE_URL to Django's DATABASES. Two roles: the owner migrates, the application reads and writes."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from claimcenter.stack import env

OWNER_ROLE = "claimcenter_owner"
APP_ROLE = "claimcenter_app"
DATABASE_NAME = "claimcenter"


def socket_url(*, role: str, socket_dir: str, database: str = DATABASE_NAME) -> str:
    """The URL of the embedded server."""
    return f"postgresql://{role}@/{database}?{urlencode({'host': socket_dir})}"


def with_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


def owner_work() -> bool:
    """Whether this process migrates (decided by manage.py from the command's name)."""
    return os.environ.get("CLAIMCENTER_DB_ROLE") == "owner"


def database_url(*, as_owner: bool) -> tuple[str, str]:
    """The URL to connect with and the role to assume after connecting (empty: none).

    With one URL given the role is assumed, so that even a superuser's URL meets row security.
    """
    app_url = os.environ.get("DATABASE_URL", "")
    owner_url = os.environ.get("DATABASE_OWNER_URL", "")
    if not app_url and not owner_url:
        return _embedded_url(as_owner=as_owner), ""
    if owner_url and app_url:
        return (owner_url, "") if as_owner else (app_url, "")
    return app_url or owner_url, OWNER_ROLE if as_owner else APP_ROLE


def _embedded_url(*, as_owner: bool) -> str:
    from claimcenter.stack.postgres import socket_dir

    folder = socket_dir(env.data_path() / "postgres")
    return socket_url(role=OWNER_ROLE if as_owner else APP_ROLE, socket_dir=str(folder))


def database_settings(*, as_owner: bool) -> dict[str, Any]:
    """One entry of Django's DATABASES."""
    url, role = database_url(as_owner=as_owner)
    return settings_from_url(url, role=role)


def settings_from_url(url: str, *, role: str = "") -> dict[str, Any]:
    """Django's words for a libpq URL; unknown query parameters pass through as connection options."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    options = {"application_name": "claimcenter", "connect_timeout": "5", **query}
    server_options = [options.pop("options", ""), f"-c role={role}" if role else ""]
    joined = " ".join(option for option in server_options if option)
    if joined:
        options["options"] = joined
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": query.pop("port", "") or str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def conninfo(settings: dict[str, Any]) -> dict[str, Any]:
    """The same connection for psycopg.connect(**...)."""
    words = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    plain = {word: settings[key] for word, key in words.items() if settings[key]}
    return {**plain, **settings["OPTIONS"]}

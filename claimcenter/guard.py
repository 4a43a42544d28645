"""Web and workers refuse a database role that row security does not bind."""

from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from claimcenter.stack.roles import weakness

log = structlog.get_logger(__name__)


def refuse_weak_role(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """On every new connection: a role may be changed while we run. Raises ImproperlyConfigured."""
    reason = weakness(connection.connection)
    if reason:
        connection.close()
        raise ImproperlyConfigured(f"{reason} Row security would not hold; see docs/adr/0003-two-database-roles.md.")


def guard_database() -> None:
    """Check now and on every later connection. A database that is down may come back; /readyz tells."""
    connection_created.connect(refuse_weak_role, dispatch_uid="claimcenter.guard")
    try:
        connection.ensure_connection()
    except OperationalError:
        log.warning("database_unreachable_at_start")
    finally:
        connection.close()

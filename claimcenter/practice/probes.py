"""/livez: this process answers. /readyz: it can work. Neither says anything about anybody, nor any version."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from claimcenter.practice.permissions import public


@public
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """No database, no audit row, no session."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 until the database answers and every migration is applied. The broker is not asked: nothing depends on it."""
    problems = _problems()
    body = {"ready": not problems, "problems": problems}
    return JsonResponse(body, status=503 if problems else 200, headers={"Cache-Control": "no-store"})


def _problems() -> list[str]:
    try:
        connection.ensure_connection()
        pending = pending_migrations()
    except DatabaseError:
        return ["database"]
    return ["migrations"] if pending else []


def pending_migrations() -> list[str]:
    """What is still to be applied, as `app.name`. One query; raises DatabaseError."""
    missing = _known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    return sorted(".".join(name) for name in missing)


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """What this version of the code brings, read from disk once a process."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.disk_migrations or ())

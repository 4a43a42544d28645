"""One measurement of ``bench/era_posting.py`` in a process of its own; prints one JSON object.

``python bench/era_work.py road|rows FILE PRACTICE``: load (read, check, store, match), post, decide. ``rows`` is the
same code with batches of one claim: what a first version does, kept to compare with.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.x12_work import peak_mb  # noqa: E402 - found beside the checkout, wherever the command is started

CHUNK = 1024 * 1024
TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """Seconds on the clock, CPU seconds of this process and of its database connection, statements, by stage."""

    def __init__(self) -> None:
        self.stages: dict[str, dict[str, float]] = {}
        self.statements = 0
        self._count_statements()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        before = self._reading()
        yield
        self.stages[name] = {key: round(value - before[key], 3) for key, value in self._reading().items()}

    def _reading(self) -> dict[str, float]:
        return {
            "wall": time.monotonic(),
            "python": time.process_time(),
            "postgres": backend_seconds(),
            "statements": self.statements,
        }

    def _count_statements(self) -> None:
        """At the driver, so that COPY and savepoints count as well."""
        import psycopg

        def counted(method: Callable[..., Any]) -> Callable[..., Any]:
            def call(cursor: Any, *given: Any, **named: Any) -> Any:
                self.statements += 1
                return method(cursor, *given, **named)

            return call

        for name in ("execute", "copy"):
            setattr(psycopg.Cursor, name, counted(getattr(psycopg.Cursor, name)))


def backend_seconds() -> float:
    """CPU seconds of the server process behind this connection (Linux; elsewhere nothing is known)."""
    from django.db import connection

    connection.ensure_connection()
    path = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not path.exists():
        return 0.0
    fields = path.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def road(path: Path, slug: str) -> dict[str, Any]:
    """The whole road of one file, as the import command goes it, and the sweep until nothing is outstanding."""
    from claimcenter.practice.models import Practice

    practice, meter, began = Practice.objects.get(slug=slug), Meter(), peak_mb()
    with meter.stage("load"):
        file_id = load(practice.pk, path)
    with meter.stage("post"):
        posted = post(practice.pk, file_id)
    with meter.stage("decide"):
        decide()
    return {"stages": meter.stages, "posted": posted, "peak_mb": peak_mb(), "began_mb": began, **counts(practice.pk)}


def load(practice_id: int, path: Path) -> int:
    from django.utils import timezone

    from claimcenter.practice.tenancy import acting_in
    from era.services.loading import load_era

    with path.open("rb") as source, acting_in(practice_id, None):
        chunks = iter(lambda: source.read(CHUNK), b"")
        found = load_era(name=path.name, chunks=chunks, by=None, now=timezone.now(), wait=True, auto=False)
        return found.era_file.pk


def post(practice_id: int, file_id: int) -> int:
    from era.services.working import post_waiting

    return post_waiting(practice_id=practice_id, era_file_id=file_id)


def decide() -> None:
    """The sweep, again and again, as beat starts it."""
    from django.utils import timezone

    from claims.sweep import reconcile

    while reconcile(now=timezone.now()):
        pass


def counts(practice_id: int) -> dict[str, int]:
    """What stands in the database afterwards, so that speed is never bought with work left out."""
    from claimcenter.practice.tenancy import acting_in
    from claims.models import Claim, LedgerEntry
    from claims.services.secondary import outstanding_claims
    from era.models import ClaimMatch, RemittanceClaim

    with acting_in(practice_id, None):
        return {
            "claims": RemittanceClaim.objects.count(),
            "matched": ClaimMatch.objects.filter(state="posted").count(),
            "entries": LedgerEntry.objects.count(),
            "secondaries": Claim.objects.filter(position=2, live=True).count(),
            "undecided": outstanding_claims().count(),
        }


def one_by_one() -> None:
    """Every batch of the product is one claim."""
    from claims import sweep
    from era.services import matching, posting, storing

    for module in (sweep, matching, posting, storing):
        module.BATCH = 1  # type: ignore[attr-defined]


def main(how: str, path: str, slug: str) -> None:
    from claimcenter.stack.services import database_for_command

    with database_for_command():
        import django

        django.setup()
        if how == "rows":
            one_by_one()
        print(json.dumps(road(Path(path), slug)))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimcenter.settings")
    os.environ["CLAIMCENTER_DB_ROLE"] = "app"
    main(*sys.argv[1:])

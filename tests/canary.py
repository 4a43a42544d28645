"""Values that must never leave the pages and files they belong to: not in logs, URLs, task arguments, cache or errors.

Make records with these values, walk the road, and ask `leaks(...)` of everything that came out on the side.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import connection

NAMES = {
    "first_name": "Zaphodina",
    "last_name": "Quillfeather",
    "member_id": "CNRY7741992X",
    "street": "4711 Marmalade Crescent",
    "date_of_birth": "1931-12-29",
    "email": "zaphodina.quillfeather@canary.example",
}
WORDS = (*NAMES.values(), "Quillfeather, Zaphodina", "12/29/1931", "19311229")

# Global tables see every practice, so they may hold nothing about a client. Sign-in tables hold addresses of accounts.
SIDE_TABLES = ("django_session", "django_admin_log", "cache", "practice_heartbeat", "practice_auditevent")


def leaks(text: object) -> list[str]:
    """Which canary values stand in this text (or in its repr)."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return [word for word in WORDS if word.lower() in words.lower()]


@contextmanager
def logged() -> Iterator[list[dict[str, Any]]]:
    """Everything that is logged inside, as structlog sees it."""
    with structlog.testing.capture_logs() as lines:
        yield lines


def leaks_in_response_frame(response: Any) -> list[str]:
    """Canaries in the address, the headers or the cookies of an answer (its body may hold them)."""
    frame = [response.request.get("PATH_INFO", ""), response.request.get("QUERY_STRING", "")]
    frame += [f"{name}: {value}" for name, value in response.headers.items()]
    frame += [morsel.OutputString() for morsel in response.cookies.values()]
    return leaks("\n".join(frame))


def leaks_in_side_tables() -> dict[str, list[str]]:
    """Canaries in the tables beside the records: sessions, cache, admin log, audit trail."""
    found = {}
    with connection.cursor() as cursor:
        for table in SIDE_TABLES:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            words = leaks("\n".join(row[0] for row in cursor.fetchall()))
            if words:
                found[table] = words
    return found

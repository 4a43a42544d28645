"""Rows that are written once: no role changes them, except the owner in a maintenance session."""

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from claimcenter.practice.models import AuditEvent, StoredFile
from claimcenter.practice.tenancy import acting_in
from claimcenter.practice.vault import store

TRIGGER = "_append_only"


def guarded_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s", [f"%{TRIGGER}"])
        return sorted(row[0] for row in cursor.fetchall())


def refused(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_tables_of_the_floor_are_guarded(db: None) -> None:
    guarded = set(guarded_tables())
    assert {"practice_auditevent", "practice_auditlink", "practice_storedfile", "practice_storedchunk"} <= guarded


def test_every_event_table_is_guarded(db: None) -> None:
    events = {m._meta.db_table for m in apps.get_models() if hasattr(m, "pgh_tracked_model")}
    assert events
    assert events - set(guarded_tables()) == set()


def test_the_application_changes_no_guarded_row(practice) -> None:
    for table in guarded_tables():
        with connection.cursor() as cursor:
            cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [table])
            column = cursor.fetchone()[0]
        refused(f'UPDATE {table} SET "{column}" = "{column}"')
        refused(f"DELETE FROM {table}")
        refused(f"TRUNCATE {table}")


def test_not_even_the_owner_changes_one_by_accident(as_owner: psycopg.Connection) -> None:
    for statement in ("UPDATE practice_auditevent SET ip = NULL", "DELETE FROM practice_auditevent"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="written once"):
            as_owner.execute(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="written once"):
        as_owner.execute("TRUNCATE practice_auditevent")


def test_the_application_cannot_open_the_maintenance_door(practice) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL claimcenter.maintenance = 'on'")
    refused("DELETE FROM practice_auditevent")


@pytest.mark.django_db(transaction=True)
def test_the_owner_changes_one_in_a_maintenance_session(committed_practice, as_owner: psycopg.Connection) -> None:
    with acting_in(committed_practice, None):
        store(kind="test", name="a.txt", content_type="text/plain", chunks=[b"a"], by=None)
    as_owner.execute("SET claimcenter.maintenance = 'on'")
    as_owner.execute("UPDATE practice_storedfile SET kind = 'changed'")
    with acting_in(committed_practice, None):
        assert StoredFile.objects.get().kind == "changed"
        assert not AuditEvent.objects.exists()

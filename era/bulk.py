"""Many rows at once: COPY into a temporary table, then INSERT ... SELECT.

COPY straight into a table with row security is refused by PostgreSQL; through the temporary table the policies of the
real one still check every row.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

from claimcenter.practice.tenancy import current_practice_id


def draw_ids(model: type[models.Model], count: int) -> list[int]:
    """The next `count` keys of a model, so that children can be written together with their parents."""
    statement = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(statement, [_table(model), _key(model), count])
        return [int(row[0]) for row in cursor.fetchall()]


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts rows given as values of `columns` (database names, without practice_id, which is the current one)."""
    table, names = _table(model), sql.SQL(", ").join(map(sql.Identifier, columns))
    staging = sql.Identifier(f"staged_{table}")
    connection.ensure_connection()
    with connection.cursor() as wrapped:
        cursor = wrapped.cursor
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE IF NOT EXISTS {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                staging, names, sql.Identifier(table)
            )
        )
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(staging, names)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            sql.SQL("INSERT INTO {} (practice_id, {}) SELECT %s, {} FROM {} ORDER BY 2").format(
                sql.Identifier(table), names, names, staging
            ),
            [current_practice_id()],
        )
        cursor.execute(sql.SQL("TRUNCATE {}").format(staging))


def _key(model: type[models.Model]) -> str:
    key = model._meta.pk
    assert key is not None
    assert key.column is not None
    return key.column


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table

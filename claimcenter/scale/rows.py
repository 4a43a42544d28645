"""Rows as COPY takes them: the columns from the model, what varies from a template, the rest its own default."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, JSONField, Model
from psycopg import sql

NULL = r"\N"


class Row:
    """One table's rows. `given` names columns: a constant, or a template like `%(claim)s` filled for each row."""

    def __init__(self, model: type[Model], **given: object) -> None:
        fields = [one for one in model._meta.concrete_fields if not one.generated]
        fields = [one for one in fields if not one.primary_key or one.attname in given]
        unknown = set(given) - {one.attname for one in fields}
        if unknown:
            raise ValueError(f"{model._meta.label} has no {', '.join(sorted(unknown))}.")
        self.table = model._meta.db_table
        self.columns = [str(one.column) for one in fields]
        self.template = "\t".join(_cell(one, given) for one in fields) + "\n"
        self._waiting: list[str] = []

    def add(self, values: Mapping[str, object]) -> None:
        self._waiting.append(self.template % values)

    def take(self) -> str:
        """What was added since, as COPY reads it."""
        text = "".join(self._waiting)
        self._waiting.clear()
        return text

    def copy(self, connection: psycopg.Connection, text: str) -> None:
        columns = sql.SQL(", ").join([sql.Identifier(column) for column in self.columns])
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(self.table), columns)
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(text)


def _cell(field: "Field[Any, Any]", given: Mapping[str, object]) -> str:
    if field.attname in given:
        return as_text(given[field.attname])
    if field.null and not field.has_default():
        return NULL
    default = field.get_default()
    if default is None:
        raise ValueError(f"{field} needs a value.")
    if isinstance(field, ArrayField):
        return "{}"
    if isinstance(field, JSONField):
        return "[]" if isinstance(default, list) else "{}"
    return as_text(default)


def as_text(value: object) -> str:
    """COPY's text form of the plain values used here; no text of them holds a tab, a line break or a backslash."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)

"""Many rows in one statement by unnest, which stays quick where Django's own ways do not.

Each column goes as one array literal, put together here: psycopg adapts value by value, which costs more than all the
rest. Every value is quoted or a number; the statement holds names of our own columns only.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    TextField,
    UUIDField,
)

from claimcenter.practice.tenancy import current_practice_id

Encoder = Callable[[Any], str]


class _Column(NamedTuple):
    """A column: its name, the attribute of the model, the type its values travel as, and how they are written."""

    name: str
    attribute: str
    travels_as: str
    selected_as: str
    encode: Encoder


def insert_rows(model: type[Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Inserts rows of plain values for the current practice; no objects are made and no signal fires.

    `fields` are names of the model or of its columns. Answers how many rows.
    """
    if not rows:
        return 0
    columns = [_column(model, name) for name in fields]
    names = ", ".join(f'"{column.name}"' for column in columns)
    statement = (
        f'INSERT INTO "{model._meta.db_table}" (practice_id, {names}) '  # noqa: S608 - names of our own columns
        f"SELECT %s, {_selected(columns)} FROM unnest({_given(columns)}) AS given ({names})"
    )
    values = [_literal(column, given) for column, given in zip(columns, zip(*rows, strict=True), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [current_practice_id(), *values])
        return int(cursor.rowcount)


def insert_objects(objects: Iterable[Model], *, keyed: bool = True) -> None:
    """Inserts new objects of one model with every plain column, and gives them their keys; no signal fires.

    For thousands at once what `bulk_create` is for a few. What the database generates is not read back. `keyed` off:
    nobody asks for the keys, so the database draws them.
    """
    rows = list(objects)
    if not rows:
        return
    model = type(rows[0])
    if keyed:
        for row, key in zip(rows, draw_ids(model, len(rows)), strict=True):
            row.pk = key
    columns = [field for field in _plain_columns(model) if keyed or not field.primary_key]
    for field in columns:
        _complete(field, rows)
    names = [field.attname for field in columns]
    insert_rows(model, names, [[getattr(row, name) for name in names] for row in rows])
    for row in rows:
        row._state.adding = False


class Joined(NamedTuple):
    """What an update takes from elsewhere: assignments, and the subquery `found` with an `id` that they come from."""

    assignments: str
    found: str
    parameters: tuple[str, ...] = ()


def update_rows(objects: Sequence[Model], fields: Sequence[str], joined: Joined | None = None) -> int:
    """Saves the named plain columns of objects of one model; no signal fires. Answers how many rows were met.

    `joined` goes into the same statement: a row that is written once costs half of one written twice.
    """
    if not objects:
        return 0
    model = type(objects[0])
    columns = [_column(model, name) for name in (_key(model), *fields)]
    names = ", ".join(f'"{column.name}"' for column in columns)
    assignments = ", ".join(f'"{column.name}" = given."{column.name}"::{column.selected_as}' for column in columns[1:])
    source = f"unnest({_given(columns)}) AS given ({names})"
    values: list[str] = [_literal(column, [getattr(obj, column.attribute) for obj in objects]) for column in columns]
    if joined is not None:
        assignments = f"{assignments}, {joined.assignments}"
        source = f"{source} JOIN ({joined.found}) AS found USING (id)"
        values += joined.parameters
    statement = (
        f'UPDATE "{model._meta.db_table}" AS target SET {assignments} '  # noqa: S608 - names of our own columns
        f"FROM {source} WHERE target.id = given.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def draw_ids(model: type[Model], count: int) -> list[int]:
    """The next `count` keys of a model, so that children can be written together with their parents."""
    if not count:
        return []
    # The sequence is looked up once: written into the list it would be for each key.
    statement = (
        "WITH own AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name) "
        "SELECT nextval(own.name) FROM own, generate_series(1, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [model._meta.db_table, _key(model), count])
        return [key for (key,) in cursor.fetchall()]


def _given(columns: Sequence[_Column]) -> str:
    return ", ".join(f"%s::{column.travels_as}[]" for column in columns)


def _selected(columns: Sequence[_Column]) -> str:
    return ", ".join(f'given."{column.name}"::{column.selected_as}' for column in columns)


def _literal(column: _Column, values: Iterable[Any]) -> str:
    encode = column.encode
    return "{" + ",".join(["NULL" if value is None else encode(value) for value in values]) + "}"


def _key(model: type[Model]) -> str:
    key = model._meta.pk
    assert key is not None
    return key.column or key.attname


def _complete(field: Field[Any, Any], rows: Sequence[Model]) -> None:
    """What saving would fill in: the time of making, and the key of a parent that had none when it was set."""
    if getattr(field, "auto_now_add", False):
        for row in rows:
            field.pre_save(row, add=True)
    elif isinstance(field, ForeignKey):
        for row in rows:
            if getattr(row, field.attname) is None and field.is_cached(row):
                setattr(row, field.attname, getattr(field.get_cached_value(row), "pk", None))


@cache
def _plain_columns(model: type[Model]) -> list[Field[Any, Any]]:
    """The columns we write: not the practice, which is the current one, and nothing that is generated."""
    return [field for field in model._meta.concrete_fields if field.name != "practice" and not field.generated]


@cache
def _column(model: type[Model], name: str) -> _Column:
    """By the field's name or its column's."""
    field = next(one for one in model._meta.concrete_fields if name in {one.name, one.attname, one.column})
    kind = (field.db_type(connection) or "").partition("(")[0]
    # As text, not varchar(n): a cast would cut in silence what an assignment refuses.
    plain = "text" if kind == "varchar" else kind
    encode = _encoder(field.target_field if isinstance(field, ForeignKey) else field)
    if isinstance(field, ArrayField):
        plain = f"{(field.base_field.db_type(connection) or '').partition('(')[0]}[]".replace("varchar", "text")
    travels_as = "text" if isinstance(field, ArrayField) else plain
    return _Column(field.column or field.attname, field.attname, travels_as, plain, encode)


def _encoder(field: Field[Any, Any]) -> Encoder:
    """By the field's kind; the first that fits. One of our own kinds (encrypted) changes its value on the way."""
    if type(field).__module__.startswith("django."):
        for kinds, encode in _ENCODERS:
            if isinstance(field, kinds):
                return encode
    raise TypeError(f"{field} cannot be written as a plain value.")


def _quoted(text: object) -> str:
    """Text and everything whose str() PostgreSQL reads (dates, times with their zone)."""
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _boolean(value: bool) -> str:  # noqa: FBT001 - an encoder takes the value
    return "t" if value else "f"


def _bytes(value: bytes) -> str:
    return f'"\\\\x{bytes(value).hex()}"'


def _json(value: Any) -> str:
    return _quoted(json.dumps(value)) if value else _EMPTY.get(type(value)) or _quoted(json.dumps(value))


def _array(values: Sequence[Any]) -> str:
    """An array inside an array: as text, with its own quotes."""
    return _quoted("{" + ",".join(map(_quoted, values)) + "}") if values else '"{}"'


_EMPTY: dict[type, str] = {list: '"[]"', tuple: '"[]"', dict: '"{}"'}
_ENCODERS: tuple[tuple[tuple[type[Field[Any, Any]], ...], Encoder], ...] = (
    ((ArrayField,), _array),
    ((BooleanField,), _boolean),
    ((IntegerField, DecimalField), str),
    ((BinaryField,), _bytes),
    ((JSONField,), _json),
    ((CharField, TextField, DateField, UUIDField), _quoted),
)

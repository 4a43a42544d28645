"""`filter(claim__any_of=keys(ids))`: one array however many keys; Django's `in` looks at every one by itself."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignObject, IntegerField, Lookup
from django.db.models.sql.compiler import SQLCompiler


class Keys:
    """Keys as PostgreSQL reads an array of them; no list, so that Django does not walk through it."""

    __slots__ = ("literal",)

    def __init__(self, literal: str) -> None:
        self.literal = literal


def keys(ids: Iterable[int]) -> Keys:
    """Each once, in order: rows that are locked along the way are locked in the order of their keys."""
    return Keys("{" + ",".join(map(str, sorted(map(int, set(ids))))) + "}")


@ForeignObject.register_lookup
@IntegerField.register_lookup
class AnyOf(Lookup[Keys]):
    """`column = ANY ('{...}')`; no keys match nothing."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        if self.rhs.literal == "{}":
            raise EmptyResultSet
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY (%s::bigint[])", (*parameters, self.rhs.literal)

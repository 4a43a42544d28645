"""`filter(claim__any_of=ids)`: one array however many keys; Django's `in` adapts every value by itself."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignObject, IntegerField, Lookup
from django.db.models.sql.compiler import SQLCompiler


@ForeignObject.register_lookup
@IntegerField.register_lookup
class AnyOf(Lookup[Iterable[int]]):
    """`column = ANY ('{...}')` on keys; an empty list matches nothing."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        left, parameters = self.process_lhs(compiler, connection)
        if not self.rhs:
            raise EmptyResultSet
        keys = "{" + ",".join(map(str, map(int, self.rhs))) + "}"
        return f"{left} = ANY (%s::bigint[])", (*parameters, keys)

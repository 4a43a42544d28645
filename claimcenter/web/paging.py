"""Keyset paging over stored sort keys: page 200 costs what page 1 costs.

The cursor in the URL must carry no PHI, and a sort key may be one (a client's name). So it holds only the primary key
of the last row seen, signed; the key values are read back from that row. When the row is gone or has moved, paging
goes on from where the row stands now, or from the start: never an error page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import QueryDict

PAGE_SIZE = 50
CURSOR_PARAMETERS = ("after", "before")
SALT = "claimcenter.web.paging"

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    """One page. `rows` is a list already fetched; the cursors are empty strings where there is nothing further."""

    rows: list[M]
    next_cursor: str = ""
    previous_cursor: str = ""

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def paginate(
    queryset: QuerySet[M],
    *,
    order: Sequence[str],
    parameters: QueryDict,
    size: int = PAGE_SIZE,
    computed: Mapping[str, Combinable] | None = None,
) -> KeysetPage[M]:
    """One page of `queryset` by `order` (non-null columns; `-` for descending; `pk` is added last).

    `computed` names expressions that `order` may use beside stored columns; only those in use are annotated.

    Two statements at most: the row the cursor names, and the page. `parameters` is `request.GET`. The queryset may be
    one of objects or of `.values("pk", ...)`.
    """
    keys = _with_pk(order)
    extra = {name: expression for name, expression in (computed or {}).items() if name in _names(keys)}
    queryset = queryset.annotate(**extra)
    backwards = "before" in parameters
    token = parameters.get("before" if backwards else "after", "")
    start = _position(queryset.model._base_manager.annotate(**extra), keys, token)  # noqa: SLF001 Django's public name
    if start is None:
        backwards = False
    ordered = [_flip(key) for key in keys] if backwards else keys
    window = queryset.order_by(*ordered)
    if start is not None:
        window = window.filter(_beyond(ordered, start))
    rows = list(window[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return _page(rows[::-1] if backwards else rows, more=more, backwards=backwards, started=start is not None)


def _page(rows: list[M], *, more: bool, backwards: bool, started: bool) -> KeysetPage[M]:
    has_next = bool(rows) and (more or backwards)
    has_previous = bool(rows) and (more if backwards else started)
    return KeysetPage(
        rows=rows,
        next_cursor=_sign(_pk(rows[-1])) if has_next else "",
        previous_cursor=_sign(_pk(rows[0])) if has_previous else "",
    )


def _pk(row: Any) -> object:
    """Of an object, or of a row of `.values("pk", ...)`."""
    return row["pk"] if isinstance(row, dict) else row.pk


def _with_pk(order: Sequence[str]) -> list[str]:
    return [*order] if any(key.lstrip("-") == "pk" for key in order) else [*order, "pk"]


def _flip(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _sign(pk: object) -> str:
    return signing.Signer(salt=SALT).sign(str(pk))


def _names(keys: Sequence[str]) -> list[str]:
    return [key.lstrip("-") for key in keys]


def _position(everything: QuerySet[M], keys: Sequence[str], token: str) -> tuple[Any, ...] | None:
    """The sort key values of the row the token names; None without a token, for a forged one, or for a row gone."""
    if not token:
        return None
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return everything.filter(pk=pk).values_list(*_names(keys)).first()


def _beyond(keys: Sequence[str], start: Sequence[Any]) -> Q:
    """(a, b) > (x, y) spelled out, so that directions may differ: a > x or (a = x and b > y)."""
    clauses, equal = [], Q()
    for key, value in zip(keys, start, strict=True):
        name = key.lstrip("-")
        clauses.append(equal & Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value}))
        equal &= Q(**{name: value})
    return reduce(or_, clauses)

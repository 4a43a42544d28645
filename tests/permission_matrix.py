"""Who may call what: one row a route, independent of the product's own table.

Each app keeps its rows in tests/<app>/permission_rows.py as ROWS. A route without a row fails the build, and so does a
row without a route. In a row, every HTTP method the route answers is named, with the letters of the roles let through:

    C clinician   B biller   A administrator   U auditor   O operator   P portal client

Everybody else must be refused: 403 for another role, the sign-in page (API: 401) for nobody, 404 for another practice's
administrator wherever the address holds an id. Methods not named must answer 405. `PUBLIC` is for pages that anybody
may open, `SIGNED_IN` for those that need a person only, `OPEN` for views of libraries that guard themselves.

`args` makes the objects of the address, in the practice in force, and returns its keyword arguments; `others` does the
same with a client the clinician (and the portal client) of the cast does not see, who must then get 404. The cast is
an object with the users `clinician`, `biller`, `administrator`, `auditor`, `operator`, `portal`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

PUBLIC, SIGNED_IN, OPEN = "public", "signed in", "open"
APPS = ("practice", "clients", "insurance", "claims", "era", "web")

Arguments = Callable[[Any], dict[str, Any]]


def nothing(cast: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """`route` is the view name ("claims:detail"), or the pattern of an unnamed view."""

    route: str
    methods: dict[str, str]
    args: Arguments = nothing
    others: Arguments | None = None
    data: dict[str, Any] = field(default_factory=dict)
    # An id in the address that is no record of a practice (a public token): the stranger's 404 is not asked for.
    is_record: bool = True


def rows() -> list[Row]:
    """The rows of all apps."""
    found: list[Row] = []
    for app in APPS:
        name = f"tests.{app}.permission_rows"
        if find_spec(f"tests.{app}") and find_spec(name):
            found += import_module(name).ROWS
    return found

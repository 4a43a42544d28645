"""Every route x every method x every actor, generated from the URLconf. See tests/permission_matrix.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from claimcenter.practice.models import Practice
from claimcenter.practice.operations import is_tenant_model
from claimcenter.practice.roles import Role
from tests.conftest import Browser
from tests.factories.practice import MembershipFactory
from tests.permission_matrix import OPEN, PUBLIC, SIGNED_IN, Row, rows

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LETTERS = {"C": "clinician", "B": "biller", "A": "administrator", "U": "auditor", "O": "operator", "P": "portal"}
REFUSED = {401, 403, 404}

# Django's admin makes many routes for each model; one rule holds for all of them.
ADMIN = "admin:"
ADMIN_VALUES = {"object_id": "999999", "app_label": "practice", "content_type_id": "1", "url": "none", "path": "none"}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str


def walk(patterns: list[Any], namespace: str = "", prefix: str = "") -> Iterator[Route]:
    for entry in patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry.url_patterns, inner, here)
        elif isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name}" if entry.name else here, here)


ROUTES = list(walk(get_resolver().url_patterns))
OURS = sorted({route.name for route in ROUTES if not route.name.startswith((ADMIN, "admin/"))})
ADMIN_ROUTES = sorted({route.name for route in ROUTES if route.name.startswith(ADMIN)})
TABLE = {row.route: row for row in rows()}


def test_every_route_has_its_row() -> None:
    assert [name for name in OURS if name not in TABLE] == []


def test_every_row_has_its_route() -> None:
    assert [name for name in TABLE if name not in OURS] == []


def test_no_row_stands_twice() -> None:
    names = [row.route for row in rows()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.fixture
def cast(  # noqa: PLR0917 - pytest asks by name
    practice: Practice, clinician: Any, biller: Any, administrator: Any, auditor: Any, operator: Any
) -> Any:
    portal = MembershipFactory(practice=practice, role=Role.PORTAL, user__name="Pat Portal").user
    return SimpleNamespace(
        clinician=clinician,
        biller=biller,
        administrator=administrator,
        auditor=auditor,
        operator=operator,
        portal=portal,
    )


class Desk:
    """Everybody's browsers (for the API: clients with their key), each made once: signing in is the dearest part."""

    def __init__(self, client_as: Any, api_client: Any) -> None:
        self._client_as, self._api_client = client_as, api_client
        self._browsers: dict[tuple[int, bool], Any] = {}

    def of(self, user: Any, path: str) -> Any:
        if user is None:
            return Browser()
        is_api = path.startswith("/api/")
        key = (user.pk, is_api)
        if key not in self._browsers:
            self._browsers[key] = (self._api_client if is_api else self._client_as)(user)
        return self._browsers[key]

    def leave(self, user: Any) -> None:
        """After something that may have changed the session."""
        self._browsers.pop((user.pk, False), None)


@pytest.fixture
def desk(client_as: Any, api_client: Any) -> Desk:
    return Desk(client_as, api_client)


def address(row: Row, kwargs: dict[str, Any]) -> str:
    return f"/{row.route}".replace("<str:key>", "x") if "/" in row.route else reverse(row.route, kwargs=kwargs)


def call(browser: Any, method: str, path: str, data: dict[str, Any]) -> Any:
    if path.startswith("/api/") and method != "GET":
        return browser.generic(method, path, data="{}", content_type="application/json")
    return browser.generic(method, path) if method in {"PUT", "PATCH", "DELETE"} else _form(browser, method, path, data)


def _form(browser: Any, method: str, path: str, data: dict[str, Any]) -> Any:
    return browser.get(path) if method == "GET" else browser.post(path, data)


def is_refused(response: Any) -> bool:
    to_sign_in = response.status_code == 302 and response.url.startswith("/accounts/login/")
    return response.status_code in REFUSED or to_sign_in


def row_counts() -> list[tuple[Any, ...]]:
    """How many rows each tenant table holds in the practice in force; the audit trail left out."""
    tables = [m._meta.db_table for m in apps.get_models() if is_tenant_model(m) and m._meta.managed]
    counted = [table for table in tables if table not in {"practice_auditevent", "practice_auditlink"}]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in counted))
        return sorted(cursor.fetchall())


KNOWN = [TABLE[name] for name in OURS if name in TABLE]


@pytest.mark.parametrize("row", KNOWN, ids=[row.route for row in KNOWN])
def test_route(row: Row, cast: Any, desk: Desk, stranger: Any) -> None:
    """Every method: those of the row by whom it names and nobody else, all others by nobody."""
    path = address(row, row.args(cast))
    for method in METHODS:
        allowed = row.methods.get(method)
        if allowed == OPEN or (allowed is None and OPEN in row.methods.values()):
            check_open(method, path)
        elif allowed is None:
            check_missing(row, method, path, cast, desk)
    for method in METHODS:
        allowed = row.methods.get(method, OPEN)
        if allowed != OPEN:
            check_method(row, method, allowed, cast, desk, stranger)


def check_open(method: str, path: str) -> None:
    response = call(Browser(), method, path, {})
    assert response.status_code < 500, f"{method}: {response.status_code}"


def check_missing(row: Row, method: str, path: str, cast: Any, desk: Desk) -> None:
    for role in ("administrator", "operator", "portal"):
        response = call(desk.of(getattr(cast, role), path), method, path, row.data)
        assert response.status_code in {405, 403, 404}, f"{role} {method}: {response.status_code}"


def check_method(row: Row, method: str, allowed: str, cast: Any, desk: Desk, stranger: Any) -> None:  # noqa: PLR0917
    kwargs = row.args(cast)
    path = address(row, kwargs)
    check_nobody(row, method, allowed, path)
    check_roles(row, method, allowed, cast, desk, path)
    check_stranger(row, method, allowed, kwargs, desk.of(stranger, path))
    check_others(row, method, allowed, cast, desk)


def check_nobody(row: Row, method: str, allowed: str, path: str) -> None:
    response = call(Browser(), method, path, row.data)
    if allowed == PUBLIC:
        assert response.status_code < 400, f"{method}: {response.status_code}"
        return
    assert response.status_code in ({401} if path.startswith("/api/") else {302}), f"{method}: {response.status_code}"
    assert is_refused(response)


def check_roles(row: Row, method: str, allowed: str, cast: Any, desk: Desk, path: str) -> None:  # noqa: PLR0917
    for letter, role in LETTERS.items():
        user = getattr(cast, role)
        browser = desk.of(user, path)
        if allowed in {PUBLIC, SIGNED_IN} or letter in allowed:
            check_let_through(row, call(browser, method, path, row.data), f"{role} {method}")
            if method != "GET":
                desk.leave(user)
            if method == "POST":
                path = address(row, row.args(cast))
            continue
        before = row_counts()
        response = call(browser, method, path, row.data)
        assert response.status_code in {403, 404}, f"{role} {method} came through: {response.status_code}"
        assert row_counts() == before, f"{role} {method} was refused, and yet something changed"


def check_let_through(row: Row, response: Any, who: str) -> None:
    fine = response.status_code < 500 and not is_refused(response) and response.status_code != 405
    fine = fine or (not row.is_record and response.status_code == 404)
    assert fine, f"{who} was refused: {response.status_code}"


def check_stranger(row: Row, method: str, allowed: str, kwargs: dict[str, Any], stranger: Any) -> None:
    if allowed == PUBLIC or not kwargs or not row.is_record:
        return
    missing = {name: 987_654_321 if str(value).isdecimal() else value for name, value in kwargs.items()}
    response = call(stranger, method, address(row, kwargs), row.data)
    nowhere = call(stranger, method, address(row, missing), row.data)
    assert response.status_code in {403, 404}, f"{method}: {response.status_code}"
    assert response.status_code == nowhere.status_code
    assert response.content == nowhere.content, f"{method}: another practice's record answers differently from none"


def check_others(row: Row, method: str, allowed: str, cast: Any, desk: Desk) -> None:
    if row.others is None:
        return
    path = address(row, row.others(cast))
    for letter in sorted({"C", "P"} & set(allowed)):
        response = call(desk.of(getattr(cast, LETTERS[letter]), path), method, path, row.data)
        assert response.status_code == 404, f"{LETTERS[letter]} {method} reaches a client who is not theirs"


@pytest.mark.parametrize("name", ADMIN_ROUTES)
def test_admin_route(name: str, cast: Any, desk: Desk) -> None:
    """Only operators; whatever the method."""
    route = next(one for one in ROUTES if one.name == name)
    wanted = {part for part in ADMIN_VALUES if f":{part}>" in route.pattern or f"<{part}>" in route.pattern}
    if "(?P" in route.pattern:
        return  # the catch-all and the app list: reached by the routes below them
    path = reverse(name, kwargs={part: ADMIN_VALUES[part] for part in wanted})
    for method in ("GET", "POST"):
        assert is_refused(call(Browser(), method, path, {}))
        for role in set(LETTERS.values()) - {"operator"}:
            response = call(desk.of(getattr(cast, role), path), method, path, {})
            assert response.status_code == 403, f"{role} {method} {path}: {response.status_code}"
        assert call(desk.of(cast.operator, path), method, path, {}).status_code < 500


def test_a_view_without_a_mark_is_refused_to_everybody(rf: Any, cast: Any) -> None:
    from claimcenter.practice.actors import Actor, membership_of
    from claimcenter.practice.middleware import authorise

    def unmarked(request: Any) -> None:
        raise AssertionError("never called")

    for role in LETTERS.values():
        user = getattr(cast, role)
        request = rf.get("/")
        request.user, request.session, request.resolver_match = user, {}, None
        request.actor = Actor(user, membership_of(user, None))
        response = authorise(request, unmarked)
        assert response is not None
        assert response.status_code == 403

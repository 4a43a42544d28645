"""Which practice, and who, this thread of work belongs to.

The database holds the rule (row-level security on `claimcenter.practice`); this module is the only place that sets it.
Nothing set means zero rows, never all rows.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from claimcenter.practice.actors import Actor
    from claimcenter.practice.models import Practice, User

INSTALLATION = 0
"""Audit rows that belong to no practice (a failed sign-in of an unknown address) stand under this number."""


class NoPractice(RuntimeError):
    """Tenant data was touched outside `acting_in`."""


class CrossPractice(RuntimeError):
    """Work for one practice tried to act in another without leaving the first."""


@dataclass(frozen=True, slots=True)
class Scope:
    practice_id: int
    user_id: int | None
    history_id: str


_scope: ContextVar[Scope | None] = ContextVar("claimcenter_scope", default=None)
_actor: ContextVar["Actor | None"] = ContextVar("claimcenter_actor", default=None)


def current_practice_id() -> int:
    """The practice this work belongs to; raises NoPractice outside `acting_in`."""
    scope = _scope.get()
    if scope is None:
        raise NoPractice("No practice is set: enter acting_in(practice, user) first.")
    return scope.practice_id


def current_user_id() -> int | None:
    """Who acts; None for the system itself (sweeps, schedules) and outside `acting_in`."""
    scope = _scope.get()
    return scope.user_id if scope else None


def current_actor() -> "Actor | None":
    """The signed-in person or key of this request with practice and role; None outside requests."""
    return _actor.get()


@contextmanager
def actor_set(actor: "Actor | None") -> Iterator[None]:
    """Names the actor for the length of a request."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


@contextmanager
def acting_in(practice: "Practice | int", user: "User | int | None") -> Iterator[Scope]:
    """Opens a transaction in which this practice's rows, and no others, exist.

    All of it commits together. Nesting the same practice is a savepoint; another practice raises CrossPractice.
    The user goes to the history tables as well, by the settings pghistory's triggers read.
    """
    practice_id = _key(practice)
    former = _scope.get()
    if former is not None and former.practice_id != practice_id:
        raise CrossPractice(f"Already acting in practice {former.practice_id}; refusing practice {practice_id}.")
    with _switched_to(Scope(practice_id, _key_or_none(user), str(uuid.uuid4())), former) as scope:
        yield scope


@contextmanager
def starting_in(practice: "Practice | int", user: "User | int | None") -> Iterator[Scope]:
    """Like `acting_in`, for the outermost frame of a request or a task, which inherits nobody's scope."""
    with _switched_to(Scope(_key(practice), _key_or_none(user), str(uuid.uuid4())), _scope.get()) as scope:
        yield scope


@contextmanager
def starting_outside() -> Iterator[None]:
    """An outermost frame without any practice (anonymous requests): no tenant row is visible in it."""
    former = _scope.get()
    if former is None:
        yield
        return
    token = _scope.set(None)
    try:
        with transaction.atomic():
            _tell_database(None)
            yield
            _restore(former)
    finally:
        _scope.reset(token)


@contextmanager
def _switched_to(scope: Scope, former: Scope | None) -> Iterator[Scope]:
    token = _scope.set(scope)
    try:
        with transaction.atomic():
            _tell_database(scope)
            yield scope
            _restore(former)
    finally:
        _scope.reset(token)


def _restore(former: Scope | None) -> None:
    # An exception never comes here: the rollback to the savepoint puts the former value back by itself.
    if not connection.needs_rollback:
        _tell_database(former)


def _tell_database(scope: Scope | None) -> None:
    values = _settings_of(scope)
    calls = ", ".join("set_config(%s, %s, true)" for _ in values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in values.items() for part in pair])


def _settings_of(scope: Scope | None) -> dict[str, str]:
    if scope is None:
        return dict.fromkeys(
            ("claimcenter.practice", "claimcenter.user", "pghistory.context_id", "pghistory.context_metadata"), ""
        )
    user = "" if scope.user_id is None else str(scope.user_id)
    return {
        "claimcenter.practice": str(scope.practice_id),
        "claimcenter.user": user,
        "pghistory.context_id": scope.history_id,
        "pghistory.context_metadata": json.dumps({"user": scope.user_id}),
    }


def _key(practice: "Practice | int") -> int:
    if isinstance(practice, int):
        return practice
    if practice.pk is None:
        raise NoPractice("The practice is not saved yet.")
    return int(practice.pk)


def _key_or_none(user: "User | int | None") -> int | None:
    if user is None or isinstance(user, int):
        return user
    return user.pk

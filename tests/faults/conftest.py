"""One stack of real processes for all fault tests; each test has a practice of its own in the same database.

These tests commit. Their processes hold connections, so the database is not cloned anew between them but once, after
the last one.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from claimcenter.practice.models import Practice
from claimcenter.practice.roles import Role
from claimcenter.practice.tenancy import acting_in, starting_in
from claimcenter.stack.broker import SERVERS
from tests.factories.practice import MembershipFactory, PracticeFactory
from tests.faults.people import Machine, Operator
from tests.faults.stack import Stack

REQUIRED = "CLAIMCENTER_REQUIRE_FAULTS"
REPORT = "CLAIMCENTER_FAULT_REPORT"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture(scope="package")
def stack(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Stack]:
    if not any(map(shutil.which, SERVERS)):
        reason = "neither redis-server nor valkey-server is installed (apt-get install redis-server)"
        pytest.fail(reason) if os.environ.get(REQUIRED) == "1" else pytest.skip(reason)
    from claimcenter.stack.pytest_plugin import fresh_database

    running = Stack(tmp_path_factory.mktemp("faults"))
    with django_db_blocker.unblock():
        try:
            running.start()
            yield running
        finally:
            running.stop()
            connections.close_all()
            fresh_database()


@pytest.fixture
def practice(stack: Stack, django_db_blocker) -> Iterator[Practice]:
    """In force only where a test enters it: what the test does must be committed."""
    with django_db_blocker.unblock():
        yield PracticeFactory()


@pytest.fixture
def inside(practice: Practice):
    """`with inside(): ...`"""
    return lambda: starting_in(practice, None)


@pytest.fixture
def machine(stack: Stack, practice: Practice) -> Machine:
    """A biller's program."""
    stack.wait_until_web_asks()
    with acting_in(practice, None):
        return Machine(stack.port, MembershipFactory(practice=practice, role=Role.BILLER))


@pytest.fixture
def operator(stack: Stack, practice: Practice) -> Operator:
    membership = MembershipFactory(practice=practice, role=Role.OPERATOR, user__is_staff=True)
    return Operator(stack.port, membership.user)


@pytest.fixture
def note(request: pytest.FixtureRequest):
    """`note("healed", seconds)`: a figure for the report (one JSON line each), where one is wanted."""
    path = os.environ.get(REPORT)

    def write(what: str, seconds: float) -> None:
        if path:
            line = {"test": request.node.name, "what": what, "seconds": round(seconds, 3), "at": round(time.time())}
            with Path(path).open("a", encoding="utf-8") as out:
                out.write(json.dumps(line) + "\n")

    return write

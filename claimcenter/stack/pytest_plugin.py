"""Loaded with `-p` (see pyproject.toml): pytest-django reads DATABASES before any conftest.

Starts PostgreSQL when the first test asks for a database (at once where xdist shares it among workers). Tests connect
as the application's role, so they meet row security. No test reaches beyond this machine.
"""

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from claimcenter.stack import pytest_fixtures
from claimcenter.stack.database import database_settings
from claimcenter.stack.process import born
from claimcenter.stack.testdb import TestDatabases

FOLDER = "CLAIMCENTER_TEST_FOLDER"
EXTERNAL = "CLAIMCENTER_TEST_EXTERNAL_URL"


def _prepare_environment() -> TestDatabases:
    """Before settings are read. The first process of a run chooses the folder, xdist's workers find it in theirs."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        os.environ[FOLDER] = _new_folder()
        os.environ[EXTERNAL] = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL", "")
    folder = Path(os.environ[FOLDER])
    databases = TestDatabases(folder, external_url=os.environ[EXTERNAL])
    os.environ.pop("DATABASE_OWNER_URL", None)
    os.environ.pop("REDIS_URL", None)
    os.environ.update(databases.urls(databases.name(worker)))
    os.environ.update(
        CLAIMCENTER_DATA=str(folder / "data"),
        CLAIMCENTER_EMBEDDED="1",
        CLAIMCENTER_TESTING="1",
        CLAIMCENTER_DB_ROLE="app",
    )
    return databases


def _new_folder() -> str:
    """A folder for this run. Those of runs that were killed are taken away: each holds a whole cluster."""
    folder = Path(tempfile.mkdtemp(prefix="claimcenter-test-"))
    (folder / "owner").write_text(f"{os.getpid()} {born(os.getpid())}", encoding="ascii")
    for other in folder.parent.glob("claimcenter-test-*/owner"):
        try:
            pid, _, birth = other.read_text(encoding="ascii").partition(" ")
        except FileNotFoundError:  # another run was quicker
            continue
        if pid and born(int(pid)) != birth:
            shutil.rmtree(other.parent, ignore_errors=True)
    return str(folder)


databases = _prepare_environment()


def pytest_configure(config: pytest.Config) -> None:
    # Registered after pytest-django, so that its own set-up of the database gives way to ours.
    config.pluginmanager.register(pytest_fixtures, "claimcenter-fixtures")
    _allow_only_this_machine()
    _reclone_instead_of_flush()
    if not _is_worker() and getattr(config.option, "numprocesses", None):
        start_once()


def pytest_unconfigure() -> None:
    """The run's own process stops the server and clears up."""
    if _is_worker():
        return
    if _started:
        databases.stop()
    shutil.rmtree(databases.folder, ignore_errors=True)


_started: list[bool] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a browser test that finds no browser fails: a skip would look like a pass."""
    report = yield
    if report.skipped and "browser" in item.keywords and os.environ.get("CLAIMCENTER_REQUIRE_BROWSER") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped, though a browser is required here: {report.longrepr}"
    return report


def start_once() -> None:
    """Serve; in a run without workers when the first test asks for a database."""
    if not _is_worker() and not _started:
        databases.start()
        _started.append(True)


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def fresh_database() -> None:
    """Make the database of this process anew, as the migrations left it."""
    databases.clone(database_settings(as_owner=False)["NAME"])


def _reclone_instead_of_flush() -> None:
    """Tests that commit get a new database: the application may not TRUNCATE, and triggers forbid DELETE."""
    from django.db import connections
    from django.test import TransactionTestCase

    def teardown(_case: TransactionTestCase) -> None:
        connections.close_all()
        fresh_database()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]  # noqa: SLF001 - the only hook


def _is_here(address: Any) -> bool:
    if isinstance(address, (str, bytes)):
        return True  # a unix socket
    host = address[0]
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _allow_only_this_machine() -> None:
    """A test that reaches for the network fails, rather than passing where there happens to be one."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def connect(self: socket.socket, address: Any) -> None:
        _refuse_elsewhere(address)
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_elsewhere(address)
        return real_connect_ex(self, address)

    socket.socket.connect = connect  # type: ignore[assignment, method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[assignment, method-assign]


def _refuse_elsewhere(address: Any) -> None:
    if not _is_here(address):
        raise AssertionError(f"A test tried to reach {address!r}.")

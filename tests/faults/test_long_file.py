"""A long remittance while the worker is killed and PostgreSQL goes down (E9, R1, R14): not a cent twice, none missing.

A PostgreSQL of its own, durable as in earnest: the one all tests share must not be restarted. What a clean run of the
same file gives in a practice beside it is what every hurt run must give.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from claimcenter.stack import env, testdb
from claimcenter.stack.database import conninfo, settings_from_url
from claimcenter.stack.postgres import Postgres
from claimcenter.stack.process import wait_until
from tests.faults.worker import CLAIMS, PER_PAYMENT

PAYMENTS = CLAIMS // PER_PAYMENT
HARMS = ["worker-killed", "database-crashed", "database-restarted"]
ENDED_WITHIN = 60.0


class Server:
    """A migrated PostgreSQL, and the processes that work in it."""

    def __init__(self, folder: Path) -> None:
        self.databases = testdb.TestDatabases(folder / "claimcenter-test-long")
        self.databases.folder.mkdir()
        self.postgres = Postgres(self.databases.folder / "postgres", durable=True)
        self.databases.server = self.postgres
        self.folder = folder

    def start(self) -> None:
        self.databases.start()
        self.databases.clone("long")

    def stop(self) -> None:
        self.databases.stop()

    @property
    def environment(self) -> dict[str, str]:
        urls = self.databases.urls("long")
        return {**os.environ, **urls, "CLAIMCENTER_DB_ROLE": "app", "REDIS_URL": "", "PYTHONPATH": str(env.ROOT)}

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "tests.faults.worker", *arguments]
        done = subprocess.run(
            command,
            cwd=env.ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=2 * ENDED_WITHIN,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def worker(self, slug: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.faults.worker", "work", slug]
        with (self.folder / "worker.log").open("ab") as log:
            return subprocess.Popen(command, cwd=env.ROOT, env=self.environment, stdout=log, stderr=log)

    def posted(self, slug: str) -> int:
        """Payments of a practice that stand posted and committed."""
        owner = settings_from_url(self.databases.urls("long")["DATABASE_OWNER_URL"])
        with psycopg.connect(**conninfo(owner)) as connection:
            row = connection.execute(
                "SELECT count(*) FROM era_remittance r JOIN practice_practice p ON p.id = r.practice_id "
                "WHERE p.slug = %s AND r.state = 'posted'",
                [slug],
            ).fetchone()
        assert row is not None
        return int(row[0])

    def crash(self) -> None:
        """What a power cut is to PostgreSQL: everything dies at once, and it recovers from its log."""
        os.kill(self.postgres.pid, signal.SIGQUIT)
        assert wait_until(lambda: not self.postgres.alive(), seconds=20)
        self.postgres.child = None
        self.postgres.start()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("long"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def clean(server) -> dict[str, object]:
    server.run("prepare", "clean", *HARMS)
    return json.loads(server.run("work", "clean"))


@pytest.mark.parametrize("harm", HARMS)
def test_a_hurt_run_ends_like_a_clean_one(server, clean, note, harm):
    worker = server.worker(harm)
    try:
        assert wait_until(lambda: server.posted(harm) >= 2, seconds=60, every=0.01)
        hurt(harm, server, worker)
        assert 2 <= server.posted(harm) < PAYMENTS
    finally:
        worker.kill()
        worker.wait()

    began = time.monotonic()
    ended = json.loads(server.run("work", harm))
    note("all posted after", time.monotonic() - began)
    assert server.posted(harm) == PAYMENTS
    assert ended == clean


def hurt(harm: str, server: Server, worker: subprocess.Popen[bytes]) -> None:
    deeds: dict[str, Callable[[], None]] = {
        "worker-killed": worker.kill,
        "database-crashed": server.crash,
        "database-restarted": lambda: (server.postgres.stop(), server.postgres.start())[0],
    }
    deeds[harm]()

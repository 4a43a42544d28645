"""What manage.py does before Django."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from claimcenter.stack import commands, env, services
from claimcenter.stack.database import database_url
from claimcenter.stack.locks import FileLock
from claimcenter.stack.postgres import Postgres


@pytest.mark.parametrize(
    ("command", "role"),
    [("migrate", "owner"), ("makemigrations", "owner"), ("seed_scale", "owner"), ("createcachetable", "owner"),
     ("demo", "app"), ("import_era", "app"), ("shell", "app"), ("check", "app"), ("audit_verify", "app")],
)  # fmt: skip
def test_only_schema_work_is_the_owners(command: str, role: str) -> None:
    assert commands.role_for(command) == role


@pytest.mark.parametrize(
    ("arguments", "workers"),
    [([], True), (["tests/x12", "-q"], True), (["-n", "0"], False), (["-n4"], False), (["--pdb"], False),
     (["--numprocesses=3"], False)],
)  # fmt: skip
def test_tests_run_on_two_workers_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, arguments, workers: bool
) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(
        commands.subprocess, "run", lambda command, **_k: seen.append(command) or subprocess.CompletedProcess([], 5)
    )
    assert commands.run_tests(["manage.py", "test", *arguments]) == 5
    assert (seen[0][3:5] == ["-n", "2"]) is workers
    assert seen[0][-len(arguments) :] == arguments or not arguments


@pytest.fixture
def alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, with nothing running."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CLAIMCENTER_DB_ROLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLAIMCENTER_DATA", str(folder))
    return folder


def whoami() -> tuple[str, ...]:
    with psycopg.connect(database_url(as_owner=False)[0]) as connection:
        return connection.execute("SELECT current_user").fetchone()


def test_a_command_runs_the_database_for_itself(alone: Path) -> None:
    with services.database_for_command():
        assert whoami() == ("claimcenter_app",)
    assert not Postgres(alone / "postgres").ready()


def test_the_second_command_uses_the_first_ones(alone: Path) -> None:
    code = "from claimcenter.stack import services\nwith services.database_for_command():\n    print('in', flush=True)\nprint('out', flush=True)"
    with services.database_for_command():
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout == "in\nout\n"
        assert whoami() == ("claimcenter_app",)


def test_the_first_command_waits_for_the_second(alone: Path) -> None:
    code = "import sys\nfrom claimcenter.stack import services\nwith services.database_for_command():\n    print('in', flush=True)\n    sys.stdin.readline()"
    with services.database_for_command():
        other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert other.stdout.readline() == "in\n"
        users = FileLock(alone / "users.lock")
        assert not users.take()
        other.communicate("\n", timeout=30)


def test_the_broker_of_a_running_up_is_used(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env.write_private(alone / "state.json", '{"redis_url": "redis://127.0.0.1:1/0"}')
    services.use_running_broker()
    assert "REDIS_URL" not in os.environ  # it was left behind by a killed one
    lock = FileLock(alone / "up.lock")
    assert lock.take()
    services.use_running_broker()
    assert os.environ.pop("REDIS_URL") == "redis://127.0.0.1:1/0"
    lock.release()


def test_x12_starts_without_django() -> None:
    code = "import sys\nfrom claimcenter.stack import commands\ntry:\n    commands.dispatch(['manage.py', 'x12', '--help'])\nexcept SystemExit:\n    pass\nprint(sorted(m for m in ('django', 'celery', 'psycopg') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=env.ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")

"""`manage.py up`, whole: ready, found by other commands, killed, started again, stopped. No practice-mode data."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimcenter.stack import env
from claimcenter.stack.broker import answers, free_port
from claimcenter.stack.process import born, wait_until
from claimcenter.stack.up import page_answers

CLEARED = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "CLAIMCENTER_EMBEDDED",
    "CLAIMCENTER_TESTING",
    "CLAIMCENTER_DB_ROLE",
)


class Up:
    """One run of the command in a data folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.process: subprocess.Popen[str] | None = None

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in CLEARED}
        return kept | {"CLAIMCENTER_DATA": str(self.folder)}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "manage.py", *arguments]

    def start(self) -> list[str]:
        """Wait for the word; what was said until then."""
        command = self.command("up", "--no-demo", "--port", str(self.port))
        self.process = subprocess.Popen(
            command, cwd=env.ROOT, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Ready" in line:
                return said
        raise AssertionError("".join(said))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=env.ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def everything(self) -> list[tuple[int, str]]:
        """Every process it started, PostgreSQL too."""
        state = json.loads((self.folder / "state.json").read_text())
        postgres = int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
        return [(pid, birth) for pid, birth in state["children"]] + [(postgres, born(postgres))]

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def up(folder: Path) -> Iterator[Up]:
    made = Up(folder, free_port())
    yield made
    if made.process and made.process.poll() is None:
        made.end(signal.SIGTERM)


def all_gone(processes: list[tuple[int, str]]) -> bool:
    return all(born(pid) != birth for pid, birth in processes)


@pytest.mark.slow
@pytest.mark.faults
def test_the_whole_life_of_up(up: Up) -> None:
    said = "".join(up.start())
    assert all(word in said for word in ("PostgreSQL is up", "Broker is up", "Database is migrated"))
    assert page_answers(up.port)
    first = up.everything()
    assert len(first) == 5

    again = up.run("up", "--port", str(free_port()))
    assert again.returncode == 1
    assert f"already runs in {up.folder}" in again.stderr
    assert f":{up.port}/" in again.stderr

    inside = up.run(
        "shell",
        "-v",
        "0",
        "-c",
        "from django.db import connection as c; c.ensure_connection(); print(c.settings_dict['USER'])",
    )
    assert inside.stdout.strip() == "claimcenter_app", inside.stderr

    worker = first[1]
    os.kill(worker[0], signal.SIGKILL)
    assert wait_until(lambda: worker not in up.everything(), seconds=30)

    left = up.everything()
    up.end(signal.SIGKILL)
    if sys.platform.startswith("linux"):
        assert wait_until(lambda: all_gone(left), seconds=30)

    up.start()
    assert page_answers(up.port)
    last = up.everything()
    assert up.end(signal.SIGINT) == 0
    assert all_gone(last)
    assert not answers(up.port)
    assert not (up.folder / "state.json").exists()


def test_a_taken_port_is_said_clearly(up: Up) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", up.port))
        taken.listen()
        done = up.run("up", "--port", str(up.port))
    assert done.returncode == 1
    assert f"port {up.port} is taken" in done.stderr
    assert "Traceback" not in done.stderr

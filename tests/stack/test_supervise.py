"""Processes that are kept running, ended in order, and never outlive us."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claimcenter.stack import env
from claimcenter.stack.locks import FileLock
from claimcenter.stack.process import born, end_stranger, start_bound, wait_until
from claimcenter.stack.supervise import LONGEST_DELAY, Service, Supervisor, clear_leftovers

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def service(folder: Path, command: list[str], name: str = "one") -> Service:
    return Service(name, command, folder / f"{name}.log")


@pytest.fixture
def supervisor(tmp_path: Path):
    said: list[str] = []
    made = Supervisor(tmp_path / "state.json", said.append)
    made.said = said
    yield made
    made.stop()


def test_restarts_what_dies(supervisor: Supervisor, tmp_path: Path) -> None:
    one = service(tmp_path, SLEEP)
    supervisor.start(one)
    first = one.child.pid
    os.kill(first, signal.SIGKILL)
    one.child.wait()
    one.delay = 0.01
    assert wait_until(lambda: bool(supervisor.tend() or one.child.pid != first), seconds=5)
    assert "one ended (-9)" in supervisor.said[0]
    assert [one.child.pid, born(one.child.pid)] in json.loads(supervisor.state_file.read_text())["children"]


def test_waits_longer_each_time(supervisor: Supervisor, tmp_path: Path) -> None:
    one = service(tmp_path, [sys.executable, "-c", "raise SystemExit(3)"])
    one.delay = 0.01
    supervisor.start(one)
    assert wait_until(lambda: bool(supervisor.tend() or one.delay >= 0.08), seconds=20)
    one.delay = LONGEST_DELAY
    one.child.wait()
    one.due = 0
    supervisor.tend()
    assert one.delay == LONGEST_DELAY


def test_a_steady_process_starts_its_delays_afresh(supervisor: Supervisor, tmp_path: Path) -> None:
    one = service(tmp_path, SLEEP)
    supervisor.start(one)
    one.started_at -= 3600
    one.delay = LONGEST_DELAY
    one.child.kill()
    one.child.wait()
    supervisor.tend()
    assert one.due - time.monotonic() < 1


def test_stops_the_foundation_last(tmp_path: Path) -> None:
    log = tmp_path / "order"
    code = f"import signal, sys, time\ndef bye(*_):\n    open({str(log)!r}, 'a').write(sys.argv[1])\n    sys.exit()\nsignal.signal(signal.SIGTERM, bye)\nprint('up', flush=True)\ntime.sleep(600)"
    supervisor = Supervisor(tmp_path / "state.json", print)
    for name in "abc":
        one = service(tmp_path, [sys.executable, "-c", code, name], name)
        one.foundation = name == "a"
        supervisor.start(one)
    assert wait_until(lambda: all((tmp_path / f"{name}.log").read_text() == "up\n" for name in "abc"), seconds=20)
    supervisor.stop()
    assert sorted(log.read_text()[:2]) == ["b", "c"]
    assert log.read_text()[2:] == "a"
    assert not supervisor.state_file.exists()


def test_a_process_that_will_not_end_is_killed(tmp_path: Path) -> None:
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
    )
    one = service(tmp_path, [sys.executable, "-c", code])
    one.patience = 0.2
    one.start()
    assert wait_until(lambda: one.log.read_text() == "up\n", seconds=20)
    one.ask_to_end()
    one.wait_or_kill()
    assert one.child.returncode == -signal.SIGKILL


def test_leftovers_of_a_killed_run_are_ended(tmp_path: Path) -> None:
    left = subprocess.Popen(SLEEP)
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"children": [[left.pid, born(left.pid)], [os.getpid(), "another birth"]]}))
    clear_leftovers(state)
    assert left.wait() == -signal.SIGTERM
    assert not state.exists()


def test_a_number_given_to_another_process_is_left_alone() -> None:
    other = subprocess.Popen(SLEEP)
    end_stranger(other.pid, "another birth", seconds=0.1)
    assert other.poll() is None
    other.kill()
    other.wait()


def test_standard_input_is_handed_over_and_closed(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        child = start_bound([sys.executable, "-c", "import sys; print(sys.stdin.read())"], log=out, text_in=b"port 1\n")
    assert child.wait(20) == 0
    assert (tmp_path / "out").read_text().strip() == "port 1"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells children of a parent's death")
def test_children_of_a_killed_parent_end(tmp_path: Path) -> None:
    code = f"""
import time
from pathlib import Path
from claimcenter.stack.supervise import Service, Supervisor
supervisor = Supervisor(Path({str(tmp_path / "state.json")!r}), print)
supervisor.start(Service("one", {SLEEP!r}, Path({str(tmp_path / "one.log")!r})))
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", code])
    assert wait_until((tmp_path / "state.json").exists, seconds=20)
    time.sleep(0.3)  # the child asks for the signal after it was started
    [[pid, birth]] = json.loads((tmp_path / "state.json").read_text())["children"]
    parent.kill()
    parent.wait()
    assert wait_until(lambda: born(pid) != birth, seconds=10)


def test_locks_exclude_share_and_end_with_their_holder(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.take(shared=True)
    assert second.take(shared=True)
    assert not first.take()
    first.release()
    assert second.take()
    assert not first.take(shared=True, wait=0.1)
    second.release()
    assert first.take()
    first.release()
    assert not first.held


def test_the_secret_key_is_made_once_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMCENTER_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("CLAIMCENTER_SECRET_KEY", raising=False)
    made = env.secret_key()
    assert len(made) >= 50
    assert env.secret_key() == made
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("CLAIMCENTER_SECRET_KEY", "given")
    assert env.secret_key() == "given"


def test_no_key_is_made_up_for_a_database_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMCENTER_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/claims")
    monkeypatch.delenv("CLAIMCENTER_SECRET_KEY", raising=False)
    monkeypatch.delenv("CLAIMCENTER_EMBEDDED", raising=False)
    with pytest.raises(env.MissingKeyError):
        env.secret_key()

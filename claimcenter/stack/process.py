"""Processes: start one that cannot outlive us, tell whether one lives, end one in good time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

CHILD = Path(__file__).with_name("child.py")


def bound_command(command: Sequence[str | Path], *, on_death: signal.Signals, person: str = "same") -> list[str]:
    """The command line of `child.py` around a command."""
    head = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), str(int(on_death)), person, "--"]
    return [*head, *(str(part) for part in command)]


def start_bound(
    command: Sequence[str | Path],
    *,
    log: IO[bytes] | int,
    on_death: signal.Signals = signal.SIGTERM,
    person: str = "same",
    environment: Mapping[str, str] | None = None,
    text_in: bytes = b"",
) -> subprocess.Popen[bytes]:
    """Start a child in its own session (a terminal's Ctrl-C reaches only us) that ends when this process does."""
    child = subprocess.Popen(
        bound_command(command, on_death=on_death, person=person),
        stdin=subprocess.PIPE if text_in else subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )
    if text_in and child.stdin is not None:
        child.stdin.write(text_in)
        child.stdin.close()
    return child


def born(pid: int) -> str:
    """When a process began, in the kernel's words (with the pid it names one for good); empty when there is none."""
    if Path("/proc/self/stat").exists():
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        fields = stat.rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S607
    return shown.stdout.strip()


def wait_until(done: Callable[[], bool], *, seconds: float, every: float = 0.02) -> bool:
    """Ask until it is so; False when the time is up."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


def end_stranger(pid: int, birth: str, *, number: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """End a process that is not our child: ask, wait, then kill. Nothing happens when pid now names another process."""
    for each in (number, signal.SIGKILL):
        if born(pid) != birth or not birth:
            return
        os.kill(pid, each)
        wait_until(lambda: born(pid) != birth, seconds=seconds)


def end_child(child: subprocess.Popen[bytes], *, number: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """Ask a child to end and reap it; kill it when it does not."""
    child.send_signal(number)  # nothing when it has ended already
    wait_or_kill(child, seconds=seconds)


def wait_or_kill(child: subprocess.Popen[bytes], *, seconds: float) -> None:
    """For a child that has been asked (asking twice means "at once" to some)."""
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()

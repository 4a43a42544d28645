"""Makes manage.py work on a machine that has Python and nothing else. Standard library only.

Builds .venv from the hashed lock, then runs the same command again inside it. The lock's SHA-256 is kept in the
environment; when the lock changes, the environment is made anew.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if os.name == "nt":
    sys.exit("Claim Center runs on Linux and macOS. On Windows use WSL or docker compose up.")

import fcntl

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("CLAIMCENTER_VENV") or ROOT / ".venv")
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".lock"
UV_LOCK = Path(__file__).with_name("bootstrap.lock")
OLDEST = (3, 11)
LOCKS = {"runtime": ROOT / "requirements.lock", "development": ROOT / "requirements-dev.lock"}


class BootstrapError(Exception):
    """The environment could not be made; the message says what to do."""


def ensure(*, development: bool) -> None:
    """Return inside a fitting environment. Outside of one, make it and start over in it (does not return)."""
    if os.environ.get("CLAIMCENTER_NO_VENV"):
        return
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if inside and fits(development=development):
        return
    try:
        with _only_one():
            if not fits(development=development):
                build(development=development)
    except BootstrapError as error:
        sys.exit(str(error))
    os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606 - the same command, in the environment


def fits(*, development: bool) -> bool:
    """Whether the environment was made from today's lock. The development lock holds the runtime's, too."""
    if not (PYTHON.exists() and STAMP.exists()):
        return False
    kinds = ("development",) if development else ("development", "runtime")
    return STAMP.read_text(encoding="ascii").strip() in {digest(kind) for kind in kinds}


def digest(kind: str) -> str:
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def build(*, development: bool) -> None:
    """Make .venv, or add the development packages to it. Interrupted, it has no stamp and is made anew."""
    began = time.monotonic()
    kind = "development" if development else "runtime"
    if development and fits(development=False):
        say(f"Adding {LOCKS[kind].name} to {VENV.name} (once) ...")
        STAMP.unlink()
    else:
        _start_afresh(kind)
    _install(LOCKS[kind])
    STAMP.write_text(digest(kind), encoding="ascii")
    say(f"Ready in {time.monotonic() - began:.0f} s.")


def _start_afresh(kind: str) -> None:
    python = find_python()
    say(f"Setting up {VENV.name} for Python {version_of(python)} from {LOCKS[kind].name} (once) ...")
    shutil.rmtree(VENV, ignore_errors=True)
    run([python, "-m", "venv", str(VENV)], "The virtual environment could not be made.")


def _install(lock: Path) -> None:
    """With uv (itself pinned by hash), else with pip. Compiled now, so that the first start is not slow."""
    if _has_uv():
        command = [str(VENV / "bin" / "uv"), "pip", "install", "-q", "--compile-bytecode", "--require-hashes"]
        if run([*command, "--python", str(PYTHON), "-r", str(lock)], ""):
            return
        say("uv did not manage; trying pip (slower) ...")
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    run([*pip, "-r", str(lock)], "The packages could not be installed. Is the package registry reachable?")


def _has_uv() -> bool:
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
    return run([*pip, "-r", str(UV_LOCK)], "")


def run(command: list[str], failure: str) -> bool:
    """Run it; on failure raise BootstrapError with the last lines it said, or return False when `failure` is empty."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return True
    if failure:
        raise BootstrapError(f"{failure}\n{(done.stderr or done.stdout)[-1500:]}")
    return False


def find_python() -> str:
    """The interpreter of this run when it is new enough, else the best one on PATH. Raises BootstrapError."""
    for candidate in _candidates():
        version = version_of(candidate)
        if version and tuple(int(part) for part in version.split(".")) >= OLDEST:
            _require_ensurepip(candidate, version)
            return candidate
    raise BootstrapError("Claim Center needs Python {}.{} or newer.".format(*OLDEST))


def _candidates() -> Iterator[str]:
    yield getattr(sys, "_base_executable", "") or sys.executable
    for name in ("python3.13", "python3.12", "python3.11", "python3.14", "python3"):
        found = shutil.which(name)
        if found:
            yield found


def version_of(python: str) -> str:
    """Like 3.11; empty when it does not run."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        shown = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return shown.stdout.strip() if shown.returncode == 0 else ""


def _require_ensurepip(python: str, version: str) -> None:
    """Debian ships Python without it."""
    code = "import ensurepip, venv"
    if subprocess.run([python, "-c", code], capture_output=True, check=False).returncode != 0:
        raise BootstrapError(
            f"This Python has no ensurepip. Install it and run the command again:\n"
            f"    sudo apt-get install -y python{version}-venv"
        )


class _only_one:  # noqa: N801 - reads as a word in `with`
    """Two commands at once make one environment; the second waits."""

    def __enter__(self) -> None:
        VENV.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(VENV.parent, os.O_RDONLY)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_error: object) -> None:
        os.close(self._file)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)

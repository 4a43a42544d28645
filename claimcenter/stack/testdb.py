"""The test databases: migrated once as owner, cloned for each worker, cloned anew after a test that commits.

The embedded server of a run lives in a temporary folder. A migrated cluster is kept as plain files under
`.data/test-cache`, keyed by everything the migrations read, so that the next run starts in under a second.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from claimcenter.stack import env
from claimcenter.stack.database import APP_ROLE, OWNER_ROLE, conninfo, settings_from_url, socket_url, with_database
from claimcenter.stack.postgres import Postgres
from claimcenter.stack.roles import prepare_database, prepare_server

PACKAGES = ("claimcenter", "clients", "insurance", "claims", "era")
KEPT = 3


class TestDatabases:
    """The databases of one run. `folder` is shared by the run's processes."""

    def __init__(self, folder: Path, *, external_url: str = "") -> None:
        self.folder = folder
        self.external_url = external_url
        self.server = None if external_url else Postgres(folder / "postgres", durable=False)
        self.run = folder.name.rpartition("-")[2]
        self.template = f"claimcenter_test_{self.run}_template"
        if not external_url:
            self.template = "claimcenter_template"  # kept from run to run

    def name(self, worker: str) -> str:
        """The database of one process of the run."""
        return f"claimcenter_test_{self.run}_{worker or 'main'}"

    @property
    def admin_url(self) -> str:
        return self.external_url if self.server is None else self.server.admin_url

    def urls(self, name: str) -> dict[str, str]:
        """The environment of a process that works in this database as the application."""
        if self.server is None:
            return {"DATABASE_URL": with_database(self.external_url, name)}
        sockets = str(self.server.sockets)
        return {
            "DATABASE_URL": socket_url(role=APP_ROLE, socket_dir=sockets, database=name),
            "DATABASE_OWNER_URL": socket_url(role=OWNER_ROLE, socket_dir=sockets, database=name),
        }

    def start(self) -> None:
        """Serve, with a migrated template."""
        if self.server is None:
            self._make_template()
            return
        kept = env.ROOT / ".data" / "test-cache" / schema_key()
        if kept.is_dir():
            shutil.copytree(kept, self.server.data, symlinks=True)
            self.server.start()
            return
        self.server.start()
        self._make_template()
        self.server.stop()  # only a server shut down leaves files worth keeping
        keep_copy(self.server.data, kept)
        self.server.start()

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()
            return
        for name in self._clones():
            self._drop(name)

    def clone(self, name: str) -> None:
        """A fresh database of this name, whatever was in it; sessions in the old one are ended."""
        self._drop(name)
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY")
        parts = (sql.Identifier(name), sql.Identifier(self.template), sql.Identifier(OWNER_ROLE))
        self._as_admin(statement.format(*parts))

    def _drop(self, name: str) -> None:
        self._as_admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _clones(self) -> list[str]:
        with self._admin() as connection:
            prefix = f"claimcenter_test_{self.run}_"
            rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
            return [row[0] for row in rows]

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(**conninfo(settings_from_url(self.admin_url)), autocommit=True)

    def _as_admin(self, statement: sql.Composed) -> None:
        with self._admin() as connection:
            connection.execute(statement)

    def _make_template(self) -> None:
        if self.server is None:
            self._drop(self.template)
            self._as_admin(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.template)))
            prepare_database(with_database(self.external_url, self.template))
        else:
            prepare_server(self.server.admin_url, database=self.template)
        environment = os.environ | self.urls(self.template) | {"CLAIMCENTER_DB_ROLE": "owner"}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "claimcenter.settings")
        for command in (["migrate", "-v", "0", "--skip-checks"], ["createcachetable"]):
            migrate = [sys.executable, "-W", "ignore", "-m", "django", *command]
            done = subprocess.run(migrate, cwd=env.ROOT, env=environment, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise SystemExit(f"The test database could not be migrated.\n{done.stderr[-6000:]}")


def keep_copy(data: Path, kept: Path) -> None:
    """Keep a cluster for the next run; whole or not at all, and few of them."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    scratch = kept.with_name(f".{kept.name}.{os.getpid()}")
    shutil.copytree(data, scratch, symlinks=True)
    try:
        scratch.rename(kept)
    except OSError:  # another run was quicker
        shutil.rmtree(scratch)
    copies = sorted(kept.parent.glob("[!.]*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in copies[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def schema_key() -> str:
    """A hash of everything that decides the migrated database: migrations, what they import, lock, roles."""
    digest = hashlib.sha256()
    for path in sorted(_schema_files()):
        digest.update(str(path.relative_to(env.ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _schema_files() -> set[Path]:
    roots = [env.ROOT / package for package in PACKAGES]
    migrations = [path for root in roots for path in root.rglob("migrations/*.py")]
    fixed = [env.ROOT / "requirements.lock", env.ROOT / "claimcenter/settings.py", Path(__file__)]
    fixed += [Path(__file__).with_name("roles.py"), Path(__file__).with_name("postgres.py")]
    return _with_imports(migrations) | set(fixed)


def _with_imports(paths: Iterable[Path]) -> set[Path]:
    """The files and, again and again, those of ours that they import."""
    known: set[Path] = set()
    waiting = list(paths)
    while waiting:
        path = waiting.pop()
        if path not in known:
            known.add(path)
            waiting.extend(_imports(path))
    return known


def _imports(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            modules = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for module in modules:
            if module.split(".")[0] in PACKAGES:
                stem = env.ROOT.joinpath(*module.split("."))
                yield from (found for found in (stem.with_suffix(".py"), stem / "__init__.py") if found.exists())

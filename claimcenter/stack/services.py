"""The embedded PostgreSQL of a data folder, shared by every process that works in it.

One process owns it (holds `postgres.lock`) and stops it when it leaves: `up`, or else the command that came first.
The others hold `users.lock` shared, and the owner waits for them.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from claimcenter.stack import env
from claimcenter.stack.database import database_url
from claimcenter.stack.locks import FileLock
from claimcenter.stack.postgres import Postgres
from claimcenter.stack.process import wait_until
from claimcenter.stack.roles import prepare_database, prepare_server


def embedded() -> bool:
    """Whether PostgreSQL is ours to run."""
    return not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_OWNER_URL"))


def read_state() -> dict[str, Any]:
    """What the last `up` of this data folder wrote; empty when there was none."""
    path = env.data_path() / "state.json"
    if not path.exists():
        return {}
    state: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return state


def up_is_running() -> bool:
    """Whether a live `up` holds this data folder."""
    path = env.data_path() / "up.lock"
    if not path.exists():
        return False
    lock = FileLock(path)
    free = lock.take(shared=True)
    lock.release()
    return not free


def use_running_broker() -> None:
    """Point REDIS_URL at the broker of a running `up`. Without one, messages go nowhere and the sweep does the work."""
    if not os.environ.get("REDIS_URL") and up_is_running():
        url = read_state().get("redis_url")
        if url:
            os.environ["REDIS_URL"] = url


@contextmanager
def database_for_command() -> Iterator[None]:
    """PostgreSQL for the length of a command: a given one, the running one, or one of our own."""
    if not embedded():
        if os.environ.get("CLAIMCENTER_DB_ROLE") == "owner":
            prepare_database(database_url(as_owner=True)[0])
        yield
        return
    data = env.data_dir()
    owner, users = FileLock(data / "postgres.lock"), FileLock(data / "users.lock")
    server = Postgres(data / "postgres")
    users.take(shared=True, wait=60)
    try:
        if owner.take():
            start_prepared(server)
        else:
            _wait_for_database()
        yield
    finally:
        users.release()
        if owner.held:
            leave(server, users)
            owner.release()


def start_prepared(server: Postgres) -> None:
    """Serve, with roles and database in place."""
    server.start()
    prepare_server(server.admin_url)


def leave(server: Postgres, users: FileLock, *, seconds: float = 3600) -> None:
    """Stop the server once nobody else uses it, or after so many seconds."""
    if not users.take() and seconds:
        print("Another command still uses the database; waiting for it to end (Ctrl-C stops it).", file=sys.stderr)
        try:
            wait_until(users.take, seconds=seconds, every=0.2)
        except KeyboardInterrupt:
            print("Stopping.", file=sys.stderr)
    server.stop()
    users.release()


def _wait_for_database() -> None:
    """Another process owns the server and may just be starting it."""
    if not wait_until(_prepared, seconds=60, every=0.05):
        raise SystemExit("Another process holds the database of this data folder but it does not answer.")


def _prepared() -> bool:
    import psycopg

    try:
        psycopg.connect(database_url(as_owner=False)[0], connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True

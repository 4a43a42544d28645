"""The launcher: start, stop, adopt, and no orphan."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from claimcenter.stack.postgres import Postgres, PostgresError, socket_dir
from claimcenter.stack.process import born, wait_until

HOLDER = """
import sys, time
from pathlib import Path
from claimcenter.stack.postgres import Postgres
server = Postgres(Path(sys.argv[1]), durable=False)
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


def test_serves_on_a_private_socket_and_stops(folder: Path) -> None:
    server = Postgres(folder / "postgres", durable=False)
    server.start()
    pid, birth = server.pid, born(server.pid)
    with psycopg.connect(server.admin_url) as connection:
        row = connection.execute(
            "SELECT current_setting('listen_addresses'), datcollate, datlocprovider FROM pg_database"
        )
        listening, _collation, _provider = row.fetchone()
    assert listening == ""
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    server.stop()
    assert born(pid) != birth
    assert not server.ready()


def test_keeps_data_between_starts(folder: Path) -> None:
    server = Postgres(folder / "postgres", durable=False)
    server.start()
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE kept")
    server.stop()
    server.start()
    with psycopg.connect(server.admin_url) as connection:
        assert connection.execute("SELECT 1 FROM pg_database WHERE datname = 'kept'").fetchone()
    server.stop()


def test_text_sorts_the_same_everywhere(folder: Path) -> None:
    server = Postgres(folder / "postgres", durable=False)
    server.start()
    with psycopg.connect(server.admin_url) as connection:
        rows = connection.execute("SELECT word FROM unnest('{b,B,a,ä,Z}'::text[]) word ORDER BY word").fetchall()
        lowered = connection.execute("SELECT lower('ÄÖÉ')").fetchone()
    server.stop()
    assert [row[0] for row in rows] == ["B", "Z", "a", "b", "ä"]
    if "builtin" in " ".join(server._locale()):
        assert lowered == ("äöé",)


def test_adopts_a_server_that_already_runs(folder: Path) -> None:
    first = Postgres(folder / "postgres", durable=False)
    first.start()
    second = Postgres(folder / "postgres", durable=False)
    second.start()
    assert second.adopted
    assert second.child is None
    assert second.alive()
    second.stop()
    assert not first.alive()


def test_a_number_taken_by_another_process_is_no_server(folder: Path) -> None:
    server = Postgres(folder / "postgres", durable=False)
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n", encoding="utf-8")
    server.start()
    assert server.child is not None
    server.stop()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells children of a parent's death")
def test_kill_minus_nine_leaves_no_orphan(folder: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder / "postgres")], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    pid = int(holder.stdout.readline())
    birth = born(pid)
    assert birth
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert wait_until(lambda: born(pid) != birth, seconds=20)
    again = Postgres(folder / "postgres", durable=False)
    again.start()
    assert again.ready()
    again.stop()


def test_a_failure_says_what_the_server_said(folder: Path) -> None:
    server = Postgres(folder / "postgres", durable=False)
    server.options = {"shared_buffers": "nonsense"}
    with pytest.raises(PostgresError, match="shared_buffers"):
        server.start()


def test_a_long_path_moves_the_socket_only(folder: Path) -> None:
    deep = folder / ("x" * 60) / ("y" * 60) / "postgres"
    assert not str(socket_dir(deep)).startswith(str(folder))
    assert socket_dir(folder / "postgres") == folder / "run"


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become somebody else")
def test_root_without_namespaces_serves_as_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMCENTER_PG_AS", "nobody")
    server = Postgres(folder / "postgres", durable=False)
    try:
        server.start()
        assert Path(f"/proc/{server.pid}").stat().st_uid == server.data.stat().st_uid != 0
        server.stop()
    finally:
        subprocess.run(["rm", "-rf", str(server.home)], check=True)

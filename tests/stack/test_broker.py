"""The embedded broker, and what it costs a request when the broker is away."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from claimcenter.stack.broker import SERVERS, answers, choose_broker, free_port
from claimcenter.stack.process import end_child, start_bound, wait_until

PUBLISH = """
import sys, time
import django
django.setup()
from claimcenter import celery_app
from kombu.exceptions import OperationalError
print("ready", flush=True)
for _line in sys.stdin:
    began = time.monotonic()
    try:
        celery_app.send_task("practice.heartbeat", retry=False)
        word = "sent"
    except OperationalError:
        word = "refused"
    print(word, time.monotonic() - began, flush=True)
"""


def start(folder: Path, port: int) -> tuple[subprocess.Popen, str]:
    broker = choose_broker(folder, port=port)
    with (folder / "broker.log").open("ab") as log:
        process = start_bound(broker.command, log=log, text_in=broker.text_in)
    assert wait_until(lambda: answers(port), seconds=30), (folder / "broker.log").read_text()
    return process, broker.url


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    process, url = start(tmp_path, free_port())
    yield process, url
    process.send_signal(signal.SIGCONT)
    end_child(process)


def test_a_free_port_prefers_the_old_one() -> None:
    port = free_port()
    assert free_port(port) == port
    assert not answers(port)


def test_it_speaks_redis_and_scripts(running) -> None:
    """Celery's transport needs Lua; lists and sets it uses."""
    with redis.Redis.from_url(running[1]) as client:
        client.lpush("queue", "a", "b")
        assert client.register_script("return redis.call('llen', KEYS[1])")(keys=["queue"]) == 2


@pytest.mark.skipif(not any(map(shutil.which, SERVERS)), reason="neither valkey-server nor redis-server is installed")
def test_a_real_server_wants_its_password_and_keeps_what_it_got(tmp_path: Path) -> None:
    port = free_port()
    process, url = start(tmp_path, port)
    assert all(part not in " ".join(process.args) for part in (url.split("@", maxsplit=1)[0].split(":")[-1],))
    with redis.Redis(port=port) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    with redis.Redis.from_url(url) as client:
        client.set("kept", "yes")
    end_child(process)
    process, url = start(tmp_path, port)
    with redis.Redis.from_url(url) as client:
        assert client.get("kept") == b"yes"
    end_child(process)


def test_without_a_server_on_path_fakeredis_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    broker = choose_broker(tmp_path, port=1)
    assert broker.name == "fakeredis"
    assert broker.command[0] == sys.executable


@pytest.mark.faults
def test_a_broker_that_is_away_costs_at_most_two_seconds(running) -> None:
    process, url = running
    environment = os.environ | {"REDIS_URL": url}
    publisher = subprocess.Popen(
        [sys.executable, "-c", PUBLISH], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert publisher.stdout.readline() == "ready\n"

    def publish() -> tuple[str, float]:
        publisher.stdin.write("\n")
        publisher.stdin.flush()
        word, seconds = publisher.stdout.readline().split()
        return word, float(seconds)

    assert publish()[0] == "sent"
    process.send_signal(signal.SIGSTOP)
    time.sleep(0.1)
    for _ in range(2):
        word, seconds = publish()
        assert (word, seconds < 2) == ("refused", True)
    process.send_signal(signal.SIGCONT)
    assert wait_until(lambda: publish()[0] == "sent", seconds=10)
    end_child(process)
    word, seconds = publish()
    assert (word, seconds < 2) == ("refused", True)
    publisher.communicate(timeout=30)

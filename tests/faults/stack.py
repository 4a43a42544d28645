"""Claim Center as it runs: Redis, a Celery worker, beat and a web server, as processes that can be hurt.

The worker and beat are kept running by the product's own supervisor, as `up` does. Redis is ours to stop and start.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis
from celery import Celery

from claimcenter.stack import env
from claimcenter.stack.broker import answers, choose_broker, free_port
from claimcenter.stack.process import born, wait_until
from claimcenter.stack.supervise import FIRST_DELAY, Service, Supervisor
from claimcenter.stack.up import page_answers
from claims.asking import QUIET_SECONDS

CELERY = [sys.executable, "-m", "celery", "-q", "-A", "claimcenter"]
WORKER = [*CELERY, "worker", "--without-gossip", "--without-mingle", "--loglevel=INFO", "--concurrency=2"]
SABOTAGE = ["-I", "tests.faults.sabotage"]
QUEUE = "celery"


class Stack:
    """The processes and how to hurt them. Every `kill` is a kill -9, every `freeze` a SIGSTOP."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.orders = folder / "orders"  # what tests/faults/sabotage.py is to do
        self.orders.mkdir()
        self.broker_port, self.port = free_port(), free_port()
        broker = choose_broker(folder / "broker", port=self.broker_port)
        self.redis_url = broker.url
        self.broker = self._service("broker", broker.command, text_in=broker.text_in)
        self.worker = self._service("worker", [*WORKER, *SABOTAGE])
        self.second_worker = self._service("second-worker", WORKER)
        self.beat = self._service("beat", [*CELERY, "beat", "--loglevel=INFO", "-s", str(folder / "schedule")])
        web = [sys.executable, "-m", "gunicorn", "-c", "python:claimcenter.stack.gunicorn", "claimcenter.wsgi"]
        self.web = self._service("web", web)
        self.supervisor = Supervisor(folder / "state.json", lambda _text: None)
        self.app = Celery(broker=self.redis_url, set_as_current=False)
        self.broker_back_at = time.monotonic() - QUIET_SECONDS
        self._leaving = threading.Event()
        self._tending = threading.Thread(target=self._tend)

    def start(self) -> None:
        """Everything at once; returns when the page answers and the worker listens."""
        self.start_broker()
        self.broker_back_at -= QUIET_SECONDS
        for service in (self.worker, self.beat, self.web):
            self.supervisor.start(service)
        self._tending.start()
        assert wait_until(lambda: page_answers(self.port), seconds=90, every=0.2), self.log("web")
        self.wait_for_worker()

    def stop(self) -> None:
        self._leaving.set()
        self._tending.join()
        for service in (self.web, self.beat, self.worker, self.second_worker, self.broker):
            self.kill(service)
        self.supervisor.state_file.unlink(missing_ok=True)

    # -- the broker

    def start_broker(self) -> None:
        self.broker.start()
        assert wait_until(lambda: answers(self.broker_port), seconds=20), self.log("broker")
        self.broker_back_at = time.monotonic()

    @property
    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(self.redis_url, socket_timeout=5)

    def queued(self) -> int:
        return int(self.redis.llen(QUEUE))

    def idle(self) -> bool:
        """Nothing waits, and nothing is being worked on."""
        return not self.queued() and not self.redis.zcard("unacked_index")

    def wait_until_web_asks(self) -> None:
        """After a broker that failed, the web process leaves it alone for a while: no test begins within it."""
        time.sleep(max(0.0, self.broker_back_at + QUIET_SECONDS - time.monotonic()))

    def send(self, name: str, **kwargs: object) -> None:
        """A message as the web sends it."""
        self.app.send_task(name, kwargs=kwargs)

    def tick(self) -> None:
        """What beat sends every 15 seconds."""
        self.send("claims.reconcile_secondaries")

    # -- the worker

    def listening(self) -> int:
        """How many workers wait for a message now (each with one blocking read)."""
        try:
            return sum(client["cmd"] == "brpop" for client in self.redis.client_list())
        except redis.RedisError:
            return 0

    def wait_for_worker(self, number: int = 1) -> None:
        assert wait_until(lambda: self.listening() >= number, seconds=60, every=0.1), self.log("worker")

    def pool(self) -> list[int]:
        """The worker's pool processes."""
        command = ["ps", "-o", "pid=", "--ppid", str(pid_of(self.worker))]
        shown = subprocess.run(command, capture_output=True, text=True, check=False)
        return [int(pid) for pid in shown.stdout.split()]

    @contextmanager
    def second(self) -> Iterator[None]:
        """Another worker beside the first, for a while."""
        self.second_worker.start()
        try:
            self.wait_for_worker(2)
            yield
        finally:
            self.kill(self.second_worker)

    # -- harm

    @staticmethod
    def kill(service: Service) -> None:
        """The process and all it started."""
        if service.child is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(service.child.pid, signal.SIGKILL)
        service.child.wait()

    def _note_broker(self, service: Service) -> None:
        if service is self.broker:
            self.broker_back_at = time.monotonic()

    @staticmethod
    def kill_pool_child(pid: int) -> None:
        birth = born(pid)
        if birth:
            os.kill(pid, signal.SIGKILL)
            assert wait_until(lambda: born(pid) != birth, seconds=10)

    @contextmanager
    def frozen(self, service: Service) -> Iterator[None]:
        """Alive and silent: the kernel takes what is sent to it, nobody answers."""
        os.killpg(pid_of(service), signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(pid_of(service), signal.SIGCONT)
            self._note_broker(service)

    def order(self, deed: str) -> Path:
        """Tells the worker's saboteur to do this once, at the next task."""
        path = self.orders / deed
        path.touch()
        return path

    # -- what it is made of

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        return kept | {
            "PYTHONPATH": str(env.ROOT),
            "REDIS_URL": self.redis_url,
            "CLAIMCENTER_BIND": f"127.0.0.1:{self.port}",
            "CLAIMCENTER_WEB_WORKERS": "1",
            "CLAIMCENTER_SABOTAGE": str(self.orders),
        }

    def _service(self, name: str, command: list[str], text_in: bytes = b"") -> Service:
        log = self.folder / f"{name}.log"
        environment = None if name == "broker" else self.environment()
        return Service(name, command, log, text_in=text_in, environment=environment)

    def _tend(self) -> None:
        while not self._leaving.wait(0.05):
            for service in self.supervisor.services:
                service.delay = FIRST_DELAY  # what a test did to it is no reason to be patient with it
            self.supervisor.tend()


def pid_of(service: Service) -> int:
    assert service.child is not None
    return service.child.pid


def seconds_until(done: Callable[[], bool], *, limit: float) -> float:
    """How long it took until it was so; fails after the limit."""
    began = time.monotonic()
    assert wait_until(done, seconds=limit, every=0.05), f"not so within {limit:g} s"
    return time.monotonic() - began

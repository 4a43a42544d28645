"""`manage.py up`: PostgreSQL, broker, migrations, practice-mode data, web, worker and beat, until told to stop."""

import argparse
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from claimcenter.stack import env
from claimcenter.stack.broker import answers, choose_broker, free_port
from claimcenter.stack.database import database_url
from claimcenter.stack.locks import FileLock
from claimcenter.stack.postgres import Postgres, PostgresError
from claimcenter.stack.process import end_child, start_bound
from claimcenter.stack.services import embedded, leave, read_state, start_prepared
from claimcenter.stack.supervise import Service, Supervisor, clear_leftovers

PEOPLE = ("admin", "biller", "clinician", "operator")
PASSWORD = re.compile(r"password\W+(\S+)", re.IGNORECASE)


class StoppedError(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class FailedError(Exception):
    """One clear line for stderr."""


def main(argv: list[str]) -> int:
    """Run everything; 0 after an orderly stop, 1 with one line on stderr when it cannot start."""
    options = parse(argv)
    if options.data:
        os.environ["CLAIMCENTER_DATA"] = str(Path(options.data).expanduser().resolve())
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    stack = Stack(options)
    try:
        stack.run()
    except StoppedError:
        return 0
    except (FailedError, PostgresError) as error:
        print(f"up: {error}", file=sys.stderr)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # stopping takes its seconds; a second Ctrl-C must not tear it
        stack.stop()
    return 0


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Run all of Claim Center on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="the web server's port on 127.0.0.1 (8000)")
    parser.add_argument("--no-demo", action="store_true", help="without the invented practice")
    parser.add_argument("--data", metavar="DIR", help="the data folder (.data, or CLAIMCENTER_DATA)")
    return parser.parse_args(argv)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise StoppedError


class Stack:
    """Everything that runs, and the order in which it starts and stops."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.port: int = options.port
        self.demo = not options.no_demo
        self.began = time.monotonic()
        self.data = env.data_dir()
        self.lock = FileLock(self.data / "up.lock")
        self.database_lock = FileLock(self.data / "postgres.lock")
        self.users = FileLock(self.data / "users.lock")
        self.postgres: Postgres | None = None
        self.helper: subprocess.Popen[bytes] | None = None
        self.supervisor = Supervisor(self.data / "state.json", self.say)

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self.began:5.1f} s] {text}", flush=True)

    def run(self) -> None:
        self._claim_folder()
        self._start_postgres()
        self._start_broker()
        self._prepare()
        self._start_processes()
        password = self._load_demo() if self.demo else ""
        self._wait_for_page()
        self._announce(password)
        while True:
            self._tend()
            time.sleep(0.25)

    def stop(self) -> None:
        """In reverse: web, worker and beat, broker, PostgreSQL. Harmless when little was started."""
        if self.lock.held:
            self.say("Stopping ...")
        if self.helper is not None:
            end_child(self.helper)
        if self.supervisor.services:
            self.supervisor.stop()
        if self.postgres is not None:
            leave(self.postgres, self.users, seconds=0)
        self.database_lock.release()
        if self.lock.held:
            self.say("Stopped.")
        self.lock.release()

    def _claim_folder(self) -> None:
        if not self.lock.take(wait=1):
            state = read_state()
            raise FailedError(f"Claim Center already runs in {self.data}: {state.get('url', 'it is just starting')}")
        former = read_state()
        clear_leftovers(self.data / "state.json")
        self.broker_port = int(former.get("broker_port", 0))
        if answers(self.port):
            raise FailedError(f"port {self.port} is taken by another program. Choose another one: up --port 8001")
        (self.data / "log").mkdir(mode=0o700, exist_ok=True)
        os.environ["CLAIMCENTER_BIND"] = f"127.0.0.1:{self.port}"
        os.environ.setdefault("CLAIMCENTER_PUBLIC_URL", f"http://127.0.0.1:{self.port}")
        if self.demo:
            os.environ["CLAIMCENTER_PRACTICE_MODE"] = "1"

    def _start_postgres(self) -> None:
        if not embedded():
            self.say("PostgreSQL: the one of DATABASE_URL")
            return
        if not self.database_lock.take():
            self.say("Waiting for another command to leave the database ...")
            if not self.database_lock.take(wait=600):
                raise FailedError("another command keeps the database; end it and try again.")
        self.postgres = Postgres(self.data / "postgres")
        start_prepared(self.postgres)
        app_url, owner_url = (database_url(as_owner=owner)[0] for owner in (False, True))
        os.environ.update(CLAIMCENTER_EMBEDDED="1", DATABASE_URL=app_url)
        self.owner_url = owner_url
        self.say("PostgreSQL is up (embedded)")

    def _start_broker(self) -> None:
        if os.environ.get("REDIS_URL"):
            self.say("Broker: the one of REDIS_URL")
            return
        port = free_port(self.broker_port)
        broker = choose_broker(self.data / "broker", port=port)
        os.environ["REDIS_URL"] = broker.url
        service = self._service("broker", broker.command, text_in=broker.text_in)
        service.foundation = True
        self.supervisor.start(service)
        self.supervisor.remember(redis_url=broker.url, broker_port=port)
        self._until(lambda: answers(port), "the broker", seconds=20)
        self.say(f"Broker is up ({broker.name})")

    def _service(self, name: str, command: list[str], text_in: bytes = b"") -> Service:
        return Service(name, command, self.data / "log" / f"{name}.log", text_in=text_in)

    def _prepare(self) -> None:
        """As the owner, whose URL the web and the worker never see."""
        environment = dict(os.environ)
        if self.postgres is not None:
            environment["DATABASE_OWNER_URL"] = self.owner_url
        self._python(["-m", "claimcenter.stack.prepare"], "prepare", environment)
        os.environ.pop("DATABASE_OWNER_URL", None)
        self.say("Database is migrated")

    def _load_demo(self) -> str:
        """The practice-mode data; the password is kept so that the next `up` can say it again."""
        log = self._python(["manage.py", "demo"], "demo", dict(os.environ))
        kept = self.data / "practice-mode-password"
        found = PASSWORD.search(log)
        if found:
            env.write_private(kept, found.group(1))
        self.say("Practice-mode data is loaded")
        return kept.read_text(encoding="utf-8") if kept.exists() else ""

    def _python(self, arguments: list[str], name: str, environment: dict[str, str]) -> str:
        """Run a step to its end, keeping the rest alive meanwhile; its output. FailedError with the end of it."""
        log = self.data / "log" / f"{name}.log"
        with log.open("wb") as out:
            os.fchmod(out.fileno(), 0o600)
            self.helper = start_bound([sys.executable, *arguments], log=out, environment=environment)
        helper = self.helper
        self._until(lambda: helper.poll() is not None, name, seconds=3600)
        text = log.read_text(encoding="utf-8", errors="replace")
        if helper.returncode != 0:
            raise FailedError(f"{name} failed ({helper.returncode}). The end of {log}:\n{text[-3000:]}")
        return text

    def _start_processes(self) -> None:
        celery = [sys.executable, "-m", "celery", "-q", "-A", "claimcenter"]
        beat_file = str(self.data / "beat-schedule")
        worker_options = ["--without-gossip", "--without-mingle", "--loglevel=WARNING", "--concurrency=2"]
        self.supervisor.start(self._service("worker", [*celery, "worker", *worker_options]))
        self.supervisor.start(self._service("beat", [*celery, "beat", "--loglevel=WARNING", "-s", beat_file]))
        web = [sys.executable, "-m", "gunicorn", "-c", "python:claimcenter.stack.gunicorn", "claimcenter.wsgi"]
        self.supervisor.start(self._service("web", web))

    def _wait_for_page(self) -> None:
        self._until(lambda: page_answers(self.port), "the page", seconds=120)

    def _until(self, done: Callable[[], bool], what: str, *, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not done():
            if time.monotonic() > until:
                raise FailedError(f"{what} did not answer within {seconds:g} s. Logs: {self.data / 'log'}")
            self._tend()
            time.sleep(0.05)

    def _tend(self) -> None:
        self.supervisor.tend()
        if self.postgres is not None and not self.postgres.alive():
            self.say("PostgreSQL ended; starting it again")
            self.postgres.start()

    def _announce(self, password: str) -> None:
        url = f"http://127.0.0.1:{self.port}/"
        self.supervisor.remember(url=url)
        self.say("Ready")
        print(f"\n    {url}\n", flush=True)
        if self.demo:
            for person in PEOPLE:
                print(f"    {person}@demo.example", flush=True)
            print(f"    password: {password}\n\n    Invented data. Ctrl-C stops everything.", flush=True)


def page_answers(port: int) -> bool:
    """Whether /livez says 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

"""One Chromium and one server for all browser tests of a process.

The server answers on the connection of the test, inside its transaction: what a test makes, the browser sees, and all
of it is rolled back at the end, so a test's state costs nothing. Requests are answered one at a time. What a request
registers for after its commit (sending a file, asking for the secondary) is done before its answer leaves.
"""

import contextvars
import os
import shutil
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, connection, connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from claimcenter.celery import app
from claimcenter.practice.models import Practice, User

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_CHROMIUM = "no Chromium found (set CLAIMCENTER_CHROMIUM, or apt-get install chromium)"


def chromium_path() -> str | None:
    return os.environ.get("CLAIMCENTER_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    if not path:
        pytest.skip(NO_CHROMIUM)
    # Playwright leaves a loop running in this thread. Django is not in it, but cannot know.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def _connection_kept() -> Iterator[None]:
    """Django takes a connection with a transaction open at a request's begin or end for a broken one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


class Application:
    """The product's own WSGI application, each request in the scope of the test that runs."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()
        self._one_at_a_time = threading.Lock()
        self.scope = contextvars.copy_context()
        self.failures: list[str] = []
        got_request_exception.connect(self._note)

    def _note(self, **_kwargs: Any) -> None:
        """The test says which error it was, not only that there was one."""
        self.failures.append(traceback.format_exc(limit=-6))

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self._one_at_a_time, _connection_kept():
            return self.scope.run(self._answer, environ, start_response)

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        before = len(connection.run_on_commit)

        def start(status: str, *rest: Any) -> Any:
            if status.startswith("5"):
                self.failures.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}: {status}")
            return start_response(status, *rest)

        response = self._handler(environ, start)
        body = b"".join(response)
        response.close()
        while len(connection.run_on_commit) > before:
            _, after_commit, _ = connection.run_on_commit.pop(before)
            after_commit()
        return [body]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Tests read the answers, not a log."""


class Server(ThreadedWSGIServer):
    def _close_connections(self) -> None:
        """The connection is the test's, and stays open."""


@pytest.fixture(scope="session")
def site(django_db_setup: None) -> Iterator[tuple[str, Application]]:
    """The address of the running server, and its application."""
    application = Application()
    server = Server(("localhost", 0), QuietHandler, connections_override={"default": connections["default"]})
    server.set_app(application)
    connections["default"].inc_thread_sharing()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}", application
    server.shutdown()
    server.server_close()
    connections["default"].dec_thread_sharing()


@pytest.fixture
def browse(
    chromium: Browser,
    site: tuple[str, Application],
    practice: Practice,
    client_as: Any,
    settings: Any,
) -> Iterator[Callable[..., Page]]:
    """`browse(biller, "/claims/", width=320, dark=True, scripts=False)` opens a page as this person (None: nobody).

    Each call is a browser of its own. An error in the page, content the CSP blocks, and an answer of 500 fail the test.
    """
    url, application = site
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    app.conf.task_always_eager = True
    application.scope = contextvars.copy_context()
    application.failures.clear()
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(user: User | None, path: str, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            base_url=url,
        )
        contexts.append(context)
        if user is not None:
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client_as(user).cookies[name].value, "url": url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_bad(said) else None)
        page.goto(path)
        return page

    yield open_one
    app.conf.task_always_eager = False
    for context in contexts:
        context.close()
    if complaints or application.failures:
        pytest.fail("\n".join([*application.failures, *complaints]), pytrace=False)


def _is_bad(said: Any) -> bool:
    """A 4xx answer is a state of a page and not an error of it."""
    return said.type == "error" and "the server responded with a status of 4" not in said.text

"""A browser over the gallery without middleware or database: a small server answers from the views in this process."""

import threading
from collections.abc import Callable, Iterable, Iterator
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import pytest
from csp.utils import build_policy
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIRequest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.chromium import QuietHandler


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    response = static(path) if path.startswith(settings.STATIC_URL) else page_of(WSGIRequest(environ))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]


def static(path: str) -> HttpResponse:
    found = finders.find(path.removeprefix(settings.STATIC_URL))
    if not found:
        return HttpResponse(status=404)
    return HttpResponse(Path(found).read_bytes(), content_type=guess_type(found)[0] or "font/woff2")


def page_of(request: WSGIRequest) -> HttpResponse:
    try:
        view, args, kwargs = resolve(request.path_info)
    except Resolver404:
        return HttpResponse(status=404)
    response: HttpResponse = view(request, *args, **kwargs)
    response["Content-Security-Policy"] = build_policy()
    return response


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """Where the pages are served."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.set_app(answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def open_page(chromium, gallery, settings):
    """`open_page("/gallery/", width=320, dark=True)`; fails the test on any error or CSP report in the console."""
    settings.CLAIMCENTER_GALLERY = True
    settings.ROOT_URLCONF = "tests.web.urlconf"
    contexts, complaints = [], []

    def open_one(path: str, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" and "422" not in said.text else None,
        )
        page.goto(gallery + path)
        page.wait_for_load_state("load")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []

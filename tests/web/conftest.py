"""A browser over the gallery without server or database: each request is answered from the view in this process."""

from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from csp.utils import build_policy
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, Route

ORIGIN = "http://gallery.test"


def answer(route: Route) -> None:
    url = urlsplit(route.request.url)
    if url.path.startswith(settings.STATIC_URL):
        found = finders.find(url.path.removeprefix(settings.STATIC_URL))
        if not found:
            return route.fulfill(status=404)
        return route.fulfill(body=Path(found).read_bytes(), content_type=guess_type(found)[0] or "font/woff2")
    request = RequestFactory().generic(
        route.request.method,
        url.path,
        data=route.request.post_data or "",
        QUERY_STRING=url.query,
        headers=route.request.headers,
    )
    try:
        view, args, kwargs = resolve(url.path)
    except Resolver404:
        return route.fulfill(status=404)
    response = view(request, *args, **kwargs)
    headers = dict(response.headers) | {"Content-Security-Policy": build_policy()}
    return route.fulfill(status=response.status_code, body=response.content, headers=headers)


@pytest.fixture
def open_page(chromium, settings):
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
        context.route("**/*", answer)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" and "422" not in said.text else None,
        )
        page.goto(ORIGIN + path)
        page.wait_for_load_state("load")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []

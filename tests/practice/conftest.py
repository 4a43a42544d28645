"""A real browser before a real server: what the browser sees is committed, so these tests make their own practice."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from claimcenter.practice.models import Practice, User
from claimcenter.practice.roles import Role
from tests.factories.practice import MembershipFactory
from tests.web.conftest import chromium

__all__ = ["chromium"]


@pytest.fixture
def committed_administrator(committed_practice: Practice) -> User:
    membership = MembershipFactory(
        practice=committed_practice, role=Role.ADMINISTRATOR, user__name="Dora Administrator"
    )
    return membership.user


@pytest.fixture(scope="session")
def beside_a_loop() -> Iterator[None]:
    """Playwright leaves a loop running in this thread. Django is not in it, but cannot know."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def browse(beside_a_loop, chromium, live_server, client_as, settings) -> Iterator[Callable[..., Page]]:
    """`browse(user, "/settings/", width=320, dark=True)` opens the page as this person (None: nobody)."""
    settings.ALLOWED_HOSTS = ["localhost"]
    contexts, complaints = [], []

    def open_one(user: User | None, path: str, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if user is not None:
            key = client_as(user).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" and "422" not in said.text else None,
        )
        page.goto(live_server.url + path)
        page.wait_for_load_state("load")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []

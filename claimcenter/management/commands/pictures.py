"""Takes the pictures of the README from the running product, so that they never show what is not there."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "pictures"
CHROMIUM = os.environ.get("CLAIMCENTER_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
CLEAN, UNBALANCED = "1-clean.835", "4-unbalanced.835"
WIDE, NARROW = (1280, 860), (360, 780)


class Command(BaseCommand):
    help = "Refreshes docs/pictures from a running practice mode (`manage.py up` in another window)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        from playwright.sync_api import sync_playwright

        kept = Path(settings.DATA_DIR) / "practice-mode-password"
        if not kept.exists():
            raise CommandError("Start practice mode first: python3 manage.py up")
        FOLDER.mkdir(parents=True, exist_ok=True)
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for name in _take(browser, options["url"].rstrip("/"), kept.read_text(encoding="utf-8").strip()):
                self.stdout.write(f"docs/pictures/{name}.png")


def _take(browser: "Browser", url: str, password: str) -> list[str]:
    wide = _signed_in(browser, url, password, WIDE, "light")
    names = [
        _shot(wide, f"{url}/claims/?tab=pending", "pending-claims"),
        _shot(wide, f"{url}{_first_link(wide, 'Novak')}", "claim-center-tab"),
        _shot(wide, f"{url}{_file_link(wide, url)}", "file-claim"),
        _shot(wide, f"{url}/eras/", "eras"),
    ]
    names += _of_money(wide, url)
    dark = _signed_in(browser, url, password, WIDE, "dark")
    names.append(_shot(dark, f"{url}{_file_link(dark, url)}", "file-claim-dark"))
    narrow = _signed_in(browser, url, password, NARROW, "light")
    names.append(_shot(narrow, f"{url}/claims/?tab=pending", "pending-claims-narrow"))
    office = _signed_in(browser, url, password, WIDE, "light", who="admin")
    names.append(_shot(office, f"{url}/status/", "status"))
    return names


def _of_money(page: "Page", url: str) -> list[str]:
    """A posted ERA, a dry run, what waits in the queue, a claim's money story. Loads two of the ready files."""
    names = [_shot(page, f"{url}/", "first-page")]
    posted = page.locator("table a[href^='/eras/']")
    page.goto(f"{url}/eras/")
    names.append(_shot(page, f"{url}{posted.last.get_attribute('href')}", "era-posted"))
    names.append(_shot(page, _loaded(page, url, CLEAN), "era-dry-run"))
    _loaded(page, url, UNBALANCED)
    names.append(_shot(page, f"{url}/eras/queue/", "unmatched-queue"))
    page.goto(f"{url}/claims/?tab=completed")
    answered = page.locator("tr", has_text="Weber").locator("th a").first.get_attribute("href")
    names.append(_shot(page, f"{url}{answered}", "money-story"))
    return names


def _loaded(page: "Page", url: str, name: str) -> str:
    """The page of one of the files that are ready to try."""
    page.goto(f"{url}/eras/")
    page.get_by_role("button", name=f"Load {name}").click()
    page.wait_for_url(re.compile(r"/eras/[0-9]+/"))
    return page.url


def _signed_in(  # noqa: PLR0917 - who looks, and through which window
    browser: "Browser", url: str, password: str, size: tuple[int, int], scheme: str, who: str = "biller"
) -> "Page":
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", f"{who}@demo.example")
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)
    return page


def _first_link(page: "Page", name: str) -> str:
    return page.get_by_role("link", name=name).first.get_attribute("href") or "/"


def _file_link(page: "Page", url: str) -> str:
    """File Claim of the secondary that stands ready in practice mode."""
    page.goto(f"{url}/claims/?tab=pending")
    row = page.locator("tr", has_text="Novak")
    return row.locator('a[href$="/file/"]').first.get_attribute("href") or "/"


def _shot(page: "Page", address: str, name: str) -> str:
    page.goto(address)
    page.screenshot(path=str(FOLDER / f"{name}.png"))
    return name

"""What stands in the frame of every page. Apps above register counts and tabs; addresses are those of the contract."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from claimcenter.practice.permissions import Action, may

Count = Callable[[HttpRequest], "tuple[int, bool]"]
"""How many, and whether they need somebody. One query at most: it runs on every page."""


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    path: str
    action: Action


ENTRIES = [
    Entry("Your account", "/portal/", Action.PORTAL_VIEW),
    Entry("Documents", "/portal/documents/", Action.PORTAL_VIEW),
    Entry("Clients", "/clients/", Action.CLIENT_VIEW),
    Entry("Claim Center", "/claims/", Action.CLAIM_VIEW),
    Entry("ERAs", "/eras/", Action.ERA_VIEW),
    Entry("Worklist", "/worklist/", Action.CLAIM_EDIT),
    Entry("Reports", "/reports/", Action.REPORT_VIEW),
    Entry("Settings", "/settings/", Action.SETTINGS_VIEW),
    Entry("Status", "/status/", Action.STATUS_VIEW),
    Entry("Admin", "/admin/", Action.ADMIN_USE),
]
_counts: dict[str, Count] = {}
_settings_tabs: list[tuple[str, str]] = []
_settings_pages: list[tuple[str, str, str, str]] = []


def register_count(path: str, count: Count) -> None:
    """An app above says how many wait behind one of the entries."""
    _counts[path] = count


def register_providers_tab(label: str, url_name: str) -> None:
    """A further tab of Settings -> Claims Center -> Providers & Payers (the payers, from the insurance app)."""
    if (label, url_name) not in _settings_tabs:
        _settings_tabs.append((label, url_name))


def register_settings_page(panel: str, label: str, url_name: str, text: str) -> None:
    """A further page of Settings -> Claims Center, from an app above, with the line that says what it is for."""
    if (page := (panel, label, url_name, text)) not in _settings_pages:
        _settings_pages.append(page)


def settings_pages() -> list[dict[str, str]]:
    """The further pages of Settings -> Claims Center."""
    return [
        {"panel": panel, "label": label, "url": url, "text": text}
        for panel, label, name, text in _settings_pages
        if (url := _url(name))
    ]


def main_navigation(request: HttpRequest) -> list[dict[str, object]]:
    """The entries this role may open, as base.html wants them."""
    return [_item(request, entry) for entry in ENTRIES if may(request, entry.action) and exists(entry.path)]


def providers_tabs(current: str) -> list[dict[str, object]]:
    """The tabs of Providers & Payers; one whose app is not there is left out."""
    names = [("Providers", "practice:providers"), ("Organizations", "practice:organizations"), *_settings_tabs]
    names.append(("Facilities", "practice:facilities"))
    return [{"label": label, "url": url, "current": name == current} for label, name in names if (url := _url(name))]


def _item(request: HttpRequest, entry: Entry) -> dict[str, object]:
    count, needs = _counts[entry.path](request) if entry.path in _counts else (0, False)
    here = request.path == entry.path if entry.path == "/portal/" else request.path.startswith(entry.path)
    return {"label": entry.label, "url": entry.path, "current": here, "count": count, "needs_attention": needs}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=64)
def exists(path: str) -> bool:
    """Whether some app answers at this address of the contract."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True

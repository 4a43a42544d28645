"""What every page has to hold, in each of its states: no rule of access broken, nothing wider than the screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from weakref import WeakSet

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
"""The rules whose answer a narrow or a dark page can change; the others read the same document."""
FRAME = [".topbar", ".side"]
"""What is the same on every page of a person: looked at once."""
RUN = """([only, exclude]) => axe.run({include: [document], exclude},
  {runOnly: only, resultTypes: ['violations']}).then(found => found.violations)"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SAME_NAMES = """() => {
  const seen = new Map();
  for (const link of document.querySelectorAll('main a[href]')) {
    if (!link.checkVisibility()) continue;
    const name = link.innerText.trim() || link.getAttribute('aria-label') || '';
    seen.set(name, (seen.get(name) ?? new Set()).add(link.href));
  }
  return [...seen].filter(([name, targets]) => targets.size > 1).map(([name]) => name);
}"""


_seen: WeakSet[Page] = WeakSet()


def faults(page: Page, *, names: bool = True) -> list[str]:
    """Everything wrong with the page as it stands: wide and light, then at 320 px and dark. Empty is right.

    A browser's first page is looked at whole, the next ones without the frame, which is the same.

    `names`: no two links to different places may be called the same.
    """
    without = FRAME if page in _seen else []
    _seen.add(page)
    wide = _faults(page, "wide", _run(page, {"type": "tag", "values": TAGS}, without))
    found = page.evaluate(SAME_NAMES) if names else []
    same = [f"wide: links to different places called {name!r}" for name in found]
    size = page.viewport_size or {"width": 1280, "height": 900}
    page.set_viewport_size({"width": 320, "height": 900})
    page.emulate_media(color_scheme="dark")
    narrow = _faults(page, "narrow, dark", _run(page, {"type": "rule", "values": BY_LAYOUT}, without))
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    return wide + same + narrow


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds by all rules we hold ourselves to."""
    return _run(page, {"type": "tag", "values": TAGS})


def _faults(page: Page, state: str, found: list[dict[str, Any]]) -> list[str]:
    over = page.evaluate(WIDER)
    wider = [f"{state}: {over} px wider than the screen"] if over > 0 else []
    return wider + [f"{state}: {_told(one)}" for one in found]


def _run(page: Page, only: dict[str, Any], exclude: Sequence[str] = ()) -> list[dict[str, Any]]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    rows: list[dict[str, Any]] = page.evaluate(RUN, [only, [[selector] for selector in exclude]])
    return rows


def _told(violation: dict[str, Any]) -> str:
    nodes = [node["html"][:160] for node in violation["nodes"][:3]]
    return f"{violation['id']} ({violation['help']}): {nodes}"

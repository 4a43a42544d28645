"""A page by keyboard only."""

from playwright.sync_api import Page

FOCUS = """() => {
  const at = document.activeElement;
  const labels = [...(at.labels ?? [])].map(label => label.textContent);
  return [at.getAttribute('aria-label') ?? '', ...labels, at.textContent].join(' ').replace(/\\s+/g, ' ').trim();
}"""


class Keys:
    """Somebody without a mouse: Tab, letters and Enter, and the focus is always to be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, text: str, most: int = 120) -> None:
        """Tabs on until the focus is on what is called so."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if text in self.focused() and self.page.evaluate("document.activeElement !== document.body"):
                self._check_focus_is_seen()
                return
        raise AssertionError(f"Tab does not lead to {text!r}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def enter(self) -> None:
        """Enter, and the page that comes of it."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _check_focus_is_seen(self) -> None:
        outline = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", "the focus cannot be seen"

    def focused(self) -> str:
        """What the focus is on, as it is called."""
        return str(self.page.evaluate(FOCUS))

    def walk_menu(self, entry: str) -> None:
        """Down an open menu to this entry."""
        for _ in range(12):
            if self.focused() == entry:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{entry!r} is not in the menu")

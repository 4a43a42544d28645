"""What a biller does again and again, by mouse: used where a test is about something else."""

from playwright.sync_api import Locator, Page, expect

from clients.models import Client


def claim_center(page: Page, client: Client) -> None:
    page.goto(f"/clients/{client.pk}/claim-center/")


def section(page: Page, title: str) -> Locator:
    """Pending Claims, Processing or Completed of the Claim Center tab."""
    return page.get_by_role("region", name=title)


def choose_action(page: Page, about: str, entry: str) -> None:
    """Opens the Actions drop-down and chooses."""
    page.get_by_role("button", name=f"Actions {about}").click()
    page.get_by_role("link", name=entry, exact=True).click()


def load_era(page: Page, data: bytes) -> None:
    """Uploads an 835 and posts it."""
    page.goto("/eras/")
    page.get_by_label("Remittance file (835)").set_input_files(
        {"name": "era.835", "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="Load ERA").click()
    page.get_by_role("button", name="Post", exact=False).first.click()
    expect(said(page)).to_contain_text("Posted")


def said(page: Page) -> Locator:
    """What the page says was done."""
    return page.locator("#notices")


def quick(page: Page, line: str) -> Locator:
    return page.get_by_role("textbox", name=f"Add adjustment {line}")


def enter(page: Page, line: str, text: str) -> None:
    """Types one adjustment into the quick entry of a line."""
    box = quick(page, line)
    box.fill(text)
    box.press("Enter")

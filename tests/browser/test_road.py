"""The whole road in one go: by keyboard only, and without scripts."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim
from clients.models import Client
from insurance.enums import Position
from insurance.models import InsurancePlan
from tests.browser.keys import Keys
from tests.browser.steps import said

pytestmark = pytest.mark.browser


@pytest.fixture
def insured(stage) -> Client:
    """Dana with a primary plan; her session is filed after the secondary plan was added."""
    dana = stage.client("Dana", "Rivers", date(1988, 7, 4), "F")
    stage.plan(dana, "acme", Position.PRIMARY, "AHP123456")
    return dana


def file_primary(stage, client: Client) -> Claim:
    stage.session(client, 20)
    claim = stage.claim(client)
    stage.file(claim, 15)
    return claim


def check_end(client: Client) -> None:
    """One secondary, filed once, with the figures that were typed."""
    assert [plan.position for plan in InsurancePlan.objects.filter(client=client).order_by("position")] == [1, 2]
    secondary = Claim.objects.get(client=client, position=2, live=True)
    assert (secondary.stage, secondary.submissions.count()) == ("processing", 1)
    [prior] = secondary.prior_payers.all()
    rows = [(row.group_code, row.reason_code, f"{row.amount}") for row in prior.adjustments.order_by("ordinal")]
    assert rows == [("CO", "45", "60.00"), ("PR", "2", "28.00")]
    assert f"{prior.lines.get().paid}" == "112.00"


def test_by_keyboard_only(browse, biller, stage, insured) -> None:
    page = browse(biller, f"/clients/{insured.pk}/")
    keys = Keys(page)
    keys.to("Skip to the page")
    keys.to("Claim Center")
    for _ in range(5):
        if page.url.endswith("/claim-center/"):
            break
        if "Claim Center" in keys.focused() and page.evaluate("!!document.activeElement.closest('.tabs')"):
            keys.enter()
        else:
            keys.to("Claim Center")
    keys.to("Add Insurance Plan")
    keys.enter()
    add_plan_by_keys(keys)
    expect(page.get_by_role("row", name="Blue Sample Plan").locator(".badge [aria-hidden]")).to_have_text("S")
    claim = file_primary(stage, insured)
    page.reload()
    keys.to(f"Actions for claim {claim.display_number} P")
    keys.press("ArrowDown")
    keys.walk_menu("Mark as completed")
    keys.enter()
    keys.to("Mark as completed")
    keys.enter()
    page.goto(f"/clients/{insured.pk}/claim-center/")
    keys.press("j", "j", "j")
    keys.to(f"Actions for claim {claim.display_number} S")
    keys.press("Enter", "Escape")
    expect(page.locator(":focus")).to_have_attribute("aria-expanded", "false")
    with page.expect_navigation():
        keys.press("f")
    file_by_keys(keys)
    expect(said(page)).to_contain_text("is filed to Blue Sample Plan")
    check_end(insured)


def add_plan_by_keys(keys: Keys) -> None:
    keys.to("Payer")
    keys.type("blue")
    keys.page.get_by_role("option", name="Blue Sample Plan").wait_for()
    keys.press("Enter")
    keys.to("Member id")
    keys.type("BSX987654")
    keys.to("Effective date")
    keys.type("01012026")
    keys.to("Secondary")
    keys.press("Space")
    keys.to("Add Insurance Plan")
    keys.enter()


def file_by_keys(keys: Keys) -> None:
    keys.to("Date of check or EFT")
    keys.type("11022026")
    keys.to("Paid")
    keys.type("112")
    keys.to("Add adjustment Line 1")
    keys.type("45 60")
    keys.press("Enter")
    keys.type("p2 =")
    keys.press("Enter")
    expect(keys.page.locator("[data-said]").first).to_contain_text("Added PR-2. The line is balanced.")
    keys.to("Submit")
    keys.enter()


def test_without_scripts(browse, biller, stage, insured) -> None:
    page = browse(biller, f"/clients/{insured.pk}/claim-center/", scripts=False)
    page.get_by_role("link", name="Add Insurance Plan").click()
    page.get_by_label("Payer").select_option(page.get_by_role("option", name="Blue Sample Plan").get_attribute("value"))
    page.get_by_label("Member id").fill("BSX987654")
    page.get_by_label("Effective date").fill("2026-01-01")
    page.get_by_role("checkbox", name="Secondary").check()
    page.get_by_role("button", name="Add Insurance Plan").click()
    number = file_primary(stage, insured).display_number
    page.goto(f"/clients/{insured.pk}/claim-center/")
    page.get_by_role("button", name=f"Actions for claim {number} P").click()
    page.get_by_role("link", name="Mark as completed").click()
    page.get_by_role("button", name="Mark as completed").click()
    page.goto(f"/clients/{insured.pk}/claim-center/")
    page.get_by_role("button", name=f"Actions for claim {number} S").click()
    page.get_by_role("link", name="File Claim").click()
    file_without_scripts(page)
    expect(said(page)).to_contain_text("is filed to Blue Sample Plan")
    check_end(insured)


def file_without_scripts(page: Page) -> None:
    page.get_by_label("Date of check or EFT").fill("2026-11-02")
    page.get_by_label("Paid", exact=True).fill("112")
    page.get_by_label("Reason 1, Line 1").fill("45")
    page.get_by_label("Amount 1, Line 1").fill("60")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="Not filed yet")).to_be_visible()
    expect(page.get_by_text("28.00 missing").first).to_be_visible()
    page.get_by_label("Group 2, Line 1").select_option("PR")
    page.get_by_label("Reason 2, Line 1").fill("2")
    page.get_by_label("Amount 2, Line 1").fill("28")
    page.get_by_role("button", name="Submit").click()

"""The seed article, sentence by sentence, by mouse: what it says is what the screen does, in the same words."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from clients.models import Client
from insurance.enums import Position

pytestmark = pytest.mark.browser


@pytest.fixture
def with_primary(stage) -> Client:
    """Dana with her primary plan only."""
    dana = stage.client("Dana", "Rivers", timezone.localdate() - timedelta(days=13000), "F")
    stage.plan(dana, "acme", Position.PRIMARY, "AHP123456")
    return dana


def fill_plan(page: Page, payer: str, member_id: str) -> None:
    page.get_by_role("combobox", name="Payer").fill(payer)
    page.get_by_role("option", name=payer).click()
    page.get_by_label("Member id").fill(member_id)
    page.get_by_label("Effective date").fill("2026-01-01")


def test_step_1_navigate_to_the_claim_center_tab_and_select_add_insurance_plan(browse, biller, with_primary) -> None:
    page = browse(biller, f"/clients/{with_primary.pk}/")
    page.get_by_role("navigation", name="Chart").get_by_role("link", name="Claim Center").click()
    page.get_by_role("link", name="Add Insurance Plan").click()
    expect(page.get_by_role("heading", name="Add Insurance Plan")).to_be_visible()


def test_step_2_check_off_secondary_and_the_letter_s_marks_the_plan(browse, biller, with_primary) -> None:
    page = browse(biller, f"/clients/{with_primary.pk}/claim-center/")
    page.get_by_role("link", name="Add Insurance Plan").click()
    fill_plan(page, "Blue Sample Plan", "BSX987654")
    page.get_by_role("checkbox", name="Secondary").check()
    page.get_by_role("button", name="Add Insurance Plan").click()
    row = page.get_by_role("row", name="Blue Sample Plan")
    expect(row.locator(".badge")).to_have_text("SSecondary insurance, active")
    expect(row.locator(".badge [aria-hidden]")).to_have_text("S")

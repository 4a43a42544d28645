"""The seed article, sentence by sentence, by mouse: what it says is what the screen does, in the same words."""

import re
from datetime import date

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from playwright.sync_api import Page, expect

from claimcenter.demo import stories
from claims.models import Claim
from claims.services.secondary import ensure_secondary
from clients.models import Client
from insurance.enums import Position
from insurance.models import InsurancePlan
from tests.browser.steps import choose_action, claim_center, enter, load_era, said, section

pytestmark = pytest.mark.browser

ADD = "Add Insurance Plan"


@pytest.fixture
def uninsured(stage) -> Client:
    return stage.client("Dana", "Rivers", date(1988, 7, 4), "F")


@pytest.fixture
def insured(stage, uninsured) -> Client:
    """Dana with her primary plan only."""
    stage.plan(uninsured, "acme", Position.PRIMARY, "AHP123456")
    return uninsured


def plans_of(client: Client) -> QuerySet[InsurancePlan]:
    return InsurancePlan.objects.filter(client=client).order_by("position")


def fill_plan(page: Page, payer: str, member_id: str) -> None:
    page.locator("input[role=combobox]").fill(payer)
    page.get_by_role("option", name=payer).click()
    page.get_by_label("Member id").fill(member_id)
    page.get_by_label("Effective date").fill("2026-01-01")


def test_navigate_to_the_claim_center_tab_then_select_add_insurance_plan(browse, biller, insured) -> None:
    page = browse(biller, f"/clients/{insured.pk}/")
    page.get_by_role("navigation", name="Chart").get_by_role("link", name="Claim Center").click()
    page.get_by_role("link", name=ADD).click()
    expect(page.get_by_role("heading", name=ADD)).to_be_visible()


def test_check_off_secondary_then_select_add_insurance_plan(browse, biller, insured) -> None:
    page = browse(biller, f"/clients/{insured.pk}/claim-center/")
    page.get_by_role("link", name=ADD).click()
    fill_plan(page, "Blue Sample Plan", "BSX987654")
    page.get_by_role("checkbox", name="Secondary").check()
    page.get_by_role("button", name=ADD).click()
    expect(page.get_by_role("row", name="Blue Sample Plan")).to_contain_text("BSX987654")
    assert [plan.position for plan in plans_of(insured)] == [1, 2]


def test_the_letter_s_will_mark_the_active_secondary_insurance_plan(browse, biller, stage, insured) -> None:
    stage.plan(insured, "blue", Position.SECONDARY, "BSX987654")
    page = browse(biller, f"/clients/{insured.pk}/claim-center/")
    badge = page.get_by_role("row", name="Blue Sample Plan").locator(".badge")
    expect(badge.locator("[aria-hidden]")).to_have_text("S")
    expect(badge.locator(".visually-hidden")).to_have_text("Secondary insurance, active")


def test_there_must_be_an_active_primary_plan_to_enter_a_secondary_plan(browse, biller, uninsured) -> None:
    page = browse(biller, f"/clients/{uninsured.pk}/claim-center/")
    page.get_by_role("link", name=ADD).click()
    fill_plan(page, "Blue Sample Plan", "BSX987654")
    page.get_by_role("checkbox", name="Secondary").check()
    page.get_by_role("button", name=ADD).click()
    expect(page.get_by_role("alert")).to_contain_text("There must be an active primary plan to enter a secondary plan.")
    expect(page.get_by_label("Member id")).to_have_value("BSX987654")
    assert not plans_of(uninsured).exists()


def test_you_cannot_delete_a_primary_plan_without_first_removing_the_secondary(browse, biller, stage, insured) -> None:
    stage.plan(insured, "blue", Position.SECONDARY, "BSX987654")
    page = browse(biller, f"/clients/{insured.pk}/claim-center/")
    choose_action(page, "Acme Health PPO P", "Delete")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("main")).to_contain_text(
        "You cannot delete a primary plan without first removing the secondary plan."
    )
    expect(page.get_by_role("link", name="Blue Sample Plan")).to_be_visible()
    assert [plan.position for plan in plans_of(insured)] == [1, 2]


def test_once_the_primary_has_been_completed_a_secondary_claim_generates_under_pending_claims(
    browse, biller, told
) -> None:
    omar = told(with_both_plans)
    page = browse(biller, f"/clients/{omar.pk}/claim-center/")
    expect(section(page, "Pending Claims")).to_contain_text(
        "Once the primary insurance claim has been completed, "
        "a secondary claim will automatically generate under Pending Claims."
    )
    number = Claim.objects.get(client=omar).display_number
    choose_action(page, f"for claim {number} P", "Mark as completed")
    page.get_by_role("button", name="Mark as completed").click()
    claim_center(page, omar)
    row = section(page, "Pending Claims").get_by_role("row", name=number)
    expect(row.locator(".badge [aria-hidden]")).to_have_text("S")
    expect(row).to_contain_text("Blue Sample Plan")


def with_both_plans(stage) -> None:
    omar = stage.client("Omar", "Farah", date(1992, 5, 3), "M")
    stage.plan(omar, "acme", Position.PRIMARY, "AHP555130")
    stage.plan(omar, "blue", Position.SECONDARY, "BSX555130")
    stage.session(omar, 14)
    stage.file(stage.claim(omar), 10)


def test_select_the_actions_drop_down_then_file_claim(browse, biller, told) -> None:
    walter = told(stories.by_hand)
    secondary = stage_secondary(walter)
    page = browse(biller, f"/clients/{walter.pk}/claim-center/")
    choose_action(page, f"for claim {secondary.display_number} S", "File Claim")
    expect(page.get_by_role("heading", name=f"File Claim {secondary.display_number}")).to_be_visible()


def stage_secondary(client: Client) -> Claim:
    """The pending secondary; made now where the message of a completion waits for its commit."""
    primary = Claim.objects.get(client=client, position=1, live=True)
    ensure_secondary(claim_id=primary.pk, now=timezone.now())
    return Claim.objects.get(previous_claim=primary, live=True)


def test_add_your_adjustment_reasons_and_amounts_then_select_submit(browse, biller, told) -> None:
    secondary = stage_secondary(told(stories.by_hand))
    page = browse(biller, f"/claims/{secondary.pk}/file/")
    expect(page.get_by_role("main")).to_contain_text("Add your adjustment reason(s) and amount(s)")
    page.get_by_label("Date of check or EFT").fill("2026-11-02")
    page.get_by_label("Paid", exact=True).fill("112")
    enter(page, "Line 1", "45 60")
    enter(page, "Line 1", "p2 28")
    page.get_by_role("button", name="Submit").click()
    expect(said(page)).to_contain_text("is filed to Cascade Mutual")
    secondary.refresh_from_db()
    assert secondary.stage == "processing"


def test_if_the_era_has_come_back_the_adjustments_auto_fill_from_the_era(browse, biller, stage) -> None:
    ready = stories.tour(stage)
    page = browse(biller, "/")
    load_era(page, ready.data)
    secondary = Claim.objects.get(position=2, live=True)
    page.goto(f"/claims/{secondary.pk}/file/")
    expect(page.get_by_text("The ERA has come back")).to_be_visible()
    amounts = [field.input_value() for field in page.get_by_role("textbox", name="Amount").all()]
    assert amounts == ["70.00", "50.00", "26.00", "50.00", "25.00"]
    expect(page.get_by_role("button", name=re.compile("from ERA.*CO-45, line 1"))).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(said(page)).to_contain_text("is filed to Blue Sample Plan")

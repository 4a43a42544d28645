"""The sentences of the seed article that the road does not pass: by keyboard only, and without scripts."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from claimcenter.demo import stories
from claims.models import Claim
from clients.models import Client
from insurance.enums import Position
from insurance.models import InsurancePlan
from tests.browser.keys import Keys
from tests.browser.steps import said

pytestmark = pytest.mark.browser

ADD = "Add Insurance Plan"
AMOUNTS = ["70.00", "50.00", "26.00", "50.00", "25.00"]


@pytest.fixture
def uninsured(stage) -> Client:
    return stage.client("Dana", "Rivers", date(1988, 7, 4), "F")


@pytest.fixture
def insured(stage, uninsured) -> Client:
    """Dana with both plans."""
    stage.plan(uninsured, "acme", Position.PRIMARY, "AHP123456")
    stage.plan(uninsured, "blue", Position.SECONDARY, "BSX987654")
    return uninsured


def check_refused_secondary(page: Page, client: Client) -> None:
    """There must be an active primary plan to enter a secondary plan. What was typed is still there."""
    expect(page.get_by_role("alert")).to_contain_text("There must be an active primary plan to enter a secondary plan.")
    expect(page.get_by_label("Member id")).to_have_value("BSX987654")
    assert not InsurancePlan.objects.filter(client=client).exists()


def check_refused_delete(page: Page, client: Client) -> None:
    """You cannot delete a primary plan without first removing the secondary plan."""
    expect(page.get_by_role("main")).to_contain_text(
        "You cannot delete a primary plan without first removing the secondary plan."
    )
    expect(page.get_by_role("link", name="Blue Sample Plan")).to_be_visible()
    assert InsurancePlan.objects.filter(client=client).count() == 2


def check_filled(page: Page) -> None:
    """The adjustments auto-fill from the ERA."""
    expect(page.get_by_text("The ERA has come back")).to_be_visible()
    amounts = [field.input_value() for field in page.get_by_label("Amount").all()]
    assert [amount for amount in amounts if amount] == AMOUNTS


def test_no_secondary_without_a_primary_by_keyboard(browse, biller, uninsured) -> None:
    page = browse(biller, f"/clients/{uninsured.pk}/plans/add/")
    keys = Keys(page)
    keys.to("Payer")
    keys.type("blue")
    page.get_by_role("option", name="Blue Sample Plan").wait_for()
    keys.press("Enter")
    for name, text in (("Member id", "BSX987654"), ("Effective date", "01012026")):
        keys.to(name)
        keys.type(text)
    keys.to("Secondary")
    keys.press("Space")
    keys.to(ADD)
    keys.enter()
    check_refused_secondary(page, uninsured)


def test_no_secondary_without_a_primary_without_scripts(browse, biller, uninsured) -> None:
    page = browse(biller, f"/clients/{uninsured.pk}/plans/add/", scripts=False)
    page.get_by_label("Payer").select_option(page.get_by_role("option", name="Blue Sample Plan").get_attribute("value"))
    page.get_by_label("Member id").fill("BSX987654")
    page.get_by_label("Effective date").fill("2026-01-01")
    page.get_by_role("checkbox", name="Secondary").check()
    page.get_by_role("button", name=ADD).click()
    check_refused_secondary(page, uninsured)


def test_a_primary_stays_while_its_secondary_stands_by_keyboard(browse, biller, insured) -> None:
    page = browse(biller, f"/clients/{insured.pk}/claim-center/")
    keys = Keys(page)
    keys.to("Actions Acme Health PPO P")
    keys.press("ArrowDown")
    keys.walk_menu("Delete")
    keys.enter()
    keys.to("Delete the plan")
    keys.enter()
    check_refused_delete(page, insured)


def test_a_primary_stays_while_its_secondary_stands_without_scripts(browse, biller, insured) -> None:
    page = browse(biller, f"/clients/{insured.pk}/claim-center/", scripts=False)
    badge = page.get_by_role("row", name="Blue Sample Plan").locator(".badge")
    expect(badge.locator("[aria-hidden]")).to_have_text("S")
    page.get_by_role("button", name="Actions Acme Health PPO P").click()
    page.get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete the plan").click()
    check_refused_delete(page, insured)


def test_the_era_fills_the_adjustments_by_keyboard(browse, biller, stage) -> None:
    data = stories.tour(stage).data
    page = browse(biller, "/eras/")
    file = {"name": "era.835", "mimeType": "application/octet-stream", "buffer": data}
    page.on("filechooser", lambda chooser: chooser.set_files(file))
    keys = Keys(page)
    keys.to("Remittance file (835)")
    keys.press("Space")
    expect(page.get_by_label("Remittance file (835)")).not_to_have_value("")
    keys.to("Load ERA")
    keys.enter()
    keys.to("Post")
    keys.enter()
    expect(said(page)).to_contain_text("Posted")
    secondary = Claim.objects.get(position=2, live=True)
    page.goto(f"/claims/{secondary.pk}/file/")
    check_filled(page)
    keys.to("Submit")
    keys.enter()
    expect(said(page)).to_contain_text("is filed to Blue Sample Plan")


def test_the_era_fills_the_adjustments_without_scripts(browse, biller, stage) -> None:
    data = stories.tour(stage).data
    page = browse(biller, "/eras/", scripts=False)
    page.get_by_label("Remittance file (835)").set_input_files(
        {"name": "era.835", "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="Load ERA").click()
    page.get_by_role("button", name="Post").first.click()
    expect(said(page)).to_contain_text("Posted")
    secondary = Claim.objects.get(position=2, live=True)
    page.goto(f"/claims/{secondary.pk}/file/")
    check_filled(page)
    page.get_by_role("button", name="Submit").click()
    expect(said(page)).to_contain_text("is filed to Blue Sample Plan")

"""File Claim as two billers, an impatient one and an absent one use it: nothing typed is lost, nothing leaves twice."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from claimcenter.demo import stories
from claims.models import Claim
from claims.services.secondary import ensure_secondary
from era.services.loading import load_era
from era.services.posting import post_era
from tests.browser.steps import enter, quick, said
from tests.factories.practice import PASSWORD, MembershipFactory

pytestmark = pytest.mark.browser

WALTER = "Line 1"


@pytest.fixture
def waiting(stage) -> Claim:
    """Walter's secondary: no ERA, nothing typed."""
    stories.by_hand(stage)
    return secondary_of(stage, "Stone")


@pytest.fixture
def answered(stage) -> Claim:
    """Iris's secondary: filled from a posted ERA, two lines."""
    stories.secondary_ready(stage)
    return secondary_of(stage, "Novak")


def secondary_of(stage, last_name: str) -> Claim:
    primary = Claim.objects.get(client__last_name=last_name, position=1, live=True)
    ensure_secondary(claim_id=primary.pk, now=stage.now)
    return Claim.objects.get(previous_claim=primary, live=True)


def amounts(page: Page) -> list[str]:
    return [field.input_value() for field in page.get_by_role("textbox", name="Amount").all()]


def test_every_line_is_balanced_before_submit_opens(browse, biller, waiting) -> None:
    page = browse(biller, f"/claims/{waiting.pk}/file/")
    submit = page.get_by_role("button", name="Submit")
    expect(submit).to_have_attribute("aria-disabled", "true")
    submit.click(force=True)
    expect(quick(page, WALTER)).to_be_focused()
    page.get_by_label("Paid", exact=True).fill("112")
    enter(page, WALTER, "45 60")
    expect(page.get_by_text("28.00 missing").first).to_be_visible()
    enter(page, WALTER, "p2 =")
    assert amounts(page) == ["60.00", "28.00"]
    expect(page.get_by_text("Coinsurance").first).to_be_visible()
    expect(submit).to_have_attribute("aria-disabled", "false")


def test_a_block_of_an_eob_is_pasted(browse, biller, waiting) -> None:
    page = browse(biller, f"/claims/{waiting.pk}/file/")
    quick(page, WALTER).evaluate(
        """(box, text) => { const data = new DataTransfer(); data.setData('text', text);
           box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })) }""",
        "CO\t45\t60.00\nPR\t2\t28.00",
    )
    assert amounts(page) == ["60.00", "28.00"]


def test_an_eob_without_lines_has_one_strip(browse, biller, waiting) -> None:
    page = browse(biller, f"/claims/{waiting.pk}/file/")
    page.get_by_label("The EOB has no service lines").check()
    expect(quick(page, WALTER)).to_be_hidden()
    page.get_by_label("Paid for the claim").fill("112")
    page.get_by_label("Date of check or EFT").fill("2026-11-02")
    enter(page, "The whole claim", "45 60")
    enter(page, "The whole claim", "p2 28")
    page.get_by_role("button", name="Submit").click()
    expect(said(page)).to_contain_text("is filed")
    [prior] = waiting.prior_payers.all()
    assert (prior.claim_level_only, prior.lines.count(), prior.adjustments.count()) == (True, 0, 2)


def test_what_somebody_overrides_says_what_it_was(browse, biller, answered) -> None:
    page = browse(biller, f"/claims/{answered.pk}/file/")
    amount = page.get_by_label("Amount 2, Line 1")
    amount.fill("95")
    expect(page.get_by_text("overridden, was 90.00")).to_be_visible()
    page.get_by_label("Paid", exact=True).first.fill("55")
    page.get_by_label("Paid for the claim").fill("")
    page.get_by_role("button", name="Save").last.click()
    expect(said(page)).to_contain_text("Saved")
    page.get_by_role("button", name="overridden, was 90.00").click()
    expect(page.get_by_text("typed by Alice Biller")).not_to_have_count(0)
    expect(page.get_by_role("heading", name="The payer's answer says otherwise")).to_be_visible()
    page.get_by_role("button", name="Use ERA values").click()
    assert amounts(page)[:2] == ["50.00", "90.00"]
    expect(page.get_by_role("button", name="Use ERA values")).to_have_count(0)


def test_the_source_of_a_figure_shows_the_segment_beside_its_meaning(browse, biller, answered) -> None:
    page = browse(biller, f"/claims/{answered.pk}/file/")
    page.get_by_role("button", name="PR-1, line 1").click()
    shown = page.locator(":popover-open")
    expect(shown).to_contain_text("Deductible")
    expect(shown).to_contain_text("CAS*PR*1*90")
    expect(shown).to_contain_text("ERA EFT0012100")


def test_the_second_biller_is_told_and_keeps_what_was_typed(browse, biller, practice, waiting) -> None:
    bea = MembershipFactory(practice=practice, role="biller", user__name="Bea Biller").user
    first, second = (browse(who, f"/claims/{waiting.pk}/file/") for who in (biller, bea))
    first.get_by_label("Paid", exact=True).fill("112")
    enter(first, WALTER, "45 60")
    first.get_by_role("button", name="Save").last.click()
    expect(said(first)).to_contain_text("Saved")
    second.get_by_label("Paid", exact=True).fill("112")
    enter(second, WALTER, "p2 33")
    second.get_by_role("button", name="Save").last.click()
    expect(second.get_by_role("heading", name="Not saved: somebody was here before you")).to_be_visible()
    expect(second.get_by_text("Alice Biller changed this claim")).to_be_visible()
    assert amounts(second) == ["33.00"]
    second.get_by_role("button", name="Save").last.click()
    expect(said(second)).to_contain_text("Saved")
    assert amounts(second) == ["33.00"]


def test_an_era_that_comes_in_meanwhile_is_offered_and_overwrites_nothing(browse, biller, stage, waiting) -> None:
    page = browse(biller, f"/claims/{waiting.pk}/file/")
    page.get_by_label("Paid", exact=True).fill("112")
    enter(page, WALTER, "p2 33")
    answer = stage.answer(waiting.previous_claim, [stories.Share("60", (("PR", "2", "28"),))], number="ACM1")
    loaded = load_era(name="a.835", chunks=[stage.era("acme", "EFT77", 2, answer)], by=biller, now=stage.now, wait=True)
    post_era(era_file_id=loaded.era_file.pk, by=biller, now=stage.now)
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("ERA EFT77 came in while you were typing")).to_be_visible()
    assert amounts(page) == ["33.00"]
    page.get_by_role("link", name="use the ERA values").click()
    assert amounts(page) == ["60.00", "28.00"]


def test_twice_back_and_again_is_one_filing(browse, biller, answered) -> None:
    page = browse(biller, f"/claims/{answered.pk}/file/")
    page.get_by_role("button", name="Submit").dblclick()
    expect(said(page)).to_contain_text("is filed")
    page.go_back()
    expect(said(page)).to_contain_text("filed already")
    answered.refresh_from_db()
    assert (answered.stage, answered.submissions.count()) == ("processing", 1)


def test_a_session_that_ended_in_the_middle_loses_nothing(browse, biller, answered) -> None:
    page = browse(biller, f"/claims/{answered.pk}/file/")
    page.get_by_label("Amount 2, Line 1").fill("91")
    end_session(page)
    page.get_by_role("button", name="Save").last.click()
    page.get_by_label("Email").fill(biller.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send it now").click()
    expect(said(page)).to_contain_text("Saved")
    expect(page.get_by_label("Amount 2, Line 1")).to_have_value("91.00")


def end_session(page: Page) -> None:
    """As after more than fifteen idle minutes."""
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"].endswith("claimcenter"))
    session = SessionStore(key)
    session["seen"] = session["since"] = 0
    session.save()

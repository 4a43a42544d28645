"""File Claim: what GET shows, and every way a POST can end."""

import pytest
from django.urls import reverse

from claims.enums import Stage, WaitingOn
from claims.models import Claim, PriorAdjustment, Submission
from claims.services.filing import file_claim
from tests.claims.views.typing import typed
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


def url(claim: Claim) -> str:
    return reverse("claims:file", args=[claim.pk])


def keys(claim: Claim) -> tuple[str, str, str]:
    """The prefixes of the payer before: its heading, line 1, the whole claim."""
    prefix = f"p{claim.prior_payers.get().pk}"
    return prefix, f"{prefix}-1", f"{prefix}-claim"


def amounts(claim: Claim) -> list[tuple[str, str]]:
    rows = PriorAdjustment.objects.filter(prior_payer__claim=claim).order_by("line__claim_line__ordinal", "ordinal")
    return [(f"{row.group_code}-{row.reason_code}", f"{row.amount}") for row in rows]


WORKED = [("CO-45", "70.00"), ("PR-1", "50.00"), ("PR-2", "26.00"), ("CO-45", "50.00"), ("PR-3", "25.00")]


@pytest.fixture
def browser(client_as, biller):
    return client_as(biller)


@pytest.fixture
def opened(browser, filled):
    """The page of the secondary that was filled from the ERA."""
    return browser.get(url(filled))


def test_the_grid_shows_each_figure_with_its_source(opened) -> None:
    assert opened.status_code == 200
    text = opened.content.decode()
    assert text.count("from ERA") >= 7  # five adjustments, two payments
    assert "The ERA has come back" in text
    assert "Every line balances to the cent." in text
    assert "Use ERA values" not in text


def test_a_primary_is_reviewed_without_a_grid(browser, primary) -> None:
    response = browser.get(url(primary))
    assert response.status_code == 200
    assert [str(line) for line in response.context["grid"]] == []
    assert b"Every check passed." in response.content


def test_saving_what_stands_there_changes_nothing(browser, filled, opened) -> None:
    before = filled.events.count()
    response = browser.post(url(filled), typed(opened, "grid", "form", do="save"))
    assert (response.status_code, response.url) == (302, url(filled))
    assert amounts(filled) == WORKED
    assert not PriorAdjustment.objects.filter(touched_at__isnull=False).exists()
    assert filled.events.count() == before


def test_an_overridden_figure_is_marked_and_can_be_put_back(browser, filled, opened) -> None:
    _, line, _ = keys(filled)
    changes = {f"{line}-1-amount": "40", f"{line}-paid": "114", f"{line.rpartition('-')[0]}-paid": "239"}
    browser.post(url(filled), {**typed(opened, "grid", "form", do="save"), **changes})
    row = PriorAdjustment.objects.get(prior_payer__claim=filled, reason_code="1")
    assert (f"{row.amount}", f"{row.amount_was}", row.source) == ("40.00", "50.00", "typed")
    page = browser.get(url(filled))
    assert b"overridden, was 50.00" in page.content
    assert [(one.line, one.figure) for one in page.context["differences"]] == [
        (None, "paid"), (1, "paid"), (1, "PR-1"),
    ]  # fmt: skip
    browser.post(url(filled), {"do": "restore"})
    assert amounts(filled) == WORKED
    assert browser.get(url(filled)).context["differences"] == []


def test_submit_files_once_whatever_is_sent_again(browser, filled, opened) -> None:
    data = typed(opened, "grid", "form", do="submit")
    for _ in range(3):
        response = browser.post(url(filled), data)
        assert (response.status_code, response.url) == (302, reverse("claims:detail", args=[filled.pk]))
    filled.refresh_from_db()
    assert (filled.stage, filled.submissions.count()) == (Stage.PROCESSING, 1)


def test_submit_of_what_does_not_balance_saves_it_and_files_nothing(browser, filled, opened) -> None:
    _, line, _ = keys(filled)
    response = browser.post(url(filled), {**typed(opened, "grid", "form", do="submit"), f"{line}-0-amount": "65"})
    assert response.status_code == 422
    assert response.content.decode().count("Error: File Claim") == 1
    assert any("5.00" in str(check["text"]) for check in response.context["checks"])
    assert ("CO-45", "65.00") in amounts(filled)
    filled.refresh_from_db()
    assert (filled.stage, filled.waiting_on) == (Stage.PENDING, WaitingOn.BALANCE)
    assert not Submission.objects.filter(claim=filled).exists()


@pytest.mark.parametrize("amount", ["abc", "1e3", "9999999999.999", "1_0", "\uff11", "NaN"])
def test_what_is_no_amount_comes_back_as_it_was_typed(browser, filled, opened, amount) -> None:
    _, line, _ = keys(filled)
    response = browser.post(url(filled), {**typed(opened, "grid", "form", do="save"), f"{line}-0-amount": amount})
    assert response.status_code == 422
    assert f'value="{amount}"' in response.content.decode()
    assert amounts(filled) == WORKED


@pytest.mark.parametrize("reason", ["\x00", "\u202e1", "x" * 10_000])
def test_a_strange_reason_comes_back_with_an_error(browser, filled, opened, reason) -> None:
    _, line, _ = keys(filled)
    response = browser.post(url(filled), {**typed(opened, "grid", "form", do="save"), f"{line}-0-reason": reason})
    assert response.status_code == 422
    assert amounts(filled) == WORKED


def test_adjustments_of_a_line_need_its_payment(browser, waiting) -> None:
    _, line, _ = keys(waiting)
    opened = browser.get(url(waiting))
    data = {**typed(opened, "grid", "form", do="save"), f"{line}-0-reason": "45", f"{line}-0-amount": "70"}
    response = browser.post(url(waiting), data)
    assert response.status_code == 422
    assert "0.00 if nothing was" in response.content.decode()
    assert browser.post(url(waiting), {**data, f"{line}-paid": "104"}).status_code == 302
    prior = waiting.prior_payers.get()
    assert (prior.claim_level_only, prior.lines.count(), amounts(waiting)) == (False, 1, [("CO-45", "70.00")])


def test_an_eob_without_lines(browser, waiting) -> None:
    head, _, whole = keys(waiting)
    opened = browser.get(url(waiting))
    data = typed(opened, "grid", "form", do="submit") | {
        f"{head}-claim_level_only": "on",
        f"{head}-paid": "229",
        f"{head}-adjudicated_on": "2026-10-02",
        f"{whole}-0-reason": "45",
        f"{whole}-0-amount": "120",
        f"{whole}-1-group": "PR",
        f"{whole}-1-reason": "2",
        f"{whole}-1-amount": "101",
    }
    assert browser.post(url(waiting), data).status_code == 302
    waiting.refresh_from_db()
    assert waiting.stage == Stage.PROCESSING
    assert amounts(waiting) == [("CO-45", "120.00"), ("PR-2", "101.00")]


def test_rows_can_be_removed(browser, filled, opened) -> None:
    _, line, _ = keys(filled)
    browser.post(url(filled), {**typed(opened, "grid", "form", do="save"), f"{line}-2-DELETE": "on"})
    assert ("PR-2", "26.00") not in amounts(filled)


def test_preview_saves_first(browser, filled, opened) -> None:
    response = browser.post(url(filled), typed(opened, "grid", "form", do="preview"))
    assert (response.status_code, response.url) == (302, reverse("claims:preview", args=[filled.pk]))


def test_who_comes_second_is_told_by_whom_and_keeps_the_figures(browser, filled, opened, client_as, administrator):
    _, line, _ = keys(filled)
    mine = {**typed(opened, "grid", "form", do="save"), f"{line}-0-amount": "71"}
    client_as(administrator).post(url(filled), {**typed(opened, "grid", "form", do="save"), f"{line}-0-amount": "72"})
    response = browser.post(url(filled), mine)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Dora Administrator changed this claim" in text
    assert 'value="71"' in text
    assert amounts(filled)[0] == ("CO-45", "72.00")
    again = {**mine, "version": str(response.context["form"]["version"].value())}
    assert browser.post(url(filled), again).status_code == 302
    assert amounts(filled)[0] == ("CO-45", "71.00")


def test_a_warning_can_be_waived_with_a_reason_and_only_a_warning(browser, primary) -> None:
    type(primary.payer).objects.filter(pk=primary.payer_id).update(expects_telehealth_modifier="GT")
    opened = browser.get(url(primary))
    assert [check["warn"] for check in opened.context["checks"]] == [True]
    refused = browser.post(url(primary), typed(opened, "form", do="submit"))
    assert refused.status_code == 422
    assert b"Why file it in spite of the warnings?" in refused.content
    browser.post(url(primary), typed(opened, "form", do="submit", override_reason="The payer said so by phone."))
    assert primary.submissions.get().override_reason == "The payer said so by phone."


def test_without_a_plan_the_page_says_so_and_files_nothing(browser, primary) -> None:
    Claim.objects.filter(pk=primary.pk).update(plan=None, payer=None)
    opened = browser.get(url(primary))
    assert b"No plan is in force" in opened.content
    assert browser.post(url(primary), typed(opened, "form", do="submit")).status_code == 422
    assert not Submission.objects.exists()


def test_a_filed_claim_says_so_on_get_too(browser, primary, biller) -> None:
    file_claim(claim_id=primary.pk, by=biller, now=NOW)
    response = browser.get(url(primary), follow=True)
    assert response.redirect_chain == [(reverse("claims:detail", args=[primary.pk]), 302)]
    assert b"filed already" in response.content


def test_a_form_without_its_marks_is_refused(browser, filled, opened) -> None:
    assert browser.post(url(filled), typed(opened, "grid", do="submit")).status_code == 422
    assert not Submission.objects.filter(claim=filled).exists()

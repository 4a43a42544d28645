"""The other pages of a claim: itself, its file, the EOB, the deeds, the checklist, and several at once."""

from datetime import date

import pytest
from django.urls import reverse

from claims.enums import Frequency, Stage
from claims.models import Adjudication, Claim, ClaimEvent, PriorAdjustment, Submission
from claims.services.combine import combine_claims
from claims.services.filing import file_claim
from tests.claims.views.typing import typed
from tests.factories.claims import NOW, answered, family, sessions, worked_primary
from tests.factories.clients import book, line

pytestmark = pytest.mark.django_db

BULK = reverse("claims:bulk")


def url(name: str, claim: Claim) -> str:
    return reverse(f"claims:{name}", args=[claim.pk])


@pytest.fixture
def browser(client_as, biller):
    return client_as(biller)


@pytest.fixture
def filed(primary, biller) -> Claim:
    file_claim(claim_id=primary.pk, by=biller, now=NOW)
    primary.refresh_from_db()
    return primary


# --- The claim itself ------------------------------------------------------------------------------------------------


def test_a_claim_tells_everything_of_itself(browser, filled) -> None:
    text = browser.get(url("detail", filled.previous_claim)).content.decode()
    for told in ("F41.1", "229.00", "CO-45", "70.00", "ERA EFT0012345", "ACM2026000777", "Money story", "Created"):
        assert told in text
    assert url("detail", filled) in text


@pytest.mark.parametrize("lines", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("detail", 26), ("file", 30), ("eob", 14), ("why", 21)])
def test_a_page_asks_as_often_for_three_lines_as_for_one(  # noqa: PLR0917 - pytest asks by name
    browser, biller, django_assert_num_queries, lines, page, queries
) -> None:
    client = family().client
    for day in range(1, lines + 1):
        book(client, line("90837", "200.00"), date_of_service=date(2026, 9, day))
    claim = Claim.objects.filter(client=client, live=True)[0]
    if lines > 1:
        ids = list(Claim.objects.filter(client=client, live=True).values_list("pk", flat=True))
        claim = combine_claims(claim_ids=ids, by=biller, now=NOW)
    browser.get(url(page, claim))
    with django_assert_num_queries(queries):
        browser.get(url(page, claim))


@pytest.mark.parametrize("payers", [1, 3])
def test_the_grid_asks_as_often_for_many_adjustments_as_for_few(
    browser, filled, django_assert_num_queries, payers
) -> None:
    for ordinal in range(10, 10 + payers):
        prior = filled.prior_payers.get()
        PriorAdjustment.objects.create(
            prior_payer=prior, line=prior.lines.all()[0], ordinal=ordinal,
            group_code="CO", reason_code="45", amount=ordinal, source="typed",
        )  # fmt: skip
    browser.get(url("file", filled))
    with django_assert_num_queries(48):
        browser.get(url("file", filled))


def test_exactly_the_bytes_that_left_can_be_downloaded(browser, filed) -> None:
    [submission] = filed.submissions.all()
    response = browser.get(reverse("claims:submission", args=[filed.pk, submission.pk]))
    assert response.content.startswith(b"ISA*")
    assert response["Content-Disposition"] == f'attachment; filename="{submission.patient_control_number}.x12"'
    missing = reverse("claims:submission", args=[filed.pk, submission.pk + 1])
    assert browser.get(missing).status_code == 404


@pytest.mark.parametrize("stage", ["pending", "filed"])
def test_the_837_can_be_looked_at_before_and_after(browser, primary, biller, stage) -> None:
    if stage == "filed":
        file_claim(claim_id=primary.pk, by=biller, now=NOW)
    response = browser.get(url("preview", primary))
    assert response.context["segments"][0].startswith("ISA*")
    assert (b"Back to File Claim" in response.content) == (stage == "pending")


def test_the_837_of_a_claim_without_a_plan_says_why_there_is_none(browser, primary) -> None:
    Claim.objects.filter(pk=primary.pk).update(plan=None, payer=None)
    response = browser.get(url("preview", primary))
    assert (response.status_code, response.context["segments"]) == (200, [])
    assert b"No plan is in force" in response.content


def test_the_837_of_a_half_typed_grid_is_no_error_page(browser, waiting) -> None:
    assert browser.get(url("preview", waiting)).status_code == 200


# --- The EOB ---------------------------------------------------------------------------------------------------------

EOB = {
    "paid": "229",
    "adjudicated_on": "2026-10-02",
    "trace_number": "CHK1",
    "remarks": "ma18, n30",
    "line-1-paid": "104",
    "line-1-0-reason": "45",
    "line-1-0-amount": "70",
    "line-1-1-group": "PR",
    "line-1-1-reason": "1",
    "line-1-1-amount": "76",
    "line-2-paid": "125",
    "line-2-0-reason": "45",
    "line-2-0-amount": "75",
}


@pytest.fixture
def eob(browser, filed):
    """The page's fields as a browser would send them, and what somebody types."""
    return typed(browser.get(url("eob", filed)), "grid") | EOB


def test_a_typed_eob_is_posted_and_completes_the_claim(browser, filed, eob) -> None:
    response = browser.post(url("eob", filed), eob)
    assert (response.status_code, response.url) == (302, url("detail", filed))
    filed.refresh_from_db()
    assert (filed.stage, f"{filed.paid}") == (Stage.COMPLETED, "229.00")
    answer = Adjudication.objects.get(claim=filed)
    assert (answer.source, answer.remarks, answer.trace_number) == ("typed", ["MA18", "N30"], "CHK1")


def test_an_eob_that_does_not_add_up_says_by_how_much(browser, filed, eob) -> None:
    response = browser.post(url("eob", filed), eob | {"line-2-0-amount": "70"})
    assert response.status_code == 422
    assert "Line 2: 5.00 of the charge" in response.content.decode()
    assert 'value="CHK1"' in response.content.decode()
    assert not Adjudication.objects.filter(claim=filed).exists()


def test_an_eob_with_lines_says_something_of_each(browser, filed, eob) -> None:
    response = browser.post(url("eob", filed), eob | {"line-2-paid": ""})
    assert response.status_code == 422
    assert not Adjudication.objects.filter(claim=filed).exists()


def test_an_eob_without_lines(browser, filed, eob) -> None:
    whole = {"no_lines": "on", "claim-0-reason": "45", "claim-0-amount": "221"}
    assert browser.post(url("eob", filed), eob | whole).status_code == 302
    assert Adjudication.objects.get(claim=filed).lines.count() == 0


def test_an_eob_over_an_era_is_refused(browser, filed, eob) -> None:
    answered(filed, worked_primary(filed))
    response = browser.post(url("eob", filed), eob)
    assert response.status_code == 422
    assert b"An ERA has answered this claim" in response.content


# --- Complete, correct, void ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deed", ["complete", "correct", "void"])
def test_every_deed_asks_first_and_shows_what_it_is_about(browser, filed, deed) -> None:
    text = browser.get(url(deed, filed)).content.decode()
    assert "Dana Rivers" in text
    assert "450.00" in text
    filed.refresh_from_db()
    assert filed.stage == Stage.PROCESSING


def test_completing_by_hand_twice_is_once(browser, filed) -> None:
    for _ in range(2):
        assert browser.post(url("complete", filed)).status_code == 302
    filed.refresh_from_db()
    assert filed.stage == Stage.COMPLETED
    assert ClaimEvent.objects.filter(claim=filed, kind="completed_by_hand").count() == 1


def test_a_claim_without_a_plan_cannot_be_completed_and_says_so(browser, primary) -> None:
    Claim.objects.filter(pk=primary.pk).update(plan=None, payer=None)
    response = browser.post(url("complete", primary))
    assert response.status_code == 422
    assert b"no plan yet" in response.content


@pytest.mark.parametrize("deed", ["correct", "void"])
def test_a_deed_wants_its_reason(browser, filed, deed) -> None:
    response = browser.post(url(deed, filed), {"reason": " "})
    assert response.status_code == 422
    assert "Error: " in response.content.decode()
    filed.refresh_from_db()
    assert filed.stage == Stage.PROCESSING


def test_a_claim_that_was_never_filed_is_void_at_once(browser, primary) -> None:
    assert browser.post(url("void", primary), {"reason": "Booked by mistake"}).status_code == 302
    primary.refresh_from_db()
    assert primary.stage == Stage.VOID
    assert b"Booked by mistake" in browser.get(url("detail", primary)).content


def test_a_filed_claim_without_the_payers_number_cannot_be_voided_and_says_why(browser, filed) -> None:
    response = browser.post(url("void", filed), {"reason": "Wrong client"})
    assert response.status_code == 422
    assert b"has not given this claim a number yet" in response.content
    assert b'value="Wrong client"' in response.content
    filed.refresh_from_db()
    assert filed.stage == Stage.PROCESSING


def test_a_corrected_claim_leaves_once_for_one_form(browser, filed) -> None:
    answered(filed, worked_primary(filed))
    key = browser.get(url("correct", filed)).context["key"]
    for _ in range(2):
        assert browser.post(url("correct", filed), {"reason": "Wrong modifier", "key": key}).status_code == 302
    assert [one.frequency_code for one in filed.submissions.order_by("ordinal")] == [
        Frequency.ORIGINAL, Frequency.REPLACEMENT,
    ]  # fmt: skip


# --- Why is there no secondary? ---------------------------------------------------------------------------------------


def test_the_checklist_of_a_claim_that_has_its_secondary(browser, filled) -> None:
    text = browser.get(url("why", filled.previous_claim)).content.decode()
    assert "There is a secondary claim" in text
    assert "Open the secondary claim" in text


def test_the_checklist_before_the_claim_is_completed(browser, primary) -> None:
    response = browser.get(url("why", primary))
    assert b"The claim is not completed yet" in response.content
    assert browser.post(url("why", primary)).status_code == 302
    assert not primary.decisions.exists()


# --- Several at once --------------------------------------------------------------------------------------------------


def test_bulk_shows_what_is_ready_and_why_the_rest_is_not(browser, primary, waiting) -> None:
    response = browser.get(BULK, {"claim": [primary.pk, waiting.pk, 987654321, "x", "٣"]})
    assert [row.claim for row in response.context["ready"]] == [primary]
    assert [item["row"].claim for item in response.context["held"] if item["why"]] == [waiting]
    assert b"File 1 claim" in response.content


def test_bulk_files_what_is_ready_and_leaves_the_rest_selected(browser, primary, waiting) -> None:
    response = browser.post(BULK, {"do": "file-now", "claim": [primary.pk], "held": [waiting.pk]})
    assert (response.status_code, response.url) == (302, f"{BULK}?claim={waiting.pk}")
    again = browser.post(BULK, {"do": "file-now", "claim": [primary.pk, waiting.pk]}, follow=True)
    assert b"0 claims filed" in again.content
    assert Submission.objects.count() == 1


def test_bulk_combines_or_says_why_not(browser) -> None:
    people = family()
    first, second = (appointment for appointment in sessions(people.client))
    ids = list(Claim.objects.filter(client=people.client, live=True).values_list("pk", flat=True))
    assert {first.client_id, second.client_id} == {people.client.pk}
    response = browser.post(BULK, {"do": "combine", "claim": ids}, follow=True)
    assert b"One claim now" in response.content
    assert Claim.objects.filter(client=people.client, live=True, stage=Stage.PENDING).count() == 1


def test_bulk_of_nothing_says_what_to_do(browser, practice) -> None:
    response = browser.post(BULK, {"do": "file"}, follow=True)
    assert b"Select the claims first" in response.content


# --- Nobody else -------------------------------------------------------------------------------------------------------

WRITES = ["file", "eob", "complete", "correct", "void", "why"]


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("role", ["clinician", "auditor", "operator"])
def test_other_roles_change_nothing(request, client_as, primary, name, role) -> None:
    before = (primary.version, primary.events.count())
    response = client_as(request.getfixturevalue(role)).post(url(name, primary), {"reason": "x", "do": "submit"})
    assert response.status_code in {403, 404}
    primary.refresh_from_db()
    assert (primary.version, primary.events.count(), primary.stage) == (*before, Stage.PENDING)


@pytest.mark.parametrize("name", ["detail", "preview", *WRITES])
def test_another_practices_claim_is_not_there(client_as, stranger, primary, name) -> None:
    browser = client_as(stranger)
    for response in (browser.get(url(name, primary)), browser.post(url(name, primary), {"reason": "x"})):
        assert response.status_code in {404, 405}
        assert b"Rivers" not in response.content


@pytest.mark.parametrize("name", ["detail", "preview", "file", "eob", "complete", "correct", "void", "why"])
def test_methods_nobody_offers_are_405(browser, primary, name) -> None:
    assert browser.put(url(name, primary)).status_code == 405

"""One claim of a payment is undone: the others stay, the sums still add up, and used again it is as it was."""

import contextlib
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from claimcenter.practice.models import AuditEvent
from claims.enums import DeedKind, EntryKind, Result, Stage, WaitingOn
from claims.models import Claim, LedgerEntry, MoneyDeed
from claims.selectors.differences import differences
from claims.services.deeds import DeedRefused, take_back_deed
from claims.services.secondary import ensure_secondary
from era.enums import MatchState, RemittanceState
from era.models import ClaimMatch, Remittance
from era.selectors.files import summary_of
from era.services.queue import NotDecidable
from era.services.restoring import use_again
from era.services.undoing import CannotUndo, undo_claim, undo_era
from tests.era.test_properties import EXAMPLES, RolledBack, conserved, files, ledger, load, post_all
from tests.factories.era import NOW, Payment, clean_answer, era_bytes, household, reversal_of, sent_claim, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(practice):
    return household()


def posted(*answers, trace="EFT0001", control="000000001"):
    from era.services.posting import post_era

    era_file = load(era_bytes(Payment(answers, trace=trace), control=control))
    post_era(era_file_id=era_file.pk, by=None, now=NOW)
    return era_file


def post_again(era_file):
    from era.services.posting import post_era

    return post_era(era_file_id=era_file.pk, by=None, now=NOW)


def undo(era_file, claim, by, reason="posted to the wrong session"):
    return undo_claim(remittance_id=era_file.remittances.get().pk, claim_id=claim.pk, reason=reason, by=by, now=NOW)


def again(era_file, claim, by):
    return use_again(remittance_id=era_file.remittances.get().pk, claim_id=claim.pk, by=by, now=NOW)


def test_one_claim_is_taken_back_under_one_document_and_the_other_stays(home, biller):
    wrong, right = sent_claim(home), sent_claim(home)
    era_file = posted(clean_answer(wrong), clean_answer(right, control="PCCN2"))
    standing = set(LedgerEntry.objects.filter(claim=wrong, adjudication__isnull=False).values_list("pk", flat=True))

    assert undo(era_file, wrong, biller) is True

    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.stage, wrong.result, wrong.waiting_on) == (Stage.PROCESSING, Result.NONE, WaitingOn.PAYER)
    assert (wrong.paid, wrong.current_decision_id) == (Decimal(0), None)
    assert (right.stage, right.paid) == (Stage.COMPLETED, Decimal(225))
    deed = MoneyDeed.objects.get(kind=DeedKind.UNDO)
    contra = LedgerEntry.objects.filter(kind=EntryKind.REVERSAL)
    assert {entry.reverses_id for entry in contra} == standing
    assert {entry.deed_id for entry in contra} == {deed.pk}
    assert (deed.by, deed.claim, deed.reason) == (biller, wrong, "Taken back: posted to the wrong session")
    assert wrong.events.filter(kind="undone", text__contains="posted to the wrong session").exists()
    assert AuditEvent.objects.filter(action="era.claim_undone").count() == 1


def test_the_reconciliation_says_taken_back_and_adds_up(home, biller):
    wrong, right = sent_claim(home), sent_claim(home)
    era_file = posted(clean_answer(wrong), clean_answer(right, control="PCCN2"))
    undo(era_file, wrong, biller)

    payment = summary_of(era_file).payments[0]

    money = payment.reconciliation
    assert (money.posted, money.taken_back, money.difference) == (Decimal(225), Decimal(225), Decimal(0))
    assert (payment.remittance.state, payment.taken_back) == (RemittanceState.POSTED, 1)


def test_undoing_twice_moves_nothing_and_posting_does_not_bring_it_back(home, biller):
    claim = sent_claim(home)
    era_file = posted(clean_answer(claim))
    undo(era_file, claim, biller)
    before = LedgerEntry.objects.count()

    assert undo(era_file, claim, biller) is False
    post_again(era_file)

    assert LedgerEntry.objects.count() == before
    assert ClaimMatch.objects.get().state == MatchState.TAKEN_BACK
    assert MoneyDeed.objects.count() == 1


def test_used_again_it_is_ready_and_posting_ends_where_it_was(home, biller):
    claim = sent_claim(home)
    era_file = posted(clean_answer(claim))
    before = ledger()
    undo(era_file, claim, biller)

    assert again(era_file, claim, biller) == 1
    assert again(era_file, claim, biller) == 0
    match = ClaimMatch.objects.get()
    assert (match.state, match.decided_by) == (MatchState.MATCHED, None)
    post_again(era_file)

    assert ledger() == before


def test_reversal_and_correction_of_one_payment_are_undone_together(home, biller):
    claim = sent_claim(home)
    first = clean_answer(claim)
    posted(first)
    before = ledger()
    second = posted(reversal_of(first), clean_answer(claim, control="PCCN9"), trace="EFT0002", control="000000002")

    undo(second, claim, biller)

    assert ledger() == before
    assert ClaimMatch.objects.filter(remittance__era_file=second, state=MatchState.TAKEN_BACK).count() == 2
    deed = MoneyDeed.objects.get(kind=DeedKind.UNDO)
    assert {entry.kind for entry in deed.entries.all()} > {EntryKind.REVERSAL}  # the first answer stands again
    with pytest.raises(DeedRefused, match="Only a write-off"):
        take_back_deed(deed_id=deed.pk, reason="x", by=biller, now=NOW)
    again(second, claim, biller)
    post_again(second)
    claim.refresh_from_db()
    assert (claim.stage, claim.paid, claim.payer_claim_control_number) == (Stage.COMPLETED, Decimal(225), "PCCN9")


def test_what_was_reversed_since_is_not_undone_first(home, biller):
    claim = sent_claim(home)
    first = clean_answer(claim)
    early = posted(first)
    late = load(
        era_bytes(Payment((reversal_of(first),), trace="T9", amount="0", plb=(("FB:T9", "-225"),)), control="000000009")
    )
    post_again(late)

    with pytest.raises(CannotUndo, match="T9"):
        undo(early, claim, biller)


def test_a_reversal_is_not_lifted_beside_the_correction_that_came_after_it(home, biller):
    claim = sent_claim(home)
    first = clean_answer(claim)
    posted(first)
    late = load(
        era_bytes(Payment((reversal_of(first),), trace="T9", amount="0", plb=(("FB:T9", "-225"),)), control="000000009")
    )
    post_again(late)
    posted(clean_answer(claim, control="PCCN9"), trace="T10", control="000000010")
    before = ledger()

    with pytest.raises(CannotUndo, match="answered again"):
        undo(late, claim, biller)
    with pytest.raises(CannotUndo, match="answered again"):
        undo_era(era_file_id=late.pk, by=biller, now=NOW)
    assert ledger() == before


def test_a_reason_is_asked_and_what_was_never_posted_is_refused(home, biller):
    claim = sent_claim(home)
    era_file = load(era_bytes(Payment((clean_answer(claim),))))
    with pytest.raises(CannotUndo, match="say why"):
        undo(era_file, claim, biller, reason="  ")
    with pytest.raises(CannotUndo, match="Nothing of this claim"):
        undo(era_file, claim, biller)
    with pytest.raises(NotDecidable, match="Post it first"):
        again(era_file, claim, biller)


def test_undo_of_the_whole_payment_leaves_what_was_taken_back_alone(home, biller):
    one, other = sent_claim(home), sent_claim(home)
    era_file = posted(clean_answer(one), clean_answer(other, control="PCCN2"))
    undo(era_file, one, biller)
    undo_era(era_file_id=era_file.pk, by=biller, now=NOW)
    assert MoneyDeed.objects.filter(kind=DeedKind.UNDO).count() == 2

    post_again(era_file)

    states = dict(ClaimMatch.objects.values_list("claim", "state"))
    assert states == {one.pk: MatchState.TAKEN_BACK, other.pk: MatchState.POSTED}


def test_a_filed_secondary_is_marked_with_its_differences_and_never_changed(home, biller):
    claim = sent_claim(home)
    era_file = posted(clean_answer(claim))
    secondary = Claim.objects.get(pk=ensure_secondary(claim_id=claim.pk, now=NOW).next_claim_id)
    submit(secondary, pcn="SECOND1")
    Claim.objects.filter(pk=secondary.pk).update(stage=Stage.PROCESSING, status="submitted", filed_at=NOW)
    sent = list(secondary.prior_payers.values_list("paid", "lines__paid", "adjustments__amount"))

    undo(era_file, claim, biller)

    secondary.refresh_from_db()
    assert secondary.prior_changed_at == NOW
    assert secondary.waiting_on == WaitingOn.REVIEW
    assert list(secondary.prior_payers.values_list("paid", "lines__paid", "adjustments__amount")) == sent
    found = differences(secondary)
    assert {(one.line, one.figure, one.on_claim, one.in_answer) for one in found} >= {
        (None, "paid", "225.00", ""),
        (1, "paid", "125.00", ""),
        (1, "CO-45", "30.00", ""),
    }

    again(era_file, claim, biller)
    post_again(era_file)
    secondary.refresh_from_db()
    assert secondary.prior_changed_at is None


def test_the_database_wants_who_and_why(home, biller):
    posted(clean_answer(sent_claim(home)))
    with pytest.raises(IntegrityError, match="match_taken_back_names_who_and_why"), transaction.atomic():
        ClaimMatch.objects.update(state=MatchState.TAKEN_BACK, reason="gone")


@pytest.mark.slow
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1), st.booleans()), min_size=1, max_size=5))
@EXAMPLES
def test_undoing_single_claims_and_using_them_again_ends_like_a_clean_run(home, biller, steps):
    with contextlib.suppress(RolledBack), transaction.atomic():
        loaded = [load(data) for data in files(home)]
        post_all()
        clean = ledger()
        claims = list(Claim.objects.filter(position=1).order_by("pk"))
        for index, which, use_it in steps:
            remittance = loaded[index].remittances.get()
            with contextlib.suppress(CannotUndo):
                undo_claim(
                    remittance_id=remittance.pk, claim_id=claims[which].pk, reason="property", by=biller, now=NOW
                )
            conserved()
            if use_it:
                use_again(remittance_id=remittance.pk, claim_id=claims[which].pk, by=biller, now=NOW)
                post_all()
                conserved()
        for remittance in Remittance.objects.order_by("pk"):
            for claim in claims:
                use_again(remittance_id=remittance.pk, claim_id=claim.pk, by=biller, now=NOW)
        post_all()
        assert ledger() == clean
        raise RolledBack


class TestPages:
    @pytest.fixture
    def browser(self, client_as, biller):
        return client_as(biller)

    def test_it_says_what_will_happen_does_it_and_brings_it_back(self, browser, home):
        claim = sent_claim(home)
        era_file = posted(clean_answer(claim))
        match = ClaimMatch.objects.get()
        url = reverse("era:undo-one", args=[match.pk])
        assert url in browser.get(reverse("era:file", args=[era_file.pk])).content.decode()

        page = browser.get(url).content.decode()
        assert "What will happen" in page
        assert "Paid by insurers" in page
        assert browser.post(url, {"reason": ""}).status_code == 422

        done = browser.post(url, {"reason": "wrong session"}, follow=True).content.decode()
        assert "Taken back: wrong session" in done
        assert "adds up" in done
        assert "1 was taken back" in done
        decide = browser.get(reverse("era:match", args=[match.pk])).content.decode()
        assert "Use this answer again" in decide

        page = browser.post(reverse("era:use-again", args=[match.pk]), follow=True).content.decode()
        assert "1 more can be posted now" in page

    def test_what_stands_against_it_is_said_before_and_after_asking(self, browser, home):
        claim = sent_claim(home)
        first = clean_answer(claim)
        posted(first)
        posted(reversal_of(first), clean_answer(claim, control="X"), trace="EFT0002", control="000000002")
        match = ClaimMatch.objects.get(remittance__trace_number="EFT0001")
        url = reverse("era:undo-one", args=[match.pk])

        assert "Undo that one first" in browser.get(url).content.decode()
        refused = browser.post(url, {"reason": "why not"})
        assert refused.status_code == 422
        assert "EFT0002" in refused.content.decode()

    def test_the_claims_page_leads_to_the_payment_and_to_undoing_the_answer(self, browser, biller, home):
        claim = sent_claim(home)
        era_file = posted(clean_answer(claim))
        page = browser.get(reverse("claims:detail", args=[claim.pk])).content.decode()
        assert reverse("era:undo-one", args=[ClaimMatch.objects.get().pk]) in page
        assert f"{reverse('era:file', args=[era_file.pk])}?payment=" in page
        undo(era_file, claim, biller)
        page = browser.get(reverse("claims:detail", args=[claim.pk])).content.decode()
        assert "Undo this answer" not in page

    def test_a_match_without_a_claim_is_not_there(self, browser, home):
        posted(clean_answer(sent_claim(home)))
        ClaimMatch.objects.update(state=MatchState.UNMATCHED, claim=None, adjudication=None)
        url = reverse("era:undo-one", args=[ClaimMatch.objects.get().pk])
        assert browser.get(url).status_code == 404


class TestApi:
    def test_one_claim_is_undone_and_used_again(self, api_client, biller, home):
        claim = sent_claim(home)
        era_file = posted(clean_answer(claim))
        api = api_client(biller)
        body = {"claim": claim.pk, "reason": "wrong session"}

        done = api.post(reverse("era-undo-claim", args=[era_file.pk]), body, format="json")
        assert done.status_code == 200
        assert done.json()["remittances"][0]["taken_back"] == 1
        assert api.post(reverse("era-undo-claim", args=[era_file.pk]), body, format="json").status_code == 200
        back = api.post(reverse("era-use-again", args=[era_file.pk]), {"claim": claim.pk}, format="json")
        assert back.json()["remittances"][0]["matched"] == 1

    def test_a_claim_the_file_does_not_answer_is_not_there(self, api_client, biller, home):
        era_file = posted(clean_answer(sent_claim(home)))
        body = {"claim": sent_claim(home).pk, "reason": "x"}
        answer = api_client(biller).post(reverse("era-undo-claim", args=[era_file.pk]), body, format="json")
        assert answer.status_code == 404

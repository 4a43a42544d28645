"""Manual write-off and release of the patient shield: who, why, never more than lies there, and back again."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from claimcenter.practice.models import AuditEvent
from claims.enums import AdjudicationState, Bucket, DeedKind, EntryKind, Ground, Stage
from claims.models import Adjudication, ChargeLineBalance, LedgerEntry, MoneyDeed
from claims.portal import answer_for
from claims.selectors.balances import client_balance, money_story
from claims.selectors.client_amount import client_amount
from claims.selectors.deeds import decisions_of, standing_releases
from claims.services.adjudication import post_adjudication, record_adjudication, reverse_adjudications
from claims.services.completion import complete_by_hand
from claims.services.deeds import DeedRefused, WriteOff, release_shield, take_back_deed, write_off
from claims.services.payments import settle_payments
from claims.services.secondary import ensure_secondaries
from clients.models import Appointment, ClientPayment
from clients.services.payments import PaymentRefused, refund_payment
from tests.claims.test_conservation import IN_ONE_TEST, Undone, answers, balances, check_conservation, facts_of
from tests.factories.claims import (
    NOW,
    answered,
    cas,
    clp,
    family,
    filed,
    primary_claim,
    secondary_plan,
    svc,
    worked_primary,
    worked_secondary,
)
from tests.factories.clients import ClientPaymentFactory
from tests.factories.practice import PracticeSettingsFactory

pytestmark = pytest.mark.django_db


def give(claim, by, amount="20", *, bucket=Bucket.PATIENT, reason="long illness", key="", ground=Ground.HARDSHIP):
    given = WriteOff(bucket=bucket, amount=Decimal(amount), ground=ground, reason=reason)
    return write_off(claim_id=claim.pk, given=given, by=by, now=NOW, idempotency_key=key)


def release(claim, by, reason="the plan ended before the session"):
    return release_shield(claim_id=claim.pk, ground=Ground.PLAN_INVALID, reason=reason, by=by, now=NOW)


def back(deed, by, reason="a mistake"):
    return take_back_deed(deed_id=deed.pk, reason=reason, by=by, now=NOW)


def undo_all(*adjudications):
    reverse_adjudications(adjudication_ids=[one.pk for one in adjudications], by=None, now=NOW, why="Undone.")


@pytest.fixture
def owed(practice):
    """A claim whose only payer has answered: the client owes 101.00."""
    claim = primary_claim(family(with_secondary=False))
    answered(claim)
    claim.refresh_from_db()
    return claim


@pytest.fixture
def chain(practice):
    """The primary has answered, 101.00 is held for the secondary, which was filed."""
    claim = primary_claim()
    answered(claim)
    return claim, filed(ensure_secondaries(claim_ids=[claim.pk], now=NOW)[claim.pk].next_claim)


class TestWriteOff:
    def test_it_moves_the_amount_under_one_document_and_can_be_taken_back(self, owed, administrator):
        before = balances()
        deed = give(owed, administrator, "80")

        balance = client_balance(owed.client_id)
        assert (balance["patient_due"], balance["adjustments"]) == (Decimal(21), Decimal(200))
        entries = LedgerEntry.objects.filter(deed=deed)
        assert {(entry.kind, entry.moved_to, entry.by) for entry in entries} == {
            (EntryKind.WRITE_OFF, Bucket.ADJUSTED, administrator)
        }
        assert [entry.amount for entry in entries.order_by("pk")] == [Decimal(76), Decimal(4)]
        owed.refresh_from_db()
        assert owed.balance == Decimal(21)
        told = {part["label"]: part["amount"] for part in money_story(owed).parts}
        assert (told["Contractual"], told["Written off"]) == (Decimal(120), Decimal(80))
        assert owed.events.filter(kind="written_off", text__contains="long illness").exists()

        contra = back(deed, administrator)
        assert back(deed, administrator) == contra
        assert balances() == before
        assert {entry.reverses_id for entry in contra.entries.all()} == {entry.pk for entry in entries}
        actions = AuditEvent.objects.filter(action__startswith="money.").values_list("action", flat=True)
        assert sorted(actions) == ["money.deed_taken_back", "money.written_off"]

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"amount": "101.01"}, "more_than_lies_there"),
            ({"amount": "0"}, "bad_amount"),
            ({"amount": "1.001"}, "bad_amount"),
            ({"reason": "  "}, "reason_missing"),
            ({"bucket": Bucket.INSURER_1}, "nothing_there"),
            ({"ground": Ground.NO_ANSWER}, "unknown_ground"),
        ],
    )
    def test_what_is_refused(self, owed, administrator, wrong, code):
        with pytest.raises(DeedRefused) as refused:
            give(owed, administrator, **wrong)
        assert refused.value.code == code
        assert not MoneyDeed.objects.exists()

    def test_not_from_a_payer_that_is_still_to_answer_unless_the_shield_is_released(self, chain, administrator):
        _, secondary = chain
        with pytest.raises(DeedRefused) as refused:
            give(secondary, administrator, bucket=Bucket.INSURER_2)
        assert refused.value.code == "answer_awaited"
        release(secondary, administrator)
        give(secondary, administrator)
        assert client_balance(secondary.client_id)["patient_due"] == Decimal(81)

    def test_what_a_payer_left_may_be_written_off_once_it_has_answered(self, practice, administrator):
        claim = primary_claim(family(with_secondary=False))
        one, two = claim.lines.order_by("ordinal")
        answered(claim, clp(claim, "430", svc(one, "230", cas("CO-16", "20")), svc(two, "200")))
        give(claim, administrator, bucket=Bucket.INSURER_1)
        assert client_balance(claim.client_id)["held_for_insurance"] == Decimal(0)

    def test_the_same_key_writes_off_once(self, owed, administrator):
        assert give(owed, administrator, key="k1") == give(owed, administrator, key="k1")
        assert client_balance(owed.client_id)["patient_due"] == Decimal(81)
        other = primary_claim(family(with_secondary=False))
        answered(other)
        with pytest.raises(DeedRefused) as refused:
            give(other, administrator, key="k1")
        assert refused.value.code == "idempotency_key_reused"

    def test_it_goes_and_comes_with_the_answer_it_rests_on(self, owed, administrator):
        give(owed, administrator, "80")
        before = balances()
        standing = Adjudication.objects.get()
        undo_all(standing)
        assert client_balance(owed.client_id)["adjustments"] == Decimal(0)
        assert decisions_of(owed)[0].moved == Decimal(0)

        owed.refresh_from_db()
        answered(owed, worked_primary(owed))
        assert balances() == before

    def test_the_database_wants_who_and_why(self, owed, administrator):
        line = owed.lines.first().charge_line
        entry = {"charge_line": line, "kind": "write_off", "moved_from": "patient", "moved_to": "adjusted", "at": NOW}
        with pytest.raises(IntegrityError, match="ledger_write_off_names_who_and_why"), transaction.atomic():
            LedgerEntry.objects.create(**entry, amount=Decimal(1), rule="x", by=administrator)
        fields = {
            "kind": DeedKind.WRITE_OFF,
            "client": owed.client,
            "claim": owed,
            "ground": "courtesy",
            "reason": "kind",
            "bucket": "patient",
            "amount": Decimal(1),
            "by": administrator,
            "at": NOW,
        }
        for missing in ({"reason": ""}, {"by": None}, {"ground": ""}, {"amount": None}, {"amount": 0}):
            with pytest.raises(IntegrityError, match=r"names_who_and_why|says_why"), transaction.atomic():
                MoneyDeed.objects.create(**{**fields, **missing})
        assert MoneyDeed.objects.create(**fields).pk


class TestRelease:
    def test_what_was_held_becomes_the_clients_and_everybody_says_so(self, chain, administrator):
        _, secondary = chain
        PracticeSettingsFactory(auto_update_patient_responsibility=True)
        deed = release(secondary, administrator)

        balance = client_balance(secondary.client_id)
        assert (balance["held_for_insurance"], balance["patient_due"]) == (Decimal(0), Decimal(101))
        said = "released by Dora Administrator on 20 Nov 2026 because the plan ended before the session"
        assert said in decisions_of(secondary)[0].sentence
        amount = client_amount(Appointment.objects.order_by("date_of_service").first())
        assert amount.amount == Decimal(76)
        assert said in amount.sentence
        answer = answer_for(secondary.client_id)
        assert answer.headline == "You owe 101.00 right now."
        assert "held for Blue Sample" in answer.released[0]
        assert "the plan is not valid" in answer.released[0]
        assert "the plan ended" not in answer.released[0]

        assert release(secondary, administrator) == deed
        back(deed, administrator)
        assert client_balance(secondary.client_id)["held_for_insurance"] == Decimal(101)
        assert standing_releases([secondary.client_id]) == []

    def test_a_late_answer_posts_as_if_nothing_had_been_released(self, chain, administrator):
        _, secondary = chain
        release(secondary, administrator)
        ClientPaymentFactory(client=secondary.client, amount=Decimal(101))
        settle_payments(client_ids=[secondary.client_id], by=None, now=NOW)
        assert client_balance(secondary.client_id)["patient_due"] == Decimal(0)

        answered(secondary, worked_secondary(secondary))

        balance = client_balance(secondary.client_id)
        assert balance["insurance_paid"] == Decimal(320)
        assert (balance["patient_responsibility"], balance["credit"]) == (Decimal(10), Decimal(91))
        assert standing_releases([secondary.client_id]) == []

    def test_an_undone_late_answer_brings_the_release_back(self, chain, administrator):
        _, secondary = chain
        release(secondary, administrator)
        before = balances()
        undo_all(answered(secondary, worked_secondary(secondary)))
        assert balances() == before

    def test_a_corrected_primary_releases_what_it_leaves(self, chain, administrator):
        primary, secondary = chain
        release(secondary, administrator)
        first = Adjudication.objects.get()
        undo_all(first)
        assert client_balance(primary.client_id)["patient_due"] == Decimal(0)
        primary.refresh_from_db()
        one, two = primary.lines.order_by("ordinal")
        corrected = clp(primary, "400", svc(one, "230", cas("PR-2", "20")), svc(two, "170", cas("PR-2", "30")))
        answered(primary, corrected)
        assert client_balance(primary.client_id)["patient_due"] == Decimal(50)

    def test_qmb_cost_share_is_never_released(self, practice, administrator):
        claim = primary_claim()
        one, two = claim.lines.order_by("ordinal")
        facts = clp(
            claim,
            "400",
            svc(one, "230", cas("OA-209", "20")),
            svc(two, "170", cas("PR-2", "30")),
            remarks=("N781",),
        )
        answered(claim, facts)
        secondary = filed(ensure_secondaries(claim_ids=[claim.pk], now=NOW)[claim.pk].next_claim)
        with pytest.raises(DeedRefused) as refused:
            release(secondary, administrator)
        assert refused.value.code == "nothing_held"

    def test_what_is_refused(self, chain, administrator):
        primary, secondary = chain
        for claim, code in ((primary, "primary_claim"),):
            with pytest.raises(DeedRefused) as refused:
                release(claim, administrator)
            assert refused.value.code == code
        with pytest.raises(DeedRefused) as refused:
            release(secondary, administrator, reason=" ")
        assert refused.value.code == "reason_missing"
        answered(secondary, worked_secondary(secondary))
        with pytest.raises(DeedRefused) as refused:
            release(secondary, administrator)
        assert refused.value.code == "answered"

    def test_a_plan_added_late_and_an_undo_bring_every_balance_back(self, practice):
        """The share went to the client, then back to a new payer: undoing the primary leaves nothing behind."""
        people = family(with_secondary=False)
        claim = primary_claim(people)
        before = balances()
        answer = answered(claim)
        ensure_secondaries(claim_ids=[claim.pk], now=NOW)
        secondary_plan(people.client, people.blue)
        claim.refresh_from_db()
        claim.current_decision = None
        claim.save(update_fields=["current_decision"])
        ensure_secondaries(claim_ids=[claim.pk], now=NOW)
        assert client_balance(claim.client_id)["held_for_insurance"] == Decimal(101)
        held = balances()

        undo_all(answer)
        assert balances() == before
        claim.refresh_from_db()
        answered(claim, worked_primary(claim))
        assert balances() == held


class TestQmb:
    @pytest.mark.parametrize("said", ["remark", "OA-209"])
    def test_no_later_payers_answer_bills_the_client_either(self, practice, said):
        claim = primary_claim()
        one, two = claim.lines.order_by("ordinal")
        share = "OA-209" if said == "OA-209" else "PR-2"
        remarks = ("N782",) if said == "remark" else ()
        answered(
            claim,
            clp(claim, "400", svc(one, "230", cas(share, "20")), svc(two, "170", cas(share, "30")), remarks=remarks),
        )
        secondary = filed(ensure_secondaries(claim_ids=[claim.pk], now=NOW)[claim.pk].next_claim)
        one, two = secondary.lines.order_by("ordinal")
        answered(
            secondary,
            clp(
                secondary,
                "10",
                svc(one, "10", cas("OA-23", "230"), cas("PR-2", "10")),
                svc(two, "0", cas("OA-23", "170"), cas("PR-96", "30")),
                adjudicated_on=date(2026, 10, 20),
            ),
        )
        balance = client_balance(claim.client_id)
        assert balance["patient_responsibility"] == Decimal(0)
        assert balance["held_for_insurance"] == Decimal(40)


class TestCopays:
    def test_a_copay_stays_unapplied_while_an_insurer_is_to_answer_and_is_always_recorded(self, chain):
        primary, secondary = chain
        appointment = Appointment.objects.order_by("date_of_service").first()
        ClientPaymentFactory(client=primary.client, appointment=appointment, amount=Decimal(25))
        settle_payments(client_ids=[primary.client_id], by=None, now=NOW)
        assert not LedgerEntry.objects.filter(kind=EntryKind.PATIENT_PAYMENT).exists()
        balance = client_balance(primary.client_id)
        assert (balance["patient_paid"], balance["credit"], balance["patient_due"]) == (25, 0, 0)

        answered(secondary, worked_secondary(secondary))
        assert LedgerEntry.objects.get(kind=EntryKind.PATIENT_PAYMENT).amount == Decimal(10)
        assert client_balance(primary.client_id)["credit"] == Decimal(15)


DEEDS = ["post", "undo", "again", "correct", "pay", "refund", "write_off", "release", "take_back", "decide"]


@IN_ONE_TEST
@given(
    first=answers(),
    second=answers(),
    corrected=answers(),
    deeds=st.lists(st.sampled_from(DEEDS), min_size=3, max_size=10),
)
def test_any_sequence_conserves_and_ends_like_a_clean_run(  # noqa: PLR0917
    practice, administrator, first, second, corrected, deeds
):
    """Post, undo, correct, post again, pay, refund, write off, release and take back: conserved after each.

    Once decisions are taken back and everything is posted, the balances are those of posting alone.
    """
    with pytest.raises(Undone), transaction.atomic():
        world = _World(first, second, corrected, administrator)
        for deed in deeds:
            getattr(world, deed)()
            check_conservation(world.claim)
            world.check_nothing_is_below_zero_by_decision()
        world.settle_everything()
        assert balances() == world.clean_run()
        raise Undone


class _World:
    def __init__(self, first, second, corrected, by):
        self.by, self.corrected = by, corrected
        self.claim = primary_claim()
        complete_by_hand(claim_id=self.claim.pk, by=None, now=NOW)
        self.secondary = filed(ensure_secondaries(claim_ids=[self.claim.pk], now=NOW)[self.claim.pk].next_claim)
        self.wanted = [(self.claim, first), (self.secondary, second)]

    def _standing(self, claim):
        return claim.adjudications.filter(state=AdjudicationState.POSTED)

    def post(self):
        for claim, parts in self.wanted:
            if not self._standing(claim).exists():
                self._post(claim, parts)
                return

    def _post(self, claim, parts):
        adjudication = record_adjudication(claim=claim, facts=facts_of(claim, parts), by=None, now=NOW)
        post_adjudication(adjudication=adjudication, by=None, now=NOW)

    def undo(self):
        undo_all(*Adjudication.objects.filter(state=AdjudicationState.POSTED).order_by("pk")[:1])

    def again(self):
        for claim, parts in reversed(self.wanted):
            if not self._standing(claim).exists():
                self._post(claim, parts)

    def correct(self):
        """The primary takes its answer back and gives another one."""
        undo_all(*self._standing(self.claim))
        self.wanted[0] = (self.claim, self.corrected)
        self._post(*self.wanted[0])

    def pay(self):
        ClientPaymentFactory(client=self.claim.client, amount=Decimal("33.33"))
        settle_payments(client_ids=[self.claim.client_id], by=None, now=NOW)

    def refund(self):
        payment = ClientPayment.objects.filter(refunds__isnull=True).first()
        if payment is None:
            return
        try:
            refund_payment(payment=payment, amount=Decimal("11.11"), refunded_on=NOW.date(), by=self.by, now=NOW)
        except PaymentRefused:
            return

    def write_off(self):
        for claim in (self.claim, self.secondary):
            for bucket in (Bucket.PATIENT, Bucket.insurer(claim.position)):
                try:
                    give(claim, self.by, "7.77", bucket=bucket)
                except DeedRefused:
                    continue

    def release(self):
        try:
            release(self.secondary, self.by)
        except DeedRefused:
            return

    def take_back(self):
        for decision in decisions_of(self.claim):
            back(decision.deed, self.by)

    def decide(self):
        ensure_secondaries(claim_ids=[self.claim.pk, self.secondary.pk], now=NOW)

    def check_nothing_is_below_zero_by_decision(self):
        for decision in decisions_of(self.claim):
            if decision.taken_back:
                assert decision.moved == Decimal(0)
            elif decision.deed.amount is not None:
                assert Decimal(0) <= decision.moved <= decision.deed.amount

    def settle_everything(self):
        self.take_back()
        self.again()
        payments = ClientPayment.objects.filter(refunds__isnull=True)
        for payment in payments:
            left = payment.amount + sum(one.amount for one in payment.refunded_by.all())
            if left > 0:
                refund_payment(payment=payment, amount=left, refunded_on=NOW.date(), by=self.by, now=NOW)

    def clean_run(self):
        found = []
        with pytest.raises(Undone), transaction.atomic():
            standing = Adjudication.objects.filter(state=AdjudicationState.POSTED)
            undo_all(*standing)
            names = [str(bucket) for bucket in Bucket if bucket not in {Bucket.CHARGES, Bucket.INSURER_1}]
            for row in ChargeLineBalance.objects.all():
                assert not any(getattr(row, name) for name in names)
            for claim, parts in self.wanted:
                self._post(claim, parts)
            found = balances()
            raise Undone
        return found


class TestPages:
    @pytest.fixture
    def browser(self, client_as, administrator):
        return client_as(administrator)

    def test_write_off_and_back_from_the_claim_page(self, browser, owed):
        url = reverse("claims:write-off", args=[owed.pk])
        assert url in browser.get(reverse("claims:detail", args=[owed.pk])).content.decode()
        assert "What the client owes: 101.00" in browser.get(url).content.decode()
        assert browser.post(url, {"bucket": "patient", "amount": "5"}).status_code == 422
        typed = {"bucket": "patient", "amount": "500", "ground": "courtesy", "reason": "kindness", "key": "a"}
        refused = browser.post(url, typed)
        assert refused.status_code == 422
        assert "Only 101.00 lies there" in refused.content.decode()

        done = browser.post(url, {**typed, "amount": "5"}, follow=True).content.decode()
        assert "written off by Dora Administrator" in done
        deed = MoneyDeed.objects.get()
        undo = reverse("claims:write-off-back", args=[owed.pk, deed.pk])
        assert undo in done
        assert "kindness" in browser.get(undo).content.decode()
        assert (
            "taken back by Dora Administrator" in browser.post(undo, {"reason": "oops"}, follow=True).content.decode()
        )
        assert browser.get(reverse("claims:release-back", args=[owed.pk, deed.pk])).status_code == 404

    def test_release_and_back_with_the_chart_saying_so(self, browser, chain):
        _, secondary = chain
        url = reverse("claims:release", args=[secondary.pk])
        assert "101.00 held for Blue Sample" in browser.get(url).content.decode()
        done = browser.post(url, {"ground": "no_answer", "reason": "three letters"}, follow=True).content.decode()
        assert "because three letters" in done
        for name in ("clients:claim-center", "clients:billing"):
            page = browser.get(reverse(name, args=[secondary.client_id])).content.decode()
            assert "Patient shield released" in page
            assert "because three letters" in page
        deed = MoneyDeed.objects.get()
        browser.post(reverse("claims:release-back", args=[secondary.pk, deed.pk]), {"reason": "it answered"})
        assert client_balance(secondary.client_id)["held_for_insurance"] == Decimal(101)

    def test_where_nothing_may_be_done_no_form_is_shown(self, browser, chain):
        primary, secondary = chain
        page = browser.get(reverse("claims:write-off", args=[secondary.pk])).content.decode()
        assert "has not answered yet" in page
        assert "Write it off" not in page
        assert "Back to the claim" in browser.get(reverse("claims:release", args=[primary.pk])).content.decode()

    def test_a_biller_is_offered_neither(self, client_as, biller, chain):
        page = client_as(biller).get(reverse("claims:detail", args=[chain[1].pk])).content.decode()
        assert "Write off" not in page
        assert "Release the shield" not in page

    def test_a_claim_takes_the_same_queries_with_one_decision_or_three(
        self, browser, owed, administrator, django_assert_max_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        url = reverse("claims:detail", args=[owed.pk])
        give(owed, administrator, "1")
        browser.get(url)
        with CaptureQueriesContext(connection) as one:
            browser.get(url)
        give(owed, administrator, "2")
        give(owed, administrator, "3")
        with django_assert_max_num_queries(len(one)):
            browser.get(url)


class TestApi:
    def test_the_same_verbs(self, api_client, administrator, chain):
        _, secondary = chain
        api = api_client(administrator)
        body = {"ground": "plan_invalid", "reason": "never insured"}
        released = api.post(reverse("claim-release", args=[secondary.pk]), body, format="json").json()
        assert released["decisions"][0]["moved"] == "101.00"
        body = {"owed_by": "client", "amount": "1.00", "ground": "small_balance", "reason": "not worth a stamp"}
        headers = {"Idempotency-Key": "one"}
        for _ in range(2):
            done = api.post(reverse("claim-write-off", args=[secondary.pk]), body, format="json", headers=headers)
        assert [one["kind"] for one in done.json()["decisions"]] == ["write_off", "shield_release"]
        deed = done.json()["decisions"][0]["id"]
        undone = api.post(reverse("claim-write-off-back", args=[secondary.pk, deed]), {"reason": "paid"}, format="json")
        assert undone.json()["decisions"][0]["taken_back"]["reason"] == "paid"
        wrong = api.post(reverse("claim-release-back", args=[secondary.pk, deed]), {"reason": "x"}, format="json")
        assert wrong.status_code == 404
        secondary.refresh_from_db()
        assert secondary.stage == Stage.PROCESSING

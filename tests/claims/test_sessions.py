"""From sessions to pending claims, through the verbs of the apps below (the receivers are what is tested)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from claims.enums import Stage, Status, WaitingOn
from claims.models import ChargeLineBalance, Claim, LedgerEntry
from claims.selectors.balances import client_balance
from claims.selectors.decisions import why_no_claim
from claims.services.client_claims import sync_client_claims
from claims.services.combine import CannotCombine, combine_claims
from claims.services.sessions import SessionFiled, sync_appointment_claim
from clients.booking import LineDetails
from clients.services.appointments import cancel_appointment, details_of, sign_note, update_appointment
from clients.services.consents import record_consent
from clients.services.payments import PaymentDetails, record_payment
from insurance.services.payers import PayerDetails, update_payer
from insurance.services.plans import add_plan
from tests.factories.claims import FIRST_DAY, NOW, SECOND_DAY, family, filed, secondary_plan
from tests.factories.clients import ClientFactory, book, line
from tests.factories.insurance import PlanFactory, plan_details
from tests.factories.practice import ServiceCodeFactory

pytestmark = pytest.mark.django_db


def the_claim() -> Claim:
    return Claim.objects.get(live=True)


def held() -> list[tuple[Decimal, Decimal, Decimal]]:
    rows = ChargeLineBalance.objects.order_by("charge_line")
    return list(rows.values_list("charge", "insurer_1", "patient"))


def test_a_booked_session_has_its_pending_claim(practice, biller):
    people = family()

    book(people.client, line("90791", "250.00"), date_of_service=FIRST_DAY, diagnoses=("F411",), by=biller)

    claim = the_claim()
    assert (claim.stage, claim.status, claim.waiting_on) == (Stage.PENDING, Status.READY, "")
    assert (claim.position, claim.plan, claim.payer, claim.number, claim.year) == (
        1,
        people.primary,
        people.acme,
        1,
        2026,
    )
    assert claim.display_number == "26-0001"
    assert (claim.charge, claim.balance) == (Decimal(250), Decimal(250))
    assert [row.kind for row in claim.events.all()] == ["created"]
    assert claim.events.get().by == biller
    assert held() == [(Decimal(250), Decimal(250), Decimal(0))]


def test_syncing_again_changes_nothing(practice):
    appointment = book(family().client)
    before = (LedgerEntry.objects.count(), the_claim().events.count())

    claim = sync_appointment_claim(appointment_id=appointment.pk, by=None, now=NOW)

    assert claim == the_claim()
    assert (LedgerEntry.objects.count(), claim.events.count()) == before


def test_an_unsigned_note_is_waited_for(practice, clinician):
    appointment = book(family().client, signed=False)
    assert (the_claim().status, the_claim().waiting_on) == (Status.DRAFT, WaitingOn.NOTE)
    assert [row["text"] for row in why_no_claim(appointment) if not row["ok"]] == ["The note is not signed yet."]

    sign_note(appointment=appointment, by=clinician, now=NOW)

    assert (the_claim().status, the_claim().waiting_on) == (Status.READY, "")


def test_a_client_without_any_plan_has_no_claim_and_owes_the_charge(practice):
    appointment = book(ClientFactory(), line("90791", "250.00"))

    assert not Claim.objects.exists()
    assert held() == [(Decimal(250), Decimal(0), Decimal(250))]
    first = next(row for row in why_no_claim(appointment) if not row["ok"])
    assert first["text"] == "The client has no insurance plan."


def test_a_first_plan_makes_the_missing_claims_and_takes_over_what_the_client_paid(practice, biller):
    client = ClientFactory()
    book(client, line("90791", "250.00"), date_of_service=FIRST_DAY)
    record_payment(
        client=client,
        details=PaymentDetails(amount=Decimal(250), received_on=FIRST_DAY, method="card"),
        by=biller,
        now=NOW,
    )
    assert client_balance(client.pk)["patient_due"] == Decimal(0)

    add_plan(client=client, details=plan_details(), by=biller, now=NOW)

    assert the_claim().status == Status.READY
    assert held() == [(Decimal(250), Decimal(250), Decimal(0))]
    balance = client_balance(client.pk)
    assert (balance["held_for_insurance"], balance["patient_paid"], balance["credit"]) == (250, 250, 0)


def test_a_session_in_a_gap_waits_for_a_plan_until_the_effective_date_moves_back(practice, biller):
    people = family(with_secondary=False)
    people.primary.effective_from = SECOND_DAY
    people.primary.save()
    book(people.client, date_of_service=FIRST_DAY)
    assert (the_claim().plan, the_claim().waiting_on) == (None, WaitingOn.PLAN)

    people.primary.effective_from = date(2026, 1, 1)
    people.primary.save()
    sync_client_claims(client_id=people.client.pk, by=biller, now=NOW)

    assert (the_claim().plan, the_claim().waiting_on) == (people.primary, "")


def test_consent_is_waited_for(practice, biller):
    people = family()
    people.client.part2_record = True
    people.client.save()
    book(people.client)
    assert the_claim().waiting_on == WaitingOn.CONSENT

    record_consent(client=people.client, given_on=date(2026, 1, 1), by=biller, now=NOW)

    assert the_claim().waiting_on == ""


def test_an_authorization_is_waited_for(practice):
    people = family()
    people.primary.authorization_required = True
    people.primary.save()

    book(people.client)
    assert the_claim().waiting_on == WaitingOn.AUTHORIZATION


@pytest.mark.parametrize("field", ["self_pay_restriction"])
def test_a_restricted_client_has_no_claim(practice, field):
    people = family()
    setattr(people.client, field, True)
    people.client.save()

    book(people.client, line("90791", "250.00"))

    assert not Claim.objects.exists()
    assert held() == [(Decimal(250), Decimal(0), Decimal(250))]


def test_codes_that_never_make_a_claim(practice):
    ServiceCodeFactory(code="NOSHW", never_claim=True)
    people = family()
    alone = book(people.client, line("NO5HW", "50.00"), date_of_service=FIRST_DAY)
    assert alone.charge_lines.exists()
    ServiceCodeFactory(code="NO5HW", never_claim=True)
    sync_client_claims(client_id=people.client.pk, by=None, now=NOW)

    assert not Claim.objects.filter(live=True).exists()
    assert held() == [(Decimal(50), Decimal(0), Decimal(50))]
    mixed = book(people.client, line("NO5HW", "50.00"), line("90837", "200.00"), date_of_service=SECOND_DAY)
    assert the_claim().charge == Decimal(250)
    assert [row["ok"] for row in why_no_claim(mixed)] == [True] * 6


def test_an_edited_session_changes_its_claim_and_its_charge(practice, biller):
    people = family()
    appointment = book(people.client, line("90791", "250.00"), line("90837", "200.00"), diagnoses=("F411",))
    details = details_of(appointment)

    changed = replace(details.lines[0], charge=Decimal("260.00"), modifiers=("95",))
    update_appointment(
        appointment=appointment,
        details=replace(
            details,
            lines=(changed, LineDetails(procedure="90832", charge=Decimal("90.00"))),
            diagnoses=("F330", "F411"),
            place_of_service="10",
        ),
        by=biller,
        now=NOW,
    )

    claim = the_claim()
    assert (claim.charge, claim.place_of_service) == (Decimal(350), "10")
    assert [(one.charge_line.procedure, one.modifiers) for one in claim.lines.order_by("ordinal")] == [
        ("90791", ["95"]),
        ("90832", []),
    ]
    assert list(claim.diagnoses.values_list("code", flat=True)) == ["F330", "F411"]
    assert held() == [(Decimal(260), Decimal(260), Decimal(0)), (0, 0, 0), (Decimal(90), Decimal(90), Decimal(0))]


def test_a_cancelled_session_takes_its_claim_and_its_charge_along(practice, biller):
    appointment = book(family().client)

    cancel_appointment(appointment=appointment, by=biller, now=NOW)

    assert Claim.objects.get().stage == Stage.VOID
    assert held() == [(Decimal(0), Decimal(0), Decimal(0))]


def test_a_filed_session_cannot_be_cancelled(practice, biller):
    appointment = book(family().client)
    filed(the_claim())

    with pytest.raises(SessionFiled):
        cancel_appointment(appointment=appointment, by=biller, now=NOW)

    assert the_claim().stage == Stage.PROCESSING


def test_a_line_added_after_filing_makes_a_claim_of_its_own(practice, biller):
    appointment = book(family().client, line("90837", "200.00"))
    first = filed(the_claim())
    details = details_of(appointment)

    added = LineDetails(procedure="90785", charge=Decimal("15.00"))
    update_appointment(
        appointment=appointment, details=replace(details, lines=(*details.lines, added)), by=biller, now=NOW
    )

    second = Claim.objects.exclude(pk=first.pk).get()
    assert (second.charge, second.stage) == (Decimal(15), Stage.PENDING)


def test_an_offline_payer_marks_its_pending_claims(practice, biller):
    people = family()
    book(people.client)
    details = PayerDetails(name=people.acme.name, payer_id=people.acme.payer_id, is_offline=True)

    update_payer(payer=people.acme, details=details, by=biller)
    assert the_claim().is_offline

    update_payer(payer=people.acme, details=replace(details, is_offline=False), by=biller)
    assert not the_claim().is_offline


class TestCombine:
    def pair(self, client, **second):
        book(client, line("90791", "250.00"), date_of_service=FIRST_DAY, diagnoses=("F411", "F4323"))
        values = {"date_of_service": SECOND_DAY, "diagnoses": ("F4323",), **second}
        book(client, line("90837", "200.00", modifiers=("95",)), place_of_service="10", **values)
        return list(Claim.objects.filter(live=True).order_by("pk"))

    def combine(self, claims):
        return combine_claims(claim_ids=[claim.pk for claim in claims], by=None, now=NOW)

    def test_lines_dates_and_diagnoses_are_put_together(self, practice):
        one, two = self.pair(family().client)

        claim = self.combine([two, one])

        assert claim == one
        assert (claim.charge, claim.first_service_date, claim.last_service_date) == (450, FIRST_DAY, SECOND_DAY)
        assert list(claim.diagnoses.values_list("ordinal", "code")) == [(1, "F411"), (2, "F4323")]
        rows = claim.lines.order_by("ordinal").values_list("ordinal", "diagnosis_pointers", "place_of_service")
        assert list(rows) == [(1, [1], "11"), (2, [2], "10")]
        two.refresh_from_db()
        assert (two.stage, two.lines.count()) == (Stage.VOID, 1)

    def test_a_session_may_still_change_on_a_combined_claim(self, practice, biller):
        claim = self.combine(self.pair(family().client))
        appointment = claim.lines.get(ordinal=2).charge_line.appointment
        details = details_of(appointment)

        update_appointment(
            appointment=appointment,
            details=replace(details, diagnoses=("F330",), lines=(replace(details.lines[0], charge=Decimal(190)),)),
            by=biller,
            now=NOW,
        )

        claim.refresh_from_db()
        assert claim.charge == Decimal(440)
        assert list(claim.diagnoses.values_list("code", flat=True)) == ["F411", "F4323", "F330"]
        assert claim.lines.get(ordinal=2).diagnosis_pointers == [3]

    def test_a_cancelled_session_leaves_the_combined_claim(self, practice, biller):
        claim = self.combine(self.pair(family().client))

        cancel_appointment(appointment=claim.lines.get(ordinal=1).charge_line.appointment, by=biller, now=NOW)

        claim.refresh_from_db()
        assert (claim.stage, claim.charge, claim.first_service_date) == (Stage.PENDING, Decimal(200), SECOND_DAY)

    def test_a_session_that_no_longer_agrees_leaves_for_a_claim_of_its_own(self, practice, biller):
        claim = self.combine(self.pair(family().client))
        appointment = claim.lines.get(ordinal=2).charge_line.appointment

        update_appointment(
            appointment=appointment,
            details=replace(details_of(appointment), authorization_number="AUTH1"),
            by=biller,
            now=NOW,
        )

        charges = Claim.objects.filter(live=True).order_by("pk").values_list("charge", "authorization_number")
        assert list(charges) == [(Decimal(250), ""), (Decimal(200), "AUTH1")]

    def test_claims_that_differ_stay_apart(self, practice):
        claims = self.pair(family().client, authorization_number="AUTH1")
        with pytest.raises(CannotCombine, match="authorization"):
            self.combine(claims)

    def test_claims_of_two_clients_stay_apart(self, practice):
        one, two = self.pair(family().client)
        (other, _) = self.pair(family().client)[-2:]
        with pytest.raises(CannotCombine, match="client"):
            self.combine([one, other])
        assert two.live

    def test_what_left_or_waits_stays_apart(self, practice):
        one, two = self.pair(family().client)
        with pytest.raises(CannotCombine, match="at least two"):
            self.combine([one])
        Claim.objects.filter(pk=two.pk).update(waiting_on=WaitingOn.NOTE)
        with pytest.raises(CannotCombine, match="waits"):
            self.combine([one, two])
        Claim.objects.filter(pk=two.pk).update(waiting_on="")
        filed(two)
        with pytest.raises(CannotCombine, match="pending"):
            self.combine([one, two])

    def test_days_with_different_secondary_plans_stay_apart(self, practice):
        people = family()
        people.secondary.effective_to = FIRST_DAY
        people.secondary.save()
        secondary_plan(people.client, people.acme, effective_from=SECOND_DAY)

        with pytest.raises(CannotCombine, match="secondary plans"):
            self.combine(self.pair(people.client))

    def test_too_many_lines_or_diagnoses_stay_apart(self, practice):
        client = family().client
        many = [line("90791", "1.00") for _ in range(26)]
        for day in (FIRST_DAY, SECOND_DAY):
            book(client, *many, date_of_service=day)
        with pytest.raises(CannotCombine, match="52 lines"):
            self.combine(list(Claim.objects.filter(live=True)))

        other = PlanFactory(client=ClientFactory()).client
        for day, letter in ((FIRST_DAY, "F"), (SECOND_DAY, "G")):
            codes = tuple(f"{letter}{number}1" for number in range(1, 8))
            book(other, line("90791", "1.00"), date_of_service=day, diagnoses=codes)
        with pytest.raises(CannotCombine, match="14 diagnoses"):
            self.combine(list(Claim.objects.filter(live=True, client=other)))

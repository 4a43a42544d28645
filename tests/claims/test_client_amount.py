"""Auto-Update Patient Responsibility: the client's amount follows the last expected payer, and is held until then."""

from decimal import Decimal

import pytest

from claims.selectors.client_amount import client_amount
from claims.services.adjudication import post_adjudication, record_adjudication
from clients.models import Appointment
from insurance.models import InsurancePlan
from tests.factories.claims import NOW, family, primary_claim, worked_primary
from tests.factories.practice import PracticeSettingsFactory

pytestmark = pytest.mark.django_db


def answered(*, with_secondary: bool) -> Appointment:
    claim = primary_claim(family(with_secondary=with_secondary))
    adjudication = record_adjudication(claim=claim, facts=worked_primary(claim), by=None, now=NOW)
    post_adjudication(adjudication=adjudication, by=None, now=NOW)
    return Appointment.objects.order_by("date_of_service").first()


def switch_on(practice) -> None:
    settings = PracticeSettingsFactory(practice=practice)
    settings.auto_update_patient_responsibility = True
    settings.save()


def test_without_the_switch_the_copay_stands(practice) -> None:
    appointment = answered(with_secondary=False)
    InsurancePlan.objects.update(copay=Decimal("25.00"))
    assert client_amount(appointment).amount == Decimal("25.00")


def test_with_it_the_last_payers_answer_counts(practice) -> None:
    switch_on(practice)
    assert client_amount(answered(with_secondary=False)).amount == Decimal("76.00")


def test_while_a_secondary_is_open_it_is_held(practice) -> None:
    switch_on(practice)
    found = client_amount(answered(with_secondary=True))
    assert (found.amount, found.sentence) == (None, "held for Blue Sample")

"""What was sent to a payer about a session stays; the claims app's trigger holds it, the verb says it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from claimcenter.practice import vault
from claimcenter.practice.problems import Refusal
from claims.models import Submission
from clients.lines import LineFiled
from clients.models import Appointment
from clients.services.appointments import cancel_appointment, details_of, update_appointment
from tests.factories.claims import primary_claim
from tests.factories.clients import NOW

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def appointment() -> Appointment:
    claim = primary_claim()
    Submission.objects.create(
        claim=claim,
        ordinal=1,
        patient_control_number="CC26A0000001P",
        frequency_code="1",
        interchange_control_number="000000001",
        group_control_number="1",
        file=vault.store(kind="837", name="a.x12", content_type="text/plain", chunks=[b"ISA"], by=None),
        transport="folder",
        transport_reference="a.x12",
        filed_at=NOW,
    )
    return claim.lines.first().charge_line.appointment


def test_a_filed_line_keeps_its_charge(appointment, biller):
    details = details_of(appointment)
    charged = details.lines[0].charge
    dearer = replace(details, lines=(replace(details.lines[0], charge=charged + Decimal(1)), *details.lines[1:]))
    with pytest.raises(LineFiled, match="stay as they were sent"):
        update_appointment(appointment=appointment, details=dearer, by=biller, now=NOW)
    assert details_of(appointment) == details


def test_it_is_not_removed_or_moved_either(appointment, biller):
    details = details_of(appointment)
    new = replace(details.lines[0], id=None)
    for changed in (replace(details, lines=(new,)), replace(details, date_of_service=date(2026, 9, 9))):
        with pytest.raises(LineFiled):
            update_appointment(appointment=appointment, details=changed, by=biller, now=NOW)


def test_a_filed_session_is_not_cancelled(appointment, biller):
    with pytest.raises(Refusal):
        cancel_appointment(appointment=appointment, by=biller, now=NOW)
    appointment.refresh_from_db()
    assert appointment.cancelled_at is None

"""Each exit of the verbs on appointments."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from clients import signals
from clients.booking import LineDetails
from clients.models import Appointment, ChargeLine, ClientAssignment
from clients.services.appointments import (
    AppointmentRefused,
    attach_additional_clients,
    book_appointment,
    cancel_appointment,
    details_of,
    sign_note,
    update_appointment,
)
from clients.versions import ChangedMeanwhile
from tests.factories.clients import NOW, ClientFactory, book, line, session
from tests.factories.practice import (
    OrganizationFactory,
    ProviderFactory,
    ServiceCodeFactory,
    UserFactory,
)

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def heard():
    """The signals sent during a test; nobody else listens."""
    received = []
    others, signals.appointment_changed.receivers = signals.appointment_changed.receivers, []
    signals.appointment_changed.sender_receivers_cache.clear()

    def note(**kwargs):
        received.append(kwargs["appointment_id"])

    signals.appointment_changed.connect(note)
    yield received
    signals.appointment_changed.receivers = others
    signals.appointment_changed.sender_receivers_cache.clear()


@pytest.fixture(autouse=True)
def _alone(heard):
    """What the claims app makes of it is tested there."""


def problems(error) -> set[str]:
    return set(error.value.message_dict)


def test_a_session_is_booked_with_its_lines(heard, biller):
    client = ClientFactory()
    appointment = book(client, line("90791", "250.00"), line("90837", "200.00", modifiers=("95", "hq"),
                       diagnosis_pointers=(1, 2)), diagnoses=("F41.1", "f33.1"), by=biller)  # fmt: skip
    first, second = appointment.charge_lines.all()
    assert appointment.reference == "CC26A0000001"
    assert [one.line_control_number for one in (first, second)] == ["CC26A0000001L1", "CC26A0000001L2"]
    assert (second.modifiers, second.diagnosis_pointers, second.charge) == (["95", "HQ"], [1, 2], Decimal("200.00"))
    assert [one.code for one in appointment.diagnoses.all()] == ["F411", "F331"]
    assert appointment.note_signed_by == biller
    assert ClientAssignment.objects.filter(client=client, provider=appointment.provider).exists()
    assert heard == [appointment.pk]


def test_numbers_go_on():
    assert [book().reference for _ in range(2)] == ["CC26A0000001", "CC26A0000002"]


def test_a_line_without_a_charge_takes_the_practices_own():
    ServiceCodeFactory(code="90837", default_charge=Decimal("180.00"))
    appointment = book(ClientFactory(), LineDetails(procedure="90837"))
    assert appointment.charge_lines.get().charge == Decimal("180.00")


def test_and_says_so_where_there_is_none():
    with pytest.raises(ValidationError) as error:
        book(ClientFactory(), LineDetails(procedure="90837"))
    assert problems(error) == {"lines.0.charge"}


def test_without_an_organization_it_says_where_to_add_one():
    ProviderFactory()
    with pytest.raises(ValidationError, match="There is no organization yet"):
        book_appointment(client=ClientFactory(), details=session(), by=UserFactory(), now=NOW)


def test_without_a_provider_it_says_where_to_add_one():
    OrganizationFactory()
    with pytest.raises(ValidationError, match="There is no provider yet"):
        book_appointment(client=ClientFactory(), details=session(), by=UserFactory(), now=NOW)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"date_of_service": date(1926, 9, 1)}, "date_of_service"),
        ({"date_of_service": date(2062, 9, 1)}, "date_of_service"),
        ({"date_of_service": date(2026, 12, 1)}, "date_of_service"),  # signed, and it has not taken place
        ({"place_of_service": "1"}, "place_of_service"),
        ({"authorization_number": "A\x00"}, "authorization_number"),
        ({"authorization_number": "A" * 51}, "authorization_number"),
        ({"diagnoses": ()}, "diagnoses"),
        ({"diagnoses": ("F41.1", "F411")}, "diagnoses"),
        ({"diagnoses": ("hello",)}, "diagnoses"),
        ({"diagnoses": tuple(f"F{n}" for n in range(10, 23))}, "diagnoses"),
        ({"lines": ()}, "lines"),
        ({"lines": tuple(line() for _ in range(51))}, "lines"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(fields, named, heard):
    with pytest.raises(ValidationError) as error:
        book(ClientFactory(), **fields)
    assert named in problems(error)
    assert not Appointment.objects.exists()
    assert heard == []


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"charge": "0.00"}, "charge"),
        ({"charge": "-1.00"}, "charge"),
        ({"charge": "9999999999.999"}, "charge"),
        ({"charge": "100000000.00"}, "charge"),
        ({"charge": "1.001"}, "charge"),
        ({"charge": "NaN"}, "charge"),
        ({"units": Decimal(0)}, "units"),
        ({"units": Decimal("1.001")}, "units"),
        ({"procedure": "PSYCH"}, "procedure"),
        ({"procedure": "9083"}, "procedure"),
        ({"modifiers": ("95", "95")}, "modifiers"),
        ({"modifiers": ("9",)}, "modifiers"),
        ({"modifiers": ("A1", "A2", "A3", "A4", "A5")}, "modifiers"),
        ({"diagnosis_pointers": (2,)}, "diagnosis_pointers"),
        ({"diagnosis_pointers": ()}, "diagnosis_pointers"),
        ({"note": "x\u202e"}, "note"),
        ({"note": "x" * 81}, "note"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_at_the_line(fields, named):
    with pytest.raises(ValidationError) as error:
        book(ClientFactory(), line(), line(**fields))
    assert problems(error) == {f"lines.1.{named}"}


def test_a_session_before_the_client_was_born_is_a_slip():
    with pytest.raises(ValidationError, match="before the client was born"):
        book(ClientFactory(date_of_birth=date(2026, 9, 2)))


def test_a_booked_session_may_lie_ahead_until_its_note_is_signed(biller):
    appointment = book(date_of_service=date(2026, 12, 1), signed=False)
    with pytest.raises(ValidationError, match="A note is signed after the session"):
        sign_note(appointment=appointment, by=biller, now=NOW)


def test_a_note_is_signed_once(heard, biller, administrator):
    appointment = book(signed=False)
    heard.clear()
    signed = sign_note(appointment=appointment, by=biller, now=NOW)
    again = sign_note(appointment=appointment, by=administrator, now=NOW)
    assert (signed.note_signed_at, again.note_signed_by) == (NOW, biller)
    assert heard == [appointment.pk]


def test_lines_keep_their_number_and_removed_ones_never_come_back(biller):
    appointment = book(ClientFactory(), line("90791", "250.00"), line("90837", "200.00"))
    first, second = appointment.charge_lines.all()
    details = details_of(appointment)
    kept = replace(details.lines[1], charge=Decimal("210.00"))
    update_appointment(appointment=appointment, details=replace(details, lines=(kept, line("90785", "15.00"))),
                       by=biller, now=NOW)  # fmt: skip
    live = appointment.charge_lines.filter(removed_at__isnull=True)
    assert [(one.pk == second.pk, one.procedure, one.line_control_number[-2:]) for one in live] == [
        (True, "90837", "L2"), (False, "90785", "L3"),
    ]  # fmt: skip
    first.refresh_from_db()
    assert first.removed_at == NOW


def test_a_new_date_goes_to_the_lines_as_well(biller):
    appointment = book()
    moved = replace(details_of(appointment), date_of_service=date(2026, 9, 8))
    update_appointment(appointment=appointment, details=moved, by=biller, now=NOW)
    assert appointment.charge_lines.get().date_of_service == date(2026, 9, 8)


def test_a_line_of_another_appointment_is_refused(biller):
    appointment, other = book(), book()
    lines = (replace(details_of(other).lines[0]),)
    with pytest.raises(ValidationError, match="no longer on the appointment"):
        update_appointment(appointment=appointment, details=session(*lines), by=biller, now=NOW)


def test_the_second_to_save_is_told(practice, biller):
    appointment = book()
    details = details_of(appointment)
    update_appointment(appointment=appointment, details=details, by=biller, now=NOW, version=appointment.version)
    with pytest.raises(ChangedMeanwhile):
        update_appointment(appointment=appointment, details=details, by=biller, now=NOW, version=appointment.version)


def test_a_cancelled_appointment_is_left_alone(heard, biller):
    appointment = book()
    heard.clear()
    for _ in range(2):
        cancel_appointment(appointment=appointment, by=biller, now=NOW)
    assert heard == [appointment.pk]
    with pytest.raises(AppointmentRefused, match="was cancelled"):
        update_appointment(appointment=appointment, details=session(), by=biller, now=NOW)
    with pytest.raises(AppointmentRefused):
        sign_note(appointment=appointment, by=biller, now=NOW)
    with pytest.raises(AppointmentRefused):
        attach_additional_clients(appointment=appointment, clients=(), by=biller)


def test_a_couple_is_one_session_billed_once(biller):
    dana, lee = ClientFactory(), ClientFactory()
    appointment = book(dana, line("90847", "220.00"), additional_clients=(lee,))
    assert [one.client for one in appointment.attendees.all()] == [lee]
    with pytest.raises(ValidationError, match="The same minutes are billed once"):
        book(lee, line("90847", "220.00"))
    with pytest.raises(ValidationError, match="The same minutes are billed once"):
        book(lee, line("90847", "220.00"), additional_clients=(dana,))
    book(lee, line("90837", "200.00"))  # a session of their own on the same day is another matter


def test_who_was_in_the_room_can_be_set_later(biller):
    appointment, lee, kim = book(), ClientFactory(), ClientFactory()
    attach_additional_clients(appointment=appointment, clients=(lee, kim), by=biller)
    attach_additional_clients(appointment=appointment, clients=(kim,), by=biller)
    assert [one.client for one in appointment.attendees.all()] == [kim]
    with pytest.raises(ValidationError, match="need not be named"):
        attach_additional_clients(appointment=appointment, clients=(appointment.client,), by=biller)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("charge_positive", {"charge": Decimal(0)}),
        ("units_positive", {"units": Decimal(0)}),
        ("procedure_form", {"procedure": "PSYCH"}),
        ("pointers_1_to_4", {"diagnosis_pointers": []}),
        ("line_control_number_once", {"line_control_number": "CC26A0000001L1"}),
        ("charge_line_ordinal_once", {"ordinal": 1}),
    ],
)
def test_each_charge_line_is_sound_in_the_database_too(constraint, fields):
    found = book().charge_lines.get()
    sound = {"ordinal": 2, "line_control_number": "CC26A0000001L2", "charge": Decimal(1), "units": Decimal(1),
             "procedure": "90837", "diagnosis_pointers": [1]}  # fmt: skip
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ChargeLine.objects.create(
            appointment=found.appointment, client=found.client, date_of_service=found.date_of_service,
            **{**sound, **fields},
        )  # fmt: skip


def test_a_charge_line_stays_with_its_appointments_client():
    found = book().charge_lines.get()
    with pytest.raises(IntegrityError, match="charge_line_client_of_its_appointment"), transaction.atomic():
        ChargeLine.objects.filter(pk=found.pk).update(client=ClientFactory())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

"""Factories of the clients app. A practice must be in force. Rows are plain: for sessions with lines use `book`."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from clients.booking import AppointmentDetails, LineDetails
from clients.models import Appointment, Client, ClientAssignment, ClientPayment, Consent, Document, PortalAccess
from clients.services.appointments import book_appointment
from tests.factories.practice import OrganizationFactory, ProviderFactory, UserFactory

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
"""When it is in tests that do not say otherwise."""


class ClientFactory(DjangoModelFactory):
    class Meta:
        model = Client

    first_name = "Dana"
    last_name = factory.Sequence(lambda n: f"Rivers{n}")
    date_of_birth = date(1988, 7, 4)
    sex = "F"
    line1 = "5 Hill Street"
    city = "Portland"
    state = "OR"
    zip = "97205"


class ClientAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = ClientAssignment

    client = factory.SubFactory(ClientFactory)
    provider = factory.SubFactory(ProviderFactory)


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    client = factory.SubFactory(ClientFactory)
    given_on = date(2026, 1, 1)
    recorded_by = factory.SubFactory(UserFactory)


class ClientPaymentFactory(DjangoModelFactory):
    class Meta:
        model = ClientPayment

    client = factory.SubFactory(ClientFactory)
    amount = Decimal("20.00")
    received_on = date(2026, 9, 1)
    recorded_by = factory.SubFactory(UserFactory)


class PortalAccessFactory(DjangoModelFactory):
    class Meta:
        model = PortalAccess

    client = factory.SubFactory(ClientFactory)
    user = factory.SubFactory(UserFactory)


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    client = factory.SubFactory(ClientFactory)
    kind = "other"
    uploaded_by = factory.SubFactory(UserFactory)


def line(procedure: str = "90837", charge: str = "200.00", **fields: object) -> LineDetails:
    """One procedure as typed."""
    return LineDetails(procedure=procedure, charge=Decimal(charge), **fields)


def session(*lines: LineDetails, **fields: object) -> AppointmentDetails:
    """An appointment as typed: 1 Sep 2026, one diagnosis, one line unless said otherwise."""
    given = {"date_of_service": date(2026, 9, 1), "diagnoses": ("F41.1",), "lines": lines or (line(),)}
    return AppointmentDetails(**{**given, **fields})


def book(
    client: Client | None = None, *lines: LineDetails, signed: bool = True, by: object = None, **fields: object
) -> Appointment:
    """A booked appointment with its lines; makes the organization and the provider where none exist."""
    from claimcenter.practice.models import Organization, Provider

    if not Organization.objects.exists():
        OrganizationFactory(is_default=True)
    if not Provider.objects.exists():
        ProviderFactory()
    return book_appointment(
        client=client or ClientFactory(),
        details=session(*lines, **fields),
        by=by or UserFactory(),
        now=NOW,
        note_signed=signed,
    )

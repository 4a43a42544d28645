"""Questions about clients. Whoever asks for people passes the actor: clinicians see their own clients only."""

from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from claimcenter.practice import selectors as practice_selectors
from claimcenter.practice.actors import Actor
from claimcenter.practice.models import Provider
from claimcenter.practice.roles import Role
from clients.models import (
    Appointment,
    ChargeLine,
    Client,
    ClientAssignment,
    ClientPayment,
    Consent,
    Document,
    PortalAccess,
)
from clients.models.client import normalised

HIGHEST = "\U0010ffff"


def starts_with(column: str, prefix: str) -> Q:
    """A prefix search that uses a C-collated index under row security.

    Neither LIKE nor starts_with() does: they are not leakproof, so the policy must be asked about each row first.
    The comparisons are, and in the C collation they mean the same.
    """
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix + HIGHEST})


def clients_of(actor: Actor) -> QuerySet[Client]:
    """The clients this person may see: all, their own (clinician), or themselves (portal)."""
    clients = Client.objects.all()
    if actor.sees_all_clients:
        return clients
    if actor.role == Role.PORTAL:
        return clients.filter(pk=actor.client_id) if actor.client_id is not None else clients.none()
    if actor.provider_id is None:
        return clients.none()
    return clients.filter(Exists(ClientAssignment.objects.filter(client=OuterRef("pk"), provider=actor.provider_id)))


def client_for(actor: Actor, client_id: int) -> Client:
    """One client, or Http404: another practice's, another clinician's and none at all look the same."""
    client = clients_of(actor).filter(pk=client_id).first()
    if client is None:
        raise Http404
    return client


def search_clients(clients: QuerySet[Client], text: str) -> QuerySet[Client]:
    """Those whose name, in either order, begins so."""
    words = normalised(text)
    if not words:
        return clients
    found = starts_with("search_name", words) | starts_with("search_given", words)
    return clients.filter(found)


def appointments_of(actor: Actor) -> QuerySet[Appointment]:
    """Appointments of the clients this person may see."""
    appointments = Appointment.objects.select_related("client", "provider", "facility")
    if actor.sees_all_clients:
        return appointments
    return appointments.filter(client__in=clients_of(actor))


def appointment_for(actor: Actor, appointment_id: int) -> Appointment:
    appointment = appointments_of(actor).filter(pk=appointment_id).first()
    if appointment is None:
        raise Http404
    return appointment


def with_lines(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """The same with live lines, diagnoses and attendees fetched, each in one query."""
    lines = ChargeLine.objects.filter(removed_at__isnull=True).order_by("ordinal")
    return appointments.prefetch_related(
        Prefetch("charge_lines", queryset=lines, to_attr="lines"), "diagnoses", "attendees__client"
    )


def live_charge_lines(appointment_id: int) -> QuerySet[ChargeLine]:
    """The charge lines that count: not removed, and none of a cancelled appointment."""
    return ChargeLine.objects.filter(
        appointment_id=appointment_id, removed_at__isnull=True, appointment__cancelled_at__isnull=True
    ).order_by("ordinal")


def default_provider(actor: Actor | None = None) -> Provider | None:
    """The person's own provider record, else the only or first active one."""
    if actor is not None and actor.provider_id is not None:
        return Provider.objects.filter(pk=actor.provider_id).first()
    return practice_selectors.default_provider()


def consents_on(client_ids: list[int], on: date) -> set[int]:
    """Which of these clients have a Part 2 consent in force on this day."""
    consents = Consent.objects.filter(client_id__in=client_ids, given_on__lte=on)
    consents = consents.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=on))
    consents = consents.filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=on))
    return set(consents.values_list("client_id", flat=True))


def consents_of(client: Client) -> QuerySet[Consent]:
    return Consent.objects.filter(client=client).order_by("-given_on", "-pk")


def partners_of(client: Client) -> list[Client]:
    """The profiles this one comes with."""
    return [one.other for one in client.relationships.select_related("other").order_by("other__search_name", "pk")]


def providers_for(client: Client) -> QuerySet[Provider]:
    """Active providers with `assigned`: whether they see this client."""
    own = ClientAssignment.objects.filter(client=client, provider=OuterRef("pk"))
    return practice_selectors.providers(active_only=True).annotate(assigned=Exists(own))


def documents_of(client: Client) -> QuerySet[Document]:
    return Document.objects.filter(client=client).select_related("file", "uploaded_by").order_by("-uploaded_at", "-pk")


def payments_of(client: Client) -> QuerySet[ClientPayment]:
    payments = ClientPayment.objects.filter(client=client).select_related("appointment", "recorded_by", "refunds")
    return payments.order_by("-received_on", "-pk")


def paid_by(client: Client) -> Decimal:
    """What the client has paid, refunds taken off."""
    total = ClientPayment.objects.filter(client=client).aggregate(total=Coalesce(Sum("amount"), Decimal(0)))["total"]
    return Decimal(total)


def refunded(payment: ClientPayment) -> Decimal:
    """How much of a payment was given back, as a positive amount."""
    refunds = ClientPayment.objects.filter(refunds=payment)
    return -Decimal(refunds.aggregate(total=Coalesce(Sum("amount"), Decimal(0)))["total"])


def portal_client_id(user_id: int) -> int | None:
    """The client a portal user stands for in the current practice; None once access was taken away."""
    access = PortalAccess.objects.filter(user_id=user_id, revoked_at__isnull=True)
    return access.values_list("client_id", flat=True).first()

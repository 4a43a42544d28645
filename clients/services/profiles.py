"""Verbs on a client's profile: made, changed, archived, assigned to a clinician."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from claimcenter.practice.models import Provider, User
from claimcenter.practice.tenancy import current_practice_id
from clients import cleaning
from clients.locks import lock_client
from clients.models import Client, ClientAssignment, ClientRelationship
from clients.signals import client_changed
from clients.validation import Problems, check_birth, check_model
from clients.versions import check_version


@dataclass(frozen=True, kw_only=True)
class ClientDetails:
    """Everything about a client that people type."""

    first_name: str
    last_name: str
    date_of_birth: date
    sex: str
    middle_name: str = ""
    suffix: str = ""
    used_name: str = ""
    pronouns: str = ""
    email: str = ""
    phone: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    part2_record: bool = False
    self_pay_restriction: bool = False


CLEANERS = {"phone": cleaning.phone_digits, "zip": cleaning.zip_digits, "state": cleaning.state_code}


def details_of(client: Client) -> ClientDetails:
    """What stands on file, for changing a part of it with `dataclasses.replace`."""
    return ClientDetails(**{one.name: getattr(client, one.name) for one in fields(ClientDetails)})


@transaction.atomic
def create_client(*, details: ClientDetails, by: User | None, now: datetime) -> Client:
    """Adds a client. Raises ValidationError naming every field to look at."""
    client = Client()
    _fill(client, details, today=localdate(now))
    client.save()
    _tell(client, by)
    return client


@transaction.atomic
def update_client(
    *, client: Client, details: ClientDetails, by: User | None, now: datetime, version: int | None = None
) -> Client:
    """Changes a client's profile; raises ChangedMeanwhile when somebody saved after `version` was read."""
    client = lock_client(client.pk)
    check_version(client, version)
    _fill(client, details, today=localdate(now))
    client.version += 1
    client.save()
    _tell(client, by)
    return client


@transaction.atomic
def archive_client(*, client: Client, by: User | None, now: datetime) -> Client:
    """Takes a client off the lists; nothing is deleted and claims go on. Idempotent."""
    return _set_archived(client, now, by)


@transaction.atomic
def restore_client(*, client: Client, by: User | None) -> Client:
    """Brings an archived client back. Idempotent."""
    return _set_archived(client, None, by)


@transaction.atomic
def assign_provider(*, client: Client, provider: Provider, by: User | None) -> ClientAssignment:
    """Lets a clinician see this client. Idempotent."""
    assignment, made = ClientAssignment.objects.get_or_create(client=client, provider=provider)
    if made:
        _tell(client, by)
    return assignment


@transaction.atomic
def unassign_provider(*, client: Client, provider: Provider, by: User | None) -> None:
    """Takes the client from a clinician's list with their next request. Idempotent."""
    deleted, _ = ClientAssignment.objects.filter(client=client, provider=provider).delete()
    if deleted:
        _tell(client, by)


@transaction.atomic
def link_partners(*, client: Client, other: Client, by: User | None) -> None:
    """Notes that two profiles come together (a couple). Neither sees the other. Idempotent."""
    for one, two in ((client, other), (other, client)):
        ClientRelationship.objects.get_or_create(client=one, other=two)
    _tell(client, by)


def _fill(client: Client, details: ClientDetails, *, today: date) -> None:
    for name, value in asdict(details).items():
        clean = CLEANERS.get(name, cleaning.tidy)
        setattr(client, name, clean(value) if isinstance(value, str) else value)
    problems = Problems()
    check_model(client, problems)
    check_birth(problems, "date_of_birth", client.date_of_birth, today=today)
    problems.raise_if_any()


def _set_archived(client: Client, at: datetime | None, by: User | None) -> Client:
    client = lock_client(client.pk)
    if (client.archived_at is None) != (at is None):
        client.archived_at = at
        client.version += 1
        client.save(update_fields=["archived_at", "version"])
        _tell(client, by)
    return client


def _tell(client: Client, by: User | None) -> None:
    client_changed.send(
        sender=Client, practice_id=current_practice_id(), client_id=client.pk, by=by.pk if by is not None else None
    )

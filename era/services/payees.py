"""Whose payment it is: ours by an identifier of ours, another practice's, or nobody's here."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import connection, transaction

from claimcenter.practice import audit
from claimcenter.practice.models import Organization, Provider, User
from claimcenter.practice.tenancy import current_practice_id
from claimcenter.x12.remittance import Remittance as ReadRemittance
from era.lines import normal
from era.models import PayeeIdentifier, Remittance
from era.payments import payee_identifiers


def own_identifiers() -> frozenset[str]:
    """NPIs and tax ids of the practice's organizations and providers, and what a person added."""
    organizations = Organization.objects.all()
    found = [text for organization in organizations for text in (organization.npi, organization.tax_id)]
    found += Provider.objects.values_list("npi", flat=True)
    found += PayeeIdentifier.objects.values_list("identifier", flat=True)
    return frozenset(normal(text) for text in found if text)


def is_ours(identifiers: Iterable[str], own: frozenset[str]) -> bool:
    """One identifier of ours is enough: payers mix group and individual numbers."""
    return any(normal(identifier) in own for identifier in identifiers)


def elsewhere_check() -> Callable[[ReadRemittance], bool]:
    """A check for one file: whether a payment is for another practice of this installation, and not for ours."""
    own = own_identifiers()

    def check(read: ReadRemittance) -> bool:
        identifiers = payee_identifiers(read)
        return not is_ours(identifiers, own) and known_elsewhere(identifiers)

    return check


def known_elsewhere(identifiers: Iterable[str]) -> bool:
    """Asks across practices by a function of the database that answers yes or no and nothing more."""
    with connection.cursor() as cursor:
        wanted = [normal(identifier) for identifier in identifiers]
        cursor.execute("SELECT public.era_payee_elsewhere(%s, %s)", [wanted, current_practice_id()])
        row = cursor.fetchone()
    return bool(row[0])


@transaction.atomic
def add_payee_identifier(*, remittance: Remittance, by: User, now: datetime) -> PayeeIdentifier:
    """A person says that this remittance's payee number is the practice's own; later files with it are taken at once.

    Idempotent. Raises ValueError for a remittance without a payee identifier.
    """
    identifier = normal(remittance.payee_identifier or remittance.payee_tax_id)
    if not identifier:
        raise ValueError("This remittance names no payee identifier.")
    found, created = PayeeIdentifier.objects.get_or_create(
        identifier=identifier, defaults={"added_by": by, "added_at": now}
    )
    if created:
        audit.record(action="era.payee_added", obj=found, by=by)
    return found

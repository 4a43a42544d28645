"""The practice that the claims belong to: the one named, with an organization, a provider and two payers of its own."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from claimcenter.practice import audit, vault
from claimcenter.practice.models import Organization, Practice, Provider
from claimcenter.practice.services import next_control_number
from claimcenter.practice.services.practices import open_practice
from claimcenter.practice.tenancy import acting_in
from insurance.models import Payer
from insurance.services.payers import PayerDetails, add_payer

SLUG = "scale"
PRIMARY = PayerDetails(name="Scale Health Plan", payer_id="SCALE1")
SECONDARY = PayerDetails(name="Scale Secondary Plan", payer_id="SCALE2")
NOTE = b"Seeded at scale: these claims were never transmitted.\n"


class NoSuchPracticeError(Exception):
    """Which practice is meant is not clear; the sentence says what to give."""


@dataclass(frozen=True, slots=True)
class World:
    """Where the claims go, and the numbers drawn for them."""

    practice_id: int
    organization: Organization
    provider_id: int
    provider_npi: str
    primary: Payer
    secondary: Payer
    file_id: int
    first_claim: int
    first_appointment: int
    interchange: int
    now: datetime

    @property
    def today(self) -> date:
        return localdate(self.now)


def choose_practice(slug: str) -> Practice:
    """The practice of this slug, made where there is none; without a slug the only one there is."""
    if slug:
        return open_practice(name=slug.replace("-", " ").title(), slug=slug, by=None)
    found = list(Practice.objects.order_by("pk")[:2])
    if len(found) > 1:
        raise NoSuchPracticeError("There are several practices: say which one by --practice SLUG.")
    return found[0] if found else choose_practice(SLUG)


def prepare(*, practice: Practice, claims: int, now: datetime) -> World:
    """Everything the claims point to, and their numbers; what stands already is used."""
    with acting_in(practice, None):
        provider = _provider_of(practice)
        kept = vault.store(kind="837", name="scale.x12", content_type="application/edi-x12", chunks=[NOTE], by=None)
        audit.record(action="claim.seed_scale", object_type="practice", object_id=practice.pk, by=None)
        return World(
            practice_id=practice.pk,
            organization=_organization_of(practice),
            provider_id=provider.pk,
            provider_npi=provider.npi,
            primary=_payer(PRIMARY, practice),
            secondary=_payer(SECONDARY, practice),
            file_id=kept.pk,
            first_claim=next_control_number("claim", count=claims),
            first_appointment=next_control_number("appointment", count=claims),
            interchange=next_control_number("interchange"),
            now=now,
        )


# The practice is named in each query: seeding works as the database's owner, who sees the rows of every practice.


def _payer(details: PayerDetails, practice: Practice) -> Payer:
    found = Payer.objects.filter(practice=practice, payer_id=details.payer_id).first()
    return found or add_payer(details=details, by=None)


def _organization_of(practice: Practice) -> Organization:
    found = Organization.objects.filter(practice=practice, is_active=True)
    return found.order_by("-is_default", "pk").first() or _organization(practice)


def _provider_of(practice: Practice) -> Provider:
    return Provider.objects.filter(practice=practice).order_by("pk").first() or _provider(practice)


def _organization(practice: Practice) -> Organization:
    return Organization.objects.create(
        name=f"{practice.name} LLC"[:60],
        npi=npi(70_000_000 + practice.pk),
        tax_id=f"{700_000_000 + practice.pk}",
        taxonomy="261QM0801X",
        line1="100 Main St",
        city="Portland",
        state="OR",
        zip="972051234",
        is_default=True,
    )


def _provider(practice: Practice) -> Provider:
    return Provider.objects.create(
        first_name="Morgan",
        last_name="Chen",
        credentials="LPC",
        npi=npi(80_000_000 + practice.pk),
        taxonomy="101YM0800X",
    )


def npi(number: int) -> str:
    """An NPI whose check digit is right (Luhn over 80840 and the number)."""
    body = f"1{number:08d}"
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in body[::-2])
    return body + str(-(24 + doubled + sum(int(digit) for digit in body[-2::-2])) % 10)

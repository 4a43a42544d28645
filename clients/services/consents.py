"""42 CFR Part 2: the consent on file decides whether anything may go to an insurer."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from claimcenter.practice.models import User
from claimcenter.practice.tenancy import current_practice_id
from clients.enums import ConsentKind
from clients.locks import lock_client
from clients.models import Client, Consent
from clients.signals import client_changed
from clients.validation import Problems, check_not_ahead


@transaction.atomic
def record_consent(
    *, client: Client, given_on: date, by: User, now: datetime, expires_on: date | None = None
) -> Consent:
    """Notes a signed consent to treatment, payment and operations (42 CFR 2.31, 2.33). Claims waiting on it go on."""
    problems = Problems()
    check_not_ahead(problems, "given_on", given_on, today=localdate(now), what="The day of the signature")
    if expires_on is not None and expires_on < given_on:
        problems.add("expires_on", "The consent would end before it was given. Please check both dates.")
    problems.raise_if_any()
    lock_client(client.pk)
    consent = Consent.objects.create(
        client=client, kind=ConsentKind.PART2_TPO, given_on=given_on, expires_on=expires_on, recorded_by=by
    )
    _tell(consent, by)
    return consent


@transaction.atomic
def revoke_consent(*, consent: Consent, revoked_on: date, by: User, now: datetime) -> Consent:
    """Ends a consent from that day; what was disclosed before stays lawful (42 CFR 2.31(a)(6)). Idempotent."""
    lock_client(consent.client_id)
    consent.refresh_from_db()
    if consent.revoked_on is not None:
        return consent
    problems = Problems()
    check_not_ahead(problems, "revoked_on", revoked_on, today=localdate(now), what="The day of the revocation")
    if revoked_on < consent.given_on:
        problems.add("revoked_on", "The consent was given only later. Please check the date.")
    problems.raise_if_any()
    consent.revoked_on = revoked_on
    consent.save(update_fields=["revoked_on"])
    _tell(consent, by)
    return consent


def _tell(consent: Consent, by: User) -> None:
    client_changed.send(sender=Consent, practice_id=current_practice_id(), client_id=consent.client_id, by=by.pk)

"""Claims as the pages meet them: a pending primary, a secondary that waits for its EOB, one filled from an ERA."""

from pathlib import Path
from typing import Any

import pytest

from claimcenter.practice.models import Practice, User
from claims.models import Claim
from claims.services.combine import combine_claims
from claims.services.completion import complete_by_hand
from claims.services.secondary import ensure_secondary
from tests.factories.claims import NOW, answered, family, primary_claim, sessions
from tests.factories.practice import PracticeSettingsFactory


@pytest.fixture(autouse=True)
def introduced(practice: Practice, tmp_path: Path, settings: Any) -> None:
    """The practice can file, and what it files lands in the test's own folder."""
    settings.CLAIMCENTER_OUTGOING = tmp_path
    PracticeSettingsFactory(practice=practice)


@pytest.fixture
def primary(biller: User) -> Claim:
    """Pending: two sessions of 250.00 and 200.00, with a secondary plan behind."""
    people = family()
    sessions(people.client)
    claims = Claim.objects.filter(client=people.client, live=True)
    return combine_claims(claim_ids=[claim.pk for claim in claims], by=biller, now=NOW)


@pytest.fixture
def waiting(biller: User) -> Claim:
    """A secondary whose primary was completed by hand."""
    before = primary_claim()
    complete_by_hand(claim_id=before.pk, by=biller, now=NOW)
    return secondary_of(before)


@pytest.fixture
def filled() -> Claim:
    """A secondary filled from its primary's ERA: 229.00 paid, 221.00 adjusted."""
    before = primary_claim()
    answered(before)
    return secondary_of(before)


def secondary_of(before: Claim) -> Claim:
    ensure_secondary(claim_id=before.pk, now=NOW)
    return Claim.objects.get(previous_claim=before, live=True)

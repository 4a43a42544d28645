"""Practice mode's own stage, set up in the test's transaction: the stories make the states that pages are in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from claimcenter.demo.stage import Stage
from claimcenter.practice.models import Practice, User
from clients.models import Client
from insurance.services.payers import PayerDetails, add_payer
from tests.factories.practice import OrganizationFactory, PracticeSettingsFactory, ProviderFactory, ServiceCodeFactory

PAYERS = {
    "acme": PayerDetails(name="Acme Health PPO", payer_id="AC001", filing_indicator="CI"),
    "blue": PayerDetails(name="Blue Sample Plan", payer_id="BS002", filing_indicator="BL"),
    "cascade": PayerDetails(name="Cascade Mutual", payer_id="CM003", filing_indicator="HM"),
    "county": PayerDetails(name="County Employees Trust", payer_id="CE004", filing_indicator="CI", is_offline=True),
}


@pytest.fixture
def stage(practice: Practice, biller: User, tmp_path: Any, settings: Any) -> Stage:
    """A practice with one provider and four payers, and no client yet."""
    settings.CLAIMCENTER_OUTGOING = tmp_path / "outgoing"
    PracticeSettingsFactory(practice=practice)
    for code, charge in (("90791", "250.00"), ("90837", "200.00")):
        ServiceCodeFactory(code=code, default_charge=charge)
    return Stage(
        now=timezone.now(),
        biller=biller,
        provider=ProviderFactory(first_name="Morgan", last_name="Chen"),
        organization=OrganizationFactory(is_default=True, npi="1234567893"),
        payers={key: add_payer(details=details, by=biller) for key, details in PAYERS.items()},
    )


@pytest.fixture
def told(stage: Stage) -> Callable[[Callable[[Stage], Any]], Client]:
    """`told(stories.by_hand)` plays one story; the client it is about."""

    def tell(story: Callable[[Stage], Any]) -> Client:
        known = set(Client.objects.values_list("pk", flat=True))
        story(stage)
        return Client.objects.exclude(pk__in=known).order_by("pk")[0]

    return tell

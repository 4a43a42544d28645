"""Factories of the insurance app. A practice must be in force."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from claimcenter.practice.vault import blind_index
from insurance.models import InsurancePlan, Payer
from insurance.services.plans import PlanDetails
from tests.factories.clients import ClientFactory


class PayerFactory(DjangoModelFactory):
    class Meta:
        model = Payer

    name = factory.Sequence(lambda n: f"Acme Health {n}")
    payer_id = factory.Sequence(lambda n: f"ACME{n}")
    filing_indicator = "CI"


class PlanFactory(DjangoModelFactory):
    """A primary plan since 1 Jan 2026. With `position=2` the client needs a primary by the end of the transaction."""

    class Meta:
        model = InsurancePlan

    client = factory.SubFactory(ClientFactory)
    payer = factory.SubFactory(PayerFactory)
    position = 1
    member_id = factory.Sequence(lambda n: f"AHP{n:06d}")
    member_id_index = factory.LazyAttribute(lambda plan: blind_index(plan.member_id))
    group_number = "GRP100"
    effective_from = date(2026, 1, 1)


def plan_details(payer: Payer | None = None, **fields: object) -> PlanDetails:
    """A plan as typed: primary, the client's own, since 1 Jan 2026."""
    given = {"payer": payer or PayerFactory(), "member_id": "AHP123456", "effective_from": date(2026, 1, 1)}
    return PlanDetails(**{**given, **fields})

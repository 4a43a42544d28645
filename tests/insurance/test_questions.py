"""Selectors, disclosure and payers."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.versions import ChangedMeanwhile
from insurance import selectors, signals
from insurance.disclosure import disclosure_refusal, disclosure_refusals
from insurance.enums import Position
from insurance.models import Payer
from insurance.services.payers import PayerDetails, PayerKnown, add_payer, details_of, update_payer
from tests.factories.clients import ClientFactory, ConsentFactory
from tests.factories.insurance import PayerFactory, PlanFactory

pytestmark = pytest.mark.usefixtures("practice")
DAY = date(2026, 6, 30)


def test_the_plans_of_a_day_by_position():
    client = ClientFactory()
    primary = PlanFactory(client=client, effective_to=DAY)
    secondary = PlanFactory(client=client, position=2)
    PlanFactory(client=client, effective_from=date(2026, 7, 1), deactivated_at=timezone.now())
    assert selectors.plans_on(client.pk, DAY) == {Position.PRIMARY: primary, Position.SECONDARY: secondary}
    assert selectors.plans_on(client.pk, date(2026, 7, 1)) == {Position.SECONDARY: secondary}
    assert selectors.plans_on(client.pk, date(2025, 12, 31)) == {}
    assert selectors.plan_for(client.pk, 1, DAY) == primary


def test_many_clients_and_days_are_one_query(django_assert_num_queries):
    plans = [PlanFactory() for _ in range(3)]
    pairs = [(plan.client_id, day) for plan in plans for day in (DAY, date(2025, 1, 1))]
    with django_assert_num_queries(1):
        found = selectors.plans_on_dates(pairs)
    assert found[plans[0].client_id, DAY] == {Position.PRIMARY: plans[0]}
    assert found[plans[0].client_id, date(2025, 1, 1)] == {}
    assert selectors.plans_on_dates([]) == {}


def test_the_plan_before():
    client = ClientFactory()
    early = PlanFactory(client=client, effective_to=DAY)
    late = PlanFactory(client=client, effective_from=date(2026, 7, 1))
    secondary = PlanFactory(client=client, position=2)
    assert selectors.plan_before(secondary, on=DAY) == early
    assert selectors.plan_before(secondary, on=date(2026, 8, 1)) == late
    assert selectors.plan_before(secondary, on=date(2020, 1, 1)) == late
    assert selectors.plan_before(late, on=DAY) is None


@pytest.mark.parametrize("text", ["acme", "ACME H", "Ácme", "AC001", " ac001 "])
def test_a_payer_is_found_by_the_beginning_of_its_name_or_its_id(text):
    acme = PayerFactory(name="Acme Health", payer_id="AC001")
    PayerFactory(name="Blue Acme", payer_id="BS002")
    PayerFactory(name="Acme Old", payer_id="OLD", is_active=False)
    assert selectors.search_payers(text) == [acme]


@pytest.mark.parametrize(
    ("client", "plan", "kind"),
    [
        ({}, {}, None),
        ({}, {"disclosure": "do_not_bill"}, "restricted"),
        ({}, {"disclosure": "self_pay"}, "restricted"),
        ({"self_pay_restriction": True}, {}, "restricted"),
        ({"part2_record": True}, {}, "no_consent"),
        ({"part2_record": True}, {"disclosure": "do_not_bill"}, "restricted"),
    ],
)
def test_who_may_be_told(client, plan, kind):
    found = PlanFactory(client=ClientFactory(**client), **plan)
    refusal = disclosure_refusal(client=found.client, plan=found, on=DAY)
    assert (refusal and refusal.kind) == kind
    assert disclosure_refusals([found], on=DAY) == ({found.pk: refusal} if refusal else {})
    assert refusal is None or found.payer.name in refusal.sentence


def test_a_consent_opens_the_way_while_it_holds(django_assert_num_queries):
    plan = PlanFactory(client=ClientFactory(part2_record=True))
    other = PlanFactory()
    ConsentFactory(client=plan.client, expires_on=DAY)
    with django_assert_num_queries(1):
        assert disclosure_refusals([plan, other], on=DAY) == {}
    assert disclosure_refusal(client=plan.client, plan=plan, on=date(2026, 7, 1)).kind == "no_consent"


def test_a_payer_is_added_once_and_told(biller):
    heard = []
    listener = lambda **kwargs: heard.append(kwargs["payer_id"])  # noqa: E731
    signals.payer_changed.connect(listener)
    details = PayerDetails(name=" Acme  Health ", payer_id="ac001", aliases=("x1", " X1 ", ""), zip="97205-1234")
    try:
        payer = add_payer(details=details, by=biller)
    finally:
        signals.payer_changed.disconnect(listener)
    assert (payer.name, payer.payer_id, payer.aliases, payer.zip) == ("Acme Health", "AC001", ["X1"], "972051234")
    assert heard == [payer.pk]
    with pytest.raises(PayerKnown, match="belongs to Acme Health already"):
        add_payer(details=replace(details, name="Other"), by=biller)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": ""}, "name"),
        ({"name": "A\u202e"}, "name"),
        ({"name": "A" * 10_000}, "name"),
        ({"payer_id": "AC*001"}, "payer_id"),
        ({"payer_id": "~"}, "payer_id"),
        ({"filing_indicator": "XX"}, "filing_indicator"),
        ({"secondary_filing_days": 0}, "secondary_filing_days"),
        ({"state": "Oregon"}, "state"),
        ({"expects_telehealth_modifier": "?"}, "expects_telehealth_modifier"),
    ],
)
def test_what_is_wrong_with_a_payer_is_said_at_its_field(fields, named):
    with pytest.raises(ValidationError) as error:
        add_payer(details=PayerDetails(**{"name": "Acme", "payer_id": "AC001", **fields}), by=None)
    assert named in error.value.message_dict
    assert not Payer.objects.exists()


def test_a_payer_is_changed_unless_somebody_was_first():
    payer = PayerFactory()
    details = replace(details_of(payer), secondary_filing_days=90)
    assert update_payer(payer=payer, details=details, by=None, version=1).secondary_filing_days == 90
    with pytest.raises(ChangedMeanwhile):
        update_payer(payer=payer, details=details, by=None, version=1)

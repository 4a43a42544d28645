"""Each exit of each verb on plans, and the sentences people read."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from clients.versions import ChangedMeanwhile
from insurance import signals
from insurance.enums import Position
from insurance.models import InsurancePlan
from insurance.refusals import NeedsPlanBefore, PlanAfterStands, PlanHasClaims, PlanNotLive, PlansOverlap
from insurance.services.plans import (
    add_plan,
    deactivate_plan,
    delete_plan,
    details_of,
    reactivate_plan,
    swap_positions,
    update_plan,
)
from tests.factories.clients import NOW, ClientFactory
from tests.factories.insurance import PayerFactory, PlanFactory, plan_details

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def heard():
    """The signals sent during a test."""
    received = []

    def note(**kwargs):
        received.append((kwargs["plan_id"], kwargs["client_id"], kwargs["by"]))

    signals.plan_changed.connect(note)
    yield received
    signals.plan_changed.disconnect(note)


def couple(**secondary):
    client = ClientFactory()
    primary = add_plan(client=client, details=plan_details(PayerFactory(name="Acme Health")), by=None, now=NOW)
    details = plan_details(PayerFactory(name="Blue Sample"), **{"position": 2, **secondary})
    return primary, add_plan(client=client, details=details, by=None, now=NOW)


def problems(error) -> dict[str, list[str]]:
    return error.value.message_dict


def test_a_plan_is_added_and_told(heard, biller):
    client = ClientFactory()
    details = plan_details(member_id=" ahp123456 ", copay=Decimal("25.00"), relationship="spouse",
                           subscriber_first_name="Lee", subscriber_last_name="Rivers", subscriber_zip="97205-1234")  # fmt: skip
    plan = add_plan(client=client, details=details, by=biller, now=NOW)
    plan.refresh_from_db()
    assert (plan.member_id, plan.copay, plan.subscriber_zip) == ("AHP123456", Decimal("25.00"), "972051234")
    assert heard == [(plan.pk, client.pk, biller.pk)]


def test_the_clients_own_policy_keeps_no_subscriber():
    plan = add_plan(
        client=ClientFactory(), details=plan_details(subscriber_first_name="Lee", subscriber_sex="F"), by=None, now=NOW
    )
    assert (plan.subscriber_first_name, plan.subscriber_sex) == ("", "")


def test_a_secondary_without_a_primary_is_refused_kindly(heard):
    client = ClientFactory()
    with pytest.raises(NeedsPlanBefore) as error:
        add_plan(client=client, details=plan_details(position=2), by=None, now=NOW)
    assert error.value.code == "needs_primary"
    assert "add the primary plan first" in error.value.message
    assert not InsurancePlan.objects.exists()
    assert heard == []


def test_a_tertiary_names_the_secondary_it_lacks():
    client = ClientFactory()
    PlanFactory(client=client)
    with pytest.raises(NeedsPlanBefore) as error:
        add_plan(client=client, details=plan_details(position=3), by=None, now=NOW)
    assert error.value.code == "needs_secondary"


def test_overlap_names_the_plan_in_the_way():
    primary, _ = couple()
    with pytest.raises(PlansOverlap) as error:
        add_plan(client=primary.client, details=plan_details(), by=None, now=NOW)
    assert error.value.plan == primary
    assert "Acme Health (from 1 Jan 2026 on) is already the primary plan" in error.value.message


@pytest.mark.parametrize("remove", [delete_plan, deactivate_plan])
def test_a_primary_stands_while_its_secondary_does(remove, heard):
    primary, secondary = couple()
    heard.clear()
    with pytest.raises(PlanAfterStands) as error:
        remove(plan=primary, by=None, now=NOW)
    assert error.value.code == "secondary_stands"
    assert error.value.plan == secondary
    assert (
        "You cannot delete a primary plan without first removing the secondary plan. Blue Sample stands"
        in error.value.message
    )
    primary.refresh_from_db()
    assert primary.deactivated_at is None
    assert heard == []


@pytest.mark.parametrize("remove", [delete_plan, deactivate_plan])
def test_once_the_secondary_is_removed_the_primary_goes(remove):
    primary, secondary = couple()
    remove(plan=secondary, by=None, now=NOW)
    remove(plan=primary, by=None, now=NOW)
    assert not InsurancePlan.objects.filter(deactivated_at__isnull=True).exists()


def test_deactivating_twice_is_once(heard):
    plan = PlanFactory()
    deactivate_plan(plan=plan, by=None, now=NOW)
    deactivate_plan(plan=plan, by=None, now=NOW)
    assert len(heard) == 1


def test_a_deactivated_plan_comes_back_within_the_rules():
    plan = deactivate_plan(plan=PlanFactory(), by=None, now=NOW)
    PlanFactory(client=plan.client)
    with pytest.raises(PlansOverlap):
        reactivate_plan(plan=plan, by=None)
    InsurancePlan.objects.exclude(pk=plan.pk).delete()
    assert reactivate_plan(plan=plan, by=None).is_live
    assert reactivate_plan(plan=plan, by=None).is_live


def test_a_deactivated_plan_is_not_edited():
    plan = deactivate_plan(plan=PlanFactory(), by=None, now=NOW)
    with pytest.raises(PlanNotLive):
        update_plan(plan=plan, details=details_of(plan), by=None, now=NOW)


def test_a_plan_that_something_refers_to_is_deactivated_instead(monkeypatch):
    plan = PlanFactory()

    def still_named(*_args, **_kwargs):
        raise models.ProtectedError("claims", {plan})

    monkeypatch.setattr(InsurancePlan, "delete", still_named)
    with pytest.raises(PlanHasClaims) as error:
        delete_plan(plan=plan, by=None, now=NOW)
    assert "Deactivate it instead" in error.value.message
    plan.refresh_from_db()
    assert plan.is_live


def test_pending_claims_hear_of_a_deletion_before_it_happens():
    plan = PlanFactory()
    stood = []
    listener = lambda **kwargs: stood.append(InsurancePlan.objects.get(pk=kwargs["plan_id"]).is_live)  # noqa: E731
    signals.plan_changed.connect(listener)
    try:
        delete_plan(plan=plan, by=None, now=NOW)
    finally:
        signals.plan_changed.disconnect(listener)
    assert stood == [False]


def test_the_second_to_save_is_told_who_was_first(practice, biller, administrator):
    from claimcenter.practice.tenancy import acting_in

    plan = PlanFactory()
    details = details_of(plan)
    with acting_in(practice, biller):
        update_plan(plan=plan, details=replace(details, group_number="GRP1"), by=biller, now=NOW, version=1)
    with acting_in(practice, administrator), pytest.raises(ChangedMeanwhile) as error:
        update_plan(plan=plan, details=replace(details, group_number="GRP2"), by=administrator, now=NOW, version=1)
    assert error.value.message.startswith("Alice Biller saved this on ")
    assert (error.value.version, error.value.last.at is not None) == (2, True)
    plan.refresh_from_db()
    assert plan.group_number == "GRP1"


def test_two_plans_swap_places(heard):
    primary, secondary = couple()
    heard.clear()
    swap_positions(first=primary, second=secondary, by=None)
    assert list(InsurancePlan.objects.order_by("position").values_list("payer__name", flat=True)) == [
        "Blue Sample", "Acme Health",
    ]  # fmt: skip
    assert {plan_id for plan_id, _, _ in heard} == {primary.pk, secondary.pk}


def test_medicare_that_comes_second_says_why():
    client = ClientFactory()
    medicare = PlanFactory(client=client, payer=PayerFactory(filing_indicator="MB"))
    other = PlanFactory(client=client, position=2)
    swapped, _ = swap_positions(first=medicare, second=other, by=None, medicare_secondary_reason="12")
    assert (swapped.position, swapped.medicare_secondary_reason) == (Position.SECONDARY, "12")


def test_medicare_without_its_reason_is_refused_by_field():
    client = ClientFactory()
    PlanFactory(client=client)
    with pytest.raises(ValidationError) as error:
        details = plan_details(PayerFactory(filing_indicator="MB"), position=2)
        add_plan(client=client, details=details, by=None, now=NOW)
    assert list(problems(error)) == ["medicare_secondary_reason"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("AHP 123-456", "Did you mean AHP123456?"),
        ("", "Please write the member id from the card."),
        ("--", "A member id has 2 to 80 letters and digits."),
        ("A" * 10_000, "A member id has 2 to 80 letters and digits."),
        ("AHP\x00123", "invisible character"),
        ("AHP\u202e123", "invisible character"),
        ("ÄHP123", "Did you mean HP123?"),
    ],
)
def test_a_member_id_is_only_letters_and_digits(typed, said):
    with pytest.raises(ValidationError) as error:
        add_plan(client=ClientFactory(), details=plan_details(member_id=typed), by=None, now=NOW)
    assert said in problems(error)["member_id"][0]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"effective_to": date(2025, 12, 31)}, "effective_to"),
        ({"effective_from": date(1900, 1, 1)}, "effective_from"),
        ({"effective_from": date(2062, 1, 1)}, "effective_from"),
        ({"group_number": "G\x00"}, "group_number"),
        ({"group_name": "g" * 10_000}, "group_name"),
        ({"relationship": "spouse"}, "subscriber_last_name"),
        ({"relationship": "cousin"}, "relationship"),
        ({"disclosure": "whisper"}, "disclosure"),
        ({"copay": Decimal("9999999999.999")}, "copay"),
        ({"position": 4}, "position"),
        ({"medicare_secondary_reason": "12"}, "medicare_secondary_reason"),
        (
            {"relationship": "child", "subscriber_first_name": "Lee", "subscriber_last_name": "Rivers",
             "subscriber_date_of_birth": date(2030, 1, 1)},
            "subscriber_date_of_birth",
        ),
        (
            {"relationship": "child", "subscriber_first_name": "Lee\u202e", "subscriber_last_name": "Rivers"},
            "subscriber_first_name",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(fields, named):
    with pytest.raises(ValidationError) as error:
        add_plan(client=ClientFactory(), details=plan_details(**fields), by=None, now=NOW)
    assert named in problems(error)
    assert not InsurancePlan.objects.exists()


def test_several_problems_are_said_at_once():
    details = plan_details(member_id="A B", relationship="spouse", effective_to=date(2025, 1, 1))
    with pytest.raises(ValidationError) as error:
        add_plan(client=ClientFactory(), details=details, by=None, now=NOW)
    assert set(problems(error)) == {"member_id", "subscriber_last_name", "effective_to"}


def test_moving_a_primary_away_from_its_secondary_is_refused():
    primary, secondary = couple(effective_from=date(2026, 6, 1))
    with pytest.raises(NeedsPlanBefore) as error:
        update_plan(
            plan=primary, details=replace(details_of(primary), effective_to=date(2026, 5, 31)), by=None, now=NOW
        )
    assert error.value.plan == secondary

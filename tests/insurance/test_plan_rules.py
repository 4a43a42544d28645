"""What PostgreSQL itself holds about the plans of a client, whoever writes: verbs, ORM or SQL."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from insurance.models import InsurancePlan
from tests.factories.clients import ClientFactory
from tests.factories.insurance import PayerFactory, PlanFactory

pytestmark = pytest.mark.usefixtures("practice")


def judged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused_by(error: pytest.ExceptionInfo[IntegrityError]) -> str:
    return error.value.__cause__.diag.constraint_name


def test_a_secondary_needs_a_primary():
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        PlanFactory(position=2)
        judged()
    assert refused_by(error) == "plan_needs_the_plan_before"


@pytest.mark.parametrize(
    ("primary_to", "secondary_from", "accepted"),
    [(date(2026, 6, 30), date(2026, 6, 30), True), (date(2026, 6, 30), date(2026, 7, 1), False)],
)
def test_one_shared_day_is_enough_and_none_is_not(primary_to, secondary_from, accepted):
    client = ClientFactory()
    PlanFactory(client=client, effective_to=primary_to)
    try:
        with transaction.atomic():
            PlanFactory(client=client, position=2, effective_from=secondary_from)
            judged()
    except IntegrityError:
        assert not accepted
    else:
        assert accepted


def test_another_clients_primary_does_not_count():
    PlanFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanFactory(position=2)
        judged()


def test_a_deactivated_primary_does_not_count():
    client = ClientFactory()
    PlanFactory(client=client, deactivated_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanFactory(client=client, position=2)
        judged()


def test_a_tertiary_needs_a_secondary():
    client = ClientFactory()
    PlanFactory(client=client)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        PlanFactory(client=client, position=3)
        judged()
    assert refused_by(error) == "plan_needs_the_plan_before"


@pytest.mark.parametrize("removed", ["deleted", "deactivated"])
def test_a_primary_is_not_removed_before_its_secondary(removed):
    client = ClientFactory()
    primary, secondary = PlanFactory(client=client), PlanFactory(client=client, position=2)
    judged()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        if removed == "deleted":
            primary.delete()
        else:
            InsurancePlan.objects.filter(pk=primary.pk).update(deactivated_at=timezone.now())
        judged()
    assert refused_by(error) == "plan_after_stands"
    assert error.value.__cause__.diag.message_detail == str(secondary.pk)


def test_not_even_where_another_primary_would_do():
    client = ClientFactory()
    first = PlanFactory(client=client, effective_to=date(2026, 6, 30))
    PlanFactory(client=client, effective_from=date(2026, 7, 1))
    PlanFactory(client=client, position=2)
    judged()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        first.delete()
        judged()
    assert refused_by(error) == "plan_after_stands"


def test_both_removed_together_is_one_step():
    client = ClientFactory()
    PlanFactory(client=client)
    PlanFactory(client=client, position=2)
    judged()
    InsurancePlan.objects.filter(client=client).delete()
    judged()
    assert not InsurancePlan.objects.filter(client=client).exists()


def test_positions_swap_in_one_statement():
    client = ClientFactory()
    primary, secondary = PlanFactory(client=client), PlanFactory(client=client, position=2)
    judged()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE insurance_insuranceplan SET position = 3 - position WHERE client_id = %s", [client.pk])
    judged()
    assert [InsurancePlan.objects.get(pk=one.pk).position for one in (primary, secondary)] == [2, 1]


def test_no_two_plans_of_a_position_on_a_day():
    client = ClientFactory()
    PlanFactory(client=client, effective_to=date(2026, 6, 30))
    PlanFactory(client=client, effective_from=date(2026, 7, 1))
    judged()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        PlanFactory(client=client, effective_from=date(2026, 6, 30), effective_to=date(2026, 6, 30))
        judged()
    assert refused_by(error) == "one_plan_of_a_position_a_day"


def test_a_deactivated_plan_leaves_room():
    client = ClientFactory()
    PlanFactory(client=client, deactivated_at=timezone.now())
    PlanFactory(client=client)
    judged()


def test_medicare_that_is_not_first_needs_its_reason():
    client = ClientFactory()
    PlanFactory(client=client)
    medicare = PayerFactory(filing_indicator="MB")
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        PlanFactory(client=client, position=2, payer=medicare)
        judged()
    assert refused_by(error) == "plan_medicare_reason_needed"
    PlanFactory(client=client, position=2, payer=medicare, medicare_secondary_reason="12")
    judged()


def test_a_plan_stays_with_its_client():
    plan = PlanFactory()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        InsurancePlan.objects.filter(pk=plan.pk).update(client=ClientFactory())
        judged()
    assert refused_by(error) == "plan_stays_with_its_client"


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("plan_dates_in_order", {"effective_to": date(2025, 12, 31)}),
        ("plan_position_known", {"position": 4}),
        ("plan_relationship_known", {"relationship": "cousin"}),
        ("plan_disclosure_known", {"disclosure": "whisper"}),
        ("plan_copay_not_negative", {"copay": "-1.00"}),
        ("plan_subscriber_named", {"relationship": "spouse"}),
        ("plan_medicare_reason_only_when_not_first", {"medicare_secondary_reason": "12"}),
    ],
)
def test_each_row_is_sound(constraint, fields):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        PlanFactory(**fields)
    # dates the wrong way round are refused by the range itself, before the check is asked
    assert constraint in str(error.value) or fields.get("effective_to")


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("payer_has_name_and_id", {"name": ""}),
        ("payer_has_name_and_id", {"payer_id": ""}),
        ("payer_filing_indicator_known", {"filing_indicator": "XX"}),
    ],
)
def test_each_payer_is_sound(constraint, fields):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        PayerFactory(**fields)
    assert refused_by(error) == constraint


def test_a_payer_id_belongs_to_one_payer():
    PayerFactory(payer_id="60054")
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        PayerFactory(payer_id="60054")
    assert refused_by(error) == "payer_id_once"

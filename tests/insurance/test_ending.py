"""Ending a plan asks what becomes of the plan after it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from insurance.models import InsurancePlan, PlanCard
from insurance.refusals import NeedsPlanBefore, PlansOverlap
from insurance.services.ending import Follower, FollowerUndecided, end_plan
from tests.factories.clients import NOW, ClientFactory
from tests.factories.insurance import PlanFactory
from tests.factories.practice import UserFactory

pytestmark = pytest.mark.usefixtures("practice")
JUNE = date(2026, 6, 30)


def stand(client) -> list[tuple[int, str, date, date | None]]:
    plans = InsurancePlan.objects.filter(client=client, deactivated_at__isnull=True)
    rows = plans.order_by("effective_from", "position").values_list(
        "position", "group_number", "effective_from", "effective_to"
    )
    return [(position, group, first, last) for position, group, first, last in rows]


@pytest.fixture
def pair():
    client = ClientFactory()
    primary = PlanFactory(client=client, group_number="P")
    return primary, PlanFactory(client=client, position=2, group_number="S")


def test_alone_it_just_ends():
    plan = PlanFactory()
    assert end_plan(plan=plan, last_day=JUNE, by=None, now=NOW).effective_to == JUNE


def test_with_a_secondary_it_asks(pair):
    primary, secondary = pair
    with pytest.raises(FollowerUndecided) as error:
        end_plan(plan=primary, last_day=JUNE, by=None, now=NOW)
    assert error.value.plan == secondary
    primary.refresh_from_db()
    assert primary.effective_to is None


def test_both_end(pair):
    primary, _ = pair
    end_plan(plan=primary, last_day=JUNE, follower=Follower.END, by=None, now=NOW)
    january = date(2026, 1, 1)
    assert stand(primary.client) == [(1, "P", january, JUNE), (2, "S", january, JUNE)]


def test_a_secondary_that_has_not_begun_goes_with_its_primary(pair):
    primary, secondary = pair
    InsurancePlan.objects.filter(pk=secondary.pk).update(effective_from=date(2026, 9, 1))
    end_plan(plan=primary, last_day=JUNE, follower=Follower.END, by=None, now=NOW)
    assert stand(primary.client) == [(1, "P", date(2026, 1, 1), JUNE)]


def test_the_secondary_becomes_primary_from_the_next_day(pair):
    primary, secondary = pair
    card = PlanCard.objects.create(plan=secondary, side="front", file=stored_file())
    end_plan(plan=primary, last_day=JUNE, follower=Follower.PROMOTE, by=None, now=NOW)
    january, july = date(2026, 1, 1), date(2026, 7, 1)
    assert stand(primary.client) == [(1, "P", january, JUNE), (2, "S", january, JUNE), (1, "S", july, None)]
    successor = InsurancePlan.objects.get(client=primary.client, effective_from=july)
    assert successor.member_id == secondary.member_id
    assert bytes(successor.member_id_index) == bytes(secondary.member_id_index)
    assert successor.cards.get().file_id == card.file_id


def test_a_tertiary_moves_up_as_well(pair):
    primary, _ = pair
    PlanFactory(client=primary.client, position=3, group_number="T")
    end_plan(plan=primary, last_day=JUNE, follower=Follower.PROMOTE, by=None, now=NOW)
    july = [row[:2] for row in stand(primary.client) if row[2] == date(2026, 7, 1)]
    assert july == [(1, "S"), (2, "T")]


def test_a_gap_may_be_left(pair):
    primary, _ = pair
    end_plan(plan=primary, last_day=JUNE, follower=Follower.LEAVE_GAP, by=None, now=NOW)
    january = date(2026, 1, 1)
    assert stand(primary.client) == [(1, "P", january, JUNE), (2, "S", january, None)]


def test_but_not_where_no_day_would_be_shared(pair):
    primary, secondary = pair
    InsurancePlan.objects.filter(pk=secondary.pk).update(effective_from=date(2026, 9, 1))
    with pytest.raises(NeedsPlanBefore):
        end_plan(plan=primary, last_day=JUNE, follower=Follower.LEAVE_GAP, by=None, now=NOW)


def test_nobody_moves_up_into_a_taken_place(pair):
    primary, _ = pair
    end_plan(plan=primary, last_day=date(2026, 12, 31), follower=Follower.LEAVE_GAP, by=None, now=NOW)
    PlanFactory(client=primary.client, effective_from=date(2027, 1, 1))
    with pytest.raises(PlansOverlap):
        end_plan(plan=primary, last_day=JUNE, follower=Follower.PROMOTE, by=None, now=NOW)


def test_it_cannot_end_before_it_began():
    with pytest.raises(ValidationError) as error:
        end_plan(plan=PlanFactory(), last_day=date(2025, 12, 31), by=None, now=NOW)
    assert "it cannot end before" in error.value.message_dict["last_day"][0]


def stored_file():
    from claimcenter.practice import vault

    return vault.store(kind="card_front", name="card.jpg", content_type="image/jpeg", chunks=[b"x"], by=UserFactory())

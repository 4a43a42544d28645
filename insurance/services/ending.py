"""Ending a plan, and what becomes of the plan after it: asked, never guessed."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction

from claimcenter.practice.models import User
from claimcenter.practice.vault import blind_index
from insurance.models import InsurancePlan, PlanCard
from insurance.refusals import PlanRefused
from insurance.rules import plan_rules
from insurance.services.plans import details_of, locked, tell


class Follower(StrEnum):
    """What becomes of the plans after the one that ends, from the day after its last."""

    END = "end_both"
    PROMOTE = "promote"
    LEAVE_GAP = "leave_gap"


class FollowerUndecided(PlanRefused):
    """A secondary goes on after the primary's last day and nobody said what becomes of it."""

    code = "follower_undecided"


def followers(plan: InsurancePlan, *, last_day: date) -> list[InsurancePlan]:
    """Live plans of later positions that would still be in force after the plan's last day, first position first."""
    later = InsurancePlan.objects.filter(
        client_id=plan.client_id, position__gt=plan.position, deactivated_at__isnull=True
    ).select_related("payer", "client")
    ends = plan.effective_to or date.max
    return [
        one
        for one in later.order_by("position", "effective_from")
        if (one.effective_to or date.max) > last_day and one.effective_from <= ends
    ]


@transaction.atomic
def end_plan(
    *,
    plan: InsurancePlan,
    last_day: date,
    follower: Follower | None = None,
    by: User | None,
    now: datetime,
    version: int | None = None,
) -> InsurancePlan:
    """Ends a plan with `last_day`, and does to the plans after it what was chosen, in one step.

    END: they end with it (one that begins later is deactivated). PROMOTE: from the next day each moves up one position,
    as a plan of its own. LEAVE_GAP: they stay, and sessions after the last day wait with the reason.
    Raises FollowerUndecided while there are such plans and `follower` is None.
    """
    plan = locked(plan, version=version)
    if last_day < plan.effective_from:
        message = f"This plan begins on {plan.effective_from:%-d %b %Y}; it cannot end before. Deactivate it instead."
        raise ValidationError({"last_day": ValidationError(message, code="before_start")})
    after = followers(plan, last_day=last_day)
    if after and follower is None:
        raise _undecided(plan, after[0])
    plan.effective_to = last_day
    settled = _settled(after, follower, last_day, now)
    changed = [plan, *(one for pair in settled for one in pair)]
    with plan_rules(plan.client_id, *changed):
        for one in changed:
            _save(one)
        _copy_cards(settled)
    for one in changed:
        tell(one, by)
    return plan


def _settled(
    after: list[InsurancePlan], follower: Follower | None, last_day: date, now: datetime
) -> list[tuple[InsurancePlan, ...]]:
    """What each later plan becomes: itself changed, or itself and its successor at the next position up."""
    if follower == Follower.END:
        return [(_ended(one, last_day, now),) for one in after]
    if follower == Follower.PROMOTE:
        return [_promoted(one, last_day) for one in after]
    return []


def _ended(plan: InsurancePlan, last_day: date, now: datetime) -> InsurancePlan:
    if plan.effective_from > last_day:
        plan.deactivated_at = now
    else:
        plan.effective_to = last_day
    return plan


def _promoted(plan: InsurancePlan, last_day: date) -> tuple[InsurancePlan, ...]:
    """Up one position from the next day; a plan that was in force before keeps its former days in a row of its own."""
    if plan.effective_from > last_day:
        _move_up(plan)
        return (plan,)
    successor = InsurancePlan(client_id=plan.client_id, member_id_index=blind_index(plan.member_id))
    details = replace(details_of(plan), effective_from=last_day + timedelta(days=1))
    for name, value in vars(details).items():
        setattr(successor, name, value)
    _move_up(successor)
    plan.effective_to = last_day
    return plan, successor


def _move_up(plan: InsurancePlan) -> None:
    plan.position -= 1
    if plan.position == 1:
        plan.medicare_secondary_reason = ""  # SBR05 is refused where Medicare is first


def _save(plan: InsurancePlan) -> None:
    if plan.pk is not None:
        plan.version += 1
    plan.save()


def _copy_cards(settled: list[tuple[InsurancePlan, ...]]) -> None:
    """A successor shows the same card pictures as the plan it goes on from."""
    for former, *successors in settled:
        cards = former.cards.filter(replaced_at__isnull=True) if successors else ()
        PlanCard.objects.bulk_create(
            PlanCard(plan=plan, side=card.side, file_id=card.file_id) for plan in successors for card in cards
        )


def _undecided(plan: InsurancePlan, after: InsurancePlan) -> FollowerUndecided:
    word = after.get_position_display().lower()
    message = (
        f"{after.payer.name} is the {word} plan and goes on after that day. "
        f"Please choose what becomes of it when {plan.payer.name} ends."
    )
    errors = [{"field": "follower", "message": message, "code": "required"}]
    return FollowerUndecided(message, plan=after, errors=errors)

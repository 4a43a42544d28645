"""Why a change of plans is refused: a sentence for people, a code for machines, and the plan in the way."""

from collections.abc import Mapping, Sequence
from typing import Any

from claimcenter.practice.problems import Refusal
from insurance.enums import Position
from insurance.models import InsurancePlan


class PlanRefused(Refusal):
    """Base. `plan` is the plan in the way, for a link beside the sentence."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        plan: InsurancePlan | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(message, code=code, errors=errors)
        self.plan = plan
        if plan is not None and not self.errors:
            self.errors = [{"field": "", "message": message, "code": self.code, "plan": plan.pk}]


class NeedsPlanBefore(PlanRefused):
    """A secondary without a primary in force on at least one shared day (a tertiary without a secondary)."""

    code = "needs_primary"


class PlanAfterStands(PlanRefused):
    """A primary removed while its secondary stands."""

    code = "secondary_stands"


class PlansOverlap(PlanRefused):
    """Two plans of one position on the same day."""

    code = "plan_overlaps"


class PlanHasClaims(PlanRefused):
    """Claims refer to the plan: it can be deactivated, never deleted."""

    code = "plan_has_claims"


class MedicareReasonMissing(PlanRefused):
    """Medicare is not first and nobody said why (SBR05)."""

    code = "medicare_reason_missing"


class PlanNotLive(PlanRefused):
    """The plan was deactivated; only bringing it back changes it."""

    code = "plan_deactivated"


def needs_plan_before(plan: InsurancePlan) -> NeedsPlanBefore:
    before = Position(plan.position - 1)
    word = before.label.lower()
    days = _days(plan)
    message = (
        f"There must be an active {word} plan to enter a {Position(plan.position).label.lower()} plan. "
        f"There is none {days}: add the {word} plan first, or move the dates so that they share a day."
    )
    return NeedsPlanBefore(message, code=f"needs_{word}", plan=plan if plan.pk else None)


def plan_after_stands(plan: InsurancePlan | None, *, after: InsurancePlan) -> PlanAfterStands:
    position = Position(after.position)
    word, before = position.label.lower(), Position(after.position - 1).label.lower()
    name, standing = (plan.payer.name if plan is not None else "the plan"), after.payer.name
    message = (
        f"You cannot delete a {before} plan without first removing the {word} plan. "
        f"{standing} stands as the {word} plan on the same days as {name}: delete or deactivate {standing} first."
    )
    return PlanAfterStands(message, code=f"{word}_stands", plan=after)


def plans_overlap(plan: InsurancePlan, *, other: InsurancePlan | None) -> PlansOverlap:
    word = Position(plan.position).label.lower()
    name = f"{other.payer.name} ({_days(other)})" if other is not None else "Another plan"
    message = (
        f"{name} is already the {word} plan on some of these days, and there can be only one a day. "
        "End that plan first, or change the dates."
    )
    return PlansOverlap(message, plan=other)


def _days(plan: InsurancePlan) -> str:
    first = f"from {plan.effective_from:%-d %b %Y}"
    return f"{first} to {plan.effective_to:%-d %b %Y}" if plan.effective_to else f"{first} on"

"""Verbs on insurance plans. PostgreSQL holds the rules; each verb sends `plan_changed` in its transaction.

A plan is removed by deleting or deactivating it; with claims it can only be deactivated.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import localdate

from claimcenter.practice.models import User
from claimcenter.practice.tenancy import current_practice_id
from claimcenter.practice.vault import blind_index
from clients import cleaning
from clients.locks import lock_client
from clients.models import Client
from clients.validation import Problems, check_birth, check_model
from clients.versions import check_version
from insurance.enums import Disclosure, Position, Relationship
from insurance.member_ids import check_member_id
from insurance.models import InsurancePlan, Payer
from insurance.refusals import PlanHasClaims, PlanNotLive
from insurance.rules import plan_rules
from insurance.signals import plan_changed

SUBSCRIBER = (
    "subscriber_first_name", "subscriber_middle_name", "subscriber_last_name", "subscriber_sex",
    "subscriber_line1", "subscriber_line2", "subscriber_city", "subscriber_state", "subscriber_zip",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PlanDetails:
    """Everything about a plan that people type. `effective_to` is the last day; None: it goes on."""

    payer: Payer
    member_id: str
    effective_from: date
    position: int = Position.PRIMARY
    effective_to: date | None = None
    group_number: str = ""
    group_name: str = ""
    relationship: str = Relationship.SELF
    subscriber_first_name: str = ""
    subscriber_middle_name: str = ""
    subscriber_last_name: str = ""
    subscriber_date_of_birth: date | None = None
    subscriber_sex: str = ""
    subscriber_line1: str = ""
    subscriber_line2: str = ""
    subscriber_city: str = ""
    subscriber_state: str = ""
    subscriber_zip: str = ""
    copay: Decimal | None = None
    medicare_secondary_reason: str = ""
    disclosure: str = Disclosure.BILL
    is_offline: bool = False
    authorization_required: bool = False


CLEANERS = {"subscriber_zip": cleaning.zip_digits, "subscriber_state": cleaning.state_code}


def details_of(plan: InsurancePlan) -> PlanDetails:
    return PlanDetails(**{one.name: getattr(plan, one.name) for one in fields(PlanDetails)})


@transaction.atomic
def add_plan(*, client: Client, details: PlanDetails, by: User | None, now: datetime) -> InsurancePlan:
    """Adds a plan. Raises ValidationError by field, or the PlanRefused that names the plan in the way."""
    plan = InsurancePlan(client=client)
    _fill(plan, details, today=localdate(now))
    with plan_rules(client.pk, plan):
        plan.save()
    tell(plan, by)
    return plan


@transaction.atomic
def update_plan(
    *, plan: InsurancePlan, details: PlanDetails, by: User | None, now: datetime, version: int | None = None
) -> InsurancePlan:
    """Changes a plan, its position and dates within the rules. A stale `version` raises ChangedMeanwhile."""
    plan = locked(plan, version=version)
    _fill(plan, details, today=localdate(now))
    plan.version += 1
    with plan_rules(plan.client_id, plan):
        plan.save()
    tell(plan, by)
    return plan


@transaction.atomic
def deactivate_plan(
    *, plan: InsurancePlan, by: User | None, now: datetime, version: int | None = None
) -> InsurancePlan:
    """Takes a plan out of use as if it had never been in force; its filed claims stay. Idempotent.

    Refused (PlanAfterStands) while the plan after it stands on its days.
    """
    plan = locked(plan, version=version, live=False)
    if plan.deactivated_at is None:
        plan.deactivated_at = now
        plan.version += 1
        with plan_rules(plan.client_id, plan):
            plan.save(update_fields=["deactivated_at", "version"])
        tell(plan, by)
    return plan


@transaction.atomic
def reactivate_plan(*, plan: InsurancePlan, by: User | None) -> InsurancePlan:
    """Brings a deactivated plan back, within the rules. Idempotent."""
    plan = locked(plan, live=False)
    if plan.deactivated_at is not None:
        plan.deactivated_at = None
        plan.version += 1
        with plan_rules(plan.client_id, plan):
            plan.save(update_fields=["deactivated_at", "version"])
        tell(plan, by)
    return plan


@transaction.atomic
def delete_plan(*, plan: InsurancePlan, by: User | None, now: datetime, version: int | None = None) -> None:
    """Deletes a plan nobody has used. Pending claims move off it first; one that was filed keeps it.

    Raises PlanAfterStands (remove the secondary first) or PlanHasClaims (deactivate instead); nothing is changed then.
    """
    plan = locked(plan, version=version, live=False)
    name = plan.payer.name
    try:
        with transaction.atomic():
            with plan_rules(plan.client_id, plan):
                plan.deactivated_at = now
                plan.save(update_fields=["deactivated_at"])
            tell(plan, by)
            plan.cards.all().delete()
            plan.delete()
    except ProtectedError as error:
        message = (
            f"{name} has claims that name this plan, so it cannot be deleted: what was filed must stay readable. "
            "Deactivate it instead; no new claim will use it."
        )
        raise PlanHasClaims(message, plan=plan) from error


@transaction.atomic
def swap_positions(
    *,
    first: InsurancePlan,
    second: InsurancePlan,
    by: User | None,
    medicare_secondary_reason: str = "",
) -> tuple[InsurancePlan, InsurancePlan]:
    """Two plans of one client change places (P and S), judged as one step.

    `medicare_secondary_reason` (SBR05) goes to the one that is Medicare and no longer first.
    """
    with plan_rules(first.client_id, first, second):
        one, two = locked(first), locked(second)
        if one.client_id != two.client_id:
            raise ValidationError("These plans belong to two clients.", code="other_client")
        one.position, two.position = two.position, one.position
        for plan in (one, two):
            _give_reason(plan, medicare_secondary_reason)
            plan.version += 1
            plan.save()
    tell(one, by)
    tell(two, by)
    return one, two


def locked(plan: InsurancePlan, *, version: int | None = None, live: bool = True) -> InsurancePlan:
    """The plan as it stands now, locked after its client. Raises ChangedMeanwhile, or PlanNotLive if deactivated."""
    lock_client(plan.client_id)
    found = (
        InsurancePlan.objects.select_for_update(no_key=True, of=("self",))
        .select_related("payer", "client")
        .get(pk=plan.pk)
    )
    check_version(found, version)
    if live and found.deactivated_at is not None:
        raise PlanNotLive(f"{found.payer.name} was deactivated. Bring it back before changing it.", plan=found)
    return found


def tell(plan: InsurancePlan, by: User | None) -> None:
    """Sends `plan_changed`; the claims app follows in the same transaction."""
    plan_changed.send(
        sender=InsurancePlan,
        practice_id=current_practice_id(),
        plan_id=plan.pk,
        client_id=plan.client_id,
        by=by.pk if by is not None else None,
    )


def _give_reason(plan: InsurancePlan, reason: str) -> None:
    if plan.position == Position.PRIMARY:
        plan.medicare_secondary_reason = ""
    elif plan.payer.is_medicare and reason:
        plan.medicare_secondary_reason = reason


def _fill(plan: InsurancePlan, details: PlanDetails, *, today: date) -> None:
    for one in fields(details):
        value = getattr(details, one.name)
        clean = CLEANERS.get(one.name, cleaning.tidy)
        setattr(plan, one.name, clean(value) if isinstance(value, str) else value)
    if plan.relationship == Relationship.SELF:
        _forget_subscriber(plan)
    problems = Problems()
    plan.member_id = check_member_id(details.member_id, problems)
    plan.member_id_index = blind_index(plan.member_id)
    check_model(plan, problems, exclude=frozenset({"member_id", "client", "payer"}))
    _check_plan(plan, today, problems)
    problems.raise_if_any()


def _forget_subscriber(plan: InsurancePlan) -> None:
    for name in SUBSCRIBER:
        setattr(plan, name, "")
    plan.subscriber_date_of_birth = None


def _check_plan(plan: InsurancePlan, today: date, problems: Problems) -> None:
    if plan.effective_to is not None and plan.effective_to < plan.effective_from:
        problems.add("effective_to", "The plan would end before it begins. Please check both dates.", code="reversed")
    if not date(1965, 1, 1) <= plan.effective_from <= date(today.year + 2, 12, 31):
        problems.add("effective_from", "Please check the year of this date.", code="far_off")
    if plan.copay is not None and plan.copay < 0:
        problems.add("copay", "A copay is not below zero.", code="negative")
    check_birth(problems, "subscriber_date_of_birth", plan.subscriber_date_of_birth, today=today)
    if plan.relationship != Relationship.SELF and not (plan.subscriber_first_name and plan.subscriber_last_name):
        message = "Please give the subscriber's name: the policy is not the client's own."
        problems.add("subscriber_last_name", message, code="required")
    _check_medicare(plan, problems)


def _check_medicare(plan: InsurancePlan, problems: Problems) -> None:
    not_first = plan.position != Position.PRIMARY
    if plan.medicare_secondary_reason and not (not_first and plan.payer.is_medicare):
        message = "This reason is only for Medicare, and only where Medicare is not first. Please leave it empty."
        problems.add("medicare_secondary_reason", message, code="not_wanted")
    if not_first and plan.payer.is_medicare and not plan.medicare_secondary_reason:
        message = "Medicare is not first here, so the claim must say why. Please choose the reason."
        problems.add("medicare_secondary_reason", message, code="required")

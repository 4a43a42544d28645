"""How verbs ask PostgreSQL about the rules between plans, and say its answer in words.

The database judges (exclusion constraint and deferred trigger of migration 0002); nothing here decides.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction

from clients.locks import lock_client
from insurance import refusals
from insurance.models import InsurancePlan
from insurance.refusals import PlanRefused

DEFERRED = "plan_rules, one_plan_of_a_position_a_day"


@contextmanager
def plan_rules(client_id: int, *changed: InsurancePlan) -> Iterator[None]:
    """Changes of one client's plans: all of them judged together at the end, or none of them made.

    Locks the client's row first. Raises a PlanRefused; `changed` are the plans as wanted, to name what they run into.
    """
    try:
        with transaction.atomic():
            lock_client(client_id)
            yield
            _judge_now()
    except IntegrityError as error:
        raise _in_words(error, changed) from error


def _judge_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {DEFERRED} IMMEDIATE")
        cursor.execute(f"SET CONSTRAINTS {DEFERRED} DEFERRED")


def _in_words(error: IntegrityError, changed: tuple[InsurancePlan, ...]) -> Exception:
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    if name == "one_plan_of_a_position_a_day":
        return _overlap(changed)
    detail = getattr(diagnosis, "message_detail", None) or ""
    blocking = _plan(int(detail)) if detail.isdecimal() else None
    return _refusal(name, blocking, changed) or error


def _refusal(name: str, blocking: InsurancePlan | None, changed: tuple[InsurancePlan, ...]) -> PlanRefused | None:
    first = changed[0] if changed else None
    if name == "plan_after_stands" and blocking is not None:
        return refusals.plan_after_stands(first, after=blocking)
    subject = blocking or first
    if subject is None:
        return None
    if name == "plan_needs_the_plan_before":
        return refusals.needs_plan_before(subject)
    if name == "plan_medicare_reason_needed":
        return medicare_reason_missing()
    return None


def medicare_reason_missing() -> PlanRefused:
    message = "Medicare is not first here, so the claim must say why. Please choose the reason."
    errors = [{"field": "medicare_secondary_reason", "message": message, "code": "required"}]
    return refusals.MedicareReasonMissing(message, errors=errors)


def _overlap(changed: tuple[InsurancePlan, ...]) -> PlanRefused:
    for plan in changed:
        same = InsurancePlan.objects.filter(
            client_id=plan.client_id, position=plan.position, deactivated_at__isnull=True
        ).exclude(pk__in=[one.pk for one in changed if one.pk])
        other = next((one for one in same.select_related("payer") if one.shares_a_day(plan)), None)
        if other is not None:
            return refusals.plans_overlap(plan, other=other)
    return refusals.plans_overlap(changed[0], other=None)


def _plan(plan_id: int) -> InsurancePlan | None:
    return InsurancePlan.objects.filter(pk=plan_id).select_related("payer").first()

"""The plans of a client as the Claim Center tab shows them: rows with badges, timeline, cards that wait for review."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, may
from clients.models import Client, Document
from insurance import selectors
from insurance.disclosure import disclosure_refusals
from insurance.enums import Relationship
from insurance.models import InsurancePlan


@dataclass(frozen=True)
class PlanRow:
    """A plan with the words around it. `state` is active, ended, future or deactivated."""

    plan: InsurancePlan
    state: str
    since: str
    policy_of: str
    refusal: str
    may_swap: bool

    @property
    def badge_state(self) -> str:
        return "ended" if self.state == "deactivated" else self.state


def plans_context(request: HttpRequest, client: Client) -> dict[str, Any]:
    """What `insurance/_plans.html` needs. At most four queries, however many plans."""
    today = timezone.localdate()
    plans = list(selectors.plans_of(client))
    record_reads(request, "insurance.InsurancePlan", [plan.pk for plan in plans], client_id=client.pk)
    rows = _rows(plans, today)
    return {
        "client": client,
        "plan_rows": [row for row in rows if row.state in {"active", "future"}],
        "former_plan_rows": [row for row in rows if row.state in {"ended", "deactivated"}],
        "plan_timeline": _timeline(plans, today),
        "cards_waiting": _cards_waiting(request, client),
        "may_edit_plans": may(request, Action.PLAN_EDIT),
    }


def _rows(plans: list[InsurancePlan], today: date) -> list[PlanRow]:
    refusals = disclosure_refusals(plans, on=today)
    in_force = [plan for plan in plans if plan.in_force(today)]
    return [
        PlanRow(
            plan=plan,
            state=state_of(plan, today),
            since=_since(plan),
            policy_of=policy_of(plan),
            refusal=refusals[plan.pk].sentence if plan.pk in refusals else "",
            may_swap=plan in in_force and plan.position > 1 and len(in_force) > 1,
        )
        for plan in plans
    ]


def state_of(plan: InsurancePlan, today: date) -> str:
    if not plan.is_live:
        return "deactivated"
    if plan.effective_from > today:
        return "future"
    return "active" if plan.in_force(today) else "ended"


def _since(plan: InsurancePlan) -> str:
    first = f"{plan.effective_from:%-d %b %Y}"
    if plan.effective_to is None:
        return _("since %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": f"{plan.effective_to:%-d %b %Y}"}


def policy_of(plan: InsurancePlan) -> str:
    """`spouse of Lee Rivers`, empty for the client's own policy."""
    if plan.relationship == Relationship.SELF:
        return ""
    words = {"spouse": _("spouse of %s"), "child": _("child of %s"), "other": _("on the policy of %s")}
    return words[plan.relationship] % f"{plan.subscriber_first_name} {plan.subscriber_last_name}"


def _timeline(plans: list[InsurancePlan], today: date) -> dict[str, Any] | None:
    live = sorted((plan for plan in plans if plan.is_live), key=lambda plan: (plan.position, plan.effective_from))
    if not live:
        return None
    first = max(min(plan.effective_from for plan in live), today - timedelta(days=5 * 365))
    ends = [plan.effective_to for plan in live if plan.effective_to is not None]
    last = max([today, *ends, *(plan.effective_from for plan in live)])
    bars = [
        {"position": plan.letter, "name": plan.payer.name, "start": max(plan.effective_from, first),
         "end": plan.effective_to, "idea": False}
        for plan in live if plan.effective_to is None or plan.effective_to >= first
    ]  # fmt: skip
    return {"plans": bars, "first": date(first.year, 1, 1), "last": date(last.year, 12, 31), "today": today}


def _cards_waiting(request: HttpRequest, client: Client) -> list[Document]:
    return selectors.cards_to_review(client) if may(request, Action.DOCUMENT_VIEW) else []

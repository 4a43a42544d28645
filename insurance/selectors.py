"""Questions about payers and plans. A plan counts on a day when it is live and the day lies within its dates."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from claimcenter.practice.actors import Actor
from clients.models import Client, Document
from clients.models.client import normalised
from clients.selectors import clients_of, starts_with
from insurance.enums import Position
from insurance.models import InsurancePlan, Payer, PlanCard
from insurance.services.cards import SIDE_OF

PlansOfADay = dict[Position, InsurancePlan]


def plans_on(client_id: int, on: date) -> PlansOfADay:
    """The plans in force on a day, by position, payer joined."""
    return plans_on_dates([(client_id, on)])[client_id, on]


def plan_for(client_id: int, position: int, on: date) -> InsurancePlan | None:
    """The plan of one position in force on a day."""
    return plans_on(client_id, on).get(Position(position))


def plans_on_dates(pairs: Iterable[tuple[int, date]]) -> dict[tuple[int, date], PlansOfADay]:
    """The same for many clients and days in one query; every pair asked for has an answer, if an empty one."""
    wanted = set(pairs)
    if not wanted:
        return {}
    days = [day for _, day in wanted]
    plans = in_force_between(min(days), max(days)).filter(client_id__in={client_id for client_id, _ in wanted})
    by_client: dict[int, list[InsurancePlan]] = defaultdict(list)
    for plan in plans:
        by_client[plan.client_id].append(plan)
    return {
        (client_id, day): {Position(plan.position): plan for plan in by_client[client_id] if plan.in_force(day)}
        for client_id, day in wanted
    }


def in_force_between(first: date, last: date) -> QuerySet[InsurancePlan]:
    """Live plans in force on at least one of these days, payer and client joined."""
    live = InsurancePlan.objects.filter(deactivated_at__isnull=True, effective_from__lte=last)
    live = live.filter(Q(effective_to__isnull=True) | Q(effective_to__gte=first))
    return live.select_related("payer", "client").order_by("position", "effective_from", "pk")


def has_any_plan(client_id: int) -> bool:
    """Whether the client has, had or will have a live plan: without any, sessions make no claims."""
    return InsurancePlan.objects.filter(client_id=client_id, deactivated_at__isnull=True).exists()


def plans_of(client: Client) -> QuerySet[InsurancePlan]:
    """All plans of a client by position, newest first, deactivated ones too."""
    plans = InsurancePlan.objects.filter(client=client).select_related("payer", "client")
    return plans.order_by("position", "-effective_from", "-pk")


def plan_before(plan: InsurancePlan, *, on: date) -> InsurancePlan | None:
    """The plan that pays right before this one on a day, or else on some day they share."""
    before = InsurancePlan.objects.filter(
        client_id=plan.client_id, position=plan.position - 1, deactivated_at__isnull=True
    ).select_related("payer")
    shared = [one for one in before.order_by("-effective_from") if one.shares_a_day(plan)]
    return next((one for one in shared if one.in_force(on)), shared[0] if shared else None)


def plan_timeline(client: Client) -> list[InsurancePlan]:
    """The live plans in the order of a timeline: one lane a position, oldest first."""
    live = InsurancePlan.objects.filter(client=client, deactivated_at__isnull=True).select_related("payer")
    return list(live.order_by("position", "effective_from"))


def plan_of(actor: Actor, plan_id: int) -> InsurancePlan:
    """One plan of a client this person may see, or Http404."""
    plans = visible_plans(actor).filter(pk=plan_id)
    plan = plans.first()
    if plan is None:
        raise Http404
    return plan


def visible_plans(actor: Actor) -> QuerySet[InsurancePlan]:
    plans = InsurancePlan.objects.select_related("payer", "client")
    return plans if actor.sees_all_clients else plans.filter(client__in=clients_of(actor))


def payers(*, active_only: bool = False) -> QuerySet[Payer]:
    found = Payer.objects.order_by("search_name", "pk")
    return found.filter(is_active=True) if active_only else found


def search_payers(text: str, *, limit: int = 20) -> list[Payer]:
    """Type-ahead: active payers whose name or payer id begins so."""
    words = normalised(text)
    found = payers(active_only=True)
    if words:
        found = found.filter(starts_with("search_name", words) | Q(payer_id=text.strip().upper()))
    return list(found[:limit])


def current_cards(plan: InsurancePlan) -> dict[str, PlanCard]:
    """The card's pictures in use, by side."""
    cards = PlanCard.objects.filter(plan=plan, replaced_at__isnull=True).select_related("file")
    return {card.side: card for card in cards}


def cards_to_review(client: Client) -> list[Document]:
    """Card pictures the client sent that nobody has looked at, newest first."""
    waiting = Document.objects.filter(client=client, kind__in=[kind.value for kind in SIDE_OF], needs_review=True)
    return list(waiting.select_related("file").order_by("-uploaded_at", "-pk"))

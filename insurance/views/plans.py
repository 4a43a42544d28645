"""Add Insurance Plan, Update Insurance Plan, and the pages behind the Actions drop-down of a plan."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claimcenter.practice.permissions import Action, requires
from claimcenter.practice.problems import Refusal
from clients.models import Client
from clients.selectors import client_for
from clients.views.chart import chart_context
from clients.views.shared import actor_of, status_of, tried, user_of
from insurance import selectors
from insurance.enums import Position
from insurance.forms import EndForm, PlanForm, SwapForm
from insurance.models import InsurancePlan
from insurance.services import cards, ending, plans
from insurance.services.ending import followers

SIDES = {"card_front": "front", "card_back": "back"}


@requires(Action.PLAN_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_add(request: HttpRequest, client_id: int) -> HttpResponse:
    """Add Insurance Plan."""
    client = client_for(actor_of(request), client_id)
    form = _bound(request) or PlanForm(initial={"effective_from": timezone.localdate().replace(month=1, day=1)})
    if form.is_bound and form.is_valid():
        plan = tried(form, lambda: _added(request, client, form))
        if plan is not None:
            messages.success(request, _("%(payer)s is added as the %(word)s plan.") % _names(plan))
            return redirect("clients:claim-center", client.pk)
    return _plan_page(request, client, form, None)


@requires(Action.PLAN_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    """Update Insurance Plan."""
    client = client_for(actor_of(request), client_id)
    plan = _plan(client, pk)
    form = _bound(request) or PlanForm(initial=_initial(plan))
    if form.is_bound and form.is_valid():
        saved = tried(form, lambda: _updated(request, plan, form))
        if saved is not None:
            messages.success(request, _("%(payer)s is saved as the %(word)s plan.") % _names(saved))
            return redirect("clients:claim-center", client.pk)
    form.take_version()
    return _plan_page(request, client, form, plan)


def _bound(request: HttpRequest) -> PlanForm | None:
    """The typed form; "Did you mean AHP123456?" answered by its button puts that id in."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    offered = data.get("use_member_id")
    if isinstance(offered, str) and offered:
        data["member_id"] = offered
    return PlanForm(data, request.FILES)


@transaction.atomic
def _added(request: HttpRequest, client: Client, form: PlanForm) -> InsurancePlan:
    plan = plans.add_plan(client=client, details=form.details(), by=user_of(request), now=timezone.now())
    _attach_cards(request, plan, form)
    return plan


@transaction.atomic
def _updated(request: HttpRequest, plan: InsurancePlan, form: PlanForm) -> InsurancePlan:
    plan = plans.update_plan(
        plan=plan,
        details=form.details(),
        by=user_of(request),
        now=timezone.now(),
        version=form.cleaned_data["version"],
    )
    _attach_cards(request, plan, form)
    return plan


def _attach_cards(request: HttpRequest, plan: InsurancePlan, form: PlanForm) -> None:
    for name, side in SIDES.items():
        upload = form.cleaned_data[name]
        if upload is None:
            continue
        try:
            cards.attach_card(
                plan=plan, side=side, file=upload, name=upload.name, size=upload.size, by=user_of(request),
                now=timezone.now(),
            )  # fmt: skip
        except ValidationError as error:
            raise ValidationError({name: error}) from error


def _initial(plan: InsurancePlan) -> dict[str, Any]:
    return {
        **vars(plans.details_of(plan)),
        "payer": plan.payer_id,
        "secondary": plan.position == Position.SECONDARY,
        "tertiary": plan.position == Position.TERTIARY,
        "version": plan.version,
    }


def _plan_page(request: HttpRequest, client: Client, form: PlanForm, plan: InsurancePlan | None) -> HttpResponse:
    context = {
        **chart_context(request, client, "claim-center"),
        "form": form,
        "plan": plan,
        "refusal": getattr(form, "refusal", None),
        "offer": _offer(form),
        "cards": selectors.current_cards(plan) if plan else {},
        "cards_waiting": selectors.cards_to_review(client),
    }
    return render(request, "insurance/plan_form.html", context, status=status_of(form))


def _offer(form: PlanForm) -> str:
    """The member id without blanks and punctuation, where that is what it should have been."""
    found = form.errors.get("member_id")
    errors = found.as_data() if found else []
    return next((str(one.params["offer"]) for one in errors if one.params and "offer" in one.params), "")


@requires(Action.PLAN_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_end(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    """Ends a plan and asks what becomes of the plan after it."""
    client = client_for(actor_of(request), client_id)
    plan = _plan(client, pk)
    today = timezone.localdate()
    after = followers(plan, last_day=plan.effective_from)
    initial = {"last_day": plan.effective_to or today, "version": plan.version}
    form = EndForm(request.POST if request.method == "POST" else None, initial=initial, after=after)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        ended = tried(
            form,
            lambda: ending.end_plan(
                plan=plan,
                last_day=typed["last_day"],
                follower=form.follower_chosen(),
                by=user_of(request),
                now=timezone.now(),
                version=typed["version"],
            ),
        )
        if ended is not None:
            messages.success(request, _("%(payer)s ends as the %(word)s plan.") % _names(ended))
            return redirect("clients:claim-center", client.pk)
    form.take_version()
    context = {"form": form, "after": after, "refusal": getattr(form, "refusal", None)}
    return _deed(request, plan, "insurance/plan_end.html", context, status_of(form))


@requires(Action.PLAN_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_deactivate(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    def verb(plan: InsurancePlan) -> object:
        return plans.deactivate_plan(plan=plan, by=user_of(request), now=timezone.now())

    return _confirmed(request, (client_id, pk), "insurance/plan_deactivate.html", verb, _("%s is deactivated."))


@requires(Action.PLAN_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_delete(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    def verb(plan: InsurancePlan) -> object:
        return plans.delete_plan(plan=plan, by=user_of(request), now=timezone.now())

    return _confirmed(request, (client_id, pk), "insurance/plan_delete.html", verb, _("%s is deleted."))


@requires(Action.PLAN_EDIT)
@require_POST
def plan_reactivate(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    client = client_for(actor_of(request), client_id)
    plan = _plan(client, pk)
    try:
        plans.reactivate_plan(plan=plan, by=user_of(request))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%s is active again.") % plan.payer.name)
    return redirect("clients:claim-center", client.pk)


@requires(Action.PLAN_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_swap(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    """A plan and the one before it change places."""
    client = client_for(actor_of(request), client_id)
    plan = _plan(client, pk)
    before = selectors.plan_before(plan, on=timezone.localdate())
    form = SwapForm(request.POST if request.method == "POST" else None)
    if before is not None and form.is_bound and form.is_valid():
        reason = form.cleaned_data["medicare_secondary_reason"]
        done = tried(
            form,
            lambda: plans.swap_positions(
                first=before, second=plan, by=user_of(request), medicare_secondary_reason=reason
            ),
        )
        if done is not None:
            messages.success(request, _("%s now pays first.") % plan.payer.name)
            return redirect("clients:claim-center", client.pk)
    context = {"form": form, "before": before, "refusal": getattr(form, "refusal", None)}
    return _deed(request, plan, "insurance/plan_swap.html", context, status_of(form))


def _confirmed(
    request: HttpRequest, ids: tuple[int, int], template: str, verb: Callable[[InsurancePlan], object], done: str
) -> HttpResponse:
    """A page that asks once more; its refusal names and links the plan in the way."""
    client = client_for(actor_of(request), ids[0])
    plan = _plan(client, ids[1])
    refusal: Refusal | None = None
    if request.method == "POST":
        name = plan.payer.name
        try:
            verb(plan)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, done % name)
            return redirect("clients:claim-center", client.pk)
    return _deed(request, plan, template, {"refusal": refusal}, 409 if refusal else 200)


def _deed(
    request: HttpRequest, plan: InsurancePlan, template: str, context: dict[str, Any], status: int
) -> HttpResponse:
    around = {**chart_context(request, plan.client, "claim-center"), "plan": plan, **context}
    return render(request, template, around, status=status)


def _plan(client: Client, pk: int) -> InsurancePlan:
    return get_object_or_404(InsurancePlan.objects.select_related("payer", "client"), pk=pk, client=client)


def _names(plan: InsurancePlan) -> dict[str, str]:
    return {"payer": plan.payer.name, "word": plan.get_position_display().lower()}

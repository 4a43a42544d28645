"""Deposits: what came to the bank, which remittance it pays, and what is late."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, may, requires
from claimcenter.web.htmx import redirect
from claimcenter.web.paging import KeysetPage, paginate
from clients.views.shared import status_of, tried
from era.forms import ChosenForm, DepositForm, ReasonForm
from era.models import Deposit
from era.selectors.deposits import (
    awaiting_money,
    late_deposits,
    late_payments,
    late_since,
    matched_deposits,
    overdue,
    waiting_deposits,
    with_suggestions,
)
from era.services.deposits import (
    match_deposit,
    record_deposit,
    remove_deposit,
    settle_deposit,
    unmatch_deposit,
    unsettle_deposit,
)
from era.views.money_words import awaited_rows
from era.views.shared import attempt, deposit_or_404, user_of

WAITING, MATCHED, LATE = "waiting", "matched", "late"
SECTIONS = ("deposits", "payments")
CHOICES = 50


@requires(Action.ERA_VIEW)
@require_safe
def deposit_list(request: HttpRequest) -> HttpResponse:
    """Money and remittances that wait for one another, that found one another, that are late."""
    today = localdate()
    tab = request.GET.get("tab", WAITING)
    tab = tab if tab in {WAITING, MATCHED, LATE} else WAITING
    context = {"tabs": _tabs(tab, request), "tab": tab, "may_match": may(request, Action.ERA_POST)}
    if tab == MATCHED:
        page = paginate(matched_deposits(), order=["-deposited_on"], parameters=request.GET)
        context["page"] = page
        _note(request, page.rows)
    else:
        context |= _waiting(request, tab, request.GET.get("show", ""))
    return render(request, "era/deposits.html", {**context, "today": today})


def _waiting(request: HttpRequest, tab: str, show: str) -> dict[str, Any]:
    """Both halves, or one of them with its pages."""
    today = localdate()
    deposits: QuerySet[Deposit] = late_deposits(today) if tab == LATE else waiting_deposits()
    payments = late_payments(today) if tab == LATE else awaiting_money()
    money = _page(request, deposits, "deposited_on", shown=show in {"", "deposits"}, alone=show == "deposits")
    awaited = _page(request, payments, "payment_date", shown=show in {"", "payments"}, alone=show == "payments")
    _note(request, money.rows)
    return {
        "show": show if show in SECTIONS else "",
        "money": money,
        "rows": with_suggestions(money.rows, today=today),
        "awaited": awaited,
        "payments": awaited_rows(awaited.rows, today=today),
    }


def _page(request: HttpRequest, rows: "QuerySet[Any]", order: str, *, shown: bool, alone: bool) -> KeysetPage[Any]:
    if not shown:
        return KeysetPage([])
    return paginate(rows, order=[order], parameters=request.GET if alone else QueryDict())


def _tabs(current: str, request: HttpRequest) -> list[dict[str, Any]]:
    missing, unexplained = overdue(localdate())
    late = missing.number + unexplained.number
    labels = ((WAITING, "Waiting", None), (MATCHED, "Matched", None), (LATE, "Late", late or None))
    return [
        {
            "label": label,
            "url": f"{reverse('era:deposits')}?tab={name}",
            "count": count,
            "needs_attention": bool(count),
            "current": name == current,
        }
        for name, label, count in labels
    ]


@requires(Action.ERA_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def deposit_add(request: HttpRequest) -> HttpResponse:
    """The form for one deposit."""
    bound = request.POST if request.method == "POST" else None
    form = DepositForm(bound, initial={"key": f"form:{uuid.uuid4().hex}", "deposited_on": localdate()})
    if form.is_bound and form.is_valid():
        deposit = tried(form, lambda: _record(request, form))
        if deposit is not None:
            _say_recorded(request, deposit)
            return redirect(request, _url(deposit))
    context = {"form": form, "crumbs": crumbs("Record deposit")}
    return render(request, "era/deposit_form.html", context, status=status_of(form))


def _record(request: HttpRequest, form: DepositForm) -> Deposit:
    key = form.cleaned_data["key"]
    return record_deposit(details=form.details(), by=user_of(request), now=timezone.now(), record_key=key)


def _say_recorded(request: HttpRequest, deposit: Deposit) -> None:
    if deposit.matches.exists():
        messages.success(request, "Recorded, and matched with its remittance.")
    else:
        messages.info(request, "Recorded. No remittance agrees in trace number, payer and amount yet.")


@requires(Action.ERA_VIEW)
@require_safe
def deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """One deposit: what it pays, or what it may pay and why."""
    found = deposit_or_404(pk)
    matches = list(found.matches.select_related("remittance__era_file", "remittance__payer", "matched_by"))
    waits = not matches and found.removed_at is None and found.settled_at is None
    record_reads(request, "era.Deposit", [found.pk])
    context = {
        "deposit": found,
        "matches": matches,
        "waits": waits,
        "row": _suggested(found) if waits else None,
        "choices": list(_choices(found)) if waits else [],
        "late_since": late_since(found.deposited_on, localdate()) if waits else None,
        "may_match": may(request, Action.ERA_POST),
        "reason_form": ReasonForm(),
        "settle_form": ReasonForm(auto_id="settle_%s"),
        "crumbs": crumbs("Deposit"),
    }
    return render(request, "era/deposit.html", context)


def _suggested(found: Deposit) -> dict[str, Any]:
    """The suggestions with the remittances they name."""
    (row,) = with_suggestions([found], today=localdate())
    named = {key for one in row.suggestions for key in one.remittances}
    named |= {row.disagreement[0]} if row.disagreement else set()
    payments = awaiting_money().in_bulk(named)
    suggested = [(one, [payments[key] for key in one.remittances if key in payments]) for one in row.suggestions]
    near = (payments.get(row.disagreement[0]), row.disagreement[1]) if row.disagreement else None
    return {"suggestions": suggested, "near": near}


def _choices(found: Deposit) -> "QuerySet[Any]":
    """Payments that a person may pick from: of the deposit's payer where it is known, none larger than the deposit."""
    payments = awaiting_money().filter(amount__lte=found.amount, payer__isnull=False)
    if found.payer_id is not None:
        payments = payments.filter(payer=found.payer_id)
    return payments.order_by("-payment_date", "-pk")[:CHOICES]


@requires(Action.ERA_POST)
@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Says which remittances the deposit pays."""

    def deed(chosen: dict[str, Any]) -> object:
        return match_deposit(
            deposit_id=pk,
            remittance_ids=chosen["remittance"],
            by=user_of(request),
            now=timezone.now(),
            version=chosen["version"],
        )

    return _decided(request, pk, deed, "Matched.")


@requires(Action.ERA_POST)
@require_POST
def unmatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the match away."""

    def deed(chosen: dict[str, Any]) -> object:
        return unmatch_deposit(deposit_id=pk, by=user_of(request), version=chosen["version"])

    return _decided(request, pk, deed, "The match is taken away. Both wait again.")


@requires(Action.ERA_POST)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a deposit that was recorded by mistake out of the lists, with the reason."""

    def deed(chosen: dict[str, Any]) -> object:
        return remove_deposit(
            deposit_id=pk, reason=_reason(request), by=user_of(request), now=timezone.now(), version=chosen["version"]
        )

    return _decided(request, pk, deed, "Removed. It stays in the history with your reason.")


@requires(Action.ERA_POST)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Says why no remittance comes for a deposit; it waits no more."""

    def deed(chosen: dict[str, Any]) -> object:
        return settle_deposit(
            deposit_id=pk, reason=_reason(request), by=user_of(request), now=timezone.now(), version=chosen["version"]
        )

    return _decided(request, pk, deed, "Settled. Should its remittance come after all, it is matched by itself.")


@requires(Action.ERA_POST)
@require_POST
def unsettle(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets a settled deposit wait again."""

    def deed(chosen: dict[str, Any]) -> object:
        return unsettle_deposit(deposit_id=pk, by=user_of(request), version=chosen["version"])

    return _decided(request, pk, deed, "It waits for its remittance again.")


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


def _decided(request: HttpRequest, pk: int, deed: Callable[[dict[str, Any]], object], done: str) -> HttpResponse:
    found = deposit_or_404(pk)
    form = ChosenForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose the remittance that this deposit pays.")
        return redirect(request, _url(found))
    return attempt(request, lambda: deed(form.cleaned_data), done=done, back=_url(found))


def crumbs(last: str) -> list[dict[str, str]]:
    """The way here."""
    return [
        {"label": "ERAs", "url": reverse("era:list")},
        {"label": "Deposits", "url": reverse("era:deposits")},
        {"label": last, "url": ""},
    ]


def _url(found: Deposit) -> str:
    return reverse("era:deposit", args=[found.pk])


def _note(request: HttpRequest, rows: Sequence[Model]) -> None:
    record_reads(request, "era.Deposit", [row.pk for row in rows])

"""The Billing tab: what the client paid and got back. What is owed comes from the apps that know."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claimcenter.practice.permissions import Action, may, requires
from claimcenter.web.paging import paginate
from clients import selectors
from clients.forms import PaymentForm, RefundForm
from clients.models import ClientPayment
from clients.services import payments
from clients.views.chart import chart_context, panels
from clients.views.shared import actor_of, status_of, tried, user_of


@requires(Action.BALANCE_VIEW)
@require_safe
def billing(request: HttpRequest, client_id: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    context = {
        **chart_context(request, client, "billing"),
        "page": paginate(selectors.payments_of(client), order=["-received_on"], parameters=request.GET),
        "paid": selectors.paid_by(client),
        "may_record": may(request, Action.PAYMENT_RECORD),
        "panels": panels(request, "billing", client),
    }
    return render(request, "clients/billing.html", context)


@requires(Action.PAYMENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def payment_add(request: HttpRequest, client_id: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    initial: dict[str, Any] = {"received_on": timezone.localdate()}
    form = PaymentForm(request.POST if request.method == "POST" else None, client=client, initial=initial)
    if form.is_bound and form.is_valid():
        payment = tried(
            form,
            lambda: payments.record_payment(
                client=client,
                details=form.details(),
                by=user_of(request),
                now=timezone.now(),
                idempotency_key=form.cleaned_data["key"],
            ),
        )
        if payment is not None:
            messages.success(request, _("%(amount)s is recorded.") % {"amount": f"{payment.amount:,.2f}"})
            return redirect("clients:billing", client.pk)
    context = {**chart_context(request, client, "billing"), "form": form}
    return render(request, "clients/payment_form.html", context, status=status_of(form))


@requires(Action.PAYMENT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def payment_refund(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    payment = get_object_or_404(ClientPayment, pk=pk, client=client, refunds__isnull=True)
    left = payment.amount - selectors.refunded(payment)
    initial = {"amount": left, "refunded_on": timezone.localdate()}
    form = RefundForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        refund = tried(
            form,
            lambda: payments.refund_payment(
                payment=payment,
                amount=typed["amount"],
                refunded_on=typed["refunded_on"],
                by=user_of(request),
                now=timezone.now(),
                idempotency_key=typed["key"],
            ),
        )
        if refund is not None:
            messages.success(request, _("%(amount)s is given back.") % {"amount": f"{-refund.amount:,.2f}"})
            return redirect("clients:billing", client.pk)
    context = {**chart_context(request, client, "billing"), "form": form, "payment": payment, "left": left}
    return render(request, "clients/refund_form.html", context, status=status_of(form))

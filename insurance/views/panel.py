"""The Claim Center tab with the plans alone; the claims app shows its own page, with the claims below them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clients.selectors import client_for
from clients.views.chart import chart_context
from clients.views.shared import actor_of
from insurance.plans_panel import plans_context


def plans_alone(request: HttpRequest, client_id: int) -> HttpResponse:
    client = client_for(actor_of(request), client_id)
    context = {**chart_context(request, client, "claim-center"), **plans_context(request, client)}
    return render(request, "insurance/plans.html", context)

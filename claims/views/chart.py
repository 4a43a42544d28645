"""The Claim Center tab of a client's chart: plans above, claims below by stage."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, requires
from claims.enums import Stage
from claims.models import Claim
from claims.selectors.balances import client_balance, refund_tasks
from claims.selectors.decisions import why_no_claim
from claims.selectors.deeds import standing_releases
from claims.selectors.listing import Filters, filtered, visible_claims
from claims.views.listing import PENDING_COMES
from claims.views.rows import ClaimRow, claim_rows
from claims.views.shared import actor_of
from clients.models import Appointment, Client
from clients.selectors import client_for
from clients.views.chart import chart_context
from insurance.plans_panel import plans_context

SECTIONS = [
    (
        Stage.PENDING,
        "Pending Claims",
        PENDING_COMES,
    ),
    (Stage.PROCESSING, "Processing", "Filed claims wait here for the payer's answer."),
    (Stage.COMPLETED, "Completed", "Claims the payer has answered stand here."),
]
MOST = 50


@requires(Action.CLAIM_VIEW)
@require_safe
def claim_center_tab(request: HttpRequest, client_id: int) -> HttpResponse:
    client = client_for(actor_of(request), client_id)
    claims = list(_claims(request, client_id))
    record_reads(request, "claim", [claim.pk for claim in claims])
    rows = claim_rows(claims)
    context = {
        **chart_context(request, client, "claim-center"),
        **plans_context(request, client),
        "sections": [_section(stage, title, empty, rows) for stage, title, empty in SECTIONS],
        "more": len(rows) == MOST,
        "releases": standing_releases([client.pk]),
    }
    return render(request, "claims/chart.html", context)


def _claims(request: HttpRequest, client_id: int) -> list[Claim]:
    claims = filtered(visible_claims(actor_of(request)), Filters(client=client_id))
    joined = claims.select_related("client", "payer", "provider", "current_decision")
    return list(joined.prefetch_related("lines__charge_line").order_by("-last_service_date", "-id")[:MOST])


def _section(stage: Stage, title: str, empty: str, rows: list[ClaimRow]) -> dict[str, object]:
    found = [row for row in rows if row.claim.stage == stage]
    return {"key": str(stage), "title": title, "empty": empty, "rows": found}


def appointment_panel(request: HttpRequest, appointment: Appointment) -> dict[str, object]:
    """On an appointment: its claims, or why there is none."""
    claims = visible_claims(actor_of(request)).filter(lines__charge_line__appointment=appointment).distinct()
    rows = claim_rows(claims.select_related("client", "payer").prefetch_related("lines__charge_line"))
    return {"claim_rows": rows, "checklist": why_no_claim(appointment) if not rows else []}


def billing_panel(request: HttpRequest, client: Client) -> dict[str, object]:
    """On the Billing tab: where the client's money stands."""
    return {
        "balance": client_balance(client.pk),
        "releases": standing_releases([client.pk]),
        "refunds": refund_tasks(client.pk),
    }

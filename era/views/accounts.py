"""The accounts with payers: money that payments carried beside any claim (PLB)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, requires
from claimcenter.web.paging import paginate
from era.selectors.accounts import (
    AccountTotal,
    account_entries,
    account_total,
    account_totals,
    entry_views,
    open_forwarded,
)
from insurance.models import Payer


@requires(Action.ERA_VIEW)
@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """Each payer's account with what is still open in it."""
    crumbs = [{"label": "ERAs", "url": reverse("era:list")}, {"label": "Payer accounts", "url": ""}]
    return render(request, "era/accounts.html", {"accounts": account_totals(), "crumbs": crumbs})


@requires(Action.ERA_VIEW)
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """The entries of one payer's account in date order."""
    payer = Payer.objects.filter(pk=pk).first()
    if payer is None:
        raise Http404
    return _account(request, account_total(pk) or AccountTotal(pk, payer.name))


@requires(Action.ERA_VIEW)
@require_safe
def unnamed_account(request: HttpRequest) -> HttpResponse:
    """The entries of payments whose payer nobody has named yet."""
    return _account(request, account_total(None) or AccountTotal(None, "Payer not named yet"))


def _account(request: HttpRequest, total: AccountTotal) -> HttpResponse:
    entries = account_entries(total.payer_id)
    page = paginate(entries, order=["booked_on"], parameters=request.GET)
    record_reads(request, "era.PayerAccountEntry", [entry.pk for entry in page.rows])
    context = {
        "account": total,
        "page": page,
        "views": entry_views(page.rows, total.payer_id),
        "open": open_forwarded(total.payer_id),
        "crumbs": [
            {"label": "ERAs", "url": reverse("era:list")},
            {"label": "Payer accounts", "url": reverse("era:accounts")},
            {"label": total.name, "url": ""},
        ],
    }
    return render(request, "era/account.html", context)

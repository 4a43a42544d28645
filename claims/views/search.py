"""The search of the frame: clients by name, claims by number, checks by trace. A POST: no name stands in a URL."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, requires
from claimcenter.web.forms import CleanCharField
from claims.selectors.listing import claims_found
from claims.views.rows import claim_rows
from claims.views.shared import actor_of
from clients.selectors import clients_of, search_clients

MOST = 25


class SearchForm(forms.Form):
    q = CleanCharField(label="Client, claim or trace number", max_length=80)


@requires(Action.SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The first of each kind; a clinician finds their own clients only."""
    form = SearchForm(request.POST or None)
    context: dict[str, object] = {"form": form, "searched": False}
    if form.is_bound and form.is_valid():
        context |= _found(request, form.cleaned_data["q"])
    invalid = form.is_bound and not form.is_valid()
    return render(request, "claims/search.html", context, status=422 if invalid else 200)


def _found(request: HttpRequest, text: str) -> dict[str, object]:
    clients = list(search_clients(clients_of(actor_of(request)), text)[:MOST])
    claims = list(claims_found(actor_of(request), text)[:MOST])
    record_reads(request, "clients.Client", [client.pk for client in clients])
    record_reads(request, "claim", [claim.pk for claim in claims])
    return {"searched": True, "search_text": text, "clients": clients, "rows": claim_rows(claims)}

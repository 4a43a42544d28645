"""Consents under 42 CFR Part 2."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claimcenter.practice.permissions import Action, requires
from clients import selectors
from clients.forms import ConsentForm, RevokeForm
from clients.models import Consent
from clients.services import consents
from clients.views.chart import chart_context
from clients.views.shared import actor_of, status_of, tried, user_of


@requires(Action.CONSENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def consent_add(request: HttpRequest, client_id: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    form = ConsentForm(request.POST if request.method == "POST" else None, initial={"given_on": timezone.localdate()})
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        made = tried(
            form,
            lambda: consents.record_consent(client=client, **typed, by=user_of(request), now=timezone.now()),
        )
        if made is not None:
            messages.success(request, _("The consent is on file."))
            return redirect("clients:chart", client.pk)
    context = {**chart_context(request, client, "chart"), "form": form}
    return render(request, "clients/consent_form.html", context, status=status_of(form))


@requires(Action.CONSENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def consent_revoke(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    consent = get_object_or_404(Consent, pk=pk, client=client)
    form = RevokeForm(request.POST if request.method == "POST" else None, initial={"revoked_on": timezone.localdate()})
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["revoked_on"]
        revoked = tried(
            form,
            lambda: consents.revoke_consent(consent=consent, revoked_on=day, by=user_of(request), now=timezone.now()),
        )
        if revoked is not None:
            messages.success(request, _("The consent is revoked. Nothing more goes to an insurer from that day."))
            return redirect("clients:chart", client.pk)
    context = {**chart_context(request, client, "chart"), "form": form, "consent": consent}
    return render(request, "clients/consent_revoke.html", context, status=status_of(form))

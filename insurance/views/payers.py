"""Settings -> Claims Center -> Providers & Payers: the payers and their rules; and the type-ahead that finds them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claimcenter.practice.navigation import providers_tabs
from claimcenter.practice.permissions import Action, may, requires
from claimcenter.web.forms import lookup_results
from claimcenter.web.paging import paginate
from clients.views.shared import status_of, tried, user_of
from insurance import selectors
from insurance.forms import PayerForm
from insurance.models import Payer
from insurance.services import payers


@requires(Action.SETTINGS_VIEW)
@require_safe
def payer_list(request: HttpRequest) -> HttpResponse:
    context = {
        "page": paginate(Payer.objects.all(), order=["search_name"], parameters=request.GET),
        "tabs": providers_tabs("insurance:payers"),
        "may_edit_payers": may(request, Action.PAYER_EDIT),
        "may_edit": may(request, Action.SETTINGS_EDIT),
    }
    return render(request, "insurance/payers.html", context)


@requires(Action.PAYER_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def payer_add(request: HttpRequest) -> HttpResponse:
    form = PayerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        payer = tried(form, lambda: payers.add_payer(details=form.details(), by=user_of(request)))
        if payer is not None:
            messages.success(request, _("%s is added.") % payer.name)
            return redirect("insurance:payers")
    return _page(request, form, None)


@requires(Action.PAYER_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def payer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    payer = get_object_or_404(Payer, pk=pk)
    details = payers.details_of(payer)
    initial = {**vars(details), "aliases": ", ".join(details.aliases), "version": payer.version}
    form = PayerForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"]
        saved = tried(
            form,
            lambda: payers.update_payer(payer=payer, details=form.details(), by=user_of(request), version=version),
        )
        if saved is not None:
            messages.success(request, _("%s is saved.") % saved.name)
            return redirect("insurance:payers")
    form.take_version()
    return _page(request, form, payer)


def _page(request: HttpRequest, form: PayerForm, payer: Payer | None) -> HttpResponse:
    crumbs = [
        {"label": _("Settings"), "url": reverse("practice:settings")},
        {"label": _("Payers"), "url": reverse("insurance:payers")},
        {"label": payer.name if payer else _("Add payer"), "url": ""},
    ]
    context = {"form": form, "payer": payer, "crumbs": crumbs}
    return render(request, "insurance/payer_form.html", context, status=status_of(form))


@requires(Action.PAYER_VIEW)
@require_safe
def payer_search(request: HttpRequest) -> HttpResponse:
    """What a combobox asks as somebody types. A payer is no person: its name may stand in an address."""
    text = request.GET.get("q", "").replace("\0", "")[:80]
    found = selectors.search_payers(text)
    return JsonResponse(lookup_results((payer.pk, payer.name, payer.payer_id) for payer in found))

"""The list of clients, adding and changing them, who treats them, who they come with."""

from dataclasses import asdict

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claimcenter.practice.audit import record_reads
from claimcenter.practice.models import Provider
from claimcenter.practice.permissions import Action, may, requires
from claimcenter.web.paging import PAGE_SIZE, KeysetPage, paginate
from clients import selectors
from clients.forms import ClientForm, SearchForm
from clients.models import Client
from clients.services import profiles
from clients.views.chart import chart_context
from clients.views.shared import actor_of, status_of, tried, user_of


@requires(Action.CLIENT_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def client_list(request: HttpRequest) -> HttpResponse:
    """All clients page by page; POST searches, so that no name ever stands in an address."""
    archived = request.GET.get("archived") == "1"
    clients = selectors.clients_of(actor_of(request)).filter(archived_at__isnull=not archived)
    form = SearchForm(request.POST if request.method == "POST" else None)
    text = form.cleaned_data["text"] if form.is_bound and form.is_valid() else ""
    page = _found(clients, text) if text else paginate(clients, order=["search_name"], parameters=request.GET)
    record_reads(request, "clients.Client", [client.pk for client in page.rows])
    context = {
        "page": page, "form": form, "searched": text, "archived": archived, "full": len(page) == PAGE_SIZE,
        "may_add": may(request, Action.CLIENT_EDIT),
    }  # fmt: skip
    return render(request, "clients/list.html", context, status=422 if form.errors else 200)


def _found(clients: "QuerySet[Client]", text: str) -> KeysetPage[Client]:
    return KeysetPage(list(selectors.search_clients(clients, text).order_by("search_name", "pk")[:PAGE_SIZE]))


@requires(Action.CLIENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def client_add(request: HttpRequest) -> HttpResponse:
    form = ClientForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        client = tried(
            form, lambda: profiles.create_client(details=form.details(), by=user_of(request), now=timezone.now())
        )
        if client is not None:
            messages.success(request, _("%(name)s is added.") % {"name": client.display_name})
            return redirect("clients:chart", client.pk)
    return render(request, "clients/client_form.html", {"form": form}, status=status_of(form))


@requires(Action.CLIENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def client_edit(request: HttpRequest, client_id: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    initial = {**asdict(profiles.details_of(client)), "version": client.version}
    form = ClientForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid() and _saved(request, form, client):
        messages.success(request, _("The profile is saved."))
        return redirect("clients:chart", client.pk)
    form.take_version()
    context = {**chart_context(request, client, "chart"), "form": form}
    return render(request, "clients/client_form.html", context, status=status_of(form))


def _saved(request: HttpRequest, form: ClientForm, client: Client) -> bool:
    saved = tried(
        form,
        lambda: profiles.update_client(
            client=client,
            details=form.details(),
            by=user_of(request),
            now=timezone.now(),
            version=form.cleaned_data["version"],
        ),
    )
    return saved is not None


@requires(Action.CLIENT_EDIT)
@require_POST
def client_archive(request: HttpRequest, client_id: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    if request.POST.get("restore"):
        profiles.restore_client(client=client, by=user_of(request))
        messages.success(request, _("This client is back on the list."))
    else:
        profiles.archive_client(client=client, by=user_of(request), now=timezone.now())
        messages.success(request, _("This client is archived. Nothing is deleted, and claims go on."))
    return redirect("clients:chart", client.pk)


@requires(Action.CLIENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def clinicians(request: HttpRequest, client_id: int) -> HttpResponse:
    """Who treats this client: a clinician sees the clients named here, and no others."""
    client = selectors.client_for(actor_of(request), client_id)
    if request.method == "POST":
        return _assigned(request, client)
    context = {
        **chart_context(request, client, "chart"),
        "providers": selectors.providers_for(client),
    }
    return render(request, "clients/clinicians.html", context)


def _assigned(request: HttpRequest, client: Client) -> HttpResponse:
    wanted = request.POST.get("provider", "")
    if not wanted.isdecimal():
        messages.error(request, _("Please choose a provider."))
        return redirect("clients:clinicians", client.pk)
    provider = get_object_or_404(Provider, pk=int(wanted))
    verb = profiles.unassign_provider if request.POST.get("remove") else profiles.assign_provider
    verb(client=client, provider=provider, by=user_of(request))
    messages.success(request, _("Saved."))
    return redirect("clients:clinicians", client.pk)


@requires(Action.CLIENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest, client_id: int) -> HttpResponse:
    """Couples: two profiles that come together. Searching is a POST, so no name stands in the address."""
    client = selectors.client_for(actor_of(request), client_id)
    wanted = request.POST.get("partner", "")
    if wanted.isdecimal():
        other = selectors.client_for(actor_of(request), int(wanted))
        profiles.link_partners(client=client, other=other, by=user_of(request))
        messages.success(request, _("The two profiles are linked. Neither sees the other."))
        return redirect("clients:chart", client.pk)
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = _others(request, client, form.cleaned_data["text"]) if form.is_bound and form.is_valid() else []
    context = {**chart_context(request, client, "chart"), "form": form, "found": found}
    return render(request, "clients/partners.html", context, status=422 if form.errors else 200)


def _others(request: HttpRequest, client: Client, text: str) -> list[Client]:
    others = selectors.clients_of(actor_of(request)).filter(archived_at__isnull=True).exclude(pk=client.pk)
    found = list(selectors.search_clients(others, text).order_by("search_name", "pk")[:20])
    record_reads(request, "clients.Client", [one.pk for one in found])
    return found

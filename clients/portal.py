"""The client's own pages: one answer first, then what they can do. No client id is ever taken from the address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, requires
from clients import selectors
from clients.enums import DocumentKind
from clients.forms import CardForm
from clients.models import Client, PortalAccess
from clients.services import documents
from clients.views.chart import panels
from clients.views.documents import stored_file_response
from clients.views.shared import actor_of, status_of, tried, user_of


@requires(Action.PORTAL_VIEW)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What they owe, said by the apps above, and where to go."""
    client, access = _self(request)
    shown = panels(request, "portal", client) if access.can_see_balance else []
    return render(request, "clients/own_home.html", {"client": client, "access": access, "panels": shown})


@requires(Action.PORTAL_VIEW, post=Action.PORTAL_UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def own_documents(request: HttpRequest) -> HttpResponse:
    """The insurance card, front and back, and what was uploaded before."""
    client, access = _self(request)
    form = CardForm(request.POST, request.FILES) if request.method == "POST" else CardForm()
    if form.is_bound and not access.can_upload:
        form.add_error(None, _("Your practice has switched uploading off. Please call them."))
    if form.is_bound and form.is_valid() and _upload(request, client, form):
        messages.success(request, _("Thank you. We have your card and will look at it."))
        return redirect("clients:own-documents")
    context = {"client": client, "access": access, "form": form, "documents": selectors.documents_of(client)}
    return render(request, "clients/own_documents.html", context, status=status_of(form))


@requires(Action.PORTAL_VIEW)
@require_safe
def own_document(request: HttpRequest, pk: int) -> HttpResponse:
    client, _access = _self(request)
    document = selectors.documents_of(client).filter(pk=pk).first()
    if document is None:
        raise Http404
    return stored_file_response(document.file)


def _self(request: HttpRequest) -> tuple[Client, PortalAccess]:
    """The client this person is, and their rights; a right taken away counts from the next request."""
    actor = actor_of(request)
    access = PortalAccess.objects.filter(user=actor.user, revoked_at__isnull=True).select_related("client").first()
    if access is None:
        raise Http404
    record_reads(request, "clients.Client", [access.client_id], client_id=access.client_id)
    return access.client, access


def _upload(request: HttpRequest, client: Client, form: CardForm) -> bool:
    """Both sides or one; what is refused is said beside its own field."""
    kept = True
    for side, kind in (("front", DocumentKind.CARD_FRONT), ("back", DocumentKind.CARD_BACK)):
        upload = form.cleaned_data[side]
        if upload is not None:
            kept = _keep(request, client, form, side, kind) and kept
    return kept


def _keep(request: HttpRequest, client: Client, form: CardForm, side: str, kind: DocumentKind) -> bool:
    upload = form.cleaned_data[side]
    done = tried(
        form,
        lambda: documents.upload_document(
            client=client,
            kind=kind,
            file=upload,
            name=upload.name,
            size=upload.size,
            by=user_of(request),
            needs_review=True,
        ),
    )
    return done is not None

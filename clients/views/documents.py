"""The Documents tab, and the only way a stored file leaves: authorised, audited, harmless in a browser."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claimcenter.practice import vault
from claimcenter.practice.models import StoredFile
from claimcenter.practice.permissions import Action, may, requires
from clients import selectors
from clients.enums import DocumentKind
from clients.forms import DocumentForm
from clients.models import Client, Document
from clients.services import documents
from clients.views.chart import chart_context
from clients.views.shared import actor_of, status_of, tried, user_of

SHOWN_INLINE = frozenset({"image/jpeg", "image/png"})


def stored_file_response(stored: StoredFile) -> HttpResponse:
    """A kept file: our own pictures are shown, everything else (PDF) is only ever an attachment, sandboxed."""
    content_type = str(stored.content_type)
    inline = content_type in SHOWN_INLINE
    response = HttpResponse(vault.read_all(stored), content_type=content_type)
    name = str(stored.name_encrypted)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response


@requires(Action.DOCUMENT_VIEW, post=Action.DOCUMENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def document_list(request: HttpRequest, client_id: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if form.is_bound and form.is_valid() and _uploaded(request, client, form):
        messages.success(request, _("The document is kept."))
        return redirect("clients:documents", client.pk)
    context = {
        **chart_context(request, client, "documents"),
        "form": form,
        "documents": selectors.documents_of(client)[: documents.MAX_FILES],
        "may_edit": may(request, Action.DOCUMENT_EDIT),
    }
    return render(request, "clients/documents.html", context, status=status_of(form))


def _uploaded(request: HttpRequest, client: Client, form: DocumentForm) -> bool:
    upload = form.cleaned_data["file"]
    kept = tried(
        form,
        lambda: documents.upload_document(
            client=client,
            kind=DocumentKind(form.cleaned_data["kind"]),
            file=upload,
            name=upload.name,
            size=upload.size,
            by=user_of(request),
        ),
    )
    return kept is not None


@requires(Action.DOCUMENT_VIEW)
@require_safe
def document_file(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    return stored_file_response(_document(request, client_id, pk).file)


@requires(Action.DOCUMENT_EDIT)
@require_POST
def document_reviewed(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    documents.mark_reviewed(document=_document(request, client_id, pk), by=user_of(request))
    messages.success(request, _("Marked as reviewed."))
    return redirect("clients:documents", client_id)


def _document(request: HttpRequest, client_id: int, pk: int) -> Document:
    client = selectors.client_for(actor_of(request), client_id)
    return get_object_or_404(Document.objects.select_related("file"), pk=pk, client=client)

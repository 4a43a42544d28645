"""The paper beside a typed EOB: kept before or while the figures are typed, and opened again later, on record."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, may, requires
from claimcenter.web.htmx import is_partial, page_or_partial, redirect
from claims.enums import AdjudicationState, Source
from claims.forms.eob import EobPageForm
from claims.models import Adjudication, Claim, EobPage
from claims.selectors.eob_pages import pages_by_answer, pages_of, waiting_pages
from claims.services.eob_pages import keep_eob_page, set_page_aside
from claims.views.answers import AnswerLink
from claims.views.eob import eob_page_context
from claims.views.shared import claim_or_404, user_of
from clients.views.documents import stored_file_response


@requires(Action.CLAIM_COMPLETE)
@require_POST
def keep_page(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Keeps a picture or PDF; with htmx only the pages are swapped, so that typed figures stay."""
    claim = claim_or_404(request, claim_id)
    form = EobPageForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["page"]
        try:
            keep_eob_page(
                claim_id=claim.pk,
                file=upload,
                name=upload.name,
                size=upload.size,
                by=user_of(request),
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("page", error)
    if form.errors:
        return _answer(request, claim, form)
    return _answer(request, claim, EobPageForm()) if is_partial(request) else _back(request, claim)


@requires(Action.CLAIM_COMPLETE)
@require_POST
def drop_page(request: HttpRequest, claim_id: int, page_id: int) -> HttpResponse:
    """It is not the EOB of this claim: set aside, not deleted."""
    claim = claim_or_404(request, claim_id)
    set_page_aside(page_id=_page_or_404(claim, page_id).pk, by=user_of(request), now=timezone.now())
    return _answer(request, claim, EobPageForm()) if is_partial(request) else _back(request, claim)


@requires(Action.CLAIM_VIEW)
@require_safe
def show_page(request: HttpRequest, claim_id: int, page_id: int) -> HttpResponse:
    """The file itself: a picture is shown, a PDF is an attachment. Every opening is on record."""
    claim = claim_or_404(request, claim_id)
    page = _page_or_404(claim, page_id)
    record_reads(request, "claims.EobPage", [page.pk], client_id=claim.client_id)
    return stored_file_response(page.file)


def page_links(request: HttpRequest, answers: Sequence[Adjudication]) -> dict[int, list[AnswerLink]]:
    """Beside a typed answer: the paper it was typed from, and undoing it. One query where anything was typed."""
    typed = [answer for answer in answers if answer.source == Source.TYPED]
    pages = pages_by_answer(answer.pk for answer in typed) if typed else {}
    may_undo = may(request, Action.CLAIM_COMPLETE)
    return {answer.pk: [*_links(pages.get(answer.pk, [])), *(_undo(answer) if may_undo else [])] for answer in typed}


def _links(pages: list[EobPage]) -> list[AnswerLink]:
    return [_link(page, number) for number, page in enumerate(pages, start=1)]


def _undo(answer: Adjudication) -> list[AnswerLink]:
    if answer.state != AdjudicationState.POSTED:
        return []
    return [AnswerLink(_("Undo this answer"), reverse("claims:eob-undo", args=[answer.claim_id]))]


def _link(page: EobPage, number: int) -> AnswerLink:
    what = _("picture") if page.is_picture else "PDF"
    url = reverse("claims:eob-page", args=[page.claim_id, page.pk])
    return AnswerLink(_("EOB page %(number)s (%(what)s)") % {"number": number, "what": what}, url)


def _page_or_404(claim: Claim, page_id: int) -> EobPage:
    page = pages_of(claim).filter(pk=page_id).first()
    if page is None:
        raise Http404
    return page


def _answer(request: HttpRequest, claim: Claim, form: EobPageForm) -> HttpResponse:
    context = {**eob_page_context(claim), "page_form": form, "pages": waiting_pages(claim)}
    return page_or_partial(request, "claims/eob.html", "claims/eob.html#pages", context, invalid=bool(form.errors))


def _back(request: HttpRequest, claim: Claim) -> HttpResponse:
    return redirect(request, reverse("claims:eob", args=[claim.pk]))

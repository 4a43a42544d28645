"""The list of ERA files, the upload, and the page of one file: claim by claim, post, undo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from claimcenter.practice import vault
from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, may, requires
from claimcenter.practice.problems import Refusal
from claimcenter.web.htmx import is_partial, page_or_partial, redirect
from claimcenter.web.paging import paginate
from era.forms import PayerForm, ReasonForm, UploadForm
from era.models import EraJob
from era.models.job import UNFINISHED
from era.practice_files import practice_files
from era.selectors.accounts import provider_level_rows
from era.selectors.claims import claim_views, claims_of
from era.selectors.files import FileSummary, PaymentSummary, era_files, summaries, summary_of, waiting_counts
from era.services.jobs import cancel_job
from era.services.loading import Loaded, load_era
from era.services.requesting import post_or_ask, undo_or_ask
from era.services.storing import NotAnEra
from era.views.money_words import money_words
from era.views.shared import attempt, file_or_404, user_of
from era.views.words import file_rows, payment_words

SHOWN_PROBLEMS = 50


@requires(Action.ERA_VIEW, post=Action.ERA_LOAD)
@require_http_methods(["GET", "POST"])
def era_list(request: HttpRequest) -> HttpResponse:
    """Every file that was loaded, and the form to load another."""
    if request.method == "POST":
        return _upload(request)
    return _list(request, UploadForm())


def _upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, invalid=True)
    upload = form.cleaned_data["file"]
    try:
        loaded = load_era(name=upload.name, chunks=upload.chunks(), by=user_of(request), now=timezone.now())
    except NotAnEra as refused:
        form.add_error("file", f"Not loaded: {refused.message}")
        return _list(request, form, invalid=True, refused=refused.problems)
    except Refusal as refused:
        form.add_error("file", refused.message)
        return _list(request, form, invalid=True)
    say_loaded(request, loaded)
    return redirect(request, reverse("era:file", args=[loaded.era_file.pk]))


def say_loaded(request: HttpRequest, loaded: Loaded) -> None:
    era_file = loaded.era_file
    if loaded.again:
        by = era_file.loaded_by.name if era_file.loaded_by else "Claim Center"
        day = timezone.localtime(era_file.loaded_at)
        messages.info(request, f"This file was already loaded on {day:%-d %b %Y} by {by}. Nothing was loaded again.")
    else:
        messages.success(request, "The file is loaded. Nothing is posted yet.")


def _list(
    request: HttpRequest, form: UploadForm, *, invalid: bool = False, refused: list[dict[str, object]] | None = None
) -> HttpResponse:
    page = paginate(era_files(), order=["-loaded_at"], parameters=request.GET)
    context = {
        "form": form,
        "may_load": may(request, Action.ERA_LOAD),
        "page": page,
        "rows": file_rows(summaries(page.rows)),
        "refused": refused or [],
        "queue": waiting_counts()["queue"],
        "ready_files": practice_files(),
    }
    record_reads(request, "era.EraFile", [era_file.pk for era_file in page.rows])
    return render(request, "era/list.html", context, status=422 if invalid else 200)


@requires(Action.ERA_VIEW)
@require_http_methods(["GET"])
def era_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its payments, and claim by claim what came and what posting does with it."""
    summary = summary_of(file_or_404(pk))
    payment = _chosen(summary, request.GET.get("payment", ""))
    context = {
        "summary": summary,
        "file": summary.era_file,
        "payment": payment,
        "words": payment_words(payment) if payment else "",
        "payments": _payment_tabs(summary, payment),
        "problems": summary.era_file.problems[:SHOWN_PROBLEMS],
        "may_post": may(request, Action.ERA_POST),
        "reason_form": ReasonForm(),
        "payer_form": PayerForm(),
        **_claims(request, payment),
        **_money(request, payment),
    }
    response = page_or_partial(request, "era/file.html", "era/file.html#progress", context)
    if is_partial(request) and not summary.is_working:
        response["HX-Refresh"] = "true"  # the work is over: the whole page has something new to say
    return response


def _claims(request: HttpRequest, payment: PaymentSummary | None) -> dict[str, object]:
    if payment is None or is_partial(request):
        return {"page": None, "claims": []}
    page = paginate(claims_of(payment.remittance), order=["pk"], parameters=request.GET)
    record_reads(request, "era.RemittanceClaim", [claim.pk for claim in page.rows])
    return {"page": page, "claims": claim_views(page.rows, now=timezone.now())}


def _money(request: HttpRequest, payment: PaymentSummary | None) -> dict[str, object]:
    """What the payment carried beside its claims, and whether its money came."""
    if payment is None or is_partial(request):
        return {}
    remittance = payment.remittance
    return {
        "provider_rows": provider_level_rows(remittance.pk),
        "deposit_words": money_words(remittance, today=localdate()),
    }


def _chosen(summary: FileSummary, wanted: str) -> PaymentSummary | None:
    by_id = {str(payment.remittance.pk): payment for payment in summary.payments}
    return by_id.get(wanted) or next(iter(summary.payments), None)


def _payment_tabs(summary: FileSummary, chosen: PaymentSummary | None) -> list[dict[str, object]]:
    if len(summary.payments) < 2:
        return []
    return [
        {
            "label": f"{payment.remittance.trace_number} {payment.remittance.amount:.2f}",
            "url": f"?payment={payment.remittance.pk}",
            "count": payment.claims,
            "current": payment is chosen,
            "needs_attention": payment.remittance.state == "held",
        }
        for payment in summary.payments
    ]


@requires(Action.ERA_VIEW)
@require_http_methods(["GET"])
def download(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The exact bytes that were loaded."""
    found = file_or_404(pk)
    record_reads(request, "era.EraFile", [found.pk])
    response = StreamingHttpResponse(vault.read(found.file), content_type="application/edi-x12")
    response["Content-Disposition"] = f'attachment; filename="era-{found.pk}.835"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires(Action.ERA_POST)
@require_POST
def post_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Posts what is ready; what is held stays held."""
    found = file_or_404(pk)

    def deed() -> object:
        return post_or_ask(era_file=found, by=user_of(request), now=timezone.now())

    return attempt(request, deed, done="Posted. What is held stays until you decide.", back=_page(pk))


@requires(Action.ERA_POST)
@require_POST
def undo_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes everything back that the file posted."""
    found = file_or_404(pk)

    def deed() -> object:
        return undo_or_ask(era_file=found, by=user_of(request), now=timezone.now())

    return attempt(request, deed, done="Undone. Every entry was taken back; the history stays.", back=_page(pk))


@requires(Action.ERA_POST)
@require_POST
def cancel_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops long work that is going on with a file."""
    found = file_or_404(pk)
    job = EraJob.objects.filter(era_file=found, state__in=UNFINISHED).first()
    if job is not None:
        cancel_job(job_id=job.pk, now=timezone.now())
    messages.info(request, "Stopped. What was not finished was taken back.")
    return redirect(request, _page(pk))


def _page(pk: int) -> str:
    return reverse("era:file", args=[pk])

"""What a person decides about a payment or one of its claims; each view calls one verb and goes back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, may, requires
from claimcenter.web.htmx import redirect
from claimcenter.web.paging import paginate
from claims.models import Claim
from claims.selectors.listing import Filters, filtered, visible_claims
from era.enums import Hold, MatchState
from era.forms import PayerForm, ReasonForm, SearchForm
from era.models import ClaimMatch, RemittanceClaim
from era.selectors.claims import claim_views
from era.selectors.queue import waiting_matches, with_suggestions
from era.services import queue
from era.views.shared import actor_of, attempt, match_or_404, payment_or_404, user_of

SEARCH_RESULTS = 20


@requires(Action.ERA_VIEW)
@require_http_methods(["GET"])
def unmatched(request: HttpRequest) -> HttpResponse:
    """Claims of remittances that wait for a person, with what they might be."""
    page = paginate(waiting_matches(), order=["-pk"], parameters=request.GET)
    record_reads(request, "era.ClaimMatch", [match.pk for match in page.rows])
    return render(request, "era/queue.html", {"page": page, "rows": with_suggestions(page.rows)})


@requires(Action.ERA_VIEW)
@require_http_methods(["GET"])
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim of a remittance: what came, whose it may be, and what can be decided."""
    found = match_or_404(pk)
    form = SearchForm(request.GET)
    record_reads(request, "era.ClaimMatch", [found.pk])
    settled = {MatchState.POSTED, MatchState.INFORMATION, MatchState.UNDONE, MatchState.TAKEN_BACK}
    can_decide = found.state not in settled
    context = {
        "match": found,
        "view": claim_views([_with_match(found)], now=timezone.now())[0],
        "row": with_suggestions([found])[0],
        "form": form,
        "results": _results(request, form),
        "reason_form": ReasonForm(),
        "may_post": may(request, Action.ERA_POST),
        "can_decide": can_decide,
        "can_assign": can_decide and found.reason_code not in queue.FIGURES,
        "can_replace": found.reason_code == Hold.ALREADY_ANSWERED,
        "can_use_again": found.state == MatchState.TAKEN_BACK,
    }
    return render(request, "era/match.html", context)


def _with_match(found: ClaimMatch) -> RemittanceClaim:
    """The CLP with its match beside it, as the list selector reads them."""
    received = found.remittance_claim
    received.match = found
    return received


def _results(request: HttpRequest, form: SearchForm) -> list[Claim]:
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    if not wanted:
        return []
    claims = filtered(visible_claims(actor_of(request)), Filters(search=wanted))
    return list(claims.select_related("client", "payer").order_by("-last_service_date", "-pk")[:SEARCH_RESULTS])


@requires(Action.ERA_POST)
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Matches the CLP to the claim that the person chose."""
    found = match_or_404(pk)
    if not request.POST.get("claim"):
        messages.error(request, "Choose the claim that this answer belongs to.")
        return redirect(request, _page(found))
    claim = _claim_or_404(request)

    def deed() -> object:
        return queue.assign_claim(match_id=found.pk, claim_id=claim.pk, by=user_of(request), now=timezone.now())

    return _decided(request, found, deed)


@requires(Action.ERA_POST)
@require_POST
def unmatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a wrong match away."""
    found = match_or_404(pk)

    def deed() -> object:
        return queue.unmatch(match_id=found.pk, by=user_of(request), now=timezone.now())

    return attempt(request, deed, done="The match is taken away.", back=_page(found))


@requires(Action.ERA_POST)
@require_POST
def ignore(request: HttpRequest, pk: int) -> HttpResponse:
    """Sets a CLP aside, with the reason."""
    found = match_or_404(pk)

    def deed() -> object:
        return queue.ignore(match_id=found.pk, reason=_reason(request), by=user_of(request), now=timezone.now())

    return attempt(request, deed, done="The claim is set aside.", back=_page(found))


@requires(Action.ERA_POST)
@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the earlier answer back and uses this one."""
    found = match_or_404(pk)

    def deed() -> object:
        reason = _reason(request)
        return queue.replace_earlier(match_id=found.pk, reason=reason, by=user_of(request), now=timezone.now())

    return attempt(request, deed, done="The earlier answer is taken back; post this one now.", back=_page(found))


@requires(Action.ERA_POST)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Lifts the hold of a payment, with a reason."""
    payment = payment_or_404(pk)

    def deed() -> object:
        reason = _reason(request)
        return queue.release_remittance(remittance_id=pk, reason=reason, by=user_of(request), now=timezone.now())

    return attempt(request, deed, done="Released. It can be posted now.", back=_payment_page(payment.era_file_id, pk))


@requires(Action.ERA_POST)
@require_POST
def payee(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds the payee identifier of a payment to our own."""
    payment = payment_or_404(pk)

    def deed() -> object:
        return queue.accept_payee(remittance_id=pk, by=user_of(request), now=timezone.now())

    done = "The identifier is added. Later payments with it are taken at once."
    return attempt(request, deed, done=done, back=_payment_page(payment.era_file_id, pk))


@requires(Action.ERA_POST)
@require_POST
def payer(request: HttpRequest, pk: int) -> HttpResponse:
    """Says which of our payers sent a payment, and remembers its identifiers."""
    payment = payment_or_404(pk)
    form = PayerForm(request.POST)
    back = _payment_page(payment.era_file_id, pk)
    if not form.is_valid():
        messages.error(request, "Choose the payer that sent this payment.")
        return redirect(request, back)
    chosen = form.cleaned_data["payer"]

    def deed() -> object:
        return queue.assign_payer(remittance_id=pk, payer_id=chosen.pk, by=user_of(request), now=timezone.now())

    return attempt(request, deed, done=f"Known as {chosen.name} from now on.", back=back)


def _decided(request: HttpRequest, found: ClaimMatch, deed: Callable[[], object]) -> HttpResponse:
    response = attempt(request, deed, done="Matched. Post the payment when you are ready.", back=_page(found))
    found.refresh_from_db()
    if found.state == MatchState.HELD:
        messages.warning(request, found.reason)
    return response


def _claim_or_404(request: HttpRequest) -> Claim:
    wanted = request.POST.get("claim", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
        raise Http404
    found = visible_claims(actor_of(request)).filter(pk=int(wanted)).first()
    if found is None:
        raise Http404
    return found


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


def _page(found: ClaimMatch) -> str:
    return reverse("era:match", args=[found.pk])


def _payment_page(file_id: int, payment_id: int) -> str:
    return f"{reverse('era:file', args=[file_id])}?payment={payment_id}"

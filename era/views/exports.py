"""Deposits and accounts for a spreadsheet: amounts as numbers, dates ISO, nothing that a spreadsheet would run."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, requires
from claimcenter.web.csv import csv_response
from era.models import Deposit
from era.selectors.accounts import EntryView, account_entries, entry_views
from era.selectors.deposits import late_since, with_matches
from insurance.models import Payer

DEPOSITS = ("Deposited", "Payer", "Trace or check", "Came by", "Bank reference", "Amount", "State", "Pays", "Known by")
ACCOUNT = ("Date", "Reason", "In words", "Reference", "Claim", "Remittance", "Amount", "Balance", "Takes back")


@requires(Action.ERA_VIEW)
@require_safe
def deposits_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every deposit with what it pays, the oldest first."""
    found = list(with_matches().order_by("deposited_on", "pk"))
    record_reads(request, "era.Deposit", [deposit.pk for deposit in found])
    return csv_response("deposits.csv", DEPOSITS, _deposits(found))


@requires(Action.ERA_VIEW)
@require_safe
def account_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The account with one payer, entry by entry."""
    if not Payer.objects.filter(pk=pk).exists():
        raise Http404
    entries = list(account_entries(pk).order_by("booked_on", "pk"))
    record_reads(request, "era.PayerAccountEntry", [entry.pk for entry in entries])
    return csv_response(f"payer-account-{pk}.csv", ACCOUNT, _account(entry_views(entries, pk)))


def _deposits(deposits: Iterable[Deposit]) -> Iterator[tuple[object, ...]]:
    today = localdate()
    for deposit in deposits:
        matches = list(deposit.matches.all())
        late = late_since(deposit.deposited_on, today)
        yield (
            deposit.deposited_on.isoformat(),
            deposit.payer.name if deposit.payer else "",
            deposit.trace_number,
            deposit.get_how_display(),
            deposit.bank_reference,
            deposit.amount,
            _state(deposit, matches=bool(matches), late=late),
            " ".join(match.remittance.trace_number for match in matches),
            matches[0].get_how_display() if matches else "",
        )


def _state(deposit: Deposit, *, matches: bool, late: date | None) -> str:
    if matches:
        return "matched"
    if deposit.settled_at is not None:
        return f"settled: {deposit.settled_reason}"
    return f"late since {late.isoformat()}" if late else "waits"


def _account(views: Iterable[EntryView]) -> Iterator[tuple[object, ...]]:
    for view in views:
        adjustment = view.entry.provider_adjustment
        yield (
            view.entry.booked_on.isoformat(),
            adjustment.reason_code,
            view.label,
            adjustment.reference,
            view.link.claim.display_number if view.link else "",
            view.entry.remittance.trace_number,
            view.entry.amount,
            view.balance,
            "yes" if view.entry.reverses_id else "",
        )

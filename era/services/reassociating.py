"""Money and its remittance found together by themselves: trace number, payer and amount, or not at all."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Upper

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claimcenter.practice.tenancy import current_practice_id
from era.enums import MatchedBy
from era.lines import normal
from era.models import Deposit, DepositMatch, Remittance
from era.reassociation import pairs
from era.selectors.deposits import SUPERSEDED, awaiting_money, deposit_money, live_deposits, payment_money


def lock_traces(traces: Iterable[str]) -> None:
    """Whoever records a deposit and whoever loads its remittance at the same moment meet here: one sees the other."""
    keys = sorted({f"era.deposit/{current_practice_id()}/{normal(trace)}" for trace in traces if trace.strip()})
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(%s::text[]) AS wanted (key)", [keys]
        )


def match_by_trace(*, traces: Iterable[str], by: User | None, now: datetime) -> int:
    """Matches every waiting deposit under these trace numbers that is certain of one remittance; returns how many.

    Idempotent. A deposit that pays a remittance set aside since (a duplicate, an undone one) goes over to the one that
    counts. One query where no deposit waits.
    """
    wanted = {normal(trace) for trace in traces if trace.strip()}
    waiting = list(_free(wanted)) if wanted else []
    if not waiting:
        return 0
    payments = awaiting_money().annotate(trace=Upper("trace_number")).filter(trace__in=wanted, payer__isnull=False)
    remittances = {remittance.pk: remittance for remittance in payments}
    deposits = {deposit.pk: deposit for deposit in waiting}
    found = pairs([deposit_money(one) for one in waiting], [payment_money(one) for one in remittances.values()])
    for deposit_id, remittance_id in found:
        match_with(deposits[deposit_id], [remittances[remittance_id]], how=MatchedBy.EXACT, by=by, now=now)
    return len(found)


def match_with(
    deposit: Deposit, remittances: list[Remittance], *, how: MatchedBy, by: User | None, now: datetime
) -> None:
    """Writes the matches of a locked deposit, which learns its payer from them; earlier ones of it are taken away."""
    DepositMatch.objects.filter(deposit=deposit).delete()
    DepositMatch.objects.bulk_create(
        DepositMatch(deposit=deposit, remittance=remittance, how=how, matched_by=by, matched_at=now)
        for remittance in remittances
    )
    deposit.payer_id = remittances[0].payer_id
    deposit.version += 1
    deposit.save(update_fields=["payer", "version"])
    detail = {"remittances": [remittance.pk for remittance in remittances], "how": how.value}
    audit.record(action="deposit.matched", obj=deposit, by=by, detail=detail)


def take_away(deposit: Deposit, *, by: User | None) -> None:
    """Takes the matches of a locked deposit away."""
    gone = list(DepositMatch.objects.filter(deposit=deposit).values_list("remittance", flat=True))
    DepositMatch.objects.filter(deposit=deposit).delete()
    deposit.version += 1
    deposit.save(update_fields=["version"])
    audit.record(action="deposit.unmatched", obj=deposit, by=by, detail={"remittances": gone})


def payer_named(*, remittance: Remittance, by: User | None, now: datetime) -> None:
    """A remittance has got its payer, or another one: a deposit of somebody else's is taken away, its own is found."""
    wrong = live_deposits().filter(matches__remittance=remittance).exclude(payer=remittance.payer_id)
    for deposit in wrong.select_for_update(of=("self",), no_key=True):
        take_away(deposit, by=by)
    match_by_trace(traces=[remittance.trace_number], by=by, now=now)


def _free(traces: set[str]) -> "QuerySet[Deposit]":
    """Deposits under these trace numbers that pay nothing yet, or only what was set aside; locked."""
    counting = DepositMatch.objects.exclude(SUPERSEDED)
    found = live_deposits().filter(trace_number__in=traces).exclude(pk__in=counting.values("deposit"))
    return found.order_by("pk").select_for_update(of=("self",), no_key=True)

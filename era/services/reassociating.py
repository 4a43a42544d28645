"""Money and its remittance found together by themselves: trace number, payer and amount, or not at all."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction
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
    waiting = _free(wanted) if wanted else []
    if not waiting:
        return 0
    payments = awaiting_money().annotate(trace=Upper("trace_number")).filter(trace__in=wanted, payer__isnull=False)
    remittances = {remittance.pk: remittance for remittance in payments}
    deposits = {deposit.pk: deposit for deposit in waiting}
    found = pairs([deposit_money(one) for one in waiting], [payment_money(one) for one in remittances.values()])
    return sum(_matched(deposits[one], remittances[other], by=by, now=now) for one, other in found)


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
    deposit.settled_at, deposit.settled_by, deposit.settled_reason = None, None, ""
    deposit.version += 1
    deposit.save(update_fields=["payer", "settled_at", "settled_by", "settled_reason", "version"])
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
    matched = DepositMatch.objects.filter(remittance=remittance)
    # The deposit is locked first and its match read again after, as everywhere.
    for deposit in list(Deposit.objects.filter(pk__in=matched.values("deposit")).select_for_update(no_key=True)):
        if deposit.payer_id != remittance.payer_id and matched.filter(deposit=deposit).exists():
            take_away(deposit, by=by)
    match_by_trace(traces=[remittance.trace_number], by=by, now=now)


def _free(traces: set[str]) -> list[Deposit]:
    """Deposits under these trace numbers that pay nothing yet, or only what was set aside; locked."""
    named = live_deposits().filter(trace_number__in=traces).order_by("pk")
    locked = [deposit.pk for deposit in named.select_for_update(no_key=True)]
    if not locked:
        return []
    # Asked after the lock is held: what a statement that waited saw of other tables may be gone by then.
    counting = DepositMatch.objects.filter(deposit__in=locked).exclude(SUPERSEDED)
    return list(live_deposits().filter(pk__in=locked).exclude(pk__in=counting.values("deposit")).order_by("pk"))


def _matched(deposit: Deposit, remittance: Remittance, *, by: User | None, now: datetime) -> bool:
    """False where somebody matched the remittance at this very moment: theirs stands."""
    try:
        with transaction.atomic():
            match_with(deposit, [remittance], how=MatchedBy.EXACT, by=by, now=now)
    except IntegrityError as error:
        if "remittance_paid_by_one_deposit" not in str(error):
            raise
        return False
    return True

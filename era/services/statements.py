"""A bank statement's lines against what is here: which are new, which are known, which were recorded before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Upper

from claimcenter.practice.models import User
from era.bank_statement import Statement, StatementRow
from era.matching import payers_of
from era.models import Deposit
from era.selectors.deposits import awaiting_money, live_deposits
from era.services.deposits import AlreadyRecorded, DepositDetails, record_deposit
from era.services.screening import known_payers
from insurance.models import Payer


@dataclass(frozen=True)
class LookedAt:
    """One line of a statement. `chosen`: it looks like a payer's money, so it is ticked before anybody looks."""

    row: StatementRow
    payer: Payer | None = None
    earlier: Deposit | None = None
    chosen: bool = False

    @property
    def can_be_recorded(self) -> bool:
        return not self.row.problem and self.earlier is None


@dataclass
class Imported:
    """What became of the lines a person chose."""

    recorded: int = 0
    matched: int = 0
    known: int = 0


def look_at(statement: Statement) -> list[LookedAt]:
    """Each line with its payer, and the deposit it was recorded as. A constant number of queries."""
    rows = [row for row in statement.rows if not row.problem]
    earlier = _earlier(rows)
    expected = _expected({row.trace_number for row in rows if row.trace_number})
    payers = known_payers()
    found = {row.line: _payer_id(row, payers) for row in rows}
    by_id = Payer.objects.in_bulk({key for key in found.values() if key is not None})
    return [_looked_at(row, by_id.get(found.get(row.line) or 0), earlier, expected) for row in statement.rows]


@transaction.atomic
def import_statement(*, statement: Statement, lines: Collection[int], by: User, now: datetime) -> Imported:
    """Records the chosen lines, all or nothing; what was recorded before stays one deposit. Raises ValidationError."""
    done = Imported()
    chosen = [one for one in look_at(statement) if one.row.line in lines and not one.row.problem]
    # In the order of the trace numbers: two imports at once take their locks alike.
    for one in sorted(chosen, key=lambda one: (one.row.trace_number, one.row.key)):
        _record(one, done, by=by, now=now)
    return done


def _record(one: LookedAt, done: Imported, *, by: User, now: datetime) -> None:
    row = one.row
    details = DepositDetails(
        amount=row.amount,
        deposited_on=row.deposited_on,
        how=row.how,
        payer=one.payer,
        trace_number=row.trace_number,
        originating_id=row.originating_id,
        bank_reference=row.reference,
    )
    if one.earlier is not None:
        done.known += 1
        return
    try:
        deposit = record_deposit(details=details, by=by, now=now, record_key=row.key)
    except AlreadyRecorded:
        done.known += 1
        return
    done.recorded += 1
    done.matched += int(deposit.matches.exists())


def _looked_at(
    row: StatementRow, payer: Payer | None, earlier: dict[object, Deposit], expected: Collection[str]
) -> LookedAt:
    if row.problem:
        return LookedAt(row)
    known = earlier.get(row.key) or earlier.get(_facts(row))
    looks_like_ours = payer is not None or bool(row.originating_id) or row.trace_number in expected
    return LookedAt(row, payer, known, chosen=known is None and looks_like_ours)


def _earlier(rows: Sequence[StatementRow]) -> dict[object, Deposit]:
    """Deposits by the key they were imported with, and by trace number, amount and day."""
    found: dict[object, Deposit] = {}
    live = live_deposits().select_related("recorded_by")
    for deposit in live.filter(record_key__in=[row.key for row in rows]):
        found[deposit.record_key] = deposit
    for deposit in live.filter(trace_number__in={row.trace_number for row in rows if row.trace_number}):
        found[deposit.trace_number, deposit.amount, deposit.deposited_on] = deposit
    return found


def _facts(row: StatementRow) -> object:
    return (row.trace_number, row.amount, row.deposited_on)


def _expected(traces: Collection[str]) -> frozenset[str]:
    found = awaiting_money().annotate(trace=Upper("trace_number")).filter(trace__in=traces)
    return frozenset(found.values_list("trace", flat=True)) if traces else frozenset()


def _payer_id(row: StatementRow, payers: list[tuple[int, list[str], str]]) -> int | None:
    found = payers_of([row.originating_id], row.payer_name, payers)
    return next(iter(found)) if len(found) == 1 else None

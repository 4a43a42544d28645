"""Writing the ledger: entries are collected in a Book and leave in one insert; the balances follow by trigger.

Every entry moves one amount from one bucket to another, so conservation holds whatever is posted. Corrections are
contra-entries linked to what they take back; nothing is ever changed or deleted.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from claimcenter.practice.models import User
from claims.bulk import insert_rows
from claims.enums import Bucket, EntryKind
from claims.facts import ZERO
from claims.lookups import keys
from claims.models import ChargeLineBalance, LedgerEntry
from clients.models import ChargeLine

_COLUMNS = (
    "charge_line",
    "claim",
    "adjudication",
    "payment",
    "reverses",
    "deed",
    "kind",
    "moved_from",
    "moved_to",
    "amount",
    "rule",
    "by",
    "at",
)
HELD = (Bucket.INSURER_1, Bucket.INSURER_2, Bucket.INSURER_3)
_KEPT = (*HELD, Bucket.PATIENT, Bucket.INSURANCE_PAID, Bucket.ADJUSTED, Bucket.PATIENT_PAID)


@dataclass(frozen=True, slots=True)
class Ties:
    """What an entry belongs to, beside its charge line."""

    claim_id: int | None = None
    adjudication_id: int | None = None
    payment_id: int | None = None
    reverses_id: int | None = None
    deed_id: int | None = None
    by_id: int | None = None  # who decided it, where that is somebody else than who posts now


NO_TIES = Ties()


class Book:
    """The ledger of some charge lines, opened for writing. The caller holds their clients or claims locked.

    `deed_id`: the document (an undo, a decision) that everything written here belongs to, where an entry names none.
    """

    def __init__(
        self, charge_line_ids: Iterable[int], *, by: User | None, now: datetime, deed_id: int | None = None
    ) -> None:
        self._by = by
        self._now = now
        self._deed_id = deed_id
        self._entries: list[tuple[object, ...]] = []
        self._buckets: dict[int, dict[str, Decimal]] = {}
        self.add_lines(charge_line_ids)

    def add_lines(self, charge_line_ids: Iterable[int]) -> None:
        """Reads the balances of further charge lines: one query."""
        missing = [line_id for line_id in set(charge_line_ids) if line_id not in self._buckets]
        if not missing:
            return
        columns = [str(bucket) for bucket in _KEPT]
        rows = ChargeLineBalance.objects.filter(charge_line__any_of=keys(missing)).values_list(
            "charge_line", "charge", *columns
        )
        for line_id, charge, *amounts in rows:
            self._buckets[line_id] = {Bucket.CHARGES: -charge, **dict(zip(_KEPT, amounts, strict=True))}
        for line_id in missing:
            self._buckets.setdefault(line_id, defaultdict(lambda: ZERO))

    @property
    def charge_line_ids(self) -> set[int]:
        return set(self._buckets)

    def held(self, charge_line_id: int, bucket: Bucket) -> Decimal:
        """What lies in a bucket of the line now, the entries not yet written included."""
        return self._buckets[charge_line_id].get(bucket, ZERO)

    def charged(self, charge_line_id: int) -> Decimal:
        return -self.held(charge_line_id, Bucket.CHARGES)

    def move(
        self,
        charge_line_id: int,
        *,
        kind: EntryKind,
        moved_from: Bucket,
        moved_to: Bucket,
        amount: Decimal,
        rule: str = "",
        ties: Ties = NO_TIES,
    ) -> None:
        """Adds an entry; nothing to move adds none."""
        if not amount:
            return
        self._add(charge_line_id, moved_from, moved_to, amount, ties=ties, kind=kind, rule=rule)

    def charge(self, line: ChargeLine, *, to: Bucket, ties: Ties = NO_TIES) -> None:
        """Puts the full charge of a line where it is to be asked for first."""
        self.move(line.pk, kind=EntryKind.CHARGE, moved_from=Bucket.CHARGES, moved_to=to, amount=line.charge, ties=ties)

    def take_back(self, entries: Iterable[LedgerEntry], *, rule: str) -> None:
        """A contra-entry for each: the same buckets, the amount negated, linked to what it takes back."""
        for entry in entries:
            self._add(
                entry.charge_line_id,
                entry.moved_from,
                entry.moved_to,
                -entry.amount,
                ties=Ties(
                    entry.claim_id,
                    entry.adjudication_id,
                    entry.payment_id,
                    entry.pk,
                    deed_id=self._deed_id or entry.deed_id,
                ),
                kind=EntryKind.REVERSAL,
                rule=rule,
            )

    def write(self) -> int:
        """Writes what was collected, in one statement; answers how many entries."""
        written = insert_rows(LedgerEntry, _COLUMNS, self._entries)
        self._entries = []
        return written

    def _add(
        self, line_id: int, moved_from: str, moved_to: str, amount: Decimal, *, ties: Ties, kind: EntryKind, rule: str
    ) -> None:
        buckets = self._buckets[line_id]
        buckets[moved_from] = buckets.get(moved_from, ZERO) - amount
        buckets[moved_to] = buckets.get(moved_to, ZERO) + amount
        tied = (ties.claim_id, ties.adjudication_id, ties.payment_id, ties.reverses_id, ties.deed_id or self._deed_id)
        by_id = ties.by_id or (self._by.pk if self._by else None)
        words = (str(kind), str(moved_from), str(moved_to))
        self._entries.append((line_id, *tied, *words, amount, rule[:80], by_id, self._now))


def standing_entries(**of: object) -> list[LedgerEntry]:
    """The entries of something (an adjudication, a charge line ...) that were not taken back."""
    return list(
        LedgerEntry.objects.filter(**of, reversed_by__isnull=True).exclude(kind=EntryKind.REVERSAL).order_by("id")
    )

"""What stands in the ledger beside the answers: people's write-offs and releases, and transfers after a decision.

They rest on what the answers left where. So whenever answers change, they are lifted first and put back afterwards as
far as there is something left for them: the balances are those of a clean run, whatever came when. A release holds
until that payer answers: its answer finds the amount where it would have been, and what the client paid comes free.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, Sum

from claims.enums import Bucket, DeedKind, EntryKind
from claims.facts import ZERO
from claims.models import ClaimLine, LedgerEntry, MoneyDeed
from claims.posting_rules import Treatment
from claims.services.ledger import Book, Ties
from insurance.enums import Position

_STANDING = (DeedKind.WRITE_OFF, DeedKind.SHIELD_RELEASE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that stands, with the charge lines it is about."""

    deed: MoneyDeed
    position: int
    is_live: bool
    line_ids: list[int]


@dataclass(slots=True)
class Decided:
    """Everything beside the answers on some charge lines."""

    deeds: list[Standing] = field(default_factory=list)
    of_deeds: list[LedgerEntry] = field(default_factory=list)
    transfers: list[LedgerEntry] = field(default_factory=list)

    @property
    def line_ids(self) -> set[int]:
        return {line_id for standing in self.deeds for line_id in standing.line_ids}

    def positions(self) -> dict[int, int]:
        """By charge line: the position whose answer a transfer was made after; that one is to be posted anew."""
        found: dict[int, int] = {}
        for entry in self.transfers:
            at = entry.claim.position if entry.claim else int(Position.PRIMARY)
            found[entry.charge_line_id] = min(at, found.get(entry.charge_line_id, at))
        return found

    def lift(self, book: Book, touched: Collection[int]) -> None:
        """Takes back what decisions moved, and the transfers on the lines that are touched."""
        transfers = [entry for entry in self.transfers if entry.charge_line_id in touched]
        if self.of_deeds or transfers:
            book.add_lines(self.line_ids | {entry.charge_line_id for entry in self.of_deeds})
            book.take_back([*self.of_deeds, *transfers], rule="worked out anew")

    def put_back(self, book: Book, answered: Mapping[int, Collection[int]]) -> None:
        """Applies every decision that stands, the oldest first. `answered`: positions with an answer, by line."""
        for standing in self.deeds:
            book.add_lines(standing.line_ids)
            apply_deed(book, standing, answered=answered, kept=_never_clients(standing))


def decided_on(*, charge_line_ids: Collection[int], claim_ids: Collection[int]) -> Decided:
    """What stands beside the answers of these charge lines and claims: two queries, two more where there is any."""
    entries = list(
        LedgerEntry.objects.filter(
            charge_line__in=sorted(charge_line_ids),
            adjudication__isnull=True,
            payment__isnull=True,
            kind__in=[EntryKind.TRANSFER, EntryKind.WRITE_OFF],
            reversed_by__isnull=True,
        )
        .select_related("claim")
        .order_by("pk")
    )
    deeds = _standing_deeds(claim_ids, {entry.deed_id for entry in entries if entry.deed_id is not None})
    known = {standing.deed.pk for standing in deeds}
    return Decided(
        deeds=deeds,
        of_deeds=_entries_of(known),
        transfers=[entry for entry in entries if entry.deed_id is None],
    )


def standing_deed(deed: MoneyDeed) -> Standing:
    """One decision with its lines."""
    return _with_lines([deed])[0]


def apply_deed(
    book: Book, standing: Standing, *, answered: Mapping[int, Collection[int]], kept: Mapping[int, Decimal]
) -> Decimal:
    """Moves what one decision moves now, never more than lies there; answers how much. `kept` may not be released."""
    if standing.deed.kind == DeedKind.WRITE_OFF:
        return _write_off(book, standing)
    return _release(book, standing, answered, kept) if standing.is_live else ZERO


def releasable(book: Book, line_ids: Iterable[int], position: int) -> dict[int, Decimal]:
    """By charge line: what is held for the payer of a position and may become the client's (never QMB cost share)."""
    lines = list(line_ids)
    kept = _kept(lines, Bucket.insurer(position))
    held = {line_id: book.held(line_id, Bucket.insurer(position)) - kept.get(line_id, ZERO) for line_id in lines}
    return {line_id: amount for line_id, amount in held.items() if amount > ZERO}


def _write_off(book: Book, standing: Standing) -> Decimal:
    deed, left = standing.deed, standing.deed.amount or ZERO
    for line_id in standing.line_ids:
        part = min(left, max(book.held(line_id, Bucket(deed.bucket)), ZERO))
        _move(book, standing, line_id, part, EntryKind.WRITE_OFF, Bucket(deed.bucket), Bucket.ADJUSTED)
        left -= part
    return (deed.amount or ZERO) - left


def _release(
    book: Book, standing: Standing, answered: Mapping[int, Collection[int]], kept: Mapping[int, Decimal]
) -> Decimal:
    bucket, moved = Bucket.insurer(standing.position), ZERO
    for line_id in standing.line_ids:
        if standing.position in answered.get(line_id, ()):
            continue
        part = max(book.held(line_id, bucket) - kept.get(line_id, ZERO), ZERO)
        _move(book, standing, line_id, part, EntryKind.TRANSFER, bucket, Bucket.PATIENT)
        moved += part
    return moved


def _move(  # noqa: PLR0917 - one entry, in the order it is read
    book: Book, standing: Standing, line_id: int, amount: Decimal, kind: EntryKind, moved_from: Bucket, moved_to: Bucket
) -> None:
    deed = standing.deed
    ties = Ties(claim_id=deed.claim_id, deed_id=deed.pk, by_id=deed.by_id)
    words = f"{deed.get_kind_display()}: {deed.get_ground_display()}"
    book.move(line_id, kind=kind, moved_from=moved_from, moved_to=moved_to, amount=amount, rule=words, ties=ties)


def _standing_deeds(claim_ids: Collection[int], deed_ids: set[int]) -> list[Standing]:
    wanted = Q(claim__in=sorted(claim_ids)) | Q(pk__in=sorted(deed_ids))
    deeds = MoneyDeed.objects.filter(wanted, kind__in=_STANDING, taken_back_by__isnull=True)
    return _with_lines(list(deeds.select_related("claim").order_by("pk")))


def _with_lines(deeds: list[MoneyDeed]) -> list[Standing]:
    if not deeds:
        return []
    lines: defaultdict[int, list[int]] = defaultdict(list)
    rows = ClaimLine.objects.filter(claim__in=[deed.claim_id for deed in deeds]).order_by("claim", "ordinal")
    for claim_id, line_id in rows.values_list("claim", "charge_line"):
        lines[claim_id].append(line_id)
    return [
        Standing(deed, deed.claim.position, bool(deed.claim.live), lines[deed.claim.pk])
        for deed in deeds
        if deed.claim is not None
    ]


def _entries_of(deed_ids: set[int]) -> list[LedgerEntry]:
    if not deed_ids:
        return []
    kinds = [EntryKind.TRANSFER, EntryKind.WRITE_OFF]
    return list(
        LedgerEntry.objects.filter(deed__in=sorted(deed_ids), kind__in=kinds, reversed_by__isnull=True).order_by("pk")
    )


def _never_clients(standing: Standing) -> dict[int, Decimal]:
    if standing.deed.kind != DeedKind.SHIELD_RELEASE:
        return {}
    return _kept(standing.line_ids, Bucket.insurer(standing.position))


def _kept(line_ids: Iterable[int], bucket: Bucket) -> dict[int, Decimal]:
    """By charge line: what may go to a next payer and never to the client."""
    never = Q(rule__contains=Treatment.NEXT_PAYER.mark)
    rows = LedgerEntry.objects.filter(never, charge_line__in=list(line_ids), moved_to=bucket, reversed_by__isnull=True)
    return dict(rows.values_list("charge_line").annotate(total=Sum("amount")))

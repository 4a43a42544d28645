"""Manual write-off, release of the patient shield, and taking either back: decisions of a person about money.

Each is one document (`MoneyDeed`) with the entries it moved. It stands until another document takes it back, and is
put into the ledger anew whenever the answers below it change (`services.standing`).
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import WRITE_OFF_GROUNDS, Bucket, DeedKind, EntryKind, Ground
from claims.facts import ZERO
from claims.locks import lock_claims
from claims.models import Claim, LedgerEntry, MoneyDeed
from claims.selectors.deeds import Room, room_of
from claims.services.ledger import Book
from claims.services.money import refresh_money
from claims.services.payments import settle_payments
from claims.services.standing import apply_deed, releasable, standing_deed
from claims.services.transitions import write_event
from insurance.enums import Position

MAX_REASON = 300


class DeedRefused(Refusal):
    """Nothing was moved; the message says why and what to do instead."""

    def __init__(self, code: str, message: str, *, status: int = 409) -> None:
        super().__init__(message, code=code)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff:
    """`amount` above zero, from the client's bucket or the claim's own payer's."""

    bucket: Bucket
    amount: Decimal
    ground: Ground
    reason: str


@transaction.atomic
def write_off(*, claim_id: int, given: WriteOff, by: User, now: datetime, idempotency_key: str = "") -> MoneyDeed:
    """Writes off what somebody still owes of a claim's lines; document, entries, balances and history stand together.

    Never more than lies in the bucket; from a payer's bucket only where no answer of that payer is awaited. The same
    key again gives the same document and moves nothing. Raises DeedRefused, Claim.DoesNotExist.
    """
    claim = _locked(claim_id)
    known = _known(idempotency_key, claim, DeedKind.WRITE_OFF)
    if known is not None:
        return known
    _check_write_off(claim, given)
    deed = MoneyDeed.objects.create(
        kind=DeedKind.WRITE_OFF,
        client_id=claim.client_id,
        claim=claim,
        ground=given.ground,
        reason=_reason(given.reason),
        bucket=given.bucket,
        amount=given.amount,
        idempotency_key=idempotency_key,
        by=by,
        at=now,
    )
    _apply(deed, by=by, now=now)
    whose = "the client's share" if given.bucket == Bucket.PATIENT else "what the payer left"
    text = f"{given.amount:.2f} of {whose} written off ({given.ground.label.lower()}): {deed.reason}"
    _tell(deed, claim, by=by, now=now, kind="written_off", text=text)
    return deed


@transaction.atomic
def release_shield(
    *, claim_id: int, ground: Ground, reason: str, by: User, now: datetime, idempotency_key: str = ""
) -> MoneyDeed:
    """Makes what is held for a next payer the client's, though that payer has not answered.

    Never the cost share of a QMB client. An answer of that payer that comes later is posted as if nothing had been
    released. Idempotent: a release that stands is returned as it is. Raises DeedRefused, Claim.DoesNotExist.
    """
    claim = _locked(claim_id)
    known = _known(idempotency_key, claim, DeedKind.SHIELD_RELEASE) or standing_release(claim)
    if known is not None:
        return known
    _check_release(claim)
    deed = MoneyDeed.objects.create(
        kind=DeedKind.SHIELD_RELEASE,
        client_id=claim.client_id,
        claim=claim,
        ground=ground,
        reason=_reason(reason),
        bucket=Bucket.insurer(claim.position),
        idempotency_key=idempotency_key,
        by=by,
        at=now,
    )
    moved = _apply(deed, by=by, now=now)
    text = f"Patient shield released, {moved:.2f} to the client ({ground.label.lower()}): {deed.reason}"
    _tell(deed, claim, by=by, now=now, kind="shield_released", text=text)
    return deed


@transaction.atomic
def take_back_deed(*, deed_id: int, reason: str, by: User, now: datetime) -> MoneyDeed:
    """Takes a write-off or a release back: a contra-entry for each of its entries, linked, under one document.

    Idempotent: what was taken back stays so, and the document that did it is returned. Raises DeedRefused.
    """
    deed = MoneyDeed.objects.select_related("claim").get(pk=deed_id)
    if deed.claim_id is None or deed.kind not in {DeedKind.WRITE_OFF, DeedKind.SHIELD_RELEASE}:
        raise DeedRefused("not_a_decision", "Only a write-off or a release can be taken back here.")
    claim = _locked(deed.claim_id)
    earlier = MoneyDeed.objects.filter(takes_back=deed).first()
    if earlier is not None:
        return earlier
    contra = MoneyDeed.objects.create(
        kind=DeedKind.TAKEN_BACK,
        client_id=deed.client_id,
        claim=claim,
        reason=_reason(reason),
        takes_back=deed,
        by=by,
        at=now,
    )
    _take_back(deed, contra, by=by, now=now)
    text = f"{deed.get_kind_display()} of {localdate(deed.at):%-d %b %Y} taken back: {contra.reason}"
    _tell(contra, claim, by=by, now=now, kind="deed_taken_back", text=text)
    return contra


def open_undo(*, reason: str, by: User | None, now: datetime, claim: Claim | None = None) -> MoneyDeed:
    """The one document of an undo: every contra-entry of it names this row."""
    return MoneyDeed.objects.create(
        kind=DeedKind.UNDO,
        client_id=claim.client_id if claim else None,
        claim=claim,
        reason=reason[:MAX_REASON],
        by=by,
        at=now,
    )


def standing_release(claim: Claim) -> MoneyDeed | None:
    """The release of this claim's payer that nobody took back."""
    found = MoneyDeed.objects.filter(claim=claim, kind=DeedKind.SHIELD_RELEASE, taken_back_by__isnull=True)
    return found.select_related("by").order_by("-pk").first()


def _locked(claim_id: int) -> Claim:
    claim = lock_claims([claim_id]).get(claim_id)
    if claim is None:
        raise Claim.DoesNotExist
    return claim


def _known(key: str, claim: Claim, kind: DeedKind) -> MoneyDeed | None:
    if not key:
        return None
    found = MoneyDeed.objects.filter(idempotency_key=key).first()
    if found is not None and (found.claim_id, found.kind) != (claim.pk, kind):
        raise DeedRefused("idempotency_key_reused", "This idempotency key was used for something else.")
    return found


def _reason(text: str) -> str:
    if not text.strip():
        raise DeedRefused("reason_missing", "Please say why; it stands in the history of the claim.", status=422)
    return text.strip()[:MAX_REASON]


def _check_write_off(claim: Claim, given: WriteOff) -> None:
    if given.ground not in WRITE_OFF_GROUNDS:
        raise DeedRefused("unknown_ground", "Choose courtesy, hardship or small balance.", status=422)
    if given.amount <= ZERO or given.amount != given.amount.quantize(Decimal("0.01")):
        raise DeedRefused("bad_amount", "The amount has to be above zero, in whole cents.", status=422)
    room = next((room for room in room_of(claim) if room.bucket == given.bucket), None)
    if room is None:
        raise DeedRefused("nothing_there", "Nothing of this claim lies there, so there is nothing to write off.")
    _check_room(room, given.amount)


def _check_room(room: Room, amount: Decimal) -> None:
    if room.why_not:
        raise DeedRefused("answer_awaited", room.why_not)
    if amount > room.amount:
        raise DeedRefused("more_than_lies_there", f"Only {room.amount:.2f} lies there.", status=422)


def _check_release(claim: Claim) -> None:
    if claim.position == Position.PRIMARY:
        text = "Nothing is held for a next payer on the primary's claim. Void it where its plan is not valid."
        raise DeedRefused("primary_claim", text)
    if not claim.live:
        raise DeedRefused("claim_void", "The claim is void; nothing is held for it.")
    if claim.adjudications.filter(state="posted").exists():
        raise DeedRefused("answered", "This payer has answered, so nothing is held for it any more.")
    lines = list(claim.lines.values_list("charge_line", flat=True))
    if not releasable(Book(lines, by=None, now=claim.created_at), lines, claim.position):
        raise DeedRefused("nothing_held", "Nothing is held for this payer that may become the client's.")


def _apply(deed: MoneyDeed, *, by: User, now: datetime) -> Decimal:
    standing = standing_deed(deed)
    book = Book(standing.line_ids, by=by, now=now)
    held = releasable(book, standing.line_ids, standing.position)
    bucket = Bucket.insurer(standing.position)
    kept = {line_id: book.held(line_id, bucket) - held.get(line_id, ZERO) for line_id in standing.line_ids}
    moved = apply_deed(book, standing, answered={}, kept=kept)
    _write(book, deed, by=by, now=now)
    return moved


def _take_back(deed: MoneyDeed, contra: MoneyDeed, *, by: User, now: datetime) -> None:
    kinds = [EntryKind.TRANSFER, EntryKind.WRITE_OFF]
    entries = list(LedgerEntry.objects.filter(deed=deed, kind__in=kinds, reversed_by__isnull=True).order_by("pk"))
    book = Book({entry.charge_line_id for entry in entries}, by=by, now=now, deed_id=contra.pk)
    book.take_back(entries, rule="taken back by hand")
    _write(book, deed, by=by, now=now)


def _write(book: Book, deed: MoneyDeed, *, by: User, now: datetime) -> None:
    book.write()
    settle_payments(client_ids=[deed.client_id] if deed.client_id else [], by=by, now=now)
    lines = book.charge_line_ids
    refresh_money(list(Claim.objects.filter(lines__charge_line__in=lines).values_list("pk", flat=True).distinct()))


def _tell(deed: MoneyDeed, claim: Claim, *, by: User, now: datetime, kind: str, text: str) -> None:
    write_event(claim=claim, by=by, now=now, kind=kind, text=text)
    detail = {"claim": claim.pk, "deed": deed.takes_back_id or deed.pk}
    audit.record(action=f"money.{kind}", obj=deed, by=by, client_id=claim.client_id, detail=detail)

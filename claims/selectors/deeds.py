"""What a person may decide about a claim's money now, and what was decided: with who, when and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.timezone import localdate

from claims.enums import Bucket, DeedKind, EntryKind, Stage
from claims.facts import ZERO
from claims.models import ChargeLineBalance, Claim, LedgerEntry, MoneyDeed
from clients.models import Appointment
from insurance.enums import Position

_DECISIONS = (DeedKind.WRITE_OFF, DeedKind.SHIELD_RELEASE)


@dataclass(frozen=True, slots=True)
class Room:
    """What lies in one bucket of a claim's lines; `why_not` filled: it cannot be written off now."""

    bucket: Bucket
    label: str
    amount: Decimal
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A write-off or a release as the screen says it. `moved`: how much of it counts now."""

    deed: MoneyDeed
    moved: Decimal
    taken_back: MoneyDeed | None

    @property
    def payer_name(self) -> str:
        claim = self.deed.claim
        return claim.payer.name if claim and claim.payer else "the payer"

    @property
    def sentence(self) -> str:
        """Who decided it, when and why: "released by Alice Biller on 20 Nov 2026 because ..."."""
        deed = self.deed
        verb = "released" if deed.kind == DeedKind.SHIELD_RELEASE else "written off"
        who = deed.by.name if deed.by else "Claim Center"
        day = localdate(deed.at)
        return f"{verb} by {who} on {day:%-d %b %Y} because {deed.reason} ({deed.get_ground_display().lower()})"


def room_of(claim: Claim) -> list[Room]:
    """The client's part and the claim's own payer's, where something lies there."""
    own = Bucket.insurer(claim.position)
    balances = ChargeLineBalance.objects.filter(charge_line__claim_lines__claim=claim)
    found = list(balances.values_list("patient", str(own)))
    client = sum((max(patient, ZERO) for patient, _ in found), ZERO)
    payer = sum((max(held, ZERO) for _, held in found), ZERO)
    name = claim.payer.name if claim.payer else "the payer"
    rooms = [
        Room(Bucket.PATIENT, "What the client owes", client),
        Room(own, f"What {name} left", payer, _awaited(claim)),
    ]
    return [room for room in rooms if room.amount > ZERO]


def held_for(claim: Claim) -> Decimal:
    """What is held for the payer of a claim that is not the first."""
    if claim.position == Position.PRIMARY or not claim.live:
        return ZERO
    return sum((room.amount for room in room_of(claim) if room.bucket != Bucket.PATIENT), ZERO)


def decisions_of(claim: Claim) -> list[Decision]:
    """Every decision about money on a claim and the others of its chain, newest first. Two queries."""
    root = claim.primary_claim_id or claim.pk
    chain = Claim.objects.filter(primary_claim=root) | Claim.objects.filter(pk=root)
    return _decisions(MoneyDeed.objects.filter(claim__in=chain.values("pk")))


def standing_releases(client_ids: Iterable[int]) -> list[Decision]:
    """The releases of some clients that stand and still move something, newest first. Two queries."""
    deeds = MoneyDeed.objects.filter(client__in=list(client_ids), kind=DeedKind.SHIELD_RELEASE)
    found = _decisions(deeds.filter(taken_back_by__isnull=True, claim__live=True))
    return [decision for decision in found if decision.moved]


def releases_on(appointment: Appointment) -> list[Decision]:
    """The releases that stand on the lines of one appointment and still move something. Two queries."""
    deeds = MoneyDeed.objects.filter(claim__lines__charge_line__appointment=appointment, claim__live=True)
    standing = deeds.filter(kind=DeedKind.SHIELD_RELEASE, taken_back_by__isnull=True).distinct()
    return [decision for decision in _decisions(standing) if decision.moved]


def _decisions(deeds: QuerySet[MoneyDeed]) -> list[Decision]:
    found = deeds.filter(kind__in=_DECISIONS).select_related("by", "claim__payer", "taken_back_by__by")
    listed = list(found.order_by("-pk"))
    moved = _moved([deed.pk for deed in listed])
    return [Decision(deed, moved.get(deed.pk, ZERO), getattr(deed, "taken_back_by", None)) for deed in listed]


def _moved(deed_ids: list[int]) -> dict[int, Decimal]:
    if not deed_ids:
        return {}
    kinds = [EntryKind.TRANSFER, EntryKind.WRITE_OFF]
    entries = LedgerEntry.objects.filter(deed__in=deed_ids, kind__in=kinds, reversed_by__isnull=True)
    return {pk: total for pk, total in entries.values_list("deed").annotate(total=Sum("amount")) if pk is not None}


def _awaited(claim: Claim) -> str:
    """Why nothing may be written off of what the payer of this claim holds; empty where it may."""
    if claim.stage in {Stage.COMPLETED, Stage.VOID}:
        return ""
    if MoneyDeed.objects.filter(claim=claim, kind=DeedKind.SHIELD_RELEASE, taken_back_by__isnull=True).exists():
        return ""
    name = claim.payer.name if claim.payer else "The payer"
    return f"{name} has not answered yet. Wait for its answer, or release the shield first."

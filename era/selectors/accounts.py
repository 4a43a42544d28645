"""The account with each payer: totals, entries in order with their running balance, and the claims they are about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from claims.models import Adjudication, Claim, Submission
from era.enums import MatchState
from era.lines import normal
from era.matching import REVERSAL
from era.models import ClaimMatch, PayerAccountEntry, ProviderAdjustment
from era.provider_level import OpenReference, Part, identifiers, open_references, part_of, reason_label

ZERO = Decimal(0)


@dataclass
class AccountTotal:
    """The account with one payer. `payer_id` None: payments whose payer nobody has named yet."""

    payer_id: int | None
    name: str
    entries: int = 0
    parts: dict[Part, Decimal] = field(default_factory=lambda: dict.fromkeys(Part, ZERO))

    @property
    def balance(self) -> Decimal:
        """Everything together, signed as in the PLB: positive reduced the payments."""
        return sum(self.parts.values(), ZERO)

    @property
    def carried_forward(self) -> Decimal:
        """What the payer forwarded and has not taken up."""
        return -self.parts[Part.FORWARDED]

    @property
    def to_be_recovered(self) -> Decimal:
        """Overpayments the payer has announced and not taken yet."""
        return -self.parts[Part.RECOVERY]

    @property
    def interest(self) -> Decimal:
        """Interest the payer has paid us."""
        return -self.parts[Part.INTEREST]

    @property
    def other(self) -> Decimal:
        """Penalties, withholdings and the rest, as they reduced payments."""
        return self.parts[Part.OTHER]


@dataclass(frozen=True)
class ClaimLink:
    """The one claim of ours that a provider adjustment is about, and how that is known."""

    claim: Claim
    why: str


@dataclass(frozen=True)
class EntryView:
    """One entry ready to print. `balance` is the account after it."""

    entry: PayerAccountEntry
    label: str
    balance: Decimal
    link: ClaimLink | None


@dataclass(frozen=True)
class ProviderLevelRow:
    """One PLB amount of a payment ready to print."""

    adjustment: ProviderAdjustment
    label: str
    link: ClaimLink | None


def provider_level_rows(remittance_id: int) -> list[ProviderLevelRow]:
    """What a payment carried beside its claims, as received. At most five queries."""
    found = list(ProviderAdjustment.objects.filter(remittance=remittance_id).order_by("pk"))
    links = claim_links(found)
    return [ProviderLevelRow(one, reason_label(one.reason_code), links.get(one.pk)) for one in found]


def account_totals() -> list[AccountTotal]:
    """Every payer with provider-level money, in the order of their names. One query."""
    rows = (
        PayerAccountEntry.objects.order_by("remittance__payer__search_name", "remittance__payer")
        .values_list("remittance__payer", "remittance__payer__name", "provider_adjustment__reason_code")
        .annotate(total=Sum("amount"), number=Count("pk"))
    )
    found: dict[int | None, AccountTotal] = {}
    for payer_id, name, code, total, number in rows:
        account = found.setdefault(payer_id, AccountTotal(payer_id, name or "Payer not named yet"))
        account.parts[part_of(code)] += total
        account.entries += number
    return list(found.values())


def account_total(payer_id: int | None) -> AccountTotal | None:
    """The account with one payer; None where it has no entries."""
    return next((account for account in account_totals() if account.payer_id == payer_id), None)


def account_entries(payer_id: int | None) -> QuerySet[PayerAccountEntry]:
    """The entries of one account."""
    of_payer = Q(remittance__payer=payer_id) if payer_id is not None else Q(remittance__payer__isnull=True)
    found = PayerAccountEntry.objects.filter(of_payer)
    return found.select_related("provider_adjustment", "remittance__era_file", "entered_by")


def entry_views(entries: Sequence[PayerAccountEntry], payer_id: int | None) -> list[EntryView]:
    """A page of entries in date order. Constant queries."""
    if not entries:
        return []
    first = entries[0]
    before = Q(booked_on__lt=first.booked_on) | Q(booked_on=first.booked_on, pk__lt=first.pk)
    balance = account_entries(payer_id).filter(before).order_by().aggregate(total=Sum("amount"))["total"] or ZERO
    links = claim_links([entry.provider_adjustment for entry in entries])
    views = []
    for entry in entries:
        balance += entry.amount
        adjustment = entry.provider_adjustment
        views.append(EntryView(entry, reason_label(adjustment.reason_code), balance, links.get(adjustment.pk)))
    return views


def open_forwarded(payer_id: int | None) -> list[OpenReference]:
    """Forwarded balances (FB) that have not netted to zero over all files, by reference. One query."""
    rows = (
        account_entries(payer_id)
        .filter(provider_adjustment__reason_code__iexact="FB")
        .order_by()
        .values_list("provider_adjustment__reference")
        .annotate(total=Sum("amount"))
    )
    return open_references(rows)


def claim_links(adjustments: Sequence[ProviderAdjustment]) -> dict[int, ClaimLink]:
    """By provider adjustment the claim it is about, where exactly one fits. At most four queries for any number.

    A claim fits by its patient control number or the payer's claim number in the reference; a recovery (WO) also where
    its payment reverses one claim alone by the same amount, and so does its other half under the same reference.
    """
    by_identifier = _claims_by_identifier({one for item in adjustments for one in identifiers(item.reference)})
    found: dict[int, tuple[int, str]] = {}
    for item in adjustments:
        claims = {claim for one in identifiers(item.reference) for claim in by_identifier[one]}
        if len(claims) == 1:
            found[item.pk] = (claims.pop(), "its reference names the claim")
    _by_reversal([item for item in adjustments if item.pk not in found and _is_recovery(item)], found)
    claims_by_id = Claim.objects.in_bulk({claim for claim, _ in found.values()}) if found else {}
    return {key: ClaimLink(claims_by_id[claim], why) for key, (claim, why) in found.items() if claim in claims_by_id}


def _is_recovery(adjustment: ProviderAdjustment) -> bool:
    return part_of(adjustment.reason_code) is Part.RECOVERY


def _claims_by_identifier(wanted: set[str]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    if not wanted:
        return found
    sent = Submission.objects.filter(patient_control_number__in=wanted)
    answered = Adjudication.objects.filter(payer_claim_control_number__in=wanted)
    for number, claim_id in [
        *sent.values_list("patient_control_number", "claim_id"),
        *answered.values_list("payer_claim_control_number", "claim_id"),
    ]:
        found[number].add(claim_id)
    return found


def _by_reversal(adjustments: Sequence[ProviderAdjustment], found: dict[int, tuple[int, str]]) -> None:
    """Links recoveries to the claim their payment reversed for the same amount, then their other halves."""
    reversed_claims = _reversed_claims({item.remittance_id for item in adjustments})
    by_reference: dict[str, set[int]] = defaultdict(set)
    for item in adjustments:
        claims = reversed_claims.get((item.remittance_id, abs(item.amount)), set())
        if len(claims) == 1:
            claim_id = next(iter(claims))
            found[item.pk] = (claim_id, "its payment reverses this claim by the same amount")
            by_reference[normal(item.reference)].add(claim_id)
    for item in adjustments:
        claims = by_reference[normal(item.reference)]
        if item.pk not in found and item.reference.strip() and len(claims) == 1:
            found[item.pk] = (next(iter(claims)), "the same reference as the recovery of this claim")


def _reversed_claims(remittance_ids: Iterable[int]) -> Mapping[tuple[int, Decimal], set[int]]:
    """By payment and amount the claims whose payment it took back (CLP02 22, posted)."""
    wanted = set(remittance_ids)
    found: dict[tuple[int, Decimal], set[int]] = defaultdict(set)
    if not wanted:
        return found
    rows = ClaimMatch.objects.filter(
        remittance__in=wanted, remittance_claim__status_code=REVERSAL, state=MatchState.POSTED, claim__isnull=False
    ).values_list("remittance", "remittance_claim__paid", "claim")
    for remittance_id, paid, claim_id in rows:
        found[remittance_id, abs(paid)].add(claim_id)
    return found

"""What may happen with a remittance before anybody looks at its claims: open, held, or a payment we have already."""

from dataclasses import dataclass

from django.db.models import Q

from era.enums import Hold, RemittanceState
from era.matching import payers_of, same_name
from era.models import Remittance
from era.services.payees import is_ours, own_identifiers
from era.services.storing import Contents
from insurance.models import Payer

KnownPayer = tuple[int, list[str], str]
# What never moved money stands in nobody's way: payers send a broken file again, whole.
_NEVER_IN_THE_WAY = Q(state__in=[RemittanceState.DUPLICATE, RemittanceState.UNDONE]) | Q(
    state=RemittanceState.HELD, hold__in=[Hold.FILE, Hold.PAYEE_ELSEWHERE, Hold.NO_PAYMENT_DATE]
)


@dataclass(frozen=True)
class Finding:
    """The state a remittance starts in. `earlier` is the payment it repeats or resembles."""

    state: RemittanceState
    hold: Hold | None = None
    reason: str = ""
    earlier: Remittance | None = None


def screen(contents: Contents) -> None:
    """Sets the state and the payer of every remittance of a file just read."""
    own, payers = own_identifiers(), known_payers()
    for remittance in contents.remittances:
        found = _finding(remittance, contents, own)
        remittance.state, remittance.hold = found.state, found.hold or ""
        remittance.state_reason = found.reason[:400]
        remittance.duplicate_of = found.earlier
        remittance.payer_id = _only(payer_ids(remittance, payers))
        remittance.save(update_fields=["state", "hold", "state_reason", "duplicate_of", "payer"])


def known_payers() -> list[KnownPayer]:
    """Every payer with the identifiers its remittances may carry."""
    rows = Payer.objects.values_list("pk", "payer_id", "aliases", "name")
    return [(key, [payer_id, *map(str, aliases or [])], name) for key, payer_id, aliases, name in rows]


def payer_ids(remittance: Remittance, payers: list[KnownPayer]) -> frozenset[int]:
    """Who of our payers sent it."""
    identifiers = [
        remittance.payer_identifier,
        *remittance.payer_identifiers,
        remittance.payer_originating_id,
    ]
    return payers_of(identifiers, remittance.payer_name, payers)


def earlier_payment(remittance: Remittance) -> Finding | None:
    """Payment-level duplicates: payer (TRN03), TRN02, BPR02 and BPR16 (X12 RFI 1708: TRN02 is unique per payer).

    The same key and the same claims: the same payment. The same key and other claims: perhaps another part of it.
    The same trace with another amount or date: held.
    """
    if not remittance.trace_number.strip():
        return None
    earlier = [other for other in _same_trace(remittance) if _same_payer(remittance, other)]
    if not earlier:
        return None
    alike = [o for o in earlier if (o.amount, o.payment_date) == (remittance.amount, remittance.payment_date)]
    for other in alike:
        if other.claims_digest == remittance.claims_digest:
            return Finding(RemittanceState.DUPLICATE, reason=loaded_before(other), earlier=other)
    if alike:
        return _held(Hold.SAME_PAYMENT, loaded_before(alike[0]), alike[0])
    return _held(Hold.SAME_TRACE, f"{loaded_before(earlier[0])} Then it was {earlier[0].amount}.", earlier[0])


def loaded_before(other: Remittance) -> str:
    """When and by whom the earlier one came."""
    by = other.era_file.loaded_by
    return f"Already loaded on {other.era_file.loaded_at:%-d %b %Y} by {by.name if by else 'the system'}."


def _finding(remittance: Remittance, contents: Contents, own: frozenset[str]) -> Finding:
    if remittance.pk in contents.elsewhere:
        return _held(Hold.PAYEE_ELSEWHERE)
    again = earlier_payment(remittance)
    if again is not None:
        return again
    hold, reason = _fault(remittance, contents, own)
    return Finding(RemittanceState.OPEN) if hold is None else _held(hold, reason)


def _fault(remittance: Remittance, contents: Contents, own: frozenset[str]) -> tuple[Hold | None, str]:
    if contents.fault:
        return Hold.FILE, contents.fault
    if not is_ours([remittance.payee_identifier, remittance.payee_tax_id], own):
        return Hold.PAYEE_UNKNOWN, remittance.payee_identifier or "The file names none."
    if remittance.payment_date is None:
        return Hold.NO_PAYMENT_DATE, ""
    if remittance.pk in contents.payment_faults:
        return Hold.UNBALANCED, contents.payment_faults[remittance.pk]
    return None, ""


def _same_trace(remittance: Remittance) -> list[Remittance]:
    return list(
        Remittance.objects.filter(trace_number=remittance.trace_number)
        .filter(Q(pk__lt=remittance.pk) | Q(state=RemittanceState.POSTED))
        .exclude(pk=remittance.pk)
        .exclude(_NEVER_IN_THE_WAY)
        .select_related("era_file__loaded_by")
        .order_by("pk")
    )


def _same_payer(remittance: Remittance, other: Remittance) -> bool:
    mine, theirs = remittance.payer_originating_id.strip(), other.payer_originating_id.strip()
    if mine or theirs:
        return mine == theirs
    return same_name(remittance.payer_name) == same_name(other.payer_name)


def _held(hold: Hold, reason: str = "", earlier: Remittance | None = None) -> Finding:
    return Finding(RemittanceState.HELD, hold, f"{hold.label} {reason}".strip(), earlier)


def _only(found: frozenset[int]) -> int | None:
    return next(iter(found)) if len(found) == 1 else None

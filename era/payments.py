"""What of a payment's own segments we keep (BPR, TRN, N1), as the values of a Remittance. Pure."""

from typing import Any

from claimcenter.x12.remittance import Party
from claimcenter.x12.remittance import Remittance as Read
from era.models import ProviderAdjustment, Remittance
from era.rows import limits

_DIGEST = 1 << 256
_LIMITS = limits(Remittance)
_PROVIDER_LIMITS = limits(ProviderAdjustment)


def remittance_values(read: Read) -> dict[str, Any]:
    """BPR, TRN, DTM*405 and both N1 loops; text is cut to its column."""
    payer, payee = read.payer or Party("PR"), read.payee or Party("PE")
    signed = -1 if read.credit_debit == "D" else 1
    values = {
        "control_number": read.control_number,
        "payer_name": payer.name,
        "payer_identifier": payer.identifier,
        "payer_originating_id": read.trace_payer_id,
        "payer_identifiers": [item.value[:80] for item in payer.references if item.value],
        "payee_name": payee.name,
        "payee_identifier": payee.identifier,
        "payee_tax_id": next((item.value for item in payee.references if item.qualifier == "TJ"), ""),
        "handling": read.handling,
        "amount": signed * (read.amount or 0),
        "method": read.method,
        "payment_date": read.payment_date,
        "production_date": read.produced_on,
        "trace_number": read.trace_number,
        "claims_paid": read.paid_total,
        "provider_level": read.provider_adjustment_total,
        "balanced": read.balanced,
        "claim_count": read.claim_count,
    }
    return {name: _cut(value, _LIMITS.get(name)) for name, value in values.items()}


def payee_identifiers(read: Read) -> list[str]:
    """N104 and REF*TJ of the payee."""
    if read.payee is None:
        return []
    found = [read.payee.identifier, *(item.value for item in read.payee.references if item.qualifier == "TJ")]
    return [text for text in found if text]


def provider_adjustments(read: Read, remittance: Remittance) -> list[ProviderAdjustment]:
    """PLB, one row a pair; positive reduces the payment."""
    return [
        ProviderAdjustment(
            remittance=remittance,
            reason_code=item.reason[: _PROVIDER_LIMITS["reason_code"]],
            reference=item.reference[: _PROVIDER_LIMITS["reference"]],
            amount=item.amount,
            provider_identifier=item.provider[: _PROVIDER_LIMITS["provider_identifier"]],
            fiscal_date=item.fiscal_period_end,
        )
        for item in read.provider_adjustments
    ]


def added_to_digest(digest: int, fingerprint: str) -> int:
    """Sums fingerprints, so that the same claims in another order give the same digest."""
    return (digest + int(fingerprint, 16)) % _DIGEST


def digest_text(digest: int) -> str:
    """64 hexadecimal digits."""
    return f"{digest:064x}"


def _cut(value: Any, limit: int | None) -> Any:
    return value[:limit] if isinstance(value, str) and limit else value

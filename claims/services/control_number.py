"""The patient control number, CLM01: unique per transmission, letters and digits, at most 14 where it can be.

X12 guarantees 20 characters, some payers cut past 17, and box 26 of the paper form holds 14.
"""

from collections import Counter
from collections.abc import Sequence

from claims.models import Claim, Submission
from insurance.enums import Position


def patient_control_number(claim: Claim) -> str:
    """`CC26A0000123S`; a later transmission of the claim, or of a claim made anew at its place, counts on: `...S2`."""
    sent = Submission.objects.filter(
        claim__year=claim.year, claim__number=claim.number, claim__position=claim.position
    ).count()
    return _number(claim, sent)


def current_control_numbers(claims: Sequence[Claim]) -> dict[int, str]:
    """Of each claim the number of its last transmission, or the one its first would get; two queries."""
    chains = Submission.objects.filter(claim__number__in={claim.number for claim in claims})
    sent = Counter(chains.values_list("claim__year", "claim__number", "claim__position"))
    own = Submission.objects.filter(claim__in=[claim.pk for claim in claims]).order_by("ordinal")
    last = dict(own.values_list("claim_id", "patient_control_number"))
    return {
        claim.pk: last.get(claim.pk) or _number(claim, sent[claim.year, claim.number, claim.position])
        for claim in claims
    }


def _number(claim: Claim, sent_before: int) -> str:
    stem = f"CC{claim.year % 100:02d}A{claim.number:07d}{Position(claim.position).letter}"
    return f"{stem}{sent_before + 1}" if sent_before else stem

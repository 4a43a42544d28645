"""The patient control number, CLM01: unique per transmission, letters and digits, at most 14 where it can be.

X12 guarantees 20 characters, some payers cut past 17, and box 26 of the paper form holds 14.
"""

from claims.models import Claim, Submission
from insurance.enums import Position


def patient_control_number(claim: Claim) -> str:
    """`CC26A0000123S`; a later transmission of the claim, or of a claim made anew at its place, counts on: `...S2`."""
    stem = f"CC{claim.year % 100:02d}A{claim.number:07d}{Position(claim.position).letter}"
    used = _used(stem)
    return f"{stem}{used + 1}" if used else stem


def _used(stem: str) -> int:
    return Submission.objects.filter(patient_control_number__startswith=stem).count()

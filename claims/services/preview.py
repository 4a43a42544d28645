"""The file of a claim as text: the bytes of its last submission, or what would be written now. Changes nothing."""

from django.utils import timezone

from claimcenter.practice import vault
from claimcenter.practice.selectors import practice_settings
from claimcenter.x12.write837 import to_text
from claims.enums import Stage
from claims.models import Claim
from claims.selectors.outgoing import claim_record
from claims.services.builder import build_claim, build_interchange
from claims.services.control_number import patient_control_number


def x12_of(claim: Claim) -> str:
    """Raises NoPlan for a claim that has nowhere to go, WriteError for a value X12 cannot carry.

    A preview has control number 0: no number is drawn for a file that does not leave.
    """
    submission = claim.submissions.select_related("file").order_by("-ordinal").first()
    if submission is not None and claim.stage != Stage.PENDING:
        return vault.read_all(submission.file).decode("ascii")
    record = claim_record(claim)
    built = build_claim(record, patient_control_number=patient_control_number(claim))
    settings = practice_settings()
    return to_text(build_interchange(record, built, settings=settings, control_number=0, now=timezone.now()))

"""Correct and void: frequency 7 and 8 are further submissions of the same claim, never new claims."""

from datetime import datetime

from django.db import transaction

from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import Frequency, Stage, Status
from claims.locks import lock_claims
from claims.models import Claim, Submission
from claims.services.filing import transmit
from claims.services.transitions import move_claim
from claims.services.work import end_answer_tasks
from insurance.enums import FilingIndicator


class CannotCorrect(Refusal):
    """A corrected or voided claim cannot be sent; the message says why and what to do instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, code=code)


@transaction.atomic
def correct_claim(
    *, claim_id: int, by: User | None, now: datetime, idempotency_key: str = "", override_reason: str = ""
) -> Submission:
    """Sends the whole claim again as a replacement (CLM05-3 = 7, REF*F8 = the payer's own claim number).

    Idempotent by key. Raises CannotCorrect where a replacement has no meaning, NotFileable where edits stand.
    """
    claim = lock_claims([claim_id])[claim_id]
    earlier = Submission.objects.filter(claim=claim, idempotency_key=idempotency_key or None).first()
    if earlier is not None:
        return earlier
    _check_replaceable(claim)
    claim.frequency_code = Frequency.REPLACEMENT
    claim.save(update_fields=["frequency_code"])
    return transmit(claim=claim, by=by, now=now, idempotency_key=idempotency_key, override_reason=override_reason)


@transaction.atomic
def void_claim(*, claim_id: int, by: User | None, now: datetime, reason: str) -> Claim:
    """Takes a claim out of life. One that never left is simply void; one that did is voided at the payer first (8).

    Idempotent: a void claim stays as it is. The charge lines are free for another claim of the position afterwards.
    """
    claim = lock_claims([claim_id])[claim_id]
    if claim.stage == Stage.VOID:
        return claim
    if not reason.strip():
        raise CannotCorrect("reason_missing", "Say why the claim is voided; it stands in its history.")
    _check_no_later_claim(claim)
    if claim.submissions.exists():
        _check_replaceable(claim)
        claim.frequency_code = Frequency.VOID
        claim.save(update_fields=["frequency_code"])
        transmit(claim=claim, by=by, now=now, override_reason=reason)
    claim.voided_at = now
    move_claim(claim=claim, status=Status.VOIDED, by=by, now=now, kind="voided", text=f"Voided: {reason}"[:400])
    end_answer_tasks(claim_id=claim.pk, note="The claim is void.", now=now)
    return claim


def _check_replaceable(claim: Claim) -> None:
    if claim.payer is None or not claim.submissions.exists():
        raise CannotCorrect("never_filed", "This claim was never filed: edit it and file it.")
    if FilingIndicator(claim.payer.filing_indicator).is_medicare:
        raise CannotCorrect(
            "medicare_takes_no_replacement",
            "Medicare takes every claim as a new one: ask for a reopening or appeal, or file again if it was rejected.",
        )
    if not claim.payer_claim_control_number:
        raise CannotCorrect(
            "no_payer_claim_number",
            "The payer has not given this claim a number yet, so there is nothing to replace. If it was rejected, "
            "file it again as an original.",
        )


def _check_no_later_claim(claim: Claim) -> None:
    later = claim.next_claims.filter(live=True).first()
    if later is not None:
        raise CannotCorrect("later_claim_stands", f"Void claim {later.display_number} of the next payer first.")

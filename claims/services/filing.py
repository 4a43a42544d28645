"""File Claim: from a claim that is complete to a file that has left, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from claimcenter.practice import vault
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.selectors import practice_settings
from claimcenter.practice.services import next_control_number
from claimcenter.x12.gate import validate_837
from claimcenter.x12.output import WriteError
from claimcenter.x12.write837 import to_text
from claims import edits
from claims.enums import Stage, Status, WaitingOn
from claims.locks import lock_claims
from claims.models import Claim, PriorPayerAdjudication, Submission
from claims.selectors.outgoing import ClaimRecord, NoPlan, claim_record
from claims.services.builder import build_claim, build_interchange
from claims.services.control_number import patient_control_number
from claims.services.sending import send_after_commit
from claims.services.transitions import move_claim
from claims.services.typed_figures import post_typed_figures


@dataclass(frozen=True, slots=True)
class _Order:
    """Who files, when, under which key, and why in spite of warnings."""

    by: User | None
    now: datetime
    key: str
    reason: str


class NotFileable(Refusal):
    """The claim may not leave; `findings` say what, where and why, in words a biller reads."""

    status = 422
    code = "not_fileable"

    def __init__(self, findings: Sequence[edits.Finding]) -> None:
        self.findings = list(findings)
        rows = [{**finding.as_dict(), "field": finding.fix_at.value} for finding in findings]
        super().__init__("This claim cannot be filed yet.", errors=rows)


class AlreadyFiled(Refusal):
    """The claim is out; nothing was sent again."""

    code = "already_filed"

    def __init__(self, claim: Claim) -> None:
        super().__init__("This claim is filed already. Nothing was sent again.")
        self.claim = claim


class KeyUsedElsewhere(Refusal):
    """The idempotency key belongs to the filing of another claim."""

    code = "idempotency_key_used"


@transaction.atomic
def file_claim(
    *, claim_id: int, by: User | None, now: datetime, idempotency_key: str = "", override_reason: str = ""
) -> Submission:
    """Files a claim that is pending. Bytes, submission, state and history stand together or not at all.

    Idempotent by `idempotency_key`: the same key again returns the submission it made. The file leaves after the
    commit; a sweep sends what a crash left behind. `override_reason` waives what may be waived: warnings, never a
    balance or an adjudication date. Figures a person typed for a payer that has no answer on file are posted there
    as a typed EOB. Raises NotFileable, AlreadyFiled, KeyUsedElsewhere.
    """
    claim = _locked(claim_id)
    earlier = _earlier(claim, idempotency_key)
    if earlier is not None:
        return earlier
    if claim.stage != Stage.PENDING:
        raise AlreadyFiled(claim)
    return transmit(claim=claim, by=by, now=now, idempotency_key=idempotency_key, override_reason=override_reason)


def transmit(
    *, claim: Claim, by: User | None, now: datetime, idempotency_key: str = "", override_reason: str = ""
) -> Submission:
    """Checks, writes, keeps and queues one transmission of a claim that the caller holds locked."""
    order = _Order(by=by, now=now, key=idempotency_key, reason=override_reason.strip())
    record = _record(claim)
    pcn = patient_control_number(record.claim)
    waived = _check(record, pcn, order)
    post_typed_figures(record=record, by=by, now=now)
    control_number = next_control_number("interchange")
    data = _write(record, pcn, control_number, now)
    submission = _keep(claim, pcn, control_number, data, order=order, waived=waived)
    _move(claim, submission, by, now)
    send_after_commit(submission)
    return submission


def _locked(claim_id: int) -> Claim:
    """The claim and those before it, locked in id order: posting an ERA takes the same locks the same way."""
    before = PriorPayerAdjudication.objects.filter(claim=claim_id).values_list("prior_claim_id", flat=True)
    return lock_claims([claim_id, *before])[claim_id]


def _earlier(claim: Claim, key: str) -> Submission | None:
    if not key:
        return None
    earlier = Submission.objects.filter(idempotency_key=key).first()
    if earlier is not None and earlier.claim_id != claim.pk:
        raise KeyUsedElsewhere("This request was used for another claim already.")
    return earlier


def _record(claim: Claim) -> ClaimRecord:
    try:
        return claim_record(claim)
    except NoPlan as error:
        raise NotFileable([edits.no_plan(claim)]) from error


def _check(record: ClaimRecord, pcn: str, order: _Order) -> list[edits.Finding]:
    """Warnings stop a claim too, until somebody says why it leaves nevertheless; the reason is kept with the filing."""
    findings = edits.findings_for(record, build_claim(record, patient_control_number=pcn), now=order.now)
    if any(not (finding.waivable and order.reason) for finding in findings):
        raise NotFileable(findings)
    return findings


def _write(record: ClaimRecord, pcn: str, control_number: int, now: datetime) -> bytes:
    """The bytes, past the second opinion: nothing leaves that pyx12's map of the guide refuses."""
    interchange = build_interchange(
        record,
        build_claim(record, patient_control_number=pcn),
        settings=practice_settings(),
        control_number=control_number,
        now=now,
    )
    try:
        text = to_text(interchange)
    except WriteError as error:
        raise NotFileable([edits.from_write_error(error)]) from error
    refused = [finding for finding in validate_837(text) if finding.severity == edits.Severity.ERROR]
    if refused:
        raise NotFileable(refused)
    return text.encode("ascii")


def _keep(
    claim: Claim,
    pcn: str,
    control_number: int,
    data: bytes,
    *,
    order: _Order,
    waived: list[edits.Finding],
) -> Submission:
    name = f"837P_{control_number:09d}.x12"
    stored = vault.store(kind="837", name=name, content_type="application/edi-x12", chunks=[data], by=order.by)
    return Submission.objects.create(
        claim=claim,
        ordinal=claim.submissions.count() + 1,
        patient_control_number=pcn,
        frequency_code=claim.frequency_code,
        interchange_control_number=f"{control_number:09d}",
        group_control_number=str(control_number),
        file=stored,
        transport="folder",
        transport_reference=name,
        idempotency_key=order.key,
        override_reason=order.reason if waived else "",
        waived_edits=[finding.code for finding in waived],
        filed_by=order.by,
        filed_at=order.now,
    )


def _move(claim: Claim, submission: Submission, by: User | None, now: datetime) -> None:
    claim.filed_at = now
    move_claim(
        claim=claim,
        status=Status.QUEUED,
        waiting_on=WaitingOn.ACKNOWLEDGEMENT,
        by=by,
        now=now,
        kind="filed",
        text=_sentence(claim, submission),
        detail={"submission": submission.pk, "waived": submission.waived_edits},
    )


def _sentence(claim: Claim, submission: Submission) -> str:
    waived = f" Waived: {submission.override_reason}" if submission.waived_edits else ""
    payer = claim.payer.name if claim.payer else "the payer"
    return f"Filed to {payer} as {submission.patient_control_number}.{waived}"[:400]

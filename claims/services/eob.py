"""A paper EOB, typed: the same records as an ERA, with the person as the source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import AdjudicationState, Result, Source, Stage
from claims.facts import AdjudicationFacts, AdjustmentFacts, LineFacts, imbalances
from claims.locks import lock_claims
from claims.models import Adjudication, Claim, ClaimLine
from claims.services.adjudication import post_adjudication, record_adjudication, reverse_adjudications
from claims.services.deeds import open_undo
from claims.services.eob_pages import tie_pages


class EobRefused(Refusal):
    """The EOB was not posted; `errors` say which line and how much is missing."""

    status = 422
    code = "eob_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedEobLine:
    """`line` is the number of the claim line, counted from 1."""

    line: int
    paid: Decimal
    adjustments: Sequence[AdjustmentFacts] = ()
    remarks: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedEob:
    """`lines` empty: an EOB without lines, all figures for the claim as a whole; else every line of the claim."""

    paid: Decimal
    adjudicated_on: date
    trace_number: str = ""
    payer_claim_control_number: str = ""
    forwarded_to: str = ""
    remarks: Sequence[str] = ()
    adjustments: Sequence[AdjustmentFacts] = ()
    lines: Sequence[TypedEobLine] = ()


@transaction.atomic
def post_typed_eob(*, claim_id: int, eob: TypedEob, by: User, now: datetime) -> Adjudication:
    """Records and posts what a person read off a paper EOB; the claim is completed by it.

    Figures typed before are taken back by contra-entries; the pages that wait with the claim become the answer's.
    Raises EobRefused where it does not add up, names a line that is not there, leaves one out, or an ERA has answered
    already.
    """
    claim = _locked(claim_id)
    lines = {line.ordinal: line for line in claim.lines.select_related("charge_line").order_by("ordinal")}
    facts = _facts(claim, eob, lines, by, now)
    _check_balance(facts, lines)
    adjudication = record_adjudication(claim=claim, facts=facts, by=by, now=now)
    tie_pages(adjudication=adjudication)
    return post_adjudication(adjudication=adjudication, by=by, now=now)


@transaction.atomic
def undo_typed_eob(*, claim_id: int, reason: str, by: User, now: datetime) -> bool:
    """Takes back what was typed and posted, under one document; the claim waits for its payer again.

    As the undo of an ERA's answer: contra-entries, decisions anew, later claims refilled or flagged. The paper stays
    with the answer. Idempotent; False where nothing typed is posted. Raises EobRefused without a reason.
    """
    if not reason.strip():
        raise EobRefused("Please say why; it stands in the history of the claim.", code="reason_missing")
    claim = lock_claims([claim_id]).get(claim_id)
    if claim is None:
        raise Claim.DoesNotExist
    typed = claim.adjudications.filter(state=AdjudicationState.POSTED, source=Source.TYPED)
    ids = list(typed.values_list("pk", flat=True))
    if not ids:
        return False
    why = f"Taken back: {reason.strip()}"
    deed = open_undo(reason=why, by=by, now=now, claim=claim)
    reverse_adjudications(adjudication_ids=ids, by=by, now=now, why=why, as_result=Result.NONE, deed_id=deed.pk)
    detail = {"claim": claim.pk, "deed": deed.pk}
    audit.record(action="eob.undone", obj=deed, by=by, client_id=claim.client_id, detail=detail)
    return True


def typed_by(by: User, now: datetime) -> str:
    """The source of a typed figure, as the screen says it."""
    return f"typed by {by.name}, {localdate(now):%-d %b %Y}"[:120]


def _locked(claim_id: int) -> Claim:
    claim = lock_claims([claim_id]).get(claim_id)
    if claim is None:
        raise Claim.DoesNotExist
    if claim.stage == Stage.VOID or claim.payer_id is None:
        raise EobRefused("A claim that is void or has no plan yet has no payer's answer.", code="no_payer")
    if claim.adjudications.filter(state=AdjudicationState.POSTED, source=Source.ERA).exists():
        raise EobRefused("An ERA has answered this claim. Undo or correct that first.", code="era_posted")
    return claim


def _facts(claim: Claim, eob: TypedEob, lines: dict[int, ClaimLine], by: User, now: datetime) -> AdjudicationFacts:
    _check_lines(eob, lines)
    return AdjudicationFacts(
        source=Source.TYPED,
        source_label=typed_by(by, now),
        claim_status_code=str(claim.position),
        charge=claim.charge,
        paid=eob.paid,
        adjudicated_on=eob.adjudicated_on,
        trace_number=eob.trace_number,
        payer_claim_control_number=eob.payer_claim_control_number,
        forwarded_to=eob.forwarded_to,
        remarks=tuple(eob.remarks),
        adjustments=tuple(eob.adjustments),
        lines=tuple(_line(given, lines[given.line]) for given in eob.lines),
    )


def _line(given: TypedEobLine, line: ClaimLine) -> LineFacts:
    return LineFacts(
        claim_line_id=line.pk,
        charge=line.charge_line.charge,
        paid=given.paid,
        procedure=line.charge_line.procedure,
        modifiers=tuple(line.modifiers),
        units=line.charge_line.units,
        remarks=tuple(given.remarks),
        adjustments=tuple(given.adjustments),
    )


def _check_lines(eob: TypedEob, lines: dict[int, ClaimLine]) -> None:
    named = [line.line for line in eob.lines]
    if not named:
        return
    if sorted(named) != sorted(lines):
        wanted = ", ".join(str(number) for number in sorted(lines))
        raise EobRefused(f"The EOB has to say something of each line, once: {wanted}.", code="lines_differ")


def _check_balance(facts: AdjudicationFacts, lines: dict[int, ClaimLine]) -> None:
    ordinals = {line.pk: number for number, line in lines.items()}
    errors = []
    for found in imbalances(facts):
        number = ordinals.get(found.claim_line_id or 0)
        where = f"Line {number}" if number else "The claim"
        field = f"lines.{number - 1}" if number else "paid"
        message = f"{where}: {found.missing:.2f} of the charge is neither paid nor adjusted."
        errors.append({"field": field, "message": message, "code": "unbalanced"})
    if errors:
        raise EobRefused("charge = paid + adjustments does not hold yet.", code="unbalanced", errors=errors)

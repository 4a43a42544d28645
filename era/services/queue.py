"""What a person decides about a remittance or one of its claims: match, unmatch, ignore, release, replace.

Every decision names who and when, and is audited. Posting stays a step of its own.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import AdjudicationState, Source
from claims.locks import lock_claims
from claims.models import Adjudication
from claims.services.adjudication import reverse_adjudications
from era.enums import Hold, MatchState, RemittanceState
from era.lines import normal
from era.models import ClaimMatch, Remittance
from era.services.matching import match_again, match_remittance, match_to_claim
from era.services.payees import add_payee_identifier
from era.services.reassociating import match_by_trace, payer_named
from era.services.recording import withdraw
from insurance.models import Payer

_UNDECIDED = (MatchState.MATCHED, MatchState.SUGGESTED, MatchState.UNMATCHED, MatchState.HELD, MatchState.IGNORED)
# What the figures themselves forbid, no person can decide away.
FIGURES = (Hold.UNBALANCED, Hold.STATUS_UNKNOWN)
RELEASABLE = (Hold.FILE, Hold.UNBALANCED, Hold.SAME_TRACE, Hold.SAME_PAYMENT)


class NotDecidable(Refusal):
    """No decision of this kind is possible here; the message says why. Nothing was changed."""

    status = 409
    code = "not_decidable"


@transaction.atomic
def assign_claim(*, match_id: int, claim_id: int, by: User, now: datetime) -> ClaimMatch:
    """A person says which claim a CLP answers; its figures become provisional there. It may still come back held.

    A suggestion confirmed teaches the payer's identifier, so that the next remittance matches by itself.
    """
    match = _locked(match_id, _UNDECIDED)
    if match.reason_code in FIGURES:
        raise NotDecidable(match.reason or "The figures of this claim do not add up.")
    lock_claims([claim_id])
    asked_about_payer = match.reason_code == Hold.PAYER_UNKNOWN and match.claim_id == claim_id
    match_to_claim(match=match, claim_id=claim_id, by=by, now=now)
    _decided(match, by, now, action="era.matched", detail={"claim": claim_id})
    if asked_about_payer:
        _learn_payer(match, by=by, now=now)
    return match


@transaction.atomic
def unmatch(*, match_id: int, by: User, now: datetime) -> ClaimMatch:
    """Takes a wrong match away before it is posted."""
    match = _locked(match_id, (MatchState.MATCHED, MatchState.SUGGESTED, MatchState.HELD))
    _take_away(match, by=by, now=now)
    match.state, match.claim, match.how, match.reason_code, match.reason = MatchState.UNMATCHED, None, "", "", ""
    match.save(update_fields=["state", "claim", "how", "reason_code", "reason"])
    _decided(match, by, now, action="era.unmatched")
    return match


@transaction.atomic
def ignore(*, match_id: int, reason: str, by: User, now: datetime) -> ClaimMatch:
    """Sets a CLP aside for good, with the reason; it stays on the remittance and in its reconciliation."""
    if not reason.strip():
        raise NotDecidable("Please say why this claim is to be ignored.")
    match = _locked(match_id, _UNDECIDED)
    _take_away(match, by=by, now=now)
    match.state, match.reason_code, match.reason = MatchState.IGNORED, "", reason.strip()[:400]
    match.save(update_fields=["state", "reason_code", "reason"])
    _decided(match, by, now, action="era.ignored")
    return match


@transaction.atomic
def replace_earlier(*, match_id: int, reason: str, by: User, now: datetime) -> ClaimMatch:
    """For a correction whose reversal never came: takes the earlier answers back by contra-entries, with the reason,
    and matches this one. It is posted with the rest of its remittance.
    """
    if not reason.strip():
        raise NotDecidable("Please say why the earlier answer no longer holds.")
    match = _locked(match_id, (MatchState.HELD,))
    if match.reason_code != Hold.ALREADY_ANSWERED or match.claim_id is None:
        raise NotDecidable("There is no earlier answer in the way.")
    lock_claims([match.claim_id])
    earlier = Adjudication.objects.filter(claim=match.claim_id, source=Source.ERA)
    posted = earlier.filter(state=AdjudicationState.POSTED).values_list("pk", flat=True)
    reverse_adjudications(adjudication_ids=list(posted), by=by, now=now, why=reason.strip())
    match_to_claim(match=match, claim_id=match.claim_id, by=by, now=now)
    _decided(match, by, now, action="era.replaced", detail={"claim": match.claim_id})
    return match


@transaction.atomic
def assign_payer(*, remittance_id: int, payer_id: int, by: User, now: datetime) -> Remittance:
    """A person says which of our payers sent a remittance; its identifiers are remembered, its claims matched again."""
    remittance = Remittance.objects.select_for_update(no_key=True).get(pk=remittance_id)
    payer = Payer.objects.select_for_update(no_key=True).get(pk=payer_id)
    _remember(payer, remittance)
    remittance.payer = payer
    remittance.save(update_fields=["payer"])
    audit.record(action="era.payer_assigned", obj=remittance, by=by, detail={"payer": payer_id})
    match_again(remittance=remittance, by=by, now=now)
    payer_named(remittance=remittance, by=by, now=now)
    return remittance


@transaction.atomic
def release_remittance(*, remittance_id: int, reason: str, by: User, now: datetime) -> Remittance:
    """Lifts a hold of a whole remittance, with a reason; its claims are matched and it can be posted.

    Not for another practice's payment, an unknown payee, a payment without date, or one whose end is missing.
    """
    remittance = Remittance.objects.select_for_update(no_key=True).get(pk=remittance_id)
    if remittance.state == RemittanceState.OPEN and remittance.released_at:
        return remittance
    _refuse_release(remittance, reason)
    if remittance.hold == Hold.SAME_PAYMENT:
        remittance.part_of = remittance.duplicate_of
    remittance.state, remittance.hold = RemittanceState.OPEN, ""
    remittance.released_at, remittance.released_by, remittance.release_reason = now, by, reason.strip()[:400]
    remittance.save(update_fields=["state", "hold", "part_of", "released_at", "released_by", "release_reason"])
    audit.record(action="era.released", obj=remittance, by=by)
    match_remittance(remittance=remittance, by=by, now=now)
    match_by_trace(traces=[remittance.trace_number], by=by, now=now)
    return remittance


@transaction.atomic
def accept_payee(*, remittance_id: int, by: User, now: datetime) -> Remittance:
    """A person says that the payee of a remittance is this practice; its identifier is added and the hold is over."""
    remittance = Remittance.objects.select_for_update(no_key=True).get(pk=remittance_id)
    if remittance.state != RemittanceState.HELD or remittance.hold != Hold.PAYEE_UNKNOWN:
        raise NotDecidable("This remittance is not held for its payee.")
    if remittance.payment_date is None:
        raise NotDecidable(Hold.NO_PAYMENT_DATE.label)
    add_payee_identifier(remittance=remittance, by=by, now=now)
    remittance.state, remittance.hold, remittance.state_reason = RemittanceState.OPEN, "", ""
    remittance.save(update_fields=["state", "hold", "state_reason"])
    match_remittance(remittance=remittance, by=by, now=now)
    match_by_trace(traces=[remittance.trace_number], by=by, now=now)
    return remittance


def _refuse_release(remittance: Remittance, reason: str) -> None:
    if remittance.state != RemittanceState.HELD or remittance.hold not in RELEASABLE:
        raise NotDecidable(remittance.state_reason or "This remittance is not held.")
    if not reason.strip():
        raise NotDecidable("Please say why this payment may be posted all the same.")
    if remittance.payment_date is None:
        raise NotDecidable(Hold.NO_PAYMENT_DATE.label)
    if _is_cut_off(remittance):
        raise NotDecidable("The end of this payment is missing. Please ask the payer to send the file again.")


def _is_cut_off(remittance: Remittance) -> bool:
    """Whether the ST of this remittance never ended (the reader says so by transaction, or for the file's end)."""
    found: Iterable[dict[str, str | None]] = remittance.era_file.problems
    cut = {"no_se", "truncated", "segment_too_long"}
    return any(
        problem["code"] in cut and problem["transaction"] in {None, remittance.control_number} for problem in found
    )


def _locked(match_id: int, states: tuple[MatchState, ...]) -> ClaimMatch:
    found = ClaimMatch.objects.select_related("remittance", "remittance_claim")
    match = found.select_for_update(of=("self",), no_key=True).get(pk=match_id)
    if match.state not in states:
        raise NotDecidable(f"This claim is {MatchState(match.state).label.lower()} already.")
    return match


def _take_away(match: ClaimMatch, *, by: User, now: datetime) -> None:
    if match.adjudication_id is not None:
        withdraw([match.adjudication_id], by=by, now=now)
        match.adjudication = None
        match.save(update_fields=["adjudication"])


def _decided(match: ClaimMatch, by: User, now: datetime, *, action: str, detail: dict[str, int] | None = None) -> None:
    match.decided_by, match.decided_at = by, now
    match.save(update_fields=["decided_by", "decided_at"])
    audit.record(action=action, obj=match, by=by, detail=detail)


def _learn_payer(match: ClaimMatch, *, by: User, now: datetime) -> None:
    if match.claim is not None and match.claim.payer_id is not None:
        assign_payer(remittance_id=match.remittance_id, payer_id=match.claim.payer_id, by=by, now=now)


def _remember(payer: Payer, remittance: Remittance) -> None:
    """The identifiers of a payer's remittances: its own number, the references beside it, the originator of TRN03."""
    given = [remittance.payer_identifier, *remittance.payer_identifiers, remittance.payer_originating_id]
    known = {normal(str(alias)) for alias in [payer.payer_id, *payer.aliases]}
    new = [text for text in dict.fromkeys(normal(text) for text in given) if text and text not in known]
    if new:
        payer.aliases = [*payer.aliases, *new]
        payer.save(update_fields=["aliases"])

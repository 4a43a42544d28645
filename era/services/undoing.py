"""Undo of a remittance or of one claim in it: contra-entries under one document; the records and the history stay."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import AdjudicationState, Result, Source
from claims.locks import hold_claims
from claims.models import Adjudication, Claim
from claims.services.adjudication import post_adjudications, reverse_adjudications
from claims.services.deeds import open_undo
from era.enums import Hold, MatchState, RemittanceState
from era.matching import NOT_OURS
from era.models import ClaimMatch, Remittance
from era.services.accounts import reverse_provider_level
from era.services.matching import restated_answers
from era.services.progress import Progress, no_progress
from era.services.recording import record

BATCH = 2_000


class CannotUndo(Refusal):
    """Something later rests on what is to be undone; the message names it. Nothing was changed."""

    status = 409
    code = "cannot_undo"


def undo_era(*, era_file_id: int, by: User | None, now: datetime, progress: Progress = no_progress) -> int:
    """Undoes every posted remittance of a file, the last first, each in a transaction of its own; returns how many."""
    return sum(
        undo_remittance(remittance_id=remittance_id, by=by, now=now, progress=progress)
        for remittance_id in remittances_to_undo(era_file_id)
    )


def remittances_to_undo(era_file_id: int) -> list[int]:
    """The posted remittances of a file, the last first."""
    posted = Remittance.objects.filter(era_file=era_file_id, state=RemittanceState.POSTED)
    return list(posted.order_by("-ordinal").values_list("pk", flat=True))


@transaction.atomic
def undo_remittance(*, remittance_id: int, by: User | None, now: datetime, progress: Progress = no_progress) -> bool:
    """One reversing document: a contra-entry for each entry, linked to it. Idempotent; False when nothing is posted.

    Answers are taken back, reversals (22) are lifted, so that what they took back counts again; claims are reopened,
    decisions cleared; a filed secondary is flagged, never changed. Raises CannotUndo where a later remittance
    reversed an answer of this one: that one has to be undone first.
    """
    remittance = Remittance.objects.select_for_update(no_key=True).get(pk=remittance_id)
    if remittance.state != RemittanceState.POSTED:
        return False
    matches = _posted_matches(remittance)
    why = f"ERA {remittance.trace_number} was undone."
    deed = open_undo(reason=why, by=by, now=now)
    undoing = Undoing(MatchState.UNDONE, why, deed.pk)
    _undo(matches, undoing, by=by, now=now, progress=progress)
    remittance.state, remittance.undone_at, remittance.undone_by = RemittanceState.UNDONE, now, by
    remittance.save(update_fields=["state", "undone_at", "undone_by"])
    reverse_provider_level(remittance=remittance, by=by, now=now)
    audit.record(action="era.undone", obj=remittance, by=by, detail={"claims": len(matches), "deed": deed.pk})
    return True


@transaction.atomic
def undo_claim(*, remittance_id: int, claim_id: int, reason: str, by: User, now: datetime) -> bool:
    """Undoes what a posted remittance said of one claim (all its CLPs for it), as `undo_remittance` does for all.

    The CLPs are taken back until a person uses them again (`queue.use_again`): posting the file does not bring them
    back. Idempotent; False when they were taken back before. Raises CannotUndo.
    """
    remittance = Remittance.objects.select_for_update(no_key=True).get(pk=remittance_id)
    why = _checked_reason(reason)
    matches = _posted_matches(remittance, claim_id)
    if not matches:
        return _nothing_to_undo(remittance, claim_id)
    claim = Claim.objects.get(pk=claim_id)
    deed = open_undo(reason=why, by=by, now=now, claim=claim)
    decided = {"decided_by": by, "decided_at": now}
    _undo(matches, Undoing(MatchState.TAKEN_BACK, why, deed.pk, decided), by=by, now=now)
    detail = {"claim": claim_id, "deed": deed.pk}
    audit.record(action="era.claim_undone", obj=remittance, by=by, client_id=claim.client_id, detail=detail)
    return True


@dataclass(frozen=True, slots=True)
class Undoing:
    """What becomes of the matches, why, and the document all contra-entries belong to."""

    state: MatchState
    why: str
    deed_id: int
    decided: Mapping[str, object] = field(default_factory=dict)


def _checked_reason(reason: str) -> str:
    if not reason.strip():
        raise CannotUndo("Please say why; it stands in the history of the claim.", code="reason_missing")
    return f"Taken back: {reason.strip()}"[:300]


def _nothing_to_undo(remittance: Remittance, claim_id: int) -> bool:
    matches = ClaimMatch.objects.filter(remittance=remittance, claim=claim_id)
    if matches.filter(state__in=[MatchState.TAKEN_BACK, MatchState.UNDONE]).exists():
        return False
    raise CannotUndo("Nothing of this claim is posted by this payment.", code="nothing_posted")


def _posted_matches(remittance: Remittance, claim_id: int | None = None) -> list[ClaimMatch]:
    """What a remittance posted (of one claim), read once the claims with their chains are locked."""
    posted = ClaimMatch.objects.filter(remittance=remittance, state=MatchState.POSTED)
    if claim_id is not None:
        posted = posted.filter(claim=claim_id)
    concerned = posted.filter(claim__isnull=False).values("claim__number")
    hold_claims(Claim.objects.filter(number__in=concerned).values_list("pk", flat=True))
    return list(posted.select_related("adjudication", "reverses", "remittance_claim").order_by("claim", "pk"))


def why_not_undo(matches: Sequence[ClaimMatch]) -> str:
    """What stands against undoing these posted matches together; empty where nothing does."""
    return _reversed_since(matches) or _answered_since(matches)


def _undo(
    matches: list[ClaimMatch], undoing: Undoing, *, by: User | None, now: datetime, progress: Progress = no_progress
) -> None:
    refusal = why_not_undo(matches)
    if refusal:
        raise CannotUndo(refusal)
    for start in range(0, len(matches), BATCH):
        _undo_batch(matches[start : start + BATCH], undoing, by=by, now=now)
        progress(start)


def _reversed_since(matches: Sequence[ClaimMatch]) -> str:
    """A later reversal of one of these answers that is not undone along with them."""
    gone = [m.adjudication_id for m in matches if m.adjudication and m.adjudication.state == AdjudicationState.REVERSED]
    later = ClaimMatch.objects.filter(reverses__in=gone, state=MatchState.POSTED)
    first = later.exclude(pk__in=[match.pk for match in matches]).select_related("remittance").first()
    if first is None:
        return ""
    return f"A claim of this payment was reversed by {first.remittance.trace_number} since. Undo that one first."


def _answered_since(matches: Sequence[ClaimMatch]) -> str:
    """Lifting a reversal brings the earlier answer back: not beside a correction that was posted since."""
    lifted = [match for match in matches if match.reverses is not None and match.claim_id is not None]
    if not lifted:
        return ""
    own = [match.adjudication_id for match in matches if match.adjudication_id is not None]
    standing = Adjudication.objects.filter(
        claim__in=[match.claim_id for match in lifted], state=AdjudicationState.POSTED, source=Source.ERA
    ).exclude(pk__in=own)
    answered: defaultdict[int, Decimal] = defaultdict(Decimal)
    for claim_id, charge in standing.exclude(claim_status_code=NOT_OURS).values_list("claim", "charge"):
        answered[claim_id] += charge
    charges = dict(Claim.objects.filter(pk__in=list(answered)).values_list("pk", "charge"))
    for match in lifted:
        claim_id, original = match.claim_id or 0, match.reverses
        if original is not None and answered[claim_id] and answered[claim_id] + original.charge > charges[claim_id]:
            return "The claim was answered again after this reversal. Undo that answer first."
    return ""


def _undo_batch(matches: list[ClaimMatch], undoing: Undoing, *, by: User | None, now: datetime) -> None:
    answered = [match.adjudication_id for match in matches if match.adjudication_id is not None]
    reverse_adjudications(
        adjudication_ids=answered, by=by, now=now, why=undoing.why, as_result=Result.NONE, deed_id=undoing.deed_id
    )
    lifted = [match for match in matches if match.reverses_id is not None]
    _lift_reversals(lifted, undoing, by=by, now=now)
    _unsettle([match for match in matches if match.settled_with_id is not None])
    ClaimMatch.objects.filter(pk__in=[match.pk for match in matches]).update(
        state=undoing.state, reason_code="", reason=undoing.why[:400], **undoing.decided
    )


def _lift_reversals(reversals: list[ClaimMatch], undoing: Undoing, *, by: User | None, now: datetime) -> None:
    """What a reversal took back is recorded anew from the remittance it came in, and posted again."""
    originals = ClaimMatch.objects.filter(
        adjudication__in=[match.reverses_id for match in reversals], state=MatchState.POSTED
    )
    restored = {match.remittance_claim_id: match for match in originals.select_related("remittance")}
    answers = record(restated_answers(list(restored.values())), by=by, now=now)
    post_adjudications(adjudication_ids=list(answers.values()), by=by, now=now, deed_id=undoing.deed_id)
    for key, adjudication_id in answers.items():
        restored[key].adjudication_id = adjudication_id
    ClaimMatch.objects.bulk_update(restored.values(), ["adjudication"])


def _unsettle(matches: list[ClaimMatch]) -> None:
    """The other half of a pair that set each other off waits again, for its reversal or for its original."""
    others = ClaimMatch.objects.filter(pk__in=[match.settled_with_id for match in matches], state=MatchState.POSTED)
    for hold, group in (
        (Hold.NOTHING_TO_REVERSE, others.filter(remittance_claim__status_code="22")),
        (Hold.ALREADY_ANSWERED, others.exclude(remittance_claim__status_code="22")),
    ):
        group.update(state=MatchState.HELD, reason_code=hold, reason=hold.label, settled_with=None, adjudication=None)

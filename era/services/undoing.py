"""Undo: everything a remittance posted is taken back by contra-entries; the records and the history stay."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import AdjudicationState, Result
from claims.locks import hold_claims
from claims.models import Claim
from claims.services.adjudication import post_adjudications, reverse_adjudications
from era.enums import Hold, MatchState, RemittanceState
from era.models import ClaimMatch, Remittance
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
    posted = ClaimMatch.objects.filter(remittance=remittance, state=MatchState.POSTED)
    concerned = posted.filter(claim__isnull=False).values("claim__number")
    hold_claims(Claim.objects.filter(number__in=concerned).values_list("pk", flat=True))
    matches = list(posted.select_related("adjudication", "remittance_claim").order_by("claim", "pk"))
    _refuse_if_reversed_since(matches)
    why = f"ERA {remittance.trace_number} was undone."
    for start in range(0, len(matches), BATCH):
        _undo_batch(matches[start : start + BATCH], by=by, now=now, why=why)
        progress(start)
    remittance.state, remittance.undone_at, remittance.undone_by = RemittanceState.UNDONE, now, by
    remittance.save(update_fields=["state", "undone_at", "undone_by"])
    audit.record(action="era.undone", obj=remittance, by=by, detail={"claims": len(matches)})
    return True


def _refuse_if_reversed_since(matches: Iterable[ClaimMatch]) -> None:
    gone = [m.adjudication_id for m in matches if m.adjudication and m.adjudication.state == AdjudicationState.REVERSED]
    later = ClaimMatch.objects.filter(reverses__in=gone, state=MatchState.POSTED).exclude(
        remittance__in=[match.remittance_id for match in matches]
    )
    first = later.select_related("remittance").first()
    if first is not None:
        raise CannotUndo(
            f"A claim of this payment was reversed by {first.remittance.trace_number} since. Undo that one first."
        )


def _undo_batch(matches: list[ClaimMatch], *, by: User | None, now: datetime, why: str) -> None:
    answered = [match.adjudication_id for match in matches if match.adjudication_id is not None]
    reverse_adjudications(adjudication_ids=answered, by=by, now=now, why=why, as_result=Result.NONE)
    _lift_reversals([match for match in matches if match.reverses_id is not None], by=by, now=now)
    _unsettle([match for match in matches if match.settled_with_id is not None])
    ClaimMatch.objects.filter(pk__in=[match.pk for match in matches]).update(
        state=MatchState.UNDONE, reason_code="", reason=why[:400]
    )


def _lift_reversals(reversals: list[ClaimMatch], *, by: User | None, now: datetime) -> None:
    """What a reversal took back is recorded anew from the remittance it came in, and posted again."""
    originals = ClaimMatch.objects.filter(
        adjudication__in=[match.reverses_id for match in reversals], state=MatchState.POSTED
    )
    restored = {match.remittance_claim_id: match for match in originals.select_related("remittance")}
    answers = record(restated_answers(list(restored.values())), by=by, now=now)
    post_adjudications(adjudication_ids=list(answers.values()), by=by, now=now)
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

"""The one table of allowed transitions: from a status, what may follow. Nothing else decides it."""

from claimcenter.practice.problems import Refusal
from claims.enums import Stage, Status

STAGE_OF: dict[Status, Stage] = {
    Status.DRAFT: Stage.PENDING,
    Status.READY: Stage.PENDING,
    Status.REJECTED: Stage.PENDING,
    Status.QUEUED: Stage.PROCESSING,
    Status.SUBMITTED: Stage.PROCESSING,
    Status.RECEIVED: Stage.PROCESSING,
    Status.ACCEPTED: Stage.PROCESSING,
    Status.PENDED: Stage.PROCESSING,
    Status.CROSSED_OVER: Stage.PROCESSING,
    Status.POSTED: Stage.COMPLETED,
    Status.BY_HAND: Stage.COMPLETED,
    Status.VOIDED: Stage.VOID,
}

_FILED = {Status.QUEUED, Status.SUBMITTED, Status.RECEIVED, Status.ACCEPTED, Status.PENDED}
_ANSWERED = {Status.POSTED, Status.BY_HAND}

# An 835 may come before any acknowledgement, and for a claim still pending here (paper, another system).
ALLOWED: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.READY, Status.QUEUED, Status.CROSSED_OVER, Status.VOIDED} | _ANSWERED),
    Status.READY: frozenset({Status.DRAFT, Status.QUEUED, Status.CROSSED_OVER, Status.VOIDED} | _ANSWERED),
    Status.REJECTED: frozenset({Status.DRAFT, Status.READY, Status.QUEUED, Status.VOIDED} | _ANSWERED),
    Status.QUEUED: frozenset({Status.SUBMITTED, Status.REJECTED, Status.VOIDED} | _ANSWERED),
    Status.SUBMITTED: frozenset(
        {Status.RECEIVED, Status.ACCEPTED, Status.PENDED, Status.REJECTED, Status.QUEUED, Status.VOIDED} | _ANSWERED
    ),
    Status.RECEIVED: frozenset(
        {Status.ACCEPTED, Status.PENDED, Status.REJECTED, Status.QUEUED, Status.VOIDED} | _ANSWERED
    ),
    Status.ACCEPTED: frozenset({Status.PENDED, Status.REJECTED, Status.QUEUED, Status.VOIDED} | _ANSWERED),
    Status.PENDED: frozenset({Status.ACCEPTED, Status.REJECTED, Status.QUEUED, Status.VOIDED} | _ANSWERED),
    Status.CROSSED_OVER: frozenset({Status.DRAFT, Status.READY, Status.QUEUED, Status.VOIDED} | _ANSWERED),
    # Reopened by a reversal or an undo; corrected (frequency 7) or voided (8) by a further submission.
    Status.POSTED: frozenset(_FILED | {Status.DRAFT, Status.READY, Status.BY_HAND, Status.CROSSED_OVER, Status.VOIDED}),
    Status.BY_HAND: frozenset(_FILED | {Status.DRAFT, Status.READY, Status.POSTED, Status.CROSSED_OVER, Status.VOIDED}),
    Status.VOIDED: frozenset(),
}


class TransitionNotAllowed(Refusal):
    """A claim may not go from one status to the other; the message is fit for the screen."""

    code = "not_now"

    def __init__(self, *, current: Status, wanted: Status) -> None:
        super().__init__(f"A claim that is {current.label.lower()} cannot become {wanted.label.lower()}.")
        self.current = current
        self.wanted = wanted


def check_transition(*, current: Status, wanted: Status) -> None:
    """Raise TransitionNotAllowed unless the table allows it; staying where it is, is allowed."""
    if wanted != current and wanted not in ALLOWED[current]:
        raise TransitionNotAllowed(current=current, wanted=wanted)

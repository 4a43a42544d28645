"""One row of a claims list, ready to print: the words a biller reads, and nothing to look up while rendering."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from claims.enums import Result, Stage, WaitingOn
from claims.models import Claim
from insurance.enums import Position

SOON = 14
"""Days left to file from which a row says so in amber."""

_BAD = {Result.REJECTED, Result.DENIED, Result.PARTLY_DENIED, Result.REVERSED}
_NEEDS_YOU = {
    WaitingOn.ADJUSTMENTS,
    WaitingOn.BALANCE,
    WaitingOn.PRIMARY,
    WaitingOn.CONSENT,
    WaitingOn.AUTHORIZATION,
    WaitingOn.REVIEW,
    WaitingOn.PLAN,
    WaitingOn.NOTE,
}
_WAITING: dict[WaitingOn, tuple[str, str]] = {
    WaitingOn.NOTE: ("note not signed", "The note of the session is not signed yet."),
    WaitingOn.PLAN: ("no plan in force", "No plan was in force on the date of service."),
    WaitingOn.ADJUSTMENTS: (
        "waiting on adjustments",
        "The payer before has no ERA here yet: load it, or add its adjustments under File Claim.",
    ),
    WaitingOn.BALANCE: ("unbalanced", "A line is not paid and adjusted to its full charge yet."),
    WaitingOn.ACKNOWLEDGEMENT: (
        "not acknowledged yet",
        "The file has left; the clearinghouse has not said yet that it took it.",
    ),
    WaitingOn.PAYER: ("waiting for the payer", "The payer has the claim and has not answered yet."),
    WaitingOn.CROSSOVER: ("forwarded by the payer before", "The payer before sent the claim on by itself."),
    WaitingOn.PRIMARY: ("fix with the payer before", "The payer before refused something that can be mended there."),
    WaitingOn.CONSENT: ("no consent on file", "This payer may be told of the session only with a consent on file."),
    WaitingOn.AUTHORIZATION: ("waiting for an authorization", "The plan wants an authorization number."),
    WaitingOn.REVIEW: ("to be reviewed", "Somebody has to look at it before it goes on."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands: stage, the second small word with its tone, and the reason in a sentence."""

    stage: str
    word: str
    tone: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    claim: Claim
    url: str
    file_url: str
    history_url: str
    letter: str
    stage: str
    word: str
    tone: str
    reason: str
    days_left: int | None
    can_file: bool

    @property
    def codes(self) -> str:
        """For a table: its claims were read with their lines."""
        return " ".join(dict.fromkeys(line.charge_line.procedure for line in self.claim.lines.all()))

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def is_urgent(self) -> bool:
        return self.days_left is not None and self.days_left < SOON


def claim_rows(claims: Iterable[Claim], *, today: date | None = None) -> list[ClaimRow]:
    """Rows of claims; those for a table were read with lines, payer, provider and decision."""
    day = today or timezone.localdate()
    return [_row(claim, day) for claim in claims]


def standing_of(claim: Claim) -> Standing:
    """The payment date with its day; what a person has to do in amber."""
    word, reason = _waiting(claim)
    stage = Stage(claim.stage).label
    if claim.stage == Stage.PENDING:
        return _pending(claim, stage, word, reason)
    if claim.result:
        return Standing(stage, Result(claim.result).label.lower(), "bad" if claim.result in _BAD else "")
    return Standing(stage, word, "", reason)


def _pending(claim: Claim, stage: str, word: str, reason: str) -> Standing:
    if claim.result == Result.REJECTED:
        return Standing(stage, "rejected", "bad", "It was sent back unread: mend it and file it again.")
    if claim.waiting_on in _NEEDS_YOU:
        return Standing(stage, word, "needs-you", reason)
    if word:
        return Standing(stage, word, "", reason)
    if claim.is_offline:
        return Standing(
            stage, "to be sent by hand", "", "The plan is offline: send it yourself, then mark it as completed."
        )
    return Standing(stage, "ready to file", "good")


def _waiting(claim: Claim) -> tuple[str, str]:
    if claim.waiting_on == WaitingOn.PAYMENT_DATE and claim.waiting_until:
        return f"payable {claim.waiting_until:%-d %b}", "It can be filed from the day the payer before pays."
    return _WAITING.get(WaitingOn(claim.waiting_on), ("", ""))


def _row(claim: Claim, today: date) -> ClaimRow:
    standing = standing_of(claim)
    return ClaimRow(
        claim=claim,
        url=reverse("claims:detail", args=[claim.pk]),
        file_url=reverse("claims:file", args=[claim.pk]),
        history_url=f"{reverse('claims:detail', args=[claim.pk])}#history",
        letter=Position(claim.position).letter,
        stage=standing.stage,
        word=standing.word,
        tone=standing.tone,
        reason=standing.reason,
        days_left=(claim.file_by - today).days if claim.file_by and claim.stage == Stage.PENDING else None,
        can_file=claim.stage == Stage.PENDING,
    )

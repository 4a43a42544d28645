"""One row of a claims list, ready to print: the words a biller reads, and nothing to look up while rendering."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from claims.enums import Result, Stage, WaitingOn
from claims.models import Claim
from insurance.enums import Position

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
_WAITING_WORDS = {
    WaitingOn.NOTE: "waiting for a signed note",
    WaitingOn.PLAN: "no plan in force",
    WaitingOn.ADJUSTMENTS: "waiting on adjustments",
    WaitingOn.BALANCE: "unbalanced",
    WaitingOn.ACKNOWLEDGEMENT: "waiting for the acknowledgement",
    WaitingOn.PAYER: "waiting for the payer",
    WaitingOn.CROSSOVER: "forwarded by the payer before",
    WaitingOn.PRIMARY: "fix with the payer before",
    WaitingOn.CONSENT: "no consent on file",
    WaitingOn.AUTHORIZATION: "waiting for an authorization",
    WaitingOn.REVIEW: "to be reviewed",
}


@dataclass(frozen=True, slots=True)
class ClaimRow:
    claim: Claim
    url: str
    file_url: str
    letter: str
    codes: str
    stage: str
    word: str
    tone: str
    days_left: int | None
    can_file: bool


def claim_rows(claims: Iterable[Claim], *, today: date | None = None) -> list[ClaimRow]:
    """Rows of claims that were read with their lines."""
    day = today or timezone.localdate()
    return [_row(claim, day) for claim in claims]


def waiting_words(claim: Claim) -> str:
    """What the claim waits on, as a person says it; the payment date with its day."""
    if claim.waiting_on == WaitingOn.PAYMENT_DATE and claim.waiting_until:
        return f"payable {claim.waiting_until:%-d %b}"
    return _WAITING_WORDS.get(WaitingOn(claim.waiting_on), "")


def status_words(claim: Claim) -> tuple[str, str, str]:
    """Stage, the second small word, and its tone."""
    waiting = waiting_words(claim)
    if claim.stage == Stage.PENDING:
        if claim.result == Result.REJECTED:
            return "Pending", "rejected", "bad"
        return "Pending", waiting or "ready to file", "needs-you" if claim.waiting_on in _NEEDS_YOU else "good"
    stage = Stage(claim.stage).label
    if claim.result:
        return stage, Result(claim.result).label.lower(), "bad" if claim.result in _BAD else ""
    return stage, waiting, ""


def _row(claim: Claim, today: date) -> ClaimRow:
    stage, word, tone = status_words(claim)
    return ClaimRow(
        claim=claim,
        url=reverse("claims:detail", args=[claim.pk]),
        file_url=reverse("claims:file", args=[claim.pk]),
        letter=Position(claim.position).letter,
        codes=" ".join(dict.fromkeys(line.charge_line.procedure for line in claim.lines.all())),
        stage=stage,
        word=word,
        tone=tone,
        days_left=(claim.file_by - today).days if claim.file_by and claim.stage == Stage.PENDING else None,
        can_file=claim.stage == Stage.PENDING,
    )

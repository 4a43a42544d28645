"""Why is there no secondary? Why is there no claim? Checklists with the link to what mends it."""

from typing import Any

from django.urls import reverse

from claims.enums import Outcome, Stage, WaitingOn
from claims.models import Claim
from claims.selectors.evidence import evidence_for
from claims.services.decisions import Verdict
from claims.services.secondary import QUESTIONS
from claims.services.sessions import Session, read_session
from clients.models import Appointment
from insurance.enums import Position

Row = dict[str, Any]
"""A row of the Checks panel: ok, warn, text, and fix_url with fix_label where it can be mended."""


def why_no_secondary(claim: Claim) -> list[Row]:
    """What the secondary rule asks, in its order, with each answer as it stands now."""
    if claim.position == Position.TERTIARY:
        return [_row(ok=True, text="A tertiary claim has no next claim.")]
    completed = claim.stage == Stage.COMPLETED
    rows = [_row(ok=completed, text="The claim is completed." if completed else "The claim is not completed yet.")]
    evidence = evidence_for([claim])[claim.pk]
    for question in QUESTIONS:
        verdict = question.ask(evidence)
        rows += [_row(ok=True, text=question.fine)] if verdict is None else _answered(claim, verdict)
    return rows


def why_no_claim(appointment: Appointment) -> list[Row]:
    """Why a session has no claim, or what its claim still waits on."""
    session = read_session(appointment.pk)
    rows = [_session_row(session, code) for code in _SESSION]
    waiting = session.waiting_on
    rows.append(
        _row(
            ok=waiting == WaitingOn.NOTHING,
            text=_WAITS.get(waiting, "Note, plan, consent and authorization are in order."),
            url=_waiting_url(session),
        )
    )
    return rows


def _answered(claim: Claim, verdict: Verdict) -> list[Row]:
    good = verdict.outcome == Outcome.EXISTS
    warn = verdict.outcome in {Outcome.CROSSED_OVER, Outcome.NOTHING_LEFT}
    url = _fix_url(claim, verdict)
    return [_row(ok=good, warn=warn, text=str(reason["text"]), url=url) for reason in verdict.reasons]


def _fix_url(claim: Claim, verdict: Verdict) -> str:
    if verdict.outcome in {Outcome.NO_ACTIVE_PLAN, Outcome.NO_CONSENT, Outcome.RESTRICTED}:
        return reverse("clients:claim-center", args=[claim.client_id])
    if verdict.next_claim_id is not None:
        return reverse("claims:detail", args=[verdict.next_claim_id])
    if verdict.outcome in {Outcome.CROSSED_OVER, Outcome.NOTHING_LEFT}:
        return ""
    return reverse("claims:detail", args=[claim.pk])


# The reasons of `read_session`, in its order: what is said when it is one, and when it is not.
_SESSION = {
    "cancelled": ("The session was cancelled.", "The session stands."),
    "no_lines": ("The session has no lines.", "The session has lines."),
    "no_plan": ("The client has no insurance plan.", "The client has an insurance plan."),
    "restricted": ("The plan may not be told of this session.", "The plan may be told of this session."),
    "never_claim": ("All codes are set to make no claim.", "At least one code makes a claim."),
}
_WAITS = {
    WaitingOn.NOTE: "The note is not signed yet.",
    WaitingOn.PLAN: "No primary plan is in force on the date of service.",
    WaitingOn.CONSENT: "No 42 CFR Part 2 consent is on file.",
    WaitingOn.AUTHORIZATION: "The plan wants an authorization number.",
}


def _session_row(session: Session, code: str) -> Row:
    bad, good = _SESSION[code]
    hit = session.reason == code
    mended_there = hit and code in {"no_plan", "restricted"}
    url = reverse("clients:claim-center", args=[session.appointment.client_id]) if mended_there else ""
    return _row(ok=not hit, text=bad if hit else good, url=url)


def _waiting_url(session: Session) -> str:
    if session.waiting_on in {WaitingOn.PLAN, WaitingOn.CONSENT, WaitingOn.AUTHORIZATION}:
        return reverse("clients:claim-center", args=[session.appointment.client_id])
    return ""


def _row(*, ok: bool, text: str, warn: bool = False, url: str = "") -> Row:
    row: Row = {"ok": ok, "warn": warn and not ok, "text": text}
    return row | {"fix_url": url, "fix_label": "Open"} if url else row

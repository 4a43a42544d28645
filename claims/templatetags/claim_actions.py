"""The Actions drop-down of a claim: what can be done now, in the order billers reach for, and why the rest cannot."""

from dataclasses import dataclass

from django import template
from django.urls import reverse

from claimcenter.practice import tenancy
from claimcenter.practice.permissions import Action, may
from claims.enums import Stage
from claims.models import Claim
from insurance.enums import Position

register = template.Library()


@dataclass(frozen=True, slots=True)
class Entry:
    """`why` filled: shown, but not possible now. `key`: the keyboard shortcut."""

    label: str
    url: str = ""
    key: str = ""
    why: str = ""
    rule: bool = False


@register.simple_tag
def claim_actions(claim: Claim) -> list[Entry]:
    """Entries for the signed-in person; nothing is queried where the claim was read with its decision."""
    actor = tenancy.current_actor()
    entries = [Entry("View", _url("detail", claim))]
    if may(actor, Action.CLAIM_FILE):
        entries.append(_file(claim))
    if claim.stage == Stage.COMPLETED and claim.position < Position.TERTIARY:
        entries.append(_next(claim))
    if may(actor, Action.CLAIM_COMPLETE):
        entries += _completing(claim)
    if may(actor, Action.CLAIM_FILE):
        entries += _correcting(claim)
    if claim.stage != Stage.VOID and may(actor, Action.WRITE_OFF):
        entries.append(Entry("Write off", _url("write-off", claim), rule=True))
    if claim.stage != Stage.VOID and claim.position > Position.PRIMARY and may(actor, Action.SHIELD_RELEASE):
        entries.append(Entry("Release the shield", _url("release", claim)))
    return [*entries, Entry("History", f"{_url('detail', claim)}#history", rule=True)]


def _file(claim: Claim) -> Entry:
    if claim.stage == Stage.PENDING:
        return Entry("File Claim", _url("file", claim), key="f")
    return Entry("File Claim", why="it is filed already" if claim.stage != Stage.VOID else "it is void")


def _next(claim: Claim) -> Entry:
    """The claim to the next payer, or why there is none."""
    word = "secondary" if claim.position == Position.PRIMARY else "tertiary"
    decision = claim.current_decision
    if decision is not None and decision.next_claim_id is not None:
        return Entry(f"Open the {word} claim", reverse("claims:detail", args=[decision.next_claim_id]))
    return Entry(f"Why is there no {word}?", _url("why", claim))


def _completing(claim: Claim) -> list[Entry]:
    if claim.stage not in {Stage.PENDING, Stage.PROCESSING} or claim.plan_id is None:
        return []
    return [Entry("Type the EOB", _url("eob", claim)), Entry("Mark as completed", _url("complete", claim))]


def _correcting(claim: Claim) -> list[Entry]:
    if claim.stage == Stage.VOID:
        return []
    if claim.filed_at is None:
        return [Entry("Void", _url("void", claim), rule=True)]
    return [Entry("Correct", _url("correct", claim), rule=True), Entry("Void", _url("void", claim))]


def _url(name: str, claim: Claim) -> str:
    return reverse(f"claims:{name}", args=[claim.pk])

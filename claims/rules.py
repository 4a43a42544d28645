"""Posting rules as plain data: what a practice wants otherwise than the defaults, and what nobody may want.

Pure: no database. `claims.selectors.rule_book` reads a practice's rules into a RuleBook once a posting.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from claims.enums import RuleAction
from claims.facts import PAID_TO_PATIENT, PRIOR_PAYER_EFFECT

QMB_REASON = "209"
PAID_ABOVE_CHARGE = "94"
DUPLICATE = "18"
FOR_EVERY_PAYER = "practice rule"
GROUPS = ("CO", "PR", "OA", "PI")
"""What an 835 may carry; CR left it with 005010 (X12 RFI 1147)."""

FIXED_REASONS: dict[str, str] = {
    PRIOR_PAYER_EFFECT: "Reason 23 tells what earlier payers did. It is no money of this payer and is never posted.",
    QMB_REASON: "Reason 209 protects the client: the amount goes to the next payer only, whatever a rule says.",
    PAID_ABOVE_CHARGE: "Reason 94 offsets another service of the same answer; on its own it means nothing.",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, compiled. `origin` is whose it is: "practice rule" or "Blue Sample rule"."""

    action: RuleAction
    origin: str


Rules = Mapping[tuple[str, str], Rule]
"""The rules for one payer, by group and reason."""

NO_RULES: Rules = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of a practice. A payer's own stand before the practice's."""

    for_all: Rules = field(default_factory=dict)
    by_payer: Mapping[int, Rules] = field(default_factory=dict)

    def of(self, payer_id: int | None) -> Rules:
        """The rules for answers of one payer; nothing is looked up elsewhere."""
        if payer_id is None or not self.by_payer:
            return self.for_all
        return self.by_payer.get(payer_id, self.for_all)

    def may_write_off(self, pairs: Iterable[tuple[str, str]]) -> bool:
        """Whether some rule, of whichever payer, writes one of these (group, reason) off."""
        wanted = set(pairs)
        every = [self.for_all, *self.by_payer.values()]
        return any(rules[pair].action == RuleAction.WRITE_OFF for rules in every for pair in wanted & set(rules))


def why_not(group: str, reason: str, action: RuleAction) -> str:
    """Why a practice may not have this rule, in a sentence; empty where it may.

    The client owes only what a payer puts in group PR (remark MA13), nothing of a QMB client's cost share, and a
    share is forgiven by a person with a reason, never by a rule. A duplicate is found, not written off.
    """
    refusals = {
        "The group is one of CO, PR, OA and PI.": group not in GROUPS,
        FIXED_REASONS.get(reason, ""): reason in FIXED_REASONS,
        "PR-100 says that the payer gave the money to the client: it is always collected there.": group == "PR"
        and reason == PAID_TO_PATIENT,
        f"What a payer takes off as {group} is never the client's. Only group PR is.": group != "PR"
        and action == RuleAction.PATIENT,
        "A client's share is not written off by a rule: each time somebody decides it, with a reason.": group == "PR"
        and action == RuleAction.WRITE_OFF,
        "A duplicate (18) is never written off: the original claim has to be found.": reason == DUPLICATE
        and action == RuleAction.WRITE_OFF,
    }
    return next((text for text, holds in refusals.items() if holds), "")

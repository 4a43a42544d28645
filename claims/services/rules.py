"""A practice's posting rules: added, changed, removed by a person; what nobody may override is refused here.

A rule holds for what is posted from then on, and for answers that are posted anew. What stands in the ledger stays.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import RuleAction
from claims.models import PostingRule
from claims.rules import why_not
from clients import cleaning
from clients.validation import Problems, check_model
from clients.versions import check_version
from insurance.models import Payer


class RuleNotAllowed(Refusal):
    """The rule would override what protects the client or is no money of this payer; the message says which."""

    status = 422
    code = "rule_not_allowed"


class RuleKnown(Refusal):
    """There is a rule for this payer (or for all), group and reason already."""

    code = "rule_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDetails:
    """`payer` empty: for every payer that has no rule of its own."""

    payer: Payer | None
    group_code: str
    reason_code: str
    action: RuleAction
    note: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        return self.group_code.strip().upper(), self.reason_code.strip().upper()


def details_of(rule: PostingRule) -> RuleDetails:
    return RuleDetails(
        payer=rule.payer,
        group_code=rule.group_code,
        reason_code=rule.reason_code,
        action=RuleAction(rule.action),
        note=rule.note,
    )


@transaction.atomic
def add_rule(*, details: RuleDetails, by: User, now: datetime) -> PostingRule:
    """Adds a rule; audited. Raises ValidationError by field, RuleNotAllowed, RuleKnown."""
    return _save(PostingRule(), details, "posting_rule.added", by=by, now=now)


@transaction.atomic
def change_rule(
    *, rule_id: int, details: RuleDetails, by: User, now: datetime, version: int | None = None
) -> PostingRule:
    """Changes a rule; audited, with its history kept. Raises as `add_rule`, and ChangedMeanwhile."""
    rule = _locked(rule_id, version)
    rule.version += 1
    return _save(rule, details, "posting_rule.changed", by=by, now=now)


@transaction.atomic
def remove_rule(*, rule_id: int, by: User, version: int | None = None) -> None:
    """Removes a rule; the default (or the practice's rule) holds again. Its history stays. Raises ChangedMeanwhile."""
    rule = _locked(rule_id, version)
    _record("posting_rule.removed", rule, by)
    rule.delete()


def check_allowed(details: RuleDetails) -> RuleDetails:
    """Answers the details; raises RuleNotAllowed, with the field to blame, for what no practice may override."""
    group, reason = details.pair
    refused = why_not(group, reason, details.action)
    if refused:
        field = "reason_code" if all(why_not(group, reason, action) for action in RuleAction) else "action"
        raise RuleNotAllowed(refused, errors=[{"field": field, "message": refused, "code": "rule_not_allowed"}])
    return details


def _locked(rule_id: int, version: int | None) -> PostingRule:
    rule = PostingRule.objects.select_for_update(no_key=True, of=("self",)).select_related("payer").get(pk=rule_id)
    check_version(rule, version)
    return rule


def _save(rule: PostingRule, details: RuleDetails, action: str, *, by: User, now: datetime) -> PostingRule:
    check_allowed(details)
    rule.payer, rule.action, rule.note = details.payer, details.action, cleaning.tidy(details.note)
    rule.group_code, rule.reason_code = details.pair
    rule.touched_at, rule.touched_by = now, by
    problems = Problems()
    check_model(rule, problems)
    problems.raise_if_any()
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name != "one_posting_rule":
            raise
        raise _known(rule) from error
    _record(action, rule, by)
    return rule


def _known(rule: PostingRule) -> RuleKnown:
    whose = rule.payer.name if rule.payer else "every payer"
    message = f"There is a rule for {rule.code} and {whose} already. Please change that one."
    return RuleKnown(message, errors=[{"field": "reason_code", "message": message, "code": "rule_known"}])


def _record(action: str, rule: PostingRule, by: User) -> None:
    detail = {"code": rule.code, "action": rule.action, "payer": rule.payer_id}
    audit.record(action=action, obj=rule, by=by, detail=detail)

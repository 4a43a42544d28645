"""A practice's posting rules, compiled: one query a posting, whatever its size."""

from collections import defaultdict
from collections.abc import Iterable

from claims.enums import RuleAction
from claims.models import Claim, PostingRule
from claims.rules import FOR_EVERY_PAYER, Rule, RuleBook, Rules


def rule_book() -> RuleBook:
    """Every rule of the practice in force."""
    rules = PostingRule.objects.order_by("pk")
    return compiled(rules.values_list("payer_id", "payer__name", "group_code", "reason_code", "action"))


def compiled(rows: Iterable[tuple[int | None, str | None, str, str, str]]) -> RuleBook:
    """From (payer, its name, group, reason, action): payers' rules stand on top of the practice's own."""
    for_all: dict[tuple[str, str], Rule] = {}
    own: defaultdict[int, dict[tuple[str, str], Rule]] = defaultdict(dict)
    for payer_id, name, group, reason, action in rows:
        target = for_all if payer_id is None else own[payer_id]
        target[group, reason] = Rule(RuleAction(action), FOR_EVERY_PAYER if payer_id is None else f"{name} rule")
    return RuleBook(for_all, {payer_id: {**for_all, **rules} for payer_id, rules in own.items()})


class ClaimRules:
    """The rules of the payer of each claim."""

    def __init__(self, book: RuleBook, payers: dict[int, int | None]) -> None:
        self._book = book
        self._payers = payers

    def of(self, claim_id: int) -> Rules:
        return self._book.of(self._payers.get(claim_id))


def rules_of_claims(claim_ids: Iterable[int], book: RuleBook | None = None) -> ClaimRules:
    """For any number of claims: one query, and a second one where some payer has rules of its own."""
    book = book or rule_book()
    payers = Claim.objects.filter(pk__in=sorted(set(claim_ids))) if book.by_payer else Claim.objects.none()
    return ClaimRules(book, dict(payers.values_list("pk", "payer_id")))

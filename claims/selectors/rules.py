"""The posting rules as a page lists them: the practice's own by payer, then the defaults, then what always holds."""

from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from claimcenter.x12.labels import LISTS, WRITE_OFF, label
from claims.enums import RuleAction
from claims.models import PostingRule
from claims.rules import FIXED_REASONS


@dataclass(frozen=True, slots=True)
class RuleRow:
    rule: PostingRule
    meaning: str
    action: str


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules for one payer; `name` empty: for every payer."""

    name: str
    rows: list[RuleRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Default:
    """What happens without a rule; `why` where no rule may change it."""

    codes: str
    text: str
    action: str
    why: str = ""


DEFAULTS = (
    Default(
        " ".join(f"CO-{reason}" for reason in sorted(WRITE_OFF, key=int)),
        "Above the fee schedule and other reductions the contract allows",
        "Written off",
    ),
    Default("PR", "Deductible, coinsurance, copay, not covered", "Client's share: the next payer, else the client"),
    Default("CO PI", "Any other reason, on a line that was paid nothing", "Denial task; stays with the payer"),
    Default("CO PI", "Any other reason, on a line that was paid", "Review; stays with the payer"),
    Default("OA", "Any other reason", "Review; stays with the payer"),
)
ALWAYS = (
    Default("23", "Effect of what earlier payers decided", "Not posted", FIXED_REASONS["23"]),
    Default("209", "May not be collected from the client", "Next payer only", FIXED_REASONS["209"]),
    Default(
        "N781 N782 N783",
        "Dual-eligible client (QMB)",
        "Next payer only",
        "A QMB client is never billed Medicare's cost share, whatever group PR says.",
    ),
    Default("PR-100", "Paid to the client", "Collected from the client", "The payer gave the money to the client."),
    Default("94", "Paid above the charge", "Offset between services", FIXED_REASONS["94"]),
)


def posting_rules(*, text: str = "") -> list[RuleGroup]:
    """By payer, the rules for every payer first; `text` finds codes and our labels. One query."""
    found: dict[str, RuleGroup] = {}
    for rule in _rules():
        row = RuleRow(rule, label("adjustment_reason", rule.reason_code) or "", RuleAction(rule.action).label)
        if _matches(row, text):
            name = rule.payer.name if rule.payer else ""
            found.setdefault(name, RuleGroup(name)).rows.append(row)
    return list(found.values())


def matching_defaults(defaults: tuple[Default, ...], text: str) -> list[Default]:
    """The defaults that a search is about: by code, label or what happens."""
    wanted = text.casefold().split()
    return [one for one in defaults if all(word in _haystack(one) for word in wanted)]


def _rules() -> QuerySet[PostingRule]:
    by_payer = F("payer__search_name").asc(nulls_first=True)
    rules = PostingRule.objects.select_related("payer", "touched_by")
    return rules.order_by(by_payer, "payer", "group_code", "reason_code")


def _matches(row: RuleRow, text: str) -> bool:
    name = row.rule.payer.name if row.rule.payer else ""
    said = f"{row.rule.code} {row.rule.reason_code} {row.meaning} {row.action} {name} {row.rule.note}".casefold()
    return all(word in said for word in text.casefold().split())


def _haystack(one: Default) -> str:
    reasons = [code.partition("-")[2] for code in one.codes.split() if "-" in code]
    meanings = [found.label for reason in reasons if (found := LISTS["adjustment_reason"].get(reason))]
    return " ".join([one.codes, one.text, one.action, *meanings]).casefold()

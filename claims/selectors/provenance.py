"""What posting did with each line of an answer, by which rule, and who wrote that rule: two queries a claim."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from claims.enums import Bucket, EntryKind
from claims.models import Claim, LedgerEntry, PostingRule
from claims.posting_rules import Said, said_of


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote the rule as it was when it was asked, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """One movement of an answer. `author` is empty where no rule of the practice was asked."""

    line: int
    what: str
    amount: Decimal
    rule: str
    author: Author | None


Key = tuple[int | None, str]
"""Whose rule (empty: every payer's), and for which code."""


def posted_by_answer(claim: Claim) -> dict[int, list[Posted]]:
    """By answer of the claim, what stands in the ledger of it, in the order of the lines."""
    rows = [(entry, said_of(entry["rule"])) for entry in _entries(claim)]
    authors = _authors(claim, (said for _, said in rows if said is not None and said.is_by_rule))
    found: defaultdict[int, list[Posted]] = defaultdict(list)
    for entry, said in rows:
        author = _author(authors, claim, said, entry["at"]) if said is not None else None
        words = Posted(entry["ordinal"], _what(entry), entry["amount"], entry["rule"], author)
        found[entry["adjudication_id"]].append(words)
    return dict(found)


def _entries(claim: Claim) -> list[dict[str, Any]]:
    ordinals = dict(claim.lines.values_list("charge_line_id", "ordinal"))
    entries = LedgerEntry.objects.filter(adjudication__claim=claim, reversed_by__isnull=True)
    entries = entries.exclude(kind=EntryKind.REVERSAL).order_by("pk")
    rows = entries.values("adjudication_id", "charge_line_id", "kind", "moved_to", "amount", "rule", "at")
    known = [{**row, "ordinal": ordinals.get(row["charge_line_id"], 0)} for row in rows]
    return sorted(known, key=lambda row: row["ordinal"])


def _what(entry: dict[str, Any]) -> str:
    if entry["kind"] == EntryKind.TRANSFER:
        return f"To {Bucket(entry['moved_to']).label.lower()}"
    return str(EntryKind(entry["kind"]).label)


def _authors(claim: Claim, asked: Iterable[Said]) -> dict[Key, list[Author]]:
    """Every state the rules for these codes were in, oldest first; no query where none was asked."""
    codes = {said.code for said in asked}
    if not codes:
        return {}
    reasons = {code.partition("-")[2] for code in codes}
    history: Any = PostingRule.pgh_event_model  # type: ignore[attr-defined]
    events = history.objects.filter(reason_code__in=reasons).exclude(pgh_label="delete").order_by("pgh_id")
    columns = ("payer_id", "group_code", "reason_code", "touched_by__name", "touched_at")
    found: defaultdict[Key, list[Author]] = defaultdict(list)
    for payer_id, group, reason, name, at in events.values_list(*columns):
        if payer_id in {None, claim.payer_id}:
            found[payer_id, f"{group}-{reason}"].append(Author(name, at))
    return dict(found)


def _author(authors: dict[Key, list[Author]], claim: Claim, said: Said, at: datetime) -> Author | None:
    whose = None if said.is_for_every_payer else claim.payer_id
    written = [author for author in authors.get((whose, said.code), ()) if author.at <= at]
    return written[-1] if said.is_by_rule and written else None

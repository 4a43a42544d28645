"""What a posting rule would have done otherwise: the answers of the last 90 days, posted once more without writing.

The posting itself is asked twice, with the rules as they are and as they would be. So what the preview says is what
posting then does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from claims.enums import AdjudicationState, Bucket, RuleAction
from claims.facts import ZERO
from claims.models import Adjudication, Adjustment, Claim, PostingRule
from claims.rules import RuleBook
from claims.selectors.rule_book import compiled
from claims.services.posting import PostedLine, PostingBatch
from insurance.models import Payer

DAYS = 90
MOST = 1_000
"""Answers that are worked out for one preview; of more, the newest."""
EXAMPLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A rule as it would be; `action` empty: it would be gone. `replaces`: the rule that is edited or removed."""

    payer: Payer | None
    group_code: str
    reason_code: str
    action: RuleAction | None
    replaces: PostingRule | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One line that would have moved differently. No person is named."""

    claim_id: int
    claim_number: str
    line: int
    amount: Decimal
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`amount`: how much would lie elsewhere. `answers`: how many were looked at; `is_part`: there were more."""

    lines: int
    amount: Decimal
    examples: list[Example]
    answers: int
    is_part: bool


Key = tuple[int, int]


def preview_rule(*, change: Change, now: datetime) -> Preview:
    """Reads only; a constant number of queries."""
    ids = _concerned(change, now)
    looked_at = ids[:MOST]
    before, after = _books(change)
    if not looked_at:
        return Preview(0, ZERO, [], 0, is_part=False)
    old, new = _worked_out(looked_at, before, now), _worked_out(looked_at, after, now)
    differing = {key: (old[key], new[key]) for key in sorted(new, reverse=True) if _differs(old[key], new[key])}
    amount = sum((_elsewhere(*pair) for pair in differing.values()), ZERO)
    return Preview(len(differing), amount, _examples(differing), len(looked_at), is_part=len(ids) > MOST)


def _concerned(change: Change, now: datetime) -> list[int]:
    """Answers posted in the last 90 days with an adjustment that the rule, or the one it replaces, is about."""
    codes = Q(group_code=change.group_code, reason_code=change.reason_code)
    payers: list[int] | None = None if change.payer is None else [change.payer.pk]
    if change.replaces is not None:
        codes |= Q(group_code=change.replaces.group_code, reason_code=change.replaces.reason_code)
        if payers is not None and change.replaces.payer_id is not None:
            payers.append(change.replaces.payer_id)
        else:
            payers = None
    answers = Adjudication.objects.filter(
        pk__in=Adjustment.objects.filter(codes).values("adjudication"),
        state=AdjudicationState.POSTED,
        posted_at__gte=now - timedelta(days=DAYS),
    )
    answers = answers if payers is None else answers.filter(claim__payer__in=payers)
    return list(answers.order_by("-posted_at", "-pk").values_list("pk", flat=True)[: MOST + 1])


def _books(change: Change) -> tuple[RuleBook, RuleBook]:
    rules = PostingRule.objects.order_by("pk")
    columns = ("payer_id", "payer__name", "group_code", "reason_code", "action")
    rows = {pk: tuple(row) for pk, *row in rules.values_list("pk", *columns)}
    before = compiled(rows.values())
    if change.replaces is not None:
        rows.pop(change.replaces.pk, None)
    if change.action is not None:
        payer_id, name = (change.payer.pk, change.payer.name) if change.payer else (None, None)
        rows[0] = (payer_id, name, change.group_code, change.reason_code, str(change.action))
    return before, compiled(rows.values())


def _worked_out(ids: list[int], book: RuleBook, now: datetime) -> dict[Key, PostedLine]:
    batch = PostingBatch(anew=ids, by=None, now=now, lock=False, rules=book)
    wanted = set(ids)
    return {
        (posting.answer.adjudication_id, posted.line.claim_line_id): posted
        for claim_id in batch.claims
        for posting in batch.postings_on(claim_id)
        if posting.answer.adjudication_id in wanted
        for posted in posting.lines
    }


def _differs(old: PostedLine, new: PostedLine) -> bool:
    """Where something goes elsewhere, or becomes another kind of work."""
    return _where(old) != _where(new) or _work(old) != _work(new)


def _where(posted: PostedLine) -> dict[Bucket | None, Decimal]:
    """What lies where afterwards; None: with the payer."""
    found: dict[Bucket | None, Decimal] = {None: posted.posting.left}
    for move in posted.posting.moves:
        found[move.moved_to] = found.get(move.moved_to, ZERO) + move.amount
    return {bucket: amount for bucket, amount in found.items() if amount}


def _work(posted: PostedLine) -> set[tuple[str, str]]:
    return {(str(look.kind), look.reference) for look in posted.posting.looks}


def _elsewhere(old: PostedLine, new: PostedLine) -> Decimal:
    before, after = _where(old), _where(new)
    gains = (after.get(bucket, ZERO) - before.get(bucket, ZERO) for bucket in {*before, *after})
    return sum((gain for gain in gains if gain > ZERO), ZERO)


def _examples(differing: dict[Key, tuple[PostedLine, PostedLine]]) -> list[Example]:
    shown = list(differing.values())[:EXAMPLES]
    claims = Claim.objects.only("number", "year").in_bulk({old.line.claim_id for old, _ in shown})
    return [
        Example(
            claim_id=old.line.claim_id,
            claim_number=claims[old.line.claim_id].display_number,
            line=old.line.ordinal,
            amount=_elsewhere(old, new),
            before=_words(old, new),
            after=_words(new, old),
        )
        for old, new in shown
    ]


def _words(posted: PostedLine, other: PostedLine) -> str:
    """What this one says and the other does not."""
    return "; ".join(said for said in _said(posted) if said not in set(_said(other)))


def _said(posted: PostedLine) -> Iterable[str]:
    moves = (
        f"{move.rule.partition(':')[0]} {move.amount:.2f}:{move.rule.partition(':')[2]}"
        for move in posted.posting.moves
    )
    return [*moves, *posted.posting.notes]

"""The claims of a remittance as a person reads them: what came, what posting does or did, and the rule of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from claims.enums import Bucket, EntryKind
from claims.models import AdjudicationLine, LedgerEntry
from claims.services.adjudication import preview_adjudications
from claims.services.posting import Posting
from era.enums import MatchState
from era.matching import REVERSAL
from era.models import ClaimMatch, Remittance, RemittanceAdjustment, RemittanceClaim, RemittanceLine
from era.services.reversals import find_posted

ZERO = Decimal(0)


@dataclass(frozen=True)
class Movement:
    """One amount that is (or would be) moved, in words: what, where to, by which rule."""

    text: str
    amount: Decimal
    rule: str
    kind: EntryKind


@dataclass
class LineView:
    """An SVC: billed, allowed, paid, CO, PR, everything else, and what posting does with it."""

    line: RemittanceLine
    adjustments: list[RemittanceAdjustment]
    movements: list[Movement] = field(default_factory=list)
    left: Decimal | None = None

    @property
    def contractual(self) -> Decimal:
        return _sum(self.adjustments, "CO")

    @property
    def share(self) -> Decimal:
        return _sum(self.adjustments, "PR")

    @property
    def other(self) -> Decimal:
        return sum((item.amount for item in self.adjustments if item.group_code not in {"CO", "PR"}), ZERO)

    @property
    def allowed(self) -> Decimal:
        """AMT*B6, else paid and the client's share (X12 RFI 507)."""
        return self.line.paid + self.share if self.line.allowed is None else self.line.allowed


@dataclass
class ClaimView:
    """A CLP with its match, its lines, and what posting does or did."""

    received: RemittanceClaim
    match: ClaimMatch | None
    lines: list[LineView]
    adjustments: list[RemittanceAdjustment]
    movements: list[Movement] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problem: str = ""
    balance_after: Decimal | None = None
    """What somebody still owes of these lines once this answer is posted: the client, the next payer, or this one."""

    @property
    def all_movements(self) -> list[Movement]:
        return [*self.movements, *(movement for line in self.lines for movement in line.movements)]

    @property
    def remarks(self) -> list[str]:
        """Remark codes of the claim and of its lines, each once."""
        of_lines = [remark for view in self.lines for remark in view.line.remarks]
        return list(dict.fromkeys([*self.received.remarks, *of_lines]))

    @property
    def all_adjustments(self) -> list[RemittanceAdjustment]:
        return [*self.adjustments, *(item for line in self.lines for item in line.adjustments)]

    @property
    def contractual(self) -> Decimal:
        return _sum(self.all_adjustments, "CO")

    @property
    def share(self) -> Decimal:
        return _sum(self.all_adjustments, "PR")

    @property
    def other(self) -> Decimal:
        return sum((item.amount for item in self.all_adjustments if item.group_code not in {"CO", "PR"}), ZERO)

    @property
    def allowed(self) -> Decimal:
        return self.received.paid + self.share

    @property
    def share_differs(self) -> bool:
        """CLP05 beside the CAS: shown where it differs, never a reason to hold."""
        reported = self.received.patient_responsibility
        return reported is not None and reported != self.share and self.received.status_code != "22"


def claims_of(remittance: Remittance) -> QuerySet[RemittanceClaim]:
    """Its CLPs with their matches, in the order of the file."""
    return RemittanceClaim.objects.filter(remittance=remittance).select_related(
        "match__claim__client", "match__claim__payer", "match__decided_by", "match__settled_with__remittance"
    )


def claim_views(claims: Sequence[RemittanceClaim], *, now: datetime) -> list[ClaimView]:
    """A page of CLPs with everything the screen says of them, in a constant number of queries."""
    views = [_view(claim) for claim in claims]
    _add_parts(views)
    taken_back = _reversed_answers(views)
    _add_dry_run(views, taken_back, now)
    _add_posted(views)
    _add_taken_back(views, taken_back)
    return views


def dry_run(remittance: Remittance, *, now: datetime, size: int = 500) -> Iterable[ClaimView]:
    """What posting a remittance would do, claim by claim; memory stays flat."""
    last = 0
    while batch := list(claims_of(remittance).filter(pk__gt=last).order_by("pk")[:size]):
        yield from claim_views(batch, now=now)
        last = batch[-1].pk


def _view(claim: RemittanceClaim) -> ClaimView:
    match = getattr(claim, "match", None)
    return ClaimView(claim, match, [], [])


def _add_parts(views: Sequence[ClaimView]) -> None:
    ids = [view.received.pk for view in views]
    adjustments: dict[tuple[int, int | None], list[RemittanceAdjustment]] = defaultdict(list)
    for item in RemittanceAdjustment.objects.filter(remittance_claim__in=ids).order_by("pk"):
        adjustments[item.remittance_claim_id, item.line_id].append(item)
    lines: dict[int, list[LineView]] = defaultdict(list)
    for line in RemittanceLine.objects.filter(remittance_claim__in=ids).order_by("remittance_claim", "ordinal"):
        lines[line.remittance_claim_id].append(LineView(line, adjustments[line.remittance_claim_id, line.pk]))
    for view in views:
        view.adjustments, view.lines = adjustments[view.received.pk, None], lines[view.received.pk]


def _reversed_answers(views: Sequence[ClaimView]) -> dict[int, int]:
    """By remittance claim of a reversal: the answer it takes back, or took back."""
    matches = [view.match for view in views if view.match and view.received.status_code == REVERSAL]
    done = {match.remittance_claim_id: match.reverses_id for match in matches if match.reverses_id is not None}
    waiting = [match for match in matches if match.state == MatchState.MATCHED]
    pairs = find_posted(waiting)[0] if waiting else []
    return done | {pair.match.remittance_claim_id: pair.adjudication.pk for pair in pairs}


def _add_taken_back(views: Sequence[ClaimView], taken_back: dict[int, int]) -> None:
    """Of a reversal: what the answer it takes back had moved, with the sign turned. One query."""
    if not taken_back:
        return
    by_adjudication = defaultdict(list)
    entries = LedgerEntry.objects.filter(adjudication__in=list(taken_back.values())).exclude(kind=EntryKind.REVERSAL)
    for entry in entries.order_by("pk"):
        kind, target = EntryKind(entry.kind), Bucket(entry.moved_to)
        by_adjudication[entry.adjudication_id].append(_movement(kind, target, -entry.amount, "taken back"))
    for view in views:
        if view.received.pk in taken_back:
            view.movements = by_adjudication[taken_back[view.received.pk]]


def _add_dry_run(views: Sequence[ClaimView], taken_back: dict[int, int], now: datetime) -> None:
    ready = {
        view.match.adjudication_id: view
        for view in views
        if view.match and view.match.state == MatchState.MATCHED and view.match.adjudication_id
    }
    if not ready:
        return
    postings = preview_adjudications(adjudication_ids=list(ready), taking_back=taken_back.values(), now=now)
    for posting in postings:
        view = ready[posting.answer.adjudication_id]
        view.problem, view.notes = posting.problem, posting.notes
        _add_posting(view, posting)


def _add_posting(view: ClaimView, posting: Posting) -> None:
    """Puts the movements on the lines they belong to; of several SVC of one line the first carries them."""
    places = _places(view, posting)
    for posted in posting.lines:
        movements = [_movement(move.kind, move.moved_to, move.amount, move.rule) for move in posted.posting.moves]
        target = places.get(posted.line.claim_line_id)
        if target is None:
            view.movements += movements
        else:
            target.movements, target.left = movements, posted.posting.left
    moved_on = [m.amount for m in view.all_movements if m.kind == EntryKind.TRANSFER]
    view.balance_after = sum((posted.posting.left for posted in posting.lines), sum(moved_on, ZERO))


def _places(view: ClaimView, posting: Posting) -> dict[int, LineView]:
    """The lines of the answer stand in the order of the SVC they came from."""
    found: dict[int, LineView] = {}
    for facts, line in zip(posting.answer.facts.lines, view.lines, strict=False):
        found.setdefault(facts.claim_line_id, line)
    return found


def _add_posted(views: Sequence[ClaimView]) -> None:
    """The entries that stand for what was posted, by adjudication. One query."""
    by_adjudication = {
        view.match.adjudication_id: view
        for view in views
        if view.match and view.match.state == MatchState.POSTED and view.match.adjudication_id
    }
    if not by_adjudication:
        return
    entries = (
        LedgerEntry.objects.filter(adjudication__in=list(by_adjudication), reversed_by__isnull=True)
        .exclude(kind=EntryKind.REVERSAL)
        .order_by("pk")
    )
    places = _posted_places(by_adjudication)
    for entry in entries:
        movement = _movement(EntryKind(entry.kind), Bucket(entry.moved_to), entry.amount, entry.rule)
        place = places.get((entry.adjudication_id, entry.charge_line_id))
        (place or by_adjudication[entry.adjudication_id or 0]).movements.append(movement)
    for view in by_adjudication.values():
        if view.match and view.match.claim:
            view.balance_after = view.match.claim.balance


def _posted_places(views: Mapping[int, ClaimView]) -> dict[tuple[int | None, int], LineView]:
    """By adjudication and charge line: the SVC that answered it (the first of several). One query."""
    found: dict[tuple[int | None, int], LineView] = {}
    seen: dict[int, int] = defaultdict(int)
    rows = AdjudicationLine.objects.filter(adjudication__in=list(views)).order_by("pk")
    for adjudication_id, charge_line_id in rows.values_list("adjudication_id", "claim_line__charge_line_id"):
        lines, index = views[adjudication_id].lines, seen[adjudication_id]
        seen[adjudication_id] += 1
        if index < len(lines):
            found.setdefault((adjudication_id, charge_line_id), lines[index])
    return found


def _movement(kind: EntryKind, moved_to: Bucket, amount: Decimal, rule: str) -> Movement:
    words = f"to {moved_to.label.lower()}" if kind == EntryKind.TRANSFER else kind.label.lower()
    return Movement(words, amount, rule, kind)


def _sum(adjustments: Iterable[RemittanceAdjustment], group: str) -> Decimal:
    return sum((item.amount for item in adjustments if item.group_code == group), ZERO)

"""The arithmetic of posting for any number of answers at once: what is read, what each line does, what is taken back.

Nothing is written before `write()`, so a dry run is the same code. Answers are posted in the order of their chain
(payer position, then adjudication date), and posting or reversing one takes back and posts anew every answer that
stands after it on the same charge lines: the balances never depend on the order in which files arrive.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from claimcenter.practice.models import User
from claims import posting_rules
from claims.enums import AdjudicationState, Bucket, EntryKind, Source, Stage
from claims.facts import NOT_OURS_FORWARDED, PREDETERMINATION, REVERSAL, AdjudicationFacts, imbalances
from claims.locks import lock_claims
from claims.lookups import keys
from claims.models import Adjudication, Claim
from claims.posting_rules import LineAnswer, LinePosting, Look
from claims.rules import RuleBook
from claims.selectors.answers import Answer, answers_by_id
from claims.selectors.chains import ChainLine, Chains, chains_of
from claims.selectors.coverage import coverage_of
from claims.selectors.rule_book import rules_of_claims
from claims.services.allocation import line_answers
from claims.services.ledger import Book, Ties, standing_entries
from claims.services.standing import decided_on

_NEVER = 9  # behind every position
_NOT_POSTED = {
    PREDETERMINATION: "A predetermination (25) pays nothing; it is kept and not posted.",
    REVERSAL: "A reversal (22) takes back an earlier answer; it is not posted as an answer itself.",
}


@dataclass(frozen=True, slots=True)
class PostedLine:
    """What an answer does to one charge line."""

    line: ChainLine
    answer: LineAnswer
    posting: LinePosting


@dataclass(slots=True)
class Posting:
    """What posting one answer does; `problem` says why it cannot be posted (nothing is moved then)."""

    answer: Answer
    problem: str = ""
    lines: list[PostedLine] = field(default_factory=list)
    is_again: bool = False  # it stood before, and follows what changed

    @property
    def is_adjudication(self) -> bool:
        """CLP02 23 says whose claim it is not; it answers nothing."""
        return self.answer.facts.claim_status_code != NOT_OURS_FORWARDED

    @property
    def looks(self) -> list[Look]:
        return [look for line in self.lines for look in line.posting.looks]

    @property
    def notes(self) -> list[str]:
        return [look.text for look in self.looks]


class PostingBatch:
    """Answers to post and answers to take back, with everything that follows from them in the ledger.

    `rules`: the practice's posting rules where the caller has read them (or tries others out); else they are read once.
    `anew`: answers that stand and are worked out again, as other rules may want it otherwise.
    `deed_id`: the undo that all of it belongs to.
    """

    def __init__(
        self,
        *,
        post: Iterable[int] = (),
        take_back: Iterable[int] = (),
        anew: Iterable[int] = (),
        by: User | None,
        now: datetime,
        lock: bool = True,
        rules: RuleBook | None = None,
        deed_id: int | None = None,
    ) -> None:
        wanted, unwanted, self._anew = set(post), set(take_back), set(anew)
        ids = Adjudication.objects.filter(pk__in=sorted(wanted | unwanted | self._anew)).values_list(
            "claim_id", flat=True
        )
        claim_ids = set(ids)
        # Locked before the answers are read: their state may have moved while this waited.
        self.claims: dict[int, Claim] = lock_claims(claim_ids) if lock else Claim.objects.in_bulk(claim_ids)
        self.chains: Chains = chains_of(claim_ids)
        answers = answers_by_id(wanted | unwanted)
        self._standing = self._read_standing(exclude=wanted | unwanted)
        self._coverage = coverage_of(claim.client_id for claim in self.claims.values())
        self._rules = rules_of_claims(self.chains.by_claim, rules)
        self.book = Book(self.chains.by_charge_line, by=by, now=now, deed_id=deed_id)
        self._decided = decided_on(charge_line_ids=self.chains.by_charge_line, claim_ids=self.chains.by_claim)
        self._charge_what_never_was()
        self.taken_back = [
            answer for key, answer in answers.items() if key in unwanted and answer.state == AdjudicationState.POSTED
        ]
        self.postings = [
            Posting(answer, problem=self._problem(answer))
            for key, answer in answers.items()
            if key in wanted and answer.state != AdjudicationState.POSTED
        ]
        self.postable = [posting for posting in self.postings if not posting.problem]
        self.replaced = self._typed_ones_replaced()
        self._work_out()
        self._by_claim = self._index()

    def _index(self) -> defaultdict[int, list[Posting]]:
        found: defaultdict[int, list[Posting]] = defaultdict(list)
        for posting in (*self.postable, *self._reposted):
            found[posting.answer.claim_id].append(posting)
        return found

    def answers_on(self, claim_id: int) -> list[AdjudicationFacts]:
        """Every answer that stands on a claim once this batch is written, in order."""
        replaced = {id(answer) for answer in self.replaced} if self.replaced else set()
        standing = [one for one in self._standing.get(claim_id, ()) if id(one) not in replaced]
        new = [one.answer for one in self._by_claim[claim_id] if one.is_adjudication and not one.is_again]
        return [answer.facts for answer in sorted([*standing, *new], key=lambda answer: answer.order)]

    def postings_on(self, claim_id: int) -> list[Posting]:
        """What stands on a claim after this batch and was worked out in it."""
        return [posting for posting in self._by_claim.get(claim_id, ()) if posting.is_adjudication]

    def notes_on(self, claim_id: int) -> list[str]:
        """Why a person should look at a claim after this batch."""
        return [note for posting in self._by_claim[claim_id] for note in posting.notes]

    def is_whole(self, claim_id: int) -> bool:
        """Whether every line of the claim is answered; an answer without lines answers them all."""
        facts = self.answers_on(claim_id)
        answered = {line.claim_line_id for answer in facts for line in answer.lines}
        everything = {line.claim_line_id for line in self.chains.by_claim[claim_id]}
        return any(not answer.lines for answer in facts) or (bool(facts) and everything <= answered)

    def affected_claims(self) -> set[int]:
        """Claims whose money moves: the chains of everything posted or taken back."""
        touched = {
            *(posting.answer.claim_id for posting in self.postable),
            *(answer.claim_id for answer in (*self.taken_back, *self.replaced)),
        }
        charge_lines = {line.charge_line_id for claim_id in touched for line in self.chains.by_claim[claim_id]}
        return {line.claim_id for key in charge_lines for line in self.chains.by_charge_line[key]}

    def _read_standing(self, *, exclude: set[int]) -> dict[int, list[Answer]]:
        posted = Adjudication.objects.filter(claim__any_of=keys(self.chains.by_claim), state=AdjudicationState.POSTED)
        ids = list(posted.exclude(pk__any_of=keys(exclude)).values_list("pk", flat=True))
        standing: defaultdict[int, list[Answer]] = defaultdict(list)
        for answer in answers_by_id(ids).values() if ids else ():
            if answer.facts.claim_status_code != NOT_OURS_FORWARDED:
                standing[answer.claim_id].append(answer)
        return standing

    def _charge_what_never_was(self) -> None:
        """A charge line that came without its ledger (carried over from elsewhere) is charged when first answered."""
        for charge_line_id, lines in self.chains.by_charge_line.items():
            if not self.book.charged(charge_line_id):
                first = min(lines, key=lambda line: line.position)
                self.book.move(
                    charge_line_id,
                    kind=EntryKind.CHARGE,
                    moved_from=Bucket.CHARGES,
                    moved_to=Bucket.insurer(1),
                    amount=first.charge,
                    ties=Ties(claim_id=first.claim_id),
                )

    def _problem(self, answer: Answer) -> str:
        facts, claim = answer.facts, self.claims[answer.claim_id]
        own = {line.claim_line_id for line in self.chains.by_claim[answer.claim_id]}
        is_adjudication = facts.claim_status_code != NOT_OURS_FORWARDED
        problems = {
            "This answer was taken back and is not posted again.": answer.state != AdjudicationState.PROVISIONAL,
            "The claim is void.": claim.stage == Stage.VOID,
            _NOT_POSTED.get(facts.claim_status_code, ""): facts.claim_status_code in _NOT_POSTED,
            "The figures do not add up: charge - paid is not what the adjustments say.": is_adjudication
            and bool(imbalances(facts)),
            "The answer names a line that is not on this claim.": any(
                line.claim_line_id not in own for line in facts.lines
            ),
        }
        return next((text for text, holds in problems.items() if holds), "")

    def _typed_ones_replaced(self) -> list[Answer]:
        """Typed figures give way to whatever answers the claim after them."""
        answered = {posting.answer.claim_id for posting in self.postable if posting.is_adjudication}
        return [
            answer
            for claim_id in answered
            for answer in self._standing.get(claim_id, ())
            if answer.facts.source == Source.TYPED
        ]

    def _work_out(self) -> None:
        gone = [*self.taken_back, *self.replaced]
        first = self._first_positions(gone)
        self._reposted = [Posting(answer, is_again=True) for answer in self._standing_after(first)]
        if first:
            self._decided.lift(self.book, first)
        self._take_back([*gone, *(posting.answer for posting in self._reposted)])
        self._qmb_from = self._qmb_positions()
        new = [posting for posting in self.postable if posting.is_adjudication]
        for posting in sorted([*new, *self._reposted], key=self._sequence):
            self._post(posting)
        if first:
            self._decided.put_back(self.book, self._answered_positions())

    def _first_positions(self, gone: Sequence[Answer]) -> dict[int, int]:
        """By charge line: the first position whose answers are posted anew. A transfer made since starts earlier."""
        first: dict[int, int] = {}
        changed = [*(posting.answer for posting in self.postable if posting.is_adjudication), *gone]
        for answer in (*changed, *self._worked_out_anew()):
            for line in self.chains.by_claim[answer.claim_id]:
                first[line.charge_line_id] = min(line.position, first.get(line.charge_line_id, line.position))
        for line_id, position in self._decided.positions().items():
            if line_id in first:
                first[line_id] = min(first[line_id], position)
        return first

    def _all_standing(self) -> list[Answer]:
        """Every answer that stands once this batch is written."""
        replaced = {answer.adjudication_id for answer in self.replaced}
        kept = [one for answers in self._standing.values() for one in answers if one.adjudication_id not in replaced]
        return [*kept, *(posting.answer for posting in self.postable if posting.is_adjudication)]

    def _answered_positions(self) -> dict[int, set[int]]:
        """By charge line: the positions that have answered, this batch included."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for claim_id in {answer.claim_id for answer in self._all_standing()}:
            for line in self.chains.by_claim[claim_id]:
                found[line.charge_line_id].add(line.position)
        return found

    def _qmb_positions(self) -> dict[int, int]:
        """By charge line: the first payer that said the client is a QMB; nobody after it bills the client either."""
        found: dict[int, int] = {}
        for answer in self._all_standing():
            if posting_rules.is_qmb(answer.facts):
                for line in self.chains.by_claim[answer.claim_id]:
                    found[line.charge_line_id] = min(line.position, found.get(line.charge_line_id, line.position))
        return found

    def _standing_after(self, first: dict[int, int]) -> list[Answer]:
        """Standing answers at or after a changed one on any of its charge lines."""
        replaced = {answer.adjudication_id for answer in self.replaced}
        return [
            answer
            for claim_id, answers in self._standing.items()
            if any(first.get(line.charge_line_id, 9) <= line.position for line in self.chains.by_claim[claim_id])
            for answer in answers
            if answer.adjudication_id not in replaced
        ]

    def _worked_out_anew(self) -> list[Answer]:
        return [one for answers in self._standing.values() for one in answers if one.adjudication_id in self._anew]

    def _take_back(self, answers: Sequence[Answer]) -> None:
        if answers:
            entries = standing_entries(adjudication__any_of=keys([answer.adjudication_id for answer in answers]))
            # A claim that was voided since has no live lines, but its entries stand until they are taken back.
            self.book.add_lines(entry.charge_line_id for entry in entries)
            self.book.take_back(entries, rule="taken back")

    def _sequence(self, posting: Posting) -> tuple[int, object]:
        return self.chains.position_of(posting.answer.claim_id), posting.answer.order

    def _post(self, posting: Posting) -> None:
        facts = posting.answer.facts
        bundled = posting_rules.is_bundled(facts)
        lines = self.chains.by_claim[posting.answer.claim_id]
        by_line = {line.claim_line_id: line for line in lines}
        for claim_line_id, answer in line_answers(facts, lines).items():
            line = by_line[claim_line_id]
            done = posting_rules.post_line(
                answer,
                held=self.book.held(line.charge_line_id, Bucket.insurer(line.position)),
                next_payer=self._next_payer(line),
                rules=self._rules.of(posting.answer.claim_id),
                bundled=bundled,
                qmb=self._qmb_from.get(line.charge_line_id, _NEVER) <= line.position,
            )
            posting.lines.append(PostedLine(line, answer, done))
            self._enter(posting.answer, line, done)

    def _enter(self, answer: Answer, line: ChainLine, done: LinePosting) -> None:
        ties = Ties(claim_id=answer.claim_id, adjudication_id=answer.adjudication_id)
        for move in done.moves:
            self.book.move(
                line.charge_line_id,
                kind=move.kind,
                moved_from=Bucket.insurer(line.position),
                moved_to=move.moved_to,
                amount=move.amount,
                rule=move.rule,
                ties=ties,
            )

    def _next_payer(self, line: ChainLine) -> Bucket | None:
        """The bucket that holds the client's share: a claim of the next position, or a plan to be billed that day."""
        following = line.position + 1
        if following > 3:
            return None
        expected = self.chains.has_claim_at(line.charge_line_id, following) or self._coverage.is_billable(
            line.client_id, following, line.day
        )
        return Bucket.insurer(following) if expected else None

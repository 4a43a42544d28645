"""What the secondary rule looks at, read for any number of claims in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from claims.enums import AdjudicationState
from claims.facts import ZERO, AdjudicationFacts, AdjustmentFacts
from claims.lookups import keys
from claims.models import Claim
from claims.posting_rules import INCLUDED_ELSEWHERE, Treated, is_bundled, treatment
from claims.rules import PAID_ABOVE_CHARGE, Rules
from claims.selectors.answers import standing_answers
from claims.selectors.chains import ChainLine, Chains, chains_of
from claims.selectors.coverage import Coverage, coverage_of
from claims.selectors.rule_book import rule_book
from insurance.disclosure import Refusal
from insurance.models import InsurancePlan

BUNDLING_REASONS = frozenset({PAID_ABOVE_CHARGE, INCLUDED_ELSEWHERE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One completed claim, its posted answers, and the plan that comes next. Nothing here reads the database."""

    claim: Claim
    prior_payer_name: str
    lines: list[ChainLine]
    covered_lines: list[ChainLine]
    answers: list[AdjudicationFacts]
    plan: InsurancePlan | None
    refusal: Refusal | None
    next_claim_id: int | None
    rules: Rules

    @property
    def payer_name(self) -> str:
        return self.plan.payer.name if self.plan else ""

    @property
    def coordinates_itself(self) -> bool:
        """One payer holds both plans and is known to forward by itself though CLP02 says 1 (X12 RFI 2365)."""
        payer = self.claim.payer
        return bool(payer and payer.auto_coordinates and self.plan and self.plan.payer_id == payer.pk and self.answers)

    @property
    def always_billed(self) -> bool:
        return bool(self.plan and self.plan.payer.always_bill_secondary)

    def left(self, counts: Callable[[AdjustmentFacts, Treated], bool]) -> Decimal:
        """The sum of the adjustments that count, by what posting does with them, on the covered lines and the claim."""
        items = [item for facts in self.answers for item in self._items(facts)]
        return sum((item.amount for item in items if counts(item, self.treated(item))), ZERO)

    def treated(self, item: AdjustmentFacts) -> Treated:
        """What posting does with an adjustment of this payer: the same rules."""
        return treatment(item, rules=self.rules)

    def _items(self, facts: AdjudicationFacts) -> list[AdjustmentFacts]:
        covered = {line.claim_line_id for line in self.covered_lines}
        at_lines = [item for line in facts.lines if line.claim_line_id in covered for item in line.adjustments]
        offset = BUNDLING_REASONS if is_bundled(facts) else frozenset()
        return [item for item in (*facts.adjustments, *at_lines) if item.reason_code not in offset]


def evidence_for(claims: Iterable[Claim]) -> dict[int, Evidence]:
    """Of each (locked) claim. Only posted answers count: a provisional one is not the payer's last word to us."""
    by_id = {claim.pk: claim for claim in claims}
    chains = chains_of(by_id)
    answers = standing_answers(by_id)
    coverage = coverage_of(claim.client_id for claim in by_id.values())
    following = _following(by_id)
    book = rule_book()
    return {
        pk: _evidence(
            claim,
            lines=chains.by_claim[pk],
            answers=[one.facts for one in answers.get(pk, ()) if one.state == AdjudicationState.POSTED],
            coverage=coverage,
            rules=book.of(claim.payer_id),
            next_claim_id=following.get(pk) or _on_same_lines(chains, claim),
        )
        for pk, claim in by_id.items()
    }


def _evidence(
    claim: Claim,
    *,
    lines: list[ChainLine],
    answers: list[AdjudicationFacts],
    coverage: Coverage,
    rules: Rules,
    next_claim_id: int | None,
) -> Evidence:
    plan, covered = _plan_after(claim, lines, coverage)
    return Evidence(
        claim=claim,
        prior_payer_name=claim.payer.name if claim.payer else "The payer",
        lines=lines,
        covered_lines=covered,
        answers=answers,
        plan=plan,
        refusal=coverage.refusal(plan, covered[0].day) if plan else None,
        next_claim_id=next_claim_id,
        rules=rules,
    )


def _plan_after(
    claim: Claim, lines: list[ChainLine], coverage: Coverage
) -> tuple[InsurancePlan | None, list[ChainLine]]:
    """The plan of the next position that covers most of the claim's lines, with those lines; the earliest of equals."""
    by_plan: defaultdict[int, list[ChainLine]] = defaultdict(list)
    plans: dict[int, InsurancePlan] = {}
    for line in lines:
        plan = coverage.plan_on(claim.client_id, claim.position + 1, line.day)
        if plan is not None:
            plans[plan.pk] = plan
            by_plan[plan.pk].append(line)
    if not by_plan:
        return None, []
    best = min(by_plan, key=lambda pk: (-len(by_plan[pk]), by_plan[pk][0].day, pk))
    return plans[best], by_plan[best]


def _following(claim_ids: Iterable[int]) -> dict[int, int]:
    """The live next claim of each claim, where there is one."""
    rows = Claim.objects.filter(previous_claim__any_of=keys(claim_ids), live=True)
    return {previous_id: pk for pk, previous_id in rows.values_list("pk", "previous_claim") if previous_id is not None}


def _on_same_lines(chains: Chains, claim: Claim) -> int | None:
    """A live claim of the next position that holds one of these charge lines, whatever claim it was made from."""
    for line in chains.by_claim[claim.pk]:
        for other in chains.by_charge_line[line.charge_line_id]:
            if other.position == claim.position + 1:
                return other.claim_id
    return None

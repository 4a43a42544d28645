"""The secondary rule, whole: is there a next claim after this completed one, and if not, why.

A completed claim of position 1 or 2 without a current decision is work outstanding. `ensure_secondary` decides it:
lock, read everything anew, decide, insert, record. It may run any number of times, on any number of workers: the
locks put the runs in a row, and unique constraints hold "one live next claim" whatever happens.

The order of the questions is the order of `QUESTIONS`; the first that has an answer decides.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claimcenter.x12.labels import CREATE_SECONDARY, FIX_FIRST
from claims.collector import collector_held
from claims.enums import Outcome, Result, Stage
from claims.facts import FORWARDED, NOT_OURS_FORWARDED, ZERO, AdjudicationFacts, AdjustmentFacts
from claims.locks import lock_claims
from claims.models import Claim, SecondaryDecision
from claims.posting_rules import STAYS, Treated, Treatment
from claims.selectors.evidence import Evidence, evidence_for
from claims.services.decisions import Verdict, record_decisions, supersede_decision
from claims.services.next_claim import NextClaim, create_next_claims
from claims.services.shares import follow_decisions
from insurance.disclosure import RefusalKind
from insurance.enums import Position

__all__ = ["ensure_secondaries", "ensure_secondary", "outstanding_claims", "supersede_decision"]

# MOA remarks that say the payer forwarded the claim; MA19 says that it tried and could not.
FORWARDED_REMARKS = frozenset({"MA18", "MA07", "N89"})
NOT_FORWARDED_REMARK = "MA19"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing the rule asks of the evidence; a verdict is an answer that decides."""

    ask: Callable[[Evidence], Verdict | None]
    passable: bool
    fine: str


class NotCompleted(Refusal):
    """Only a completed claim has a next claim to be decided about."""

    code = "not_completed"


@dataclass(frozen=True, slots=True)
class _Decided:
    """A verdict, and the claim to make where it calls for one."""

    verdict: Verdict
    claim: NextClaim | None = None


def outstanding_claims() -> QuerySet[Claim]:
    """Completed claims of this practice whose next claim nobody has decided about: behind a partial index."""
    return Claim.objects.filter(
        stage=Stage.COMPLETED, current_decision__isnull=True, position__lt=Position.TERTIARY
    ).order_by("pk")


@transaction.atomic
def ensure_secondary(*, claim_id: int, now: datetime, by: User | None = None, force: bool = False) -> SecondaryDecision:
    """Decides about the claim after this one, once; answers the current decision.

    Idempotent: a current decision is returned as it is. `force` is a biller's "create it anyway": it passes over
    reasons that only speak against it (fix first, nothing left, forwarded, wrong payer, review), never over a plan
    that is missing or may not be told, and never makes a second live claim. Raises NotCompleted, Claim.DoesNotExist.
    """
    decided = ensure_secondaries(claim_ids=[claim_id], now=now, by=by, force=force)
    if claim_id not in decided:
        claim = Claim.objects.select_related("current_decision").get(pk=claim_id)
        if claim.current_decision is None:
            raise NotCompleted("The claim is not completed, so there is no next claim to decide about.")
        return claim.current_decision
    return decided[claim_id]


@collector_held()
@transaction.atomic
def ensure_secondaries(
    *, claim_ids: Iterable[int], now: datetime, by: User | None = None, force: bool = False
) -> dict[int, SecondaryDecision]:
    """As `ensure_secondary` for many claims, in a fixed number of statements; answers the decisions taken now.

    Claims, lines, grids, history, ledger transfers and decisions stand together or not at all.
    """
    locked = lock_claims(claim_ids)
    claims = {pk: claim for pk, claim in locked.items() if _is_outstanding(claim, force=force)}
    if not claims:
        return {}
    decided = {pk: decide(evidence, force=force) for pk, evidence in evidence_for(claims.values()).items()}
    wanted = {pk: one.claim for pk, one in decided.items() if one.claim is not None}
    created = create_next_claims(wanted=wanted, by=by, now=now)
    verdicts = {pk: _with_claim(one.verdict, created.get(pk)) for pk, one in decided.items()}
    follow_decisions(claims=claims, verdicts=verdicts, created=created, by=by, now=now)
    return record_decisions(verdicts=verdicts, claims=claims, by=by, now=now)


def decide(evidence: Evidence, *, force: bool = False) -> _Decided:
    """The rule itself, without a database: the first question that has an answer decides."""
    for question in QUESTIONS:
        verdict = question.ask(evidence)
        if verdict is not None and not (force and question.passable):
            parked = verdict.outcome == Outcome.CROSSED_OVER
            return _Decided(verdict, _next(evidence, parked=True) if parked else None)
    return _Decided(_created(evidence, forced=force), _next(evidence, parked=False))


def _is_outstanding(claim: Claim, *, force: bool) -> bool:
    undecided = claim.current_decision_id is None or force
    return claim.stage == Stage.COMPLETED and claim.position < Position.TERTIARY and undecided


def _with_claim(verdict: Verdict, claim: Claim | None) -> Verdict:
    return verdict if claim is None else Verdict(verdict.outcome, verdict.reasons, claim.pk)


def _next(evidence: Evidence, *, parked: bool) -> NextClaim:
    plan = evidence.plan
    if plan is None:
        raise ValueError("A next claim needs a plan.")
    return NextClaim(evidence.claim, plan, evidence.covered_lines, evidence.answers, parked=parked)


def _created(evidence: Evidence, *, forced: bool) -> Verdict:
    reasons = [_reason("created", f"{evidence.payer_name} is in force on the dates of service.")]
    if forced:
        reasons.append(_reason("forced", "Created on a person's word in spite of what spoke against it."))
    if not evidence.answers:
        reasons.append(_reason("no_figures", "Completed without figures: the claim waits on the adjustments."))
    left_out = len(evidence.lines) - len(evidence.covered_lines)
    if left_out:
        reasons.append(_reason("part_of_lines", f"{left_out} lines are not covered by this plan and are left out."))
    return Verdict(Outcome.CREATED, reasons)


# --- The questions, in their order -----------------------------------------------------------------------------------


def _exists(evidence: Evidence) -> Verdict | None:
    if evidence.next_claim_id is None:
        return None
    reasons = [_reason("exists", "There is a live claim for the next payer.")]
    return Verdict(Outcome.EXISTS, reasons, evidence.next_claim_id)


def _reversed(evidence: Evidence) -> Verdict | None:
    if evidence.claim.result != Result.REVERSED:
        return None
    text = f"{evidence.prior_payer_name} took its answer back."
    return Verdict(Outcome.PRIMARY_REVERSED, [_reason("reversed", text)])


def _no_plan(evidence: Evidence) -> Verdict | None:
    if evidence.plan is not None:
        return None
    word = Position(evidence.claim.position + 1).label.lower()
    text = f"No {word} plan is in force on a date of service of this claim."
    return Verdict(Outcome.NO_ACTIVE_PLAN, [_reason("no_active_plan", text)])


def _may_not_be_told(evidence: Evidence) -> Verdict | None:
    if evidence.refusal is None:
        return None
    if evidence.refusal.kind == RefusalKind.NO_CONSENT:
        text = f"No 42 CFR Part 2 consent is on file, so nothing may go to {evidence.payer_name}."
        return Verdict(Outcome.NO_CONSENT, [_reason("no_consent", text)])
    text = f"Nothing may be sent to {evidence.payer_name}: the client or the plan is restricted."
    return Verdict(Outcome.RESTRICTED, [_reason("restricted", text)])


def _wrong_payer(evidence: Evidence) -> Verdict | None:
    for facts in evidence.answers:
        if facts.claim_status_code == NOT_OURS_FORWARDED:
            text = f"{evidence.prior_payer_name} says the claim is not theirs and sent it on (CLP02 23)."
            return Verdict(Outcome.WRONG_PAYER_FIRST, [_reason("clp02_23", text)])
        if facts.corrected_priority_payer:
            text = f"{evidence.prior_payer_name} says that {facts.corrected_priority_payer} pays first (NM1*PR)."
            return Verdict(Outcome.WRONG_PAYER_FIRST, [_reason("corrected_priority_payer", text)])
    return None


def _forwarded(evidence: Evidence) -> Verdict | None:
    reasons = [reason for facts in evidence.answers for reason in _forwarding(evidence, facts)]
    return Verdict(Outcome.CROSSED_OVER, reasons) if reasons else None


def _forwarding(evidence: Evidence, facts: AdjudicationFacts) -> list[dict[str, str]]:
    """Every signal weighs alone; MA19 takes the weight off the other remarks."""
    payer, found = evidence.prior_payer_name, []
    if facts.claim_status_code in FORWARDED:
        found.append(_reason(f"clp02_{facts.claim_status_code}", f"{payer} processed the claim and forwarded it."))
    if facts.forwarded_to:
        found.append(_reason("nm1_tt", f"{payer} forwarded the claim to {facts.forwarded_to}."))
    remarks = facts.all_remarks
    if NOT_FORWARDED_REMARK not in remarks:
        said = sorted(FORWARDED_REMARKS & remarks)
        found += [_reason(remark.lower(), f"{payer} says by remark {remark} that it was forwarded.") for remark in said]
    if evidence.coordinates_itself:
        found.append(_reason("auto_coordinates", f"{payer} holds both plans and coordinates them by itself."))
    return found


def _fix_first(evidence: Evidence) -> Verdict | None:
    found = sorted(
        {
            item.code
            for facts in evidence.answers
            for item in facts.all_adjustments
            if item.reason_code in FIX_FIRST and item.amount > ZERO and not _is_settled(evidence.treated(item))
        }
    )
    if not found:
        return None
    payer = evidence.prior_payer_name
    reasons = [
        _reason(code, f"{payer} gave {code}: mend it there first, then the next claim follows.") for code in found
    ]
    return Verdict(Outcome.FIX_WITH_PRIMARY, reasons)


def _unplaced(evidence: Evidence) -> Verdict | None:
    """An answer that cannot be told to the next payer line by line (SVD02 cannot be negative)."""
    paid: dict[int, object] = {}
    for facts in evidence.answers:
        for line in facts.lines:
            paid[line.claim_line_id] = paid.get(line.claim_line_id, ZERO) + line.paid  # type: ignore[operator]
    if not any(amount < ZERO for amount in paid.values()):  # type: ignore[operator]
        return None
    text = f"{evidence.prior_payer_name} paid less than nothing on a line; a person has to look at it."
    return Verdict(Outcome.UNMATCHED_REVIEW, [_reason("negative_line", text)])


def _nothing_left(evidence: Evidence) -> Verdict | None:
    if not evidence.answers or evidence.always_billed:
        return None
    if evidence.left(_passes_on) > ZERO:
        return None
    in_review = evidence.left(_stays)
    if in_review > ZERO:
        text = f"{in_review:.2f} stays with {evidence.prior_payer_name} for review; nothing of it is the next payer's."
        return Verdict(Outcome.UNMATCHED_REVIEW, [_reason("in_review", text)])
    return Verdict(
        Outcome.NOTHING_LEFT, [_reason("nothing_left", "Charge - paid - write-offs leaves nothing to bill.")]
    )


def _passes_on(item: AdjustmentFacts, treated: Treated) -> bool:
    """What a next payer may be asked for: the client's share, QMB cost share, a benefit refused here."""
    if treated.treatment in {Treatment.SHARE, Treatment.NEXT_PAYER}:
        return True
    return treated.treatment in STAYS and not treated.is_by_rule and item.reason_code in CREATE_SECONDARY


def _stays(item: AdjustmentFacts, treated: Treated) -> bool:
    return treated.treatment in STAYS and not _passes_on(item, treated)


def _is_settled(treated: Treated) -> bool:
    """The practice's own rule has written it off or passed it on: nothing is left to be mended."""
    return treated.is_by_rule and treated.treatment not in STAYS


def _reason(code: str, text: str) -> dict[str, str]:
    return {"code": code, "text": text}


# In their order. `passable`: a biller's "create it anyway" passes over it. `fine`: what the checklist says otherwise.
QUESTIONS: tuple[Question, ...] = (
    Question(_exists, passable=False, fine="No claim for the next payer stands already."),
    Question(_reversed, passable=False, fine="The answer was not taken back."),
    Question(_no_plan, passable=False, fine="A plan for the next payer is in force on a date of service."),
    Question(_may_not_be_told, passable=False, fine="The plan may be told: no restriction, and consent where needed."),
    Question(_wrong_payer, passable=True, fine="The payer did not name another one to pay first."),
    Question(_forwarded, passable=True, fine="The payer did not forward the claim by itself."),
    Question(_fix_first, passable=True, fine="Nothing has to be mended with the payer first."),
    Question(_unplaced, passable=True, fine="Every line's answer can be told to the next payer."),
    Question(_nothing_left, passable=True, fine="Something is left for the next payer."),
)

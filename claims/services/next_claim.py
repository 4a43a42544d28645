"""Making the claims that the secondary rule calls for: the same lines and full charges, another payer.

What belonged to the payer before is cleared: authorization, its claim number, modifiers overridden for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.timezone import localdate

from claimcenter.practice.models import User
from claims.bulk import insert_objects, update_rows
from claims.enums import Status, WaitingOn
from claims.facts import ZERO, AdjudicationFacts
from claims.lookups import keys
from claims.models import Claim, ClaimDiagnosis, ClaimEvent, ClaimLine
from claims.selectors.chains import ChainLine
from claims.selectors.wanted import WantedPrior
from claims.services.money import money_of
from claims.services.prefill import prefill_claims
from claims.states import STAGE_OF
from insurance.enums import Position
from insurance.models import InsurancePlan, Payer


@dataclass(frozen=True, slots=True)
class NextClaim:
    """What is to be made: after which claim, to which plan, with which of its lines."""

    after: Claim
    plan: InsurancePlan
    lines: list[ChainLine]
    answers: list[AdjudicationFacts]
    parked: bool  # the payer before forwarded it: wait for the answer, do not file


def create_next_claims(*, wanted: Mapping[int, NextClaim], by: User | None, now: datetime) -> dict[int, Claim]:
    """Inserts the claims with lines, diagnoses, grids and history; by the id of the claim they follow.

    A fixed number of statements. The unique constraints have the last word on "one live next claim".
    """
    if not wanted:
        return {}
    claims = {pk: _claim(spec) for pk, spec in wanted.items()}
    insert_objects(claims.values())
    _create_lines(wanted, claims)
    _create_diagnoses(claims)
    grids = prefill_claims(claims=claims.values())
    for pk, claim in claims.items():
        _settle(claim, wanted[pk], grids.get(claim.pk, []), now)
    made = list(claims.values())
    update_rows(made, ["stage", "status", "waiting_on", "waiting_until", "file_by"], joined=money_of(made))
    insert_objects((_event(claims[pk], spec, by, now) for pk, spec in wanted.items()), keyed=False)
    return claims


def filing_clock(payer: Payer, answered_on: date) -> date:
    """The day until which the next payer takes the claim, counted from the answer it follows."""
    return answered_on + timedelta(days=payer.secondary_filing_days)


def _claim(spec: NextClaim) -> Claim:
    after, plan, days = spec.after, spec.plan, [line.day for line in spec.lines]
    return Claim(
        number=after.number,
        year=after.year,
        client_id=after.client_id,
        position=after.position + 1,
        plan=plan,
        payer=plan.payer,
        previous_claim=after,
        primary_claim_id=after.primary_claim_id or after.pk,
        provider_id=after.provider_id,
        supervising_provider_id=after.supervising_provider_id,
        organization_id=after.organization_id,
        facility_id=after.facility_id,
        place_of_service=after.place_of_service,
        waiting_on=WaitingOn.ADJUSTMENTS,
        is_offline=plan.is_offline or plan.payer.is_offline,
        charge=sum((line.charge for line in spec.lines), ZERO),
        first_service_date=min(days),
        last_service_date=max(days),
    )


def _create_lines(wanted: Mapping[int, NextClaim], claims: Mapping[int, Claim]) -> None:
    originals = _originals(line.claim_line_id for spec in wanted.values() for line in spec.lines)
    insert_objects(
        _line(claims[pk], ordinal, originals[line.claim_line_id])
        for pk, spec in wanted.items()
        for ordinal, line in enumerate(spec.lines, start=1)
    )


class _Original(NamedTuple):
    """What a line takes over: of its session, and of the claim before."""

    charge_line_id: int
    modifiers: list[str]
    place_of_service: str
    diagnosis_pointers: list[int]
    rendering_provider_id: int | None


_ORIGINAL = (
    "charge_line_id",
    "charge_line__modifiers",
    "charge_line__appointment__place_of_service",
    "diagnosis_pointers",
    "rendering_provider_id",
)


def _originals(claim_line_ids: Iterable[int]) -> dict[int, _Original]:
    rows = ClaimLine.objects.filter(pk__any_of=keys(claim_line_ids))
    return {row[0]: _Original(*row[1:]) for row in rows.values_list("pk", *_ORIGINAL)}


def _line(claim: Claim, ordinal: int, original: _Original) -> ClaimLine:
    return ClaimLine(
        claim=claim,
        charge_line_id=original.charge_line_id,
        ordinal=ordinal,
        position=claim.position,
        modifiers=original.modifiers,
        place_of_service=original.place_of_service,
        diagnosis_pointers=original.diagnosis_pointers,  # they point into the claim's own list, copied along
        rendering_provider_id=original.rendering_provider_id,
    )


def _create_diagnoses(claims: Mapping[int, Claim]) -> None:
    rows = ClaimDiagnosis.objects.filter(claim__any_of=keys(claims)).values_list("claim", "ordinal", "code")
    insert_objects(
        ClaimDiagnosis(claim=claims[claim_id], ordinal=ordinal, code=code) for claim_id, ordinal, code in rows
    )


def _settle(claim: Claim, spec: NextClaim, grid: list[WantedPrior], now: datetime) -> None:
    """Status, what it waits on and until when, from the grid it was just given."""
    today = localdate(now)
    answered_on = max((facts.adjudicated_on for facts in spec.answers), default=None)
    claim.file_by = filing_clock(spec.plan.payer, answered_on or today)
    if spec.parked:
        claim.status, claim.waiting_on = Status.CROSSED_OVER, WaitingOn.CROSSOVER
        claim.waiting_until = (answered_on or today) + timedelta(days=spec.plan.payer.crossover_wait_days)
    else:
        claim.waiting_on, claim.waiting_until = _wait(claim, grid, len(spec.lines), today)
        claim.status = Status.DRAFT if claim.waiting_on else Status.READY
    claim.stage = STAGE_OF[Status(claim.status)]


def _wait(claim: Claim, grid: list[WantedPrior], line_count: int, today: date) -> tuple[WaitingOn, date | None]:
    if not grid or not all(prior.is_known for prior in grid):
        return WaitingOn.ADJUSTMENTS, None
    if not all(prior.is_balanced(charge=claim.charge, line_count=line_count) for prior in grid):
        return WaitingOn.BALANCE, None
    payable = max(prior.adjudicated_on for prior in grid if prior.adjudicated_on)
    # BPR16 is often a few days ahead; the date is never replaced by today, filing waits for it.
    return (WaitingOn.PAYMENT_DATE, payable) if payable > today else (WaitingOn.NOTHING, None)


def _event(claim: Claim, spec: NextClaim, by: User | None, now: datetime) -> ClaimEvent:
    word, payer = Position(claim.position).label, spec.plan.payer.name
    before = spec.after.payer.name if spec.after.payer else "the payer before"
    text = f"{word} claim to {payer}, made when {before} had answered."
    if spec.parked:
        text = f"{word} claim to {payer}: forwarded by {before}, answer expected by {claim.waiting_until:%-d %b %Y}."
    return ClaimEvent(claim=claim, kind="created", text=text, stage=claim.stage, result=claim.result, by=by, at=now)

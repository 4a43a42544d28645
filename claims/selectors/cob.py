"""The balance strip: charge = paid + adjustments + missing, for each line and for the claim.

The arithmetic of X12 RFI 1115/1294 as a person sees it while typing. Whether a claim may leave is decided by
the same sums in `claimcenter.x12.edits` over the built claim.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from claims.models import Claim, ClaimLine, PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Strip:
    """One balance strip. `missing` is what nobody has explained yet; negative: too much was explained."""

    charge: Decimal
    paid: Decimal
    adjusted: Decimal

    @property
    def missing(self) -> Decimal:
        return self.charge - self.paid - self.adjusted

    @property
    def is_balanced(self) -> bool:
        return self.missing == ZERO


@dataclass(frozen=True, slots=True)
class GridBalance:
    """Strips of one prior payer: of each claim line by its id (none for a claim-level EOB), and of the claim."""

    lines: dict[int, Strip]
    claim: Strip

    @property
    def is_balanced(self) -> bool:
        return self.claim.is_balanced and all(strip.is_balanced for strip in self.lines.values())


def prior_payers_of(claim: Claim) -> list[PriorPayerAdjudication]:
    """The payers before this one, in their order, with everything the grid shows."""
    return prior_payers_by_claim([claim]).get(claim.pk, [])


def prior_payers_by_claim(claims: Iterable[Claim]) -> dict[int, list[PriorPayerAdjudication]]:
    """The same for any number of claims, by claim: five queries whatever the number."""
    adjustments = PriorAdjustment.objects.select_related("touched_by").order_by("ordinal", "id")
    lines = PriorLineAdjudication.objects.select_related("claim_line__charge_line", "touched_by").prefetch_related(
        Prefetch("adjustments", adjustments)
    )
    found: dict[int, list[PriorPayerAdjudication]] = defaultdict(list)
    priors = (
        PriorPayerAdjudication.objects.filter(claim__in=[claim.pk for claim in claims])
        .select_related("prior_claim__payer", "adjudication", "touched_by")
        .prefetch_related(
            Prefetch("lines", lines.order_by("claim_line__ordinal")), Prefetch("adjustments", adjustments)
        )
        .order_by("prior_claim__position")
    )
    for prior in priors:
        found[prior.claim_id].append(prior)
    return found


def balance_of(claim: Claim, prior: PriorPayerAdjudication) -> GridBalance:
    """The strips of one prior payer; every claim line has one unless the answer has no lines at all."""
    claim_level = _sum([row for row in prior.adjustments.all() if row.line_id is None])
    answered = {line.claim_line_id: line for line in prior.lines.all()}
    line_level = sum((_sum(list(line.adjustments.all())) for line in answered.values()), ZERO)
    whole = Strip(charge=claim.charge, paid=prior.paid or ZERO, adjusted=claim_level + line_level)
    if prior.claim_level_only:
        return GridBalance(lines={}, claim=whole)
    strips = {line.pk: _strip(line.charge_line.charge, answered.get(line.pk)) for line in _lines(claim)}
    return GridBalance(lines=strips, claim=whole)


def _lines(claim: Claim) -> list[ClaimLine]:
    return list(claim.lines.select_related("charge_line").order_by("ordinal"))


def _strip(charge: Decimal, answered: PriorLineAdjudication | None) -> Strip:
    if answered is None:
        return Strip(charge=charge, paid=ZERO, adjusted=ZERO)
    return Strip(charge=charge, paid=answered.paid, adjusted=_sum(list(answered.adjustments.all())))


def _sum(rows: list[PriorAdjustment]) -> Decimal:
    return sum((row.amount for row in rows), ZERO)

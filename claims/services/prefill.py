"""Filling the grid of a later claim from the answers before it.

A strip (a line, or the claim level) that a person touched is theirs as a whole; the others follow the newest answer,
and empty again when it is taken back. Differences on touched strips are offered by `claims.selectors.differences`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from claimcenter.practice.models import User
from claims.bulk import insert_objects
from claims.facts import AdjustmentFacts
from claims.locks import lock_claims
from claims.lookups import keys
from claims.models import Claim, PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication
from claims.selectors.wanted import WantedLine, WantedPrior, wanted_priors
from claims.services import readiness
from claims.services.transitions import write_event

_HEAD = (
    "adjudication_id",
    "claim_level_only",
    "paid",
    "adjudicated_on",
    "payer_claim_control_number",
    "moa",
    "source",
    "source_label",
)


@transaction.atomic
def prefill(*, claim: Claim, now: datetime) -> None:
    """Fills one (locked) claim's grid and settles what it waits on. Idempotent: the same answers change nothing."""
    prefill_claims(claims=[claim])
    readiness.refresh(claim=claim, now=now)


@transaction.atomic
def restore(*, claim_id: int, by: User | None, now: datetime) -> Claim:
    """Puts the answers' values back everywhere, touched strips included."""
    claim = lock_claims([claim_id])[claim_id]
    fields = {"touched_by": None, "touched_at": None}
    PriorAdjustment.objects.filter(prior_payer__claim=claim).update(**fields)
    PriorLineAdjudication.objects.filter(prior_payer__claim=claim).update(**fields, paid_was=None)
    PriorPayerAdjudication.objects.filter(claim=claim).update(**fields)
    prefill(claim=claim, now=now)
    write_event(claim=claim, by=by, now=now, kind="restored", text="The payers' own figures were put back.")
    return claim


def prefill_claims(*, claims: Iterable[Claim]) -> dict[int, list[WantedPrior]]:
    """Fills the grids of any number of claims in a fixed number of statements; answers what was wanted."""
    wanted = wanted_priors(claims)
    standing = _standing(wanted)
    filler = _Filler()
    for claim_id, priors in wanted.items():
        for prior in priors:
            filler.fill(claim_id, prior, standing.get((claim_id, prior.prior_claim_id)))
    filler.write()
    return wanted


def _standing(claim_ids: Iterable[int]) -> dict[tuple[int, int], PriorPayerAdjudication]:
    rows = PriorPayerAdjudication.objects.filter(claim__any_of=keys(claim_ids))
    rows = rows.prefetch_related("lines__adjustments", "adjustments")
    return {(row.claim_id, row.prior_claim_id): row for row in rows}


class _Filler:
    """Collects what is to go and what is to come, for all claims, and writes it at once."""

    def __init__(self) -> None:
        self._heads: list[PriorPayerAdjudication] = []
        self._changed: list[PriorPayerAdjudication] = []
        self._lines: list[PriorLineAdjudication] = []
        self._adjustments: list[PriorAdjustment] = []
        self._old_lines: list[int] = []
        self._old_adjustments: list[int] = []

    def fill(self, claim_id: int, wanted: WantedPrior, row: PriorPayerAdjudication | None) -> None:
        if row is None:
            row = PriorPayerAdjudication(claim_id=claim_id, prior_claim_id=wanted.prior_claim_id)
            self._set_head(row, wanted)
            self._heads.append(row)
            self._add_claim_level(row, wanted)
            self._add_lines(row, wanted.lines, wanted)
            return
        if row.touched_at is None and self._set_head(row, wanted):
            self._changed.append(row)
        self._renew_claim_level(row, wanted)
        self._renew_lines(row, wanted)

    def write(self) -> None:
        PriorAdjustment.objects.filter(line__in=self._old_lines).delete()
        PriorAdjustment.objects.filter(pk__in=self._old_adjustments).delete()
        PriorLineAdjudication.objects.filter(pk__in=self._old_lines).delete()
        insert_objects(self._heads)
        if self._changed:
            PriorPayerAdjudication.objects.bulk_update(self._changed, [name.removesuffix("_id") for name in _HEAD])
        insert_objects(self._lines)
        insert_objects(self._adjustments, keyed=False)

    def _set_head(self, row: PriorPayerAdjudication, wanted: WantedPrior) -> bool:
        values = {name: getattr(wanted, name) for name in _HEAD} | {"moa": list(wanted.moa)}
        changed = any(getattr(row, name) != value for name, value in values.items())
        for name, value in values.items():
            setattr(row, name, value)
        return changed

    def _renew_claim_level(self, row: PriorPayerAdjudication, wanted: WantedPrior) -> None:
        standing = [item for item in row.adjustments.all() if item.line_id is None]
        if row.touched_at is not None or any(item.touched_at is not None for item in standing):
            return
        if not _says(standing, wanted.adjustments, wanted):
            self._old_adjustments += [item.pk for item in standing]
            self._add_claim_level(row, wanted)

    def _renew_lines(self, row: PriorPayerAdjudication, wanted: WantedPrior) -> None:
        by_line = {line.claim_line_id: line for line in wanted.lines}
        for standing in row.lines.all():
            fresh = by_line.get(standing.claim_line_id)
            if _is_touched(standing) or (fresh is not None and _line_says(standing, fresh, wanted)):
                by_line.pop(standing.claim_line_id, None)
            else:
                self._old_lines.append(standing.pk)
        self._add_lines(row, by_line.values(), wanted)

    def _add_claim_level(self, row: PriorPayerAdjudication, wanted: WantedPrior) -> None:
        self._adjustments += _rows(row, None, wanted.adjustments, wanted)

    def _add_lines(self, row: PriorPayerAdjudication, lines: Iterable[WantedLine], wanted: WantedPrior) -> None:
        for line in lines:
            strip = PriorLineAdjudication(
                prior_payer=row,
                claim_line_id=line.claim_line_id,
                paid=line.paid,
                procedure=line.procedure,
                modifiers=list(line.modifiers),
                units=line.units,
                source=wanted.source,
                source_label=wanted.source_label,
            )
            self._lines.append(strip)
            self._adjustments += _rows(row, strip, line.adjustments, wanted)


def _rows(
    row: PriorPayerAdjudication,
    line: PriorLineAdjudication | None,
    adjustments: Sequence[AdjustmentFacts],
    wanted: WantedPrior,
) -> list[PriorAdjustment]:
    return [
        PriorAdjustment(
            prior_payer=row,
            line=line,
            ordinal=ordinal,
            group_code=item.group_code,
            reason_code=item.reason_code,
            amount=item.amount,
            quantity=item.quantity,
            source=wanted.source,
            source_label=wanted.source_label,
        )
        for ordinal, item in enumerate(adjustments, start=1)
    ]


def _is_touched(line: PriorLineAdjudication) -> bool:
    return line.touched_at is not None or any(item.touched_at is not None for item in line.adjustments.all())


def _line_says(line: PriorLineAdjudication, fresh: WantedLine, wanted: WantedPrior) -> bool:
    same_paid = line.paid == fresh.paid and line.source_label == wanted.source_label
    return same_paid and _says(list(line.adjustments.all()), fresh.adjustments, wanted)


def _says(rows: Sequence[PriorAdjustment], wanted: Sequence[AdjustmentFacts], source: WantedPrior) -> bool:
    have = [(row.group_code, row.reason_code, row.amount, row.quantity, row.source_label) for row in rows]
    want = [(item.group_code, item.reason_code, item.amount, item.quantity, source.source_label) for item in wanted]
    return have == want

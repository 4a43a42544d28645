"""The adjustment grid of File Claim: what a person types about the payers before this one.

A figure that stays as it came keeps its source; a changed one is marked with who changed it and what it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import Source, Stage
from claims.locks import lock_claims
from claims.models import Claim, ClaimLine, PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication
from claims.services import readiness
from claims.services.transitions import write_event


@dataclass(frozen=True, slots=True)
class AdjustmentInput:
    group_code: str
    reason_code: str
    amount: Decimal
    quantity: Decimal | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.group_code, self.reason_code


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line of the prior payer's answer. `paid` empty: what the adjustments leave of the charge."""

    claim_line_id: int
    paid: Decimal | None
    adjustments: Sequence[AdjustmentInput] = ()


@dataclass(frozen=True, slots=True)
class PriorPayerInput:
    """One payer before this one; `claim_level_only`: its EOB had no lines (not given: where `lines` is empty)."""

    prior_claim_id: int
    paid: Decimal | None
    adjudicated_on: date | None
    payer_claim_control_number: str = ""
    adjustments: Sequence[AdjustmentInput] = ()
    lines: Sequence[LineInput] = ()
    moa: Sequence[str] | None = None
    claim_level_only: bool | None = None


@dataclass(frozen=True, slots=True)
class GridInput:
    payers: Sequence[PriorPayerInput] = field(default_factory=tuple)


class NotInThisClaim(Refusal):
    """A line or a payer of another claim was named."""

    status = 422
    code = "not_in_this_claim"


class GridClosed(Refusal):
    """Only a claim that is still pending can be edited."""

    code = "already_filed"


class ChangedMeanwhile(Refusal):
    """Somebody saved this claim after the form was opened; says who and when."""

    code = "changed_meanwhile"

    def __init__(self, *, by: str, at: datetime | None) -> None:
        super().__init__(f"{by} changed this claim while you were typing. Your figures are still here.")
        self.by, self.at = by, at


@dataclass(slots=True)
class _Typed:
    """Who types, and when: the mark every changed row gets. `changed`: whether anything was different at all."""

    by: User
    now: datetime
    changed: bool = False

    @property
    def label(self) -> str:
        return f"typed by {self.by.name}, {self.now:%-d %b %Y}"

    @property
    def marks(self) -> dict[str, object]:
        return {"touched_by": self.by, "touched_at": self.now}


@transaction.atomic
def save_grid(*, claim_id: int, grid: GridInput, by: User, now: datetime, version: int | None = None) -> Claim:
    """Replaces what the claim says of the payers before it; saving the same again changes nothing.

    All payers succeed together. Balance is not asked for here (a half-typed grid may be saved), only at filing.
    Raises ChangedMeanwhile when `version` is not the claim's, GridClosed, NotInThisClaim.
    """
    claim = lock_claims([claim_id])[claim_id]
    _check_open(claim, version)
    typed = _Typed(by, now)
    priors = {prior.prior_claim_id: prior for prior in claim.prior_payers.all()}
    lines = {line.pk: line for line in claim.lines.select_related("charge_line")}
    for given in grid.payers:
        if given.prior_claim_id not in priors:
            raise NotInThisClaim("That payer does not stand before this claim.")
        _save_payer(priors[given.prior_claim_id], given, lines, typed)
    readiness.refresh(claim=claim, now=now)
    if typed.changed:
        write_event(claim=claim, by=by, now=now, kind="typed", text="Adjustments typed.")
    return claim


def _check_open(claim: Claim, version: int | None) -> None:
    if claim.stage != Stage.PENDING:
        raise GridClosed("This claim is filed already; its adjustments can no longer be edited.")
    if version is not None and version != claim.version:
        last = claim.events.select_related("by").order_by("-at", "-id").first()
        name = last.by.name if last and last.by else "Claim Center"
        raise ChangedMeanwhile(by=name, at=last.at if last else None)


def _save_payer(
    prior: PriorPayerAdjudication, given: PriorPayerInput, lines: dict[int, ClaimLine], typed: _Typed
) -> None:
    _save_head(prior, given, typed)
    _save_adjustments(prior, None, given.adjustments, typed)
    kept = [_save_line(prior, line, lines, typed) for line in given.lines]
    gone, _ = prior.lines.exclude(pk__in=kept).delete()
    typed.changed |= bool(gone)


def _save_head(prior: PriorPayerAdjudication, given: PriorPayerInput, typed: _Typed) -> None:
    values: dict[str, object] = {
        "paid": given.paid,
        "adjudicated_on": given.adjudicated_on,
        "payer_claim_control_number": given.payer_claim_control_number,
        "claim_level_only": not given.lines if given.claim_level_only is None else given.claim_level_only,
    }
    if given.moa is not None:
        values["moa"] = list(given.moa)
    if all(getattr(prior, name) == value for name, value in values.items()):
        return
    typed.changed = True
    _set(prior, values | {"source": Source.TYPED, "source_label": typed.label} | typed.marks)


def _save_line(prior: PriorPayerAdjudication, given: LineInput, lines: dict[int, ClaimLine], typed: _Typed) -> int:
    claim_line = lines.get(given.claim_line_id)
    if claim_line is None:
        raise NotInThisClaim("That line is not on this claim.")
    paid = given.paid if given.paid is not None else _left_of(claim_line, given)
    line = prior.lines.filter(claim_line=claim_line).first() or _new_line(prior, claim_line, paid, typed)
    if line.paid != paid:
        typed.changed = True
        was = line.paid if line.paid_was is None else line.paid_was
        _set(line, {"paid": paid, "paid_was": was, "source": Source.TYPED, "source_label": typed.label} | typed.marks)
    _save_adjustments(prior, line, given.adjustments, typed)
    return line.pk


def _left_of(claim_line: ClaimLine, given: LineInput) -> Decimal:
    adjusted = sum((row.amount for row in given.adjustments), Decimal(0))
    return max(claim_line.charge_line.charge - adjusted, Decimal(0))


def _new_line(
    prior: PriorPayerAdjudication, claim_line: ClaimLine, paid: Decimal, typed: _Typed
) -> PriorLineAdjudication:
    typed.changed = True
    return PriorLineAdjudication.objects.create(
        prior_payer=prior,
        claim_line=claim_line,
        paid=paid,
        procedure=claim_line.charge_line.procedure,
        modifiers=list(claim_line.modifiers),
        units=claim_line.charge_line.units,
        source=Source.TYPED,
        source_label=typed.label,
        touched_by=typed.by,
        touched_at=typed.now,
    )


def _save_adjustments(
    prior: PriorPayerAdjudication,
    line: PriorLineAdjudication | None,
    given: Sequence[AdjustmentInput],
    typed: _Typed,
) -> None:
    """Rows that say the same keep their source; the same group and reason with another amount remembers the old one."""
    standing = list(prior.adjustments.filter(line=line).order_by("ordinal", "id"))
    for ordinal, row in enumerate(given, start=1):
        match = _take_match(standing, row)
        if match is None:
            _create_adjustment(prior, line, ordinal, row, typed)
        else:
            _keep_or_override(match, ordinal, row, typed)
    gone, _ = prior.adjustments.filter(pk__in=[row.pk for row in standing]).delete()
    if (
        gone
    ):  # a row taken away leaves no row to mark, so what it stood on is marked: the next answer must not refill it
        typed.changed = True
        _set(line or prior, typed.marks)


def _take_match(standing: list[PriorAdjustment], row: AdjustmentInput) -> PriorAdjustment | None:
    same_key = [item for item in standing if (item.group_code, item.reason_code) == row.key]
    same_amount = [item for item in same_key if item.amount == row.amount]
    for found in (same_amount or same_key)[:1]:
        standing.remove(found)
        return found
    return None


def _keep_or_override(match: PriorAdjustment, ordinal: int, row: AdjustmentInput, typed: _Typed) -> None:
    if match.amount == row.amount and match.quantity == row.quantity:
        if match.ordinal != ordinal:
            _set(match, {"ordinal": ordinal})
        return
    typed.changed = True
    was = match.amount if match.amount_was is None else match.amount_was
    changes = {"amount": row.amount, "quantity": row.quantity, "amount_was": was, "ordinal": ordinal}
    _set(match, changes | {"source": Source.TYPED, "source_label": typed.label} | typed.marks)


def _create_adjustment(
    prior: PriorPayerAdjudication,
    line: PriorLineAdjudication | None,
    ordinal: int,
    row: AdjustmentInput,
    typed: _Typed,
) -> None:
    typed.changed = True
    PriorAdjustment.objects.create(
        prior_payer=prior,
        line=line,
        ordinal=ordinal,
        group_code=row.group_code,
        reason_code=row.reason_code,
        amount=row.amount,
        quantity=row.quantity,
        source=Source.TYPED,
        source_label=typed.label,
        touched_by=typed.by,
        touched_at=typed.now,
    )


def _set(row: PriorPayerAdjudication | PriorLineAdjudication | PriorAdjustment, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))

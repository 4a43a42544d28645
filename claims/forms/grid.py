"""The whole grid of File Claim as one thing: bound to what was typed, or filled from what the claim says now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.forms import BaseFormSet
from django.template.loader import render_to_string

from claims.forms.rows import AdjustmentForm, PaidForm, PayerForm, adjustment_formset
from claims.models import Claim, ClaimLine, PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication
from claims.services.grid import AdjustmentInput, GridInput, LineInput, PriorPayerInput

Data = Mapping[str, Any] | None
ZERO = Decimal(0)


@dataclass
class Strip:
    """One strip of the grid, in the shape `components/grid-line.html` draws."""

    key: str
    title: str
    sub: str
    charge: Decimal
    formset: "BaseFormSet[AdjustmentForm]"
    paid_form: PaidForm | None
    paid_amount: Decimal
    adjusted: Decimal
    paid_source: str = ""
    claim_line_id: int | None = None

    @property
    def paid(self) -> Any:
        return self.paid_form["paid"] if self.paid_form else None

    @property
    def missing(self) -> Decimal:
        return self.charge - self.paid_amount - self.adjusted

    def adjustments(self) -> list[AdjustmentInput]:
        rows = [form.cleaned_data for form in self.formset if form.has_changed() and not _removed(form)]
        return [
            AdjustmentInput(
                group_code=row["group"], reason_code=row["reason"], amount=row["amount"], quantity=row.get("quantity")
            )
            for row in rows
            if row.get("amount") is not None
        ]


class PayerGrid:
    """Everything one payer before this one said: heading, a strip per line, a strip for the claim."""

    def __init__(self, claim: Claim, prior: PriorPayerAdjudication, lines: list[ClaimLine], data: Data) -> None:
        self.prior = prior
        self.prefix = f"p{prior.pk}"
        self.payer = prior.prior_claim.payer
        self.form = PayerForm(data, prefix=self.prefix, initial=_payer_initial(prior))
        self.has_lines = not self._is_claim_level(data)
        self.strips = [self._line_strip(line, data) for line in lines] if self.has_lines else []
        self.claim_strip = self._claim_strip(claim, data)

    def _is_claim_level(self, data: Data) -> bool:
        """What the form says where there is one; the check box is how a person switches between the two."""
        if data is None:
            return self.prior.claim_level_only
        return f"{self.prefix}-claim_level_only" in data

    def __iter__(self) -> Iterator[Strip]:
        yield from self.strips
        if self.shows_claim_strip:
            yield self.claim_strip

    @property
    def shows_claim_strip(self) -> bool:
        """The claim's own adjustments: always for an EOB without lines, else only where there are some."""
        return not self.has_lines or bool(self.claim_strip.formset.initial)

    def is_valid(self) -> bool:
        parts = [self.form, *(strip.formset for strip in self)]
        parts += [strip.paid_form for strip in self if strip.paid_form is not None]
        return all([part.is_valid() for part in parts])

    def errors_of(self) -> list[Any]:
        """Every form that may have errors, for the error summary."""
        forms: list[Any] = [self.form]
        for strip in self:
            forms += [strip.formset] if strip.paid_form is None else [strip.paid_form, strip.formset]
        return forms

    def to_input(self) -> PriorPayerInput:
        cleaned = self.form.cleaned_data
        return PriorPayerInput(
            prior_claim_id=self.prior.prior_claim_id,
            paid=cleaned["paid"] if cleaned["paid"] is not None else self._paid_by_lines(),
            adjudicated_on=cleaned["adjudicated_on"],
            payer_claim_control_number=cleaned["payer_claim_control_number"] or "",
            adjustments=self.claim_strip.adjustments() if self.shows_claim_strip else [],
            lines=[
                LineInput(
                    claim_line_id=strip.claim_line_id or 0,
                    paid=strip.paid_form.cleaned_data["paid"] if strip.paid_form else None,
                    adjustments=strip.adjustments(),
                )
                for strip in self.strips
            ],
        )

    def _paid_by_lines(self) -> Decimal | None:
        """AMT*D where nobody typed it: what the lines were paid, less claim-level adjustments (X12 RFI 1294)."""
        paid = [strip.paid_form.cleaned_data.get("paid") for strip in self.strips if strip.paid_form]
        if not paid or any(amount is None for amount in paid):
            return None
        claim_level = self.claim_strip.adjustments() if self.shows_claim_strip else []
        return sum(paid, ZERO) - sum((row.amount for row in claim_level), ZERO)

    def _line_strip(self, line: ClaimLine, data: Data) -> Strip:
        answered = next((row for row in self.prior.lines.all() if row.claim_line_id == line.pk), None)
        rows = list(answered.adjustments.all()) if answered else []
        key = f"{self.prefix}-{line.ordinal}"
        initial = {"paid": answered.paid} if answered else {}
        charge_line = line.charge_line
        code = "-".join([charge_line.procedure, *line.modifiers])
        return Strip(
            key=key,
            title=f"Line {line.ordinal} · {code}",
            sub=f"{charge_line.date_of_service:%-d %b %Y}",
            charge=charge_line.charge,
            formset=_formset(rows, key, data),
            paid_form=PaidForm(data, prefix=key, initial=initial),
            paid_amount=answered.paid if answered else ZERO,
            adjusted=sum((row.amount for row in rows), ZERO),
            paid_source=_source(answered, f"{key}-paid", answered.paid_was) if answered else "",
            claim_line_id=line.pk,
        )

    def _claim_strip(self, claim: Claim, data: Data) -> Strip:
        rows = [row for row in self.prior.adjustments.all() if row.line_id is None]
        lines = [row for row in self.prior.adjustments.all() if row.line_id is not None]
        key = f"{self.prefix}-claim"
        return Strip(
            key=key,
            title="The claim as a whole",
            sub="adjustments the payer gave for no single line",
            charge=claim.charge,
            formset=_formset(rows, key, data),
            paid_form=None,
            paid_amount=self.prior.paid or ZERO,
            adjusted=sum((row.amount for row in [*rows, *lines]), ZERO),
        )


class Grid:
    """All payers before this one."""

    def __init__(self, claim: Claim, priors: list[PriorPayerAdjudication], data: Data = None) -> None:
        lines = list(claim.lines.select_related("charge_line").order_by("ordinal"))
        self.payers = [PayerGrid(claim, prior, lines, data) for prior in priors]

    def __iter__(self) -> Iterator[PayerGrid]:
        return iter(self.payers)

    def is_valid(self) -> bool:
        return all([payer.is_valid() for payer in self.payers])

    def forms(self) -> list[Any]:
        return [form for payer in self.payers for form in payer.errors_of()]

    def to_input(self) -> GridInput:
        return GridInput(payers=tuple(payer.to_input() for payer in self.payers))


def _payer_initial(prior: PriorPayerAdjudication) -> dict[str, Any]:
    return {
        "paid": prior.paid,
        "adjudicated_on": prior.adjudicated_on,
        "payer_claim_control_number": prior.payer_claim_control_number,
        "claim_level_only": prior.claim_level_only,
    }


def _formset(rows: list[PriorAdjustment], key: str, data: Data) -> "BaseFormSet[AdjustmentForm]":
    initial = [
        {"group": row.group_code, "reason": row.reason_code, "amount": row.amount, "quantity": row.quantity}
        for row in rows
    ]
    formset = adjustment_formset(len(rows))(data, prefix=key, initial=initial)
    for ordinal, (form, row) in enumerate(zip(formset.forms, rows, strict=False)):
        form.source = _source(row, f"{key}-{ordinal}", row.amount_was)
    return formset


def _source(row: PriorAdjustment | PriorLineAdjudication, key: str, was: Decimal | None) -> str:
    return render_to_string("claims/_source.html", {"row": row, "key": f"source-{key}", "was": was})


def _removed(form: AdjustmentForm) -> bool:
    return bool(form.cleaned_data.get("DELETE"))

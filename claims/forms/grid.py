"""The whole grid of File Claim as one thing: bound to what was typed, or filled from what the claim says now."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.forms import BaseFormSet
from django.template.loader import render_to_string

from claims.forms.rows import ZERO, AdjustmentForm, PaidForm, PayerForm, adjustment_formset, all_valid
from claims.forms.strips import Strip, WholeStrip
from claims.models import Claim, ClaimLine, PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication
from claims.selectors.segments import Segments, segments_of
from claims.services.grid import GridInput, LineInput, PriorPayerInput

Data = Mapping[str, Any] | None


class PayerGrid:
    """Everything one payer before this one said: heading, a strip per line, a strip for the claim.

    The strips of the lines are always drawn; while `has_lines` is false (an EOB without lines) they do not count.
    """

    def __init__(
        self, claim: Claim, prior: PriorPayerAdjudication, lines: list[ClaimLine], segments: Segments, data: Data
    ) -> None:
        self.prior = prior
        self.prefix = f"p{prior.pk}"
        self.payer = prior.prior_claim.payer
        self.letter = prior.prior_claim.letter
        self.form = PayerForm(data, prefix=self.prefix, initial=_payer_initial(prior))
        self.has_lines = not self._is_claim_level(data)
        self._segments = segments
        self.line_strips = [self._line_strip(line, data) for line in lines]
        self.whole = self._whole_strip(claim, data)

    def _is_claim_level(self, data: Data) -> bool:
        """What the form says where there is one; the check box is how a person switches between the two."""
        if data is None:
            return self.prior.claim_level_only
        return f"{self.prefix}-claim_level_only" in data

    def __iter__(self) -> Iterator[Strip]:
        yield from self.line_strips
        yield self.whole

    @property
    def strips(self) -> list[Strip]:
        """The strips of the lines that count."""
        return self.line_strips if self.has_lines else []

    @property
    def is_empty(self) -> bool:
        """Nobody has said anything yet: no ERA, nothing typed."""
        return self.prior.paid is None and not self.prior.source

    def forms(self) -> list[Any]:
        """Every form that may have errors."""
        return [self.form, *(form for strip in [*self.strips, self.whole] for form in strip.forms())]

    def is_valid(self) -> bool:
        return all_valid(self.forms()) and self._knows_what_was_paid()

    def _knows_what_was_paid(self) -> bool:
        """Half a grid may be saved, but not adjustments of a line without its payment."""
        open_lines = [strip for strip in self.strips if strip.lacks_paid and not strip.is_blank]
        for strip in open_lines:
            if strip.paid_form:
                strip.paid_form.ask_for_amount()
        return not open_lines

    def to_input(self) -> PriorPayerInput:
        cleaned = self.form.cleaned_data
        return PriorPayerInput(
            prior_claim_id=self.prior.prior_claim_id,
            paid=cleaned["paid"] if cleaned["paid"] is not None else self._paid_by_lines(),
            adjudicated_on=cleaned["adjudicated_on"],
            payer_claim_control_number=cleaned["payer_claim_control_number"] or "",
            adjustments=self.whole.adjustments(),
            lines=[
                LineInput(
                    claim_line_id=strip.claim_line_id or 0,
                    paid=strip.paid_form.amount if strip.paid_form else None,
                    adjustments=strip.adjustments(),
                )
                for strip in self.strips
                if not strip.is_blank
            ],
            claim_level_only=not self.has_lines,
        )

    def _paid_by_lines(self) -> Decimal | None:
        """AMT*D where nobody typed it: what the lines were paid, less claim-level adjustments (X12 RFI 1294)."""
        paid = [strip.paid_form.amount for strip in self.strips if strip.paid_form]
        known = [amount for amount in paid if amount is not None]
        if not paid or len(known) < len(paid):
            return None
        return sum(known, ZERO) - sum((row.amount for row in self.whole.adjustments()), ZERO)

    def _line_strip(self, line: ClaimLine, data: Data) -> Strip:
        answered = next((row for row in self.prior.lines.all() if row.claim_line_id == line.pk), None)
        rows = list(answered.adjustments.all()) if answered else []
        key = f"{self.prefix}-{line.ordinal}"
        charge_line = line.charge_line
        return Strip(
            key=key,
            title=f"Line {line.ordinal} · {'-'.join([charge_line.procedure, *line.modifiers])}",
            sub=f"{charge_line.date_of_service:%-d %b %Y}",
            charge=charge_line.charge,
            formset=self._formset(rows, key, data, line),
            paid_form=PaidForm(data, prefix=key, initial=answered.paid if answered else None),
            paid_source=self._paid_source(answered, key, line) if answered else "",
            claim_line_id=line.pk,
        )

    def _whole_strip(self, claim: Claim, data: Data) -> WholeStrip:
        key = f"{self.prefix}-claim"
        rows = [row for row in self.prior.adjustments.all() if row.line_id is None]
        return WholeStrip(
            key=key,
            title="The whole claim",
            sub="adjustments the payer gave for no single line",
            charge=claim.charge,
            formset=self._formset(rows, key, data, None),
            paid_field=self.form["paid"],
            lines=self.strips,
        )

    def _formset(
        self, rows: list[PriorAdjustment], key: str, data: Data, line: ClaimLine | None
    ) -> "BaseFormSet[AdjustmentForm]":
        initial = [
            {"group": row.group_code, "reason": row.reason_code, "amount": row.amount, "quantity": row.quantity}
            for row in rows
        ]
        formset = adjustment_formset(len(rows))(data, prefix=key, initial=initial)
        for ordinal, (form, row) in enumerate(zip(formset.forms, rows, strict=False)):
            code = f"{row.group_code}-{row.reason_code}"
            form.was = row.amount_was
            form.fields["amount"].widget.attrs["data-was"] = f"{row.amount if form.was is None else form.was:.2f}"
            form.source = self._source(row, f"{key}-{ordinal}", form.was, code, line)
        return formset

    def _paid_source(self, answered: PriorLineAdjudication, key: str, line: ClaimLine) -> str:
        return self._source(answered, f"{key}-paid", answered.paid_was, "", line)

    def _source(
        self,
        row: PriorAdjustment | PriorLineAdjudication,
        key: str,
        was: Decimal | None,
        code: str,
        line: ClaimLine | None,
    ) -> str:
        """`from ERA`, `typed by ...`, or `overridden, was 40.00`; on click the segment beside its meaning."""
        segment = self._segments.get((self.prior.pk, line.charge_line_id if line else None, code), "")
        where = f"line {line.ordinal}" if line else "the whole claim"
        context: dict[str, Any] = {"row": row, "key": f"source-{key}", "was": was, "code": code, "segment": segment}
        context |= {"prior": self.prior, "about": f"{code or 'paid'}, {where}"}
        return render_to_string("claims/_source.html", context)


class Grid:
    """All payers before this one."""

    def __init__(self, claim: Claim, priors: list[PriorPayerAdjudication], data: Data = None) -> None:
        lines = list(claim.lines.select_related("charge_line").order_by("ordinal")) if priors else []
        segments = segments_of(priors)
        self.payers = [PayerGrid(claim, prior, lines, segments, data) for prior in priors]

    def __iter__(self) -> Iterator[PayerGrid]:
        return iter(self.payers)

    def is_valid(self) -> bool:
        return all_valid(self.payers)

    def forms(self) -> list[Any]:
        return [form for payer in self.payers for form in payer.forms()]

    def to_input(self) -> GridInput:
        return GridInput(payers=tuple(payer.to_input() for payer in self.payers))


def _payer_initial(prior: PriorPayerAdjudication) -> dict[str, Any]:
    return {
        "paid": prior.paid,
        "adjudicated_on": prior.adjudicated_on,
        "payer_claim_control_number": prior.payer_claim_control_number,
        "claim_level_only": prior.claim_level_only,
    }

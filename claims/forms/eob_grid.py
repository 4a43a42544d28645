"""The lines of a typed EOB: the same strips as the adjustment grid, over the claim's own lines."""

from collections.abc import Iterator
from typing import Any

from claims.facts import ZERO, AdjustmentFacts
from claims.forms.eob import EobForm
from claims.forms.grid import Data
from claims.forms.rows import PaidForm, adjustment_formset, all_valid
from claims.forms.strips import Strip, WholeStrip
from claims.models import Claim, ClaimLine
from claims.services.eob import TypedEob, TypedEobLine
from claims.services.grid import AdjustmentInput


class EobGrid:
    """Heading, a strip for each line, a strip for the claim; with `no_lines` ticked only the last counts."""

    def __init__(self, claim: Claim, data: Data = None) -> None:
        self.form = EobForm(data)
        self.has_lines = data is None or "no_lines" not in data
        lines = claim.lines.select_related("charge_line").order_by("ordinal")
        self.line_strips = [_line_strip(line, data) for line in lines]
        self.whole = WholeStrip(
            key="claim",
            title="The whole claim",
            sub="adjustments the payer gave for no single line",
            charge=claim.charge,
            formset=adjustment_formset(0)(data, prefix="claim"),
            paid_field=self.form["paid"],
            lines=self.strips,
        )

    def __iter__(self) -> Iterator[Strip]:
        yield from self.line_strips
        yield self.whole

    @property
    def strips(self) -> list[Strip]:
        """The strips of the lines that count."""
        return self.line_strips if self.has_lines else []

    def forms(self) -> list[Any]:
        return [self.form, *(form for strip in [*self.strips, self.whole] for form in strip.forms())]

    def is_valid(self) -> bool:
        return all_valid(self.forms()) and self._knows_what_was_paid()

    def _knows_what_was_paid(self) -> bool:
        """An EOB with lines says something of every line."""
        open_lines = [strip for strip in self.strips if strip.lacks_paid]
        for strip in open_lines:
            if strip.paid_form:
                strip.paid_form.ask_for_amount()
        return not open_lines

    def to_eob(self) -> TypedEob:
        cleaned = self.form.cleaned_data
        return TypedEob(
            paid=cleaned["paid"],
            adjudicated_on=cleaned["adjudicated_on"],
            trace_number=cleaned["trace_number"] or "",
            payer_claim_control_number=cleaned["payer_claim_control_number"] or "",
            forwarded_to=cleaned["forwarded_to"] or "",
            remarks=cleaned["remarks"],
            adjustments=[_facts(row) for row in self.whole.adjustments()],
            lines=[_line(strip, number) for number, strip in enumerate(self.strips, start=1)],
        )


def _line(strip: Strip, number: int) -> TypedEobLine:
    paid = strip.paid_form.amount if strip.paid_form else None
    return TypedEobLine(line=number, paid=paid or ZERO, adjustments=[_facts(row) for row in strip.adjustments()])


def _facts(row: AdjustmentInput) -> AdjustmentFacts:
    return AdjustmentFacts(
        group_code=row.group_code, reason_code=row.reason_code, amount=row.amount, quantity=row.quantity
    )


def _line_strip(line: ClaimLine, data: Data) -> Strip:
    key = f"line-{line.ordinal}"
    charge_line = line.charge_line
    return Strip(
        key=key,
        title=f"Line {line.ordinal} · {'-'.join([charge_line.procedure, *line.modifiers])}",
        sub=f"{charge_line.date_of_service:%-d %b %Y}",
        charge=charge_line.charge,
        formset=adjustment_formset(0)(data, prefix=key),
        paid_form=PaidForm(data, prefix=key),
        claim_line_id=line.pk,
    )

"""The strips of a grid, in the shape `components/grid-line.html` draws: charge = paid + adjustments + missing.

The sums follow what the fields show, so that a page that comes back with an error shows the typed figures' balance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.forms import BaseFormSet, BoundField

from claims.forms.rows import ZERO, AdjustmentForm, PaidForm, amount_shown
from claims.services.grid import AdjustmentInput


@dataclass
class Strip:
    """One line of the claim: what was paid of it, and its adjustments."""

    key: str
    title: str
    sub: str
    charge: Decimal
    formset: "BaseFormSet[AdjustmentForm]"
    paid_form: PaidForm | None = None
    paid_source: str = ""
    claim_line_id: int | None = None
    is_whole = False

    @property
    def paid(self) -> BoundField | None:
        return self.paid_form["paid"] if self.paid_form else None

    @property
    def paid_amount(self) -> Decimal:
        return (amount_shown(self.paid) if self.paid else None) or ZERO

    @property
    def own_adjusted(self) -> Decimal:
        kept = [form for form in self.formset if not form.is_removed]
        return sum((amount_shown(form["amount"]) or ZERO for form in kept), ZERO)

    @property
    def adjusted(self) -> Decimal:
        return self.own_adjusted

    @property
    def missing(self) -> Decimal:
        return self.charge - self.paid_amount - self.adjusted

    @property
    def is_blank(self) -> bool:
        """Nobody has typed anything of this line yet."""
        return self.lacks_paid and not self.adjustments()

    @property
    def lacks_paid(self) -> bool:
        return self.paid_form is not None and self.paid_form.amount is None

    def forms(self) -> list["PaidForm | BaseFormSet[AdjustmentForm]"]:
        """Everything of it that can be wrong."""
        return [self.paid_form, self.formset] if self.paid_form else [self.formset]

    def adjustments(self) -> list[AdjustmentInput]:
        """The rows that were filled in; the forms have been validated."""
        rows = [form.cleaned_data for form in self.formset if not form.is_removed]
        return [
            AdjustmentInput(
                group_code=row["group"], reason_code=row["reason"], amount=row["amount"], quantity=row.get("quantity")
            )
            for row in rows
            if row.get("amount") is not None
        ]


@dataclass
class WholeStrip(Strip):
    """The claim as a whole: its own adjustments (the payer gave them for no single line) on top of those of its lines.

    Claim paid left empty: what the lines were paid less its own adjustments (X12 RFI 1294).
    """

    paid_field: BoundField | None = None
    lines: Sequence[Strip] = field(default_factory=list)
    is_whole = True

    @property
    def paid_amount(self) -> Decimal:
        typed = amount_shown(self.paid_field) if self.paid_field else None
        if typed is not None or not self.lines:
            return typed or ZERO
        return sum((line.paid_amount for line in self.lines), ZERO) - self.own_adjusted

    @property
    def adjusted(self) -> Decimal:
        return self.own_adjusted + sum((line.adjusted for line in self.lines), ZERO)

"""The rows of an adjustment grid: one adjustment, one line's payment, one payer's heading."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, BoundField, formset_factory

from claimcenter.web.forms import CleanCharField, CodeField, DateField, MoneyField, SuggestInput
from claimcenter.x12.labels import label

REASONS_LIST = "reason-codes"
GROUPS = [("CO", "CO"), ("PR", "PR"), ("OA", "OA"), ("PI", "PI"), ("CR", "CR")]
ZERO = Decimal(0)


class AdjustmentForm(forms.Form):
    """Group, reason, amount. An empty row is no row; the group alone does not make one."""

    group = forms.ChoiceField(choices=GROUPS, initial="CO")
    reason = CodeField(max_length=5, size=5, example="45", widget=SuggestInput(REASONS_LIST))
    amount = MoneyField(allow_negative=True)
    quantity = forms.DecimalField(required=False, widget=forms.HiddenInput, max_digits=12, decimal_places=2)
    source: Any = None  # shown beside the row: where the figure came from
    was: Decimal | None = None  # the figure before a person overrode it

    def has_changed(self) -> bool:
        return any(name != "group" for name in self.changed_data)

    @property
    def meaning(self) -> str:
        """What the reason means, in our words; nothing for a code we do not know."""
        return label("adjustment_reason", str(self["reason"].value() or "").strip().upper()) or ""

    @property
    def is_removed(self) -> bool:
        return "DELETE" in self.fields and bool(self["DELETE"].value())


class PaidForm(forms.Form):
    """What the payer paid of one line. A line nobody has typed anything of yet may stay empty."""

    paid = MoneyField(label="Paid")

    def __init__(self, data: Any, *, prefix: str, initial: Decimal | None = None) -> None:
        given = {} if initial is None else {"paid": initial}
        super().__init__(data, prefix=prefix, initial=given, empty_permitted=True, use_required_attribute=False)

    @property
    def amount(self) -> Decimal | None:
        """Of a valid form; an untouched one says what it came with."""
        found = self.cleaned_data.get("paid", self.initial.get("paid"))
        return found if isinstance(found, Decimal) else None

    def ask_for_amount(self) -> None:
        """An empty field is not nothing paid: that is written as 0.00."""
        self.add_error("paid", "Write what was paid of this line; 0.00 if nothing was.")


class PayerForm(forms.Form):
    """What the payer paid of the claim, when, and under which number of its own."""

    paid = MoneyField(label="Paid for the claim", required=False)
    adjudicated_on = DateField(label="Date of check or EFT", required=False)
    payer_claim_control_number = CodeField(label="Payer's claim number", max_length=50, required=False)
    claim_level_only = forms.BooleanField(
        label="The EOB has no service lines, only figures for the whole claim", required=False
    )


class FilingForm(forms.Form):
    """What goes with Submit: the reason that waives what may be waived, and the marks against double filing."""

    override_reason = CleanCharField(
        label="Why file it in spite of the warnings?",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


def adjustment_formset(count: int) -> "type[BaseFormSet[AdjustmentForm]]":
    """A formset with spare rows, for browsers without scripts; grid.js takes them away and adds them as one types."""
    return formset_factory(
        AdjustmentForm, extra=2 if count else 3, can_delete=True, max_num=30, absolute_max=60, validate_max=True
    )


def all_valid(forms: Iterable[Any]) -> bool:
    """Asks every one, so that a page that comes back shows all errors at once."""
    answers = [form.is_valid() for form in forms]
    return all(answers)


def amount_shown(field: BoundField) -> Decimal | None:
    """The amount a field shows now, typed or filled in; None where it is empty or no amount."""
    try:
        amount = MoneyField(required=False, allow_negative=True).clean(field.value())
    except ValidationError:
        return None
    return amount if isinstance(amount, Decimal) else None

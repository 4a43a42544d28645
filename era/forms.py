"""What people type or choose on the ERA pages."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claimcenter.web.forms import CleanCharField, Combobox, DateField, MoneyField
from era.enums import DepositMethod
from era.services.deposits import LONGEST, MAX_AMOUNT, DepositDetails
from insurance.models import Payer

STATEMENT_BYTES = 1024 * 1024


class UploadForm(forms.Form):
    """One 835; it may be dropped onto the field or chosen with its button."""

    file = forms.FileField(
        label=_("Remittance file (835)"),
        help_text=_("Drop the file here or choose it. Nothing is posted by loading it."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file that the payer or the clearinghouse sent.")},
    )


class ReasonForm(forms.Form):
    """Why a person decides so; kept with the decision."""

    reason = CleanCharField(label=_("Reason"), max_length=300)


class PayerForm(forms.Form):
    """Which of our payers sent a remittance."""

    payer = forms.ModelChoiceField(label=_("Payer"), queryset=Payer.objects.none(), empty_label=_("Choose the payer"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["payer"].queryset = Payer.objects.filter(is_active=True).order_by("search_name")  # type: ignore[attr-defined]


class SearchForm(forms.Form):
    """Finding a claim for a remittance claim that matches nobody."""

    q = forms.CharField(label=_("Client, claim number or control number"), required=False, max_length=80)


class DepositForm(forms.Form):
    """What came to the bank."""

    amount = MoneyField(label=_("Amount"), allow_zero=False, maximum=MAX_AMOUNT)
    deposited_on = DateField(label=_("Deposited on"))
    how = forms.ChoiceField(label=_("How it came"), choices=DepositMethod.choices)
    trace_number = CleanCharField(
        label=_("Trace or check number"),
        required=False,
        max_length=LONGEST["trace_number"],
        help_text=_("As the bank shows it. With the payer and the amount it finds the remittance by itself."),
    )
    payer = forms.ModelChoiceField(
        label=_("Payer"),
        queryset=Payer.objects.none(),
        required=False,
        empty_label=_("Not known"),
        widget=Combobox,
    )
    bank_reference = CleanCharField(label=_("Bank reference"), required=False, max_length=LONGEST["bank_reference"])
    note = CleanCharField(label=_("Note"), required=False, max_length=LONGEST["note"])
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payer"].queryset = Payer.objects.filter(is_active=True).order_by("search_name")  # type: ignore[attr-defined]

    def details(self) -> DepositDetails:
        """What was typed, as the verb takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return DepositDetails(**{**given, "amount": Decimal(given["amount"])})


class ChosenForm(forms.Form):
    """What a person decided about a deposit: the remittances, and the version they saw."""

    remittance = forms.TypedMultipleChoiceField(coerce=int, required=False)
    version = forms.IntegerField(min_value=1)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        asked = [one for one in data.getlist("remittance") if one.isascii() and one.isdecimal() and len(one) < 19]
        self.fields["remittance"].choices = [(one, one) for one in asked]  # type: ignore[attr-defined]


class StatementForm(forms.Form):
    """A bank statement as CSV."""

    file = forms.FileField(
        label=_("Bank statement (CSV)"),
        help_text=_("Its first line names the columns: date, amount, and trace or description; payer if there is one."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file that you saved from your bank.")},
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > STATEMENT_BYTES:
            raise forms.ValidationError(_("This file is larger than a statement can be (1 MB)."), code="too_large")
        return given


class StatementLinesForm(forms.Form):
    """The statement once more, with the lines that were chosen."""

    statement = forms.CharField(max_length=STATEMENT_BYTES, strip=False, widget=forms.HiddenInput)
    line = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        asked = [one for one in data.getlist("line") if one.isascii() and one.isdecimal() and len(one) < 9]
        self.fields["line"].choices = [(one, one) for one in asked]  # type: ignore[attr-defined]

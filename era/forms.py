"""What people type or choose on the ERA pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claimcenter.web.forms import CleanCharField
from insurance.models import Payer


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

"""The typed EOB: the same records as an ERA, from a keyboard."""

from django import forms

from claimcenter.web.forms import CleanCharField, CodeField, DateField, MoneyField


class EobForm(forms.Form):
    """What stands at the top of the paper: how much, when, and the numbers to find it again."""

    paid = MoneyField(label="Paid for the claim")
    adjudicated_on = DateField(label="Date of check or EFT")
    trace_number = CleanCharField(label="Check or EFT number", max_length=50, required=False)
    payer_claim_control_number = CodeField(label="Payer's claim number", max_length=50, required=False)
    forwarded_to = CleanCharField(
        label="Forwarded to", max_length=60, required=False, help_text="If the payer sent it on."
    )
    remarks = CleanCharField(label="Remark codes", max_length=60, required=False, help_text="With blanks between.")

    def clean_remarks(self) -> list[str]:
        return str(self.cleaned_data["remarks"] or "").upper().replace(",", " ").split()


class ReasonForm(forms.Form):
    """A deed that cannot simply be taken back asks why; the answer stands in the history."""

    reason = CleanCharField(label="Reason", max_length=300)


class ConfirmForm(forms.Form):
    """Nothing to type: only the mark against doing it twice."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)


class EobPageForm(forms.Form):
    """A picture or PDF of the paper; what it really is, is looked at when it is kept."""

    page = forms.FileField(
        label="Picture or PDF of the EOB",
        allow_empty_file=True,
        help_text="JPEG, PNG, WebP or PDF, up to 10 MB. It is kept encrypted beside the figures.",
        error_messages={"required": "Choose the picture or PDF first."},
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

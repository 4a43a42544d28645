"""What a person decides about money: how much to write off and from where, or why the client is asked already."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claimcenter.web.forms import CleanCharField, MoneyField
from claims.enums import RELEASE_GROUNDS, WRITE_OFF_GROUNDS
from claims.selectors.deeds import Room

REASON_HELP = _("It stands in the history of the claim, with your name.")
CHOOSE = {"required": _("Please choose one.")}


class WriteOffForm(forms.Form):
    """Where from, how much, and why. The buckets offered are those in which something lies."""

    bucket = forms.ChoiceField(label=_("From"), widget=forms.RadioSelect, error_messages=CHOOSE)
    amount = MoneyField(label=_("Amount to write off"), allow_zero=False)
    ground = forms.ChoiceField(label=_("Kind"), choices=[(g.value, g.label) for g in WRITE_OFF_GROUNDS])
    reason = CleanCharField(label=_("Reason"), max_length=300, help_text=REASON_HELP)

    def __init__(self, data: Any = None, *, rooms: Sequence[Room], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        open_ones = [room for room in rooms if not room.why_not]
        choices = [(str(room.bucket), f"{room.label}: {room.amount:.2f}") for room in open_ones]
        self.fields["bucket"].choices = choices  # type: ignore[attr-defined]
        if len(open_ones) == 1:
            self.initial.setdefault("bucket", str(open_ones[0].bucket))
            self.initial.setdefault("amount", open_ones[0].amount)


class ReleaseForm(forms.Form):
    """Why the client is asked though the payer has not answered."""

    ground = forms.ChoiceField(
        label=_("Kind"),
        choices=[(g.value, g.label) for g in RELEASE_GROUNDS],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    reason = CleanCharField(label=_("Reason"), max_length=300, help_text=REASON_HELP)

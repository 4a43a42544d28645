"""Forms of plans and payers. They read what was typed; the verbs decide, and the form says what they said."""

from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from claimcenter.web.forms import CleanCharField, Combobox, DateField, MoneyField
from clients.enums import Sex
from clients.forms import VersionedForm
from insurance.enums import Disclosure, FilingIndicator, MedicareSecondaryReason, Position, Relationship
from insurance.models import InsurancePlan, Payer
from insurance.selectors import payers
from insurance.services.ending import Follower
from insurance.services.payers import PayerDetails
from insurance.services.plans import PlanDetails

MOST_CHOICES = 500
"""Payers a plain list offers; with JavaScript the type-ahead finds any."""


class PayerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A list of the practice's payers that becomes a type-ahead. Any active payer is taken, listed or not."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Payer.objects.none(), widget=Combobox(url=reverse_lazy("insurance:payer-search")), **kwargs
        )

    def offer(self, chosen: Any) -> None:
        """Sets what the list shows: the first payers by name, and the one chosen."""
        self.queryset = payers(active_only=True)
        shown = list(self.queryset[:MOST_CHOICES])
        if str(chosen or "").isdecimal() and all(str(one.pk) != str(chosen) for one in shown):
            shown += Payer.objects.filter(pk=int(chosen))
            self.queryset = payers()
        self.widget.choices = [("", ""), *((one.pk, f"{one.name} ({one.payer_id})") for one in shown)]


class PlanForm(VersionedForm):
    """All of a plan. `Secondary` and `Tertiary` are check boxes; neither means primary."""

    payer = PayerChoice(
        label=_("Payer"),
        help_text=_("Type the beginning of its name, or its payer id."),
        error_messages={
            "required": _("Choose the payer."),
            "invalid_choice": _("This payer is not on your list. Choose one, or add it in Settings first."),
        },
    )
    member_id = CleanCharField(
        label=_("Member id"), max_length=200, help_text=_("As on the card, letters and digits only.")
    )
    group_number = CleanCharField(label=_("Group number"), max_length=50, required=False)
    group_name = CleanCharField(label=_("Group name"), max_length=60, required=False)
    effective_from = DateField(label=_("Effective date"), help_text=_("Claims are made for sessions from this day on."))
    effective_to = DateField(label=_("End date"), required=False, help_text=_("The last day; empty while it goes on."))
    copay = MoneyField(label=_("Copay"), required=False)
    secondary = forms.BooleanField(
        label=_("Secondary"),
        required=False,
        help_text=_("There must be an active primary plan to enter a secondary plan. The letter S will mark it."),
    )
    tertiary = forms.BooleanField(label=_("Tertiary"), required=False, help_text=_("Two other plans pay first."))
    medicare_secondary_reason = forms.ChoiceField(
        label=_("Why Medicare is not first"),
        choices=[("", _("Only for Medicare that is not first")), *MedicareSecondaryReason.choices],
        required=False,
    )
    relationship = forms.ChoiceField(
        label=_("The client is the subscriber's"),
        choices=[("self", _("Own policy (the client is the subscriber)")), *Relationship.choices[1:]],
        initial=Relationship.SELF,
        widget=forms.RadioSelect,
    )
    subscriber_first_name = CleanCharField(label=_("First name"), max_length=35, required=False)
    subscriber_middle_name = CleanCharField(label=_("Middle name"), max_length=25, required=False)
    subscriber_last_name = CleanCharField(label=_("Last name"), max_length=60, required=False)
    subscriber_date_of_birth = DateField(label=_("Date of birth"), required=False)
    subscriber_sex = forms.ChoiceField(
        label=_("Legal sex"), choices=[("", _("Not given")), *Sex.choices], required=False
    )
    subscriber_line1 = CleanCharField(label=_("Address"), max_length=55, required=False)
    subscriber_line2 = CleanCharField(label=_("Address, second line"), max_length=55, required=False)
    subscriber_city = CleanCharField(label=_("City"), max_length=30, required=False)
    subscriber_state = CleanCharField(label=_("State"), max_length=20, required=False)
    subscriber_zip = CleanCharField(label=_("ZIP code"), max_length=15, required=False)
    disclosure = forms.ChoiceField(label=_("Billing"), choices=Disclosure.choices, initial=Disclosure.BILL)
    is_offline = forms.BooleanField(label=_("Offline: claims are recorded by hand, never transmitted"), required=False)
    authorization_required = forms.BooleanField(label=_("Sessions need an authorization"), required=False)
    card_front = forms.FileField(label=_("Insurance card, front"), required=False, allow_empty_file=True)
    card_back = forms.FileField(label=_("Insurance card, back"), required=False, allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["payer"]
        assert isinstance(field, PayerChoice)
        field.offer(self["payer"].value())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("secondary") and cleaned.get("tertiary"):
            self.add_error("tertiary", ValidationError(_("A plan is secondary or tertiary, not both."), code="both"))
        return cleaned

    def details(self) -> PlanDetails:
        names = {one.name for one in fields(PlanDetails)}
        values = {name: value for name, value in self.cleaned_data.items() if name in names}
        return PlanDetails(**values, position=self._position())

    def _position(self) -> Position:
        if self.cleaned_data["tertiary"]:
            return Position.TERTIARY
        return Position.SECONDARY if self.cleaned_data["secondary"] else Position.PRIMARY


class EndForm(VersionedForm):
    last_day = DateField(label=_("Last day of the plan"))
    follower = forms.ChoiceField(
        label=_("What becomes of the plan after it?"),
        choices=[
            (Follower.END.value, _("It ends on the same day")),
            (Follower.PROMOTE.value, _("It moves up one place from the next day (the secondary becomes primary)")),
            (Follower.LEAVE_GAP.value, _("It stays as it is; sessions after that day wait with the reason")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, after: "list[InsurancePlan]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not after:
            del self.fields["follower"]
            return
        # A plan without an end goes on after any last day; for the others the verb asks where it has to.
        self.fields["follower"].required = any(one.effective_to is None for one in after)
        self.fields["follower"].error_messages["required"] = _("Choose what becomes of the plan after it.")

    def follower_chosen(self) -> Follower | None:
        typed = self.cleaned_data.get("follower")
        return Follower(typed) if typed else None


class SwapForm(forms.Form):
    medicare_secondary_reason = forms.ChoiceField(
        label=_("Why Medicare is not first"),
        choices=[("", _("Please choose")), *MedicareSecondaryReason.choices],
        required=False,
    )


class PayerForm(VersionedForm):
    name = CleanCharField(label=_("Name"), max_length=60)
    payer_id = CleanCharField(label=_("Payer id"), max_length=80, help_text=_("From your clearinghouse's payer list."))
    filing_indicator = forms.ChoiceField(
        label=_("Kind of coverage"), choices=FilingIndicator.choices, initial=FilingIndicator.COMMERCIAL
    )
    aliases = CleanCharField(
        label=_("Other ids on its ERAs"), max_length=400, required=False, help_text=_("With commas between.")
    )
    line1 = CleanCharField(label=_("Address"), max_length=55, required=False)
    line2 = CleanCharField(label=_("Address, second line"), max_length=55, required=False)
    city = CleanCharField(label=_("City"), max_length=30, required=False)
    state = CleanCharField(label=_("State"), max_length=20, required=False)
    zip = CleanCharField(label=_("ZIP code"), max_length=15, required=False)
    timely_filing_days = forms.IntegerField(
        label=_("Days to file a claim"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("From the service date."),
    )
    secondary_filing_days = forms.IntegerField(
        label=_("Days to file a secondary claim"),
        initial=60,
        min_value=1,
        max_value=3650,
        help_text=_("From the primary's answer."),
    )
    crossover_wait_days = forms.IntegerField(
        label=_("Days to wait for a forwarded claim"), initial=30, min_value=1, max_value=3650
    )
    expects_telehealth_modifier = CleanCharField(label=_("Telehealth modifier it wants"), max_length=2, required=False)
    is_offline = forms.BooleanField(label=_("Offline: claims are recorded by hand, never transmitted"), required=False)
    auto_coordinates = forms.BooleanField(label=_("Forwards to its own second plan by itself"), required=False)
    sends_patient_paid = forms.BooleanField(
        label=_("Wants to know what the client paid"),
        required=False,
        initial=True,
        help_text=_("Medicare pays the client when it is told."),
    )
    always_bill_secondary = forms.BooleanField(
        label=_("Wants the secondary claim even with nothing left"), required=False
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def details(self) -> PayerDetails:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        values["aliases"] = tuple(part.strip() for part in values["aliases"].split(",") if part.strip())
        return PayerDetails(**values)

"""Forms of the clients pages. They read what was typed; the verbs decide, and the form says what they said."""

import re
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from claimcenter.practice.models import Facility, Organization, Provider
from claimcenter.practice.selectors import facilities, organizations, providers
from claimcenter.web.forms import CleanCharField, DateField, MoneyField, SuggestInput
from clients.booking import MAX_CHARGE, AppointmentDetails, LineDetails
from clients.enums import DocumentKind, PaymentMethod, Sex
from clients.models import Appointment, Client
from clients.services.payments import MAX_PAYMENT, PaymentDetails
from clients.services.profiles import ClientDetails


class VersionedForm(forms.Form):
    """Carries the version that was read. After a refusal it takes the current one, so that saving again means it."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def take_version(self) -> None:
        """Once somebody was told who saved first, the next save is on top of that."""
        refusal = getattr(self, "refusal", None)
        if refusal is not None and hasattr(refusal, "version"):
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("version")] = refusal.version  # type: ignore[index]


class SearchForm(forms.Form):
    text = CleanCharField(max_length=100, label=_("Name"), widget=forms.TextInput({"type": "search"}))


class ClientForm(VersionedForm):
    first_name = CleanCharField(max_length=35, label=_("Legal first name"))
    middle_name = CleanCharField(max_length=25, label=_("Middle name"), required=False)
    last_name = CleanCharField(max_length=60, label=_("Legal last name"))
    suffix = CleanCharField(max_length=10, label=_("Suffix"), required=False)
    used_name = CleanCharField(
        max_length=60,
        label=_("Name used"),
        required=False,
        help_text=_("What people say; the legal name goes on claims."),
    )
    pronouns = CleanCharField(max_length=40, label=_("Pronouns"), required=False)
    date_of_birth = DateField(label=_("Date of birth"))
    sex = forms.ChoiceField(
        label=_("Legal sex"), choices=Sex.choices, widget=forms.RadioSelect, help_text=_("As the payer has it on file.")
    )
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    phone = CleanCharField(max_length=30, label=_("Phone"), required=False)
    line1 = CleanCharField(max_length=55, label=_("Address"), required=False)
    line2 = CleanCharField(max_length=55, label=_("Address, second line"), required=False)
    city = CleanCharField(max_length=30, label=_("City"), required=False)
    state = CleanCharField(max_length=20, label=_("State"), required=False, help_text=_("Two letters, like OR."))
    zip = CleanCharField(max_length=15, label=_("ZIP code"), required=False)
    part2_record = forms.BooleanField(
        label=_("Substance use treatment record (42 CFR Part 2)"),
        required=False,
        help_text=_("Nothing goes to an insurer without a consent on file."),
    )
    self_pay_restriction = forms.BooleanField(
        label=_("Pays in full and asked us to tell no insurer"),
        required=False,
        help_text=_("No claim is made for this client (45 CFR 164.522)."),
    )

    def details(self) -> ClientDetails:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return ClientDetails(**values)


class ConsentForm(forms.Form):
    given_on = DateField(label=_("Signed on"))
    expires_on = DateField(label=_("Expires on"), required=False, help_text=_("Left empty, it holds until revoked."))


class RevokeForm(forms.Form):
    revoked_on = DateField(label=_("Revoked on"))


class PaymentForm(forms.Form):
    """`key` makes a double click one payment."""

    amount = MoneyField(label=_("Amount"), allow_zero=False, maximum=MAX_PAYMENT)
    received_on = DateField(label=_("Received on"))
    method = forms.ChoiceField(label=_("How"), choices=PaymentMethod.choices, initial=PaymentMethod.CARD)
    appointment = forms.ModelChoiceField(
        label=_("For the appointment"),
        queryset=Appointment.objects.none(),
        required=False,
        empty_label=_("No particular one"),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        recent = Appointment.objects.filter(client=client, cancelled_at__isnull=True).order_by(
            "-date_of_service", "-pk"
        )
        field = self.fields["appointment"]
        field.queryset = recent  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.date_of_service:%-d %b %Y}"  # type: ignore[attr-defined]
        self.initial.setdefault("key", uuid.uuid4().hex)

    def details(self) -> PaymentDetails:
        values = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return PaymentDetails(**values)


class RefundForm(forms.Form):
    amount = MoneyField(label=_("Amount given back"), allow_zero=False, maximum=MAX_PAYMENT)
    refunded_on = DateField(label=_("Given back on"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4().hex)


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=DocumentKind.choices)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the upload's own check says it kindly
        max_length=None,
        help_text=_("JPEG, PNG, WebP or PDF, up to 10 MB."),
    )


class CardForm(forms.Form):
    """The insurance card as the client photographs it; one side is enough, both are better."""

    front = forms.FileField(
        label=_("Front of the card"),
        required=False,
        allow_empty_file=True,
        help_text=_("All four corners in the picture, no flash."),
    )
    back = forms.FileField(
        label=_("Back of the card"),
        required=False,
        allow_empty_file=True,
        help_text=_("The phone numbers must be readable."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.get(side) for side in ("front", "back")):
            raise ValidationError(_("Choose a picture of the front, the back, or both."))
        return cleaned


def words(text: str) -> tuple[str, ...]:
    """Codes as people type them: F41.1, F33.1 or F41.1 F33.1."""
    return tuple(part for part in re.split(r"[\s,;]+", text) if part)


class AppointmentForm(VersionedForm):
    date_of_service = DateField(label=_("Date of service"))
    provider = forms.ModelChoiceField(label=_("Provider"), queryset=Provider.objects.none())
    place_of_service = CleanCharField(
        label=_("Place of service"),
        max_length=2,
        initial="11",
        help_text=_("11 office, 10 telehealth at home, 02 elsewhere."),
    )
    facility = forms.ModelChoiceField(
        label=_("Facility"), queryset=Facility.objects.none(), required=False, empty_label=_("None")
    )
    organization = forms.ModelChoiceField(label=_("Billed by"), queryset=Organization.objects.none())
    diagnoses = CleanCharField(
        label=_("Diagnoses"), max_length=200, help_text=_("ICD-10 codes, the principal one first: F41.1, F33.1")
    )
    authorization_number = CleanCharField(label=_("Authorization number"), max_length=50, required=False)
    additional_clients = forms.ModelMultipleChoiceField(
        label=_("Also in the room"),
        queryset=Client.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are not billed for this session, and neither sees the other."),
    )

    def __init__(self, *args: Any, partners: "list[Client]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "provider": providers(active_only=True),
            "facility": facilities().filter(is_active=True),
            "organization": organizations().filter(is_active=True),
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        if not partners:
            del self.fields["additional_clients"]
            return
        field = self.fields["additional_clients"]
        field.queryset = Client.objects.filter(pk__in=[one.pk for one in partners])  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.display_name  # type: ignore[attr-defined]

    def details(self, lines: tuple[LineDetails, ...]) -> AppointmentDetails:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        values["diagnoses"] = words(values["diagnoses"])
        values["additional_clients"] = tuple(values.get("additional_clients", ()))
        return AppointmentDetails(**values, lines=lines)


class UnitsField(forms.DecimalField):
    """Whole sessions mostly; 1 is written 1, not 1.00."""

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "code"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class LineForm(forms.Form):
    """One row of the lines. A row without a procedure is no line."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    procedure = CleanCharField(
        label=_("Code"),
        max_length=10,
        required=False,
        widget=SuggestInput("service-codes", {"class": "code"}),
    )
    modifiers = CleanCharField(label=_("Modifiers"), max_length=20, required=False)
    units = UnitsField(label=_("Units"), max_digits=8, decimal_places=2, initial=Decimal(1), required=False)
    charge = MoneyField(
        label=_("Charge"), required=False, maximum=MAX_CHARGE, help_text=_("Left empty: the charge in your code list.")
    )
    diagnosis_pointers = CleanCharField(label=_("Diagnoses"), max_length=20, initial="1", required=False)

    def clean_diagnosis_pointers(self) -> tuple[int, ...]:
        typed = words(self.cleaned_data["diagnosis_pointers"])
        if not all(part.isascii() and part.isdecimal() and len(part) < 4 for part in typed):
            raise ValidationError(_("Write the places in the list of diagnoses, for example 1 2."), code="pointers")
        return tuple(int(part) for part in typed) or (1,)

    def details(self) -> LineDetails | None:
        values = dict(self.cleaned_data)
        values.pop("DELETE", None)
        if not values.get("procedure"):
            return None
        values["modifiers"] = words(values["modifiers"])
        values["units"] = Decimal(1) if values["units"] is None else values["units"]
        return LineDetails(**values)


class BaseLines(forms.BaseFormSet[LineForm]):
    """The first line must be there; further rows may stay empty."""

    def add_fields(self, form: LineForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this line")
        form.fields["procedure"].required = index == 0


LineFormSet = forms.formset_factory(
    LineForm, formset=BaseLines, extra=0, min_num=1, can_delete=True, max_num=50, absolute_max=60
)


class PortalAccessForm(forms.Form):
    name = CleanCharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, help_text=_("They sign in with it."))


class PortalRightsForm(forms.Form):
    can_upload = forms.BooleanField(label=_("Send documents and insurance cards"), required=False, initial=True)
    can_see_balance = forms.BooleanField(label=_("See what is owed"), required=False, initial=True)
    receives_alerts = forms.BooleanField(
        label=_("Receives the alerts"), required=False, help_text=_("One person per client; choosing another moves it.")
    )

"""Forms of the settings pages, and the base form of every tenant record."""

import json
from typing import Any, cast

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils import timezone

from claimcenter.practice import selectors
from claimcenter.practice.crypto import keyed_hash
from claimcenter.practice.fields import EncryptedTextField
from claimcenter.practice.models import (
    Facility,
    Membership,
    Organization,
    Outcome,
    PracticeSettings,
    Provider,
    ServiceCode,
    User,
)
from claimcenter.practice.roles import Role
from claimcenter.practice.services.staff import APPOINTABLE
from claimcenter.web.forms import CleanCharField, CodeField, DateField, MoneyField

CODES = {"npi", "taxonomy", "state", "pay_to_state", "code", "place_of_service"}


def field_for(db_field: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """`formfield_callback`: our field classes (clean text, strict money and dates) for the model's columns."""
    kwargs.pop("max_length", None)
    common: dict[str, Any] = {"required": not db_field.blank, "label": str(db_field.verbose_name).capitalize()}
    common |= {"help_text": db_field.help_text} | kwargs
    if db_field.choices:
        return db_field.formfield(**kwargs)
    if isinstance(db_field, EncryptedTextField):
        return CleanCharField(**common)
    if isinstance(db_field, models.DecimalField) and db_field.decimal_places == 2:
        return MoneyField(**common)
    if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
        return DateField(**common)
    if type(db_field) is models.CharField:
        kind = CodeField if db_field.name in CODES else CleanCharField
        return kind(max_length=db_field.max_length or 200, **common)
    return db_field.formfield(**kwargs)


class TenantModelForm(forms.ModelForm):  # type: ignore[type-arg]
    """A model form that also checks constraints over the practice, and notices when somebody else saved first.

    Load the instance fresh (and locked) for the POST; the hidden fingerprint tells whether it is what the person saw.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = self._fingerprint()

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"practice"}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = cleaned.pop("seen", "")
        if self.instance.pk and typed != self._fingerprint():
            data = cast("QueryDict", self.data).copy()
            data[self.add_prefix("seen")] = self._fingerprint()
            self.data = data
            raise ValidationError(self._who_was_first(), code="changed_meanwhile")
        return cleaned

    def _fingerprint(self) -> str:
        values = model_to_dict(self.instance)
        text = json.dumps(values, sort_keys=True, cls=_AnyJson)
        return keyed_hash("fingerprint", text.encode()).hex()[:32]

    def _who_was_first(self) -> str:
        last = self.instance.history.order_by("-pgh_id").first() if hasattr(self.instance, "history") else None
        user_id = (last.pgh_context or {}).get("user") if last else None
        who = selectors.names_of({user_id}).get(user_id, "Somebody else") if user_id else "Somebody else"
        when = f" at {timezone.localtime(last.pgh_created_at):%H:%M on %d %b %Y}" if last else ""
        return (
            f"{who} changed this{when}, while you had it open. Nothing of yours is saved yet, and what you typed is "
            "still here: press Save once more to put it in place of theirs."
        )


class _AnyJson(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return str(o.pk) if isinstance(o, models.Model) else super().default(o)


ADDRESS = ["line1", "line2", "city", "state", "zip"]


class ProviderForm(TenantModelForm):
    class Meta:
        model = Provider
        fields = [
            "first_name",
            "last_name",
            "credentials",
            "npi",
            "taxonomy",
            "supervisor",
            "user",
            "employed_from",
            "employed_to",
            "is_active",
        ]
        formfield_callback = field_for
        labels = {"npi": "NPI (box 24J)"}
        help_texts = {
            "supervisor": "Where one is chosen, claims go out under the supervisor.",
            "user": "The clinician who signs in and sees this provider's clients.",
            "taxonomy": "Ten characters, like 101YM0800X for a mental health counselor.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = selectors.providers(active_only=True).exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        members = selectors.staff().filter(is_active=True).values("user_id")
        self.fields["user"].queryset = User.objects.filter(pk__in=members).order_by("name")  # type: ignore[attr-defined]


class OrganizationForm(TenantModelForm):
    class Meta:
        model = Organization
        fields = ["name", "npi", "tax_id", "tax_id_kind", "taxonomy", *ADDRESS]
        fields += [f"pay_to_{part}" for part in ADDRESS] + ["is_default", "is_active"]
        formfield_callback = field_for
        labels = {"npi": "NPI (box 33)", "tax_id": "Tax id"}
        help_texts = {"pay_to_line1": "Only where payers send checks somewhere else."}


class FacilityForm(TenantModelForm):
    class Meta:
        model = Facility
        fields = ["name", "npi", *ADDRESS, "place_of_service", "is_active"]
        formfield_callback = field_for
        labels = {"npi": "NPI (box 32)"}


class ServiceCodeForm(TenantModelForm):
    class Meta:
        model = ServiceCode
        fields = [
            "code",
            "label",
            "default_charge",
            "default_minutes",
            "modifiers",
            "is_add_on",
            "never_claim",
            "is_active",
        ]
        formfield_callback = field_for
        field_classes = {"modifiers": SimpleArrayField}
        help_texts = {
            "never_claim": "An appointment whose lines all carry such codes makes no claim encounter, and says so.",
        }


class AutomationForm(TenantModelForm):
    """Practice Settings -> Insurance: four switches, each with one sentence on its effect."""

    class Meta:
        model = PracticeSettings
        fields = [
            "auto_file_claims",
            "auto_update_patient_responsibility",
            "auto_post_payments_denials",
            "auto_post_writeoffs",
        ]
        labels = {
            "auto_file_claims": "Auto File Claims",
            "auto_update_patient_responsibility": "Auto-Update Patient Responsibility",
            "auto_post_payments_denials": "Auto Post Insurance Payments & Denials",
            "auto_post_writeoffs": "Auto Post Insurance Write-offs",
        }
        help_texts = {
            "auto_file_claims": "A claim goes out by itself as soon as its note, signature, diagnosis and plan are "
            "complete; until then it waits under Pending Claims.",
            "auto_update_patient_responsibility": "The client's amount on the appointment follows the deductible, "
            "coinsurance and copay on the ERA of the last payer expected; while a secondary is open it is held.",
            "auto_post_payments_denials": "Payments and denials on an ERA that balances are posted when the ERA "
            "arrives; anything that does not balance or match waits for you.",
            "auto_post_writeoffs": "An ERA that also takes contractual adjustments off (group CO, on the write-off "
            "list) is posted by itself too; without this switch it waits until you press Post.",
        }


class EdiForm(TenantModelForm):
    """How the practice introduces itself in the files it sends (ISA, GS, 1000A, 1000B)."""

    class Meta:
        model = PracticeSettings
        fields = [
            "submitter_name",
            "submitter_id",
            "receiver_name",
            "receiver_id",
            "contact_name",
            "contact_phone",
            "usage_indicator",
        ]
        formfield_callback = field_for
        help_texts = {"usage_indicator": "Test files are answered by the clearinghouse but go to no payer."}


class InvitationForm(forms.Form):
    name = CleanCharField(max_length=120, label="Name")
    email = forms.EmailField(label="E-mail address", max_length=254, help_text="They sign in with it.")
    role = forms.ChoiceField(label="Role", choices=[(role.value, role.label) for role in APPOINTABLE])


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Membership
        fields = ["role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in APPOINTABLE]  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class AuditFilterForm(forms.Form):
    """Filters of the audit screen; everything optional, everything in the URL (ids and dates, never names)."""

    since = DateField(required=False, label="From")
    until = DateField(required=False, label="To")
    user = forms.ChoiceField(required=False, label="Who")
    client = forms.IntegerField(required=False, min_value=1, label="Client number")
    action = CleanCharField(required=False, max_length=80, label="Action")
    object_type = CleanCharField(required=False, max_length=80, label="Object")
    object_id = CleanCharField(required=False, max_length=40, label="Object number")
    outcome = forms.ChoiceField(required=False, label="Outcome", choices=[("", "Any"), *Outcome.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.user_id), str(one.user)) for one in selectors.staff()]
        self.fields["user"].choices = [("", "Anybody"), *people]  # type: ignore[attr-defined]

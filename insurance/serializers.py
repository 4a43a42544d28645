"""The JSON of payers and plans: what comes in (`...Input`) and what goes out."""

from typing import Any

from rest_framework import serializers

from claimcenter.practice.api import MoneyField, StrictModelSerializer, StrictSerializer
from clients.serializers import AddressOutput, SexField, WithAddressInput, text
from insurance.enums import Disclosure, FilingIndicator, MedicareSecondaryReason, Position, Relationship
from insurance.models import InsurancePlan, Payer
from insurance.services.ending import Follower

VERSION = "The version you read; 409 when somebody saved since."


class PayerInput(WithAddressInput):
    name = serializers.CharField(max_length=60)
    payer_id = serializers.CharField(max_length=80)
    filing_indicator = serializers.ChoiceField(choices=FilingIndicator.choices, required=False)
    aliases = serializers.ListField(child=serializers.CharField(max_length=80), required=False)
    is_offline = serializers.BooleanField(required=False)
    auto_coordinates = serializers.BooleanField(required=False)
    sends_patient_paid = serializers.BooleanField(required=False)
    always_bill_secondary = serializers.BooleanField(required=False)
    expects_telehealth_modifier = text(2)
    timely_filing_days = serializers.IntegerField(allow_null=True, required=False, min_value=1, max_value=3650)
    secondary_filing_days = serializers.IntegerField(required=False, min_value=1, max_value=3650)
    crossover_wait_days = serializers.IntegerField(required=False, min_value=1, max_value=3650)
    is_active = serializers.BooleanField(required=False)
    version = serializers.IntegerField(required=False, help_text=VERSION)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().to_internal_value(data)
        return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


class PayerSerializer(StrictModelSerializer):
    address = AddressOutput(source="*")
    aliases = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Payer
        fields = [
            "id", "name", "payer_id", "filing_indicator", "aliases", "address", "is_offline", "auto_coordinates",
            "sends_patient_paid", "always_bill_secondary", "expects_telehealth_modifier", "timely_filing_days",
            "secondary_filing_days", "crossover_wait_days", "is_active", "version",
        ]  # fmt: skip
        read_only_fields = fields


class PositionField(serializers.ChoiceField):
    """The words primary, secondary, tertiary."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[(one.word, one.label) for one in Position], **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return Position.from_word(super().to_internal_value(data))

    def to_representation(self, value: Any) -> str:
        return Position(value).word


class SubscriberInput(WithAddressInput):
    """Whose policy it is, where that is not the client."""

    first_name = text(35)
    middle_name = text(25)
    last_name = text(60)
    date_of_birth = serializers.DateField(required=False, allow_null=True)
    sex = SexField(required=False, allow_blank=True)


class PlanInput(StrictSerializer):
    client = serializers.IntegerField()
    payer = serializers.IntegerField()
    position = PositionField(required=False)
    member_id = serializers.CharField(max_length=200)
    group_number = text(50)
    group_name = text(60)
    relationship = serializers.ChoiceField(choices=Relationship.choices, required=False)
    subscriber = SubscriberInput(required=False, allow_null=True)
    effective_from = serializers.DateField()
    effective_to = serializers.DateField(required=False, allow_null=True)
    copay = MoneyField(required=False, allow_null=True)
    medicare_secondary_reason = serializers.ChoiceField(
        choices=MedicareSecondaryReason.choices, required=False, allow_blank=True, allow_null=True
    )
    disclosure = serializers.ChoiceField(choices=Disclosure.choices, required=False)
    is_offline = serializers.BooleanField(required=False)
    authorization_required = serializers.BooleanField(required=False)
    version = serializers.IntegerField(required=False, help_text=VERSION)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().to_internal_value(data)
        subscriber = values.pop("subscriber", None) or {}
        if "medicare_secondary_reason" in values:
            values["medicare_secondary_reason"] = values["medicare_secondary_reason"] or ""
        return {**values, **{f"subscriber_{name}": value for name, value in subscriber.items()}}


class SubscriberAddress(serializers.Serializer[Any]):
    line1 = serializers.CharField(source="subscriber_line1")
    line2 = serializers.CharField(source="subscriber_line2")
    city = serializers.CharField(source="subscriber_city")
    state = serializers.CharField(source="subscriber_state")
    zip = serializers.CharField(source="subscriber_zip")


class SubscriberOutput(serializers.Serializer[Any]):
    first_name = serializers.CharField(source="subscriber_first_name")
    middle_name = serializers.CharField(source="subscriber_middle_name")
    last_name = serializers.CharField(source="subscriber_last_name")
    date_of_birth = serializers.DateField(source="subscriber_date_of_birth", allow_null=True)
    sex = serializers.CharField(source="subscriber_sex")
    address = SubscriberAddress(source="*")


class PlanSerializer(StrictModelSerializer):
    position = PositionField()
    member_id = serializers.CharField()
    subscriber = serializers.SerializerMethodField()
    active = serializers.BooleanField(source="is_live")

    class Meta:
        model = InsurancePlan
        fields = [
            "id", "client", "payer", "position", "member_id", "group_number", "group_name", "relationship",
            "subscriber", "effective_from", "effective_to", "copay", "medicare_secondary_reason", "disclosure",
            "is_offline", "authorization_required", "active", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_subscriber(self, plan: InsurancePlan) -> dict[str, Any] | None:
        if plan.relationship == Relationship.SELF:
            return None
        return dict(SubscriberOutput(plan).data)


class VersionInput(StrictSerializer):
    version = serializers.IntegerField(required=False, help_text=VERSION)


class EndInput(StrictSerializer):
    last_day = serializers.DateField()
    follower = serializers.ChoiceField(choices=[one.value for one in Follower], required=False)
    version = serializers.IntegerField(required=False, help_text=VERSION)

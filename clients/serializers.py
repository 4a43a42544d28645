"""The JSON of clients and appointments: what comes in (`...Input`) and what goes out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from claimcenter.practice.api import MoneyField, StrictModelSerializer, StrictSerializer
from clients.enums import PaymentMethod, Sex
from clients.models import Appointment, ChargeLine, Client, ClientPayment, Consent

WORDS_OF_SEX = {"female": Sex.FEMALE, "male": Sex.MALE, "unknown": Sex.UNKNOWN}


def text(limit: int, **kwargs: Any) -> serializers.CharField:
    """Optional text; the verb's own checks say what is wrong with it."""
    return serializers.CharField(max_length=limit, allow_blank=True, required=False, **kwargs)


class AddressInput(StrictSerializer):
    """line1, line2, city, state, zip; all optional."""

    line1 = text(55)
    line2 = text(55)
    city = text(30)
    state = text(20)
    zip = text(15)


class SexField(serializers.ChoiceField):
    """F, M or U, or the words female, male, unknown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Sex.choices, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        word = data.lower() if isinstance(data, str) else data
        return super().to_internal_value(WORDS_OF_SEX.get(word, data.upper() if isinstance(data, str) else data))


class WithAddressInput(StrictSerializer):
    """Takes an `address` object apart into the columns the verbs know."""

    address = AddressInput(required=False)
    prefix = ""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().to_internal_value(data)
        address: Mapping[str, str] = values.pop("address", {})
        return {**values, **{f"{self.prefix}{name}": value for name, value in address.items()}}


class ClientInput(WithAddressInput):
    first_name = serializers.CharField(max_length=35)
    middle_name = text(25)
    last_name = serializers.CharField(max_length=60)
    suffix = text(10)
    used_name = text(60)
    pronouns = text(40)
    date_of_birth = serializers.DateField()
    sex = SexField()
    email = serializers.EmailField(allow_blank=True, required=False)
    phone = text(30)
    part2_record = serializers.BooleanField(required=False)
    self_pay_restriction = serializers.BooleanField(required=False)
    version = serializers.IntegerField(required=False, help_text="The version you read; 409 when somebody saved since.")


class AddressOutput(serializers.Serializer[Any]):
    line1 = serializers.CharField()
    line2 = serializers.CharField()
    city = serializers.CharField()
    state = serializers.CharField()
    zip = serializers.CharField()


class ClientSerializer(StrictModelSerializer):
    address = AddressOutput(source="*")
    archived = serializers.BooleanField(source="is_archived")

    class Meta:
        model = Client
        fields = [
            "id", "first_name", "middle_name", "last_name", "suffix", "used_name", "pronouns", "date_of_birth", "sex",
            "email", "phone", "address", "part2_record", "self_pay_restriction", "archived", "version",
        ]  # fmt: skip
        read_only_fields = fields


class PaymentInput(StrictSerializer):
    amount = MoneyField()
    received_on = serializers.DateField()
    method = serializers.ChoiceField(choices=PaymentMethod.choices, required=False)
    appointment = serializers.IntegerField(required=False, allow_null=True)


class PaymentSerializer(StrictModelSerializer):
    class Meta:
        model = ClientPayment
        fields = ["id", "client", "appointment", "amount", "received_on", "method", "refunds", "recorded_at"]
        read_only_fields = fields


class ConsentInput(StrictSerializer):
    given_on = serializers.DateField()
    expires_on = serializers.DateField(required=False, allow_null=True)


class ConsentSerializer(StrictModelSerializer):
    class Meta:
        model = Consent
        fields = ["id", "client", "kind", "given_on", "expires_on", "revoked_on"]
        read_only_fields = fields


class LineInput(StrictSerializer):
    id = serializers.IntegerField(required=False, help_text="An existing line, which keeps its line control number.")
    procedure = serializers.CharField(max_length=10)
    modifiers = serializers.ListField(child=serializers.CharField(max_length=4), required=False)
    units = serializers.DecimalField(max_digits=8, decimal_places=2, required=False)
    charge = MoneyField(required=False, help_text="Left out: the practice's own charge for the code.")
    diagnosis_pointers = serializers.ListField(child=serializers.IntegerField(), required=False)
    note = text(80)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().to_internal_value(data)
        return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


class AppointmentInput(StrictSerializer):
    client = serializers.IntegerField()
    additional_clients = serializers.ListField(child=serializers.IntegerField(), required=False)
    provider = serializers.IntegerField(required=False, allow_null=True, help_text="Default: the only or first one.")
    organization = serializers.IntegerField(required=False, allow_null=True)
    facility = serializers.IntegerField(required=False, allow_null=True)
    date_of_service = serializers.DateField()
    place_of_service = serializers.CharField(max_length=2, required=False)
    authorization_number = text(50)
    diagnoses = serializers.ListField(child=serializers.CharField(max_length=10), allow_empty=False)
    lines = LineInput(many=True, allow_empty=False)
    note_signed = serializers.BooleanField(required=False)
    version = serializers.IntegerField(required=False, help_text="The version you read; 409 when somebody saved since.")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().to_internal_value(data)
        return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


class LineSerializer(StrictModelSerializer):
    units = serializers.SerializerMethodField()

    class Meta:
        model = ChargeLine
        fields = [
            "id", "ordinal", "procedure", "modifiers", "units", "charge", "diagnosis_pointers", "line_control_number",
            "note",
        ]  # fmt: skip
        read_only_fields = fields

    def get_units(self, line: ChargeLine) -> str:
        return f"{line.units.normalize():f}" if line.units != line.units.to_integral() else str(int(line.units))


class AppointmentSerializer(StrictModelSerializer):
    additional_clients = serializers.SerializerMethodField()
    diagnoses = serializers.SerializerMethodField()
    lines = LineSerializer(many=True)
    note_signed = serializers.SerializerMethodField()
    cancelled = serializers.SerializerMethodField()
    charge = serializers.SerializerMethodField()

    class Meta:
        model = Appointment
        fields = [
            "id", "client", "additional_clients", "provider", "organization", "facility", "date_of_service",
            "place_of_service", "authorization_number", "diagnoses", "lines", "charge", "note_signed", "cancelled",
            "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_additional_clients(self, appointment: Appointment) -> list[int]:
        return [attendee.client_id for attendee in appointment.attendees.all()]

    def get_diagnoses(self, appointment: Appointment) -> list[str]:
        return [diagnosis.code for diagnosis in appointment.diagnoses.all()]

    def get_note_signed(self, appointment: Appointment) -> bool:
        return appointment.note_signed_at is not None

    def get_cancelled(self, appointment: Appointment) -> bool:
        return appointment.cancelled_at is not None

    def get_charge(self, appointment: Appointment) -> str:
        lines: list[ChargeLine] = appointment.lines  # type: ignore[attr-defined]
        return f"{sum((line.charge for line in lines), Decimal(0)):.2f}"

"""REST API of the directory, and the base classes every app's API builds on."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import QuerySet
from rest_framework import mixins, serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.routers import BaseRouter
from rest_framework.viewsets import GenericViewSet

from claimcenter.practice import selectors
from claimcenter.practice.actors import Actor
from claimcenter.practice.fields import EncryptedTextField
from claimcenter.practice.models import Facility, Organization, Provider, ServiceCode
from claimcenter.practice.permissions import Action, HasAction
from claimcenter.practice.services.directory import save_record
from claimcenter.practice.validators import parse_money


class ByNumber(CursorPagination):
    """Pages in the order of the record numbers; the cursor holds a number, never a name."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = "pk"


class MoneyField(serializers.DecimalField):
    """Money is a JSON string with two decimals. A JSON number is refused: it may have been a float on its way here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 12, "decimal_places": 2, "coerce_to_string": True, **kwargs})

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str):
            raise serializers.ValidationError('Please send money as a string, like "120.00".', code="money")
        try:
            amount = parse_money(data)
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages, code="money") from error
        return self.validate_precision(amount)


class Strict:
    """Serializer mixin: a field that is not offered is refused by name instead of being dropped without a word."""

    def to_internal_value(self, data: Any) -> Any:
        fields: dict[str, serializers.Field[Any, Any, Any, Any]] = self.fields  # type: ignore[attr-defined]
        if isinstance(data, dict):
            writable = {name for name, one in fields.items() if not one.read_only}
            unknown = sorted(str(name) for name in data if name not in writable)
            if unknown:
                offered = ", ".join(sorted(writable))
                raise serializers.ValidationError(
                    {name: [f"This field is not taken here. Taken are: {offered}."] for name in unknown},
                    code="unknown_field",
                )
        return super().to_internal_value(data)  # type: ignore[misc]


class StrictSerializer(Strict, serializers.Serializer[Any]):
    """Base of serializers written out by hand."""


class StrictModelSerializer(Strict, serializers.ModelSerializer[Any]):
    """Base of model serializers; decimals with two places are money, encrypted columns are text."""

    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        EncryptedTextField: serializers.CharField,
    }

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        if field_class is serializers.DecimalField and getattr(model_field, "decimal_places", None) == 2:
            return MoneyField, kwargs
        return field_class, kwargs


class TenantViewSet(GenericViewSet[Any]):
    """Base of every view set: default deny by `required_actions`, rows of the actor's practice only (404 else).

    `required_actions` names viewset actions ("create", "file") or HTTP methods; what it does not name is refused.
    """

    permission_classes = [HasAction]
    pagination_class = ByNumber
    filter_backends = []
    lookup_value_regex = "[0-9]+"
    required_actions: ClassVar[dict[str, Action]] = {}

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return actor


class DirectoryViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    TenantViewSet,
):
    """Records of the practice's directory: read by everybody who uses the API, written by administrators."""

    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.API_USE,
        "retrieve": Action.API_USE,
        "create": Action.SETTINGS_EDIT,
        "update": Action.SETTINGS_EDIT,
        "partial_update": Action.SETTINGS_EDIT,
    }

    def perform_create(self, serializer: serializers.BaseSerializer[Any]) -> None:
        self._save(serializer, serializer.Meta.model())  # type: ignore[attr-defined]

    def perform_update(self, serializer: serializers.BaseSerializer[Any]) -> None:
        self._save(serializer, serializer.instance)

    def _save(self, serializer: serializers.BaseSerializer[Any], record: Any) -> None:
        for name, value in serializer.validated_data.items():
            setattr(record, name, value)
        changed = list(serializer.validated_data)
        serializer.instance = save_record(record=record, changed=changed, by=self.actor.user)


class ProviderSerializer(StrictModelSerializer):
    class Meta:
        model = Provider
        fields = [
            "id",
            "first_name",
            "last_name",
            "credentials",
            "npi",
            "taxonomy",
            "supervisor",
            "employed_from",
            "employed_to",
            "is_active",
        ]


class AddressSerializer(StrictSerializer):
    """line1, line2, city, state, zip: as everywhere in this API."""

    line1 = serializers.CharField(max_length=55)
    line2 = serializers.CharField(max_length=55, allow_blank=True, default="")
    city = serializers.CharField(max_length=30)
    state = serializers.CharField(max_length=2)
    zip = serializers.CharField(max_length=9)


class WithAddress(StrictModelSerializer):
    """Takes and gives the address as one object; the model keeps it in columns."""

    address = AddressSerializer(source="*")


class OrganizationSerializer(WithAddress):
    class Meta:
        model = Organization
        fields = ["id", "name", "npi", "tax_id", "tax_id_kind", "taxonomy", "address", "is_default", "is_active"]


class FacilitySerializer(WithAddress):
    class Meta:
        model = Facility
        fields = ["id", "name", "npi", "place_of_service", "address", "is_active"]


class ServiceCodeSerializer(StrictModelSerializer):
    class Meta:
        model = ServiceCode
        fields = [
            "id",
            "code",
            "label",
            "default_charge",
            "default_minutes",
            "modifiers",
            "is_add_on",
            "never_claim",
            "is_active",
        ]


class ProviderViewSet(DirectoryViewSet):
    serializer_class = ProviderSerializer

    def get_queryset(self) -> "QuerySet[Provider]":
        return selectors.providers()


class OrganizationViewSet(DirectoryViewSet):
    serializer_class = OrganizationSerializer

    def get_queryset(self) -> "QuerySet[Organization]":
        return selectors.organizations()


class FacilityViewSet(DirectoryViewSet):
    serializer_class = FacilitySerializer

    def get_queryset(self) -> "QuerySet[Facility]":
        return selectors.facilities()


class ServiceCodeViewSet(DirectoryViewSet):
    serializer_class = ServiceCodeSerializer

    def get_queryset(self) -> "QuerySet[ServiceCode]":
        return selectors.service_codes()

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        request: Request = self.request
        code = request.query_params.get("code")
        return queryset.filter(code=code.upper()) if code else queryset


def register(router: BaseRouter) -> None:
    """The resources of this app, for the composed router."""
    router.register("providers", ProviderViewSet, basename="provider")
    router.register("organizations", OrganizationViewSet, basename="organization")
    router.register("facilities", FacilityViewSet, basename="facility")
    router.register("service-codes", ServiceCodeViewSet, basename="service-code")

"""REST: clients, their payments and consents, appointments. The fields are those of the published contract."""

from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from claimcenter.practice.api import StrictSerializer, TenantViewSet
from claimcenter.practice.models import Facility, Organization, Provider
from claimcenter.practice.permissions import Action
from clients import selectors
from clients.booking import AppointmentDetails, LineDetails
from clients.models import Appointment, Client
from clients.serializers import (
    AppointmentInput,
    AppointmentSerializer,
    ClientInput,
    ClientSerializer,
    ConsentInput,
    ConsentSerializer,
    PaymentInput,
    PaymentSerializer,
)
from clients.services import appointments, consents, payments, profiles

M = TypeVar("M", bound=Model)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="At most 64 characters."
)
BY_CLIENT = OpenApiParameter("client", int, description="Only of this client.")


def named(rows: "QuerySet[M]", pk: int | None) -> M | None:
    """The record of this practice that a body names, None for none, 404 for any other."""
    if pk is None:
        return None
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def checked(serializer: StrictSerializer) -> dict[str, Any]:
    """What came in, in the form of the contract, or a 400 that names each field."""
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def of_client(queryset: "QuerySet[Any]", request: Request, field: str = "client") -> "QuerySet[Any]":
    """`?client=` on a list; something that is no number matches nobody."""
    wanted = request.query_params.get("client")
    if wanted is None:
        return queryset
    return queryset.filter(**{field: int(wanted)}) if wanted.isdecimal() and wanted.isascii() else queryset.none()


class ClientViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TenantViewSet):
    serializer_class = ClientSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.CLIENT_VIEW,
        "retrieve": Action.CLIENT_VIEW,
        "create": Action.CLIENT_EDIT,
        "partial_update": Action.CLIENT_EDIT,
        "payments": Action.PAYMENT_RECORD,
        "consents": Action.CONSENT_EDIT,
    }

    def get_queryset(self) -> "QuerySet[Client]":
        return selectors.clients_of(self.actor)

    @extend_schema(request=ClientInput, responses={201: ClientSerializer})
    def create(self, request: Request) -> Response:
        values = checked(ClientInput(data=request.data))
        values.pop("version", None)
        details = profiles.ClientDetails(**values)
        client = profiles.create_client(details=details, by=self.actor.user, now=timezone.now())
        return Response(ClientSerializer(client).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ClientInput(partial=True), responses=ClientSerializer)
    def partial_update(self, request: Request, **_url: Any) -> Response:
        client = self.get_object()
        values = checked(ClientInput(data=request.data, partial=True))
        version = values.pop("version", None)
        details = replace(profiles.details_of(client), **values)
        client = profiles.update_client(
            client=client, details=details, by=self.actor.user, now=timezone.now(), version=version
        )
        return Response(ClientSerializer(client).data)

    @extend_schema(request=PaymentInput, responses={201: PaymentSerializer}, parameters=[IDEMPOTENCY_KEY])
    @action(detail=True, methods=["post"])
    def payments(self, request: Request, **_url: Any) -> Response:
        """What the client paid. No credit while an insurer is still to answer."""
        client = self.get_object()
        values = checked(PaymentInput(data=request.data))
        appointment = self._appointment(client, values.pop("appointment", None))
        details = payments.PaymentDetails(**values, appointment=appointment)
        payment = payments.record_payment(
            client=client,
            details=details,
            by=self.actor.user,
            now=timezone.now(),
            idempotency_key=request.headers.get("Idempotency-Key", ""),
        )
        return Response(PaymentSerializer(payment).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ConsentInput, responses={201: ConsentSerializer})
    @action(detail=True, methods=["post"])
    def consents(self, request: Request, **_url: Any) -> Response:
        """A signed consent under 42 CFR Part 2."""
        client = self.get_object()
        values = checked(ConsentInput(data=request.data))
        consent = consents.record_consent(client=client, **values, by=self.actor.user, now=timezone.now())
        return Response(ConsentSerializer(consent).data, status=status.HTTP_201_CREATED)

    def _appointment(self, client: Client, pk: int | None) -> Appointment | None:
        if pk is None:
            return None
        appointment = selectors.appointment_for(self.actor, pk)
        if appointment.client_id != client.pk:
            raise Http404
        return appointment


class AppointmentViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TenantViewSet):
    serializer_class = AppointmentSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.APPOINTMENT_VIEW,
        "retrieve": Action.APPOINTMENT_VIEW,
        "create": Action.APPOINTMENT_EDIT,
        "partial_update": Action.APPOINTMENT_EDIT,
        "sign_note": Action.APPOINTMENT_EDIT,
        "cancel": Action.APPOINTMENT_EDIT,
    }

    def get_queryset(self) -> "QuerySet[Appointment]":
        return selectors.with_lines(selectors.appointments_of(self.actor))

    @extend_schema(parameters=[BY_CLIENT])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return of_client(queryset, self.request)

    @extend_schema(request=AppointmentInput, responses={201: AppointmentSerializer})
    def create(self, request: Request) -> Response:
        """Books a session. With `note_signed` its claim appears, ready to file; without, it waits for the note."""
        values = checked(AppointmentInput(data=request.data))
        values.pop("version", None)
        signed = values.pop("note_signed", False)
        client = selectors.client_for(self.actor, values.pop("client"))
        details = AppointmentDetails(**self._typed(values))
        appointment = appointments.book_appointment(
            client=client, details=details, by=self.actor.user, now=timezone.now(), note_signed=signed
        )
        return self._shown(appointment, status.HTTP_201_CREATED)

    @extend_schema(request=AppointmentInput(partial=True), responses=AppointmentSerializer)
    def partial_update(self, request: Request, **_url: Any) -> Response:
        """Changes what is sent. `lines` replaces all lines; one with its `id` keeps its line control number."""
        appointment = self.get_object()
        values = checked(AppointmentInput(data=request.data, partial=True))
        version, signed = values.pop("version", None), values.pop("note_signed", False)
        if values.pop("client", appointment.client_id) != appointment.client_id:
            raise serializers.ValidationError({"client": ["An appointment stays with its client."]})
        now = timezone.now()
        if values:
            details = replace(appointments.details_of(appointment), **self._typed(values))
            appointments.update_appointment(
                appointment=appointment, details=details, by=self.actor.user, now=now, version=version
            )
        if signed:
            appointments.sign_note(appointment=appointment, by=self.actor.user, now=now)
        return self._shown(appointment)

    @extend_schema(request=None, responses=AppointmentSerializer)
    @action(detail=True, methods=["post"], url_path="sign-note")
    def sign_note(self, _request: Request, **_url: Any) -> Response:
        appointment = appointments.sign_note(appointment=self.get_object(), by=self.actor.user, now=timezone.now())
        return self._shown(appointment)

    @extend_schema(request=None, responses=AppointmentSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, _request: Request, **_url: Any) -> Response:
        appointment = self.get_object()
        appointments.cancel_appointment(appointment=appointment, by=self.actor.user, now=timezone.now())
        return self._shown(appointment)

    def _typed(self, values: dict[str, Any]) -> dict[str, Any]:
        directory: dict[str, QuerySet[Any]] = {
            "provider": Provider.objects.all(),
            "organization": Organization.objects.all(),
            "facility": Facility.objects.all(),
        }
        for name, rows in directory.items():
            if name in values:
                values[name] = named(rows, values[name])
        if "additional_clients" in values:
            others = (selectors.client_for(self.actor, pk) for pk in values["additional_clients"])
            values["additional_clients"] = tuple(others)
        if "lines" in values:
            values["lines"] = tuple(LineDetails(**line) for line in values["lines"])
        return values

    def _shown(self, appointment: Appointment, code: int = status.HTTP_200_OK) -> Response:
        return Response(AppointmentSerializer(self.get_queryset().get(pk=appointment.pk)).data, status=code)


def register(router: BaseRouter) -> None:
    """The resources of this app, for the composed router."""
    router.register("clients", ClientViewSet, basename="client")
    router.register("appointments", AppointmentViewSet, basename="appointment")

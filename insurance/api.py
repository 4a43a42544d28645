"""REST: payers and insurance plans. Where a rule between plans refuses: 409 with its code and the plan in the way."""

from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from claimcenter.practice.api import TenantViewSet
from claimcenter.practice.permissions import Action
from clients.api import BY_CLIENT, checked, named, of_client
from clients.selectors import client_for
from insurance import selectors
from insurance.models import InsurancePlan, Payer
from insurance.serializers import EndInput, PayerInput, PayerSerializer, PlanInput, PlanSerializer, VersionInput
from insurance.services import ending, payers, plans


class PayerViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TenantViewSet):
    serializer_class = PayerSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.PAYER_VIEW,
        "retrieve": Action.PAYER_VIEW,
        "create": Action.PAYER_EDIT,
        "partial_update": Action.PAYER_EDIT,
    }

    def get_queryset(self) -> "QuerySet[Payer]":
        return Payer.objects.all()

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        wanted = self.request.query_params.get("payer_id")
        return queryset.filter(payer_id=wanted.strip().upper()) if wanted and "\0" not in wanted else queryset

    @extend_schema(parameters=[OpenApiParameter("payer_id", str, description="Only the payer with this id.")])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(request=PayerInput, responses={201: PayerSerializer})
    def create(self, request: Request) -> Response:
        values = checked(PayerInput(data=request.data))
        values.pop("version", None)
        payer = payers.add_payer(details=payers.PayerDetails(**values), by=self.actor.user)
        return Response(PayerSerializer(payer).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=PayerInput(partial=True), responses=PayerSerializer)
    def partial_update(self, request: Request, **_url: Any) -> Response:
        payer = self.get_object()
        values = checked(PayerInput(data=request.data, partial=True))
        version = values.pop("version", None)
        details = replace(payers.details_of(payer), **values)
        payer = payers.update_payer(payer=payer, details=details, by=self.actor.user, version=version)
        return Response(PayerSerializer(payer).data)


class PlanViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TenantViewSet):
    serializer_class = PlanSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.PLAN_VIEW,
        "retrieve": Action.PLAN_VIEW,
        "create": Action.PLAN_EDIT,
        "partial_update": Action.PLAN_EDIT,
        "destroy": Action.PLAN_EDIT,
        "end": Action.PLAN_EDIT,
        "deactivate": Action.PLAN_EDIT,
        "reactivate": Action.PLAN_EDIT,
    }

    def get_queryset(self) -> "QuerySet[InsurancePlan]":
        return selectors.visible_plans(self.actor)

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return of_client(queryset, self.request)

    @extend_schema(parameters=[BY_CLIENT])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(request=PlanInput, responses={201: PlanSerializer})
    def create(self, request: Request) -> Response:
        values = checked(PlanInput(data=request.data))
        values.pop("version", None)
        client = client_for(self.actor, values.pop("client"))
        details = plans.PlanDetails(**{**values, "payer": named(Payer.objects.all(), values["payer"])})
        plan = plans.add_plan(client=client, details=details, by=self.actor.user, now=timezone.now())
        return self._shown(plan, status.HTTP_201_CREATED)

    @extend_schema(request=PlanInput(partial=True), responses=PlanSerializer)
    def partial_update(self, request: Request, **_url: Any) -> Response:
        plan = self.get_object()
        values = checked(PlanInput(data=request.data, partial=True))
        version = values.pop("version", None)
        values.pop("client", None)  # a plan stays with its client
        if "payer" in values:
            values["payer"] = named(Payer.objects.all(), values["payer"])
        details = replace(plans.details_of(plan), **values)
        plan = plans.update_plan(plan=plan, details=details, by=self.actor.user, now=timezone.now(), version=version)
        return self._shown(plan)

    @extend_schema(responses={204: None})
    def destroy(self, _request: Request, **_url: Any) -> Response:
        """Deletes a plan nobody has used; 409 while the plan after it stands, or where claims name it."""
        plans.delete_plan(plan=self.get_object(), by=self.actor.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=EndInput, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_url: Any) -> Response:
        """Ends a plan with its last day; `follower` says what becomes of the plan after it."""
        plan = self.get_object()
        values = checked(EndInput(data=request.data))
        plan = ending.end_plan(plan=plan, **values, by=self.actor.user, now=timezone.now())
        return self._shown(plan)

    @extend_schema(request=VersionInput, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, **_url: Any) -> Response:
        plan = self.get_object()
        values = checked(VersionInput(data=request.data))
        plan = plans.deactivate_plan(plan=plan, **values, by=self.actor.user, now=timezone.now())
        return self._shown(plan)

    @extend_schema(request=None, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def reactivate(self, _request: Request, **_url: Any) -> Response:
        return self._shown(plans.reactivate_plan(plan=self.get_object(), by=self.actor.user))

    def _shown(self, plan: InsurancePlan, code: int = status.HTTP_200_OK) -> Response:
        return Response(PlanSerializer(self.get_queryset().get(pk=plan.pk)).data, status=code)


def register(router: BaseRouter) -> None:
    """The resources of this app, for the composed router."""
    router.register("payers", PayerViewSet, basename="payer")
    router.register("insurance-plans", PlanViewSet, basename="insurance-plan")

"""REST API of claims: the same verbs and selectors as the pages."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from claimcenter.practice.api import MoneyField, TenantViewSet
from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action
from claims.api_input import (
    CombineSerializer,
    EobSerializer,
    FileSerializer,
    ReasonSerializer,
    ReleaseSerializer,
    TakeBackSerializer,
    WriteOffSerializer,
    grid_input,
    typed_eob,
)
from claims.api_output import claim_body, decision_body
from claims.api_work import RuleViewSet, TaskViewSet
from claims.enums import Bucket, DeedKind, Ground, Result, Stage, WaitingOn
from claims.models import Claim
from claims.selectors.adjudications import answers_by_claim
from claims.selectors.balances import client_balance
from claims.selectors.cob import prior_payers_by_claim
from claims.selectors.decisions import why_no_secondary
from claims.selectors.deeds import decisions_of
from claims.selectors.listing import Filters, filtered, visible_claims
from claims.services.combine import combine_claims
from claims.services.completion import complete_by_hand
from claims.services.control_number import current_control_numbers
from claims.services.corrections import correct_claim, void_claim
from claims.services.deeds import WriteOff, release_shield, take_back_deed, write_off
from claims.services.eob import post_typed_eob, undo_typed_eob
from claims.services.filing import file_claim
from claims.services.grid import save_grid
from claims.services.preview import x12_of
from clients.models import Client
from clients.selectors import clients_of
from insurance.enums import Position

Bodies = list[dict[str, Any]]  # named here: inside the view set `list` is an action
KEY = OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)
QUERY = [
    OpenApiParameter("client", OpenApiTypes.INT),
    OpenApiParameter("payer", OpenApiTypes.INT),
    OpenApiParameter("position", OpenApiTypes.STR, enum=[position.word for position in Position]),
    OpenApiParameter("stage", OpenApiTypes.STR, enum=Stage.values),
    OpenApiParameter("result", OpenApiTypes.STR, enum=Result.values),
    OpenApiParameter("waiting_on", OpenApiTypes.STR, enum=WaitingOn.values),
    OpenApiParameter("q", OpenApiTypes.STR),
]


class QuerySerializer(serializers.Serializer[Any]):
    """The filters of the list; a word that is not offered is refused, not ignored."""

    client = serializers.IntegerField(required=False)
    payer = serializers.IntegerField(required=False)
    position = serializers.ChoiceField(choices=[position.word for position in Position], required=False)
    stage = serializers.ChoiceField(choices=Stage.choices, required=False)
    result = serializers.ChoiceField(choices=Result.choices, required=False, allow_blank=True)
    waiting_on = serializers.ChoiceField(choices=WaitingOn.choices, required=False, allow_blank=True)
    q = serializers.CharField(required=False, max_length=80)


class BalanceSerializer(serializers.Serializer[Any]):
    """`patient_due` = what the client owes now; nothing of it while an insurer is still to answer."""

    charge = MoneyField()
    insurance_paid = MoneyField()
    adjustments = MoneyField()
    held_for_insurance = MoneyField()
    patient_responsibility = MoneyField()
    patient_paid = MoneyField()
    patient_due = MoneyField()
    credit = MoneyField()


@extend_schema(responses=OpenApiTypes.OBJECT)
class ClaimViewSet(TenantViewSet):
    """Claims as they stand, and what can be done with one."""

    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.CLAIM_VIEW,
        "retrieve": Action.CLAIM_VIEW,
        "file": Action.CLAIM_FILE,
        "eob": Action.CLAIM_COMPLETE,
        "undo_eob": Action.CLAIM_COMPLETE,
        "complete": Action.CLAIM_COMPLETE,
        "combine": Action.CLAIM_EDIT,
        "correct": Action.CLAIM_FILE,
        "void": Action.CLAIM_FILE,
        "x12": Action.CLAIM_VIEW,
        "why": Action.CLAIM_VIEW,
        "decisions": Action.CLAIM_VIEW,
        "write_off": Action.WRITE_OFF,
        "write_off_back": Action.WRITE_OFF,
        "release": Action.SHIELD_RELEASE,
        "release_back": Action.SHIELD_RELEASE,
    }
    serializer_class = FileSerializer

    def get_queryset(self) -> QuerySet[Claim]:
        """Void claims are history: one by its id, never in the list."""
        claims = visible_claims(self.actor, void_too=self.action != "list")
        return claims.select_related("payer", "current_decision").prefetch_related("lines__charge_line")

    @extend_schema(parameters=QUERY, operation_id="claims_list")
    def list(self, request: Request) -> Response:
        found = filtered(self.get_queryset(), _filters(request))
        extra = _given(request)
        for name in ("stage", "result"):
            if name in extra:
                found = found.filter(**{name: extra[name]})
        page = self.paginate_queryset(found) or []
        return self.get_paginated_response(self._bodies(request, page))

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._one(request)

    @extend_schema(request=FileSerializer, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def file(self, request: Request, pk: str) -> Response:
        """Files a pending claim; `adjudications` typed here are saved first, and posted as a typed EOB."""
        claim, data, now = self.get_object(), _valid(FileSerializer, request), timezone.now()
        if data["adjudications"] and claim.stage == Stage.PENDING:
            save_grid(claim_id=claim.pk, grid=grid_input(claim, data["adjudications"]), by=self.actor.user, now=now)
        file_claim(
            claim_id=claim.pk,
            by=self.actor.user,
            now=now,
            idempotency_key=request.headers.get("Idempotency-Key", "")[:80],
            override_reason=data["override_reason"],
        )
        return self._one(request)

    @extend_schema(request=EobSerializer)
    @action(detail=True, methods=["post"])
    def eob(self, request: Request, pk: str) -> Response:
        """A typed EOB: the same records as an ERA; completes the claim."""
        claim, data = self.get_object(), _valid(EobSerializer, request)
        post_typed_eob(claim_id=claim.pk, eob=typed_eob(data), by=self.actor.user, now=timezone.now())
        return self._one(request)

    @extend_schema(request=TakeBackSerializer)
    @action(detail=True, methods=["post"], url_path="undo-eob")
    def undo_eob(self, request: Request, pk: str) -> Response:
        """Takes a typed EOB back: contra-entries under one document, and the claim waits for its payer again."""
        claim, data = self.get_object(), _valid(TakeBackSerializer, request)
        undo_typed_eob(claim_id=claim.pk, reason=data["reason"], by=self.actor.user, now=timezone.now())
        return self._one(request)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: str) -> Response:
        """By hand, without figures: the next claim waits on its adjustments."""
        complete_by_hand(claim_id=self.get_object().pk, by=self.actor.user, now=timezone.now())
        return self._one(request)

    @extend_schema(request=ReasonSerializer, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Frequency 7."""
        data = _valid(ReasonSerializer, request)
        correct_claim(
            claim_id=self.get_object().pk,
            by=self.actor.user,
            now=timezone.now(),
            idempotency_key=request.headers.get("Idempotency-Key", "")[:80],
            override_reason=data["override_reason"],
        )
        return self._one(request)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: str) -> Response:
        """Frequency 8, or simply void where the claim never left."""
        data = _valid(ReasonSerializer, request)
        void_claim(claim_id=self.get_object().pk, by=self.actor.user, now=timezone.now(), reason=data["reason"])
        return self._one(request)

    @extend_schema(request=CombineSerializer)
    @action(detail=False, methods=["post"])
    def combine(self, request: Request) -> Response:
        """Pending claims of one client, plan and provider become one."""
        wanted = _valid(CombineSerializer, request)["claims"]
        visible = list(visible_claims(self.actor).filter(pk__in=wanted).values_list("pk", flat=True))
        if len(visible) != len(set(wanted)):
            raise serializers.ValidationError({"claims": ["One of these claims is not there."]})
        combined = combine_claims(claim_ids=wanted, by=self.actor.user, now=timezone.now())
        self.kwargs["pk"] = str(combined.pk)
        return self._one(request)

    @extend_schema(responses={(200, "application/edi-x12"): OpenApiTypes.STR})
    @action(detail=True, methods=["get"])
    def x12(self, request: Request, pk: str) -> HttpResponse:
        """The exact bytes of the last submission, or what would be sent now."""
        return HttpResponse(x12_of(self.get_object()).encode("ascii"), content_type="application/edi-x12")

    @action(detail=True, methods=["get"])
    def why(self, request: Request, pk: str) -> Response:
        """Why is there no next claim: the decision and the checklist behind it."""
        claim = self.get_object()
        body = self._bodies(request, [claim])[0]
        return Response({"claim": claim.pk, "decision": body["decision"], "checklist": why_no_secondary(claim)})

    @action(detail=True, methods=["get"])
    def decisions(self, request: Request, pk: str) -> Response:
        """What people decided about the money of this claim's chain: write-offs and releases of the shield."""
        return self._decisions(request)

    @extend_schema(request=WriteOffSerializer, parameters=[KEY])
    @action(detail=True, methods=["post"], url_path="write-off")
    def write_off(self, request: Request, pk: str) -> Response:
        """Forgives part of what the client owes or the payer left; never more than lies there."""
        claim, data = self.get_object(), _valid(WriteOffSerializer, request)
        bucket = Bucket.PATIENT if data["owed_by"] == "client" else Bucket.insurer(claim.position)
        given = WriteOff(bucket=bucket, amount=data["amount"], ground=Ground(data["ground"]), reason=data["reason"])
        write_off(claim_id=claim.pk, given=given, by=self.actor.user, now=timezone.now(), idempotency_key=_key(request))
        return self._decisions(request)

    @extend_schema(request=ReleaseSerializer, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Makes what is held for this payer the client's, though it has not answered."""
        claim, data = self.get_object(), _valid(ReleaseSerializer, request)
        release_shield(
            claim_id=claim.pk,
            ground=Ground(data["ground"]),
            reason=data["reason"],
            by=self.actor.user,
            now=timezone.now(),
            idempotency_key=_key(request),
        )
        return self._decisions(request)

    @extend_schema(request=TakeBackSerializer)
    @action(detail=True, methods=["post"], url_path=r"write-off/(?P<deed_id>\d+)/back")
    def write_off_back(self, request: Request, pk: str, deed_id: str) -> Response:
        """Takes a write-off back: the amount is owed again."""
        return self._take_back(request, int(deed_id), DeedKind.WRITE_OFF)

    @extend_schema(request=TakeBackSerializer)
    @action(detail=True, methods=["post"], url_path=r"release/(?P<deed_id>\d+)/back")
    def release_back(self, request: Request, pk: str, deed_id: str) -> Response:
        """Takes a release back: the amount is held for the payer again."""
        return self._take_back(request, int(deed_id), DeedKind.SHIELD_RELEASE)

    def _take_back(self, request: Request, deed_id: int, kind: DeedKind) -> Response:
        claim, data = self.get_object(), _valid(TakeBackSerializer, request)
        if not any(one.deed.pk == deed_id and one.deed.kind == kind for one in decisions_of(claim)):
            raise Http404
        take_back_deed(deed_id=deed_id, reason=data["reason"], by=self.actor.user, now=timezone.now())
        return self._decisions(request)

    def _decisions(self, request: Request) -> Response:
        claim = self.get_object()
        record_reads(request._request, "claim", [claim.pk])
        return Response({"claim": claim.pk, "decisions": [decision_body(one) for one in decisions_of(claim)]})

    def _one(self, request: Request) -> Response:
        return Response(self._bodies(request, [self.get_object()])[0])

    def _bodies(self, request: Request, claims: Sequence[Claim]) -> Bodies:
        """Bodies in a fixed number of queries; every claim that leaves here is a read on record."""
        record_reads(request._request, "claim", [claim.pk for claim in claims])
        answers, priors = answers_by_claim(claims), prior_payers_by_claim(claims)
        numbers = current_control_numbers(claims)
        return [
            claim_body(claim, answers.get(claim.pk, []), priors.get(claim.pk, []), numbers[claim.pk])
            for claim in claims
        ]


class ClientBalanceViewSet(TenantViewSet):
    """What a client owes, what insurers still owe, and what is held for them."""

    required_actions: ClassVar[dict[str, Action]] = {"balance": Action.BALANCE_VIEW}
    serializer_class = BalanceSerializer

    def get_queryset(self) -> QuerySet[Client]:
        return clients_of(self.actor)

    @extend_schema(responses=BalanceSerializer)
    @action(detail=True, methods=["get"])
    def balance(self, request: Request, pk: str) -> Response:
        client = self.get_object()
        record_reads(request._request, "client", [client.pk])
        return Response(BalanceSerializer(client_balance(client.pk)).data)


def _valid(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    data: dict[str, Any] = given.validated_data
    return data


def _key(request: Request) -> str:
    return request.headers.get("Idempotency-Key", "")[:64]


def _given(request: Request) -> dict[str, Any]:
    query = QuerySerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    data: dict[str, Any] = query.validated_data
    return data


def _filters(request: Request) -> Filters:
    given = _given(request)
    return Filters(
        client=given.get("client"),
        payer=given.get("payer"),
        position=Position.from_word(given["position"]) if "position" in given else None,
        waiting_on=given.get("waiting_on", ""),
        search=given.get("q", ""),
    )


def register(router: BaseRouter) -> None:
    """Puts claims into the API."""
    router.register("claims", ClaimViewSet, basename="claim")
    router.register("posting-rules", RuleViewSet, basename="posting-rule")
    router.register("tasks", TaskViewSet, basename="task")
    router.register("clients", ClientBalanceViewSet, basename="client-balance")

"""REST: deposits with what they pay. Money as text, dates ISO."""

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claimcenter.practice.api import MoneyField, StrictSerializer, TenantViewSet
from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action
from era.enums import DepositMethod, MatchedBy
from era.models import Deposit, DepositMatch
from era.selectors.deposits import DepositState
from era.services.deposits import (
    LONGEST,
    DepositDetails,
    match_deposit,
    record_deposit,
    remove_deposit,
    settle_deposit,
    unmatch_deposit,
    unsettle_deposit,
)
from insurance.models import Payer

KEY = OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)
BIGGEST_ID = 2**63 - 1
MONEY_STATES = ["matched", "waiting", "late", "not_expected"]


class DepositStateSerializer(serializers.Serializer[Any]):
    """Whether the money of a remittance came."""

    state = serializers.ChoiceField(choices=MONEY_STATES)
    deposit = serializers.IntegerField(allow_null=True)
    due = serializers.DateField(allow_null=True)
    late_since = serializers.DateField(allow_null=True)


class DepositInput(StrictSerializer):
    """Money that came to the bank. The trace number is TRN02 or the check's number, `originating_id` TRN03."""

    amount = MoneyField()
    deposited_on = serializers.DateField()
    how = serializers.ChoiceField(choices=DepositMethod.choices, default=DepositMethod.EFT)
    payer = serializers.IntegerField(required=False, allow_null=True, default=None)
    trace_number = serializers.CharField(max_length=LONGEST["trace_number"], allow_blank=True, default="")
    originating_id = serializers.CharField(max_length=LONGEST["originating_id"], allow_blank=True, default="")
    bank_reference = serializers.CharField(max_length=LONGEST["bank_reference"], allow_blank=True, default="")
    note = serializers.CharField(max_length=LONGEST["note"], allow_blank=True, default="")


class DepositMatchInput(StrictSerializer):
    """The remittances a deposit pays; `version` refuses where somebody changed it meanwhile."""

    remittances = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=BIGGEST_ID), min_length=1, max_length=500
    )
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class DepositVersionInput(StrictSerializer):
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class DepositReasonInput(DepositVersionInput):
    reason = serializers.CharField(max_length=300)


class DepositMatchSerializer(serializers.Serializer[Any]):
    remittance = serializers.IntegerField()
    trace_number = serializers.CharField()
    amount = MoneyField()
    how = serializers.ChoiceField(choices=MatchedBy.choices)


class DepositSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    amount = MoneyField()
    deposited_on = serializers.DateField()
    how = serializers.CharField()
    payer = serializers.IntegerField(allow_null=True)
    trace_number = serializers.CharField()
    originating_id = serializers.CharField()
    bank_reference = serializers.CharField()
    note = serializers.CharField()
    version = serializers.IntegerField()
    removed = serializers.BooleanField()
    settled = serializers.CharField(allow_blank=True)
    matches = DepositMatchSerializer(many=True)


class DepositViewSet(TenantViewSet):
    """Deposits: recorded, matched with remittances to the cent, unmatched, removed with a reason."""

    serializer_class = DepositSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.ERA_VIEW,
        "retrieve": Action.ERA_VIEW,
        "create": Action.ERA_POST,
        "match": Action.ERA_POST,
        "unmatch": Action.ERA_POST,
        "settle": Action.ERA_POST,
        "unsettle": Action.ERA_POST,
        "remove": Action.ERA_POST,
    }

    def get_queryset(self) -> QuerySet[Deposit]:
        matches = DepositMatch.objects.select_related("remittance").order_by("remittance")
        return Deposit.objects.prefetch_related(Prefetch("matches", matches))

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        record_reads(request._request, "era.Deposit", [deposit.pk for deposit in page])
        return self.get_paginated_response([deposit_body(deposit) for deposit in page])

    def retrieve(self, _request: Request, **_url: Any) -> Response:
        return Response(deposit_body(self.get_object()))

    @extend_schema(request=DepositInput, responses={201: DepositSerializer}, parameters=[KEY])
    def create(self, request: Request) -> Response:
        """Records a deposit; matched at once where trace number, payer and amount agree with one remittance."""
        given = _checked(DepositInput(data=request.data))
        details = DepositDetails(**{**given, "payer": named_payer(given["payer"])})
        key = request.headers.get("Idempotency-Key", "")[:64]
        key = f"api:{key}" if key else ""
        deposit = record_deposit(details=details, by=self.actor.user, now=timezone.now(), record_key=key)
        return Response(self._body(deposit.pk), status=status.HTTP_201_CREATED)

    @extend_schema(request=DepositMatchInput, responses=DepositSerializer)
    @action(detail=True, methods=["post"])
    def match(self, request: Request, **_url: Any) -> Response:
        """One remittance, or several of one payer that come to the deposit to the cent; 409 says what differs."""
        deposit, given = self.get_object(), _checked(DepositMatchInput(data=request.data))
        match_deposit(
            deposit_id=deposit.pk,
            remittance_ids=given["remittances"],
            by=self.actor.user,
            now=timezone.now(),
            version=given["version"],
        )
        return Response(self._body(deposit.pk))

    @extend_schema(request=DepositVersionInput, responses=DepositSerializer)
    @action(detail=True, methods=["post"])
    def unmatch(self, request: Request, **_url: Any) -> Response:
        """Takes the match away; the deposit and its remittances wait again."""
        deposit, given = self.get_object(), _checked(DepositVersionInput(data=request.data))
        unmatch_deposit(deposit_id=deposit.pk, by=self.actor.user, version=given["version"])
        return Response(self._body(deposit.pk))

    @extend_schema(request=DepositReasonInput, responses=DepositSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, **_url: Any) -> Response:
        """Says why no remittance comes for a deposit (its EOB was typed from paper): it waits no more."""
        deposit, given = self.get_object(), _checked(DepositReasonInput(data=request.data))
        settle_deposit(
            deposit_id=deposit.pk,
            reason=given["reason"],
            by=self.actor.user,
            now=timezone.now(),
            version=given["version"],
        )
        return Response(self._body(deposit.pk))

    @extend_schema(request=DepositVersionInput, responses=DepositSerializer)
    @action(detail=True, methods=["post"])
    def unsettle(self, request: Request, **_url: Any) -> Response:
        """Lets a settled deposit wait for its remittance again."""
        deposit, given = self.get_object(), _checked(DepositVersionInput(data=request.data))
        unsettle_deposit(deposit_id=deposit.pk, by=self.actor.user, version=given["version"])
        return Response(self._body(deposit.pk))

    @extend_schema(request=DepositReasonInput, responses=DepositSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, **_url: Any) -> Response:
        """Takes a deposit out of the lists that was recorded by mistake; row and history stay."""
        deposit, given = self.get_object(), _checked(DepositReasonInput(data=request.data))
        remove_deposit(
            deposit_id=deposit.pk,
            reason=given["reason"],
            by=self.actor.user,
            now=timezone.now(),
            version=given["version"],
        )
        return Response(self._body(deposit.pk))

    def _body(self, pk: int) -> dict[str, Any]:
        return deposit_body(self.get_queryset().get(pk=pk))


def deposit_body(deposit: Deposit) -> dict[str, Any]:
    """A deposit with what it pays."""
    return {
        "id": deposit.pk,
        "amount": f"{deposit.amount:.2f}",
        "deposited_on": deposit.deposited_on.isoformat(),
        "how": deposit.how,
        "payer": deposit.payer_id,
        "trace_number": deposit.trace_number,
        "originating_id": deposit.originating_id,
        "bank_reference": deposit.bank_reference,
        "note": deposit.note,
        "version": deposit.version,
        "removed": deposit.removed_at is not None,
        "settled": deposit.settled_reason,
        "matches": [
            {
                "remittance": match.remittance_id,
                "trace_number": match.remittance.trace_number,
                "amount": f"{match.remittance.amount:.2f}",
                "how": match.how,
            }
            for match in deposit.matches.all()
        ],
    }


def state_body(found: DepositState) -> dict[str, Any]:
    """Whether the money of a remittance came."""
    late = found.late_since is not None
    waiting = "late" if late else "waiting" if found.expected else "not_expected"
    return {
        "state": waiting if found.deposit is None else "matched",
        "deposit": found.deposit.pk if found.deposit else None,
        "due": found.due.isoformat() if found.due else None,
        "late_since": found.late_since.isoformat() if found.late_since else None,
    }


def named_payer(pk: int | None) -> Payer | None:
    """The payer of this practice that a body names, None for none; 404 for any other."""
    if pk is None:
        return None
    found = Payer.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _checked(serializer: StrictSerializer) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values

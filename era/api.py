"""REST: ERA files as the published contract names them: load, look, post, undo."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from claimcenter.practice.api import MoneyField, StrictSerializer, TenantViewSet
from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action
from era.api_accounts import PayerAccountViewSet
from era.api_money import DepositStateSerializer, DepositViewSet, state_body
from era.enums import MatchState
from era.models import ClaimMatch, EraFile
from era.selectors.deposits import DepositState, deposit_states
from era.selectors.files import FileSummary, PaymentSummary, era_files, summaries, summary_of
from era.services.loading import load_era
from era.services.requesting import post_or_ask, undo_or_ask
from era.services.restoring import use_again
from era.services.undoing import undo_claim


class UploadSerializer(StrictSerializer):
    file = serializers.FileField(allow_empty_file=True, use_url=False)


class ProblemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()
    interchange = serializers.CharField(allow_null=True)
    transaction = serializers.CharField(allow_null=True)
    segment = serializers.IntegerField(allow_null=True)
    element = serializers.CharField(allow_null=True)
    claim = serializers.CharField(allow_null=True)


class ReconciliationSerializer(serializers.Serializer[Any]):
    """posted + ready + held + unmatched + taken_back + ignored - provider_level = payment; `difference` is 0.00."""

    posted = MoneyField()
    ready = MoneyField()
    held = MoneyField()
    unmatched = MoneyField()
    taken_back = MoneyField()
    ignored = MoneyField()
    provider_level = MoneyField()
    payment = MoneyField()
    difference = MoneyField()


class RemittanceSerializer(serializers.Serializer[Any]):
    """One payment of a file; the counts are claims."""

    id = serializers.IntegerField()
    trace_number = serializers.CharField()
    amount = MoneyField()
    payer = serializers.CharField()
    payment_date = serializers.DateField(allow_null=True)
    state = serializers.CharField()
    reason = serializers.CharField()
    duplicate_of = serializers.IntegerField(allow_null=True)
    balanced = serializers.BooleanField()
    claims = serializers.IntegerField()
    matched = serializers.IntegerField()
    posted = serializers.IntegerField()
    held = serializers.IntegerField()
    unmatched = serializers.IntegerField()
    taken_back = serializers.IntegerField()
    provider_level = MoneyField()
    reconciliation = ReconciliationSerializer()
    deposit = DepositStateSerializer()


class JobSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    state = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    failure = serializers.CharField()


class EraFileSerializer(serializers.Serializer[Any]):
    """A file with its payments. `job` tells of long work that is going on, or failed."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    disposition = serializers.CharField()
    problems = ProblemSerializer(many=True)
    problem_count = serializers.IntegerField()
    claims = serializers.IntegerField()
    loaded_at = serializers.DateTimeField()
    loaded_by = serializers.CharField()
    remittances = RemittanceSerializer(many=True)
    job = JobSerializer(allow_null=True)
    duplicate_of = serializers.IntegerField(required=False)


class OneClaimSerializer(StrictSerializer):
    """Which claim of the file, by our id, and why."""

    claim = serializers.IntegerField()
    reason = serializers.CharField(max_length=300, required=False, default="")


RECONCILED = tuple(ReconciliationSerializer().fields)
_DONE = OpenApiResponse(EraFileSerializer, "Done.")
_ASKED = OpenApiResponse(EraFileSerializer, "A long file: a worker does it, GET shows how far it is.")


class EraViewSet(TenantViewSet):
    """Electronic remittances (835): multipart upload, whole-file check, posting and undo."""

    serializer_class = EraFileSerializer
    parser_classes = [MultiPartParser]
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.ERA_VIEW,
        "retrieve": Action.ERA_VIEW,
        "create": Action.ERA_LOAD,
        "post_file": Action.ERA_POST,
        "undo": Action.ERA_POST,
        "undo_claim": Action.ERA_POST,
        "use_again": Action.ERA_POST,
    }

    def get_queryset(self) -> QuerySet[EraFile]:
        return era_files()

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        record_reads(request._request, "era.EraFile", [era_file.pk for era_file in page])
        found = summaries(page)
        states = money_states(found)
        return self.get_paginated_response([body(summary, states) for summary in found])

    def retrieve(self, _request: Request, **_url: Any) -> Response:
        return Response(body(summary_of(self.get_object())))

    @extend_schema(
        request={"multipart/form-data": UploadSerializer},
        responses={201: EraFileSerializer, 200: OpenApiResponse(EraFileSerializer, "These bytes were loaded before.")},
    )
    def create(self, request: Request) -> Response:
        """Loads a file. 422 with every problem where it is no remittance of 005010X221A1: nothing is kept then."""
        given = UploadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        upload: UploadedFile[Any] = given.validated_data["file"]
        loaded = load_era(name=upload.name or "", chunks=upload.chunks(), by=self.actor.user, now=timezone.now())
        found = body(summary_of(loaded.era_file))
        if loaded.again:
            return Response({**found, "duplicate_of": loaded.era_file.pk}, status=status.HTTP_200_OK)
        return Response(found, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: _DONE, 202: _ASKED})
    @action(detail=True, methods=["post"], url_path="post", url_name="post")
    def post_file(self, _request: Request, **_url: Any) -> Response:
        """Posts what is ready; what is held stays. Any number of times: posted claims are skipped."""
        era_file: EraFile = self.get_object()
        return self._after(post_or_ask(era_file=era_file, by=self.actor.user, now=timezone.now()))

    @extend_schema(request=None, responses={200: _DONE, 202: _ASKED})
    @action(detail=True, methods=["post"])
    def undo(self, _request: Request, **_url: Any) -> Response:
        """Takes everything the file posted back, by contra-entries; nothing is deleted."""
        era_file: EraFile = self.get_object()
        return self._after(undo_or_ask(era_file=era_file, by=self.actor.user, now=timezone.now()))

    @extend_schema(request=OneClaimSerializer, responses={200: _DONE})
    @action(detail=True, methods=["post"], url_path="undo-claim", parser_classes=[JSONParser])
    def undo_claim(self, request: Request, **_url: Any) -> Response:
        """Takes back what the file posted for one claim. 409 with the reason where something later rests on it."""
        era_file, given = self.get_object(), _one_claim(request)
        states = (MatchState.POSTED, MatchState.TAKEN_BACK)
        for remittance_id in _remittances(era_file, given["claim"], states):
            undo_claim(
                remittance_id=remittance_id,
                claim_id=given["claim"],
                reason=given["reason"],
                by=self.actor.user,
                now=timezone.now(),
            )
        return self._after(None)

    @extend_schema(request=OneClaimSerializer, responses={200: _DONE})
    @action(detail=True, methods=["post"], url_path="use-again", parser_classes=[JSONParser])
    def use_again(self, request: Request, **_url: Any) -> Response:
        """Matches anew what was taken back for one claim; `post` posts it."""
        era_file, claim_id = self.get_object(), _one_claim(request)["claim"]
        for remittance_id in _remittances(era_file, claim_id, (MatchState.TAKEN_BACK,)):
            use_again(remittance_id=remittance_id, claim_id=claim_id, by=self.actor.user, now=timezone.now())
        return self._after(None)

    def _after(self, job: object) -> Response:
        found = body(summary_of(self.get_object()))
        return Response(found, status=status.HTTP_200_OK if job is None else status.HTTP_202_ACCEPTED)


def _remittances(era_file: EraFile, claim_id: int, states: tuple[MatchState, ...]) -> list[int]:
    """The payments of the file that answered the claim, the last first; 404 where none did."""
    matches = ClaimMatch.objects.filter(remittance__era_file=era_file, claim=claim_id)
    if not matches.exists():
        raise Http404
    found = matches.filter(state__in=states).order_by("-remittance__ordinal")
    return list(dict.fromkeys(found.values_list("remittance", flat=True)))


def _one_claim(request: Request) -> dict[str, Any]:
    given = OneClaimSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    data: dict[str, Any] = given.validated_data
    return data


def money_states(found: Sequence[FileSummary]) -> Mapping[int, DepositState]:
    """By remittance whether its money came. Two queries for any number of files."""
    remittances = [payment.remittance for summary in found for payment in summary.payments]
    return deposit_states(remittances, today=timezone.localdate())


def body(summary: FileSummary, states: Mapping[int, DepositState] | None = None) -> dict[str, Any]:
    """A file in the words of the contract; money as text with two decimals, dates ISO."""
    era_file, job = summary.era_file, summary.job
    known = money_states([summary]) if states is None else states
    return {
        "id": era_file.pk,
        "state": era_file.state,
        "disposition": era_file.disposition,
        "problems": era_file.problems,
        "problem_count": era_file.problem_count,
        "claims": era_file.claims_read,
        "loaded_at": era_file.loaded_at.isoformat(),
        "loaded_by": era_file.loaded_by.name if era_file.loaded_by else "",
        "remittances": [payment_body(payment, known[payment.remittance.pk]) for payment in summary.payments],
        "job": None
        if job is None
        else {"kind": job.kind, "state": job.state, "done": job.done, "total": job.total, "failure": job.failure},
    }


def payment_body(payment: PaymentSummary, state: DepositState) -> dict[str, Any]:
    """One payment in the words of the contract."""
    remittance = payment.remittance
    return {
        "id": remittance.pk,
        "trace_number": remittance.trace_number,
        "amount": f"{remittance.amount:.2f}",
        "payer": remittance.payer.name if remittance.payer else remittance.payer_name,
        "payment_date": remittance.payment_date.isoformat() if remittance.payment_date else None,
        "state": remittance.state,
        "reason": remittance.state_reason,
        "duplicate_of": remittance.duplicate_of.era_file_id if remittance.duplicate_of else None,
        "balanced": remittance.balanced,
        "claims": payment.claims,
        "matched": payment.matched,
        "posted": payment.posted,
        "held": payment.held,
        "unmatched": payment.unmatched,
        "taken_back": payment.taken_back,
        "provider_level": f"{remittance.provider_level:.2f}",
        "reconciliation": {name: f"{getattr(payment.reconciliation, name):.2f}" for name in RECONCILED},
        "deposit": state_body(state),
    }


def register(router: BaseRouter) -> None:
    """/api/v1/eras/, deposits/, payer-accounts/"""
    router.register("eras", EraViewSet, basename="era")
    router.register("deposits", DepositViewSet, basename="deposit")
    router.register("payer-accounts", PayerAccountViewSet, basename="payer-account")

"""REST: ERA files as the published contract names them: load, look, post, undo."""

from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from claimcenter.practice.api import MoneyField, StrictSerializer, TenantViewSet
from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action
from era.models import EraFile
from era.selectors.files import FileSummary, PaymentSummary, era_files, summaries, summary_of
from era.services.loading import load_era
from era.services.requesting import post_or_ask, undo_or_ask


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
    provider_level = MoneyField()


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
    }

    def get_queryset(self) -> QuerySet[EraFile]:
        return era_files()

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        record_reads(request._request, "era.EraFile", [era_file.pk for era_file in page])
        return self.get_paginated_response([body(summary) for summary in summaries(page)])

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

    def _after(self, job: object) -> Response:
        found = body(summary_of(self.get_object()))
        return Response(found, status=status.HTTP_200_OK if job is None else status.HTTP_202_ACCEPTED)


def body(summary: FileSummary) -> dict[str, Any]:
    """A file in the words of the contract; money as text with two decimals, dates ISO."""
    era_file, job = summary.era_file, summary.job
    return {
        "id": era_file.pk,
        "state": era_file.state,
        "disposition": era_file.disposition,
        "problems": era_file.problems,
        "problem_count": era_file.problem_count,
        "claims": era_file.claims_read,
        "loaded_at": era_file.loaded_at.isoformat(),
        "loaded_by": era_file.loaded_by.name if era_file.loaded_by else "",
        "remittances": [payment_body(payment) for payment in summary.payments],
        "job": None
        if job is None
        else {"kind": job.kind, "state": job.state, "done": job.done, "total": job.total, "failure": job.failure},
    }


def payment_body(payment: PaymentSummary) -> dict[str, Any]:
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
        "provider_level": f"{remittance.provider_level:.2f}",
    }


def register(router: BaseRouter) -> None:
    """/api/v1/eras/"""
    router.register("eras", EraViewSet, basename="era")

"""REST API of posting rules and tasks: the same verbs and selectors as their pages."""

from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claimcenter.practice.api import MoneyField, StrictModelSerializer, StrictSerializer, TenantViewSet
from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action
from claimcenter.x12.labels import label
from claims.enums import RuleAction, TaskKind, TaskOutcome
from claims.models import PostingRule, Task
from claims.rules import GROUPS
from claims.selectors.rule_preview import Change, preview_rule
from claims.services.rules import RuleDetails, add_rule, change_rule, check_allowed, details_of, remove_rule
from claims.services.work import close_task
from clients.api import checked, named
from insurance.models import Payer
from insurance.serializers import VERSION

BY_A_PERSON = [outcome.value for outcome in (TaskOutcome.DONE, TaskOutcome.NOT_NEEDED)]


class RuleInput(StrictSerializer):
    payer = serializers.IntegerField(required=False, allow_null=True, help_text="Empty: every payer.")
    group = serializers.ChoiceField(choices=[(group, group) for group in GROUPS])
    reason = serializers.CharField(max_length=5)
    action = serializers.ChoiceField(choices=RuleAction.choices)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    version = serializers.IntegerField(required=False, help_text=VERSION)


class RuleSerializer(StrictModelSerializer):
    group = serializers.CharField(source="group_code")
    reason = serializers.CharField(source="reason_code")
    meaning = serializers.SerializerMethodField()

    class Meta:
        model = PostingRule
        fields = [
            "id", "payer", "group", "reason", "meaning", "action", "note", "touched_at", "touched_by", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_meaning(self, rule: PostingRule) -> str:
        return label("adjustment_reason", rule.reason_code) or ""


class ExampleSerializer(serializers.Serializer[Any]):
    claim_id = serializers.IntegerField()
    claim_number = serializers.CharField()
    line = serializers.IntegerField()
    amount = MoneyField()
    before = serializers.CharField()
    after = serializers.CharField()


class PreviewSerializer(serializers.Serializer[Any]):
    """`answers` were looked at; `is_part`: there were more."""

    lines = serializers.IntegerField()
    amount = MoneyField()
    answers = serializers.IntegerField()
    is_part = serializers.BooleanField()
    examples = ExampleSerializer(many=True)


class TaskSerializer(StrictModelSerializer):
    is_open = serializers.SerializerMethodField()

    class Meta:
        model = Task
        fields = [
            "id", "kind", "client", "claim", "reference", "amount", "text", "due_on", "opened_at", "opened_by",
            "is_open", "closed_at", "closed_by", "outcome", "note", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_is_open(self, task: Task) -> bool:
        return task.closed_at is None


class CloseInput(StrictSerializer):
    outcome = serializers.ChoiceField(choices=BY_A_PERSON)
    note = serializers.CharField(max_length=400)
    version = serializers.IntegerField(required=False, help_text=VERSION)


class TaskQuery(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=TaskKind.choices, required=False)
    claim = serializers.IntegerField(required=False)
    open = serializers.BooleanField(required=False, allow_null=True, default=None)


class RuleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TenantViewSet):
    """What posting does with a group and reason, otherwise than by default."""

    serializer_class = RuleSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.SETTINGS_VIEW,
        "retrieve": Action.SETTINGS_VIEW,
        "create": Action.SETTINGS_EDIT,
        "partial_update": Action.SETTINGS_EDIT,
        "destroy": Action.SETTINGS_EDIT,
        "preview": Action.SETTINGS_EDIT,
    }

    def get_queryset(self) -> "QuerySet[PostingRule]":
        return PostingRule.objects.select_related("payer")

    @extend_schema(request=RuleInput, responses={201: RuleSerializer})
    def create(self, request: Request) -> Response:
        values = checked(RuleInput(data=request.data))
        rule = add_rule(details=_details(values), by=self.actor.user, now=timezone.now())
        return Response(RuleSerializer(rule).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RuleInput(partial=True), responses=RuleSerializer)
    def partial_update(self, request: Request, **_url: Any) -> Response:
        rule = self.get_object()
        values = checked(RuleInput(data=request.data, partial=True))
        details = _details(values, details_of(rule))
        version, user = values.get("version"), self.actor.user
        rule = change_rule(rule_id=rule.pk, details=details, by=user, now=timezone.now(), version=version)
        return Response(RuleSerializer(rule).data)

    @extend_schema(responses={204: None})
    def destroy(self, _request: Request, **_url: Any) -> Response:
        """The practice's rule for every payer, or the default, holds again."""
        remove_rule(rule_id=self.get_object().pk, by=self.actor.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=RuleInput, responses=PreviewSerializer)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """What this rule would have done otherwise in the last 90 days; nothing is saved."""
        details = check_allowed(_details(checked(RuleInput(data=request.data))))
        group, reason = details.pair
        standing = PostingRule.objects.filter(payer=details.payer, group_code=group, reason_code=reason).first()
        change = Change(
            payer=details.payer, group_code=group, reason_code=reason, action=details.action, replaces=standing
        )
        found = preview_rule(change=change, now=timezone.now())
        record_reads(request._request, "claim", [one.claim_id for one in found.examples])
        return Response(PreviewSerializer(found).data)


class TaskViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TenantViewSet):
    """The worklist."""

    serializer_class = TaskSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.CLAIM_EDIT,
        "retrieve": Action.CLAIM_EDIT,
        "close": Action.CLAIM_EDIT,
    }

    def get_queryset(self) -> "QuerySet[Task]":
        return Task.objects.all()

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.action != "list":
            return queryset
        query = TaskQuery(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        given: dict[str, Any] = query.validated_data
        is_open = given.pop("open")
        found = queryset.filter(**given)
        return found if is_open is None else found.filter(closed_at__isnull=is_open)

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, enum=TaskKind.values),
            OpenApiParameter("claim", OpenApiTypes.INT),
            OpenApiParameter("open", OpenApiTypes.BOOL),
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(request=CloseInput, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_url: Any) -> Response:
        """Ends a task, with what was done."""
        standing = self.get_object()
        values = checked(CloseInput(data=request.data))
        values["outcome"] = TaskOutcome(values["outcome"])
        task = close_task(task_id=standing.pk, **values, by=self.actor.user, now=timezone.now())
        return Response(TaskSerializer(task).data)


def _details(values: dict[str, Any], standing: RuleDetails | None = None) -> RuleDetails:
    """What was sent on top of what stands."""
    given: dict[str, Any] = {
        name: values[key]
        for key, name in (("group", "group_code"), ("reason", "reason_code"), ("note", "note"))
        if key in values
    }
    if "action" in values:
        given["action"] = RuleAction(values["action"])
    if "payer" in values:
        given["payer"] = None if values["payer"] is None else named(Payer.objects.all(), values["payer"])
    return RuleDetails(**{"payer": None, **given}) if standing is None else replace(standing, **given)

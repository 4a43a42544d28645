"""What a practice wants done with an adjustment, otherwise than the defaults: for one payer, or for all."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from claimcenter.practice import validators
from claimcenter.practice.history import keep_history
from claimcenter.practice.models import TenantModel
from claims.enums import RuleAction
from claims.facts import PAID_TO_PATIENT
from claims.rules import DUPLICATE, FIXED_REASONS, GROUPS
from insurance.models import Payer

reason_form = RegexValidator(
    r"\A[0-9A-Z]{1,5}\Z", "A reason is the code that stands on the ERA, like 45, B7 or P14, without its group."
)


@keep_history()
class PostingRule(TenantModel):
    """Group x reason -> action. What nobody may override (`claims.rules.why_not`) is refused here too."""

    payer = models.ForeignKey(Payer, models.PROTECT, null=True, blank=True, related_name="posting_rules")  # empty: all
    group_code = models.CharField("group", max_length=2, choices=[(group, group) for group in GROUPS])
    reason_code = models.CharField("reason", max_length=5, validators=[reason_form])
    action = models.CharField(max_length=10, choices=RuleAction)
    note = models.CharField(max_length=200, blank=True, validators=[validators.plain_text])
    touched_at = models.DateTimeField()
    touched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "payer", "group_code", "reason_code"],
                nulls_distinct=False,
                name="one_posting_rule",
            ),
            models.CheckConstraint(condition=Q(action__in=RuleAction.values), name="posting_rule_action_known"),
            models.CheckConstraint(condition=Q(group_code__in=GROUPS), name="posting_rule_group_known"),
            models.CheckConstraint(
                condition=Q(reason_code__regex=r"^[0-9A-Z]{1,5}$"), name="posting_rule_reason_is_a_code"
            ),
            models.CheckConstraint(
                condition=~Q(reason_code__in=sorted(FIXED_REASONS)) & ~Q(group_code="PR", reason_code=PAID_TO_PATIENT),
                name="posting_rule_overrides_no_protection",
            ),
            models.CheckConstraint(
                condition=~Q(action=RuleAction.PATIENT) | Q(group_code="PR"), name="posting_rule_client_owes_pr_only"
            ),
            models.CheckConstraint(
                condition=~Q(action=RuleAction.WRITE_OFF) | (~Q(group_code="PR") & ~Q(reason_code=DUPLICATE)),
                name="posting_rule_forgives_no_share",
            ),
        ]

    def __str__(self) -> str:
        return f"PostingRule #{self.pk}"

    @property
    def code(self) -> str:
        return f"{self.group_code}-{self.reason_code}"

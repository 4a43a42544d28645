"""Operators look at claims and may complete one by hand: the same verb as everybody's, so no rule is passed by."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from claimcenter.practice.admin_site import ScopedModelAdmin, site
from claimcenter.practice.problems import Refusal
from claims.models import Adjudication, Claim, LedgerEntry, SecondaryDecision, Submission
from claims.services.completion import complete_by_hand


@admin.register(Claim, site=site)
class ClaimAdmin(ScopedModelAdmin):
    list_display = ("id", "display_number", "position", "stage", "status", "result", "waiting_on", "charge", "balance")
    list_filter = ("stage", "position", "result", "waiting_on", "is_offline")
    search_fields = ("=number", "=payer_claim_control_number")
    ordering = ("-id",)
    actions = ("complete_claims",)

    @admin.action(description="Complete claim (by hand, without figures)")
    def complete_claims(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        """One claim at a time, in id order; what is refused is named and the others go on."""
        done = 0
        for claim_id in queryset.order_by("pk").values_list("pk", flat=True):
            done += self._complete(request, claim_id)
        self.message_user(request, f"{done} completed.", messages.SUCCESS if done else messages.WARNING)

    def _complete(self, request: HttpRequest, claim_id: int) -> bool:
        try:
            complete_by_hand(claim_id=claim_id, by=request.actor.user, now=timezone.now())  # type: ignore[attr-defined]
        except Refusal as refused:
            self.message_user(request, f"Claim #{claim_id}: {refused}", messages.ERROR)
            return False
        return True


@admin.register(Submission, site=site)
class SubmissionAdmin(ScopedModelAdmin):
    list_display = ("id", "claim_id", "patient_control_number", "frequency_code", "filed_at", "sent_at")
    list_filter = ("frequency_code",)
    search_fields = ("=patient_control_number",)
    ordering = ("-id",)
    exclude = ("file",)


@admin.register(SecondaryDecision, site=site)
class SecondaryDecisionAdmin(ScopedModelAdmin):
    list_display = ("id", "claim_id", "outcome", "next_claim_id", "decided_at")
    list_filter = ("outcome",)
    ordering = ("-id",)


@admin.register(Adjudication, site=site)
class AdjudicationAdmin(ScopedModelAdmin):
    list_display = ("id", "claim_id", "state", "source", "claim_status_code", "paid", "adjudicated_on", "posted_at")
    list_filter = ("state", "source")
    search_fields = ("=trace_number",)
    ordering = ("-id",)


@admin.register(LedgerEntry, site=site)
class LedgerEntryAdmin(ScopedModelAdmin):
    list_display = ("id", "charge_line_id", "claim_id", "kind", "moved_from", "moved_to", "amount", "at")
    list_filter = ("kind",)
    ordering = ("-id",)

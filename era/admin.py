"""Operators look at ERAs; nothing here can be added, changed or deleted."""

from django.contrib import admin

from claimcenter.practice.admin_site import ScopedModelAdmin, site
from era.models import ClaimMatch, Deposit, EraFile, EraJob, PayeeIdentifier, PayerAccountEntry, Remittance


@admin.register(EraFile, site=site)
class EraFileAdmin(ScopedModelAdmin):
    list_display = ("id", "loaded_at", "state", "disposition", "size", "claims_read", "problem_count")
    list_filter = ("state", "disposition")
    ordering = ("-loaded_at", "-id")


@admin.register(Remittance, site=site)
class RemittanceAdmin(ScopedModelAdmin):
    list_display = ("id", "trace_number", "payer_name", "amount", "payment_date", "state", "hold", "claim_count")
    list_filter = ("state", "hold")
    search_fields = ("=trace_number",)
    ordering = ("-id",)


@admin.register(ClaimMatch, site=site)
class ClaimMatchAdmin(ScopedModelAdmin):
    list_display = ("id", "remittance_id", "remittance_claim_id", "claim_id", "state", "reason_code", "how")
    list_filter = ("state", "reason_code")
    ordering = ("-id",)


@admin.register(EraJob, site=site)
class EraJobAdmin(ScopedModelAdmin):
    list_display = ("id", "era_file_id", "kind", "state", "done", "total", "attempts", "heartbeat_at", "failure")
    list_filter = ("kind", "state")
    ordering = ("-id",)


@admin.register(Deposit, site=site)
class DepositAdmin(ScopedModelAdmin):
    list_display = ("id", "deposited_on", "how", "trace_number", "amount", "payer_id", "recorded_at", "removed_at")
    list_filter = ("how",)
    search_fields = ("=trace_number",)
    ordering = ("-id",)


@admin.register(PayerAccountEntry, site=site)
class PayerAccountEntryAdmin(ScopedModelAdmin):
    list_display = ("id", "booked_on", "remittance_id", "provider_adjustment_id", "amount", "reverses_id", "entered_at")
    ordering = ("-id",)


@admin.register(PayeeIdentifier, site=site)
class PayeeIdentifierAdmin(ScopedModelAdmin):
    list_display = ("id", "identifier", "added_at")
    ordering = ("-id",)

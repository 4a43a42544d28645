"""What operators see of clients: read only. Changes go through the pages and verbs that keep the rules."""

from django.contrib import admin

from claimcenter.practice.admin_site import ScopedModelAdmin, site
from clients.models import Appointment, ChargeLine, Client, ClientPayment, Consent, Document, PortalAccess


@admin.register(Client, site=site)
class ClientAdmin(ScopedModelAdmin):
    list_display = ["id", "last_name", "first_name", "date_of_birth", "archived_at"]
    ordering = ["search_name", "pk"]


@admin.register(Appointment, site=site)
class AppointmentAdmin(ScopedModelAdmin):
    list_display = ["id", "reference", "client", "date_of_service", "note_signed_at", "cancelled_at"]
    list_select_related = ["client", "provider"]
    ordering = ["-pk"]


@admin.register(ChargeLine, site=site)
class ChargeLineAdmin(ScopedModelAdmin):
    list_display = ["id", "line_control_number", "procedure", "charge", "date_of_service", "removed_at"]
    ordering = ["-pk"]


@admin.register(ClientPayment, site=site)
class ClientPaymentAdmin(ScopedModelAdmin):
    list_display = ["id", "client", "amount", "received_on", "method", "refunds"]
    list_select_related = ["client", "refunds"]
    ordering = ["-pk"]


@admin.register(Consent, site=site)
class ConsentAdmin(ScopedModelAdmin):
    list_display = ["id", "client", "kind", "given_on", "expires_on", "revoked_on"]
    list_select_related = ["client"]
    ordering = ["-pk"]


@admin.register(Document, site=site)
class DocumentAdmin(ScopedModelAdmin):
    """The record of a document, never its content."""

    list_display = ["id", "client", "kind", "uploaded_at", "needs_review"]
    list_select_related = ["client"]
    exclude = ["file"]
    ordering = ["-pk"]


@admin.register(PortalAccess, site=site)
class PortalAccessAdmin(ScopedModelAdmin):
    list_display = ["id", "client", "user", "revoked_at"]
    list_select_related = ["client", "user"]
    ordering = ["-pk"]

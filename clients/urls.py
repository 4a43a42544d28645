"""Addresses of the clients pages. Ids only: nothing of a person stands in a URL."""

from django.urls import URLPattern, path

from clients import portal as own
from clients.views import appointments, chart, disclosure, documents, money, people, portal

app_name = "clients"

CHART = "clients/<int:client_id>"

urlpatterns: list[URLPattern] = [
    path("portal/", own.home, name="own-home"),
    path("portal/documents/", own.own_documents, name="own-documents"),
    path("portal/documents/<int:pk>/", own.own_document, name="own-document"),
    path("clients/", people.client_list, name="list"),
    path("clients/add/", people.client_add, name="add"),
    path(f"{CHART}/", chart.overview, name="chart"),
    path(f"{CHART}/edit/", people.client_edit, name="edit"),
    path(f"{CHART}/archive/", people.client_archive, name="archive"),
    path(f"{CHART}/clinicians/", people.clinicians, name="clinicians"),
    path(f"{CHART}/partners/", people.partners, name="partners"),
    path(f"{CHART}/consents/add/", disclosure.consent_add, name="consent-add"),
    path(f"{CHART}/consents/<int:pk>/revoke/", disclosure.consent_revoke, name="consent-revoke"),
    path(f"{CHART}/appointments/", appointments.appointment_list, name="appointments"),
    path(f"{CHART}/appointments/add/", appointments.appointment_add, name="appointment-add"),
    path(f"{CHART}/appointments/<int:pk>/", appointments.appointment_detail, name="appointment"),
    path(f"{CHART}/appointments/<int:pk>/edit/", appointments.appointment_edit, name="appointment-edit"),
    path(f"{CHART}/appointments/<int:pk>/sign/", appointments.appointment_sign, name="appointment-sign"),
    path(f"{CHART}/appointments/<int:pk>/cancel/", appointments.appointment_cancel, name="appointment-cancel"),
    path(f"{CHART}/claim-center/", chart.claim_center, name="claim-center"),
    path(f"{CHART}/billing/", money.billing, name="billing"),
    path(f"{CHART}/payments/add/", money.payment_add, name="payment-add"),
    path(f"{CHART}/payments/<int:pk>/refund/", money.payment_refund, name="payment-refund"),
    path(f"{CHART}/documents/", documents.document_list, name="documents"),
    path(f"{CHART}/documents/<int:pk>/", documents.document_file, name="document"),
    path(f"{CHART}/documents/<int:pk>/reviewed/", documents.document_reviewed, name="document-reviewed"),
    path(f"{CHART}/portal/", portal.portal_tab, name="portal"),
    path(f"{CHART}/portal/add/", portal.portal_add, name="portal-add"),
    path(f"{CHART}/portal/<int:pk>/", portal.portal_rights, name="portal-rights"),
    path(f"{CHART}/portal/<int:pk>/revoke/", portal.portal_revoke, name="portal-revoke"),
]

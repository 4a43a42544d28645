"""Tenancy of the clients app, payments written once, and charge lines that stay with their appointment's client."""

from django.db import migrations

from claimcenter.practice.operations import AppendOnly, TenantTables

EVENTS = [
    "ClientEvent",
    "ClientAssignmentEvent",
    "AppointmentEvent",
    "AppointmentAttendeeEvent",
    "AppointmentDiagnosisEvent",
    "ChargeLineEvent",
    "ConsentEvent",
    "PortalAccessEvent",
]

# A charge line billed to another client than its appointment's would put one person's session on another's claim.
SAME_CLIENT = """
ALTER TABLE clients_appointment ADD CONSTRAINT appointment_client_uq UNIQUE (practice_id, id, client_id);
ALTER TABLE clients_chargeline ADD CONSTRAINT charge_line_client_of_its_appointment
    FOREIGN KEY (practice_id, appointment_id, client_id) REFERENCES clients_appointment (practice_id, id, client_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
SAME_CLIENT_BACK = """
ALTER TABLE clients_chargeline DROP CONSTRAINT charge_line_client_of_its_appointment;
ALTER TABLE clients_appointment DROP CONSTRAINT appointment_client_uq;
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial"), ("practice", "0002_rules")]

    operations = [
        TenantTables(
            "Client",
            "ClientAssignment",
            "ClientRelationship",
            "Appointment",
            "AppointmentAttendee",
            "AppointmentDiagnosis",
            "ChargeLine",
            "ClientPayment",
            "Consent",
            "Document",
            "PortalAccess",
            *EVENTS,
        ),
        AppendOnly("ClientPayment", *EVENTS),
        migrations.RunSQL(SAME_CLIENT, SAME_CLIENT_BACK),
    ]

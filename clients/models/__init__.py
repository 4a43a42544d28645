from clients.models.appointment import Appointment, AppointmentAttendee, AppointmentDiagnosis, ChargeLine
from clients.models.client import Client, ClientAssignment, ClientRelationship
from clients.models.consent import Consent
from clients.models.document import Document, PortalAccess
from clients.models.payment import ClientPayment

__all__ = [
    "Appointment",
    "AppointmentAttendee",
    "AppointmentDiagnosis",
    "ChargeLine",
    "Client",
    "ClientAssignment",
    "ClientPayment",
    "ClientRelationship",
    "Consent",
    "Document",
    "PortalAccess",
]

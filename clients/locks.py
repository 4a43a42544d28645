"""Row locks of the clients app, always FOR NO KEY UPDATE: plain FOR UPDATE would block inserting children.

Order, for everybody: client before appointment.
"""

from clients.models import Appointment, Client


def lock_client(client_id: int) -> Client:
    """The client's row, until the transaction ends. Changes of plans and payments of one client queue here."""
    return Client.objects.select_for_update(no_key=True).get(pk=client_id)


def lock_appointment(appointment_id: int) -> Appointment:
    return (
        Appointment.objects.select_for_update(no_key=True, of=("self",)).select_related("client").get(pk=appointment_id)
    )

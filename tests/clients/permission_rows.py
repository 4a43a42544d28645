"""Routes of the clients app. A clinician (C) is let through to their own clients only."""

from typing import Any

from claimcenter.practice import vault
from claimcenter.practice.models import Provider
from clients.models import Client, PortalAccess
from tests.factories.clients import (
    ClientAssignmentFactory,
    ClientFactory,
    ClientPaymentFactory,
    ConsentFactory,
    DocumentFactory,
    PortalAccessFactory,
    book,
)
from tests.permission_matrix import Row


def own_client(cast: Any) -> Client:
    """A client of the cast's clinician."""
    client = ClientFactory()
    ClientAssignmentFactory(client=client, provider=Provider.objects.get(user=cast.clinician))
    return client


def own(cast: Any) -> dict[str, Any]:
    return {"client_id": own_client(cast).pk}


def others(cast: Any) -> dict[str, Any]:
    return {"client_id": ClientFactory().pk}


def stored_file() -> Any:
    return vault.store(kind="other", name="card.jpg", content_type="image/jpeg", chunks=[b"x"], by=None)


def part(make: Any) -> dict[str, Any]:
    """`args` and `others` of a route below a client: `make(client)` makes the part."""

    def arguments(client: Client) -> dict[str, Any]:
        return {"client_id": client.pk, "pk": make(client).pk}

    return {
        "args": lambda cast: arguments(own_client(cast)),
        "others": lambda cast: arguments(ClientFactory()),
    }


def unassigned_appointment(client: Client) -> Any:
    """Booked with another provider, so that the booking gives the clinician of the cast nothing."""
    from tests.factories.practice import ProviderFactory

    return book(client, provider=ProviderFactory(), signed=False)


APPOINTMENT = part(unassigned_appointment)
PAYMENT = part(lambda client: ClientPaymentFactory(client=client))
DOCUMENT = part(lambda client: DocumentFactory(client=client, file=stored_file()))
CONSENT = part(lambda client: ConsentFactory(client=client))
ACCESS = part(lambda client: PortalAccessFactory(client=client))
VIEW, EDIT = "CBA", "BA"


API_CLIENT: dict[str, Any] = {
    "args": lambda cast: {"pk": own_client(cast).pk},
    "others": lambda cast: {"pk": ClientFactory().pk},
}
API_APPOINTMENT: dict[str, Any] = {
    "args": lambda cast: {"pk": unassigned_appointment(own_client(cast)).pk},
    "others": lambda cast: {"pk": unassigned_appointment(ClientFactory()).pk},
}


def own_access(cast: Any) -> dict[str, Any]:
    """The portal user of the cast stands for a client."""
    _access(cast)
    return {}


def _access(cast: Any) -> PortalAccess:
    return PortalAccess.objects.filter(user=cast.portal).first() or PortalAccessFactory(user=cast.portal)


def own_document(cast: Any) -> dict[str, Any]:
    access = _access(cast)
    return {"pk": DocumentFactory(client=access.client, file=stored_file()).pk}


ROWS = [
    Row("clients:own-home", {"GET": "P"}, own_access),
    Row("clients:own-documents", {"GET": "P", "POST": "P"}, own_access),
    Row("clients:own-document", {"GET": "P"}, own_document),
    Row("clients:list", {"GET": VIEW, "POST": VIEW}),
    Row("clients:add", {"GET": EDIT, "POST": EDIT}),
    Row("clients:chart", {"GET": VIEW}, own, others),
    Row("clients:edit", {"GET": EDIT, "POST": EDIT}, own, others),
    Row("clients:archive", {"POST": EDIT}, own, others),
    Row("clients:clinicians", {"GET": EDIT, "POST": EDIT}, own, others, {"provider": ""}),
    Row("clients:partners", {"GET": EDIT, "POST": EDIT}, own, others),
    Row("clients:consent-add", {"GET": EDIT, "POST": EDIT}, own, others),
    Row("clients:consent-revoke", {"GET": EDIT, "POST": EDIT}, **CONSENT),
    Row("clients:appointments", {"GET": VIEW}, own, others),
    Row("clients:appointment-add", {"GET": VIEW, "POST": VIEW}, own, others),
    Row("clients:appointment", {"GET": VIEW}, **APPOINTMENT),
    Row("clients:appointment-edit", {"GET": VIEW, "POST": VIEW}, **APPOINTMENT),
    Row("clients:appointment-sign", {"POST": VIEW}, **APPOINTMENT),
    Row("clients:appointment-cancel", {"GET": VIEW, "POST": VIEW}, **APPOINTMENT),
    Row("clients:claim-center", {"GET": VIEW}, own, others),
    Row("clients:billing", {"GET": VIEW}, own, others),
    Row("clients:payment-add", {"GET": EDIT, "POST": EDIT}, own, others),
    Row("clients:payment-refund", {"GET": EDIT, "POST": EDIT}, **PAYMENT),
    Row("clients:documents", {"GET": VIEW, "POST": EDIT}, own, others),
    Row("clients:document", {"GET": VIEW}, **DOCUMENT),
    Row("clients:document-reviewed", {"POST": EDIT}, **DOCUMENT),
    Row("clients:portal", {"GET": EDIT}, own, others),
    Row("clients:portal-add", {"GET": EDIT, "POST": EDIT}, own, others),
    Row("clients:portal-rights", {"GET": EDIT, "POST": EDIT}, **ACCESS),
    Row("clients:portal-revoke", {"POST": EDIT}, **ACCESS),
    Row("client-list", {"GET": VIEW, "POST": EDIT}),
    Row("client-detail", {"GET": VIEW, "PATCH": EDIT}, **API_CLIENT),
    Row("client-payments", {"POST": EDIT}, **API_CLIENT),
    Row("client-consents", {"POST": EDIT}, **API_CLIENT),
    Row("appointment-list", {"GET": VIEW, "POST": VIEW}),
    Row("appointment-detail", {"GET": VIEW, "PATCH": VIEW}, **API_APPOINTMENT),
    Row("appointment-sign-note", {"POST": VIEW}, **API_APPOINTMENT),
    Row("appointment-cancel", {"POST": VIEW}, **API_APPOINTMENT),
]

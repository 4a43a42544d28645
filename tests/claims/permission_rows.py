"""Routes of the claims app. A clinician (C) is let through to the claims of their own clients only."""

from typing import Any

from claimcenter.practice import vault
from claims.models import Claim, Submission
from claims.services.sessions import sync_appointment_claim
from clients.models import Client
from tests.clients.permission_rows import own_client
from tests.factories.claims import NOW
from tests.factories.clients import ClientFactory, book, line
from tests.factories.insurance import PlanFactory
from tests.factories.practice import PracticeSettingsFactory, ProviderFactory
from tests.permission_matrix import Row


def claim_of(client: Client) -> Claim:
    """A pending claim of one session, given by another provider than the clinician of the cast."""
    PracticeSettingsFactory()
    PlanFactory(client=client, position=1)
    appointment = book(client, line("90837", "200.00"), provider=ProviderFactory())
    claim = sync_appointment_claim(appointment_id=appointment.pk, by=None, now=NOW)
    assert claim is not None
    return claim


def by(name: str) -> dict[str, Any]:
    """`args` and `others` of a route to one claim."""
    return {
        "args": lambda cast: {name: claim_of(own_client(cast)).pk},
        "others": lambda cast: {name: claim_of(ClientFactory()).pk},
    }


def submission_of(claim: Claim) -> dict[str, Any]:
    file = vault.store(kind="837", name="out.x12", content_type="text/plain", chunks=[b"ISA"], by=None)
    submission = Submission.objects.create(
        claim=claim,
        ordinal=1,
        patient_control_number=f"T{claim.pk}",
        frequency_code="1",
        interchange_control_number="000000001",
        group_control_number="1",
        file=file,
        transport="folder",
        transport_reference="out.x12",
        filed_at=NOW,
        sent_at=NOW,
    )
    return {"claim_id": claim.pk, "submission_id": submission.pk}


SUBMISSION: dict[str, Any] = {
    "args": lambda cast: submission_of(claim_of(own_client(cast))),
    "others": lambda cast: submission_of(claim_of(ClientFactory())),
}
PAGE, RECORD = by("claim_id"), by("pk")
VIEW, EDIT = "CBA", "BA"

ROWS = [
    Row("claims:search", {"GET": "CBA", "POST": "CBA"}, data={"q": "Rivers"}),
    Row("claims:list", {"GET": VIEW}),
    Row("claims:bulk", {"GET": EDIT, "POST": EDIT}),
    Row("claims:detail", {"GET": VIEW}, **PAGE),
    Row("claims:file", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:preview", {"GET": VIEW}, **PAGE),
    Row("claims:eob", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:complete", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:correct", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:void", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:why", {"GET": VIEW, "POST": EDIT}, **PAGE),
    Row("claims:submission", {"GET": VIEW}, **SUBMISSION),
    Row("claim-list", {"GET": VIEW}),
    Row("claim-combine", {"POST": EDIT}),
    Row("claim-detail", {"GET": VIEW}, **RECORD),
    Row("claim-file", {"POST": EDIT}, **RECORD),
    Row("claim-eob", {"POST": EDIT}, **RECORD),
    Row("claim-complete", {"POST": EDIT}, **RECORD),
    Row("claim-correct", {"POST": EDIT}, **RECORD),
    Row("claim-void", {"POST": EDIT}, **RECORD),
    Row("claim-x12", {"GET": VIEW}, **RECORD),
    Row("claim-why", {"GET": VIEW}, **RECORD),
    Row(
        "client-balance-balance",
        {"GET": VIEW},
        args=lambda cast: {"pk": own_client(cast).pk},
        others=lambda cast: {"pk": ClientFactory().pk},
    ),
]

"""Routes of the claims app. A clinician (C) is let through to the claims of their own clients only."""

from typing import Any

from claimcenter.practice import vault
from claims.enums import Bucket, DeedKind, Ground
from claims.models import Claim, EobPage, MoneyDeed, PostingRule, Submission, Task
from claims.services.sessions import sync_appointment_claim
from clients.models import Client
from tests.clients.permission_rows import own_client
from tests.factories.claims import NOW
from tests.factories.clients import ClientFactory, book, line
from tests.factories.insurance import PlanFactory
from tests.factories.practice import PracticeSettingsFactory, ProviderFactory, UserFactory
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


def deed_of(claim: Claim, kind: DeedKind) -> dict[str, Any]:
    ground = Ground.COURTESY if kind == DeedKind.WRITE_OFF else Ground.NO_ANSWER
    deed = MoneyDeed.objects.create(
        kind=kind,
        client=claim.client,
        claim=claim,
        ground=ground,
        reason="x",
        bucket=Bucket.PATIENT,
        amount=1,
        by=UserFactory(),
        at=NOW,
    )
    return {"claim_id": claim.pk, "deed_id": deed.pk}


def deed(kind: DeedKind, name: str = "claim_id") -> dict[str, Any]:
    def named(claim: Claim) -> dict[str, Any]:
        found = deed_of(claim, kind)
        return {name: found["claim_id"], "deed_id": found["deed_id"]}

    return {
        "args": lambda cast: named(claim_of(own_client(cast))),
        "others": lambda cast: named(claim_of(ClientFactory())),
    }


def page_of(claim: Claim) -> dict[str, Any]:
    file = vault.store(kind="eob", name="eob.png", content_type="image/png", chunks=[b"x"], by=None)
    page = EobPage.objects.create(claim=claim, file=file, added_by=UserFactory(), added_at=NOW)
    return {"claim_id": claim.pk, "page_id": page.pk}


EOB_PAGE: dict[str, Any] = {
    "args": lambda cast: page_of(claim_of(own_client(cast))),
    "others": lambda cast: page_of(claim_of(ClientFactory())),
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


def task(name: str) -> Any:
    def made(cast: Any) -> dict[str, Any]:
        claim = claim_of(ClientFactory())
        values = {"amount": 1, "text": "Look at it.", "due_on": NOW.date(), "opened_at": NOW}
        return {name: Task.objects.create(kind="review", client_id=claim.client_id, claim=claim, **values).pk}

    return made


def rule(name: str) -> Any:
    def made(cast: Any) -> dict[str, Any]:
        values = {"action": "review", "touched_at": NOW, "touched_by": cast.administrator}
        reason = f"B{PostingRule.objects.count() + 1}"  # one rule a code
        return {name: PostingRule.objects.create(group_code="CO", reason_code=reason, **values).pk}

    return made


VIEW, EDIT, ADMIN = "CBA", "BA", "A"

ROWS = [
    Row("claims:search", {"GET": "CBA", "POST": "CBA"}, data={"q": "Rivers"}),
    Row("claims:list", {"GET": VIEW}),
    Row("claims:bulk", {"GET": EDIT, "POST": EDIT}),
    Row("claims:detail", {"GET": VIEW}, **PAGE),
    Row("claims:file", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:preview", {"GET": VIEW}, **PAGE),
    Row("claims:eob", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:eob-undo", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:eob-keep-page", {"POST": EDIT}, **PAGE),
    Row("claims:eob-page", {"GET": VIEW}, **EOB_PAGE),
    Row("claims:eob-drop-page", {"POST": EDIT}, **EOB_PAGE),
    Row("claims:complete", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:correct", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:void", {"GET": EDIT, "POST": EDIT}, **PAGE),
    Row("claims:why", {"GET": VIEW, "POST": EDIT}, **PAGE),
    Row("claims:write-off", {"GET": ADMIN, "POST": ADMIN}, **PAGE),
    Row("claims:release", {"GET": ADMIN, "POST": ADMIN}, **PAGE),
    Row("claims:write-off-back", {"GET": ADMIN, "POST": ADMIN}, **deed(DeedKind.WRITE_OFF)),
    Row("claims:release-back", {"GET": ADMIN, "POST": ADMIN}, **deed(DeedKind.SHIELD_RELEASE)),
    Row("claims:submission", {"GET": VIEW}, **SUBMISSION),
    Row("claims:tasks", {"GET": EDIT}),
    Row("claims:task-close", {"GET": EDIT, "POST": EDIT}, task("task_id")),
    Row("claims:rules", {"GET": "BAU"}),
    Row("claims:rule-add", {"GET": "A", "POST": "A"}),
    Row("claims:rule-edit", {"GET": "A", "POST": "A"}, rule("rule_id")),
    Row("claims:rule-remove", {"GET": "A", "POST": "A"}, rule("rule_id")),
    Row("task-list", {"GET": EDIT}),
    Row("task-detail", {"GET": EDIT}, task("pk")),
    Row("task-close", {"POST": EDIT}, task("pk")),
    Row("posting-rule-list", {"GET": "BA", "POST": "A"}),
    Row("posting-rule-detail", {"GET": "BA", "PATCH": "A", "DELETE": "A"}, rule("pk")),
    Row("posting-rule-preview", {"POST": "A"}),
    Row("claim-list", {"GET": VIEW}),
    Row("claim-combine", {"POST": EDIT}),
    Row("claim-detail", {"GET": VIEW}, **RECORD),
    Row("claim-file", {"POST": EDIT}, **RECORD),
    Row("claim-undo-eob", {"POST": EDIT}, **RECORD),
    Row("claim-eob", {"POST": EDIT}, **RECORD),
    Row("claim-complete", {"POST": EDIT}, **RECORD),
    Row("claim-correct", {"POST": EDIT}, **RECORD),
    Row("claim-void", {"POST": EDIT}, **RECORD),
    Row("claim-x12", {"GET": VIEW}, **RECORD),
    Row("claim-decisions", {"GET": VIEW}, **RECORD),
    Row("claim-write-off", {"POST": ADMIN}, **RECORD),
    Row("claim-release", {"POST": ADMIN}, **RECORD),
    Row("claim-write-off-back", {"POST": ADMIN}, **deed(DeedKind.WRITE_OFF, "pk")),
    Row("claim-release-back", {"POST": ADMIN}, **deed(DeedKind.SHIELD_RELEASE, "pk")),
    Row("claim-why", {"GET": VIEW}, **RECORD),
    Row(
        "client-balance-balance",
        {"GET": VIEW},
        args=lambda cast: {"pk": own_client(cast).pk},
        others=lambda cast: {"pk": ClientFactory().pk},
    ),
]

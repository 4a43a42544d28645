"""The worked example, walked through the published API: Dana, her two plans, two sessions, and eight X12 files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rest_framework.test import APIClient

from claimcenter.practice.models import Practice
from claimcenter.practice.tenancy import current_practice_id
from claims.models import Claim, ClaimLine
from tests.factories.practice import OrganizationFactory, PracticeSettingsFactory, ProviderFactory

FILES = Path(__file__).parents[1] / "x12" / "worked_example"
THEIR_PRIMARY, THEIR_SECONDARY = "CC26A0000123P", "CC26A0000123S"
THEIR_LINES = ("CC26A0000123L1", "CC26A0000123L2")


@dataclass
class Example:
    """What the API gave back while the example was set up."""

    api: APIClient
    client_id: int
    claim_id: int
    payer_ids: dict[str, int]

    def claim(self, position: str) -> dict[str, Any]:
        rows = self.get("claims", client=self.client_id, position=position)["results"]
        assert len(rows) == 1, rows
        return rows[0]

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        response = self.api.get(f"/api/v1/{path}/", query)
        assert response.status_code == 200, response.content
        return response.json()

    def post(self, path: str, body: object = None, expect: int = 201, **headers: str) -> dict[str, Any]:
        response = self.api.post(f"/api/v1/{path}/", body or {}, format="json", headers=headers)
        assert response.status_code == expect, response.content
        return response.json()

    def x12(self, claim_id: int) -> str:
        return self.api.get(f"/api/v1/claims/{claim_id}/x12/").content.decode()

    def load(self, text: str) -> dict[str, Any]:
        from django.core.files.uploadedfile import SimpleUploadedFile

        upload = SimpleUploadedFile("era.x12", text.encode(), content_type="application/octet-stream")
        response = self.api.post("/api/v1/eras/", {"file": upload}, format="multipart")
        assert response.status_code in {200, 201}, response.content
        return response.json()

    def balance(self) -> dict[str, str]:
        return self.get(f"clients/{self.client_id}/balance")

    def ours(self, file_name: str) -> str:
        """A file of the example with our control numbers in place of its own."""
        text = (FILES / file_name).read_text(encoding="ascii")
        for theirs, own in self._numbers().items():
            text = text.replace(theirs, own)
        return text

    def _numbers(self) -> dict[str, str]:
        lines = ClaimLine.objects.filter(claim=self.claim_id).order_by("ordinal").select_related("charge_line")
        numbers = {
            theirs: line.charge_line.line_control_number for theirs, line in zip(THEIR_LINES, lines, strict=True)
        }
        for theirs, position in ((THEIR_PRIMARY, 1), (THEIR_SECONDARY, 2)):
            claim = Claim.objects.filter(client=self.client_id, position=position, live=True).first()
            submission = claim and claim.submissions.order_by("-ordinal").first()
            if submission:
                numbers[theirs] = submission.patient_control_number
        return numbers


def set_up(api: APIClient, *, person: dict[str, Any] | None = None, member_id: str = "AHP123456") -> Example:
    """Client, payers, plans, two signed sessions combined into one claim, and the 20.00 paid at the visit.

    `person` and `member_id` put somebody else in Dana's place.
    """
    _directory()
    example = Example(api, client_id=0, claim_id=0, payer_ids={})
    address = {"line1": "12 Oak Ave", "city": "Portland", "state": "OR", "zip": "97205"}
    client = {
        "first_name": "Dana",
        "last_name": "Rivers",
        "date_of_birth": "1988-07-04",
        "sex": "F",
        "address": address,
    }
    example.client_id = example.post("clients", {**client, **(person or {})})["id"]
    _plans(example, member_id)
    for day, place, line, diagnoses in _SESSIONS:
        example.post(
            "appointments",
            {
                "client": example.client_id,
                "date_of_service": day,
                "place_of_service": place,
                "diagnoses": diagnoses,
                "lines": [line],
                "note_signed": True,
            },
        )
    example.post(
        f"clients/{example.client_id}/payments", {"amount": "20.00", "received_on": "2026-09-01", "method": "card"}
    )
    pending = example.get("claims", client=example.client_id, stage="pending")["results"]
    combined = example.post("claims/combine", {"claims": sorted(claim["id"] for claim in pending)}, expect=200)
    example.claim_id = combined["id"]
    return example


_SESSIONS: list[tuple[str, str, dict[str, Any], list[str]]] = [
    (
        "2026-09-01",
        "11",
        {"procedure": "90791", "units": "1", "charge": "250.00", "diagnosis_pointers": [1, 2]},
        ["F411", "F4323"],
    ),
    (
        "2026-09-08",
        "10",
        {"procedure": "90837", "modifiers": ["95"], "units": "1", "charge": "200.00", "diagnosis_pointers": [1]},
        ["F411"],
    ),
]


def _directory() -> None:
    OrganizationFactory(
        name="Riverbend Counseling LLC",
        npi="1234567893",
        tax_id="123456789",
        tax_id_kind="EI",
        taxonomy="261QM0801X",
        line1="100 Main St Ste 200",
        line2="",
        city="Portland",
        state="OR",
        zip="972051234",
        is_default=True,
    )
    ProviderFactory(first_name="Morgan", last_name="Chen", npi="1987654328", taxonomy="101YM0800X")
    PracticeSettingsFactory(
        practice=Practice.objects.get(pk=current_practice_id()),
        submitter_name="Riverbend Counseling LLC",
        submitter_id="CLAIMCENTER",
        receiver_name="Sample Clearinghouse",
        receiver_id="CLEARHOUSE",
        contact_name="Billing Desk",
        contact_phone="5035550100",
        usage_indicator="T",
    )


def _plans(example: Example, member_id: str) -> None:
    for key, name, payer_id, indicator in (
        ("acme", "Acme Health PPO", "AC001", "CI"),
        ("blue", "Blue Sample Plan", "BS002", "BL"),
    ):
        body = {"name": name, "payer_id": payer_id, "filing_indicator": indicator}
        example.payer_ids[key] = example.post("payers", body)["id"]
    common = {"client": example.client_id, "effective_from": "2026-01-01"}
    example.post(
        "insurance-plans",
        {
            **common,
            "payer": example.payer_ids["acme"],
            "position": "primary",
            "member_id": member_id,
            "group_number": "GRP100",
            "relationship": "self",
        },
    )
    example.post(
        "insurance-plans",
        {
            **common,
            "payer": example.payer_ids["blue"],
            "position": "secondary",
            "member_id": "BSX987654",
            "group_number": "GRP200",
            "relationship": "spouse",
            "subscriber": {"first_name": "Lee", "last_name": "Rivers"},
        },
    )

"""The contract's `eras`: load, duplicates, post, undo, refusals, and the worked example through it."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.enums import Result, Stage
from claims.models import Claim
from era.models import EraFile
from tests.factories.era import Payment, clean_answer, era_bytes, household, next_claim, sent_claim

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[1] / "x12" / "worked_example"


@pytest.fixture
def home(practice):
    return household()


@pytest.fixture
def api(api_client, biller):
    return api_client(biller)


def load(api, data, name="era.835"):
    return api.post("/api/v1/eras/", {"file": SimpleUploadedFile(name, data)}, format="multipart")


def test_load_post_and_undo(api, home):
    claim = sent_claim(home)
    response = load(api, era_bytes(Payment((clean_answer(claim),), trace="EFT77")))
    body = response.json()
    assert response.status_code == 201, body
    assert (body["disposition"], body["problems"]) == ("import", [])
    (payment,) = body["remittances"]
    assert {key: payment[key] for key in ("trace_number", "amount", "payer", "claims", "matched", "posted")} == {
        "trace_number": "EFT77",
        "amount": "225.00",
        "payer": "Acme Health PPO",
        "claims": 1,
        "matched": 1,
        "posted": 0,
    }
    posted = api.post(f"/api/v1/eras/{body['id']}/post/")
    assert posted.status_code == 200
    assert posted.json()["remittances"][0]["posted"] == 1
    undone = api.post(f"/api/v1/eras/{body['id']}/undo/")
    assert undone.status_code == 200
    assert undone.json()["remittances"][0]["state"] == "undone"


def test_the_same_bytes_again_answer_200_with_the_same_id(api, home):
    data = era_bytes(Payment((clean_answer(sent_claim(home)),)))
    first, again = load(api, data).json(), load(api, data, "renamed.835")
    assert again.status_code == 200
    assert (again.json()["id"], again.json()["duplicate_of"]) == (first["id"], first["id"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.4 x", "not_text"),
        (era_bytes(Payment((), amount="0")).replace(b"ST*835*", b"ST*837*"), "wrong_transaction"),
    ],
)
def test_what_is_no_era_is_refused(api, practice, data, code):
    response = load(api, data)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert code in {error["code"] for error in response.json()["errors"]}
    assert not EraFile.objects.exists()


def test_without_a_file(api, practice):
    assert api.post("/api/v1/eras/", {}, format="multipart").status_code == 400


def test_another_practices_file_is_not_there(api, home, other_practice, inside):
    from tests.era.permission_rows import loaded

    with inside(other_practice):
        foreign = loaded()
    assert api.get(f"/api/v1/eras/{foreign.pk}/").status_code == 404
    assert api.post(f"/api/v1/eras/{foreign.pk}/post/").status_code == 404
    assert api.get("/api/v1/eras/").json()["results"] == []


def worked(name, claim):
    """A file of the worked example with our control numbers in place of its own."""
    text = (DATA / name).read_text(encoding="ascii")
    primary = claim.submissions.order_by("ordinal").first().patient_control_number
    controls = claim.lines.order_by("ordinal").values_list("charge_line__line_control_number", flat=True)
    for ordinal, control in enumerate(controls, 1):
        text = text.replace(f"CC26A0000123L{ordinal}", control)
    return text.replace("CC26A0000123P", primary).replace("CC26A0000123S", f"{primary[:-1]}S").encode("ascii")


def post_file(api, name, claim):
    body = load(api, worked(name, claim)).json()
    assert body["disposition"] == "import", body
    done = api.post(f"/api/v1/eras/{body['id']}/post/")
    assert done.status_code == 200, done.json()
    return done.json()["remittances"][0]


def test_the_worked_example_files_2_4_and_5(api, home):
    claim = sent_claim(home)
    payment = post_file(api, "2_primary_835.x12", claim)
    assert (payment["posted"], payment["amount"], payment["provider_level"]) == (1, "230.15", "-1.15")
    claim.refresh_from_db()
    assert (claim.stage, claim.result, claim.paid, claim.balance) == (
        Stage.COMPLETED,
        Result.PAID,
        Decimal(229),
        Decimal(101),
    )
    following = Claim.objects.filter(previous_claim=claim).first() or next_claim(claim, home)
    if not following.submissions.exists():
        from tests.factories.era import submit

        submit(following, pcn=f"CC26A{claim.number:07d}S")
    assert post_file(api, "4_secondary_835.x12", claim)["posted"] == 1
    following.refresh_from_db()
    assert (following.stage, following.paid, following.balance) == (Stage.COMPLETED, Decimal(91), Decimal(10))

    corrected = post_file(api, "5_primary_835_reversal_correction.x12", claim)
    assert (corrected["posted"], corrected["held"], corrected["amount"]) == (2, 0, "0.00")
    claim.refresh_from_db()
    assert (claim.paid, claim.payer_claim_control_number) == (Decimal(214), "ACM2026000902")

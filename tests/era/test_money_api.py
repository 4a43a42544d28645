"""REST: deposits and the accounts with payers, and what a remittance says of its money."""

from decimal import Decimal

import pytest

from era.models import Deposit, Remittance
from era.services.posting import post_era
from tests.era.test_accounts import level
from tests.era.test_deposits import load, payment
from tests.factories.era import NOW, Clp, household

pytestmark = pytest.mark.django_db
DEPOSITS, ACCOUNTS = "/api/v1/deposits/", "/api/v1/payer-accounts/"


@pytest.fixture
def home(practice):
    return household()


@pytest.fixture
def api(api_client, biller):
    return api_client(biller)


def body(**fields) -> dict:
    return {"amount": "229.00", "deposited_on": "2026-10-05", "trace_number": "EFT0001", **fields}


def test_a_deposit_is_recorded_matched_and_let_go(api, home) -> None:
    era_file = load(payment())
    created = api.post(DEPOSITS, body(payer=home.acme.pk), format="json")
    assert created.status_code == 201, created.json()
    deposit = created.json()
    remittance = Remittance.objects.get()
    assert deposit["matches"] == [
        {"remittance": remittance.pk, "trace_number": "EFT0001", "amount": "229.00", "how": "exact"}
    ]
    (paid,) = api.get(f"/api/v1/eras/{era_file.pk}/").json()["remittances"]
    assert paid["deposit"] == {"state": "matched", "deposit": deposit["id"], "due": None, "late_since": None}

    let_go = api.post(f"{DEPOSITS}{deposit['id']}/unmatch/", {"version": deposit["version"]}, format="json").json()
    assert let_go["matches"] == []
    (paid,) = api.get("/api/v1/eras/").json()["results"][0]["remittances"]
    assert paid["deposit"]["state"] == "late"
    assert paid["deposit"]["late_since"] == "2026-10-09"

    again = api.post(f"{DEPOSITS}{deposit['id']}/match/", {"remittances": [remittance.pk]}, format="json")
    assert again.json()["matches"][0]["how"] == "person"
    assert api.get(DEPOSITS).json()["results"][0] == api.get(f"{DEPOSITS}{deposit['id']}/").json()


def test_what_differs_is_said(api, home) -> None:
    load(payment())
    deposit = api.post(DEPOSITS, body(amount="224.00"), format="json").json()
    refused = api.post(
        f"{DEPOSITS}{deposit['id']}/match/", {"remittances": [Remittance.objects.get().pk]}, format="json"
    )
    assert refused.status_code == 409
    assert refused.json()["code"] == "amount_differs"
    assert "5.00 less" in refused.json()["detail"]
    stale = api.post(f"{DEPOSITS}{deposit['id']}/unmatch/", {"version": 9}, format="json")
    assert stale.json()["code"] == "changed_meanwhile"


def test_ids_that_no_row_can_have_are_refused(api, home) -> None:
    deposit = api.post(DEPOSITS, body(), format="json").json()
    for wrong in ([10**30], [-1], [], ["x"], [10**18]):
        answer = api.post(f"{DEPOSITS}{deposit['id']}/match/", {"remittances": wrong}, format="json")
        assert answer.status_code in {400, 409}
    assert api.get(f"{ACCOUNTS}{10**30}/").status_code == 404
    assert api.post(DEPOSITS, body(payer=10**30), format="json").status_code in {400, 404}


def test_a_key_makes_it_once(api, practice) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = api.post(DEPOSITS, body(), format="json", headers=headers).json()
    assert api.post(DEPOSITS, body(), format="json", headers=headers).json()["id"] == first["id"]
    assert api.post(DEPOSITS, body(), format="json").json()["code"] == "already_recorded"
    settled = api.post(f"{DEPOSITS}{first['id']}/settle/", {"reason": "typed from paper"}, format="json")
    assert settled.json()["settled"] == "typed from paper"
    assert api.post(f"{DEPOSITS}{first['id']}/unsettle/", {}, format="json").json()["settled"] == ""
    removed = api.post(f"{DEPOSITS}{first['id']}/remove/", {"reason": "typed twice"}, format="json")
    assert removed.json()["removed"] is True
    assert Deposit.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"amount": 229.0}, {"amount": "0.00"}, {"deposited_on": "2099-01-01"}, {"how": "cash"}, {"colour": "red"}],
)
def test_each_wrong_field_is_named(api, practice, wrong) -> None:
    refused = api.post(DEPOSITS, body(**wrong), format="json")
    assert refused.status_code == 400
    assert next(iter(wrong)) in {error["field"] for error in refused.json()["errors"]}


def test_a_payer_that_is_not_ours_is_not_there(api, practice) -> None:
    assert api.post(DEPOSITS, body(payer=987_654), format="json").status_code == 404
    assert api.get(f"{ACCOUNTS}987654/").status_code == 404


def test_the_account_with_a_payer(api, home) -> None:
    era_file = load(level("T1", ("L6", "-1.50"), ("FB:T1", "-30"), claims=(Clp("NOBODY", "5", "5"),)))
    post_era(era_file_id=era_file.pk, by=None, now=NOW)
    (account,) = api.get(ACCOUNTS).json()
    assert account == {
        "payer": home.acme.pk,
        "name": "Acme Health PPO",
        "carried_forward": "30.00",
        "to_be_recovered": "0.00",
        "interest": "1.50",
        "other": "0.00",
        "balance": "-31.50",
        "entries": 2,
    }
    detail = api.get(f"{ACCOUNTS}{home.acme.pk}/").json()
    assert detail["forwarded"] == [{"reference": "T1", "carried": "30.00"}]
    assert [(one["reason"], one["amount"], one["balance"]) for one in detail["results"]] == [
        ("L6", "-1.50", "-1.50"),
        ("FB", "-30.00", "-31.50"),
    ]
    (paid,) = api.get(f"/api/v1/eras/{era_file.pk}/").json()["remittances"]
    assert paid["reconciliation"] == {
        "posted": "0.00",
        "ready": "0.00",
        "held": "0.00",
        "unmatched": "5.00",
        "taken_back": "0.00",
        "ignored": "0.00",
        "provider_level": "-31.50",
        "payment": "36.50",
        "difference": "0.00",
    }
    assert Decimal(paid["amount"]) == Decimal("36.50")

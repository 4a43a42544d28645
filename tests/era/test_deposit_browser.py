"""The pages of deposits and payer accounts in Chromium: accessible at both widths, whole without scripts."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from era.models import Deposit
from era.services.deposits import remove_deposit, settle_deposit
from era.services.posting import post_era
from tests.browser.access import faults
from tests.era.test_accounts import level
from tests.era.test_deposits import load, payment, record
from tests.factories.era import NOW, Clp, household, sent_claim

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LIST, ACCOUNTS = "/eras/deposits/", "/eras/accounts/"
STATEMENT = (
    "date,amount,description,payer,balance\n"
    "2026-10-05,229.00,HCCLAIMPMT TRN*1*EFT0009*1912345678~,,1\n"
    '10/6/2026,"1,204.50",Card settlement,,1\n'
    "2026-10-06,-12.00,Fee,,1\n"
    "2026-10-07,abc,Broken,,1\n"
    "2026-10-05,229.00,TRN*1*EFT0001,,1\n"
)


@pytest.fixture
def home(practice):
    return household()


def check(page: Page, *paths: str) -> None:
    found = {}
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
        found[path] = faults(page)
    assert {path: told for path, told in found.items() if told} == {}


def choose_statement(page: Page) -> None:
    page.goto(f"{LIST}import/")
    page.set_input_files("input[type=file]", {"name": "b.csv", "mimeType": "text/csv", "buffer": STATEMENT.encode()})
    page.get_by_role("button", name="Look through it").click()


def test_every_state_is_accessible(browse, biller, home) -> None:
    page = browse(biller, "/")
    check(page, LIST, f"{LIST}?tab=matched", f"{LIST}?tab=late", ACCOUNTS, f"{LIST}add/", f"{LIST}import/")
    load(payment(), payment("T2", "100.00"), payment("T3", "129.00"), payment("T4", "300.00"), payment("T5", "300.00"))
    matched = record(biller, home.acme)
    several = record(biller, home.acme, trace_number="BULK")
    same = record(biller, home.acme, trace_number="X", amount=Decimal("300.00"))
    short = record(biller, home.acme, trace_number="T2", amount=Decimal("95.00"))
    gone = remove_deposit(deposit_id=record(biller, trace_number="Y").pk, reason="typed twice", by=biller, now=NOW)
    paper = record(biller, trace_number="Z")
    settle_deposit(deposit_id=paper.pk, reason="EOB on paper, typed", by=biller, now=NOW)
    claim = sent_claim(home)
    number = claim.submissions.get().patient_control_number
    plb = (("FB:L1", "-30"), ("FB:L9", "4"), (f"WO:{number}", "-5"), ("L6", "-1.50"), ("ZZ", "2"))
    era_file = load(level("L1", *plb, claims=(Clp("NOBODY", "50", "50"),)), control="000000002")
    post_era(era_file_id=era_file.pk, by=biller, now=NOW)
    check(
        page,
        *(f"{LIST}{tab}" for tab in ("", "?tab=matched", "?tab=late", "?tab=waiting&show=payments")),
        *(f"{LIST}{one.pk}/" for one in (matched, several, same, short, gone, paper)),
        ACCOUNTS,
        f"{ACCOUNTS}{home.acme.pk}/",
        f"{ACCOUNTS}{home.blue.pk}/",
        f"{ACCOUNTS}unnamed/",
        f"/eras/{era_file.pk}/",
        f"/eras/{matched.matches.get().remittance.era_file_id}/",
    )
    choose_statement(page)
    expect(page.get_by_role("heading", name="Look through the statement")).to_be_visible()
    assert faults(page) == []


def test_what_is_refused_is_accessible(browse, biller, home) -> None:
    page = browse(biller, f"{LIST}add/")
    page.get_by_role("button", name="Record deposit").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert faults(page) == []
    page.goto(f"{LIST}import/")
    page.set_input_files("input[type=file]", {"name": "b.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    page.get_by_role("button", name="Look through it").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert faults(page) == []


def test_a_statement_becomes_deposits_and_a_person_matches_one(browse, biller, home) -> None:
    load(payment("EFT0009"), payment("T2", "1204.50"))
    page = browse(biller, "/", scripts=False)
    choose_statement(page)
    expect(page.get_by_role("checkbox", name="Record line 2")).to_be_checked()
    page.get_by_role("checkbox", name="Record line 3").check()
    page.get_by_role("button", name="Record the ticked lines").click()
    expect(page.get_by_text("2 deposits recorded, 1 matched with remittances.")).to_be_visible()
    page.get_by_role("link", name="Look").click()
    page.get_by_role("button", name="Match with T2").click()
    expect(page.get_by_text("confirmed by a person")).to_be_visible()
    assert Deposit.objects.filter(matches__isnull=False).count() == 2

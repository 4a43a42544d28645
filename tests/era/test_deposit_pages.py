"""The pages of deposits: lists, one deposit, the form, the statement; and what a remittance says of its money."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from era.models import Deposit, DepositMatch, Remittance
from era.services.deposits import record_deposit
from era.services.posting import post_era
from tests.era.test_accounts import level
from tests.era.test_deposits import details, load, payment, record
from tests.factories.era import NOW, Clp, household

pytestmark = pytest.mark.django_db
LIST = "/eras/deposits/"
STATEMENT = (
    "date,amount,description,payer\n"
    "2026-10-05,229.00,HCCLAIMPMT TRN*1*EFT0001*1912345678~,\n"
    '10/6/2026,"1,204.50",Card settlement,\n'
    "2026-10-06,-12.00,Fee,\n"
    "2026-10-07,abc,Broken,\n"
)


@pytest.fixture
def home(practice):
    return household()


@pytest.fixture
def browser(client_as, biller):
    return client_as(biller)


def page(browser, path: str, status: int = 200) -> str:
    response = browser.get(path)
    assert response.status_code == status
    return response.content.decode()


def form(**fields) -> dict[str, str]:
    given = {"amount": "229.00", "deposited_on": "2026-10-05", "how": "eft", "trace_number": "EFT0001", "key": "form:1"}
    return {**given, **fields}


def test_empty_lists_say_what_will_be_there(browser, practice) -> None:
    assert "Record a deposit, or import" in page(browser, LIST)
    assert "Nothing is matched yet" in page(browser, f"{LIST}?tab=matched")
    assert "younger than four business days" in page(browser, f"{LIST}?tab=late")
    assert "No account has an entry yet" in page(browser, "/eras/accounts/")


def test_a_deposit_is_recorded_and_matched(browser, home) -> None:
    load(payment())
    saved = browser.post(f"{LIST}add/", form(payer=home.acme.pk), follow=True).content.decode()
    assert "Recorded, and matched with its remittance." in saved
    browser.post(f"{LIST}add/", form(payer=home.acme.pk))  # the same form sent twice
    deposit = Deposit.objects.get()
    assert "EFT0001" in page(browser, f"{LIST}?tab=matched")
    assert "trace number, payer and amount" in page(browser, f"{LIST}{deposit.pk}/")


def test_what_is_wrong_stands_in_the_form(browser, home, biller) -> None:
    wrong = browser.post(f"{LIST}add/", form(amount="0", deposited_on="2099-01-01"))
    assert wrong.status_code == 422
    assert "cannot be zero" in wrong.content.decode()
    record(biller)
    again = browser.post(f"{LIST}add/", form(key="form:2"))
    assert again.status_code == 409
    assert f"by {biller.name}" in again.content.decode()
    assert browser.post(f"{LIST}add/", form(deposited_on="2099-01-01", key="form:3")).status_code == 422


def test_a_suggestion_is_confirmed_by_a_person(browser, home, biller) -> None:
    load(payment())
    deposit = record(biller, home.acme, trace_number="OTHER")
    assert "the trace number is another" in page(browser, LIST)
    shown = page(browser, f"{LIST}{deposit.pk}/")
    assert "Same payer and amount" in shown
    chosen = {"remittance": Remittance.objects.get().pk, "version": deposit.version}
    matched = browser.post(f"{LIST}{deposit.pk}/match/", chosen, follow=True).content.decode()
    assert "confirmed by a person" in matched
    stale = browser.post(f"{LIST}{deposit.pk}/unmatch/", {"version": 1}, follow=True).content.decode()
    assert "while you were editing" in stale
    browser.post(f"{LIST}{deposit.pk}/unmatch/", {"version": 2})
    assert not DepositMatch.objects.exists()


@pytest.mark.parametrize("data", [{}, {"remittance": "x", "version": "1"}, {"remittance": "999", "version": "1"}])
def test_a_choice_that_is_none_changes_nothing(browser, home, biller, data) -> None:
    deposit = record(biller, trace_number="OTHER")
    said = browser.post(f"{LIST}{deposit.pk}/match/", data, follow=True).content.decode()
    assert "Choose" in said
    assert not DepositMatch.objects.exists()


def test_a_deposit_that_is_short_says_so(browser, home, biller) -> None:
    load(payment())
    deposit = record(biller, home.acme, amount=Decimal("224.00"))
    assert "5.00 less came to the bank" in page(browser, f"{LIST}{deposit.pk}/")
    assert "5.00 less came to the bank" in page(browser, LIST)


def test_a_deposit_is_removed_only_with_a_reason(browser, home, biller) -> None:
    deposit = record(biller)
    url = f"{LIST}{deposit.pk}/remove/"
    assert "say why" in browser.post(url, {"version": 1, "reason": ""}, follow=True).content.decode()
    removed = browser.post(url, {"version": 1, "reason": "typed twice"}, follow=True).content.decode()
    assert "typed twice" in removed
    assert "Remove deposit" not in removed


def test_the_remittance_says_whether_its_money_came(browser, home, biller, time_machine_at) -> None:
    era_file = load(payment())
    time_machine_at(date(2026, 10, 8))
    assert "not seen yet, expected by 8 Oct 2026" in page(browser, f"/eras/{era_file.pk}/")
    time_machine_at(date(2026, 10, 9))
    assert "not seen, late since 9 Oct 2026" in page(browser, f"/eras/{era_file.pk}/")
    assert "late since 9 Oct 2026" in page(browser, f"{LIST}?tab=late")
    record(biller, home.acme)
    assert "received 5 Oct 2026, matched" in page(browser, f"/eras/{era_file.pk}/")


@pytest.fixture
def time_machine_at(monkeypatch):
    def at(day: date) -> None:
        for module in ("era.views.files", "era.views.deposits"):
            monkeypatch.setattr(f"{module}.localdate", lambda *_: day)

    return at


def test_a_remittance_that_moved_no_money_says_so(browser, home) -> None:
    era_file = load(payment(amount="0"))
    assert "none to expect, this remittance moved no money" in page(browser, f"/eras/{era_file.pk}/")


class TestStatement:
    def upload(self, browser, text: str = STATEMENT):
        given = SimpleUploadedFile("bank.csv", text.encode())
        return browser.post(f"{LIST}import/", {"file": given})

    def test_every_line_is_shown_before_anything_is_recorded(self, browser, home) -> None:
        load(payment())
        shown = self.upload(browser)
        text = shown.content.decode()
        assert shown.status_code == 200
        assert "2 lines are new, 1 cannot be read" in text
        assert 'value="2" checked' in text
        assert 'value="3">' in text  # not a payer's, as far as anybody can tell
        assert "money that went out" in text
        assert "is no amount in dollars and cents" in text
        assert not Deposit.objects.exists()

    def test_the_chosen_lines_are_recorded_and_matched(self, browser, home) -> None:
        load(payment())
        done = browser.post(f"{LIST}import/", {"statement": STATEMENT, "line": ["2", "3"]}, follow=True)
        assert "2 deposits recorded, 1 matched with remittances." in done.content.decode()
        assert Deposit.objects.get(trace_number="EFT0001").payer == home.acme

    def test_the_same_statement_again_records_nothing(self, browser, home) -> None:
        for _ in range(2):
            browser.post(f"{LIST}import/", {"statement": STATEMENT, "line": ["2", "3"]})
        assert Deposit.objects.count() == 2
        again = self.upload(browser).content.decode()
        assert "0 lines are new, 2 recorded before" in again
        assert again.count("recorded before<span") == 2

    def test_what_was_recorded_by_hand_is_recognised(self, browser, home, biller) -> None:
        record(biller)
        assert "1 line is new, 1 recorded before" in self.upload(browser).content.decode()

    def test_a_line_the_verb_refuses_stops_all(self, browser, home) -> None:
        text = STATEMENT.replace("2026-10-05", "1999-10-05")
        refused = browser.post(f"{LIST}import/", {"statement": text, "line": ["2", "3"]})
        assert refused.status_code == 422
        assert "Nothing was recorded." in refused.content.decode()
        assert not Deposit.objects.exists()

    @pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\0"])
    def test_what_is_no_statement_is_refused_with_the_reason(self, browser, practice, text) -> None:
        refused = self.upload(browser, text)
        assert refused.status_code == 422
        assert "Error:" in refused.content.decode()

    def test_no_file(self, browser, practice) -> None:
        assert browser.post(f"{LIST}import/", {}).status_code == 422
        assert browser.post(f"{LIST}import/", {"statement": ""}).status_code == 422
        nothing = browser.post(f"{LIST}import/", {"statement": STATEMENT}, follow=True).content.decode()
        assert "Nothing was chosen" in nothing


@pytest.mark.parametrize("path", [LIST, f"{LIST}?tab=matched", f"{LIST}?tab=late"])
def test_queries_do_not_grow_with_rows(browser, home, biller, path, django_assert_max_num_queries) -> None:
    load(payment("A1"), payment("B1"))
    record(biller, home.acme, trace_number="A1")
    record(biller, trace_number="X1")
    with django_assert_max_num_queries(60) as few:
        page(browser, path)
    load(*[payment(f"A{n}") for n in range(2, 5)], *[payment(f"B{n}") for n in range(2, 5)], control="000000002")
    for n in range(2, 5):
        record(biller, home.acme, trace_number=f"A{n}")
        record(biller, trace_number=f"X{n}")
    with django_assert_max_num_queries(len(few)):
        page(browser, path)


def test_each_half_of_a_long_list_has_its_pages(browser, home, biller, monkeypatch) -> None:
    for n in range(52):
        record(biller, trace_number=f"X{n}")
    both = page(browser, LIST)
    assert "All deposits without a remittance" in both
    alone = page(browser, f"{LIST}?tab=waiting&show=deposits")
    assert "Next" in alone
    assert "Remittances without their money" not in alone


def test_another_practices_deposit_is_not_there(browser, home, other_practice, inside, administrator) -> None:
    with inside(other_practice):
        theirs = record_deposit(details=details(), by=administrator, now=NOW)
    page(browser, f"{LIST}{theirs.pk}/", status=404)
    assert browser.post(f"{LIST}{theirs.pk}/unmatch/", {"version": 1}).status_code == 404
    assert reverse("era:deposit", args=[theirs.pk]) not in page(browser, LIST)


def csv_of(browser, path: str) -> list[str]:
    response = browser.get(path)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode().removeprefix("\ufeff").splitlines()


def test_deposits_for_a_spreadsheet(browser, home, biller) -> None:
    load(payment())
    record(biller, home.acme)
    record(biller, trace_number="", bank_reference="=2+3")
    head, matched, waiting = csv_of(browser, f"{LIST}csv/")
    assert head.startswith("Deposited,Payer,Trace or check")
    assert matched == (
        '2026-10-05,Acme Health PPO,EFT0001,EFT,,229.00,matched,EFT0001,"trace number, payer and amount"'
    )
    assert waiting.startswith("2026-10-05,,,EFT,'=2+3,229.00,late since 2026-10-10,")


def test_an_account_for_a_spreadsheet(browser, home) -> None:
    era_file = load(level("T1", ("L6", "-1.50"), ("FB:T1", "-30"), claims=(Clp("NOBODY", "5", "5"),)))
    post_era(era_file_id=era_file.pk, by=None, now=NOW)
    assert csv_of(browser, f"/eras/accounts/{home.acme.pk}/csv/")[1:] == [
        "2026-10-02,L6,Interest owed to us,,,T1,-1.50,-1.50,",
        "2026-10-02,FB,Balance carried to another payment,T1,,T1,-30.00,-31.50,",
    ]
    page(browser, "/eras/accounts/987654/csv/", status=404)


def test_money_without_a_remittance_to_come_is_settled_with_a_reason(browser, home, biller) -> None:
    deposit = record(biller)
    url = f"{LIST}{deposit.pk}/"
    assert "say why" in browser.post(f"{url}settle/", {"version": 1, "reason": ""}, follow=True).content.decode()
    settled = browser.post(f"{url}settle/", {"version": 1, "reason": "EOB on paper, typed"}, follow=True)
    Deposit.objects.update(settled_at=datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    assert "21 Nov 2026, Alice Biller" in page(browser, url)  # the practice's evening, not Greenwich's morning
    assert "settled without a remittance" in settled.content.decode()
    assert "EOB on paper, typed" in page(browser, f"{LIST}?tab=matched")
    assert csv_of(browser, f"{LIST}csv/")[1].endswith('"settled: EOB on paper, typed",,')
    browser.post(f"{url}unsettle/", {"version": 2})
    assert "late since" in page(browser, f"{LIST}?tab=late")

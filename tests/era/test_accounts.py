"""The account with a payer: entries with their posting, contra-entries with their undo, and every cent of a payment."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from era.models import ClaimMatch, PayerAccountEntry, ProviderAdjustment, Remittance
from era.provider_level import Part, identifiers, open_references, part_of, reason_label
from era.selectors.accounts import (
    account_entries,
    account_total,
    account_totals,
    entry_views,
    open_forwarded,
    provider_level_rows,
)
from era.selectors.files import summary_of
from era.services.loading import load_era
from era.services.posting import post_era
from era.services.queue import assign_payer, ignore
from era.services.undoing import undo_era
from tests.conftest import constraints_checked
from tests.factories.era import NOW, Clp, Payment, clean_answer, era_bytes, household, reversal_of, sent_claim

pytestmark = pytest.mark.django_db
STRANGE = ("ACME BENEFITS", "ACM99", "1999")


@pytest.fixture
def home(practice):
    return household()


def load(*payments: Payment, control: int = 1):
    data = era_bytes(*payments, control=f"{control:09d}")
    return load_era(name="era.835", chunks=[data], by=None, now=NOW).era_file


def post(era_file) -> None:
    with constraints_checked():
        post_era(era_file_id=era_file.pk, by=None, now=NOW)


def undo(era_file) -> None:
    with constraints_checked():
        undo_era(era_file_id=era_file.pk, by=None, now=NOW)


def level(trace: str, *plb: tuple[str, str], **fields) -> Payment:
    """A payment of provider-level money alone, or with claims that match nobody."""
    return Payment(fields.pop("claims", ()), trace=trace, plb=plb, **fields)


def views(payer_id):
    return entry_views(list(account_entries(payer_id).order_by("booked_on", "pk")), payer_id)


class TestReferences:
    @pytest.mark.parametrize(
        ("reference", "found"),
        [
            ("CC26A0005001P", {"CC26A0005001P"}),
            ("ACM2026000700 123456789A", {"ACM2026000700 123456789A", "ACM2026000700", "123456789A"}),
            ("wo:cc26a0005001p", {"WO:CC26A0005001P", "CC26A0005001P"}),
            ("RECOVERY", set()),
            ("X1", set()),
            ("", set()),
        ],
    )
    def test_what_may_be_a_claims_number(self, reference, found) -> None:
        assert identifiers(reference) == found

    def test_forwarded_balances_net_by_reference_whatever_the_case(self) -> None:
        amounts = [
            ("T1", Decimal(-30)),
            ("t1 ", Decimal(10)),
            ("T2", Decimal(-5)),
            ("T2", Decimal(5)),
            ("T9", Decimal(4)),
        ]
        assert [(one.reference, one.carried) for one in open_references(amounts)] == [("T1", 20), ("T9", -4)]

    def test_codes(self) -> None:
        found = {code: part_of(code) for code in ("FB", "WO", "72", "L6", "50", "CS", "ZZ")}
        assert found == {
            "FB": Part.FORWARDED,
            "WO": Part.RECOVERY,
            "72": Part.RECOVERY,
            "L6": Part.INTEREST,
            "50": Part.OTHER,
            "CS": Part.OTHER,
            "ZZ": Part.OTHER,
        }
        assert reason_label("WO") == "Overpayment recovery"
        assert reason_label("ZZ") == ""


def test_posting_enters_and_undo_takes_back(home) -> None:
    claims = (Clp("NOBODY", "100", "100"),)
    era_file = load(level("T1", ("L6", "-1.50"), ("50", "10"), ("CS", "0"), claims=claims))
    assert not PayerAccountEntry.objects.exists()
    post(era_file)
    (account,) = account_totals()
    assert (account.name, account.interest, account.other, account.balance) == (
        "Acme Health PPO",
        Decimal("1.50"),
        Decimal(10),
        Decimal("8.50"),
    )
    post(era_file)
    assert PayerAccountEntry.objects.count() == 2
    undo(era_file)
    assert account_total(home.acme.pk).balance == 0
    contra = PayerAccountEntry.objects.filter(reverses__isnull=False)
    assert {(one.amount, one.reverses.amount) for one in contra} == {
        (Decimal("1.50"), Decimal("-1.50")),
        (Decimal(-10), Decimal(10)),
    }
    post(era_file)
    assert account_total(home.acme.pk).balance == Decimal("8.50")
    assert PayerAccountEntry.objects.count() == 6


def test_a_forwarded_balance_nets_to_zero_across_files(home) -> None:
    claim = sent_claim(home)
    answer = clean_answer(claim)
    post(load(Payment((answer,), trace="T1")))
    post(load(Payment((reversal_of(answer),), trace="T2", amount="0", plb=(("FB:T2", "-225"),)), control=2))
    assert account_total(home.acme.pk).carried_forward == Decimal(225)
    assert [(one.reference, one.carried) for one in open_forwarded(home.acme.pk)] == [("T2", Decimal(225))]

    taken = Payment(
        (clean_answer(sent_claim(home)), clean_answer(sent_claim(home))), trace="T3", plb=(("FB:T2", "225"),)
    )
    third = load(taken, control=3)
    post(third)
    assert Remittance.objects.get(trace_number="T3").amount == Decimal(225)
    assert open_forwarded(home.acme.pk) == []
    assert [view.balance for view in views(home.acme.pk)] == [Decimal(-225), Decimal(0)]

    undo(third)
    assert [one.carried for one in open_forwarded(home.acme.pk)] == [Decimal(225)]


def test_a_payment_of_nobody_we_know_has_an_account_until_its_payer_is_named(home, biller) -> None:
    post(load(level("T1", ("CS", "5"), claims=(Clp("NOBODY", "5", "5"),), payer=STRANGE)))
    (account,) = account_totals()
    assert (account.payer_id, account.name) == (None, "Payer not named yet")
    assign_payer(remittance_id=Remittance.objects.get().pk, payer_id=home.blue.pk, by=biller, now=NOW)
    assert [account.payer_id for account in account_totals()] == [home.blue.pk]


class TestClaims:
    def test_by_our_control_number_and_by_the_payers(self, home) -> None:
        claim = sent_claim(home)
        answer = clean_answer(claim, control="ACM2026000700")
        number = claim.submissions.get().patient_control_number
        paid = Payment(
            (answer,), trace="T1", plb=((f"WO:{number}", "5"), ("WO:ACM2026000700 9AA", "5"), ("WO:OTHER1", "5"))
        )
        post(load(paid))
        found = provider_level_rows(Remittance.objects.get().pk)
        assert [row.link and row.link.claim for row in found] == [claim, claim, None]
        assert found[0].link.why == "its reference names the claim"

    def test_by_the_reversal_of_the_same_payment_and_its_other_half(self, home) -> None:
        claim = sent_claim(home)
        answer = clean_answer(claim)
        post(load(Payment((answer,), trace="T1")))
        back = Payment((reversal_of(answer),), trace="T2", amount="0", plb=(("WO:LETTER77", "-225"),))
        post(load(back, control=2))
        post(load(level("T3", ("WO:LETTER77", "225"), claims=(Clp("NOBODY", "300", "300"),)), control=3))
        found = views(home.acme.pk)
        assert [view.link.claim for view in found] == [claim, claim]
        assert [view.link.why for view in found] == [
            "its payment reverses this claim by the same amount",
            "the same reference as the recovery of this claim",
        ]
        assert account_total(home.acme.pk).to_be_recovered == 0

    def test_a_number_of_two_claims_links_neither(self, home) -> None:
        for _ in range(2):
            post_file = load(
                Payment((clean_answer(sent_claim(home), control="SAME001"),), trace=f"T{_}"), control=_ + 1
            )
            post(post_file)
        post(load(level("T9", ("WO:SAME001", "5"), claims=(Clp("NOBODY", "5", "5"),)), control=9))
        assert [view.link for view in views(home.acme.pk)] == [None]

    @pytest.mark.parametrize("number", [1, 3])
    def test_queries_do_not_grow(self, home, number) -> None:
        answers = [clean_answer(sent_claim(home), control=f"PCCN77{n}") for n in range(number)]
        post(load(Payment(tuple(answers), plb=tuple((f"WO:PCCN77{n}", "1") for n in range(number)))))
        with CaptureQueriesContext(connection) as queries:
            assert len(views(home.acme.pk)) == number
            account_totals()
            open_forwarded(home.acme.pk)
        assert len(queries) == 7


class TestHeldByPostgreSQL:
    @pytest.fixture
    def posted(self, home):
        post(load(level("T1", ("CS", "5"), ("CS", "7"), claims=(Clp("NOBODY", "12", "12"),))))
        return Remittance.objects.get()

    def entry(self, remittance, adjustment, amount, **fields) -> PayerAccountEntry:
        return PayerAccountEntry.objects.create(
            remittance=remittance,
            provider_adjustment=adjustment,
            amount=amount,
            booked_on=date(2026, 10, 2),
            entered_at=NOW,
            **fields,
        )

    def test_an_amount_twice(self, posted) -> None:
        first = ProviderAdjustment.objects.get(amount=5)
        with pytest.raises(IntegrityError, match="stands in the account"), transaction.atomic(), constraints_checked():
            self.entry(posted, first, 5)

    def test_another_amount_than_was_received(self, posted) -> None:
        with pytest.raises(IntegrityError, match="PLB amount as received"), transaction.atomic():
            self.entry(posted, ProviderAdjustment.objects.get(amount=5), 7)

    def test_a_contra_entry_of_a_posted_payment(self, posted) -> None:
        standing = PayerAccountEntry.objects.get(amount=5)
        with pytest.raises(IntegrityError, match="stands in the account"), transaction.atomic(), constraints_checked():
            self.entry(posted, standing.provider_adjustment, -5, reverses=standing)

    def test_a_contra_entry_of_something_else(self, posted) -> None:
        standing, other = PayerAccountEntry.objects.order_by("amount")
        with pytest.raises(IntegrityError, match="takes one entry back"), transaction.atomic():
            self.entry(posted, other.provider_adjustment, -5, reverses=standing)

    def test_a_state_that_changes_without_its_entries(self, posted) -> None:
        with pytest.raises(IntegrityError, match="stands in the account"), transaction.atomic(), constraints_checked():
            Remittance.objects.update(state="undone", undone_at=NOW)

    def test_entries_never_change(self, posted) -> None:
        for statement in ("UPDATE era_payeraccountentry SET amount = 1", "DELETE FROM era_payeraccountentry"):
            with pytest.raises(ProgrammingError, match="denied"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


# -- every cent of any payment

CENTS = st.integers(-99_999, 99_999).map(lambda cents: f"{Decimal(cents) / 100:.2f}")
CODES = st.sampled_from(["WO", "FB", "L6", "72", "CS", "50", "AP", "J1", "ZZ"])
LEVEL = st.lists(st.tuples(CODES, st.sampled_from(["", ":T1", ":CC26A0005001P", ":X 9"]), CENTS), max_size=6)
KINDS = st.lists(st.sampled_from(["matched", "unmatched", "unbalanced", "ignored", "repeated"]), max_size=5)
EXAMPLES = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class RolledBack(Exception):
    """Ends an example: what it did is taken back."""


def claims_of(kinds: list[str], home) -> list[Clp]:
    found: list[Clp] = []
    for number, kind in enumerate(kinds):
        if kind == "repeated" and found:
            found.append(found[-1])
        elif kind == "unmatched":
            found.append(Clp(f"NOBODY{number}", "80.00", "33.33", adjustments=(("CO", "45", "46.67"),)))
        else:
            answer = clean_answer(sent_claim(home), control=f"N{number}")
            short = {"charge": answer.charge, "paid": "1.00"} if kind == "unbalanced" else {}
            found.append(
                Clp(answer.number, **{"charge": answer.charge, "paid": answer.paid, **short}, lines=answer.lines)
            )
    return found


def checked_money(era_file) -> None:
    """posted + ready + held + unmatched + set aside - provider level = BPR02, to the cent."""
    (payment,) = summary_of(era_file).payments
    assert payment.reconciliation.difference == Decimal("0.00"), payment.reconciliation
    assert payment.reconciliation.adds_up
    standing = sum(PayerAccountEntry.objects.values_list("amount", flat=True), Decimal(0))
    assert standing == (payment.remittance.provider_level if payment.remittance.state == "posted" else 0)


@pytest.mark.slow
@given(kinds=KINDS, plb=LEVEL)
@EXAMPLES
def test_every_cent_of_any_payment_is_accounted_for(home, biller, kinds, plb) -> None:
    try:
        with transaction.atomic():
            claims = claims_of(kinds, home)
            pairs = tuple((code + reference, amount) for code, reference, amount in plb)
            total = sum((Decimal(c.paid) for c in claims), Decimal(0)) - sum((Decimal(a) for _, a in pairs), Decimal(0))
            if total < 0:  # BPR02 is never negative: what is below nothing is carried forward
                pairs, total = (*pairs, ("FB:T1", f"{total}")), Decimal(0)
            era_file = load(Payment(tuple(claims), trace="T1", amount=f"{total:.2f}", plb=pairs))
            checked_money(era_file)
            if "ignored" in kinds and (match := ClaimMatch.objects.order_by("pk").last()):
                ignore(match_id=match.pk, reason="not ours", by=biller, now=NOW)
            for step in (post, undo, post):
                step(era_file)
                checked_money(era_file)
            raise RolledBack
    except RolledBack:
        pass

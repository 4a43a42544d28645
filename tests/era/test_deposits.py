"""Deposits and the remittances they pay: found together, confirmed, refused, and what PostgreSQL itself holds."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claimcenter.practice.models import AuditEvent
from clients.versions import ChangedMeanwhile
from era.enums import DepositMethod, MatchedBy, RemittanceState
from era.models import Deposit, DepositMatch, Remittance
from era.selectors.deposits import (
    awaiting_money,
    deposit_states,
    late_deposits,
    late_payments,
    matched_deposits,
    overdue,
    waiting_deposits,
    with_suggestions,
)
from era.services.deposits import (
    AlreadyRecorded,
    DepositDetails,
    DepositRefused,
    match_deposit,
    record_deposit,
    remove_deposit,
    settle_deposit,
    unmatch_deposit,
    unsettle_deposit,
)
from era.services.loading import load_era
from era.services.posting import post_era
from era.services.queue import assign_payer
from era.services.undoing import undo_era
from tests.conftest import constraints_checked
from tests.factories.era import NOW, Clp, Payment, clean_answer, era_bytes, household, sent_claim

pytestmark = pytest.mark.django_db
PAID_ON, TODAY = date(2026, 10, 2), date(2026, 10, 5)
ACME = ("ACME HEALTH PPO", "AC001", "1912345678")
STRANGE = ("ACME BENEFITS", "ACM99", "1999")


@pytest.fixture
def home(practice):
    return household()


def load(*payments: Payment, control: str = "000000001"):
    return load_era(name="era.835", chunks=[era_bytes(*payments, control=control)], by=None, now=NOW).era_file


def payment(trace: str = "EFT0001", amount: str = "229.00", **fields) -> Payment:
    return Payment((Clp("NOBODY", amount, amount),), trace=trace, **fields)


def details(payer=None, **fields) -> DepositDetails:
    given = {"amount": Decimal("229.00"), "deposited_on": TODAY, "payer": payer, "trace_number": "EFT0001"}
    return DepositDetails(**{**given, **fields})


def record(biller, payer=None, key: str = "", **fields) -> Deposit:
    return record_deposit(details=details(payer, **fields), by=biller, now=NOW, record_key=key)


def pairs() -> list[tuple[int, str, str]]:
    rows = DepositMatch.objects.order_by("remittance__trace_number")
    return list(rows.values_list("deposit", "remittance__trace_number", "how"))


class TestByThemselves:
    def test_a_deposit_finds_its_remittance(self, home, biller) -> None:
        load(payment())
        with constraints_checked():
            deposit = record(biller, home.acme, trace_number=" eft0001 ")
        assert pairs() == [(deposit.pk, "EFT0001", MatchedBy.EXACT)]
        assert AuditEvent.objects.filter(action="deposit.matched").exists()

    def test_a_remittance_finds_its_deposit(self, home, biller) -> None:
        with constraints_checked():
            deposit = record(biller, home.acme)
            assert pairs() == []
            load(payment())
        assert pairs() == [(deposit.pk, "EFT0001", MatchedBy.EXACT)]

    def test_the_addenda_name_the_payer(self, home, biller) -> None:
        load(payment())
        deposit = record(biller, originating_id=ACME[2])
        assert pairs() == [(deposit.pk, "EFT0001", MatchedBy.EXACT)]
        assert deposit.payer == home.acme

    @pytest.mark.parametrize(
        "fields",
        [{"amount": Decimal("229.01")}, {"trace_number": "EFT0002"}, {"deposited_on": date(2026, 11, 6)}],
    )
    def test_what_differs_waits_for_a_person(self, home, biller, fields) -> None:
        load(payment())
        record(biller, home.acme, **fields)
        assert pairs() == []

    def test_without_a_payer_nothing_is_certain(self, home, biller) -> None:
        load(payment())
        record(biller)
        assert pairs() == []

    def test_a_deposit_of_another_payer_never_matches(self, home, biller) -> None:
        load(payment())
        record(biller, home.blue)
        assert pairs() == []

    def test_naming_the_payer_of_a_remittance_finds_its_deposit(self, home, biller) -> None:
        load(payment(payer=STRANGE))
        deposit = record(biller, home.blue)
        assert pairs() == []
        with constraints_checked():
            assign_payer(remittance_id=Remittance.objects.get().pk, payer_id=home.blue.pk, by=biller, now=NOW)
        assert pairs() == [(deposit.pk, "EFT0001", MatchedBy.EXACT)]

    def test_renaming_the_payer_takes_the_match_away(self, home, biller) -> None:
        load(payment())
        record(biller, home.acme)
        with constraints_checked():
            assign_payer(remittance_id=Remittance.objects.get().pk, payer_id=home.blue.pk, by=biller, now=NOW)
        assert pairs() == []

    def test_undo_and_posting_again_leave_the_money_where_it_is(self, home, biller) -> None:
        era_file = load(Payment((clean_answer(sent_claim(home)),)))
        deposit = record(biller, home.acme, amount=Decimal("225.00"))
        for _ in range(2):
            post_era(era_file_id=era_file.pk, by=biller, now=NOW)
            undo_era(era_file_id=era_file.pk, by=biller, now=NOW)
        assert pairs() == [(deposit.pk, "EFT0001", MatchedBy.EXACT)]

    def test_the_money_of_an_undone_payment_goes_over_when_it_comes_again(self, home, biller) -> None:
        first = load(Payment((clean_answer(sent_claim(home)),)))
        deposit = record(biller, home.acme, amount=Decimal("225.00"))
        post_era(era_file_id=first.pk, by=biller, now=NOW)
        undo_era(era_file_id=first.pk, by=biller, now=NOW)
        with constraints_checked():
            second = load(Payment((clean_answer(sent_claim(home)),)), control="000000002")
        assert DepositMatch.objects.get().remittance.era_file == second
        assert DepositMatch.objects.get().deposit == deposit

    def test_what_moved_no_money_is_not_looked_for(self, home, biller) -> None:
        load(payment(amount="0"))
        data = era_bytes(payment("EFT0002")).replace(b"*ACH*", b"*NON*")
        load_era(name="n.835", chunks=[data], by=None, now=NOW)
        assert not awaiting_money().exists()
        states = deposit_states(Remittance.objects.all(), today=date(2027, 1, 1))
        assert {state.expected for state in states.values()} == {False}


class TestByAPerson:
    def test_a_deposit_pays_several_remittances_to_the_cent(self, home, biller) -> None:
        load(payment("T1", "100.00"), payment("T2", "129.00"))
        deposit = record(biller, home.acme, trace_number="BULK")
        (row,) = with_suggestions([deposit], today=TODAY)
        assert row.suggestions[0].why == "2 payments of this payer come to it together."
        with constraints_checked():
            match_deposit(deposit_id=deposit.pk, remittance_ids=row.suggestions[0].remittances, by=biller, now=NOW)
        assert pairs() == [(deposit.pk, "T1", MatchedBy.PERSON), (deposit.pk, "T2", MatchedBy.PERSON)]

    def test_what_agrees_is_found_behind_any_number_of_other_payments(self, home, biller, monkeypatch) -> None:
        monkeypatch.setattr("era.selectors.deposits.CANDIDATES", 2)
        load(payment("OLD"), *[payment(f"T{n}", "5.00", day=TODAY) for n in range(4)])
        (row,) = with_suggestions([record(biller, home.acme, trace_number="X")], today=TODAY)
        assert [found.remittances for found in row.suggestions] == [(Remittance.objects.get(trace_number="OLD").pk,)]

    def test_taking_a_match_away_lets_both_wait(self, home, biller) -> None:
        load(payment())
        deposit = record(biller, home.acme)
        for _ in range(2):
            unmatch_deposit(deposit_id=deposit.pk, by=biller)
        assert (pairs(), awaiting_money().count(), waiting_deposits().count()) == ([], 1, 1)
        match_deposit(deposit_id=deposit.pk, remittance_ids=[Remittance.objects.get().pk], by=biller, now=NOW)
        assert pairs() == [(deposit.pk, "EFT0001", MatchedBy.PERSON)]

    def test_a_deposit_without_a_payer_learns_it(self, home, biller) -> None:
        load(payment())
        deposit = record(biller)
        deposit = match_deposit(deposit_id=deposit.pk, remittance_ids=[Remittance.objects.get().pk], by=biller, now=NOW)
        assert deposit.payer_id == home.acme.pk

    @pytest.mark.parametrize(
        ("traces", "code"),
        [(["T1"], "amount_differs"), (["T1", "T2"], "other_payer"), (["T3"], "payer_unknown"), ([], "not_waiting")],
    )
    def test_what_does_not_agree_is_refused(self, home, biller, traces, code) -> None:
        blue = ("BLUE SAMPLE PLAN", "BS002", "1888")
        load(payment("T1", "100.00"), payment("T2", "129.00", payer=blue), payment("T3", "229.00", payer=STRANGE))
        deposit = record(biller)
        chosen = list(Remittance.objects.filter(trace_number__in=traces).values_list("pk", flat=True))
        with pytest.raises(DepositRefused) as refused:
            match_deposit(deposit_id=deposit.pk, remittance_ids=chosen, by=biller, now=NOW)
        assert refused.value.code == code
        assert pairs() == []

    def test_the_difference_is_said_in_cents(self, home, biller) -> None:
        load(payment("T1", "229.05"))
        deposit = record(biller)
        with pytest.raises(DepositRefused, match=r"come to 229\.05: 0\.05 less"):
            match_deposit(deposit_id=deposit.pk, remittance_ids=[Remittance.objects.get().pk], by=biller, now=NOW)

    def test_money_of_another_payer_is_refused(self, home, biller) -> None:
        load(payment())
        deposit = record(biller, home.blue)
        with pytest.raises(DepositRefused, match="another payer"):
            match_deposit(deposit_id=deposit.pk, remittance_ids=[Remittance.objects.get().pk], by=biller, now=NOW)

    def test_a_remittance_is_paid_once(self, home, biller) -> None:
        load(payment())
        record(biller, home.acme)
        second = record(biller, home.acme, trace_number="OTHER")
        with pytest.raises(DepositRefused, match="wait for their money"):
            match_deposit(deposit_id=second.pk, remittance_ids=[Remittance.objects.get().pk], by=biller, now=NOW)

    def test_a_matched_deposit_is_not_matched_again_nor_removed(self, home, biller) -> None:
        load(payment(), payment("T2"))
        deposit = record(biller, home.acme)
        other = Remittance.objects.get(trace_number="T2").pk
        with pytest.raises(DepositRefused, match="matched already"):
            match_deposit(deposit_id=deposit.pk, remittance_ids=[other], by=biller, now=NOW)
        with pytest.raises(DepositRefused, match="Take the match away"):
            remove_deposit(deposit_id=deposit.pk, reason="typed twice", by=biller, now=NOW)

    def test_the_second_of_two_people_is_told(self, home, biller) -> None:
        load(payment())
        deposit = record(biller, trace_number="OTHER")
        chosen = [Remittance.objects.get().pk]
        match_deposit(deposit_id=deposit.pk, remittance_ids=chosen, by=biller, now=NOW, version=1)
        with pytest.raises(ChangedMeanwhile):
            unmatch_deposit(deposit_id=deposit.pk, by=biller, version=1)

    def test_a_removed_deposit_is_gone_with_its_reason(self, home, biller) -> None:
        deposit = record(biller)
        with pytest.raises(DepositRefused, match="say why"):
            remove_deposit(deposit_id=deposit.pk, reason=" ", by=biller, now=NOW)
        remove_deposit(deposit_id=deposit.pk, reason="typed twice", by=biller, now=NOW)
        assert not waiting_deposits().exists()
        with pytest.raises(DepositRefused, match="was removed"):
            unmatch_deposit(deposit_id=deposit.pk, by=biller)
        assert record(biller).pk != deposit.pk
        assert Deposit.objects.get(pk=deposit.pk).removed_reason == "typed twice"


class TestSettled:
    """Money whose remittance never comes: its EOB came on paper and was typed."""

    def settle(self, biller, deposit: Deposit, reason: str = "EOB on paper, typed") -> Deposit:
        return settle_deposit(deposit_id=deposit.pk, reason=reason, by=biller, now=NOW)

    def test_it_waits_no_more_and_may_wait_again(self, practice, biller) -> None:
        deposit = record(biller)
        self.settle(biller, deposit)
        assert not late_deposits(date(2027, 1, 1)).exists()
        assert list(matched_deposits()) == [deposit]
        for _ in range(2):
            unsettle_deposit(deposit_id=deposit.pk, by=biller)
        assert list(waiting_deposits()) == [deposit]

    def test_a_remittance_that_comes_after_all_is_matched(self, home, biller) -> None:
        deposit = self.settle(biller, record(biller, home.acme))
        with constraints_checked():
            load(payment())
        assert pairs() == [(deposit.pk, "EFT0001", MatchedBy.EXACT)]
        assert Deposit.objects.get().settled_reason == ""

    def test_a_reason_is_needed_and_a_matched_one_is_not_settled(self, home, biller) -> None:
        load(payment())
        with pytest.raises(DepositRefused, match="say why"):
            self.settle(biller, record(biller, trace_number="X"), " ")
        with pytest.raises(DepositRefused, match="Take the match away"):
            self.settle(biller, record(biller, home.acme))

    def test_postgresql_holds_that_it_pays_nothing(self, home, biller) -> None:
        load(payment())
        record(biller, home.acme)
        settled = {"settled_at": NOW, "settled_by": biller, "settled_reason": "typed"}
        with pytest.raises(IntegrityError, match="pays none"), transaction.atomic(), constraints_checked():
            Deposit.objects.update(**settled)
        with pytest.raises(IntegrityError, match="deposit_settled_at_by"), transaction.atomic():
            Deposit.objects.update(**{**settled, "settled_reason": ""})


class TestRecording:
    def test_the_same_key_is_the_same_deposit(self, practice, biller) -> None:
        assert record(biller, key="k1").pk == record(biller, key="k1").pk
        with pytest.raises(DepositRefused, match="used for another"):
            record(biller, key="k1", amount=Decimal("1.00"))

    def test_the_same_money_again_says_when_and_by_whom(self, practice, biller) -> None:
        first = record(biller)
        with pytest.raises(AlreadyRecorded, match=f"by {biller.name}") as refused:
            record(biller)
        assert refused.value.deposit == first
        record(biller, trace_number="")
        record(biller, trace_number="")  # two of one day without a trace number may be two

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("amount", Decimal("0.00")),
            ("amount", Decimal("-1.00")),
            ("amount", Decimal("1.001")),
            ("deposited_on", date(2026, 11, 21)),
            ("deposited_on", date(1926, 1, 1)),
            ("how", "cash"),
            ("trace_number", "9" * 61),
            ("note", "a\u202eb"),
        ],
    )
    def test_each_wrong_value_is_named(self, practice, biller, field, value) -> None:
        with pytest.raises(ValidationError) as refused:
            record(biller, **{field: value})
        assert list(refused.value.error_dict) == [field]
        assert not Deposit.objects.exists()


class TestLate:
    def test_a_remittance_without_money_is_late_after_four_business_days(self, home) -> None:
        load(payment())
        due = date(2026, 10, 8)
        assert not late_payments(due).exists()
        assert late_payments(date(2026, 10, 9)).exists()
        (state,) = deposit_states(Remittance.objects.all(), today=date(2026, 10, 9)).values()
        assert (state.due, state.late_since) == (due, date(2026, 10, 9))

    def test_money_without_its_remittance_is_late_too(self, practice, biller) -> None:
        record(biller)
        assert not late_deposits(date(2026, 10, 9)).exists()
        assert late_deposits(date(2026, 10, 10)).exists()
        missing, unexplained = overdue(date(2026, 11, 20))
        assert (missing.number, unexplained.number, unexplained.amount) == (0, 1, Decimal("229.00"))

    def test_what_is_matched_is_never_late(self, home, biller) -> None:
        load(payment())
        record(biller, home.acme)
        assert [found.number for found in overdue(date(2027, 1, 1))] == [0, 0]

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({}, True),
            ({"state": "posted", "posted_at": NOW}, True),
            ({"state": "undone", "undone_at": NOW}, False),
            ({"state": "duplicate"}, False),
            ({"state": "held", "hold": "unbalanced"}, True),
            ({"state": "held", "hold": "same_trace"}, True),
            ({"state": "held", "hold": "same_payment"}, False),
            ({"state": "held", "hold": "file"}, False),
            ({"state": "held", "hold": "payee_elsewhere"}, False),
        ],
    )
    def test_the_list_and_the_page_agree_about_what_is_awaited(self, home, change, expected) -> None:
        load(payment())
        Remittance.objects.update(**change)
        (state,) = deposit_states(Remittance.objects.all(), today=TODAY).values()
        assert (state.expected, awaiting_money().exists()) == (expected, expected)

    def test_a_second_part_waits_for_no_money_of_its_own(self, home, biller) -> None:
        load(payment())
        Remittance.objects.update(part_of=Remittance.objects.get())
        assert not awaiting_money().exists()

    @pytest.mark.parametrize("number", [1, 3])
    def test_queries_do_not_grow(self, home, biller, number) -> None:
        load(*[payment(f"T{n}") for n in range(number)])
        for n in range(number):
            record(biller, trace_number=f"X{n}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            with_suggestions(list(waiting_deposits()), today=TODAY)
            deposit_states(Remittance.objects.all(), today=TODAY)
            overdue(TODAY)
        assert len(queries) == 7


class TestHeldByPostgreSQL:
    """Past every verb, by rows alone."""

    @pytest.fixture
    def paid(self, home, biller):
        load(payment("T1", "100.00"), payment("T2", "129.00"))
        return record(biller, home.acme, trace_number="BULK")

    def match(self, deposit: Deposit, *traces: str) -> None:
        for remittance in Remittance.objects.filter(trace_number__in=traces):
            DepositMatch.objects.create(
                deposit=deposit,
                remittance=remittance,
                how=MatchedBy.PERSON,
                matched_by=deposit.recorded_by,
                matched_at=NOW,
            )

    def test_sums_that_do_not_agree(self, paid) -> None:
        with pytest.raises(IntegrityError, match="come to its amount"), transaction.atomic(), constraints_checked():
            self.match(paid, "T1")

    def test_one_of_two_cannot_go_alone(self, paid) -> None:
        with constraints_checked():
            self.match(paid, "T1", "T2")
        with pytest.raises(IntegrityError, match="come to its amount"), transaction.atomic(), constraints_checked():
            DepositMatch.objects.filter(remittance__trace_number="T1").delete()

    def test_another_payer(self, home, paid) -> None:
        Deposit.objects.update(payer=home.blue)
        with pytest.raises(IntegrityError, match="its own payer"), transaction.atomic(), constraints_checked():
            self.match(paid, "T1", "T2")

    def test_a_payer_that_changes_under_a_match(self, home, paid) -> None:
        self.match(paid, "T1", "T2")
        with pytest.raises(IntegrityError, match="its own payer"), transaction.atomic(), constraints_checked():
            Remittance.objects.filter(trace_number="T1").update(payer=home.blue)
        with pytest.raises(IntegrityError, match="its own payer"), transaction.atomic(), constraints_checked():
            Deposit.objects.update(payer=None)

    def test_a_removed_one(self, paid, biller) -> None:
        self.match(paid, "T1", "T2")
        with pytest.raises(IntegrityError, match="pays nothing"), transaction.atomic(), constraints_checked():
            Deposit.objects.update(removed_at=NOW, removed_by=biller, removed_reason="x")

    def test_one_remittance_one_deposit(self, paid, biller, home) -> None:
        self.match(paid, "T1", "T2")
        other = record(biller, home.acme, trace_number="OTHER")
        with pytest.raises(IntegrityError, match="paid_by_one_deposit"), transaction.atomic():
            self.match(other, "T1")

    @pytest.mark.parametrize("change", [{"amount": Decimal(1)}, {"trace_number": "X"}, {"deposited_on": TODAY}])
    def test_what_was_recorded_never_changes(self, paid, change) -> None:
        if change == {"deposited_on": TODAY}:
            change = {"deposited_on": PAID_ON}
        with pytest.raises(ProgrammingError, match="never changes"), transaction.atomic():
            Deposit.objects.update(**change)

    def test_nothing_is_deleted_and_no_match_is_rewritten(self, paid) -> None:
        self.match(paid, "T1", "T2")
        for statement in ("DELETE FROM era_deposit", "UPDATE era_depositmatch SET how = 'exact'"):
            with pytest.raises(ProgrammingError, match="denied"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_the_same_money_twice(self, practice, biller) -> None:
        values = {"trace_number": "T", "amount": 1, "deposited_on": TODAY, "recorded_by": biller, "recorded_at": NOW}
        Deposit.objects.create(**values)
        with pytest.raises(IntegrityError, match="deposit_recorded_once"), transaction.atomic():
            Deposit.objects.create(**values)

    @pytest.mark.parametrize(
        "change", [{"amount": 0}, {"how": "cash"}, {"removed_at": datetime(2026, 1, 1, tzinfo=UTC)}]
    )
    def test_values_out_of_range(self, practice, biller, change) -> None:
        values = {
            "amount": 1,
            "deposited_on": TODAY,
            "recorded_by": biller,
            "recorded_at": NOW,
            "how": DepositMethod.CHECK,
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            Deposit.objects.create(**{**values, **change})


def test_a_duplicate_hands_its_money_over(home, biller) -> None:
    """Two files with one payment; the one that holds the money posts second and is set aside."""
    claim = sent_claim(home)
    first = load(Payment((clean_answer(claim),)))
    record(biller, home.acme, amount=Decimal("225.00"))
    Remittance.objects.update(state=RemittanceState.UNDONE, undone_at=NOW)
    second = load(Payment((clean_answer(claim),)), control="000000002")
    assert DepositMatch.objects.get().remittance.era_file == second
    assert first.remittances.get().state == RemittanceState.UNDONE

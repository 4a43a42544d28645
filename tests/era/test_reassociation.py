"""Which payment a deposit pays, by the rules alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from era.reassociation import Money, certain, disagreement, pairs, suggestions

PAYMENT = Money(1, 7, "EFT0012345", "1912345678", Decimal("229.00"), date(2026, 10, 2))
DEPOSIT = Money(9, 7, "eft0012345 ", "", Decimal("229.00"), date(2026, 10, 5))
BY_TRN03 = replace(DEPOSIT, payer_id=None, originating_id="1912345678")


@pytest.mark.parametrize(
    ("deposit", "expected"),
    [
        (DEPOSIT, True),
        (BY_TRN03, True),
        (replace(BY_TRN03, originating_id="1999999999"), False),
        (replace(DEPOSIT, originating_id="1999999999"), False),  # the bank names another originator
        (replace(DEPOSIT, payer_id=None), False),
        (replace(DEPOSIT, payer_id=8), False),
        (replace(DEPOSIT, trace_number=""), False),
        (replace(DEPOSIT, trace_number="EFT0012346"), False),
        (replace(DEPOSIT, amount=Decimal("228.99")), False),
        (replace(DEPOSIT, day=date(2026, 11, 2)), True),
        (replace(DEPOSIT, day=date(2026, 11, 3)), False),
        (replace(DEPOSIT, day=date(2026, 9, 1)), True),
    ],
)
def test_certain_is_trace_payer_and_amount(deposit: Money, expected: bool) -> None:
    assert certain(deposit, PAYMENT) is expected


def test_a_payment_whose_payer_is_not_named_is_never_certain() -> None:
    assert not certain(BY_TRN03, replace(PAYMENT, payer_id=None))


def test_two_that_are_certain_of_one_are_certain_of_nobody() -> None:
    again = replace(DEPOSIT, key=10, day=date(2026, 10, 6))
    assert pairs([DEPOSIT], [PAYMENT]) == [(9, 1)]
    assert pairs([DEPOSIT, again], [PAYMENT]) == []
    assert pairs([DEPOSIT], [PAYMENT, replace(PAYMENT, key=2)]) == []


def why(deposit: Money, *payments: Money) -> list[str]:
    return [found.why for found in suggestions(deposit, payments)]


def test_each_suggestion_says_why() -> None:
    bare = replace(PAYMENT, trace_number="0012345")
    assert why(replace(DEPOSIT, payer_id=None), PAYMENT) == [
        "Same trace number and amount, 1 business day apart; the deposit does not name the payer."
    ]
    assert why(replace(DEPOSIT, trace_number="12345"), bare) == [
        "Same amount, 1 business day apart; the trace number but for leading zeros."
    ]
    assert why(replace(DEPOSIT, trace_number="OTHER"), PAYMENT) == [
        "Same payer and amount, 1 business day apart; the trace number is another."
    ]
    assert why(replace(DEPOSIT, trace_number="", day=PAYMENT.day), PAYMENT) == [
        "Same payer and amount, on the same day; the bank gave no trace number."
    ]
    assert why(replace(DEPOSIT, trace_number="", payer_id=None), PAYMENT) == [
        "Same amount, 1 business day apart; the payer is not known on both sides, the bank gave no trace number."
    ]


def test_a_weekend_lies_no_business_day_away() -> None:
    (said,) = why(replace(DEPOSIT, trace_number="", day=date(2026, 10, 3)), PAYMENT)
    assert "no business day apart" in said


def test_the_surest_comes_first() -> None:
    amount_only = replace(PAYMENT, key=2, trace_number="X", payer_id=None, originating_id="")
    other_trace = replace(PAYMENT, key=3, trace_number="Y")
    found = suggestions(replace(DEPOSIT, payer_id=7, day=date(2027, 1, 4)), [amount_only, other_trace, PAYMENT])
    assert [one.remittances for one in found] == [(1,)]  # months later only the trace number says anything
    found = suggestions(DEPOSIT, [amount_only, other_trace, PAYMENT])
    assert [one.remittances for one in found] == [(1,), (3,), (2,)]


@pytest.mark.parametrize(
    "changed",
    [{"payer_id": 8}, {"amount": Decimal("1.00")}, {"day": date(2026, 8, 3), "trace_number": "X"}],
)
def test_another_payer_amount_or_season_is_no_suggestion(changed: dict) -> None:
    assert why(DEPOSIT, replace(PAYMENT, **changed)) == []


def test_payments_that_come_to_it_together() -> None:
    amounts = ["100.00", "29.00", "100.00", "60.00"]
    several = [replace(PAYMENT, key=n, trace_number=f"T{n}", amount=Decimal(a)) for n, a in enumerate(amounts, 1)]
    bulk = replace(DEPOSIT, trace_number="BULK")
    found = suggestions(bulk, several)
    assert [(one.remittances, one.rank) for one in found] == [((1, 2, 3), 3)]
    assert "3 payments of this payer" in found[0].why
    day = replace(bulk, amount=Decimal("289.00"))
    assert [one.remittances for one in suggestions(day, several)] == [(1, 2, 3, 4)]
    assert suggestions(bulk, [replace(several[0], payer_id=8), *several[1:]]) == []


def test_a_deposit_that_is_short_says_by_how_much() -> None:
    assert disagreement(replace(DEPOSIT, amount=Decimal("224.00")), [PAYMENT]) == (
        1,
        "5.00 less came to the bank than the remittance says (229.00).",
    )
    assert disagreement(replace(DEPOSIT, trace_number="X"), [PAYMENT]) is None
    assert disagreement(DEPOSIT, [PAYMENT]) is None

"""A bank's CSV: read exactly, or refused with the line and the reason."""

from datetime import date
from decimal import Decimal

import pytest

from era.bank_statement import MOST_ROWS, NotAStatement, StatementRow, read_statement

HEAD = "date,amount,trace,description,payer\n"


def rows(text: str) -> list[StatementRow]:
    return read_statement(text.encode()).rows


def one(text: str, head: str = HEAD) -> StatementRow:
    (row,) = rows(head + text)
    return row


def test_a_line_with_everything() -> None:
    row = one("2026-10-05,229.00,eft0001,ACH credit,Acme Health PPO\n")
    assert (row.deposited_on, row.amount, row.trace_number) == (date(2026, 10, 5), Decimal("229.00"), "EFT0001")
    assert (row.payer_name, row.reference, row.problem) == ("Acme Health PPO", "ACH credit", "")
    assert row.line == 2


@pytest.mark.parametrize(
    ("description", "trace", "originator"),
    [
        ("HCCLAIMPMT TRN*1*EFT0012345*1912345678~", "EFT0012345", "1912345678"),
        ("ACME trn*1*eft0012345*1912345678\\", "EFT0012345", "1912345678"),
        ("TRN*1*EFT0012345", "EFT0012345", ""),
        ("TRN*1*EFT0012345*1912345678*000~REF", "EFT0012345", "1912345678"),
        ("TRN*2*EFT0012345*1912345678~", "", ""),
        ("Check 5012", "", ""),
    ],
)
def test_the_trace_number_in_the_banks_own_words(description, trace, originator) -> None:
    row = one(f"2026-10-05,229.00,{description}\n", "Posting Date,Credit,Details\n")
    assert (row.trace_number, row.originating_id) == (trace, originator)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("229.00", "229.00"),
        ("229", "229"),
        ('"$1,204.50"', "1204.50"),
        ('"1,204,500.00"', "1204500.00"),
        ("$.50", None),
    ],
)
def test_amounts_as_banks_write_them(text, amount) -> None:
    row = one(f"10/5/2026,{text},T,,\n")
    assert (row.amount == Decimal(amount)) if amount else "no amount" in row.problem


@pytest.mark.parametrize("text", ["229.5", "229.005", "2e3", "1_0", "NaN", '"12,04.50"', "٢٢٩", "", "--5.00", "(5.00"])
def test_what_is_no_amount(text) -> None:
    assert "is no amount" in one(f"2026-10-05,{text},T,,\n").problem


@pytest.mark.parametrize("text", ["-35.00", "(35.00)", "-$35.00", "0.00"])
def test_money_that_went_out_is_no_deposit(text) -> None:
    row = one(f"2026-10-05,{text},T,,\n")
    assert row.money_out
    assert row.key == ""


@pytest.mark.parametrize(
    "text", ["2026-13-01", "2/30/2026", "5.10.2026", "10/5/26", "yesterday", "", "\uff12026-10-05"]
)
def test_what_is_no_day(text) -> None:
    assert "is no day" in one(f"{text},229.00,T,,\n").problem


def test_a_fault_of_one_line_leaves_the_others() -> None:
    found = rows(
        HEAD + "2026-10-05,x,T,,\n2026-10-05,1.00,T\n\n2026-10-05,1.00,T,,\n" + f"2026-10-05,1.00,{'9' * 61},,\n"
    )
    assert [(row.line, bool(row.problem)) for row in found] == [(2, True), (3, True), (5, False), (6, True)]
    assert "fewer columns" in found[1].problem


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"when,how much\n1,2\n", "names no date and no amount and no trace"),
        (b"date,amount\n", "no trace"),
        (b"date,amount,trace,deposit date\n", "Two columns mean the date"),
        (b'date,amount,trace\n2026-10-05,1.00,"T\n', "not a CSV"),
        (b"\xff\xfed\x00", "not UTF-8"),
        (b"date,amount,trace\n\x00", "cannot be seen"),
        (b"PK\x03\x04", "cannot be seen"),
        (HEAD.encode() + b"2026-10-05,1.00,T,,\n" * (MOST_ROWS + 1), "at most 1,000"),
    ],
)
def test_a_file_that_is_no_statement(data, said) -> None:
    with pytest.raises(NotAStatement, match=said):
        read_statement(data)


def test_the_same_line_has_the_same_key_and_two_alike_have_two() -> None:
    line = "2026-10-05,229.00,,Check,\n"
    first, second, again = rows(HEAD + line + line), rows(HEAD + line), rows("\ufeff" + HEAD + line + line)
    assert first[0].key == second[0].key
    assert first[0].key != first[1].key
    assert [row.key for row in first] == [row.key for row in again]


def test_columns_that_mean_nothing_here_are_named() -> None:
    assert read_statement(b"Date,Balance,Amount,Memo\n").unused == ["Balance"]

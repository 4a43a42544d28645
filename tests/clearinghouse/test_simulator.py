"""What the simulator writes is read back balanced by our own reader."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from claimcenter.clearinghouse.simulator import Adjusted, Answer, AnsweredLine, Payment, ProviderLevel, remittance
from claimcenter.x12.inspect import inspect_bytes

LINE = AnsweredLine(
    procedure="90837",
    modifiers=("95",),
    charge=Decimal("200.00"),
    paid=Decimal("125.00"),
    service_date=date(2026, 9, 8),
    line_control_number="CC26A0000001L1",
    adjustments=(Adjusted("CO", "45", Decimal("50.00")), Adjusted("PR", "3", Decimal("25.00"))),
    allowed=Decimal("150.00"),
)
ANSWER = Answer("CC26A0000001P", "Rivers", "Dana", (LINE,), "ACM1")


def payment(*answers: Answer, provider_level: tuple[ProviderLevel, ...] = ()) -> Payment:
    return Payment(
        payer_name="Acme Health PPO",
        payer_id="AC001",
        payer_tax_id="1912345678",
        payee_name="Riverbend Counseling LLC",
        payee_npi="1234567893",
        payee_tax_id="123456789",
        trace_number="EFT1",
        payment_date=date(2026, 10, 2),
        answers=answers,
        provider_level=provider_level,
    )


def facts(sent: Payment) -> dict:
    data = remittance(sent, control_number=7, created_at=datetime(2026, 9, 30, 9, 0, tzinfo=UTC))
    return inspect_bytes(data)


def test_an_answer_reads_back_balanced() -> None:
    found = facts(payment(ANSWER))
    [transaction] = found["interchanges"][0]["transactions"]
    assert (found["disposition"], transaction["balanced"], transaction["amount"]) == ("import", True, "125.00")
    [claim] = transaction["claims"]
    assert (claim["paid"], claim["patient_responsibility"]) == ("125.00", "25.00")


def test_a_reversal_with_its_correction_nets_to_zero_by_a_forwarded_balance() -> None:
    lower = AnsweredLine(**{**_fields(LINE), "paid": Decimal("110.00"), "adjustments": _shares("40.00")})
    corrected = Answer("CC26A0000001P", "Rivers", "Dana", (lower,), "ACM2")
    forward = ProviderLevel("FB", "RA1", Decimal("-15.00"))
    found = facts(payment(ANSWER.reversed(), corrected, provider_level=(forward,)))
    [transaction] = found["interchanges"][0]["transactions"]
    assert (found["disposition"], transaction["amount"], transaction["method"]) == ("import", "0.00", "NON")
    assert [claim["status"] for claim in transaction["claims"]] == ["22", "1"]


def test_what_does_not_add_up_is_written_as_it_is() -> None:
    short = AnsweredLine(**{**_fields(LINE), "adjustments": _shares("20.00")})
    found = facts(payment(Answer("CC26A0000001P", "Rivers", "Dana", (short,), "ACM1")))
    assert found["disposition"] == "hold"
    assert found["interchanges"][0]["transactions"][0]["claims"][0]["balanced"] is False


@pytest.mark.parametrize("count", [1, 6, 7, 13])
def test_six_reasons_a_segment(count: int) -> None:
    rows = tuple(Adjusted("CO", str(100 + number), Decimal("1.00")) for number in range(count))
    line = AnsweredLine(**{**_fields(LINE), "paid": Decimal(200 - count), "adjustments": rows})
    found = facts(payment(Answer("CC26A0000001P", "Rivers", "Dana", (line,), "ACM1")))
    assert len(found["interchanges"][0]["transactions"][0]["claims"][0]["adjustments"]) == count


def _shares(copay: str) -> tuple[Adjusted, ...]:
    return (Adjusted("CO", "45", Decimal("50.00")), Adjusted("PR", "3", Decimal(copay)))


def _fields(line: AnsweredLine) -> dict:
    return {name: getattr(line, name) for name in line.__slots__}

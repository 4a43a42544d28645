"""What is said of a payment's money: whether it came, until when it is waited for, since when it is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from era.business_days import business_days_after
from era.models import Deposit, Remittance
from era.selectors.deposits import WAIT, DepositState, deposit_states, late_since


@dataclass(frozen=True)
class MoneyWords:
    """One sentence, its tone, and the deposit where there is one."""

    text: str
    tone: str = ""
    deposit: Deposit | None = None


@dataclass(frozen=True)
class AwaitedRow:
    """A remittance whose money has not been seen."""

    remittance: Remittance
    due: date
    late_since: date | None


def money_words(remittance: Remittance, *, today: date) -> MoneyWords:
    """The sentence of the remittance's page."""
    return _words(remittance, deposit_states([remittance], today=today)[remittance.pk])


def awaited_rows(remittances: Iterable[Remittance], *, today: date) -> list[AwaitedRow]:
    """Remittances that wait for their money, ready to print."""
    return [
        AwaitedRow(one, business_days_after(one.payment_date, WAIT), late_since(one.payment_date, today))
        for one in remittances
        if one.payment_date is not None
    ]


def day(when: date) -> str:
    """2 Oct 2026"""
    return f"{when:%-d %b %Y}"


def _words(remittance: Remittance, state: DepositState) -> MoneyWords:
    if state.deposit is not None:
        return MoneyWords(f"received {day(state.deposit.deposited_on)}, matched", "good", state.deposit)
    if not state.expected or state.due is None:
        return MoneyWords(_why_none(remittance))
    if state.late_since is not None:
        return MoneyWords(f"not seen, late since {day(state.late_since)}", "needs-you")
    return MoneyWords(f"not seen yet, expected by {day(state.due)}")


def _why_none(remittance: Remittance) -> str:
    if remittance.amount <= 0 or remittance.method == "NON":
        return "none to expect, this remittance moved no money"
    if remittance.part_of_id is not None:
        return "one deposit for all parts of this payment"
    return "not looked for while the payment does not count"

"""How figures and dates are written on screen. X12 files never pass through here."""

import datetime as dt
from decimal import Decimal

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
CENT = Decimal("0.01")


def money(amount: Decimal | int | None) -> str:
    """`1,234.50`, `−5.00`; nothing for None. Never rounds: more than two decimals is a defect upstream."""
    if amount is None:
        return ""
    amount = Decimal(amount) if isinstance(amount, int) else amount
    if amount != amount.quantize(CENT):
        msg = "An amount of money with more than two decimals reached a page."
        raise ValueError(msg)
    return f"{MINUS if amount < 0 else ''}{abs(amount):,.2f}"


def signed_money(amount: Decimal | int | None) -> str:
    """With its sign always: `+5.00`, `−5.00`, `0.00`."""
    text = money(amount)
    return f"+{text}" if amount is not None and amount > 0 else text


def us_date(day: dt.date | None) -> str:
    """`2 Oct 2026`: unmistakable on either side of any ocean."""
    return f"{day.day} {day:%b} {day.year}" if day else ""


def iso_date(day: dt.date | None) -> str:
    """`2026-10-02`, also for a moment in time."""
    return day.strftime("%Y-%m-%d") if day else ""


def date_span(first: dt.date | None, last: dt.date | None) -> str:
    """`1–8 Sep 2026`, `28 Sep – 3 Oct 2026`, one day alone where both are the same."""
    if first is None or last is None or first == last:
        return us_date(first or last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{us_date(last)}"
    start = us_date(first) if first.year != last.year else f"{first.day} {first:%b}"
    return f"{start} {DASH} {us_date(last)}"

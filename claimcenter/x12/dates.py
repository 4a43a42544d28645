"""Dates and times as X12 writes them: eight digits, a real day; nothing else is taken for a date."""

from __future__ import annotations

from datetime import date

_LEAST_YEAR, _LAST_YEAR = 1850, 2199


def parse_date(text: str) -> date | None:
    """``CCYYMMDD`` (D8); None where ``text`` is no such day."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    year = int(text[:4])
    if not _LEAST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def parse_short_date(text: str) -> date | None:
    """``YYMMDD`` of ISA09 and TA102, in this century."""
    return parse_date("20" + text)


def parse_range(text: str) -> tuple[date | None, date | None]:
    """``CCYYMMDD-CCYYMMDD`` (RD8), or one day as both its ends."""
    first, dash, last = text.partition("-")
    start = parse_date(first)
    return (start, parse_date(last)) if dash else (start, start)


def valid_time(text: str) -> bool:
    """``HHMM``, ``HHMMSS`` and hundredths."""
    if len(text) not in {4, 6, 7, 8} or not (text.isascii() and text.isdigit()):
        return False
    return int(text[:2]) < 24 and int(text[2:4]) < 60 and (len(text) == 4 or int(text[4:6]) < 60)

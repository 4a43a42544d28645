r"""A bank statement as CSV, read strictly: named columns, real days, exact amounts; every fault with its line. Pure.

The trace number stands in a column of its own, or in the description as the bank repeats the payer's TRN segment
(CCD+ addenda, NACHA): TRN*1*<TRN02>*<TRN03>, ended by ~ or \.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

MOST_ROWS = 1_000
_NAMES = {
    "date": ("date", "deposit date", "posting date", "posted date", "transaction date"),
    "amount": ("amount", "credit", "credit amount", "deposit amount"),
    "trace": ("trace", "trace number", "check number", "eft number", "check or eft"),
    "description": ("description", "details", "memo"),
    "payer": ("payer", "payer name"),
    "reference": ("reference", "bank reference"),
    "how": ("how", "method", "type"),
}
_MEANING = {name: meaning for meaning, names in _NAMES.items() for name in names}
_HOW = {"eft": "eft", "ach": "eft", "ach credit": "eft", "wire": "eft", "check": "check", "card": "card"}
_TRN = re.compile(r"TRN\*1\*([0-9A-Z][^*~\\]{0,59})(?:\*([0-9A-Z]{1,30}))?", re.ASCII | re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,8}|\d{1,3}(?:,\d{3}){1,2})(\.\d{2})?", re.ASCII)


class NotAStatement(Exception):
    """The file cannot be read as a statement; the message says why and what is wanted."""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One line. `problem` says why it cannot be recorded; such a row carries no values that may be used."""

    line: int
    deposited_on: date = date.min
    amount: Decimal = Decimal(0)
    trace_number: str = ""
    originating_id: str = ""
    payer_name: str = ""
    reference: str = ""
    how: str = "eft"
    key: str = ""
    problem: str = ""
    money_out: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """The rows in the order of the file, and the columns that mean nothing here."""

    rows: list[StatementRow]
    unused: list[str]


def read_statement(data: bytes) -> Statement:
    """The whole file. Raises NotAStatement where it is no CSV of UTF-8 text with the columns that are needed."""
    try:
        lines = list(csv.reader(io.StringIO(_text(data), newline=""), strict=True))
    except csv.Error as error:
        raise NotAStatement(f"This is not a CSV file ({error}).") from error
    if not lines:
        raise NotAStatement("The file is empty.")
    columns = _columns(lines[0])
    rows = [_row(columns, cells, number) for number, cells in enumerate(lines[1:], 2) if any(c.strip() for c in cells)]
    if len(rows) > MOST_ROWS:
        raise NotAStatement(f"The file has {len(rows):,} lines; at most {MOST_ROWS:,} are read at once.")
    unused = [name.strip() for name in lines[0] if name.strip() and name.strip().lower() not in _MEANING]
    return Statement(_with_keys(rows), unused)


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAStatement("The file is not UTF-8 text. Save it as CSV (UTF-8) and choose it again.") from error
    if any(not (c.isprintable() or c in "\r\n\t") for c in text):
        raise NotAStatement("The file holds characters that cannot be seen. Is it a CSV file?")
    return text


def _columns(header: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        meaning = _MEANING.get(name.strip().lower())
        if meaning is None:
            continue
        if meaning in found:
            raise NotAStatement(
                f"Two columns mean the {meaning}: “{header[found[meaning]].strip()}” and “{name.strip()}”."
            )
        found[meaning] = place
    missing = [meaning for meaning in ("date", "amount") if meaning not in found]
    if "trace" not in found and "description" not in found:
        missing.append("trace (or description)")
    if missing:
        wanted = "a first line with the columns date, amount, and trace or description"
        raise NotAStatement(f"The first line names no {' and no '.join(missing)}. The file needs {wanted}.")
    return found


def _row(columns: dict[str, int], cells: list[str], line: int) -> StatementRow:
    values = {meaning: cells[place].strip() if place < len(cells) else "" for meaning, place in columns.items()}
    if len(cells) <= max(columns.values()):
        return StatementRow(line, problem="This line has fewer columns than the first one.")
    day = _day(values["date"])
    if day is None:
        return StatementRow(line, problem=f"“{values['date'][:40]}” is no day. Write 2026-10-05 or 10/5/2026.")
    amount = _amount(values["amount"])
    if amount is None:
        return StatementRow(line, problem=f"“{values['amount'][:40]}” is no amount in dollars and cents.")
    how = _HOW.get(values.get("how", "").lower() or "eft")
    if how is None:
        return StatementRow(line, problem=f"“{values['how'][:40]}” is none of EFT, check, card.")
    if amount <= 0:
        return StatementRow(line, deposited_on=day, amount=amount, money_out=True, problem="Money that went out.")
    return _with_text(StatementRow(line, deposited_on=day, amount=amount, how=how), values)


def _with_text(row: StatementRow, values: dict[str, str]) -> StatementRow:
    said = _TRN.search(values.get("description", ""))
    trace = values.get("trace", "") or (said[1].strip() if said else "")
    if len(trace) > 60:
        return StatementRow(row.line, problem="The trace number has more than 60 characters.")
    return replace(
        row,
        trace_number=trace.upper(),
        originating_id=(said[2] or "").upper() if said else "",
        payer_name=values.get("payer", "")[:120],
        reference=" ".join((values.get("reference", "") or values.get("description", "")).split())[:120].strip(),
    )


def _with_keys(rows: list[StatementRow]) -> list[StatementRow]:
    """The same line again is the same deposit; two alike in one file are two, here and when the file comes again."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for row in rows:
        facts = (row.deposited_on.isoformat(), f"{row.amount:.2f}", row.trace_number, row.reference)
        seen[facts] += 1
        digest = hashlib.sha256("\x1f".join([*facts, str(seen[facts])]).encode()).hexdigest()
        found.append(row if row.problem else replace(row, key=f"bank:{digest}"))
    return found


def _day(text: str) -> date | None:
    if iso := _ISO.fullmatch(text):
        year, month, day = iso.groups()
    elif us := _US.fullmatch(text):
        month, day, year = us.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:  # the thirtieth of February
        return None


def _amount(text: str) -> Decimal | None:
    """`229.00`, `$1,204.50`, `-35.00`, `(35.00)`: digits, a point, two places; nothing rounded."""
    bare = text.replace("$", "", 1) if text.lstrip("-(").startswith("$") else text
    negative = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    digits = bare.removeprefix("-") if bare.startswith("-") else bare.strip("()") if negative else bare
    if not _AMOUNT.fullmatch(digits):
        return None
    amount = Decimal(digits.replace(",", ""))
    return -amount if negative else amount

"""Code lists of the operator: the official file of a list's owner, read in whatever columns it has.

What is read is kept as one CSV a list (``code,label,since,until``) in a folder of the operator's, where it may be
edited by hand. The folder is read when the lists are first asked for. An unknown code never blocks, with or without.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from .diagnoses import read_order_file
from .model import Entry, read_entries

# Names of the columns in files met so far, best first: X12 and CMS exports, NUCC, our own.
_CODE: Final = ("code", "code value", "value", "reason code", "remark code", "taxonomy code")
_LABEL: Final = ("label", "display name", "short description", "description", "name", "title", "definition", "text")
_SINCE: Final = ("since", "start", "start date", "effective date", "effective", "begin date")
_UNTIL: Final = ("until", "stop", "stop date", "deactivation date", "end date", "termination date", "inactive date")
_FORMS: Final = ("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d", "%m/%d/%y")
_DELIMITERS: Final = ",;\t|"


def read_official(data: bytes, *, since: date | None = None) -> list[Entry]:
    """Entries of a list owner's file: CSV or tab-separated text with a header, or the ICD-10-CM order file.

    ``since`` is the day the list takes effect, for codes whose line has no day of its own. Raises ValueError naming
    the line for text that is none of them, an empty code or a date that cannot be read.
    """
    text = _decoded(data)
    lines = text.splitlines()
    if lines and _is_order_file(lines[0]):
        return read_order_file(lines, since=since)
    rows = csv.DictReader(io.StringIO(text), delimiter=_delimiter(lines[0] if lines else ""))
    columns = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    code, label = _column(columns, _CODE), _column(columns, _LABEL)
    if code is None or label is None:
        raise ValueError("line 1: no column is named code, or none description")
    days = _column(columns, _SINCE), _column(columns, _UNTIL)
    found = [_entry(row, code, label, days, line=rows.line_num) for row in rows if any(row.values())]
    if not found:
        raise ValueError("line 2: the file has a header and no codes")
    return [one if one.since else replace(one, since=since) for one in found]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _is_order_file(line: str) -> bool:
    """``00001 A00     0 Cholera ...``: an order number, a code in seven places, a header flag."""
    return len(line) > 16 and line[:5].isdigit() and line[5] == " " and line[14] in "01" and line[13] == line[15] == " "


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _column(columns: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((columns[name] for name in names if name in columns), None)


def _entry(
    row: Mapping[str, str | None], code: str, label: str, days: tuple[str | None, str | None], *, line: int
) -> Entry:
    value = (row[code] or "").strip().upper()
    if not value:
        raise ValueError(f"line {line}: the code is empty")
    try:
        since, until = (_day(row.get(column)) if column else None for column in days)
    except ValueError as error:
        raise ValueError(f"line {line}: {error}") from error
    return Entry(value, " ".join((row[label] or "").split()), since, until)


def _day(text: str | None) -> date | None:
    given = (text or "").strip()
    if not given:
        return None
    for form in _FORMS:
        try:
            return datetime.strptime(given, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"the date {given!r} cannot be read")


def kept(folder: Path, name: str) -> Path:
    """Where the operator's own list of a name is kept."""
    return folder / f"{name}.csv"


def keep(folder: Path, name: str, entries: Iterable[Entry]) -> Path:
    """Write a list whole or not at all; a reader sees the old one or the new one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = kept(folder, name)
    scratch = path.with_suffix(f".{os.getpid()}.new")
    with scratch.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("code", "label", "since", "until"))
        rows.writerows((one.code, one.label, one.since or "", one.until or "") for one in entries)
    scratch.replace(path)
    return path


def read_kept(folder: Path, name: str) -> tuple[list[Entry], date] | None:
    """The operator's entries of a list and the day they were put there; None where there are none.

    Raises ValueError naming file and line for a list that was edited into something unreadable.
    """
    path = kept(folder, name)
    if not path.is_file():
        return None
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            entries = read_entries(file)
        except ValueError as error:
            raise ValueError(f"{path.name}, {error}") from error
    return entries, datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()

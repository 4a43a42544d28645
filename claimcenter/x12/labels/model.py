"""A dated list of code values."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: valid from ``since`` to ``until``, both included, ``None`` meaning unbounded."""

    code: str
    label: str
    since: date | None = None
    until: date | None = None

    def valid(self, on: date | None) -> bool:
        if on is None:
            return True
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class CodeList:
    """A named list of entries. ``as_of`` is the day our copy was last compared with the owner's publication."""

    def __init__(self, name: str, title: str, as_of: date, entries: Iterable[Entry]) -> None:
        self.name, self.title, self.as_of = name, title, as_of
        self._entries: Mapping[str, Entry] = MappingProxyType({item.code: item for item in entries})

    def get(self, code: str, on: date | None = None) -> Entry | None:
        found = self._entries.get(code.strip().upper())
        return found if found and found.valid(on) else None

    def search(self, text: str) -> list[Entry]:
        wanted = text.strip().upper()
        words = wanted.split()
        by_code = [item for item in self if wanted and item.code.startswith(wanted)]
        by_label = [item for item in self if words and all(word in item.label.upper() for word in words)]
        return list(dict.fromkeys(by_code + by_label))

    def extended(self, entries: Iterable[Entry], *, as_of: date | None = None) -> CodeList:
        """A list in which ``entries`` replace ours or add to them (the operator's edits or official file)."""
        return CodeList(self.name, self.title, as_of or self.as_of, [*self, *entries])

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, code: str) -> bool:
        return code in self._entries


def simple(labels: Mapping[str, str]) -> list[Entry]:
    """Entries without dates."""
    return [Entry(code, text) for code, text in labels.items()]


def read_entries(lines: Iterable[str]) -> list[Entry]:
    """Entries of an operator's CSV with the columns ``code,label`` and optionally ``since,until`` (ISO dates).

    Raises ValueError naming the line for a missing column, an empty code or a date that is not ISO.
    """
    reader = csv.DictReader(lines)
    if not {"code", "label"} <= set(reader.fieldnames or ()):
        raise ValueError("line 1: the columns code and label are needed")
    return [_read_entry(row, reader.line_num) for row in reader]


def _read_entry(row: Mapping[str, str | None], line: int) -> Entry:
    code = (row["code"] or "").strip().upper()
    if not code:
        raise ValueError(f"line {line}: the code is empty")
    try:
        since, until = (_iso(row.get(column)) for column in ("since", "until"))
    except ValueError as error:
        raise ValueError(f"line {line}: {error}") from error
    return Entry(code, (row["label"] or "").strip(), since, until)


def _iso(text: str | None) -> date | None:
    return date.fromisoformat(text.strip()) if text and text.strip() else None

"""Code values with our own short labels: what a code of an X12 or public list means, in the words of a biller.

The labels are ours; they are not the texts of the lists' owners. Every list is partial on purpose and dated:
an unknown code has no label (``None``) and never blocks. An operator may add the official texts
(``manage.py x12 codes LIST FILE``); ``use`` puts them over ours.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from .claims import CLAIM_LISTS
from .diagnoses import DIAGNOSES, is_diagnosis_form, read_order_file
from .model import CodeList, Entry, read_entries
from .official import keep, kept, read_kept, read_official
from .places import PLACES
from .procedures import ADD_ON_BASES, MODIFIERS, PROCEDURES, SESSION_CODES, TELEHEALTH_MODIFIERS
from .reasons import ADJUSTMENT_GROUPS, CREATE_SECONDARY, FIX_FIRST, REASONS, REMARKS, WRITE_OFF, default_action
from .remittance import REMITTANCE_LISTS
from .statuses import STATUS_LISTS
from .taxonomy import TAXONOMIES

__all__ = [
    "ADD_ON_BASES",
    "CREATE_SECONDARY",
    "FIX_FIRST",
    "LISTS",
    "SESSION_CODES",
    "TELEHEALTH_MODIFIERS",
    "WRITE_OFF",
    "CodeList",
    "Entry",
    "default_action",
    "entry",
    "is_diagnosis_form",
    "keep",
    "kept",
    "label",
    "read_entries",
    "read_official",
    "read_order_file",
    "search",
    "use",
]

LISTS: dict[str, CodeList] = {
    listed.name: listed
    for listed in (
        REASONS,
        REMARKS,
        ADJUSTMENT_GROUPS,
        PLACES,
        PROCEDURES,
        MODIFIERS,
        TAXONOMIES,
        DIAGNOSES,
        *CLAIM_LISTS,
        *REMITTANCE_LISTS,
        *STATUS_LISTS,
    )
}

_OURS = dict(LISTS)


def use(folder: Path) -> list[str]:
    """Put the operator's lists over ours, for this process. Returns what is wrong with them: a list that cannot be
    read is left out, and ours stands.
    """
    problems = []
    for name, ours in _OURS.items():
        LISTS[name] = ours
        try:
            found = read_kept(folder, name)
        except (OSError, ValueError) as error:
            problems.append(str(error))
            continue
        if found is not None:
            LISTS[name] = ours.extended(found[0], as_of=found[1])
    return problems


def entry(list_name: str, code: str, on: date | None = None) -> Entry | None:
    """The entry of a code, valid on ``on`` where given; ``None`` when unknown. Raises KeyError for an unknown list."""
    return LISTS[list_name].get(code, on)


def label(list_name: str, code: str, on: date | None = None) -> str | None:
    """Our label for a code, or ``None``: an unknown code is shown as it came and stops nothing."""
    found = entry(list_name, code, on)
    return found.label if found else None


def search(list_name: str, text: str) -> list[Entry]:
    """Entries whose code starts with ``text`` or whose label contains all its words, codes first."""
    return LISTS[list_name].search(text)

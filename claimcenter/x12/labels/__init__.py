"""Code values with our own short labels: what a code of an X12 or public list means, in the words of a biller.

The labels are ours; they are not the texts of the lists' owners. Every list is partial on purpose and dated:
an unknown code has no label (``None``) and never blocks. An operator may add the official texts
(``read_entries`` and ``CodeList.extended``).
"""

from __future__ import annotations

from datetime import date

from .claims import CLAIM_LISTS
from .diagnoses import DIAGNOSES, is_diagnosis_form, read_order_file
from .model import CodeList, Entry, read_entries
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
    "label",
    "read_entries",
    "read_order_file",
    "search",
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

"""The one declarative table that reading, writing and checking share (notation and shapes: ``model``).

Tables are built when first asked for: a command that reads a remittance does not pay for the claim's table.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from .model import REQUIRED, SITUATIONAL, UNUSED, Element, Loop, Segment, Transaction
from .segments import TYPES

__all__ = [
    "REQUIRED",
    "SITUATIONAL",
    "TYPES",
    "UNUSED",
    "Element",
    "Loop",
    "Segment",
    "Transaction",
    "segment",
    "transaction",
]

_HOMES = {
    "835": ("t835", "T835"),
    "837": ("t837p", "T837P"),
    "999": ("acknowledgements", "T999"),
    "997": ("acknowledgements", "T997"),
    "277": ("acknowledgements", "T277CA"),
    "270": ("acknowledgements", "T270"),
    "271": ("acknowledgements", "T271"),
}


@cache
def transaction(code: str) -> Transaction:
    """The table of a transaction set by its ST01. Raises KeyError for a set we neither read nor write."""
    module, name = _HOMES[code]
    found = getattr(import_module(f".{module}", __package__), name)
    assert isinstance(found, Transaction)
    return found


@cache
def segment(code: str, loop: str, identifier: str, qualifier: str = "") -> Segment:
    """One use of a segment: ``segment("837", "2320", "AMT", "EAF")``. Raises KeyError where the guide has none."""
    return transaction(code).use(loop, identifier, qualifier)

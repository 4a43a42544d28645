"""X12: readers, writers, edits and code values. Plain Python: no Django, no database.

The functions here are the way in; what they need is imported when they are called, so that commands start at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .decoding import Source
    from .read835 import RemittanceReader
    from .remittance import Remittance, RemittanceClaim

__all__ = ["open_835", "read_remittances"]


def open_835(source: Source) -> RemittanceReader:
    """A reader of one remittance file (open binary file, bytes, or iterable of byte chunks); never raises on content.

    Iterate over it for remittances, over its ``claims()`` for the claims of each; then ask ``problems`` and
    ``disposition``.
    """
    from .read835 import open_835 as opened

    return opened(source)


def read_remittances(source: Source) -> Iterator[tuple[Remittance, Iterator[RemittanceClaim]]]:
    """Each remittance with its claims, lazily. Whoever needs the problems and the disposition takes ``open_835``."""
    reader = open_835(source)
    return ((remittance, reader.claims()) for remittance in reader)

"""X12: readers, writers, edits and code values. Plain Python: no Django, no database.

The functions here are the way in; what they need is imported when they are called, so that commands start at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .decoding import Source
    from .messages import MessageReader
    from .problems import Problems
    from .read835 import RemittanceReader
    from .remittance import Remittance, RemittanceClaim

__all__ = ["inspect_file", "open_835", "open_any", "read_remittances"]


def open_835(source: Source, problems: Problems | None = None) -> RemittanceReader:
    """A reader of one remittance file (open binary file, bytes, or iterable of byte chunks); never raises on content.

    Iterate over it for remittances, over its ``claims()`` for the claims of each; then ask ``problems`` and
    ``disposition``. ``problems`` is where they are put, for a caller that wants to hear of each as it is found.
    """
    from .read835 import open_835 as opened

    return opened(source, problems)


def read_remittances(source: Source) -> Iterator[tuple[Remittance, Iterator[RemittanceClaim]]]:
    """Each remittance with its claims, lazily. Whoever needs the problems and the disposition takes ``open_835``."""
    reader = open_835(source)
    return ((remittance, reader.claims()) for remittance in reader)


def open_any(source: Source) -> MessageReader:
    """A reader of every message of an input, whatever its kind: ``(message, set)`` pairs; never raises on content."""
    from .messages import MessageReader

    return MessageReader(source)


def inspect_file(source: str | Path | bytes) -> dict[str, Any]:
    """Facts, disposition and problems of a file by its path or its bytes, as ``x12 inspect --json`` prints them.

    Raises OSError where a path cannot be read; never on content.
    """
    from .inspect import inspect_bytes
    from .inspect import inspect_file as by_path

    return inspect_bytes(source) if isinstance(source, bytes) else by_path(source)

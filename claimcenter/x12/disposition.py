"""What may happen with a file: import, hold or reject."""

from __future__ import annotations

from enum import StrEnum

from .problems import Problems, Severity


class Disposition(StrEnum):
    """``import``: well-formed, and the money adds up. ``hold``: kept whole, nothing posted until a person decides.
    ``reject``: not readable as this input.
    """

    IMPORT = "import"
    HOLD = "hold"
    REJECT = "reject"


def disposition(problems: Problems) -> Disposition:
    """The worst problem decides; warnings stop nothing."""
    if problems.has(Severity.REJECT):
        return Disposition.REJECT
    return Disposition.HOLD if problems.has(Severity.ERROR) else Disposition.IMPORT

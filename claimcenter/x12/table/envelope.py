"""The envelope around every transaction set (X12.5, X12.6; appendix C of the guides)."""

from __future__ import annotations

from typing import Final

from .model import Segment
from .segments import seg

ENVELOPE: Final[dict[str, Segment]] = {
    "ISA": seg("ISA", "R", 1, "R{00,03} R R{00,01} R R R R R R R R R{00501} R R{0,1} R{P,T} R"),
    "TA1": seg("TA1", "S", 1, "R R R R{A,E,R} R"),
    "GS": seg("GS", "R", 1, "R R R R R R R{X} R"),
    "GE": seg("GE", "R", 1, "R R"),
    "IEA": seg("IEA", "R", 1, "R R"),
}

"""Findings of the table in words."""

from __future__ import annotations

from typing import Final

from .problems import shown
from .table.shapes import Fault, Finding

_MESSAGES: Final = {
    Fault.MISSING: "{element} is missing.",
    Fault.UNUSED: "{element} should be empty here; it holds {value}.",
    Fault.TOO_MANY: "The segment has more elements than the guide knows, from {element} on.",
    Fault.TOO_LONG: "{element} is longer than the guide allows.",
    Fault.TOO_SHORT: "{element} {value} is shorter than the guide allows.",
    Fault.CODE: "{element} {value} is not a code known here.",
    Fault.NUMBER: "{element} {value} is not a number.",
    Fault.AMOUNT: "{element} {value} is not an amount.",
    Fault.DATE: "{element} {value} is not a date.",
    Fault.TIME: "{element} {value} is not a time.",
    Fault.REPEAT: "{element} is repeated more often than the guide allows.",
}


def describe(finding: Finding) -> str:
    """One sentence about an element at fault."""
    return _MESSAGES[finding.fault].format(element=finding.element, value=shown(finding.value))

"""The second opinion before filing: the structure of an 837P by pyx12's map, in our words.

pyx12 is imported when first used. Its map is parsed once and shared (it is not changed by use). Code lists it
keeps a stale copy of are excluded, so that a code newer than its copy is never refused: those codes are ours to
judge. Of the errors of one claim only the first is a cause; the rest follow from it and are left out.
"""

from __future__ import annotations

import importlib
import io
import json
import logging
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

from claimcenter.x12.edits.model import Finding, FixAt, Severity
from claimcenter.x12.locate import Place, places
from claimcenter.x12.problems import Problems
from claimcenter.x12.tokens import Tokenizer

# Remarks end at N734 and claim statuses at 771 in pyx12's copies; places of service change as well.
EXCLUDED_LISTS = "remark_code,claim_status,claim_status_cat,pos"

_SEGMENT = {
    "1": "The segment is not expected here.",
    "2": "The segment is not expected here.",
    "3": "A required segment or loop is missing before this place.",
    "4": "The loop occurs more often than the guide allows.",
    "5": "The segment occurs more often than the guide allows.",
    "6": "The segment does not belong to this transaction.",
    "7": "The segment is out of order.",
    "8": "The segment has a wrong element.",
}
_ELEMENT = {
    "1": "A required element is missing.",
    "2": "An element that another one requires is missing.",
    "3": "The segment has too many elements.",
    "4": "The value is too short.",
    "5": "The value is too long.",
    "6": "The value has a character its type does not allow.",
    "7": "The value is not one of the codes the guide allows here.",
    "8": "The date is not a date.",
    "9": "The time is not a time.",
    "10": "The element may not stand together with another one.",
}
_ENVELOPE = "The envelope does not agree with itself (control numbers, counts or dates)."
_lock = Lock()


def validate_837(text: str) -> list[Finding]:
    """Findings of pyx12 about an 837P, the first cause of each claim only; empty when it accepts the file.

    Never raises for what the text holds. Where pyx12 is not installed, knows no map for the version, or fails on
    the input, one warning says so: a missing second opinion does not stop a claim.
    """
    try:
        report = _report(text)
    except ImportError:
        return [_note("second_opinion_missing", "The structure check is not installed; the claim went without it.")]
    except Exception as error:  # noqa: BLE001 - pyx12 raises anything on odd input; the kind is named, never the data
        message = f"The structure check could not judge this file ({type(error).__name__})."
        return [_note("second_opinion_failed", message)]
    if report is None:
        return [_finding("structure_unreadable", "The file is not readable as an 837P.")]
    return list(_first_causes(report, _places(text)))


def _report(text: str) -> dict[str, Any] | None:
    """pyx12's JSON report; None where it could not read an interchange at all."""
    validate, parameters = _engine()
    out = io.StringIO()
    param = parameters()
    param.set("exclude_external_codes", EXCLUDED_LISTS)
    accepted = validate(param, io.StringIO(text), None, None, None, out)
    report: dict[str, Any] = json.loads(out.getvalue() or "{}")
    if accepted or report.get("interchanges"):
        return report
    return None


def _engine() -> tuple[Callable[..., bool], Callable[[], Any]]:
    """pyx12's validator and parameters, its map loader cached and its loggers silent (they print claim data)."""
    with _lock:
        document = importlib.import_module("pyx12.x12n_document")
        params = importlib.import_module("pyx12.params")
        maps: Any = importlib.import_module("pyx12.map_if")
        if not isinstance(maps.load_map_file, _CachedLoader):
            maps.load_map_file = _CachedLoader(maps.load_map_file)
            logger = logging.getLogger("pyx12")
            logger.setLevel(logging.CRITICAL + 1)
            logger.propagate = False
        return document.x12n_document, params.ParamsBase


class _CachedLoader:
    """Parses each map once for all threads; parsing takes some 0.2 s, a claim a few milliseconds."""

    def __init__(self, load: Callable[..., Any]) -> None:
        self._load = load
        self._maps: dict[tuple[Any, ...], Any] = {}
        self._lock = Lock()

    def __call__(self, map_file: str, param: Any, map_path: str | None = None) -> Any:
        key = (map_file, map_path, param.get("exclude_external_codes"), param.get("charset"))
        with self._lock:
            if key not in self._maps:
                self._maps[key] = self._load(map_file, param, map_path)
            return self._maps[key]


def _places(text: str) -> dict[tuple[int, int], Place]:
    """Places by transaction (counted from 0 in the file) and ordinal."""
    tokenizer = Tokenizer([text.encode("utf-8")], Problems())
    segments = (segment.split(tokenizer.delimiters.element) for _, segment in tokenizer.segments())
    return {(place.transaction, place.ordinal): place for place in places(segments)}


def _first_causes(report: dict[str, Any], located: dict[tuple[int, int], Place]) -> Iterator[Finding]:
    transaction = -1
    for interchange in report.get("interchanges", ()):
        for group in interchange["groups"]:
            for st in group["transactions"]:
                transaction += 1
                yield from _of_transaction(st, transaction, located)
            if group["errors"]:
                yield _finding("structure_envelope", _ENVELOPE, segment="GS")
        if interchange["errors"]:
            yield _finding("structure_envelope", _ENVELOPE, segment="ISA")


def _of_transaction(st: dict[str, Any], transaction: int, located: dict[tuple[int, int], Place]) -> Iterator[Finding]:
    numbers = {
        place.claim: place.elements[1]
        for place in located.values()
        if place.transaction == transaction and place.segment == "CLM" and len(place.elements) > 1
    }
    seen: set[int] = set()
    for segment in st["segments"]:
        fault = _fault(segment)
        if fault is None:
            continue
        code, element, message, value = fault
        ordinal = segment["seg_count"]
        owner = located.get((transaction, ordinal - 1 if code == "3" else ordinal))
        claim = owner.claim if owner else -1
        if claim not in seen:
            seen.add(claim)
            yield _finding(
                "structure_element" if element else "structure_segment",
                message,
                loop=owner.loop if owner else "",
                segment=segment["seg_id"],
                element=element,
                value=value,
                line=(owner.line or None) if owner else None,
                ordinal=ordinal,
                claim=numbers.get(claim, ""),
            )
    if st["errors"] and not seen:
        yield _finding("structure_envelope", _ENVELOPE, segment="SE")


def _fault(segment: dict[str, Any]) -> tuple[str, str, str, str] | None:
    """(code, element, sentence, value) of the first thing wrong with a segment."""
    for error in segment["errors"]:
        code = str(error["err_cde"])
        return code, "", _SEGMENT.get(code, "The segment is not what the guide asks for."), ""
    for element in segment["elements"]:
        for error in element["errors"]:
            code = str(error["err_cde"])
            place = f"{element['ele_pos']:02d}" + (f"-{element['subele_pos']}" if element["subele_pos"] else "")
            message = _ELEMENT.get(code, "The value is not what the guide asks for.")
            return f"element {code}", place, message, str(error["err_val"] or "")
    return None


def _note(code: str, message: str) -> Finding:
    return Finding(code, Severity.WARNING, message, waivable=True, fix_at=FixAt.PRACTICE)


def _finding(code: str, message: str, **where: Any) -> Finding:
    return Finding(code, Severity.ERROR, message, waivable=False, fix_at=FixAt.CLAIM, **where)

"""005010X231A1 (999), 005010X230 (997), 005010X214 (277CA, with the levels of the 277 of 005010X212), 005010X279A1
(270, 271).
"""

from __future__ import annotations

from typing import Final

from .model import Loop, Segment, Transaction
from .segments import loop, seg

_CODES = "S S S S S"

T999: Final = Transaction(
    "999",
    "FA",
    ("005010X231A1", "005010X231"),
    loop(
        "",
        "R",
        1,
        seg("ST", "R", 1, "R{999} R R"),
        seg("AK1", "R", 1, "R R S"),
        loop(
            "2000",
            "S",
            0,
            seg("AK2", "R", 1, "R R S"),
            loop(
                "2100",
                "S",
                0,
                seg("IK3", "R", 1, "R R S S"),
                seg("CTX", "S", 10, "R(R S) S S S S(S S S) S(S S)"),
                loop(
                    "2110",
                    "S",
                    0,
                    seg("IK4", "R", 1, "R(R S S) S R S"),
                    seg("CTX", "S", 10, "R(R S) S S S S(S S S) S(S S)"),
                ),
            ),
            seg("IK5", "R", 1, f"R{{A,E,M,R,W,X}} {_CODES}"),
        ),
        seg("AK9", "R", 1, f"R{{A,E,M,P,R,W,X}} R R R {_CODES}"),
        seg("SE", "R", 1, "R R"),
    ),
)

T997: Final = Transaction(
    "997",
    "FA",
    ("005010X230", "005010"),
    loop(
        "",
        "R",
        1,
        seg("ST", "R", 1, "R{997} R S"),
        seg("AK1", "R", 1, "R R S"),
        loop(
            "2000",
            "S",
            0,
            seg("AK2", "R", 1, "R R S"),
            loop("2100", "S", 0, seg("AK3", "R", 1, "R R S S S S S S"), seg("AK4", "S", 99, "R(R S S) S R S")),
            seg("AK5", "R", 1, f"R{{A,E,M,R,W,X}} {_CODES}"),
        ),
        seg("AK9", "R", 1, f"R{{A,E,M,P,R,W,X}} R R R {_CODES}"),
        seg("SE", "R", 1, "R R"),
    ),
)

_STATUS = "R(R R S S)"


def _status(action: str = "S{U,WQ}") -> Segment:
    return seg("STC", "S", 0, f"{_STATUS} S {action} S . . . . . S(R R S S) S(R R S S) S")


def _level(loop_id: str, code: str, usage: str, name: str, *items: Segment | Loop) -> Loop:
    parent = "." if code == "20" else "R"
    return loop(
        loop_id,
        usage,
        0,
        seg("HL", "R", 1, f"R {parent} R{{{code}}} S{{0,1}}"),
        loop(f"2100{loop_id[-1]}", "R", 1, seg("NM1", "R", 1, f"R{{{name}}} R{{1,2}} S S S . S S S")),
        *items,
    )


def _totals(accepted: str, rejected: str) -> tuple[Segment, ...]:
    """Counts and amounts of what was accepted and rejected."""
    quantities = (seg("QTY", "S", 1, f"R{{{code}}} R") for code in (accepted, rejected))
    return (*quantities, seg("AMT", "S", 1, "R{YU} R"), seg("AMT", "S", 1, "R{YY} R"))


_CLAIM_STATUS = (
    seg("TRN", "R", 1, "R{1,2} R"),
    _status(),
    seg("REF", "S", 3, "R{1K,BLT,D9} R"),
    seg("DTP", "S", 1, "R{472} R{D8,RD8} R"),
    loop(
        "2220D",
        "S",
        0,
        seg("SVC", "R", 1, "R(R R S S S S S S) R . S . . S"),
        _status(),
        seg("REF", "S", 1, "R{FJ} R"),
        seg("REF", "S", 1, "R{XZ} R"),
        seg("DTP", "S", 1, "R{472} R{D8,RD8} R"),
    ),
)

T277CA: Final = Transaction(
    "277",
    "HN",
    ("005010X214",),
    loop(
        "",
        "R",
        1,
        seg("ST", "R", 1, "R{277} R R"),
        seg("BHT", "R", 1, "R{0085} R{08} R R R R{TH}"),
        _level(
            "2000A",
            "20",
            "R",
            "AY,PR",
            seg("TRN", "R", 1, "R{1} R"),
            seg("DTP", "R", 1, "R{050} R{D8} R"),
            seg("DTP", "R", 1, "R{009} R{D8} R"),
        ),
        _level("2000B", "21", "R", "41", seg("TRN", "R", 1, "R{2} R"), _status(), *_totals("90", "AA")),
        _level(
            "2000C",
            "19",
            "S",
            "85,1P",
            seg("TRN", "S", 1, "R{1,2} R"),
            _status(),
            seg("REF", "S", 3, "R{0B,1G,G2,LU,SY,TJ,EI} R"),
            *_totals("QA", "QC"),
        ),
        _level("2000D", "PT,22,23", "S", "QC,IL", *_CLAIM_STATUS),
        seg("SE", "R", 1, "R R"),
    ),
)

_EB = seg("EB", "R", 1, "R S S+99 S S S S S S S S S S(R R S S S S S S) S(R S S S)")
_AAA = seg("AAA", "S", 9, "R{N,Y} . R R{C,N,P,R,S,W,X,Y}")
_TRACE = seg("TRN", "S", 3, "R{1,2} R R S")
_SUBJECT = (
    seg("NM1", "R", 1, "R{03,IL} R{1,2} S S S . S S S"),
    seg("REF", "S", 9, "R R S"),
    seg("N3", "S", 1, "R S"),
    seg("N4", "S", 1, "R S S S . . S"),
    seg("PER", "S", 3, "R S S S S S S S"),
    _AAA,
    seg("PRV", "S", 1, "R R R"),
    seg("DMG", "S", 1, "R R S"),
    seg("INS", "S", 1, "R R S S"),
    seg("HI", "S", 1, "R(R R)"),
    seg("DTP", "S", 9, "R R R"),
)
_BENEFIT = loop(
    "2110",
    "S",
    0,
    _EB,
    seg("HSD", "S", 9, "S S S S S S S S"),
    seg("REF", "S", 9, "R R S"),
    seg("DTP", "S", 20, "R R R"),
    _AAA,
    seg("MSG", "S", 10, "R"),
    loop("2115", "S", 10, seg("III", "R", 1, "S S S S")),
    seg("LS", "S", 1, "R"),
    loop(
        "2120",
        "S",
        23,
        seg("NM1", "R", 1, "R R S S S . S S S . S"),
        seg("N3", "S", 1, "R S"),
        seg("N4", "S", 1, "R S S S . . S"),
        seg("PER", "S", 3, "R S S S S S S S"),
        seg("PRV", "S", 1, "R R R"),
    ),
    seg("LE", "S", 1, "R"),
)
_ENQUIRY = loop(
    "2110",
    "S",
    99,
    seg("EQ", "R", 1, "S+99 S(R R S S S S) S . S(R S S S)"),
    seg("AMT", "S", 2, "R R"),
    seg("III", "S", 1, "R R"),
    seg("REF", "S", 1, "R R"),
    seg("DTP", "S", 1, "R{291} R{D8,RD8} R"),
)


def _eligibility(code: str, functional: str, bht: str, detail: Loop) -> Transaction:
    name = seg("NM1", "R", 1, "R R{1,2} S S S . S R R")
    contact = seg("PER", "S", 3, "R S S S S S S S")
    address = (seg("N3", "S", 1, "R S"), seg("N4", "S", 1, "R S S S . . S"))
    receiver = loop("2100B", "R", 1, name, seg("REF", "S", 9, "R R S"), *address, _AAA, seg("PRV", "S", 1, "R R R"))
    dependent = loop("2000D", "S", 0, _hierarchy("23", "0"), _TRACE, loop("2100D", "R", 1, *_SUBJECT, detail))
    subscriber = loop(
        "2000C", "S", 0, _hierarchy("22", "0,1"), _TRACE, loop("2100C", "R", 1, *_SUBJECT, detail), dependent
    )
    source = loop(
        "2000A",
        "R",
        0,
        seg("HL", "R", 1, "R . R{20} R{1,0}"),
        _AAA,
        loop("2100A", "R", 1, name, contact, _AAA),
        loop("2000B", "S", 0, _hierarchy("21", "0,1"), receiver, subscriber),
    )
    head = (seg("ST", "R", 1, f"R{{{code}}} R R"), seg("BHT", "R", 1, f"R{{0022}} R{{{bht}}} S R R S"))
    versions = ("005010X279A1", "005010X279")
    return Transaction(code, functional, versions, loop("", "R", 1, *head, source, seg("SE", "R", 1, "R R")))


def _hierarchy(level: str, children: str) -> Segment:
    return seg("HL", "R", 1, f"R R R{{{level}}} R{{{children}}}")


T271: Final = _eligibility("271", "HB", "11,06", _BENEFIT)
T270: Final = _eligibility("270", "HS", "01,13", _ENQUIRY)

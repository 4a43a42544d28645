"""Types and lengths of the elements of every segment we read or write, in 005010 (notation: see ``model``)."""

from __future__ import annotations

from typing import Final

from .model import Loop, Segment, elements

_PROCEDURE = "C(ID2-2 AN1-48 AN2-2 AN2-2 AN2-2 AN2-2 AN1-80 AN1-48)"
_REFERENCE = "C(ID2-3 AN1-50 ID2-3 AN1-50 ID2-3 AN1-50)"
_HEALTH_CODE = "C(ID1-3 AN1-30 ID2-3 AN1-35 R1-18 R1-15 AN1-30 AN1-30 ID1-1)"
_STATUS = "C(AN1-30 AN1-30 ID2-3 ID1-3)"
_UNIT = "C(ID2-2 R1-15 R1-10)"
_MONEY: Final = "R1-18"


def _times(notation: str, count: int) -> str:
    return " ".join([notation] * count)


TYPES: Final[dict[str, str]] = {
    "ISA": "ID2-2 AN10-10 ID2-2 AN10-10 ID2-2 AN15-15 ID2-2 AN15-15 DT6-6 TM4-4 AN1-1 ID5-5 N9-9 ID1-1 ID1-1 AN1-1",
    "TA1": "N9-9 DT6-6 TM4-4 ID1-1 ID3-3",
    "GS": "ID2-2 AN2-15 AN2-15 DT8-8 TM4-8 N1-9 ID1-2 AN1-12",
    "GE": "N1-6 N1-9",
    "IEA": "N1-5 N9-9",
    "ST": "ID3-3 AN4-9 AN1-35",
    "SE": "N1-10 AN4-9",
    "BHT": "ID4-4 ID2-2 AN1-50 DT8-8 TM4-8 ID2-2",
    "HL": "AN1-12 AN1-12 ID1-2 ID1-1",
    "NM1": "ID2-3 ID1-1 AN1-60 AN1-35 AN1-25 AN1-10 AN1-10 ID1-2 AN2-80 ID2-2 ID2-3 AN1-60",
    "N1": "ID2-3 AN1-60 ID1-2 AN2-80 ID2-2 ID2-3",
    "N2": "AN1-60 AN1-60",
    "N3": "AN1-55 AN1-55",
    "N4": "AN2-30 ID2-2 ID3-15 ID2-3 ID1-2 AN1-30 ID1-3",
    "PER": "ID2-2 AN1-60 ID2-2 AN1-256 ID2-2 AN1-256 ID2-2 AN1-256 AN1-20",
    "REF": f"ID2-3 AN1-50 AN1-80 {_REFERENCE}",
    "DTM": "ID3-3 DT8-8 TM4-8 ID2-2 ID2-3 AN1-35",
    "DTP": "ID3-3 ID2-3 AN1-35",
    "DMG": "ID2-3 AN1-35 ID1-1 ID1-1 C(ID1-1 ID1-3 AN1-30) ID1-2 ID2-3 ID1-2 R1-15 ID1-3 AN1-30",
    "PRV": "ID1-3 ID2-3 AN1-50 ID2-2 C(ID1-1 ID1-2) ID3-3",
    "AMT": "ID1-3 R1-18 ID1-1",
    "QTY": f"ID2-2 R1-15 {_UNIT} AN1-30",
    "LX": "N1-6",
    "LQ": "ID1-3 AN1-30",
    "CUR": "ID2-3 ID3-3 R4-10",
    "NTE": "ID3-3 AN1-80",
    "TRN": "ID1-2 AN1-50 AN10-10 AN1-50",
    # 835
    "BPR": "ID1-2 R1-18 ID1-1 ID3-3 ID1-10 ID2-2 AN3-12 ID1-3 AN1-35 AN10-10 AN9-9 ID2-2 AN3-12 ID1-3 AN1-35 DT8-8"
    " ID1-3 ID2-2 AN3-12 ID1-3 AN1-35",
    "RDM": "ID1-2 AN1-60 AN1-256 C(ID2-3 AN1-50) C(ID2-3 AN1-50)",
    "TS3": f"AN1-50 AN1-2 DT8-8 R1-15 {_times(_MONEY, 18)} R1-15 {_MONEY}",
    "TS2": f"{_times(_MONEY, 6)} R1-15 {_times(_MONEY, 2)} {_times('R1-15', 5)} {_MONEY} R1-15 {_times(_MONEY, 3)}",
    "CLP": "AN1-38 ID1-2 R1-18 R1-18 R1-18 ID1-2 AN1-50 AN1-2 ID1-1 ID1-2 ID1-4 R1-15 R1-10 ID1-1",
    "CAS": f"ID1-2 {_times('ID1-5 R1-18 R1-15', 6)}",
    "MIA": f"R1-15 {_MONEY} R1-15 {_MONEY} AN1-50 {_times(_MONEY, 9)} R1-15 {_times(_MONEY, 4)}"
    f" {_times('AN1-50', 4)} {_MONEY}",
    "MOA": f"R1-10 {_MONEY} {_times('AN1-50', 5)} {_MONEY} {_MONEY}",
    "SVC": f"{_PROCEDURE} R1-18 R1-18 AN1-48 R1-15 {_PROCEDURE} R1-15",
    "PLB": f"AN1-50 DT8-8 {_times('C(ID2-2 AN1-50) R1-18', 6)}",
    # 837
    "SBR": "ID1-1 ID2-2 AN1-50 AN1-60 ID1-3 ID1-1 ID1-1 ID2-2 ID1-2",
    "PAT": "ID2-2 ID1-1 ID2-2 ID1-1 ID2-3 AN1-35 ID2-2 R1-10 ID1-1",
    "CLM": "AN1-38 R1-18 ID1-2 ID1-2 C(AN1-2 ID1-2 ID1-1) ID1-1 ID1-1 ID1-1 ID1-1 ID1-1"
    " C(ID2-3 ID2-3 ID2-3 ID2-2 ID2-3) ID2-3 ID1-1 ID1-3 ID1-1 ID1-1 ID1-2 ID1-1 ID2-2 ID1-2",
    "PWK": "ID2-2 ID1-2 N1-2 ID2-3 ID1-2 AN2-80 AN1-80",
    "CN1": "ID2-2 R1-18 R1-6 AN1-50 R1-6 AN1-30",
    "K3": "AN1-80",
    "CR1": "ID2-2 R1-10 ID1-1 ID1-1 ID2-2 R1-15 AN1-55 AN1-55 AN1-80 AN1-80",
    "CR2": "N1-9 R1-15 ID2-2 ID2-2 ID2-2 R1-15 R1-15 ID1-1 ID1-1 AN1-80 AN1-80 ID1-1",
    "CR3": "ID1-1 ID2-2 R1-15",
    "CRC": f"ID2-2 ID1-1 {_times('ID2-3', 5)}",
    "HI": _times(_HEALTH_CODE, 12),
    "HCP": "ID2-2 R1-18 R1-18 AN1-50 R1-9 AN1-50 R1-18 AN1-48 ID2-2 AN1-48 ID2-2 R1-15 ID2-2 ID1-2 ID1-2",
    "OI": "ID1-2 ID2-2 ID1-1 ID1-1 ID1-1 ID1-1",
    "SV1": f"{_PROCEDURE} R1-18 ID2-2 R1-15 AN1-2 ID1-2 C(N1-2 N1-2 N1-2 N1-2) R1-18 ID1-1 ID1-2"
    " ID1-1 ID1-1 ID1-2 ID1-1 ID1-1",
    "SV5": f"{_PROCEDURE} ID2-2 R1-15 R1-18 R1-18 ID1-1",
    "MEA": "ID2-2 ID1-3 R1-20",
    "PS1": "AN1-50 R1-18",
    "LIN": "AN1-20 ID2-2 AN1-48",
    "CTP": f"ID2-2 ID3-3 R1-17 R1-15 {_UNIT}",
    "SVD": f"AN2-80 R1-18 {_PROCEDURE} AN1-48 R1-15 N1-6",
    "FRM": "AN1-20 ID1-1 AN1-50 DT8-8 R1-6",
    # acknowledgements
    "AK1": "ID2-2 N1-9 AN1-12",
    "AK2": "ID3-3 AN4-9 AN1-35",
    "AK3": "ID2-3 N1-10 AN1-4 ID1-3 ID1-3 ID1-3 ID1-3 ID1-3",
    "AK4": "C(N1-2 N1-2 N1-4) N1-4 ID1-3 AN1-99",
    "AK5": f"ID1-1 {_times('ID1-3', 5)}",
    "IK3": "ID2-3 N1-10 AN1-4 ID1-3",
    "CTX": f"C(AN1-35 AN1-35) ID2-3 N1-10 AN1-6 C(N1-2 N1-2 N1-4) C(N1-4 N1-4) {_times('ID1-2', 1)}",
    "IK4": "C(N1-2 N1-2 N1-4) N1-4 ID1-3 AN1-99",
    "IK5": f"ID1-1 {_times('ID1-3', 5)}",
    "AK9": f"ID1-1 N1-6 N1-6 N1-6 {_times('ID1-3', 5)}",
    "STC": f"{_STATUS} DT8-8 ID1-2 R1-18 R1-18 DT8-8 ID3-3 DT8-8 AN1-16 {_STATUS} {_STATUS} AN1-264",
    # eligibility
    "EQ": f"ID1-2 {_PROCEDURE} ID3-3 ID1-3 C(N1-2 N1-2 N1-2 N1-2)",
    "EB": f"ID1-3 ID3-3 ID1-2 ID1-3 AN1-50 ID1-2 R1-18 R1-10 ID2-2 R1-15 ID1-1 ID1-1 {_PROCEDURE}"
    " C(N1-2 N1-2 N1-2 N1-2)",
    "HSD": "ID2-2 R1-15 ID2-2 R1-6 ID1-2 N1-3 ID1-2 ID1-1",
    "AAA": "ID1-1 ID2-2 ID2-2 ID1-1",
    "MSG": "AN1-264 ID2-2 N1-9",
    "III": "ID1-3 AN1-30 ID2-2 AN1-264",
    "INS": "ID1-1 ID2-2 ID3-3 ID2-3 ID1-1 C(ID1-1 ID1-1) ID2-2 ID1-1 ID1-1 ID1-1 ID2-3 AN1-35 ID1-1"
    " AN2-30 ID2-2 ID2-3 N1-9",
    "MPI": "ID1-1 ID2-2 ID1-1 AN1-80 ID2-2 ID2-3 AN1-35",
    "LS": "AN1-4",
    "LE": "AN1-4",
}


def seg(identifier: str, usage: str, repeat: int, usages: str) -> Segment:
    """One use of a segment; ``repeat`` 0 means without limit."""
    return Segment(identifier, usage, repeat, elements(TYPES[identifier], usages))


def loop(identifier: str, usage: str, repeat: int, *items: Segment | Loop) -> Loop:
    """One loop; ``repeat`` 0 means without limit."""
    return Loop(identifier, usage, repeat, items)

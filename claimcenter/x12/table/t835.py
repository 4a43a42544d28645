"""005010X221A1: the remittance advice (also met as X221)."""

from __future__ import annotations

from typing import Final

from .model import Segment, Transaction
from .segments import loop, seg

_PROCEDURE = "(R{AD,ER,HC,HP,IV,N4,N6,NU,UI,WK} R S S S S S .)"
_CAS = "R{CO,CR,OA,PI,PR} R R S S S S S S S S S S S S S S S S"
_NAME_IDS = "S{34,AD,BD,BS,C,FI,HN,II,MC,MI,MR,NI,PC,PI,PP,SL,UP,XV,XX}"
_FILING = "R{12,13,14,15,16,17,AM,BL,CH,CI,DS,HM,LM,MA,MB,MC,OF,TV,VA,WC,ZZ}"
_PROVIDER_ADJUSTMENT = (
    "(R{50,51,72,90,AH,AM,AP,B2,B3,BD,BN,C5,CR,CS,CT,CV,CW,DM,E3,FB,FC,GO,HM,IP,IR,IS,J1,L3,L6,LE,LS,OA,OB,PI,PL,"
    "RA,RE,SL,TL,WO,WU} S)"
)
_MONEY18 = " ".join(["S"] * 18)


def _name(entity: str, usage: str = "S", repeat: int = 1, person: str = "1,2") -> Segment:
    return seg("NM1", usage, repeat, f"R{{{entity}}} R{{{person}}} S S S . S {_NAME_IDS} S . . .")


def _ref(qualifiers: str, repeat: int, usage: str = "S") -> Segment:
    return seg("REF", usage, repeat, f"R{{{qualifiers}}} R S .")


_CONTACT = "S{CX} S S{EM,FX,TE,UR} S S{EM,EX,FX,TE,UR} S S{EM,EX,FX,TE,UR} S ."
_PAYER = loop(
    "1000A",
    "R",
    1,
    seg("N1", "R", 1, "R{PR} S S{XV} S"),
    seg("N3", "R", 1, "R S"),
    seg("N4", "R", 1, "R S S S . . S"),
    _ref("2U,EO,HI,NF", 4),
    seg("PER", "S", 1, f"R{_CONTACT[1:]}"),
    seg("PER", "R", 0, "R{BL} S S{EM,TE,UR} S S{EM,EX,FX,TE,UR} S S{EM,EX,FX,UR} S ."),
    seg("PER", "S", 1, "R{IC} . R{UR} R"),
)
_PAYEE = loop(
    "1000B",
    "R",
    1,
    seg("N1", "R", 1, "R{PE} S R{FI,XV,XX} R"),
    seg("N3", "S", 1, "R S"),
    seg("N4", "S", 1, "R S S S . . S"),
    _ref("0B,D3,PQ,TJ", 0),
    seg("RDM", "S", 1, "R{BM,EM,FT,OL} S S"),
)
_SERVICE = loop(
    "2110",
    "S",
    999,
    seg("SVC", "R", 1, f"R{_PROCEDURE} R R S S S{_PROCEDURE} S"),
    seg("DTM", "S", 2, "R{150,151,472} R"),
    seg("CAS", "S", 99, _CAS),
    _ref("1S,APC,BB,E9,G1,G3,LU,RB", 8),
    _ref("6R", 1),
    _ref("0B,1A,1B,1C,1D,1G,1H,1J,D3,G2,HPI,SY,TJ", 10),
    _ref("0K", 5),
    seg("AMT", "S", 9, "R{B6,KH,T,T2,ZK,ZL,ZM,ZN,ZO} R"),
    seg("QTY", "S", 6, "R{ZK,ZL,ZM,ZN,ZO} R"),
    seg("LQ", "S", 99, "R{HE,RX} R"),
)
_CLAIM = loop(
    "2100",
    "R",
    0,
    seg("CLP", "R", 1, f"R R{{1,2,3,4,19,20,21,22,23,25}} R R S {_FILING} R S S . S S S S"),
    seg("CAS", "S", 99, _CAS),
    _name("QC", "R", person="1"),
    _name("IL"),
    _name("74"),
    _name("82"),
    _name("TT", person="2"),
    _name("PR", person="2"),
    _name("GB"),
    seg("MIA", "S", 1, "R S S S S S S S S S S S S S S S S S S S S S S S"),
    seg("MOA", "S", 1, "S S S S S S S S S"),
    _ref("1L,1W,28,6P,9A,9C,BB,CE,EA,F8,G1,G3,IG,SY", 5),
    _ref("0B,1A,1B,1C,1D,1G,1H,1J,D3,G2,LU", 10),
    seg("DTM", "S", 2, "R{036,050,232,233} R"),
    seg("DTM", "S", 1, "R{036} R"),
    seg("DTM", "S", 1, "R{050} R"),
    seg("PER", "S", 2, "R{CX} S R{EM,FX,TE} R S{EM,EX,FX,TE} S S{EX} S ."),
    seg("AMT", "S", 13, "R{AU,D8,DY,F5,I,NL,T,T2,ZK,ZL,ZM,ZN,ZO} R"),
    seg("QTY", "S", 14, "R{CA,CD,LA,LE,NE,NR,OU,PS,VS,ZK,ZL,ZM,ZN,ZO} R"),
    _SERVICE,
)

T835: Final = Transaction(
    "835",
    "HP",
    ("005010X221A1", "005010X221"),
    loop(
        "",
        "R",
        1,
        seg("ST", "R", 1, "R{835} R S"),
        seg(
            "BPR",
            "R",
            1,
            "R{C,D,H,I,P,U,X} R R{C,D} R{ACH,BOP,CHK,FWT,NON} S{CCP,CTX} S{01,04} S S{DA} S S S S{01,04} S"
            " S{DA,SG} S R",
        ),
        seg("TRN", "R", 1, "R{1} R R S"),
        seg("CUR", "S", 1, "R{PR} R S"),
        _ref("EV", 1),
        _ref("F2", 1),
        seg("DTM", "S", 1, "R{405} R"),
        _PAYER,
        _PAYEE,
        loop(
            "2000",
            "S",
            0,
            seg("LX", "R", 1, "R"),
            seg("TS3", "S", 1, f"R R R R R {_MONEY18} S"),
            seg("TS2", "S", 1, f"{_MONEY18} S"),
            _CLAIM,
        ),
        seg(
            "PLB",
            "S",
            0,
            f"R R R{_PROVIDER_ADJUSTMENT} R" + f" S{_PROVIDER_ADJUSTMENT} S" * 5,
        ),
        seg("SE", "R", 1, "R R"),
    ),
)

"""005010X222A1: the professional claim (also met as X222 and spelt X222A2)."""

from __future__ import annotations

from typing import Final

from .model import Loop, Segment, Transaction
from .segments import loop, seg

# NM108 and NM109 by who is named.
_NPI, _MEMBER, _PAYER_ID, _SENDER = "S{XX} S", "R{II,MI} R", "R{PI,XV} R", "R{46} R"
_DIAGNOSIS = "(R{BK,ABK,BF,ABF} R . . . . . . .)"


def _name(entity: str, ids: str = _NPI, person: str = "1,2") -> Segment:
    return seg("NM1", "R", 1, f"R{{{entity}}} R{{{person}}} S S S . S {ids} . . .")


def _address(usage: str = "S") -> tuple[Segment, Segment]:
    return seg("N3", usage, 1, "R S"), seg("N4", usage, 1, "R S S S . . S")


def _ref(qualifiers: str, usage: str = "S", repeat: int = 1) -> Segment:
    return seg("REF", usage, repeat, f"R{{{qualifiers}}} R")


def _ref_of_payer(qualifiers: str, repeat: int) -> Segment:
    """REF04 names the other payer whose number it is."""
    return seg("REF", "S", repeat, f"R{{{qualifiers}}} R . S(R{{2U}} R . . . .)")


def _date(qualifiers: str, usage: str = "S", repeat: int = 1, form: str = "D8") -> Segment:
    return seg("DTP", usage, repeat, f"R{{{qualifiers}}} R{{{form}}} R")


def _party(loop_id: str, entity: str, *more: Segment, repeat: int = 1, person: str = "1,2") -> Loop:
    reference = _ref("0B,1G,G2,LU", repeat=4) if loop_id < "2400" else _ref_of_payer("0B,1G,G2,LU", 20)
    return loop(loop_id, "S", repeat, _name(entity, person=person), *more, reference)


def _place(loop_id: str, entity: str) -> Loop:
    """Where an ambulance came from or went to: an address, perhaps with a name."""
    return loop(loop_id, "S", 1, seg("NM1", "R", 1, f"R{{{entity}}} R{{2}} S"), *_address("R"))


def _unnamed(entity: str, person: str = "1,2") -> Segment:
    """Only who is meant, not what they are called."""
    return seg("NM1", "R", 1, f"R{{{entity}}} R{{{person}}}")


_BILLING = loop(
    "2010AA",
    "R",
    1,
    _name("85"),
    *_address("R"),
    _ref("EI,SY", "R"),
    _ref("0B,1G", repeat=2),
    seg("PER", "S", 2, "R{IC} S R{EM,FX,TE} R S{EM,EX,FX,TE} S S{EM,EX,FX,TE} S ."),
)
_PAY_TO_PLAN = loop(
    "2010AC", "S", 1, _name("PE", _PAYER_ID, person="2"), *_address("R"), _ref("2U,FY,NF"), _ref("EI", "R")
)
_SUBSCRIBER = loop(
    "2010BA",
    "R",
    1,
    _name("IL", "S{II,MI} S"),
    *_address(),
    seg("DMG", "S", 1, "R{D8} R R{F,M,U}"),
    _ref("SY"),
    _ref("Y4"),
    seg("PER", "S", 1, "R{IC} S R{TE} R S{EX} S"),
)
_DESTINATION = loop(
    "2010BB",
    "R",
    1,
    _name("PR", _PAYER_ID, person="2"),
    *_address(),
    _ref("2U,EI,FY,NF", repeat=3),
    _ref("G2,LU", repeat=2),
)
_PATIENT = loop(
    "2010CA",
    "R",
    1,
    _name("QC", ". .", person="1"),
    *_address("R"),
    seg("DMG", "R", 1, "R{D8} R R{F,M,U}"),
    _ref("Y4"),
    _ref("1W,SY"),
    seg("PER", "S", 1, "R{IC} S R{TE} R S{EX} S"),
)
_PATIENT_DETAIL = "S{01,19,20,21,39,40,53,G8} . . . S{D8} S S{01} S S{Y}"

_CLAIM_DATES = (
    _date("431"),
    _date("454"),
    _date("304"),
    _date("453"),
    _date("439", form="D8,DT"),
    _date("484"),
    _date("455"),
    _date("471"),
    _date("314,360,361", form="D8,RD8"),
    _date("297"),
    _date("296"),
    _date("435"),
    _date("096"),
    _date("090,091", repeat=2),
    _date("444"),
    _date("050"),
)
_CLAIM_REFERENCES = (
    _ref("4N"),
    _ref("F5"),
    _ref("EW"),
    _ref("9F"),
    _ref("G1"),
    _ref("F8"),
    _ref("X4"),
    _ref("9A"),
    _ref("9C"),
    _ref("LX"),
    _ref("D9"),
    _ref("EA"),
    _ref("P4"),
    _ref("1J"),
)
_CLAIM = seg(
    "CLM",
    "R",
    1,
    "R R . . R(R R{B} R{1,6,7,8}) R{Y,N} R{A,B,C} R{N,W,Y} R{I,Y} S{P}"
    " S(R{AA,EM,OA} S{AA,EM,OA} . S S) S{02,03,05,09} . . . . . . . S{1,2,3,4,5,6,7,8,9,10,11,15}",
)
_ATTACHMENT = seg(
    "PWK",
    "S",
    10,
    "R R{AA,BM,EL,EM,FT,FX} . . S{AC} S .",
)
_CONTRACT = seg("CN1", "S", 1, "R{01,02,03,04,05,06,09} S S S S S")
_PRICING = seg("HCP", "S", 1, "R S S S S S S . . S S{MJ,UN} S S S S")
_OTHER_PAYER = loop(
    "2330B",
    "R",
    1,
    _name("PR", _PAYER_ID, person="2"),
    *_address(),
    _date("573"),
    _ref("2U,EI,FY,NF", repeat=2),
    _ref("G1"),
    _ref("9F"),
    _ref("T4"),
    _ref("F8"),
)
_OTHER_SUBSCRIBER = loop(
    "2320",
    "S",
    10,
    seg("SBR", "R", 1, "R{A,B,C,D,E,F,G,H,P,S,T,U} R{01,18,19,20,21,39,40,53,G8} S S S . . . S"),
    seg("CAS", "S", 5, "R{CO,CR,OA,PI,PR} R R S S S S S S S S S S S S S S S S"),
    seg("AMT", "S", 1, "R{D} R"),
    seg("AMT", "S", 1, "R{A8} R"),
    seg("AMT", "S", 1, "R{EAF} R"),
    seg("OI", "R", 1, ". . R{N,W,Y} S{P} . R{I,Y}"),
    seg("MOA", "S", 1, "S S S S S S S S S"),
    loop("2330A", "R", 1, _name("IL", _MEMBER), *_address(), _ref("SY")),
    _OTHER_PAYER,
    loop("2330C", "S", 2, _unnamed("DN,P3", "1"), _ref("0B,1G,G2", repeat=3)),
    loop("2330D", "S", 1, _unnamed("82"), _ref("0B,1G,G2,LU", repeat=3)),
    loop("2330E", "S", 1, _unnamed("77", "2"), _ref("0B,G2,LU", repeat=3)),
    loop("2330F", "S", 1, _unnamed("DQ", "1"), _ref("0B,1G,G2,LU", repeat=3)),
    loop("2330G", "S", 1, _unnamed("85"), _ref("G2,LU", repeat=2)),
)
_ADJUDICATION = loop(
    "2430",
    "S",
    15,
    seg("SVD", "R", 1, "R R R(R{ER,HC,IV,WK} R S S S S S .) . R S"),
    seg("CAS", "S", 5, "R{CO,CR,OA,PI,PR} R R S S S S S S S S S S S S S S S S"),
    _date("573", "R"),
    seg("AMT", "S", 1, "R{EAF} R"),
)
_LINE_DATES = (
    _date("472", "R", form="D8,RD8"),
    _date("471"),
    _date("607"),
    _date("463"),
    _date("461"),
    _date("304"),
    _date("738,739", repeat=2),
    _date("011"),
    _date("455"),
    _date("454"),
)
_LINE_REFERENCES = (
    _ref("9B"),
    _ref("9D"),
    _ref_of_payer("G1", 5),
    _ref("6R"),
    _ref("EW"),
    _ref("X4"),
    _ref("F4"),
    _ref("BT"),
    _ref_of_payer("9F", 5),
)
_LINE = loop(
    "2400",
    "R",
    50,
    seg("LX", "R", 1, "R"),
    seg("SV1", "R", 1, "R(R{ER,HC,IV,WK} R S S S S S .) R R{MJ,UN} R S . R(R S S S) . S{Y} . S{Y} S{Y} . . S{0}"),
    seg("SV5", "S", 1, "R(R{HC} R) R{DA} R S S S{1,4,6}"),
    _ATTACHMENT,
    seg("CR1", "S", 1, "S{LB} S . R R{DH} R . . S S"),
    seg("CR3", "S", 1, "R{I,R,S} R{MO} R"),
    seg("CRC", "S", 3, "R{07} R{Y,N} R S S S S"),
    seg("CRC", "S", 1, "R{70} R{Y,N} R{65}"),
    seg("CRC", "S", 1, "R{09} R{Y,N} R{38,ZV} S"),
    *_LINE_DATES,
    seg("QTY", "S", 1, "R{PT} R"),
    seg("QTY", "S", 1, "R{FL} R"),
    seg("MEA", "S", 5, "R{OG,TR} R{HT,R1,R2,R3,R4} R"),
    _CONTRACT,
    *_LINE_REFERENCES,
    seg("AMT", "S", 1, "R{T} R"),
    seg("AMT", "S", 1, "R{F4} R"),
    seg("K3", "S", 10, "R"),
    seg("NTE", "S", 1, "R{ADD,DCP} R"),
    seg("NTE", "S", 1, "R{TPO} R"),
    seg("PS1", "S", 1, "R R"),
    _PRICING,
    loop(
        "2410",
        "S",
        1,
        seg("LIN", "R", 1, ". R{EN,EO,HI,N4,ON,UK,UP} R"),
        seg("CTP", "R", 1, ". . . R R(R{F2,GR,ME,ML,UN})"),
        _ref("VY,XZ"),
    ),
    _party("2420A", "82", seg("PRV", "S", 1, "R{PE} R{PXC} R")),
    _party("2420B", "QB"),
    loop("2420C", "S", 1, _name("77", person="2"), *_address("R"), _ref_of_payer("G2,LU", 20)),
    _party("2420D", "DQ", person="1"),
    loop(
        "2420E",
        "S",
        1,
        _name("DK", person="1"),
        *_address(),
        _ref_of_payer("0B,1G,G2", 20),
        seg("PER", "S", 1, "R{IC} S R{EM,FX,TE} R S{EM,EX,FX,TE} S S{EM,EX,FX,TE} S ."),
    ),
    _party("2420F", "DN,P3", repeat=2, person="1"),
    _place("2420G", "PW"),
    _place("2420H", "45"),
    _ADJUDICATION,
    loop("2440", "S", 0, seg("LQ", "R", 1, "R{AS,UT} R"), seg("FRM", "R", 99, "R S{N,W,Y} S S S")),
)
CLAIM: Final = loop(
    "2300",
    "S",
    100,
    _CLAIM,
    *_CLAIM_DATES,
    _ATTACHMENT,
    _CONTRACT,
    seg("AMT", "S", 1, "R{F5} R"),
    *_CLAIM_REFERENCES,
    seg("K3", "S", 10, "R"),
    seg("NTE", "S", 1, "R{ADD,CER,DCP,DGN,TPO} R"),
    seg("CR1", "S", 1, "S{LB} S . R R{DH} R . . S S"),
    seg("CR2", "S", 1, ". . . . . . . R . S S"),
    seg("CRC", "S", 3, "R{07} R{Y,N} R S S S S"),
    seg("CRC", "S", 3, "R{E1,E2,E3} R{Y,N} R S S S S"),
    seg("CRC", "S", 1, "R{75} R{Y} R{IH}"),
    seg("CRC", "S", 1, "R{ZZ} R{Y,N} R S S"),
    seg("HI", "R", 1, " ".join(["R" + _DIAGNOSIS] + ["S" + _DIAGNOSIS] * 11)),
    seg("HI", "S", 1, "R(R{BP} R) S(R{BO} R)"),
    seg("HI", "S", 2, " ".join(["R(R{BG} R)"] + ["S(R{BG} R)"] * 11)),
    _PRICING,
    _party("2310A", "DN,P3", repeat=2, person="1"),
    _party("2310B", "82", seg("PRV", "S", 1, "R{PE} R{PXC} R")),
    loop(
        "2310C",
        "S",
        1,
        _name("77", person="2"),
        *_address("R"),
        _ref("0B,G2,LU", repeat=3),
        seg("PER", "S", 1, "R{IC} S R{TE} R S{EX} S"),
    ),
    _party("2310D", "DQ", person="1"),
    _place("2310E", "PW"),
    _place("2310F", "45"),
    _OTHER_SUBSCRIBER,
    _LINE,
)

T837P: Final = Transaction(
    "837",
    "HC",
    ("005010X222A1", "005010X222A2", "005010X222"),
    loop(
        "",
        "R",
        1,
        seg("ST", "R", 1, "R{837} R R"),
        seg("BHT", "R", 1, "R{0019} R{00,18} R R R R{31,CH,RP}"),
        loop(
            "1000A",
            "R",
            1,
            _name("41", _SENDER),
            seg("PER", "R", 2, "R{IC} S R{EM,FX,TE} R S{EM,EX,FX,TE} S S{EM,EX,FX,TE} S ."),
        ),
        loop("1000B", "R", 1, _name("40", _SENDER, person="2")),
        loop(
            "2000A",
            "R",
            0,
            seg("HL", "R", 1, "R . R{20} R{1}"),
            seg("PRV", "S", 1, "R{BI} R{PXC} R"),
            seg("CUR", "S", 1, "R{85} R"),
            _BILLING,
            loop("2010AB", "S", 1, _unnamed("87"), *_address("R")),
            _PAY_TO_PLAN,
            loop(
                "2000B",
                "R",
                0,
                seg("HL", "R", 1, "R R R{22} R{0,1}"),
                seg("SBR", "R", 1, "R{A,B,C,D,E,F,G,H,P,S,T,U} S{18} S S S . . . S"),
                seg("PAT", "S", 1, f". {_PATIENT_DETAIL.split(' ', 1)[1]}"),
                _SUBSCRIBER,
                _DESTINATION,
                CLAIM,
                loop(
                    "2000C",
                    "S",
                    0,
                    seg("HL", "R", 1, "R R R{23} R{0}"),
                    seg("PAT", "R", 1, f"R{_PATIENT_DETAIL[1:]}"),
                    _PATIENT,
                    CLAIM,
                ),
            ),
        ),
        seg("SE", "R", 1, "R R"),
    ),
)

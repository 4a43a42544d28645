"""Every way a remittance file can arrive broken: what becomes of it, and the place and figure it is told with."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from claimcenter.x12 import open_835
from claimcenter.x12.problems import Problem
from tests.x12.era_files import (
    claim,
    good,
    good_segments,
    interchange,
    render,
    replaced,
    reversal,
    transaction,
    with_delimiters,
)


class Seen(NamedTuple):
    disposition: str
    problems: list[Problem]
    claims: int

    @property
    def codes(self) -> set[str]:
        return {problem.code for problem in self.problems}

    def problem(self, code: str) -> Problem:
        return next(problem for problem in self.problems if problem.code == code)


def read(source: bytes | Iterator[bytes]) -> Seen:
    reader = open_835(source)
    claims = sum(1 for _ in reader for _ in reader.claims())
    return Seen(reader.disposition.value, list(reader.problems), claims)


class Case(NamedTuple):
    """A file, its disposition, and the problem that says why: code, segment in its set, element, a figure of the
    message.
    """

    name: str
    data: bytes
    disposition: str
    code: str = ""
    segment: int | None = None
    element: str | None = None
    figure: str = ""


def cut(marker: str, after: int) -> bytes:
    data = good()
    return data[: data.index(marker.encode()) + after]


SECOND_CLP = "CLP*CC000002P*1*200*125*25"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"
SAME_TWICE = render(interchange([transaction([claim(1), claim(1)], paid="250")]))
REVERSAL = render(interchange([transaction([reversal(1), claim(2)], paid="0")]))
CLAIMS_INSIDE = replaced("ST*835*0001", "ST*837*0001")
LATIN = good().decode().replace("RIVERS", "MU\xd1OZ").encode("latin-1")
UTF8 = good().decode().replace("RIVERS", "MU\xd1OZ").encode()

MATRIX = [
    Case("01 good", good(), "import"),
    Case("02 cut in a claim", cut(SECOND_CLP, len("CLP*CC000002P*1*200*125*25*12*ICN000002*11*1~\n")), "hold", "no_se"),
    Case("03 cut in a segment", cut(SECOND_CLP, 12), "hold", "truncated"),
    Case("04 wrong SE01", replaced("SE*51*", "SE*50*"), "hold", "se_count", 51, "SE01", "51"),
    Case("05 NUL in a name", replaced("RIVERS", "RIV\0ERS"), "hold", "control_character"),
    Case("06 markup in a name", replaced("RIVERS", "<SCRIPT>ALERT(1)</SCRIPT>"), "import"),
    Case(
        "07 twenty digits",
        replaced(SECOND_CLP, "CLP*CC000002P*1*12345678901234567890*125*25"),
        "hold",
        "bad_amount",
        25,
        "CLP03",
    ),
    Case("08 NaN", replaced(SECOND_CLP, "CLP*CC000002P*1*NaN*125*25"), "hold", "bad_amount", 25, "CLP03", "NaN"),
    Case("09 exponent", replaced(SECOND_CLP, "CLP*CC000002P*1*1E3*125*25"), "hold", "bad_amount", 25, "CLP03", "1E3"),
    Case(
        "10 underscore",
        replaced(SECOND_CLP, "CLP*CC000002P*1*1_72.01*125*25"),
        "hold",
        "bad_amount",
        25,
        "CLP03",
        "1_72.01",
    ),
    Case("11 no charge", replaced(SECOND_CLP, "CLP*CC000002P*1**125*25"), "hold", "missing_element", 25, "CLP03"),
    Case("12 reversal", REVERSAL, "import"),
    Case("13 unbalanced claim", replaced("CAS*PR*3*25", "CAS*PR*3*24"), "hold", "claim_balance", 12, "CLP04", "1.00"),
    Case("14 UTF-8 mark", codecs.BOM_UTF8 + good(), "import"),
    Case("15 UTF-16", good().decode().encode("utf-16"), "import"),
    Case("16 empty", b"", "reject", "empty"),
    Case("17 short ISA", replaced("ACMEHEALTH     ", "ACMEHEALTH"), "import", "isa_width"),
    Case("18 PDF", PDF, "reject", "no_isa"),
    Case("19 claims inside", CLAIMS_INSIDE, "reject", "wrong_transaction", 1, "ST01", "837"),
    Case("20 same claim twice", SAME_TWICE, "hold", "repeated_claim", 25, "CLP01"),
    Case("21 unknown segment", replaced("AMT*AU*200", "ZZZ*AU*200"), "hold", "unknown_segment", 17, "ZZZ"),
    Case("22 Latin-1 name", LATIN, "import"),
    Case("23 wrong BPR02", replaced("BPR*I*375*", "BPR*I*374.99*"), "hold", "payment_balance", 2, "BPR02", "0.01"),
    Case("24 CRLF", render(good_segments(), newline="\r\n"), "import"),
    Case("25 pipes", with_delimiters(good(), element="|"), "import"),
]

ENVELOPE = [
    Case("no IEA", replaced("IEA*1*000000001~\n", ""), "hold", "no_iea"),
    Case("no GE", replaced("GE*1*1~\n", ""), "hold", "no_ge"),
    Case("no SE", replaced("SE*51*0001~\n", ""), "hold", "no_se"),
    Case("wrong GE01", replaced("GE*1*1", "GE*2*1"), "hold", "ge_count", None, "GE01", "2"),
    Case("wrong GE02", replaced("GE*1*1", "GE*1*2"), "hold", "ge_control", None, "GE02"),
    Case("wrong IEA01", replaced("IEA*1*", "IEA*3*"), "hold", "iea_count", None, "IEA01", "3"),
    Case("wrong IEA02", replaced("IEA*1*000000001", "IEA*1*000000009"), "hold", "iea_control", None, "IEA02"),
    Case("wrong SE02", replaced("SE*51*0001", "SE*51*0002"), "hold", "se_control", 51, "SE02"),
    Case("text after the IEA", good() + b"HELLO", "hold", "text_outside"),
    Case("text before the ISA", b"Subject: your remittance\r\n\r\n" + good(), "import", "leading_text"),
    Case("no terminator at the end", good().rstrip(b"~\n"), "import", "no_final_terminator"),
    Case("4010", replaced("005010X221A1", "004010X091A1"), "reject", "wrong_version", 1, "GS08", "004010X091A1"),
    Case("end of file mark", good() + b"\x1a\0\0", "import"),
]

DELIMITERS = [
    Case("greater than", with_delimiters(good(), component=">"), "import"),
    Case("caret element", with_delimiters(good().replace(b"*^*", b"*U*"), element="^"), "import"),
    Case("newline ends segments", with_delimiters(good(), segment="\n"), "import"),
    Case("carriage return ends segments", with_delimiters(good(), segment="\r"), "import"),
    Case("unit separators", with_delimiters(good(), element="\x1d", component="\x1f", segment="\x1c"), "import"),
    Case("a letter ends segments", with_delimiters(good(), segment="Q"), "reject", "no_isa"),
    Case("a letter separates", with_delimiters(good(), element="Z"), "reject", "no_isa"),
    Case("indented", render(["    " + part for part in good_segments()]), "import"),
    Case("lower case", good().lower().replace(b"isa*", b"isa*"), "hold", "lower_case"),
]


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("era.835", good())
    return buffer.getvalue()


NOT_X12 = [
    Case("zip", zipped(), "reject", "no_isa"),
    Case("JPEG", bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\xff\xd9" * 50, "reject", "no_isa"),
    Case("EBCDIC", good().decode().encode("cp500"), "reject", "no_isa"),
    Case("blank", b" \r\n\t\r\n", "reject", "empty"),
    Case("NULs", b"\0" * 5000, "reject", "empty"),
    Case("ISA alone", good()[:60], "reject", "no_isa"),
    Case("HTML", b"<html><body>ISA*test</body></html>", "reject", "no_isa"),
    Case("odd UTF-16", codecs.BOM_UTF16_LE + b"I\0S\0A\0*\0\xd8", "reject"),
]

AMOUNTS = [
    "Infinity",
    "1e999999",
    "\uff11\uff17\uff12",
    "\u0663",
    "+5",
    " 172 ",
    "1.234",
    "1,000.00",
    "$5",
    "--5",
    "0x1F",
    ".",
]


@pytest.mark.parametrize("case", [*MATRIX, *ENVELOPE, *DELIMITERS, *NOT_X12], ids=lambda case: case.name)
def test_disposition_and_reason(case: Case) -> None:
    seen = read(case.data)
    assert seen.disposition == case.disposition, seen.problems
    if not case.code:
        return
    problem = seen.problem(case.code)
    if case.segment is not None:
        assert problem.segment == case.segment
    if case.element is not None:
        assert problem.element == case.element
    assert case.figure in problem.message


@pytest.mark.parametrize("case", [case for case in MATRIX if case.disposition == "import"], ids=lambda case: case.name)
def test_nothing_is_lost_from_what_is_imported(case: Case) -> None:
    assert read(case.data).claims == (2 if case.name.startswith("12") else 3)


@pytest.mark.parametrize("text", AMOUNTS)
@pytest.mark.parametrize("place", ["CLP*CC000001P*1*{}*125*25", "SVC*HC:90837:95*200*{}**1", "CAS*CO*45*{}"])
def test_amounts_of_another_form_are_held_with_their_place(text: str, place: str) -> None:
    good_text = {"CLP": "CLP*CC000001P*1*200*125*25", "SVC": "SVC*HC:90837:95*200*125**1", "CAS": "CAS*CO*45*50"}[
        place[:3]
    ]
    seen = read(replaced(good_text, place.format(text)))
    assert seen.disposition == "hold"
    problem = seen.problem("bad_amount")
    assert problem.element in {"CLP03", "SVC03", "CAS03"}
    assert problem.segment
    assert problem.claim == "CC000001P"


def test_amounts_in_every_canonical_form_are_read() -> None:
    segments = [
        part.replace("CAS*PR*3*25", "CAS*PR*3*25.5**2*-.5").replace("CAS*CO*45*50", "CAS*CO*45*50.")
        for part in good_segments()
    ]
    assert read(render(segments)).disposition == "import"


def test_utf8_and_latin1_names_are_read_alike() -> None:
    for data in (LATIN, UTF8):
        reader = open_835(data)
        names = [claim.patient.last for _ in reader for claim in reader.claims() if claim.patient]
        assert names == ["MU\xd1OZ"] * 3


@pytest.mark.parametrize(
    "name", ["\N{RIGHT-TO-LEFT OVERRIDE}RIVERS", "R\N{GRINNING FACE}S", "<img src=x onerror=alert(1)>"]
)
def test_strange_text_is_inert(name: str) -> None:
    reader = open_835(replaced("RIVERS", name))
    assert next(one.patient.last for _ in reader for one in reader.claims() if one.patient) == name
    assert reader.disposition == "import"


def test_a_name_of_ten_thousand_characters_is_held() -> None:
    seen = read(replaced("RIVERS", "R" * 10_000))
    assert (seen.disposition, seen.problem("too_long").element) == ("hold", "NM103")


def test_control_characters_never_reach_the_facts() -> None:
    reader = open_835(replaced("RIVERS", "RIV\0ER\x07S"))
    assert (
        next(one.patient.last for _ in reader for one in reader.claims() if one.patient)
        == "RIV\N{REPLACEMENT CHARACTER}ER\N{REPLACEMENT CHARACTER}S"
    )


def test_several_interchanges_with_their_own_delimiters() -> None:
    second = render(interchange([transaction([claim(7)], paid="125")], control="000000002"), newline="")
    seen = read(good() + b"\r\n" + with_delimiters(second, element="|", component=">", segment="\n") + good())
    assert (seen.disposition, seen.claims) == ("import", 7)


def test_an_interchange_without_its_end_does_not_swallow_the_next() -> None:
    first = replaced("IEA*1*000000001~\n", "")
    seen = read(first + with_delimiters(good(), element="|"))
    assert (seen.disposition, seen.claims) == ("hold", 6)
    assert "no_iea" in seen.codes


def test_several_payments_in_one_file() -> None:
    sets = [transaction([claim(n)], paid="125", control=f"{n:04d}") for n in range(1, 4)]
    reader = open_835(render(interchange(sets)))
    assert [(one.control_number, one.claim_count) for one in list(reader)] == [("0001", 1), ("0002", 1), ("0003", 1)]
    assert reader.disposition == "import"


def test_other_messages_are_not_remittances() -> None:
    data = replaced("ST*835*0001", "ST*999*0001", data=replaced("GS*HP", "GS*FA"))
    assert (read(data).disposition, "wrong_transaction" in read(data).codes) == ("reject", True)


def test_ten_thousand_and_one_claims_in_one_payment() -> None:
    seen = read(render(interchange([transaction([claim(n) for n in range(10_001)], paid=str(125 * 10_001))])))
    assert (seen.disposition, seen.claims) == ("import", 10_001)


def test_a_segment_without_end_is_refused_before_it_is_read_whole() -> None:
    handed = 0

    def endless() -> Iterator[bytes]:
        nonlocal handed
        yield good()[:200]
        for _ in range(3_200):
            handed += 1
            yield b"A" * 65_536

    seen = read(endless())
    assert (seen.disposition, "segment_too_long" in seen.codes) == ("reject", True)
    assert handed < 10


def test_a_million_empty_segments() -> None:
    seen = read(good()[:106] + b"~" * 1_000_000)
    assert seen.disposition != "import"


def test_problems_are_counted_but_not_kept_without_bound() -> None:
    claims = [claim(n, paid="126") for n in range(3_000)]
    seen = read(render(interchange([transaction(claims, paid=str(126 * 3_000))])))
    assert seen.disposition == "hold"
    assert len(seen.problems) == 1_001
    assert "further problems" in seen.problems[-1].message


def test_the_bytes_may_come_in_any_pieces() -> None:
    data = good()
    for size in (1, 7, 105, 106, 107, 4_096):
        seen = read(data[at : at + size] for at in range(0, len(data), size))
        assert (seen.disposition, seen.claims) == ("import", 3)

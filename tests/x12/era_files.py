"""A small balanced remittance file, and the ways to break it."""

from __future__ import annotations

from collections.abc import Sequence

ISA = "ISA*00*          *00*          *ZZ*ACMEHEALTH     *ZZ*CLAIMCENTER    *260930*0900*^*00501*000000001*0*T*:"
HEAD = (
    "ST*835*0001",
    "BPR*I*{paid}*C*ACH*CCP*01*999999992*DA*123456*1912345678**01*999988880*DA*98765*20261002",
    "TRN*1*EFT0012345*1912345678",
    "DTM*405*20260930",
    "N1*PR*ACME HEALTH PPO*XV*AC001",
    "N3*PO BOX 1",
    "N4*HARTFORD*CT*06101",
    "PER*BL*EDI SUPPORT*TE*8005550111",
    "N1*PE*RIVERBEND COUNSELING LLC*XX*1234567893",
    "REF*TJ*123456789",
    "LX*1",
)
Claim = tuple[str, ...]


def claim(number: int, *, status: str = "1", charge: str = "200", paid: str = "125") -> Claim:
    """One claim: 200.00 charged, 50.00 contractual, 25.00 copay, 125.00 paid."""
    return (
        f"CLP*CC{number:06d}P*{status}*{charge}*{paid}*25*12*ICN{number:06d}*11*1",
        "NM1*QC*1*RIVERS*DANA****MI*AHP123456",
        "NM1*82*1*CHEN*MORGAN****XX*1987654328",
        "MOA***MA01*MA18",
        "DTM*232*20260908",
        "AMT*AU*200",
        f"SVC*HC:90837:95*{charge}*{paid}**1",
        "DTM*472*20260908",
        "CAS*CO*45*50",
        "CAS*PR*3*25",
        f"REF*6R*CC{number:06d}L1",
        "AMT*B6*150",
        "LQ*HE*N130",
    )


def reversal(number: int) -> Claim:
    """The same claim taken back: every amount negated, no CLP05."""
    turned = {
        f"CLP*CC{number:06d}P*1*200*125*25": f"CLP*CC{number:06d}P*22*-200*-125*",
        "SVC*HC:90837:95*200*125": "SVC*HC:90837:95*-200*-125",
        "CAS*CO*45*50": "CAS*CO*45*-50",
        "CAS*PR*3*25": "CAS*PR*3*-25",
        "AMT*AU*200": "AMT*AU*-200",
        "AMT*B6*150": "AMT*B6*-150",
    }
    segments = []
    for segment in claim(number):
        found = next((old for old in turned if segment.startswith(old)), None)
        segments.append(segment.replace(found, turned[found]) if found else segment)
    return tuple(segments)


def transaction(claims: Sequence[Claim], *, paid: str, plb: Sequence[str] = (), control: str = "0001") -> list[str]:
    body = [HEAD[0].replace("0001", control), *[part.format(paid=paid) for part in HEAD[1:]]]
    body += [segment for one in claims for segment in one] + list(plb)
    return [*body, f"SE*{len(body) + 1}*{control}"]


def interchange(sets: Sequence[list[str]], *, control: str = "000000001") -> list[str]:
    """ISA to IEA as a list of segments, counts right."""
    isa = ISA.replace("000000001", control)
    gs = "GS*HP*ACMEHEALTH*CLAIMCENTER*20260930*0900*1*X*005010X221A1"
    return [isa, gs, *[segment for one in sets for segment in one], f"GE*{len(sets)}*1", f"IEA*1*{control}"]


def good_segments(count: int = 3) -> list[str]:
    claims = [claim(number) for number in range(1, count + 1)]
    return interchange([transaction(claims, paid=str(125 * count))])


def render(segments: Sequence[str], *, end: str = "~", newline: str = "\n") -> bytes:
    return "".join(segment + end + newline for segment in segments).encode()


def good(count: int = 3) -> bytes:
    return render(good_segments(count))


def with_delimiters(data: bytes, element: str = "*", component: str = ":", segment: str = "~") -> bytes:
    """The same file with other delimiters; none of them may stand in its data."""
    text = data.decode().replace("\n", "") if segment != "~" else data.decode()
    return text.replace("*", "\0").replace(":", component).replace("~", segment).replace("\0", element).encode()


def replaced(old: str, new: str, *, count: int = 1, data: bytes | None = None) -> bytes:
    """The good file with one piece of text changed; the piece must be there."""
    text = (good() if data is None else data).decode()
    assert old in text, old
    return text.replace(old, new, count).encode()

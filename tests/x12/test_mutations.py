"""No damage to a file passes for a sound, shorter one: cut anywhere, or one byte changed."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimcenter.x12 import open_835
from claimcenter.x12.inspect import inspect_bytes
from tests.hypothesis_profiles import examples
from tests.x12.era_files import good

EXAMPLES = examples(500)
WORKED = sorted((Path(__file__).parent / "worked_example").glob("*.x12"))
REMITTANCES = [good(), *[path.read_bytes() for path in WORKED if "835" in path.name]]
EVERY = [path.read_bytes() for path in WORKED]
QUICK = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Money(NamedTuple):
    """What may never get less in silence: the payments and every amount of claims, lines, adjustments and PLB."""

    payments: list[Decimal | None]
    claims: list[tuple[Decimal, Decimal]]
    lines: list[tuple[Decimal, Decimal]]
    adjustments: Counter[Decimal]
    provider: list[Decimal]


def money(data: bytes) -> tuple[str, Money]:
    reader = open_835(data)
    payments: list[Decimal | None] = []
    claims, lines, provider = [], [], []
    adjustments: Counter[Decimal] = Counter()
    for remittance in reader:
        for claim in reader.claims():
            claims.append((claim.charge, claim.paid))
            lines += [(line.charge, line.paid) for line in claim.lines]
            found = [*claim.adjustments, *[one for line in claim.lines for one in line.adjustments]]
            adjustments.update(one.amount for one in found)
        payments.append(remittance.amount)
        provider += [one.amount for one in remittance.provider_adjustments]
    return reader.disposition.value, Money(payments, claims, lines, adjustments, provider)


SOUND = [money(data) for data in REMITTANCES]


@st.composite
def changed(draw: st.DrawFn, files: list[bytes]) -> tuple[int, bytes]:
    """One of the files with one byte replaced, removed or added."""
    index = draw(st.integers(0, len(files) - 1))
    data = files[index]
    at = draw(st.integers(0, len(data) - 1))
    byte = bytes([draw(st.one_of(st.sampled_from(list(b"*:~^\n0 AZ-.")), st.integers(0, 255)))])
    kind = draw(st.sampled_from(["replace", "remove", "add"]))
    middle = {"replace": byte, "remove": b"", "add": byte + data[at : at + 1]}[kind]
    return index, data[:at] + middle + data[at + 1 :]


@st.composite
def cut(draw: st.DrawFn, files: list[bytes]) -> tuple[int, bytes]:
    index = draw(st.integers(0, len(files) - 1))
    return index, files[index][: draw(st.integers(0, len(files[index])))]


@QUICK
@given(changed(REMITTANCES))
def test_a_changed_byte_is_never_a_silently_different_sum(case: tuple[int, bytes]) -> None:
    index, data = case
    disposition, found = money(data)
    assert disposition != "import" or found == SOUND[index][1]


@QUICK
@given(cut(REMITTANCES))
def test_a_cut_file_is_never_a_silently_shorter_one(case: tuple[int, bytes]) -> None:
    index, data = case
    disposition, found = money(data)
    assert disposition != "import" or found == SOUND[index][1]


@QUICK
@given(st.one_of(changed(EVERY), cut(EVERY)))
def test_no_damage_to_any_message_raises(case: tuple[int, bytes]) -> None:
    found = inspect_bytes(case[1])
    assert found["disposition"] in {"import", "hold", "reject"}
    assert found["disposition"] == "import" or found["problems"]


@settings(max_examples=examples(100), deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_refused(data: bytes) -> None:
    assert inspect_bytes(data)["disposition"] == "reject"


@settings(max_examples=examples(200), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "ISA",
                "GS",
                "ST",
                "BPR",
                "TRN",
                "N1",
                "LX",
                "CLP",
                "CAS",
                "NM1",
                "SVC",
                "MOA",
                "HL",
                "CLM",
                "SV1",
                "SVD",
                "SBR",
                "AK1",
                "IK5",
                "STC",
                "EB",
                "PLB",
                "SE",
                "GE",
                "IEA",
            ]
        ),
        max_size=30,
    ),
    st.sampled_from(["835", "837", "999", "277", "271", "997", "270"]),
)
def test_any_order_of_segments_is_read_without_an_exception(identifiers: list[str], code: str) -> None:
    head = good().decode().split("~\n")[:2]
    body = [f"{identifier}*1*2*3" for identifier in identifiers]
    text = "~\n".join([*head, f"ST*{code}*0001", *body, "SE*1*0001", "GE*1*1", "IEA*1*000000001", ""])
    assert inspect_bytes(text.encode())["disposition"] in {"hold", "reject"}

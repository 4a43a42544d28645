"""Whatever the guide allows in a claim comes out again as it went in: by the table, and by every public file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest

from claimcenter.x12.amounts import parse_quantity
from claimcenter.x12.claim837 import Carried, Interchange
from claimcenter.x12.envelope import Envelope
from claimcenter.x12.inspect import inspect_bytes
from claimcenter.x12.output import WriteError, amount_text
from claimcenter.x12.problems import Problem, Problems
from claimcenter.x12.read837 import read_interchanges
from claimcenter.x12.table import transaction
from claimcenter.x12.tokens import Tokenizer
from claimcenter.x12.write837 import to_text, write_837p
from tests.x12 import worked_claims
from tests.x12.fullest_claim import fullest

PUBLIC = Path(__file__).parents[2].parent / "shared" / "edi" / "public" / "837P"
WORKED = sorted((Path(__file__).parent / "worked_example").glob("*_837p.x12"))
FULLEST = [(choice, patient) for choice in range(6) for patient in (False, True)]


def read(data: bytes) -> tuple[list[Interchange], list[Problem]]:
    problems = Problems(limit=100_000)
    found = [interchange for interchange, _ in read_interchanges(Envelope(data, problems))]
    return found, list(problems)


def segments(text: str) -> list[str]:
    return [part.strip() for part in text.split("~") if part.strip()]


def in_any_order(found: list[str]) -> list[list[str]]:
    """Segments of one identifier that follow one another may stand in any order among themselves."""
    return [sorted(run) for _, run in groupby(found, key=lambda text: text.split("*")[0])]


@pytest.mark.parametrize(("choice", "patient"), FULLEST)
def test_the_fullest_claim_is_written_again_whole(choice: int, patient: bool) -> None:
    text = fullest(choice, patient=patient)
    ((interchange,), problems) = read(text.encode())
    assert [problem.message for problem in problems] == []
    again = to_text(interchange)
    assert in_any_order(segments(again)) == in_any_order(segments(text))
    ((back,), _) = read(again.encode())
    assert back == interchange
    assert to_text(back) == again


def test_the_fullest_claims_use_the_whole_table() -> None:
    """Every segment use of the guide stands in one of them, but for the one that excludes the others."""
    written: set[tuple[str, str]] = set()
    for choice, patient in FULLEST:
        for text in segments(fullest(choice, patient=patient)):
            name, _, rest = text.partition("*")
            written.add((name, rest.replace(":", "*").split("*")[0]))
    missing = set()
    for loop, use in transaction("837").root.walk():
        first = use.elements[0].components[0] if use.elements[0].components else use.elements[0]
        names = {one for name, one in written if name == use.id}
        if use.id not in {name for name, _ in written} or (first.codes and not first.codes & names):
            missing.add((loop.id, use.id))
    assert missing == {("2320", "AMT")}  # AMT*A8: the payer was bypassed and decided nothing


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_worked_claims_carry_nothing(path: Path) -> None:
    """What a behavioural-health claim holds has fields of its own."""
    ((interchange,), _) = read(path.read_bytes())
    (claim,) = interchange.claims
    assert claim.carried == ()
    assert all(line.carried == () for line in claim.lines)
    assert all(payer.carried == () for payer in claim.other_payers)


def test_a_carried_segment_is_checked_like_any_other() -> None:
    bad = replace(worked_claims.PRIMARY, carried=(Carried("2300", "K3", ("X" * 81,)),))
    with pytest.raises(WriteError, match="2300 K301: 81 characters; at most 80"):
        to_text(worked_claims.interchange(bad))


def test_what_has_no_place_stops_the_writer_instead_of_vanishing() -> None:
    stray = replace(worked_claims.PRIMARY, carried=(Carried("2010AA", "PER", ("IC",)),))
    with pytest.raises(WriteError, match="has no place in the claim it came with"):
        to_text(worked_claims.interchange(stray))


# -- every public file

# Segments that are numbered or counted anew.
RENUMBERED = {"ISA", "GS", "GE", "IEA", "ST", "SE", "HL", "LX", "BHT", "TA1"}


class Said(NamedTuple):
    """One received segment in the one form we would write it in, and the problems that name it."""

    text: str
    named: bool


def normal(elements: list[str], component: str, place: str) -> list[str]:
    """Capitals, numbers without needless digits, composites and segments without empty ends; what is said twice once:
    a line's place of service that is the claim's, a range of one day, contacts in one order.
    """
    parts = [":".join(part.strip().upper() for part in one.split(component)).rstrip(":") for one in elements]
    parts = [number(one) for one in parts] + [""] * 12
    if parts[0] == "SV1" and parts[5] == place:
        parts[5] = ""
    if parts[0] == "DTP" and len(set(parts[3].split("-"))) == 1 and parts[2] == "RD8":
        parts[2:4] = "D8", parts[3].split("-")[0]
    if parts[0] == "PER":
        parts[3:9] = [part for pair in sorted(zip(parts[3:9:2], parts[4:9:2], strict=True)) for part in pair]
    while not parts[-1]:
        parts.pop()
    return [part for part in parts if part] if parts[0] == "PER" else parts


def number(text: str) -> str:
    value = parse_quantity(text) if "." in text else None
    return text if value is None else amount_text(value)


def said(data: bytes, problems: list[Problem]) -> list[Said]:
    """Every segment of a file but the numbered ones; the adjustments of one loop as sums by group and reason."""
    named = {(problem.transaction, problem.segment) for problem in problems}
    tokenizer = Tokenizer(data, Problems())
    found: list[Said] = []
    control, ordinal, place, sums = "", 0, "", Counter[tuple[str, str]]()
    for _, text in tokenizer.segments():
        elements = text.split(tokenizer.delimiters.element)
        name = elements[0].upper()
        control, ordinal = (elements[2].strip(), 1) if name == "ST" else (control, ordinal + 1)
        if name == "CLM":
            place = elements[5].split(tokenizer.delimiters.component)[0] if len(elements) > 5 else ""
        if name == "CAS":
            for at in range(2, len(elements) - 1, 3):
                sums[elements[1], elements[at]] += Decimal(elements[at + 1])
            continue
        found += [Said(f"CAS*{'*'.join(key)}*{amount_text(total)}", False) for key, total in sums.items() if total]
        sums.clear()
        if name not in RENUMBERED:
            parts = normal(elements, tokenizer.delimiters.component, place)
            found.append(Said("*".join(parts), (control, ordinal) in named))
    return found


def public_files() -> list[Path]:
    found = sorted(PUBLIC.glob("*.edi")) if PUBLIC.is_dir() else []
    return [path for path in found if inspect_bytes(path.read_bytes())["disposition"] != "reject"]


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public sample files are not part of the repository")
def test_every_public_claim_loses_no_segment_unnamed() -> None:
    """Written again, every segment is there; or a problem names it, or the writer refuses to write the file."""
    files = public_files()
    assert len(files) > 40
    lost = {path.name: unnamed_losses(path.read_bytes()) for path in files}
    assert {name: losses for name, losses in lost.items() if losses} == {}


def unnamed_losses(data: bytes) -> list[str]:
    found, problems = read(data)
    faults: list[WriteError] = []
    texts: list[str] = []
    for interchange in found:
        write_837p(interchange, write=texts.append, on_problem=faults.append)
    before, after = said(data, problems), Counter(one.text for one in said("".join(texts).encode(), []))
    refused = {fault.segment for fault in faults if fault.kind == "order"}
    losses = []
    for one in before:
        after[one.text] -= 1
        if after[one.text] < 0 and not one.named and one.text.split("*")[0] not in refused:
            losses.append(one.text)
    return losses

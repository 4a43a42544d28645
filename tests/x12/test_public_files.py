"""The public sample files: every fact of the readable ones as EXPECT.json states it, and what becomes of each."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.x12.public_facts import expected_set_facts, normal, report, set_facts

PUBLIC = Path(__file__).parents[2].parent / "shared" / "edi" / "public"
if not (PUBLIC / "EXPECT.json").is_file():
    pytest.skip("the public sample files are not part of the repository", allow_module_level=True)

READABLE = {"import", "import_flagged", "import_or_reject_cleanly"}
# What a recommended disposition is in our three words; docs/x12-dispositions.md says why.
OURS = {
    "import": "import",
    "import_flagged": "hold",
    "import_or_reject_cleanly": "import",
    "quarantine": "hold",
    "reject": "reject",
}
# Files that end elsewhere, each argued in docs/x12-dispositions.md.
DIFFERENT = {
    "835/edicli-test-edge-cases-8.edi": "hold",
    "835/lfh-cob-contractural-adjustment.edi": "hold",
    "835/tigershark-sample-835.edi": "reject",
}
# One fact: an amount that cannot be read stands as zero in a held file; EXPECT.json has null.
UNREADABLE_AMOUNT = "837P/workbench-bad-amount.edi"


@cache
def expected() -> dict[str, Any]:
    return {one["file"]: one for one in json.loads((PUBLIC / "EXPECT.json").read_text())["files"]}


@cache
def seen(name: str) -> dict[str, Any]:
    return report((PUBLIC / name).read_bytes())


@pytest.mark.parametrize("name", sorted(expected()))
def test_disposition(name: str) -> None:
    recommended = expected()[name]["disposition"]
    found = seen(name)
    assert found["disposition"] == DIFFERENT.get(name, OURS[recommended]), found["problems"][:5]
    assert (found["disposition"] == "import") or found["problems"]


@pytest.mark.parametrize("name", sorted(name for name, one in expected().items() if one["disposition"] in READABLE))
def test_facts(name: str) -> None:
    one, found = expected()[name], seen(name)
    delimiters = one["delimiters"]
    interchange = found["interchanges"][0]
    shown = interchange["delimiters"] | {
        "segment": interchange["delimiters"]["segment"].encode("unicode_escape").decode()
    }
    assert shown == delimiters
    assert len(found["interchanges"]) == one["interchanges"]
    sets = [each for part in found["interchanges"] for each in part["transactions"] if each["code"] != "TA1"]
    assert len(sets) == len(one["transaction_sets"])
    for ours, theirs in zip(sets, one["transaction_sets"], strict=True):
        assert normal(drawn(ours, theirs)) == normal(stated(name, theirs, delimiters["component"]))


def drawn(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    facts = set_facts(ours)
    if "claims_note" in theirs:
        facts["claims"] = facts["claims"][:30]
    if ours["code"] == "997":
        del facts["errors"]  # EXPECT.json keeps no AK3
    return facts


def stated(name: str, theirs: dict[str, Any], component: str) -> dict[str, Any]:
    facts = expected_set_facts(theirs, component)
    if theirs["code"] == "997":
        del facts["errors"]
    if name == UNREADABLE_AMOUNT:
        for line in facts["claims"][0]["lines"]:
            line[1] = line[1] or "0.00"
    return facts


@pytest.mark.parametrize("name", sorted(name for name, one in expected().items() if one.get("ta1")))
def test_interchange_acknowledgements(name: str) -> None:
    found = [each for part in seen(name)["interchanges"] for each in part["transactions"] if each["code"] == "TA1"]
    theirs = expected()[name]["ta1"]
    assert [[one["interchange"], one["status"], one["note"]] for one in found] == [
        [*ta1[1:2], *ta1[4:6]] for ta1 in theirs
    ]

"""The public 835 files and what is expected of them; they are never part of the repository."""

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "edi" / "public"
EXPECTED = {"import": "import", "import_flagged": "hold", "quarantine": "hold", "reject": "reject"}
# Where the reader decides otherwise, with its reasons: docs/x12-dispositions.md.
OTHERWISE = {
    "835/edicli-test-edge-cases-8.edi": "hold",
    "835/lfh-cob-contractural-adjustment.edi": "hold",
    "835/tigershark-sample-835.edi": "reject",
}


def expected(facts: dict[str, Any]) -> str:
    """What becomes of a file."""
    return OTHERWISE.get(facts["file"]) or EXPECTED[facts["disposition"]]


def cases() -> list[Any]:
    """One case a file; a single skipped one, with the reason, where the files are not there."""
    if not (SHARED / "EXPECT.json").exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the public EDI files are not on this machine"))]
    listed = json.loads((SHARED / "EXPECT.json").read_text(encoding="utf-8"))["files"]
    return [pytest.param(facts, id=Path(facts["file"]).stem) for facts in listed if facts["file"].startswith("835/")]

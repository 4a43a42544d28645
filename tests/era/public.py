"""The public 835 files and what is expected of them; they are never part of the repository."""

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "edi" / "public"
EXPECTED = {"import": "import", "import_flagged": "hold", "quarantine": "hold", "reject": "reject"}


def cases() -> list[Any]:
    """One case a file; a single skipped one, with the reason, where the files are not there."""
    if not (SHARED / "EXPECT.json").exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the public EDI files are not on this machine"))]
    listed = json.loads((SHARED / "EXPECT.json").read_text(encoding="utf-8"))["files"]
    return [pytest.param(facts, id=Path(facts["file"]).stem) for facts in listed if facts["file"].startswith("835/")]

"""``x12 inspect`` as a command: one JSON document, several files, no Django, quick."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from claimcenter.x12.command import main

ROOT = Path(__file__).parents[2]
WORKED = sorted((Path(__file__).parent / "worked_example").glob("*.x12"))


def test_json_is_one_document_an_object_a_file_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "--json", *map(str, WORKED)]) == 0
    reports = json.loads(capsys.readouterr().out)
    assert [Path(one["file"]).name for one in reports] == [path.name for path in WORKED]
    assert {one["disposition"] for one in reports} == {"import"}


def test_a_held_file_still_ends_with_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "era.835"
    path.write_bytes(WORKED[1].read_bytes().replace(b"BPR*I*230.15", b"BPR*I*230.16"))
    assert main(["inspect", str(path)]) == 0
    text = capsys.readouterr().out
    assert "hold" in text
    assert "payment_balance" in text
    assert "0.01" in text


def test_a_file_that_is_not_there_is_one_line_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "--json", str(tmp_path / "none")]) == 1
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)


def test_neither_django_nor_the_unneeded_tables_are_loaded() -> None:
    script = (
        "import sys; from claimcenter.x12.command import main; main(['inspect', '--json', sys.argv[1]]); "
        "print('django' in sys.modules, 'claimcenter.x12.table.t837p' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(WORKED[1])], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.split() == ["False", "False"]
    assert json.loads(done.stdout)[0]["disposition"] == "import"

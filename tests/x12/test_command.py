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


LOADED = """
import resource, sys
from claimcenter.stack.commands import run_x12
status = run_x12(["manage.py", "x12", *sys.argv[1:]])
used = resource.getrusage(resource.RUSAGE_SELF)
names = ("django", "celery", "psycopg", "pyx12", "claimcenter.x12.table.t837p", "claimcenter.x12.inspect")
print(status, used.ru_utime + used.ru_stime, *[name for name in names if name in sys.modules], file=sys.stderr)
"""


def started(*arguments: str) -> tuple[str, float, set[str], str]:
    """Exit status, CPU seconds from the start of Python to its end, what was loaded, and the output."""
    command = [sys.executable, "-c", LOADED, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    status, seconds, *loaded = done.stderr.split()
    return status, float(seconds), set(loaded), done.stdout


def test_inspect_starts_at_once_and_loads_what_it_needs() -> None:
    status, seconds, loaded, output = started("inspect", "--json", str(WORKED[1]))
    assert json.loads(output)[0]["disposition"] == "import"
    assert (status, loaded) == ("0", {"claimcenter.x12.inspect"})
    assert seconds < 1


def test_check_starts_within_a_second_with_its_second_opinion() -> None:
    status, seconds, loaded, output = started("check", str(WORKED[2]))
    assert "ready to send" in output
    assert (status, loaded) == ("0", {"pyx12", "claimcenter.x12.table.t837p"})
    assert seconds < 1.5  # of a processor shared with other tests; docs/benchmarks.md has the figure of a quiet one

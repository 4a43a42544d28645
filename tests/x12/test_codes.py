"""The operator's own code lists: official files in the columns they come in, kept, edited, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from claimcenter.x12 import labels
from claimcenter.x12.command import main
from claimcenter.x12.edits import check_claim
from claimcenter.x12.labels import read_official

from .edit_cases import CONTEXT
from .worked_claims import SECONDARY

OURS = "Above the fee schedule or allowed amount"
CARC = (
    "\ufeffCode,Description,Start,Last Modified,Stop\r\n"
    '45,"Invented official text,\r\nover two lines",01/01/1995,11/01/2025,\r\n'
    "998,Only known to this operator,07/01/2026,,12/31/2026\r\n"
)
NUCC = (
    "Code,Grouping,Classification,Specialization,Definition,Effective Date,Deactivation Date,Display Name\n"
    "101YM0800X,G,C,S,Long text,,,Counsellor in these words\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "codes"
    labels.use(tmp_path / "none")


@pytest.fixture
def official(tmp_path: Path) -> Path:
    path = tmp_path / "carc.csv"
    path.write_bytes(CARC.encode())
    return path


def test_the_official_file_is_taken_and_stands_over_ours(
    folder: Path, official: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["codes", "adjustment_reason", str(official)], codes=folder) == 0
    assert "adjustment_reason: 2 codes" in capsys.readouterr().out
    assert labels.use(folder) == []
    assert labels.label("adjustment_reason", "45") == "Invented official text, over two lines"
    assert labels.label("adjustment_reason", "1") == "Deductible"
    assert labels.label("adjustment_reason", "998", date(2026, 8, 1)) == "Only known to this operator"
    assert labels.label("adjustment_reason", "998", date(2027, 1, 1)) is None
    assert labels.LISTS["adjustment_reason"].as_of == date.today()  # noqa: DTZ011 - the day of the file


def test_the_kept_file_may_be_edited_by_hand_and_taken_back(folder: Path, official: Path) -> None:
    main(["codes", "adjustment_reason", str(official)], codes=folder)
    path = folder / "adjustment_reason.csv"
    path.write_text(path.read_text().replace("Only known", "Known only"))
    labels.use(folder)
    assert labels.label("adjustment_reason", "998") == "Known only to this operator"
    assert main(["codes", "adjustment_reason", "--remove"], codes=folder) == 0
    labels.use(folder)
    assert labels.label("adjustment_reason", "45") == OURS


def test_a_list_edited_into_nonsense_is_named_and_ours_stands(
    folder: Path, official: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["codes", "adjustment_reason", str(official)], codes=folder)
    (folder / "adjustment_reason.csv").write_text("code,label,since\n45,x,tomorrow\n")
    (problem,) = labels.use(folder)
    assert problem.startswith("adjustment_reason.csv, line 2")
    assert labels.label("adjustment_reason", "45") == OURS
    assert main(["codes"], codes=folder) == 0
    assert "line 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "line 1: no column is named code"),
        (b"a,b\n1,2\n", "line 1: no column is named code"),
        (b"code,description\n", "no codes"),
        (b"code,description\n,x\n", "line 2: the code is empty"),
        (b"code,description,start\n1,x,tomorrow\n", "line 2: the date 'tomorrow'"),
    ],
)
def test_a_file_that_is_none_changes_nothing(
    folder: Path, tmp_path: Path, data: bytes, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    assert main(["codes", "remark", str(path)], codes=folder) == 1
    assert problem in capsys.readouterr().err
    assert not folder.exists()


def test_columns_as_their_owners_name_them() -> None:
    assert [(one.code, one.label) for one in read_official(NUCC.encode())] == [
        ("101YM0800X", "Counsellor in these words")
    ]
    (tabbed,) = read_official("Code\tShort Description\tEffective\n11\tOffice café\t2003-01-01\n".encode("cp1252"))
    assert (tabbed.code, tabbed.label, tabbed.since) == ("11", "Office café", date(2003, 1, 1))
    order = "00001 F411    1 Generalized anxiety disorder                                 Generalized anxiety disorder"
    (diagnosis,) = read_official(order.encode(), since=date(2026, 10, 1))
    assert (diagnosis.code, diagnosis.since) == ("F411", date(2026, 10, 1))


def test_an_unknown_list_is_one_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert main(["codes", "carc"], codes=folder) == 1
    assert "adjustment_reason" in capsys.readouterr().err


def test_lists_are_shown(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert main(["codes", "--json"], codes=folder) == 0
    assert '"list": "adjustment_reason"' in capsys.readouterr().out
    assert main(["codes", "adjustment_group"], codes=folder) == 0
    assert "CO\t" in capsys.readouterr().out


def test_an_unknown_code_blocks_nothing_with_or_without_a_list(folder: Path, official: Path) -> None:
    before = check_claim(SECONDARY, context=CONTEXT)
    (folder).mkdir()
    (folder / "adjustment_reason.csv").write_text("code,label\n777,Something else\n")
    labels.use(folder)
    assert check_claim(SECONDARY, context=CONTEXT) == before == []
    assert labels.label("adjustment_reason", "31415") is None

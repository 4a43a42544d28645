"""The ready files: offered in practice mode only, loaded by name only."""

import pytest
from django.conf import settings

from era.models import EraFile
from era.practice_files import practice_file, practice_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "PRACTICE_MODE", True)
    monkeypatch.setattr(settings, "CLAIMCENTER_PRACTICE_FILES", tmp_path)
    (tmp_path / "1-clean.835").write_bytes(b"ISA")
    (tmp_path / "1-clean.txt").write_text("What it shows.\n")
    (tmp_path / "notes.md").write_text("not an ERA")
    return tmp_path


def test_files_come_with_their_sentence(ready) -> None:
    assert [(item.name, item.about) for item in practice_files()] == [("1-clean.835", "What it shows.")]


@pytest.mark.parametrize("name", ["../1-clean.835", "notes.md", "/etc/passwd", ""])
def test_any_other_name_is_no_file(ready, name: str) -> None:
    assert practice_file(name) is None


def test_outside_practice_mode_there_are_none(ready, monkeypatch) -> None:
    monkeypatch.setattr(settings, "PRACTICE_MODE", False)
    assert practice_files() == []
    assert practice_file("1-clean.835") is None


def test_a_name_that_is_not_there_loads_nothing(ready, practice, biller, client_as) -> None:
    assert client_as(biller).post("/eras/ready/", {"name": "other.835"}).status_code == 302
    assert EraFile.objects.count() == 0

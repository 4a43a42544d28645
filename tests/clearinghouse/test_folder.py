from pathlib import Path

import pytest

from claimcenter.clearinghouse.transport import FolderTransport, TransportError


def test_the_file_stands_whole_in_the_folder(tmp_path: Path) -> None:
    transport = FolderTransport(tmp_path / "outgoing")
    assert transport.send(file_name="837P_1.x12", data=b"ISA*00~") == "837P_1.x12"
    assert (tmp_path / "outgoing" / "837P_1.x12").read_bytes() == b"ISA*00~"
    assert [path.name for path in (tmp_path / "outgoing").iterdir()] == ["837P_1.x12"]


def test_sending_the_same_bytes_again_changes_nothing(tmp_path: Path) -> None:
    transport = FolderTransport(tmp_path)
    transport.send(file_name="a.x12", data=b"same")
    transport.send(file_name="a.x12", data=b"same")
    assert (tmp_path / "a.x12").read_bytes() == b"same"


def test_other_bytes_under_the_same_name_are_refused_and_lose_nothing(tmp_path: Path) -> None:
    transport = FolderTransport(tmp_path)
    transport.send(file_name="a.x12", data=b"first")
    with pytest.raises(TransportError):
        transport.send(file_name="a.x12", data=b"second")
    assert (tmp_path / "a.x12").read_bytes() == b"first"


@pytest.mark.parametrize("name", ["", "../a.x12", "a/b.x12", ".hidden"])
def test_a_name_with_a_path_in_it_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TransportError):
        FolderTransport(tmp_path).send(file_name=name, data=b"")


def test_a_folder_that_cannot_be_made_is_a_transport_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(TransportError, match="outgoing folder"):
        FolderTransport(blocked / "outgoing").send(file_name="a.x12", data=b"")

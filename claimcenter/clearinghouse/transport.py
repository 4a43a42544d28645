"""What every transport does, and the outgoing folder: the one that needs nobody else."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class TransportError(Exception):
    """The file could not be handed over; trying again with the same name is safe."""


class Transport(Protocol):
    def send(self, *, file_name: str, data: bytes) -> str:
        """Hands one file over and returns a reference to it.

        Idempotent by name: the same name with the same bytes again is the same handing-over. The same name with
        other bytes raises TransportError, because one of the two would be lost.
        """
        ...


@dataclass(frozen=True, slots=True)
class FolderTransport:
    """Writes into a folder that a person, a script or the clearinghouse's own client empties."""

    folder: Path

    def send(self, *, file_name: str, data: bytes) -> str:
        """Atomic: the file stands there whole, and is on disk, or it does not stand there at all."""
        _check_name(file_name)
        target = self.folder / file_name
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(target, data)
        except OSError as error:
            raise TransportError(f"The outgoing folder cannot be written: {error.strerror}.") from error
        return file_name


def _check_name(file_name: str) -> None:
    if not file_name or Path(file_name).name != file_name or file_name.startswith("."):
        raise TransportError("A file name for the outgoing folder may hold no path.")


def _write_once(target: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".sending-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _link_unless_there(Path(temporary), target, data)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _link_unless_there(temporary: Path, target: Path, data: bytes) -> None:
    try:
        os.link(temporary, target)  # unlike rename, link never replaces what is there
    except FileExistsError:
        if target.read_bytes() != data:
            raise TransportError("Another file of this name lies in the outgoing folder.") from None

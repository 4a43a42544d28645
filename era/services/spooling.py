"""A file to disk before any of it is looked at: a slow or huge upload costs neither memory nor a transaction."""

import errno
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.db import OperationalError

from claimcenter.practice.problems import Refusal

CHUNK = 256 * 1024
_NO_ROOM = "There is no room on the disk for this. Nothing was kept of what was begun."
_DATABASE_FULL = "53100"  # SQLSTATE disk_full


class TooLarge(Refusal):
    """The file is larger than this installation takes."""

    status = 413
    code = "too_large"


class DiskFull(Refusal):
    """There is no room to keep the file; nothing was loaded."""

    status = 507
    code = "disk_full"


@dataclass(frozen=True)
class Spooled:
    """A file on disk, with its size in bytes and SHA-256 in hexadecimal."""

    handle: BinaryIO
    size: int
    sha256: str

    def head(self, length: int = CHUNK) -> bytes:
        """The first bytes."""
        self.handle.seek(0)
        return self.handle.read(length)

    def chunks(self) -> Iterator[bytes]:
        """All of it, from the start."""
        self.handle.seek(0)
        while chunk := self.handle.read(CHUNK):
            yield chunk

    def rewound(self) -> BinaryIO:
        """The open file, at its start."""
        self.handle.seek(0)
        return self.handle


@contextmanager
def refusing_when_full() -> Iterator[None]:
    """A full disk, ours or the database's, is told in words: DiskFull. Every other error passes as it is."""
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise DiskFull(_NO_ROOM) from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _DATABASE_FULL:
            raise
        raise DiskFull(_NO_ROOM) from error


@contextmanager
def spooled(chunks: Iterable[bytes]) -> Iterator[Spooled]:
    """Writes the chunks to a temporary file that is gone afterwards. Raises TooLarge, DiskFull."""
    with refusing_when_full(), tempfile.TemporaryFile(prefix="era-") as handle:
        yield _written(handle, chunks)


def _written(handle: BinaryIO, chunks: Iterable[bytes]) -> Spooled:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.ERA_UPLOAD_MAX_BYTES:
            raise TooLarge(f"Files of more than {settings.ERA_UPLOAD_MAX_BYTES // 1024**2} MB are not taken.")
        digest.update(chunk)
        handle.write(chunk)
    handle.flush()
    return Spooled(handle, size, digest.hexdigest())

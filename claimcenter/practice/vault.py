"""Files and short texts at rest: encrypted, append-only, checked by SHA-256 when read back."""

import hashlib
from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from claimcenter.practice.crypto import CannotDecrypt, blind_index, decrypt, encrypt
from claimcenter.practice.fields import EncryptedTextField
from claimcenter.practice.models import StoredChunk, StoredFile, User

__all__ = ["CannotDecrypt", "EncryptedTextField", "blind_index", "decrypt", "encrypt", "read", "read_all", "store"]

CHUNK = 256 * 1024
"""Bytes of plain text a stored chunk holds; memory stays flat whatever the file's size."""


@transaction.atomic
def store(*, kind: str, name: str, content_type: str, chunks: Iterable[bytes], by: User | int | None) -> StoredFile:
    """Keeps a file: all of it or nothing. Returns its record with size in bytes and SHA-256 of the plain bytes."""
    file_id = _next_file_id()
    digest, size = hashlib.sha256(), 0
    for ordinal, part in enumerate(_resliced(chunks)):
        digest.update(part)
        size += len(part)
        sealed = encrypt(part, context=_context(kind, file_id, ordinal))
        StoredChunk.objects.create(file_id=file_id, ordinal=ordinal, data=sealed)
    return StoredFile.objects.create(
        id=file_id,
        kind=kind,
        name_encrypted=name,
        content_type=content_type,
        size=size,
        sha256=digest.digest(),
        created_by_id=by.pk if isinstance(by, User) else by,
    )


def read(stored: StoredFile) -> Iterator[bytes]:
    """The plain bytes, a chunk at a time; raises CannotDecrypt when any of it was altered, swapped or cut off."""
    digest = hashlib.sha256()
    rows = StoredChunk.objects.filter(file_id=stored.pk).order_by("ordinal").values_list("ordinal", "data")
    for ordinal, data in rows.iterator(chunk_size=8):
        part = decrypt(bytes(data), context=_context(stored.kind, stored.pk, ordinal))
        digest.update(part)
        yield part
    if digest.digest() != bytes(stored.sha256):
        raise CannotDecrypt("The stored file is incomplete.")


def read_all(stored: StoredFile) -> bytes:
    """The whole file at once, for small ones."""
    return b"".join(read(stored))


def _resliced(chunks: Iterable[bytes]) -> Iterator[bytes]:
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while len(buffer) >= CHUNK:
            yield bytes(buffer[:CHUNK])
            del buffer[:CHUNK]
    if buffer:
        yield bytes(buffer)


def _context(kind: str, file_id: int, ordinal: int) -> bytes:
    return f"{kind}/{file_id}/{ordinal}".encode()


def _next_file_id() -> int:
    # The record goes in last (it is append-only and needs the size), so its id is drawn before the chunks.
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('practice_storedfile', 'id'))")
        row = cursor.fetchone()
    return int(row[0])

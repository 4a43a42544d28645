"""Bytes to text, chunk by chunk: UTF-8 or UTF-16 marks, ASCII, UTF-8 and Latin-1.

X12 is a one-byte matter, so bytes become characters one by one (Latin-1) and delimiters keep their places; a segment
whose bytes are UTF-8 is put right afterwards. Only a UTF-16 mark calls for a decoder of its own.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, TypeAlias

CHUNK: Final = 1 << 16
_MARKS: Final = ((codecs.BOM_UTF8, ""), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

Source: TypeAlias = BinaryIO | bytes | bytearray | Iterable[bytes]


class UndecodableError(ValueError):
    """The bytes promise an encoding (by their mark) that they do not keep."""


def chunks_of(source: Source) -> Iterator[bytes]:
    """Even chunks of about 64 KiB from an open binary file, a bytes object or an iterable of bytes of any sizes."""
    if isinstance(source, bytes | bytearray):
        return _sliced(bytes(source))
    read = getattr(source, "read", None)
    if read is not None:
        return iter(lambda: read(CHUNK), b"")
    return _even(iter(source))


def _sliced(data: bytes) -> Iterator[bytes]:
    view = memoryview(data)
    return (bytes(view[at : at + CHUNK]) for at in range(0, len(data), CHUNK))


def _even(source: Iterator[bytes]) -> Iterator[bytes]:
    """Tiny chunks are joined and huge ones cut, so that the work per byte does not depend on the caller's sizes."""
    waiting: list[bytes] = []
    size = 0
    for chunk in source:
        if len(chunk) > CHUNK:
            yield b"".join(waiting)
            yield from _sliced(chunk)
            waiting, size = [], 0
            continue
        waiting.append(chunk)
        size += len(chunk)
        if size >= CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def decoded(chunks: Iterator[bytes]) -> Iterator[str]:
    """Text of the chunks, marks removed. Raises UndecodableError where a UTF-16 mark is not kept."""
    first = b""
    while len(first) < 4:
        more = next(chunks, b"")
        if not more:
            break
        first += more
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return _after_mark(first[len(mark) :], chunks, encoding)
    return _plain(first, chunks)


def _plain(first: bytes, chunks: Iterator[bytes]) -> Iterator[str]:
    yield first.decode("latin-1")
    for chunk in chunks:
        yield chunk.decode("latin-1")


def _after_mark(first: bytes, chunks: Iterator[bytes], encoding: str) -> Iterator[str]:
    if not encoding:
        yield from _plain(first, chunks)
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        yield decoder.decode(first)
        for chunk in chunks:
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UndecodableError(encoding) from error


def repaired(segment: str) -> str:
    """A segment read byte by byte, as UTF-8 where its bytes are UTF-8, else as it is (Latin-1, or already decoded)."""
    if segment.isascii():
        return segment
    try:
        return segment.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return segment

"""One gzip member after another, each with its place: so a WARC file is read record by record.

A torn or damaged member is told with its offset; reading goes on at the next member's signature, if there is one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archiver.errors import WarcError
from archiver.model import Place

_CHUNK = 1 << 18
_FIRST = 1 << 12  # most members are no longer; what is read too much is copied again and again
_SIGNATURE = b"\x1f\x8b\x08"
RECORD_LIMIT = 1 << 30  # bytes of one unpacked record; our own writer stays far below


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A whole gzip member, unpacked."""

    offset: int
    length: int  # in the file, packed
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A place that cannot be read, and why."""

    file: str
    offset: int
    length: int  # bytes passed over
    reason: str
    torn: bool = False  # the file ends within the member

    @property
    def place(self) -> Place:
        return Place(file=self.file, offset=self.offset, length=self.length)


def members(path: Path, offset: int = 0) -> Iterator[Member | Fault]:
    """Every member from `offset` to the end of the file."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        while offset < size:
            found = _read(stream, path.name, offset, size)
            yield found
            offset += found.length


def read_member(path: Path, offset: int) -> Member:
    """The member at one place, or WarcError."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            if not 0 <= offset < size:
                raise WarcError(
                    f"{path.name}: nothing at offset {offset}, the file has {size} bytes; see archiver verify"
                )
            found = _read(stream, path.name, offset, size)
    except OSError as error:
        raise WarcError(f"{path}: cannot be read: {error.strerror}; restore the file from a copy") from error
    if isinstance(found, Fault):
        raise WarcError(f"{path.name}: record at offset {offset}: {found.reason}; see archiver verify")
    return found


def _read(stream: BinaryIO, file: str, offset: int, size: int) -> Member | Fault:
    stream.seek(offset)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    pieces: list[bytes] = []
    unpacked = 0
    position, step = offset, _FIRST
    try:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or stream.read(step)
            step = min(step * 4, _CHUNK)
            if not packed:
                return Fault(file=file, offset=offset, length=size - offset, reason="the file ends within", torn=True)
            pieces.append(unpacker.decompress(packed, _CHUNK * 16))
            unpacked += len(pieces[-1])
            if unpacked > RECORD_LIMIT:
                return _pass_over(stream, file, offset, f"unpacks to more than {RECORD_LIMIT} bytes")
            position = stream.tell() - len(unpacker.unused_data)
    except zlib.error as error:
        return _pass_over(stream, file, offset, f"damaged: {error}")
    return Member(offset=offset, length=position - offset, data=b"".join(pieces))


def _pass_over(stream: BinaryIO, file: str, offset: int, reason: str) -> Fault:
    """Look for the next member; the signature may also stand in packed data by chance: then that is a fault too."""
    stream.seek(offset + 1)
    base = offset + 1
    window = b""
    while piece := stream.read(_CHUNK):
        window += piece
        if (found := window.find(_SIGNATURE)) >= 0:
            return Fault(file=file, offset=offset, length=base + found - offset, reason=reason)
        base += len(window) - 2
        window = window[-2:]
    return Fault(file=file, offset=offset, length=stream.tell() - offset, reason=reason)

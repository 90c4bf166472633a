"""A WARC file of ours, read to be judged: every byte, record by record, as fast as it unpacks.

What cannot be read is told with the record that stood there: as its neighbours name it, or as far as its own head unpacks.
A gzip member's checksum speaks for all that it holds; bits that no reader looks at are the matter of `unread`.
"""

from __future__ import annotations

import errno
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from isal import isal_zlib

from archiver.errors import WarcError
from archiver.warc.member import RECORD_LIMIT
from archiver.warc.name import UNKNOWN, Name, name_of
from archiver.warc.record import Record, parse_record

_CHUNK = 1 << 20
_SECTOR = 4096
_FIRST = 1 << 12  # most records unpack from less; what is given too much has to be copied back
_SIGNATURE = b"\x1f\x8b\x08"
_HEAD = 64  # bytes given to zlib at a time, to see how far a damaged head unpacks
_DIGESTS = {"sha256": hashlib.sha256, "sha1": hashlib.sha1, "md5": hashlib.md5, "sha512": hashlib.sha512}
_BLOCK_DIGEST = b"\r\nWARC-Block-Digest: sha256:"
_LENGTH = b"\r\nContent-Length: "
_Unpackable: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # its stub takes it for a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A gzip member that unpacks to a record."""

    offset: int
    packed: bytes
    data: bytes
    whole: bool  # as we write records, with a block that agrees with its digest

    @property
    def end(self) -> int:
        return self.offset + len(self.packed)

    @property
    def record(self) -> Record:
        return parse_record(self.data)

    @property
    def name(self) -> Name:
        """Which record this is."""
        return name_of(self.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A place that cannot be read."""

    offset: int
    length: int
    reason: str
    torn: bool = False
    head: bytes = b""  # as much as unpacks

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A place in a file that is not as it was written, and the record that stood there."""

    kind: str  # damaged, torn, added, swapped
    offset: int | None
    length: int = 0
    name: Name = UNKNOWN
    what: str


class _Window:
    """A file's bytes by their place, read forward in large pieces."""

    def __init__(self, path: Path, begin: int) -> None:
        self._stream = path.open("rb", buffering=0)
        self._base = begin
        self._held = b""

    def __enter__(self) -> _Window:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def at(self, offset: int, length: int) -> bytes:
        """So many bytes from there on, fewer at the file's end."""
        inside = offset - self._base
        if inside < 0 or inside + length > len(self._held):
            self._held = self._held[inside:] if 0 <= inside < len(self._held) else b""
            self._base, inside = offset, 0
            self._stream.seek(offset + len(self._held))
            while len(self._held) < length and (more := self._more(max(_CHUNK, length))):
                self._held += more
        return self._held[inside : inside + length]

    def _more(self, length: int) -> bytes:
        """What comes next; a sector that the disk cannot read any more stands as zeros, so that what is around it is read."""
        place = self._stream.tell()
        try:
            return self._stream.read(length)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
        with suppress(OSError):
            return self._stream.read(_SECTOR - place % _SECTOR)
        self._stream.seek(place + _SECTOR - place % _SECTOR)
        return bytes(_SECTOR - place % _SECTOR)


def pieces(path: Path, begin: int = 0, end: int | None = None) -> Iterator[Piece | Broken]:
    """Every record from one border to another, or the place where one should stand."""
    size = path.stat().st_size if end is None else end
    with _Window(path, begin) as window:
        offset = begin
        while offset < size:
            found = _piece(window, offset, size)
            yield found
            offset += len(found.packed) if isinstance(found, Piece) else found.length


def _piece(window: _Window, offset: int, size: int) -> Piece | Broken:
    unpacker = isal_zlib.decompressobj(zlib.MAX_WBITS | 16)
    parts: list[bytes] = []
    unpacked, position, step = 0, offset, _FIRST
    try:
        while not unpacker.eof:
            packed = window.at(position, min(step, size - position))
            if not packed:
                return _broken(window, offset, size, "the file ends within", torn=True)
            parts.append(unpacker.decompress(packed))
            unpacked += len(parts[-1])
            if unpacked > RECORD_LIMIT:
                return _broken(window, offset, size, f"unpacks to more than {RECORD_LIMIT} bytes")
            position, step = position + len(packed), 1 << 16
    except _Unpackable as error:
        return _broken(window, offset, size, f"damaged: {error}")
    data = b"".join(parts)
    whole = is_whole(data)
    if not whole and (reason := _no_record(data)) is not None:
        return _broken(window, offset, size, reason)
    length = position - len(unpacker.unused_data) - offset
    return Piece(offset=offset, packed=window.at(offset, length), data=data, whole=whole)


def is_whole(data: bytes) -> bool:
    """Whether this is a record as we write it, with a block that agrees with its digest: most are, so few are parsed."""
    head = data.find(b"\r\n\r\n")
    named, length = data.find(_BLOCK_DIGEST, 0, head), data.find(_LENGTH, 0, head)
    if head < 0 or named < 0 or length < 0 or not data.startswith(b"WARC/1."):
        return False
    digest = data[named + len(_BLOCK_DIGEST) : named + len(_BLOCK_DIGEST) + 64]
    number = data[length + len(_LENGTH) : data.find(b"\r\n", length + 2)]
    if not number.isdigit() or len(data) != head + 4 + int(number) + 4:
        return False
    return hashlib.sha256(memoryview(data)[head + 4 : -4]).hexdigest().encode() == digest


def _no_record(data: bytes) -> str | None:
    try:
        parse_record(data)
    except WarcError as error:
        return str(error)
    return None


def _broken(window: _Window, offset: int, size: int, reason: str, *, torn: bool = False) -> Broken:
    """The place up to where a record can be read again; a file that seems to end within may only be damaged there."""
    following = _next_record(window, offset + 1, size)
    return Broken(
        offset=offset,
        length=(size if following is None else following) - offset,
        reason=reason if following is None or not torn else "damaged: it does not end where the next one begins",
        torn=torn and following is None,
        head=_head(window.at(offset, min(1 << 16, size - offset))),
    )


def _next_record(window: _Window, offset: int, size: int) -> int | None:
    """Where a gzip member begins that unpacks to a record; its signature alone may stand in packed data by chance."""
    while offset < size:
        held = window.at(offset, min(_CHUNK, size - offset))
        found = held.find(_SIGNATURE)
        if found < 0:
            offset += max(len(held) - len(_SIGNATURE) + 1, 1)
            continue
        offset += found
        if _head(window.at(offset, min(1 << 10, size - offset))).startswith(b"WARC/"):
            return offset
        offset += 1
    return None


def _head(packed: bytes) -> bytes:
    """What unpacks of a member's beginning, up to the end of the record's head."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    out = b""
    try:
        for place in range(0, len(packed), _HEAD):
            out += unpacker.decompress(packed[place : place + _HEAD])
            if unpacker.eof or b"\r\n\r\n" in out:
                break
    except zlib.error:
        return out
    return out


def faults_of(record: Record) -> Iterator[str]:
    """What is wrong within one record. A block whose digest agrees holds its payload as it was."""
    fault = digest_fault(record.field("WARC-Block-Digest"), record.block)
    if fault is not None:
        yield f"block digest: {fault}"
    elif not _speaks(record.field("WARC-Block-Digest")) and record.type in {"response", "request"}:
        if not record.block.startswith((b"HTTP/", b"GET ", b"POST ", b"HEAD ")):
            return
        fault = digest_fault(record.field("WARC-Payload-Digest"), record.http.body)
        if fault is not None:
            yield f"payload digest: {fault}"


def _speaks(named: str | None) -> bool:
    algorithm, _, value = (named or "").partition(":")
    make = _DIGESTS.get(algorithm.lower().replace("-", ""))
    return make is not None and len(value) == make().digest_size * 2


def digest_fault(named: str | None, data: bytes) -> str | None:
    """None where the digest agrees, is absent, or is of a kind that we do not know."""
    if named is None or not _speaks(named):
        return None
    algorithm, _, value = named.partition(":")
    found = _DIGESTS[algorithm.lower().replace("-", "")](data).hexdigest()
    return None if found == value.lower() else f"is {algorithm}:{found}, written was {named}"

"""Bits of a WARC file that no reader looks at: times and systems in gzip heads, the padding of a packed stream.

One of them that has turned changes the file's digest, and every record reads as before. The place is found by packing the
records again as they were packed, or by giving each member the head that the others have; where the file so made has the
digest that was written when it was closed, the place is proven.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from isal import isal_zlib

from archiver.warc.inspection import Damage, Piece, pieces
from archiver.warc.name import Name
from archiver.warc.writer import COMPRESSION

_HEAD = 10  # bytes of a gzip head without extras
_CHUNK = 1 << 20
_MOST = 1000  # places that are told


@dataclass(slots=True)
class _Form:
    """The file as it would be, had it been packed so."""

    digest: hashlib._Hash
    odd: list[tuple[int, int, Name]]
    members: int = 0

    def take(self, piece: Piece, packed: bytes) -> None:
        self.digest.update(packed)
        self.members += 1
        if packed != piece.packed and len(self.odd) < _MOST:
            self.odd.append((piece.offset, len(piece.packed), piece.name))


def unread_damage(path: Path, expected: str) -> Iterator[Damage]:
    """Where a file that reads well, and has another digest than it had, differs from what was written."""
    usual = usual_head(path)
    again, headed, running = (hashlib.sha256() for _ in range(3))
    packed_again, with_heads = _Form(again, []), _Form(headed, [])
    seen: dict[str, int] = {}  # id -> where the record stands; ids are small, and a file has a bounded size
    size = path.stat().st_size
    for piece in pieces(path):
        if not isinstance(piece, Piece):
            return
        if running.hexdigest() == expected:
            what = f"{size - piece.offset} bytes from here on were added after the file was closed"
            yield Damage(kind="added", offset=piece.offset, length=size - piece.offset, name=piece.name, what=what)
            return
        stood = seen.setdefault(piece.record.id, piece.offset)
        if stood != piece.offset:
            yield _put_in(path, expected, piece, stood)
            return
        running.update(piece.packed)
        made = isal_zlib.compress(piece.data, COMPRESSION, zlib.MAX_WBITS | 16)
        packed_again.take(piece, made if len(made) == len(piece.packed) else piece.packed)
        with_heads.take(piece, usual + piece.packed[_HEAD:])
    yield from _told(packed_again, with_heads, expected)


def _put_in(path: Path, expected: str, piece: Piece, stood: int) -> Damage:
    """Which of two equal records was put in: the file without it has the digest of old."""
    length = len(piece.packed)
    first = _digest_without(path, stood, length) == expected
    return Damage(
        kind="added",
        offset=stood if first else piece.offset,
        length=length,
        name=piece.name,
        what=f"a record of this id stands at {piece.offset if first else stood} already: it was put in a second time",
    )


def _digest_without(path: Path, begin: int, length: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        left = begin
        while left and (piece := file.read(min(_CHUNK, left))):
            digest.update(piece)
            left -= len(piece)
        file.seek(begin + length)
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _told(packed_again: _Form, with_heads: _Form, expected: str) -> Iterator[Damage]:
    """The form that has the digest of old is proven; else what few members have of their own is told as likely."""
    for form in (with_heads, packed_again):
        if form.digest.hexdigest() == expected:
            yield from (_turned(*place, "the rest of the file is as it was written") for place in form.odd)
            return
    likely = packed_again.odd if len(packed_again.odd) * 10 < packed_again.members else with_heads.odd
    if len(likely) * 10 < packed_again.members or len(likely) == 1:
        yield from (_turned(*place, "it is not packed as the other records are") for place in likely)


def _turned(offset: int, length: int, name: Name, why: str) -> Damage:
    what = f"bits of its packing have changed that no reader looks at; the record itself reads as it was written: {why}"
    return Damage(kind="damaged", offset=offset, length=length, name=name, what=what)


def usual_head(path: Path) -> bytes:
    """The gzip head that most records of a file have."""
    heads = Counter(piece.packed[:_HEAD] for piece in pieces(path) if isinstance(piece, Piece))
    return heads.most_common(1)[0][0] if heads else b""

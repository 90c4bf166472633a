"""Forward through a region of a file, packed or not, to places that can be found again.

Memory stays bounded, and each step moves forward: past damage, reading goes on at the next gzip signature.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archiver.warc.foreign.heads import REACH, Form

SIGNATURE = b"\x1f\x8b\x08"
_PLAIN_CHUNK = 1 << 18
_PACKED_CHUNK = 1 << 16
_UNPACKED_CHUNK = 1 << 15  # what an error costs of the records before it in the same member
BETWEEN = re.compile(rb"[\r\n\0 \t]*")
_SEARCHES = 4  # times the region's size: beyond, damage is passed over without trying each signature within it


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of a file that holds records."""

    path: Path
    file: str  # as places name it: a path under `warc/`
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to which reading can return."""

    offset: int  # in the file: of the byte, or of the gzip member
    within: int = 0  # bytes into what the member unpacks to


class Damaged(Exception):
    """What follows cannot be unpacked; `Stream.recover` goes on behind it."""

    def __init__(self, offset: int, reason: str, *, torn: bool = False) -> None:
        super().__init__(reason)
        self.offset = offset  # of the member
        self.reason = reason
        self.torn = torn


@dataclass(slots=True)
class _Span:
    """A gzip member, as far as it is known."""

    offset: int  # in the file
    begin: int  # in the unpacked stream
    end: int | None = None  # there; None while it is read
    file_end: int = 0  # in the file


class Stream:
    """The bytes of a region, unpacked where they are packed."""

    def __init__(self, file: BinaryIO, region: Region, start: Mark) -> None:
        self._file = file
        self._region = region
        self._buffer = b""
        self._position = 0  # in the buffer
        self._searched = 0  # bytes that were tried again because of damage
        file.seek(start.offset)
        self.packed = file.read(len(SIGNATURE)) == SIGNATURE
        self._unpacker: zlib._Decompress | None = None
        self._unread = b""  # packed bytes that are read and not unpacked
        self._spans: deque[_Span] = deque()
        self._damage: Damaged | None = None
        self.rewind(start)

    def rewind(self, start: Mark) -> None:
        """Go on at a place where reading was before."""
        self._begin = start.offset
        self._base = 0  # of the buffer, in the unpacked stream
        self._go_to(start.offset)
        for _ in self.pieces(start.within):
            pass

    @property
    def here(self) -> int:
        """The position in the unpacked stream."""
        return self._base + self._position

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay; fewer at the end, and before damage, which is raised when it is reached."""
        while (held := len(self._buffer) - self._position) < size:
            try:
                more = self._more()
            except Damaged:
                if not held:
                    raise
                break
            if not more:
                break
            self._keep(self._buffer[self._position :] + more)
        return self._buffer[self._position : self._position + size]

    def pieces(self, size: int) -> Iterator[bytes]:
        """The next bytes, consumed piece by piece; fewer at the end."""
        while size > 0 and (piece := self.peek(1) and self._buffer[self._position : self._position + size]):
            self._position += len(piece)
            size -= len(piece)
            yield piece

    def until(self, form: Form, size: int | None) -> Iterator[bytes]:
        """The bytes before the next place where a record of this form begins, consumed; at most `size`.

        It begins on a line of its own, or with a member.
        """
        left = size
        while (left is None or left > 0) and self._goes_on(2 * REACH):
            window = self._buffer[self._position :]
            stop = self._first_start(form, window)
            ended = stop is not None
            if stop is None:
                stop = len(window) if len(window) < 2 * REACH else len(window) - REACH
            if left is not None:
                stop = min(stop, left)
                left -= stop
            self._position += stop
            yield window[:stop]
            if ended:
                return

    def skip_between(self) -> int:
        """Pass over what may stand between records; how many bytes that was."""
        passed = 0
        while self.peek(1):
            found = BETWEEN.match(self._buffer, self._position)
            end = found.end() if found else self._position
            passed += end - self._position
            self._position = end
            if end < len(self._buffer):
                break
        return passed

    def mark(self) -> Mark:
        """Where the next byte stands."""
        if not self.packed:
            return Mark(self._begin + self.here)
        self.peek(1)
        here = self.here
        span = next(span for span in reversed(self._spans) if span.begin <= here)
        return Mark(span.offset, here - span.begin)

    def forget(self) -> None:
        """Members that ended before this place are needed no more."""
        while len(self._spans) > 1 and self._spans[1].begin <= self.here:
            self._spans.popleft()

    @property
    def at_member(self) -> bool:
        """Whether a gzip member ends or begins at this place."""
        return any(self.here in (span.begin, span.end) for span in self._spans)

    def member_end(self, start: Mark, record_end: int) -> int | None:
        """Where in the file the member of `start` ends, if it holds that one record alone."""
        span = next((span for span in self._spans if span.offset == start.offset), None)
        alone = span is not None and span.end is not None and record_end <= span.end <= self.here
        return span.file_end if span and alone and not start.within else None

    def recover(self) -> bool:
        """Go on behind what is damaged; False where nothing follows."""
        damage = self._damage
        if damage is None:
            return True
        careful = self._searched < _SEARCHES * (self._region.end - self._region.begin) + _PLAIN_CHUNK
        search_from = damage.offset + 1 if careful else max(self._at, damage.offset + 1)
        self._searched += max(self._at - damage.offset, 0)
        found = self._signature(search_from)
        self._base += len(self._buffer)
        self._go_to(self._region.end if found is None else found)
        return found is not None

    @property
    def file_position(self) -> int:
        """Where in the file the next member begins, or the region ends."""
        return self._at - len(self._unread) if self.packed else self._begin + self.here

    def remaining(self) -> int | None:
        """How many bytes are left; None where only unpacking would tell."""
        return None if self.packed else self._region.end - self._begin - self.here

    def _goes_on(self, size: int) -> bool:
        """Whether bytes follow; damage in the next member is none of this record."""
        try:
            return bool(self.peek(size))
        except Damaged:
            if self.at_member:
                return False
            raise

    def _first_start(self, form: Form, window: bytes) -> int | None:
        found = form.after_line.search(window, 1)
        ends = [found.start()] if found else []
        for span in self._spans:
            place = span.begin - self.here
            if 0 < place < len(window) and form.begins.match(window, place):
                ends.append(place)
        return min(ends, default=None)

    def _keep(self, buffer: bytes) -> None:
        self._base += self._position
        self._buffer, self._position = buffer, 0

    def _go_to(self, offset: int) -> None:
        self._at = offset  # where in the file the next bytes are read
        self._buffer, self._position = b"", 0
        self._unread, self._unpacker = b"", None
        self._spans.clear()
        self._damage = None

    def _read(self, size: int) -> bytes:
        self._file.seek(self._at)
        data = self._file.read(max(min(size, self._region.end - self._at), 0))
        self._at += len(data)
        return data

    def _more(self) -> bytes:
        if self._damage is not None:
            raise self._damage
        if not self.packed:
            return self._read(_PLAIN_CHUNK)
        try:
            while True:
                if self._unpacker is None and not self._next_member():
                    return b""
                if data := self._unpack():
                    return data
        except Damaged as damage:
            self._damage = damage
            raise

    def _next_member(self) -> bool:
        """Begin the next member; some writers fill up their files with zeros."""
        if self._unread[:1] == b"\0":
            self._unread = self._unread.lstrip(b"\0")
        while len(self._unread) < len(SIGNATURE) and (more := self._read(_PACKED_CHUNK)):
            self._unread = (self._unread + more).lstrip(b"\0")
        if not self._unread:
            return False
        offset = self._at - len(self._unread)
        if not self._unread.startswith(SIGNATURE):
            raise Damaged(offset, "no gzip member begins here")
        self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._spans.append(_Span(offset, self._base + len(self._buffer)))
        return True

    def _unpack(self) -> bytes:
        unpacker, span = self._unpacker, self._spans[-1]
        if unpacker is None:
            return b""
        packed = self._unread or self._read(_PACKED_CHUNK)
        if not packed:
            raise Damaged(span.offset, "the file ends within", torn=True)
        try:
            data = unpacker.decompress(packed, _UNPACKED_CHUNK)
        except zlib.error as error:
            raise Damaged(span.offset, f"damaged: {error}") from error
        if unpacker.eof:
            self._unread, self._unpacker = unpacker.unused_data, None
            span.end = self._base + len(self._buffer) + len(data)
            span.file_end = self._at - len(self._unread)
        else:
            self._unread = unpacker.unconsumed_tail
        return data

    def _signature(self, offset: int) -> int | None:
        """The next gzip signature from an offset on."""
        window, base, size = b"", offset, 1 << 12
        self._file.seek(offset)
        while piece := self._file.read(max(min(size, self._region.end - base - len(window)), 0)):
            window += piece
            if (found := window.find(SIGNATURE)) >= 0:
                return base + found
            base, window = base + max(len(window) - 2, 0), window[-2:]
            size = _PLAIN_CHUNK
        return None

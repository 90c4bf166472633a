"""Record after record of a foreign file, each with its place; what cannot be read is a Fault, and reading goes on.

A record whose Content-Length cannot be true ends where the next one begins. So often one looks again, and then no more:
from then on no length is believed that leads over a record's beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from archiver.errors import WarcError
from archiver.model import Place
from archiver.warc.foreign.block import Block, collect
from archiver.warc.foreign.heads import ARC, EITHER, HEAD_LIMIT, REACH, WARC, Form, Head, head_size, read_head
from archiver.warc.foreign.stream import Damaged, Mark, Region, Stream
from archiver.warc.http import parse
from archiver.warc.member import RECORD_LIMIT, Fault
from archiver.warc.record import Record

HELD_LIMIT = 64 * 1024 * 1024  # of a block that is held while a file is read from end to end
_SECOND_LOOKS = 8
_END = b"\r\n\r\n"
_HEAD_END = re.compile(rb"\n\r*\n")
_NO_END = "the head of this record has no end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record, where it stands, and what is odd about it."""

    record: Record  # with its block, or the beginning of one that is too large
    place: Place
    block: Block
    oddities: tuple[str, ...] = ()


def records(region: Region) -> Iterator[Found | Fault]:
    """Every record of a region, and each stretch that holds none."""
    with region.path.open("rb") as file:
        waiting: Fault | None = None
        for found in _Reader(file, region, Mark(region.begin), HELD_LIMIT):
            if isinstance(found, Fault):
                waiting = _joined(waiting, found) if waiting else found
                continue
            if waiting is not None:
                yield waiting
                waiting = None
            yield found
        if waiting is not None:
            yield waiting


def record_at(region: Region, place: Place) -> Iterator[Found | Fault]:
    """The record at a place and those behind it; WarcError where none stands there."""
    size = region.path.stat().st_size
    if not 0 <= place.offset < size:
        raise WarcError(
            f"{place.file}: nothing at offset {place.offset}, the file has {size} bytes; see archiver verify"
        )
    with region.path.open("rb") as file:
        try:
            reader = _Reader(file, region, Mark(place.offset, place.within or 0), RECORD_LIMIT)
        except Damaged as damage:
            raise WarcError(f"{place.file}: record at offset {place.offset}: {damage.reason}") from damage
        yield from reader


def _joined(first: Fault, second: Fault) -> Fault:
    return replace(first, length=max(second.offset + second.length - first.offset, first.length), torn=second.torn)


class _Reader:
    """Reads on from a mark to the end of a region."""

    def __init__(self, file: BinaryIO, region: Region, start: Mark, limit: int) -> None:
        self._stream = Stream(file, region, start)
        self._region = region
        self._limit = limit
        self._form = EITHER
        self._second_looks = 0

    def __iter__(self) -> Iterator[Found | Fault]:
        stream = self._stream
        while True:
            start = Mark(stream.file_position)
            try:
                blank = stream.skip_between()
                if not stream.peek(1):
                    return
                stream.forget()
                start = stream.mark()
                if start.within <= blank:  # some writers begin a member with the end of the record before
                    start = Mark(start.offset)
                found = self._next(start)
            except Damaged as damage:
                begin = min(start.offset, damage.offset)
                more = stream.recover()
                yield self._fault(Mark(begin, start.within), damage.reason, torn=damage.torn)
                if not more:
                    return
                continue
            yield found

    def _next(self, start: Mark) -> Found | Fault:
        watchful = self._second_looks >= _SECOND_LOOKS
        found = self._record(start, watchful=watchful)
        if found is None:  # its length leads to where no record begins
            self._second_looks += 1
            self._stream.rewind(start)
            self._stream.skip_between()
            found = self._record(start, watchful=True)
        return found or self._fault(start, "no record ends here")

    def _record(self, start: Mark, *, watchful: bool) -> Found | Fault | None:
        stream = self._stream
        begin = stream.here
        head = self._head()
        if head is None:
            return self._strange(start, "no record begins here")
        if isinstance(head, str):
            return self._strange(start, head)
        form = WARC if head.record.version.startswith("WARC") else ARC
        self._form = form
        remaining = stream.remaining()
        doubtful = watchful or head.length is None or (remaining is not None and head.length > remaining)
        is_http = "application/http" in (head.record.field("Content-Type") or "").lower()
        pieces = stream.until(form, head.length) if doubtful else stream.pieces(head.length or 0)
        block = collect(pieces, self._limit, is_http=is_http)
        end = stream.here
        gap, ends_well = self._after(form)
        oddities = list(head.oddities)
        if head.length is None or block.size < head.length:
            torn = head.length is not None and ends_well and not stream.peek(1)
            if torn and not _is_complete(block, is_http=is_http):
                if not doubtful:  # the records behind it may have been taken for a part of it
                    return None
                return self._fault(start, f"the file ends within: {block.size} bytes of {head.length}", torn=True)
            block = _without_end(block, is_http=is_http)
            oddities += ["its Content-Length is too large: taken up to the next record"] if head.length else []
        elif not ends_well and is_http and block.whole and (missing := _missing(block)) != 0:
            block = self._longer(form, block, missing)
            oddities.append("its Content-Length is too small: taken up to where the answer ends")
        elif not ends_well and not watchful:
            return None
        elif is_http and block.whole and (shorter := _without_end_mark(block, gap)) is not None:
            block = shorter
            oddities.append("its Content-Length counts the end of the record too")
        place = self._place(start, begin, end)
        return Found(record=replace(head.record, block=block.data), place=place, block=block, oddities=tuple(oddities))

    def _head(self) -> Head | str | None:
        """The head of the record that begins here, consumed; None where none begins; why it cannot be read."""
        stream = self._stream
        if not EITHER.begins.match(stream.peek(REACH)):
            return None
        length = REACH
        while (size := head_size(window := stream.peek(length))) is None:
            if len(window) < length or length >= HEAD_LIMIT:
                break
            length *= 4
        if not size:
            return _NO_END
        return read_head(b"".join(stream.pieces(size)))

    def _after(self, form: Form) -> tuple[int, bool]:
        """How many bytes stand between this record and what follows, and whether that may follow a record."""
        stream, gap = self._stream, 0
        try:
            gap = stream.skip_between()
            window = stream.peek(REACH)
        except Damaged:
            if stream.at_member:  # what is damaged is the next member
                return gap, True
            raise
        return gap, not window or form.begins.match(window) is not None or stream.at_member

    def _longer(self, form: Form, block: Block, missing: int | None) -> Block:
        """The block with what the HTTP head says belongs to it, as far as it stands before the next record."""
        more = collect(self._stream.until(form, missing), self._limit, is_http=False)
        self._after(form)
        data = block.data + more.data
        longer = Block(data=data, size=block.size + more.size)
        return longer if missing is not None else _without_end(longer, is_http=True)

    def _strange(self, start: Mark, reason: str) -> Fault:
        """Pass on to the next record."""
        for _ in self._stream.until(self._form, None):
            pass
        return self._fault(start, reason, torn=reason == _NO_END and not self._stream.peek(1))

    def _fault(self, start: Mark, reason: str, *, torn: bool = False) -> Fault:
        within = f" ({start.within} bytes into what this member unpacks to)" if start.within else ""
        length = max(self._stream.file_position - start.offset, 1)
        return Fault(file=self._region.file, offset=start.offset, length=length, reason=reason + within, torn=torn)

    def _place(self, start: Mark, begin: int, end: int) -> Place:
        stream = self._stream
        member_end = stream.member_end(start, end) if stream.packed else None
        if member_end is not None:
            return Place(file=self._region.file, offset=start.offset, length=member_end - start.offset)
        within = start.within if stream.packed else None
        return Place(file=self._region.file, offset=start.offset, length=stream.here - begin, within=within)


def _is_complete(block: Block, *, is_http: bool) -> bool:
    """Whether a block that is shorter than its length says is whole: what closes a record follows, or HTTP says so."""
    if not block.whole or block.data.endswith(_END):
        return block.whole
    lengths = _http_length(block) if is_http else None
    return lengths is not None and lengths[0] >= lengths[1]


def _without_end(block: Block, *, is_http: bool) -> Block:
    """A block that was taken up to the next record, without what closes a record."""
    if not block.whole:
        return block
    data = block.data
    lengths = _http_length(block) if is_http else None
    if lengths and 0 < (surplus := lengths[0] - lengths[1]) <= len(_END) and not data[-surplus:].strip(b"\r\n"):
        kept = data[:-surplus]
    else:
        kept = data.removesuffix(_END) if data.endswith(_END) else data.removesuffix(b"\n").removesuffix(b"\r")
    return Block(data=kept, size=len(kept))


def _http_length(block: Block) -> tuple[int, int] | None:
    """How long the body is, and how long its HTTP head says that it is."""
    message = parse(block.data)
    said = (message.header("Content-Length") or "").strip()
    if message.chunked or not (said.isascii() and said.isdigit() and len(said) < 19):
        return None
    return len(message.body), int(said)


def _missing(block: Block) -> int | None:
    """Bytes that the body lacks of what its HTTP head says; None where the head itself breaks off."""
    if not _HEAD_END.search(block.data):
        return None
    lengths = _http_length(block)
    return max(lengths[1] - lengths[0], 0) if lengths else 0


def _without_end_mark(block: Block, gap: int) -> Block | None:
    """The block without the line ends that close a record, where they were counted in."""
    if gap >= len(_END) or not block.data.endswith(b"\r\n"):
        return None
    lengths = _http_length(block)
    if lengths is None or not 0 < lengths[0] - lengths[1] <= len(_END) - gap:
        return None
    kept = block.data[: lengths[1] - lengths[0]]
    return Block(data=kept, size=len(kept)) if not block.data[len(kept) :].strip(b"\r\n") else None

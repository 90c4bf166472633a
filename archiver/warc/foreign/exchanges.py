"""Foreign records that belong together: an answer, the request that asked for it, and what is told of both.

Writers order them differently and link them in either direction, so a few answers wait for what belongs to them.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.errors import WarcError
from archiver.model import FIRST_PART, Place
from archiver.sites.urls import is_http
from archiver.warc.foreign.answer import Answer, address_of, as_answer, exchange_of
from archiver.warc.foreign.digests import Named, read_digest
from archiver.warc.foreign.parts import Apart, is_first, join
from archiver.warc.foreign.records import Found, record_at, records
from archiver.warc.foreign.stream import Region
from archiver.warc.http import parse
from archiver.warc.member import Fault
from archiver.warc.reader import Exchange
from archiver.warc.record import Record, bare_id, parse_fields

_ANSWERS = frozenset({"response", "revisit", "resource", "conversion"})
_COMPANIONS = frozenset({"request", "metadata"})
_NO_ANSWER = "a response without an HTTP status line"
# What archivists say of an archive stands in records of this form (docs/why/warc-is-the-record.md).
_WORD = re.compile(rb"kind: (annotation|access-rule|withdrawal)\r?\n")
_SAID = {b"annotation": "an annotation", b"access-rule": "an access rule", b"withdrawal": "a withdrawal"}
_MARKUP = ("text/html", "application/xhtml+xml")
_WAITING = 6  # answers that wait for their companions
_WAITING_BYTES = 16 * 1024 * 1024
_BEFORE = 6  # companions that may come before their answer
_BEHIND = 12  # records behind an answer among which its companions are looked for
_CHECKED = 4 * 1024 * 1024  # a digest of a larger block costs more than it tells: the file's own is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A record of the file, whatever it is: for the count, and for what is to be told of it."""

    type: str
    version: str
    place: Place
    url: str
    oddities: tuple[str, ...]
    digests: tuple[str, ...] = ()  # the kinds of digests that it names
    wrong: str | None = None  # why it is not what it says
    left: str | None = None  # why no capture is made of it


def read_exchanges(region: Region) -> Iterator[Exchange | Seen | Fault]:
    """Every record as it is seen, every capture once it is put together, and every place that cannot be read."""
    waiting: deque[Answer] = deque()
    before: deque[Found] = deque(maxlen=_BEFORE)
    for found in records(region):
        if isinstance(found, Fault):
            yield found
            continue
        record = found.record
        left = _why_left(record)
        yield _seen(found, left)
        if record.type in _COMPANIONS:
            if not any(_take(answer, found) for answer in reversed(waiting)):
                before.append(found)
        elif record.type in _ANSWERS and left is None:
            answer = Answer(found)
            for companion in [one for one in before if _take(answer, one)]:
                before.remove(companion)
            waiting.append(answer)
            while len(waiting) > _WAITING or (len(waiting) > 1 and _bytes(waiting) > _WAITING_BYTES):
                yield exchange_of(waiting.popleft())
    while waiting:
        yield exchange_of(waiting.popleft())


def exchange_at(region: Region, place: Place, beside: Iterable[tuple[Path, str]] = ()) -> Exchange:
    """The exchange whose answer stands at a place; WarcError where none does.

    A request that stands before its answer is not seen from here: the index knows what was asked. The files `beside` may
    hold the other parts of an answer in parts.
    """
    following = record_at(region, place)
    found = next(following, None)
    if found is None or isinstance(found, Fault):
        why = found.reason if found else "nothing stands there"
        raise WarcError(f"{place.file}: record at offset {place.offset}: {why}; see archiver verify")
    if (found.place.within, found.place.length) != (place.within, place.length):
        raise WarcError(f"{place.file}: at offset {place.offset} stands another record; run archiver rebuild")
    if found.record.type not in _ANSWERS:
        raise WarcError(f"{place.file}: at offset {place.offset} stands a {found.record.type or 'nameless'} record")
    answer = Answer(found)
    for _, behind in zip(range(_BEHIND), following, strict=False):
        if isinstance(behind, Fault) or (behind.record.type in _ANSWERS and answer.facts and answer.request):
            break
        if behind.record.type in _COMPANIONS:
            _take(answer, behind)
    apart = _join(answer, beside) if is_first(found.record) else None
    exchange = exchange_of(answer)
    if isinstance(exchange, Fault):
        raise WarcError(f"{place.file}: record at offset {place.offset}: {exchange.reason}")
    return exchange if apart is None else replace(exchange, capture=replace(exchange.capture, truncated=apart))


def _join(answer: Answer, beside: Iterable[tuple[Path, str]]) -> str | None:
    """Make it whole; or why that cannot be done."""
    try:
        answer.found = join(answer.found, beside)
    except Apart as error:
        return f"{FIRST_PART}: {error}"
    return None


def _bytes(waiting: deque[Answer]) -> int:
    return sum(len(answer.found.record.block) for answer in waiting)


def _take(answer: Answer, companion: Found) -> bool:
    """Whether it belongs to the answer, which then has it."""
    is_request = companion.record.type == "request"
    if (is_request and answer.request) or not _belong(companion.record, answer.found.record, is_request=is_request):
        return False
    if is_request:
        answer.request = companion.record.block
    else:
        answer.facts |= parse_fields(companion.record.block)
    return True


def _belong(companion: Record, answer: Record, *, is_request: bool) -> bool:
    named = (companion.field("WARC-Concurrent-To"), answer.field("WARC-Concurrent-To"))
    if named[0] is not None:
        return bool(answer.id) and bare_id(named[0]) == answer.id
    if named[1] is not None and bool(companion.id) and bare_id(named[1]) == companion.id:
        return True
    return is_request and named[1] is None and address_of(companion) == address_of(answer)


def _why_left(record: Record) -> str | None:
    """Why a record that might be taken for more is not; None where it is an answer, or never could be anything."""
    if record.type == "continuation":
        return "a later part of an answer in parts: joined to the first where all are here"
    if record.type == "metadata" and (word := _WORD.match(record.block)):
        return f"{_SAID[word[1]]} of the archive from which the file comes: it counts there, and not here"
    if record.type not in _ANSWERS:
        return None
    if not is_http(address_of(record)):
        return "not an address of the web"
    if record.type == "conversion" and not (record.field("Content-Type") or "").startswith(_MARKUP):
        return "made of an answer by a program, and no page"
    return _NO_ANSWER if record.type == "response" and not record.block.startswith(b"HTTP/") else None


def _seen(found: Found, left: str | None) -> Seen:
    record = found.record
    named = [read_digest(record.field(name)) for name in ("WARC-Block-Digest", "WARC-Payload-Digest")]
    return Seen(
        type=record.type or "nameless",
        version=record.version,
        place=found.place,
        url=address_of(record),
        oddities=found.oddities,
        digests=tuple(digest.kind for digest in named if digest),
        wrong=left if left == _NO_ANSWER else _wrong(found, *named),
        left=left if left != _NO_ANSWER else None,
    )


def _wrong(found: Found, block: Named | None, payload: Named | None) -> str | None:
    """Whether the record is not what its own digests say. Of a revisit, the payload stands elsewhere."""
    if not found.block.whole or found.block.size > _CHECKED:
        return None
    if block is not None and not block.fits([found.record.block]):
        return f"its block has not the digest that it names ({block.kind})"
    in_parts = found.record.field("WARC-Segment-Number") is not None  # the digest may be that of the whole
    if payload is not None and not in_parts and found.record.type in {"response", "resource"}:
        http = found.record.type == "response"
        message = parse(found.record.block) if http else as_answer(found.record)
        bodies = (
            body for body in (message.body, message.payload if message.chunked else b"") if body or not message.body
        )
        if not payload.fits(bodies):
            return f"its payload has not the digest that it names ({payload.kind})"
    return None

"""Reading the record back: one capture at its place, or everything in a file.

An exchange is a response or revisit record with the request and metadata records that say WARC-Concurrent-To it.
A conversion record, the page as a browser rendered it, is read like an answer of the server.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.errors import WarcError
from archiver.model import Capture, Place
from archiver.warc.http import HttpMessage
from archiver.warc.member import Fault, Member, members, read_member
from archiver.warc.record import Record, bare_id, parse_fields, parse_record, sha256

__all__ = ["Exchange", "Fault", "Note", "read_capture", "scan"]

_ANSWERS = frozenset({"response", "revisit", "conversion"})
_COMPANIONS = frozenset({"request", "metadata"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A capture with the request that asked for it."""

    capture: Capture
    request: bytes  # the request block; empty where the file holds none
    payload_digest: str  # as the record names it
    key: str | None  # under which the frontier knew the request
    page: int  # of a listing, from 1
    end: int  # where the exchange's last record ends
    conversion: bool = False  # made by an archival process, not sent by a server


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A fact about a crawl: warcinfo, or a metadata record that stands by itself."""

    kind: str
    data: dict[str, Any]
    recorded_at: datetime
    id: str
    end: int


@dataclass(slots=True)
class _Companions:
    """What stands behind a response record and speaks of it."""

    request: bytes = b""
    facts: dict[str, str] = field(default_factory=dict)
    end: int = 0

    def take(self, record: Record, end: int) -> None:
        if record.type == "request":
            self.request = record.block
        else:
            self.facts |= parse_fields(record.block)
        self.end = end


def read_capture(warc_dir: Path, place: Place) -> Capture:
    """The capture whose response or revisit record stands at `place`; WarcError where none does."""
    path = warc_dir / place.file
    member = read_member(path, place.offset)
    record = _record(path, member)
    if record.type not in _ANSWERS:
        raise WarcError(
            f"{place.file}: at offset {place.offset} stands a {record.type or 'nameless'} record, no response"
        )
    companions = _Companions(end=member.offset + member.length)
    for following in members(path, companions.end):
        if isinstance(following, Fault) or not _belongs(behind := _record(path, following), record):
            break
        companions.take(behind, following.offset + following.length)
    return _capture(record, companions, path.name, member)


def scan(path: Path, offset: int = 0) -> Iterator[Exchange | Note | Fault]:
    """Every exchange, note and unreadable place from `offset` on, in the order of the file."""
    return together(path, records(path, offset))


def together(path: Path, read: Iterable[tuple[Record, Member] | Fault]) -> Iterator[Exchange | Note | Fault]:
    """Records in the order of their file, those of an exchange put together."""
    answer: tuple[Record, Member] | None = None
    companions = _Companions()
    for found in read:
        if answer is not None:
            if not isinstance(found, Fault) and _belongs(found[0], answer[0]):
                companions.take(found[0], found[1].offset + found[1].length)
                continue
            yield _exchange(answer, companions, path)
            answer = None
        if isinstance(found, Fault):
            yield found
        elif found[0].type in _ANSWERS:
            answer, companions = found, _Companions(end=found[1].offset + found[1].length)
        elif (note := _note(path, *found)) is not None:
            yield note
    if answer is not None:
        yield _exchange(answer, companions, path)


def records(path: Path, offset: int = 0) -> Iterator[tuple[Record, Member] | Fault]:
    """Every record, or the place where one should stand."""
    for member in members(path, offset):
        if isinstance(member, Fault):
            yield member
            continue
        try:
            yield parse_record(member.data), member
        except WarcError as error:
            yield _fault(path, member, str(error))


def _record(path: Path, member: Member) -> Record:
    try:
        record = parse_record(member.data)
    except WarcError as error:
        raise WarcError(f"{path.name}: record at offset {member.offset}: {error}") from error
    return record


def _fault(path: Path, member: Member, reason: str) -> Fault:
    return Fault(file=path.name, offset=member.offset, length=member.length, reason=reason)


def _belongs(record: Record, answer: Record) -> bool:
    concurrent = record.field("WARC-Concurrent-To")
    return record.type in _COMPANIONS and concurrent is not None and bare_id(concurrent) == answer.id


def _exchange(answer: tuple[Record, Member], companions: _Companions, path: Path) -> Exchange | Fault:
    record, member = answer
    try:
        capture = _capture(record, companions, path.name, member)
    except WarcError as error:
        return _fault(path, member, str(error))
    return Exchange(
        capture=capture,
        request=companions.request,
        payload_digest=record.field("WARC-Payload-Digest") or capture.digest,
        key=companions.facts.get("key"),
        page=int(page) if (page := companions.facts.get("page", "")).isdecimal() else 1,
        end=companions.end,
        conversion=record.type == "conversion",
    )


def _capture(record: Record, companions: _Companions, file: str, member: Member) -> Capture:
    message = record.http if record.type != "conversion" else _as_answer(record)
    facts = companions.facts
    revisit = record.type == "revisit"
    body = b"" if revisit else message.payload
    refers = record.field("WARC-Refers-To")
    return Capture(
        id=record.id or f"{file}@{member.offset}",
        url=(record.field("WARC-Target-URI") or "").strip("<>"),
        method=companions.request.partition(b" ")[0].decode("latin-1") or "GET",
        fetched_at=record.date,
        status=message.status,
        headers=message.headers,
        body=body,
        digest=facts.get("entityDigest") or (record.field("WARC-Payload-Digest") if revisit else None) or sha256(body),
        place=Place(file=file, offset=member.offset, length=member.length),
        crawl_id=facts.get("crawl"),
        revisit_of=bare_id(refers) if revisit and refers else None,
        request_digest=facts.get("requestBodyDigest"),
        truncated=record.field("WARC-Truncated"),
        role=facts.get("role"),
        via=facts.get("via"),
        section=facts.get("section"),
        link_text=facts.get("linkText"),
        scripted=facts.get("scripted") == "yes",
    )


def _as_answer(record: Record) -> HttpMessage:
    """A conversion as the answer that a server would have given."""
    return HttpMessage(
        start="HTTP/1.1 200 OK",
        headers=(("Content-Type", record.field("Content-Type") or ""),),
        head_length=0,
        body=record.block,
    )


def _note(path: Path, record: Record, member: Member) -> Note | Fault | None:
    """What a record that belongs to no exchange tells; None where it tells nothing of a crawl."""
    if record.type not in {"warcinfo", "metadata"}:
        return None
    facts = parse_fields(record.block)
    try:
        data: dict[str, Any] = json.loads(facts["data"]) if "data" in facts else dict(facts)
        recorded_at = record.date
    except (ValueError, WarcError) as error:
        return _fault(path, member, str(error))
    kind = record.type if record.type == "warcinfo" else facts.get("kind", "metadata")
    return Note(kind=kind, data=data, recorded_at=recorded_at, id=record.id, end=member.offset + member.length)

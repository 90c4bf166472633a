"""A foreign answer, with the request that asked for it and what is told of both, as a capture."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from archiver.model import Capture, Place
from archiver.sites.urls import absolute, is_http
from archiver.warc.foreign.digests import Named, read_digest
from archiver.warc.foreign.heads import read_moment
from archiver.warc.foreign.records import Found
from archiver.warc.http import HttpMessage, is_chunked, parse
from archiver.warc.member import Fault
from archiver.warc.reader import Exchange
from archiver.warc.record import Record, bare_id, sha256

_BLANK = re.compile(r"[\x00-\x20]")
_METHOD = re.compile(rb"[A-Z\-]{1,20}")


@dataclass(slots=True)
class Answer:
    """What a server said, and what came with it."""

    found: Found
    request: bytes = b""
    facts: dict[str, str] = field(default_factory=dict)


def exchange_of(answer: Answer) -> Exchange | Fault:
    """The exchange that the records make; Fault where they tell no date."""
    record, place = answer.found.record, answer.found.place
    moment = read_moment(record.field("WARC-Date") or "")
    if moment is None:
        what = f"{record.type} record: its date {(record.field('WARC-Date') or '')[:40]!r} is no date"
        return Fault(file=place.file, offset=place.offset, length=place.length, reason=what)
    named = read_digest(record.field("WARC-Payload-Digest"))
    message = parse(record.block) if _is_http(record) else as_answer(record)
    facts = answer.facts if "entityDigest" in answer.facts else _common(answer.facts)
    revisit = record.type == "revisit"
    refers_to = record.field("WARC-Refers-To")
    capture = Capture(
        id=record.id or id_of(place),
        url=address_of(record),
        method=_method(answer.request),
        fetched_at=moment,
        status=message.status,
        headers=message.headers,
        body=b"" if revisit else _payload(message, named),
        digest="",
        place=place,
        crawl_id=facts.get("crawl"),
        revisit_of=bare_id(refers_to) if revisit and refers_to else None,
        request_digest=_request_digest(answer.request),
        truncated=record.field("WARC-Truncated") if not revisit else None,
        role=facts.get("role"),
        via=facts.get("via"),
        section=facts.get("section"),
        link_text=facts.get("linkText"),
        scripted=facts.get("scripted") == "yes",
        refers=_refers(record) if revisit else None,
    )
    return Exchange(
        capture=_with_digest(capture, answer.found, named, facts.get("entityDigest")),
        request=answer.request,
        payload_digest=record.field("WARC-Payload-Digest") or "",
        key=None,
        page=1,
        end=0,
        conversion=record.type == "conversion",
    )


def _payload(message: HttpMessage, named: Named | None) -> bytes:
    """The body without its transfer coding. Some writers remove it and keep the header that announces it.

    A body of theirs may begin with a number in a line of its own, as a chunk does: the digest says what it is.
    """
    if message.chunked and named is not None and not is_chunked(message.body) and named.fits([message.body]):
        return message.body
    return message.payload


def _with_digest(capture: Capture, found: Found, named: Named | None, ours: str | None) -> Capture:
    """With our digest of the payload; of a revisit, the one that it names; and of a large one, the one that was read."""
    name = named.text if named else None
    if found.record.type == "revisit":
        return replace(capture, digest=ours or name or "")
    segment = found.record.field("WARC-Segment-Number")
    if segment is not None:
        capture = replace(capture, truncated=f"segment {segment.strip()[:20]}: the others are not joined to it")
    if not found.block.whole:
        return replace(
            capture, digest=found.block.payload_digest, payload_size=found.block.payload_size, named_digest=name
        )
    digest = sha256(capture.body)
    return replace(capture, digest=digest, named_digest=name if name != digest else None)


def _common(facts: dict[str, str]) -> dict[str, str]:
    """What other crawlers tell of a capture in the same words as ours."""
    return {"via": facts["via"]} if is_http(facts.get("via", "")) else {}


def _is_http(record: Record) -> bool:
    """Whether the block is an HTTP message; a revisit may hold none."""
    return record.type == "response" or (record.type == "revisit" and record.block.startswith(b"HTTP/"))


def as_answer(record: Record) -> HttpMessage:
    """What was kept without an exchange, as the answer that a server would have given."""
    media_type = record.field("Content-Type") or ""
    headers = () if record.type == "revisit" else (("Content-Type", media_type),)
    return HttpMessage(start="HTTP/1.1 200 OK", headers=headers, head_length=0, body=record.block)


def _refers(record: Record) -> tuple[str, datetime] | None:
    url, moment = record.field("WARC-Refers-To-Target-URI"), read_moment(record.field("WARC-Refers-To-Date") or "")
    return (url.strip().strip("<>"), moment) if url and moment else None


def _method(request: bytes) -> str:
    word = request.partition(b" ")[0]
    return word.decode("ascii") if _METHOD.fullmatch(word) else "GET"


def _request_digest(request: bytes) -> str | None:
    body = parse(request).body if request else b""
    return sha256(body) if body else None


def id_of(place: Place) -> str:
    """What a record is called that has no id of its own."""
    within = f"+{place.within}" if place.within is not None else ""
    return f"{place.file}@{place.offset}{within}"


def address_of(record: Record) -> str:
    """The address as it can be fetched: GNU Wget 1.21 wraps it in angle brackets, others leave spaces in it."""
    written = (record.field("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    if _BLANK.search(written):
        return absolute(written, written) or written
    return written

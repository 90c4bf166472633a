"""Writing the record: WARC 1.1, one gzip member a record, both digests, append only.

One exchange is a response (or revisit) record, the request record beside it, and a metadata record with what only the
spider knows. Nothing is acknowledged before `sync`.
"""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from isal import isal_zlib

from archiver import __version__
from archiver.errors import ArchiveError
from archiver.layout import ArchiveFolder
from archiver.model import Capture, Original, Place, Written
from archiver.warc.growing import GrowingFile, disk_error, make_folder
from archiver.warc.http import HttpMessage, parse
from archiver.warc.record import sha256

SOFTWARE = f"portal-archive/{__version__}"
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
ROLL_AT = 1_000_000_000  # bytes; a size that any file system and copy tool takes
COMPRESSION = 2  # level 9 costs twice the time for 1 % of the size on pages of markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One exchange as it went over the wire."""

    url: str
    method: str
    fetched_at: datetime
    request: bytes
    response: bytes
    ip_address: str | None = None
    truncated: str | None = None
    asked_of: Original | None = None  # the capture whose validators the request named
    facts: dict[str, str] = field(default_factory=dict)  # role, via, section, linkText, crawl


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What an archival process made of an answer: the page as it stood when its scripts had run."""

    url: str
    of: str  # id of the capture that it was made of
    made_at: datetime
    content_type: str
    body: bytes
    facts: dict[str, str] = field(default_factory=dict)  # as of a recording, and what software made it


class WarcWriter:
    """The one place that appends to a site's WARC files; each process begins a file of its own."""

    def __init__(
        self,
        folder: ArchiveFolder,
        site: str,
        info: dict[str, str],
        *,
        roll_at: int = ROLL_AT,
        closed: Callable[[Path], None] = lambda _: None,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder = folder
        self._site = site
        self._info = info
        self._roll_at = roll_at
        self._closed = closed
        self._new_id = new_id
        self._now = now
        self._serial = 0
        self._open: GrowingFile | None = None

    def append(self, recording: Recording, find: Callable[[str], Original | None]) -> Written:
        """Append one exchange.

        A payload that `find` knows by its digest becomes a revisit record, and so does the answer that nothing has
        changed since the capture that was asked about.
        """
        message = parse(recording.response)
        unchanged = recording.asked_of if message.status == 304 else None
        body_digest = sha256(message.body)
        digest = unchanged.digest if unchanged else sha256(message.payload) if message.chunked else body_digest
        original = unchanged or (find(digest) if message.body and not recording.truncated else None)
        room = self._room()
        capture_id = self._new_id()
        moment = warc_date(recording.fetched_at)
        payload_digest = original.payload_digest if original else body_digest
        head = _response_fields(recording, capture_id, payload_digest)
        if original:
            head += _revisit_fields(NOT_MODIFIED_PROFILE if unchanged else REVISIT_PROFILE, original)
        block = recording.response[: message.head_length] if original else recording.response
        answer = pack("revisit" if original else "response", head, block, "application/http; msgtype=response")
        concurrent = [
            ("WARC-Target-URI", recording.url),
            ("WARC-Date", moment),
            ("WARC-Concurrent-To", f"<urn:uuid:{capture_id}>"),
        ]
        request = parse(recording.request)
        question = pack(
            "request",
            [*self._named(concurrent), ("WARC-Payload-Digest", sha256(request.body))],
            recording.request,
            "application/http; msgtype=request",
        )
        facts = recording.facts | {"entityDigest": digest}
        if request.body:
            facts["requestBodyDigest"] = sha256(request.body)
        told = pack("metadata", self._named(concurrent), warc_fields(facts), "application/warc-fields")
        offset = room.append(answer + question + told)
        return Written(
            capture_id=capture_id,
            place=Place(file=room.path.name, offset=offset, length=len(answer)),
            end=room.end,
            digest=digest,
            payload_digest=payload_digest,
            fetched_at=moment,
            revisit_of=original.capture_id if original else None,
            status=message.status,
            size=len(message.payload),
            etag=message.header("ETag") if may_be_asked_about(message, recording) else None,
            last_modified=message.header("Last-Modified") if may_be_asked_about(message, recording) else None,
        )

    def convert(self, conversion: Conversion) -> Written:
        """Append a conversion record (ISO 28500, 6.8) and the metadata record that speaks of it."""
        room = self._room()
        record_id, moment, digest = self._new_id(), warc_date(conversion.made_at), sha256(conversion.body)
        fields = [
            ("WARC-Record-ID", f"<urn:uuid:{record_id}>"),
            ("WARC-Target-URI", conversion.url),
            ("WARC-Date", moment),
            ("WARC-Refers-To", f"<urn:uuid:{conversion.of}>"),
            ("WARC-Payload-Digest", digest),
        ]
        made = pack("conversion", fields, conversion.body, conversion.content_type)
        concurrent = [
            ("WARC-Target-URI", conversion.url),
            ("WARC-Date", moment),
            ("WARC-Concurrent-To", f"<urn:uuid:{record_id}>"),
        ]
        told = pack("metadata", self._named(concurrent), warc_fields(conversion.facts), "application/warc-fields")
        offset = room.append(made + told)
        return Written(
            capture_id=record_id,
            place=Place(file=room.path.name, offset=offset, length=len(made)),
            end=room.end,
            digest=conversion_digest(digest),
            payload_digest=digest,
            fetched_at=moment,
            revisit_of=None,
            status=200,
            size=len(conversion.body),
        )

    def note(self, kind: str, data: dict[str, Any], url: str | None = None) -> str:
        """Keep a fact that no exchange holds, about the crawl or about the address `url`; gives the record's id."""
        room = self._room()
        about = [("WARC-Target-URI", url)] if url else []
        fields = self._named([("WARC-Date", warc_date(self._now())), *about])
        # JSON stands on one line as it is: a note of somebody's keeps its spaces.
        told = f"data: {json.dumps(data, ensure_ascii=False, sort_keys=True)}\r\n"
        room.append(pack("metadata", fields, warc_fields({"kind": kind}) + told.encode(), "application/warc-fields"))
        return fields[0][1].removeprefix("<urn:uuid:").removesuffix(">")

    def sync(self) -> None:
        """After this the bytes stand on the disk."""
        if self._open is not None:
            self._open.sync()

    @property
    def position(self) -> tuple[str, int] | None:
        """The open file and its end."""
        return (self._open.path.name, self._open.end) if self._open else None

    def close(self) -> None:
        """Sync, and hand the closed file over."""
        if self._open is not None:
            self._open.sync()
            self._open.file.close()
            path, self._open = self._open.path, None
            self._closed(path)

    def _room(self) -> GrowingFile:
        """The file that takes the next record: begins one where there is none, rolls a full one."""
        if self._open is not None and self._open.end >= self._roll_at:
            self.close()
        if self._open is None:
            self._open = self._begin()
        return self._open

    def _begin(self) -> GrowingFile:
        now = self._now()
        path = self._folder.new_warc(self._site, now, self._serial)
        while path.exists():  # two crawls may begin within a second
            self._serial += 1
            path = self._folder.new_warc(self._site, now, self._serial)
        self._serial += 1
        try:
            make_folder(self._folder.warc)
            opened = GrowingFile(path)
        except OSError as error:
            raise disk_error(path, error) from error
        fields = [("WARC-Date", warc_date(now)), ("WARC-Filename", path.name)]
        info = {"software": SOFTWARE, "format": "WARC File Format 1.1"} | self._info
        try:
            opened.append(pack("warcinfo", self._named(fields), warc_fields(info), "application/warc-fields"))
        except ArchiveError:  # it holds nothing, and nobody would close it
            opened.file.close()
            path.unlink()
            raise
        return opened

    def _named(self, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [("WARC-Record-ID", f"<urn:uuid:{self._new_id()}>"), *fields]


def may_be_asked_about(answer: HttpMessage | Capture, asked: Recording | Capture) -> bool:
    """Whether a later crawl may ask if this has changed: it must be whole, and an answer to a plain question."""
    return answer.status in {200, 203, 304} and asked.method == "GET" and not asked.truncated


def _response_fields(recording: Recording, capture_id: str, payload_digest: str) -> list[tuple[str, str]]:
    fields = [
        ("WARC-Record-ID", f"<urn:uuid:{capture_id}>"),
        ("WARC-Target-URI", recording.url),
        ("WARC-Date", warc_date(recording.fetched_at)),
        ("WARC-Payload-Digest", payload_digest),
    ]
    if recording.ip_address:
        fields.append(("WARC-IP-Address", recording.ip_address))
    if recording.truncated:
        fields.append(("WARC-Truncated", recording.truncated))
    return fields


def _revisit_fields(profile: str, original: Original) -> list[tuple[str, str]]:
    return [
        ("WARC-Profile", profile),
        ("WARC-Refers-To", f"<urn:uuid:{original.capture_id}>"),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.fetched_at),
    ]


def pack(kind: str, fields: list[tuple[str, str]], block: bytes, content_type: str) -> bytes:
    """One record as one gzip member.

    Put together here: warcio parses an HTTP head and writes it anew, and what the server sent must stand as it was.
    """
    named = [
        ("WARC-Type", kind),
        *fields,
        ("WARC-Block-Digest", sha256(block)),
        ("Content-Type", content_type),
        ("Content-Length", str(len(block))),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in named)
    return isal_zlib.compress(
        b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n", COMPRESSION, zlib.MAX_WBITS | 16
    )


def conversion_digest(digest: str) -> str:
    """How the ledger knows a conversion's bytes: no answer of a server may become a revisit of what we made."""
    return f"conversion {digest}"


def warc_fields(fields: dict[str, str]) -> bytes:
    """Values stand on one line: a line break in a link's text must not begin a field."""
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items()).encode()


def warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

"""The evidence behind a text: which bytes, where they stand, whether they are what their digests say, and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from archiver.errors import WarcError
from archiver.layout import path_of
from archiver.model import Place
from archiver.warc.commands import digest_of, part_of_record, stored_bytes
from archiver.warc.foreign.digests import read_digest
from archiver.warc.member import read_member
from archiver.warc.places import read_capture
from archiver.warc.record import Record, parse_record
from archiver.warc.record import sha256 as digest_text

_PACKED = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Check:
    """One digest that somebody wrote down, and what the bytes say."""

    what: str
    written: str
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One record of the archive, down to its bytes."""

    capture_id: str
    url: str
    fetched_at: str
    file: str  # under warc/
    offset: int
    length: int
    within: int | None
    record_type: str
    sha256: str  # of the bytes as they stand in the file, bare hex
    payload_sha256: str | None  # of what the server sent after its header; None: the record holds no payload
    checks: tuple[Check, ...]
    commands: tuple[tuple[str, str], ...]  # a line for the shell, and the digest that it prints

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(
            f"{self.file} at byte {self.offset}: the {check.what} is written as {check.written}, the bytes have another"
            for check in self.checks
            if not check.agrees
        )


def evidence_at(warc: Path, place: Place, row: Mapping[str, Any]) -> Evidence:
    """The record at a place, and its own digests and that of the index held against its bytes."""
    path = path_of(warc, place.file)
    if path is None:
        raise WarcError(f"{place.file!r} is no file name under warc/; run `archiver rebuild`")
    stored, record_bytes = _bytes(path, place)
    record = _record(record_bytes)
    stored_digest = sha256(stored).hexdigest()
    commands = [(digest_of(stored_bytes(place)), stored_digest)]
    payload = None
    if record is not None and record.type == "response":
        message = record.http
        payload = sha256(message.body).hexdigest()
        begin = len(record_bytes.partition(b"\r\n\r\n")[0]) + 4 + message.head_length
        commands.append((digest_of(part_of_record(place, begin, len(message.body))), payload))
    return Evidence(
        capture_id=row["id"],
        url=row["url"],
        fetched_at=row["fetched_at"],
        file=f"warc/{place.file}",
        offset=place.offset,
        length=place.length,
        within=place.within,
        record_type=record.type if record else "exchange",
        sha256=stored_digest,
        payload_sha256=payload,
        checks=tuple(_checks(warc, place, record, str(row["digest"]))),
        commands=tuple(commands),
    )


def _bytes(path: Path, place: Place) -> tuple[bytes, bytes]:
    """The bytes as they are stored, and the record in them."""
    if place.within is not None:
        data = read_member(path, place.offset).data[place.within : place.within + place.length]
        return data, data
    try:
        with path.open("rb") as file:
            file.seek(place.offset)
            stored = file.read(place.length)
    except OSError as error:
        raise WarcError(f"{path}: cannot be read: {error.strerror}; restore the file from a copy") from error
    if len(stored) < place.length:
        raise WarcError(
            f"{path.name}: holds {len(stored)} bytes at offset {place.offset}, not {place.length}; see archiver verify"
        )
    return stored, read_member(path, place.offset).data if stored.startswith(_PACKED) else stored


def _record(data: bytes) -> Record | None:
    """None where it is no WARC record: an ARC file has no digests of its own."""
    try:
        return parse_record(data)
    except WarcError:
        return None


def _checks(warc: Path, place: Place, record: Record | None, indexed: str) -> list[Check]:
    checks: list[Check] = []
    if record is not None:
        for name, bodies in (
            ("WARC-Block-Digest", (record.block,)),
            ("WARC-Payload-Digest", _payloads(record)),
        ):
            written = read_digest(record.field(name))
            if written is not None and bodies:
                checks.append(Check(name, str(record.field(name)), written.fits(bodies)))
    if record is None or record.type != "revisit":
        found = digest_text(read_capture(warc, place).body)
        checks.append(Check("digest in the index", indexed, found == indexed))
    return checks


def _payloads(record: Record) -> tuple[bytes, ...]:
    """What a payload digest may be over: the body as sent or, as some write it, without its transfer coding."""
    if record.type == "response":
        return record.http.body, record.http.payload
    return (record.block,) if record.type in {"conversion", "resource"} else ()

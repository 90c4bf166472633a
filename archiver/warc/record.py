"""A WARC record (ISO 28500:2017): named fields and a block of bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from archiver.errors import WarcError
from archiver.warc.http import HttpMessage, named_fields, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, unpacked and cut into its parts."""

    version: str
    fields: tuple[tuple[str, str], ...]
    block: bytes

    def field(self, name: str) -> str | None:
        wanted = name.lower()
        for key, value in self.fields:  # asked a dozen times of each record of a file of millions
            if key == name or (len(key) == len(name) and key.lower() == wanted):
                return value
        return None

    @property
    def type(self) -> str:
        return (self.field("WARC-Type") or "").lower()

    @property
    def id(self) -> str:
        """The UUID, or whatever the record calls itself, without its wrapping."""
        return bare_id(self.field("WARC-Record-ID") or "")

    @property
    def date(self) -> datetime:
        text = self.field("WARC-Date") or ""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise WarcError(f"WARC-Date {text!r} is no date (ISO 8601)") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @property
    def http(self) -> HttpMessage:
        return parse(self.block)


def bare_id(text: str) -> str:
    """`<urn:uuid:1234>` is 1234."""
    return text.strip().strip("<>").removeprefix("urn:uuid:")


def sha256(data: bytes) -> str:
    """A digest as WARC fields and database columns write it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def parse_record(data: bytes) -> Record:
    """Cut one unpacked record; WarcError says what is wrong with it."""
    head, mark, rest = data.partition(b"\r\n\r\n")
    version, _, lines = head.decode("utf-8", "replace").partition("\r\n")
    if not version.startswith("WARC/") or not mark:
        raise WarcError("it does not begin as a WARC record")
    record = Record(version=version, fields=named_fields(lines.split("\r\n")), block=b"")
    length = record.field("Content-Length") or ""
    if not (length.isascii() and length.isdigit()):
        raise WarcError(f"Content-Length {length!r} is no number")
    if len(rest) < int(length):
        raise WarcError(f"it holds {len(rest)} bytes of {length}")
    return Record(version=version, fields=record.fields, block=rest[: int(length)])


def parse_fields(block: bytes) -> dict[str, str]:
    """The `application/warc-fields` block of a warcinfo or metadata record."""
    pairs = (line.partition(":") for line in block.decode("utf-8", "replace").split("\r\n") if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}

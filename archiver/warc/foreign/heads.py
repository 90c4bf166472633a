"""The head of a WARC or ARC record as it really occurs, and where the next record may begin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from archiver.warc.http import named_fields
from archiver.warc.record import Record

HEAD_LIMIT = 1 << 18
REACH = 1 << 13  # bytes that must be seen together to know a record's beginning
_ADDRESS = rb"(?:[A-Za-z][A-Za-z0-9+.\-]{0,30}://|dns:|whois:|filedesc:)[^\r\n]{1,6000}?"
_ARC_LINE = (
    rb"("
    + _ADDRESS
    + rb") ([0-9A-Fa-f.:\-]{1,45}) ([0-9]{8,20}) ([^\s]{1,300}|)((?: [^\s]{1,500}){0,5}) ([^\s]{1,20})\r*\n"
)
# A record's first line; the field that must follow keeps prose that speaks of WARC from being one.
_WARC_LINE = rb"WARC/[0-9]{1,2}\.[0-9]{1,4}[ \t]*\r*\n(?=[A-Za-z\-]{1,80}[ \t]*:)"


@dataclass(frozen=True, slots=True)
class Form:
    """How the records of a file begin."""

    name: str
    begins: re.Pattern[bytes]
    after_line: re.Pattern[bytes]

    @classmethod
    def of(cls, name: str, line: bytes) -> Form:
        return cls(name, re.compile(line), re.compile(rb"(?<=\n)(?:" + line + rb")"))


WARC = Form.of("WARC", _WARC_LINE)
ARC = Form.of("ARC", _ARC_LINE)
EITHER = Form.of("WARC or ARC", _WARC_LINE + rb"|" + _ARC_LINE)
# The empty line that ends a head, or the next record, where a head has no end.
_END = re.compile(rb"\n\r*\n|(?<=\n)(?P<next>" + _WARC_LINE + rb")")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A record's fields, and how long its block is said to be."""

    record: Record  # without its block
    size: int  # bytes of the head
    length: int | None  # of the block; None where the head does not say it
    oddities: tuple[str, ...] = ()


def head_size(window: bytes) -> int | None:
    """How long the head is that begins with these bytes; None where its end is not among them, 0 where it has none."""
    if not window.startswith(b"WARC/"):
        line = ARC.begins.match(window)
        return line.end() if line else None
    end = _END.search(window)
    if end is None:
        return None
    return 0 if end["next"] is not None else end.end()


def read_head(head: bytes) -> Head:
    """The head that these bytes are."""
    return _warc_head(head) if head.startswith(b"WARC/") else _arc_head(head)


def read_moment(text: str) -> datetime | None:
    """A record's date: ISO 8601, or the digits of ARC files; None where it is no date.

    WARC 1.1 lets a writer say no more than he knows: the day, the month or the year, of which it is the first instant.
    """
    text = text.strip()
    digits = _DIGITS.match(text)
    try:
        if digits:
            moment = datetime(*(int(part or 0) for part in digits.groups()), tzinfo=UTC)  # type: ignore[arg-type, misc]
        elif _DAY.match(text):
            moment = datetime.fromisoformat(text)
        elif month := _MONTH.fullmatch(text):
            moment = datetime(int(month[1]), int(month[2] or 1), 1)  # noqa: DTZ001
        else:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the 31st of February; the first hour of year 1 east of Greenwich
        return None


def _warc_head(head: bytes) -> Head:
    text = head.decode("utf-8", "replace")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    record = Record(version=lines[0].strip(), fields=named_fields(lines[1:]), block=b"")
    oddities = []
    if b"\r\r\n" in head:
        oddities.append("line ends are doubled")
    elif b"\r" not in head:
        oddities.append("lines end without a carriage return")
    target = record.field("WARC-Target-URI") or ""
    if target.startswith("<"):
        oddities.append("the address stands in angle brackets")
    if " " in target.strip():
        oddities.append("the address holds a space")
    written = record.field("Content-Length") or ""
    length = int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None
    if length is None:
        oddities.append("its Content-Length is missing or no number: taken up to the next record")
    return Head(record=record, size=len(head), length=length, oddities=tuple(oddities))


def _arc_head(line: bytes) -> Head:
    """The line of an ARC record, as the head of a WARC record."""
    parts = ARC.begins.match(line)
    groups = parts.groups() if parts else (b"",) * 6
    address, ip_address, date, media_type, _, length = (group.decode("utf-8", "replace") for group in groups)
    moment = read_moment(date)
    oddities = []
    if " " in address:
        oddities.append("the address holds a space")
    if len(date) != 14:
        oddities.append("the date has not 14 digits")
    web = address.lower().startswith(("http:", "https:"))
    kind = "warcinfo" if address.startswith("filedesc:") else "response" if web else "resource"
    fields = (
        ("WARC-Type", kind),
        ("WARC-Target-URI", address),
        ("WARC-Date", moment.isoformat() if moment else date),
        ("WARC-IP-Address", ip_address),
        ("Content-Type", "application/http; msgtype=response" if web else media_type),
        ("ARC-Content-Type", media_type),
    )
    known = length.isascii() and length.isdigit()
    if not known:
        oddities.append("its length is no number: taken up to the next record")
    return Head(
        record=Record(version="ARC/1", fields=fields, block=b""),
        size=len(line),
        length=int(length) if known else None,
        oddities=tuple(oddities),
    )

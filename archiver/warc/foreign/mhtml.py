"""MHTML (RFC 2557): a page and what belongs to it, saved by a browser as one file; where each part stood on the web, and its bytes.

Internet Explorer wrote it as `.mht`, Chrome as `.mhtml`. Parts have a transfer encoding, which is taken off; the file itself says
all else, so who takes parts out of it keeps it too.
"""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

from archiver.sites.urls import absolute, is_http

_MOST = 64 * 1024 * 1024  # bytes; larger ones are kept as they are, and not taken apart
_DEEPEST = 200  # boundaries: the parser holds each line against each of those that are open
_HEAD = re.compile(
    rb"\s*+(?:[A-Za-z\-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*+)*?Content-Type:\s*multipart/related\b", re.IGNORECASE
)
_MEDIA_TYPE = re.compile(r"[\w.+\-]{1,60}/[\w.+\-]{1,80}")
_CHARSET = re.compile(r"[\w.:\-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the files in it that names its address on the web."""

    number: int  # among all parts, from 1
    url: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What such a file holds."""

    parts: tuple[Part, ...]
    left: tuple[str, ...]  # parts that cannot be taken, and why
    saved_at: datetime | None  # as its Date says it, in UTC


def is_mhtml(head: bytes) -> bool:
    """Whether a file that begins so holds a page with its parts."""
    return _HEAD.match(head) is not None


def read_letter(path: Path) -> Letter:
    """The parts with an address on the web; one without (`cid:`, `file:`) is left to the file itself."""
    if path.stat().st_size > _MOST:
        return Letter((), (f"is larger than {_MOST} bytes, so it is not taken apart",), None)
    if path.read_bytes().lower().count(b"boundary=") > _DEEPEST:
        return Letter((), ("its parts stand too deep in one another",), None)
    message = _message(path)
    parts, left = _parts(message)
    return Letter(tuple(parts), tuple(left), _date(message))


def body_of(path: Path, number: int) -> bytes:
    """The bytes of a part, without its transfer encoding."""
    found = next(part for counted, part in _leaves(_message(path)) if counted == number)
    body = found.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _parts(message: Message) -> tuple[list[Part], list[str]]:
    parts: dict[str, Part] = {}
    left: list[str] = []
    leaves = [*_leaves(message)]
    for number, part in leaves:
        stated = str(part.get("Content-Location", "")).strip()
        url = absolute(stated, stated) if is_http(stated) else None
        if url is None or url in parts:
            continue
        body = part.get_payload(decode=True)  # which finds what is wrong with the transfer encoding
        is_cut = number == len(leaves) and _is_cut(message)
        if is_cut:
            left.append(f"part {number}, {stated}: the file ends within it")
        elif part.defects:
            left.append(f"part {number}, {url}: its transfer encoding is broken")
        if not part.defects and (body or not is_cut):  # of a head that is cut the address may be too
            parts[url] = Part(number=number, url=url, media_type=_media_type(part))
    return [*parts.values()], left


def _is_cut(message: Message) -> bool:
    """Whether the file ends before its last boundary."""
    return any(isinstance(one, CloseBoundaryNotFoundDefect) for part in message.walk() for one in part.defects)


def _leaves(message: Message) -> Iterator[tuple[int, Message]]:
    return enumerate((part for part in message.walk() if not part.is_multipart()), 1)


def _media_type(part: Message) -> str:
    stated = part.get_content_type()
    charset = part.get_param("charset")
    named = f"; charset={charset}" if isinstance(charset, str) and _CHARSET.fullmatch(charset) else ""
    return f"{stated}{named}" if _MEDIA_TYPE.fullmatch(stated) else "application/octet-stream"


def _date(message: Message) -> datetime | None:
    try:
        stated = parsedate_to_datetime(str(message.get("Date", "")))
        return stated.astimezone(UTC) if stated.tzinfo is not None else None  # without a zone it may be any hour
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1)  # its parts are asked for one after the other
def _message(path: Path) -> Message:
    return email.message_from_bytes(path.read_bytes().lstrip(), policy=email.policy.compat32)

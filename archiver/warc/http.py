"""An HTTP/1 message as bytes: where its parts are, and the payload without its transfer coding (RFC 9112)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_STATUS = re.compile(r"[0-9]{1,4}")  # a number of a thousand digits is no status, and no number for a database
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpMessage:
    """A request or response, cut but not changed."""

    start: str  # status line or request line, as sent
    headers: tuple[tuple[str, str], ...]  # letter case, order and duplicates kept
    head_length: int  # bytes up to and with the empty line
    body: bytes  # as sent, transfer coding and all

    @property
    def status(self) -> int:
        """The status code of a response; 0 where the line holds none."""
        words = self.start.split(None, 2)
        return int(words[1]) if len(words) > 1 and _STATUS.fullmatch(words[1]) else 0

    @property
    def method(self) -> str:
        """The method of a request."""
        return self.start.partition(" ")[0]

    def header(self, name: str) -> str | None:
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def chunked(self) -> bool:
        return "chunked" in (self.header("transfer-encoding") or "").lower()

    @property
    def payload(self) -> bytes:
        """The body with the transfer coding removed and the content coding kept."""
        return dechunk(self.body) if self.chunked else self.body


def parse(raw: bytes) -> HttpMessage:
    """Cut a message; what stands before the first empty line is its head, however broken its lines are."""
    head_length = _end_of_head(raw)
    lines = raw[:head_length].decode("latin-1").split("\n")
    headers = named_fields(line.rstrip("\r") for line in lines[1:])
    return HttpMessage(start=lines[0].rstrip("\r"), headers=headers, head_length=head_length, body=raw[head_length:])


def named_fields(lines: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The fields that these lines name; a folded line continues the one before (RFC 9112, 5.2), as in WARC."""
    fields: list[tuple[str, list[str]]] = []  # of a value its lines: there may be a million
    for line in lines:
        if line[:1] in {" ", "\t"} and fields:
            fields[-1][1].append(line.strip())
        elif ":" in line:
            name, _, value = line.partition(":")
            fields.append((name.strip(), [value.strip()]))
    return tuple((name, " ".join(value)) for name, value in fields)


def _end_of_head(raw: bytes) -> int:
    """Servers end the head with CRLF CRLF, LF LF or a mixture; a message cut within its head is all head."""
    end = len(raw)
    for mark in (b"\r\n\r\n", b"\n\n", b"\n\r\n"):
        found = raw.find(mark, 0, end)  # not in the body, which most of the bytes are
        end = found + len(mark) if found >= 0 else end
    return end


def dechunk(body: bytes) -> bytes:
    """Remove the chunked coding; of a body that breaks off, what came before stands."""
    pieces, _ = _chunks(body)
    return b"".join(pieces) if pieces is not None else body


def is_chunked(body: bytes) -> bool:
    """Whether a body really is in chunks, the last of which may have broken off: not all that are announced as such are."""
    pieces, is_whole = _chunks(body)
    return pieces is not None and is_whole


def _chunks(body: bytes) -> tuple[list[bytes] | None, bool]:
    """The chunks, and whether nothing stands between them that is none; None where the first line begins none."""
    pieces: list[bytes] = []
    position = 0
    while (end := body.find(b"\n", position)) >= 0:
        size_text = body[position:end].partition(b";")[0].strip()
        if not _CHUNK_SIZE.fullmatch(size_text):  # a server that announces chunks and sends none: the body as it stands
            return pieces or None, False
        size = int(size_text, 16)  # never below zero: a size of -6 would lead back to where it stands
        if size == 0:
            rest = body[end + 1 :].strip()
            return pieces, not rest or b":" in rest.partition(b"\n")[0]  # fields may follow the last chunk
        pieces.append(body[end + 1 : end + 1 + size])
        position = end + 1 + size
        position += 2 if body[position : position + 2] == b"\r\n" else 1
    return pieces, len(pieces) > 1

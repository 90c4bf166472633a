"""Plain text in whatever encoding."""

from __future__ import annotations

from archiver.errors import NoDocument
from archiver.extract.decode import plain_text
from archiver.extract.documents.matter import Found, Run

_CONTROL = bytes(byte for byte in range(0x20) if byte not in b"\t\n\r\f\v\x1a\x1b")


def read_plain(body: bytes) -> Found:
    wide = wide_encoding(body)
    if wide:
        return Found(runs=[Run(body.decode(wide, errors="replace").lstrip("\ufeff"))])
    start = body[: 64 * 1024]
    if len(start.translate(None, _CONTROL)) < 0.99 * len(start):
        raise NoDocument("it is neither text nor a document of a known kind")
    text, notes = decoded(body)
    return Found(runs=[Run(text)], notes=notes)


def decoded(body: bytes, charset: str | None = None) -> tuple[str, list[str]]:
    """The text, and what had to be guessed of its encoding; of plain English nothing."""
    text, notes = plain_text(body, charset)
    return text, [] if body.isascii() else list(notes)


def wide_encoding(body: bytes) -> str | None:
    """UTF-16, also without its mark: every second byte of Western text is 0."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = body[:4096]
    if len(start) < 4 or b"\0" not in start:
        return None
    even, odd = start[::2].count(0) / len(start[::2]), start[1::2].count(0) / len(start[1::2])
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else None

"""Content codings of an answer's body (RFC 9110, 8.4.1): gzip, deflate, br (RFC 7932) and zstd (RFC 8878), each unpacked as far as a limit.

Not all that servers write in that header is a coding: `Content-Encoding: UTF-8` is meant as a charset, and a browser takes no notice of it.
"""

from __future__ import annotations

import codecs
import re
import sys
import zlib
from collections.abc import Callable, Generator, Iterator

import brotli

from archiver.errors import LimitExceeded, WarcError
from archiver.extract.decode import is_other_file

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 64 * 1024 * 1024  # bytes
_CHUNK = 64 * 1024
_FIRST = 256  # bytes of what is packed: a body may be a million empty members, and of each as much is copied
MOST = 5  # codings of one body; honest servers name one, and each further one is as much work again
_NAMED = 40  # names that are looked at; each that Python does not know is looked for on disk
_NAMES_NOTHING = frozenset({"", "identity", "none"})
# Packed data has such bytes: of a hundred bytes that are drawn by lot all but one in ten thousand have one.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOOKED_AT = 512  # bytes


def codings_of(content_encoding: str | None) -> list[str]:
    """What a header names, in the order in which it was applied; nothing where the body is as it is."""
    named = [coding.strip().lower() for coding in (content_encoding or "").split(",")[:_NAMED]]
    return [coding for coding in named if coding not in _NAMES_NOTHING and not _is_charset(coding)]


def _is_charset(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False


def unpack(body: bytes, content_encoding: str | None, limit: int = LIMIT) -> bytes:
    """The payload without its content coding; what is larger than the limit or broken is an error.

    A body that is plainly not packed comes back as it is, the same object: what keeps pages as a browser shows them often leaves the
    header in that says how they were sent.
    """
    codings = codings_of(content_encoding)
    if len(codings) > MOST and not is_plain(body):
        raise WarcError(
            f"more than {MOST} content codings are named, one over the other; the payload is kept as it came"
        )
    for coding in reversed(codings):
        unpacked = _UNPACKED.get(coding)
        if unpacked is None:
            if is_plain(body):
                continue
            raise WarcError(f"content coding {coding!r} cannot be read; the payload is kept as it came")
        try:
            body = _joined(unpacked(body), limit) if body else body
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            if not is_plain(body):
                raise WarcError(f"the payload cannot be unpacked: {error}") from error
    return body


def is_plain(body: bytes) -> bool:
    """Whether a body is plainly not packed, whatever its header names."""
    return is_other_file(body) or not _NO_TEXT.search(body[:_LOOKED_AT])


def _joined(pieces: Iterator[bytes], limit: int) -> bytes:
    output = bytearray()
    for piece in pieces:
        output += piece
        if len(output) > limit:
            raise LimitExceeded(f"the payload is larger than {limit} bytes after unpacking; it was not read")
    return bytes(output)


def _gzip(body: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(body):
        try:
            at = yield from _inflated(zlib.decompressobj(31), body, at)
        except zlib.error:
            if not at:
                raise
            return  # bytes after the last gzip member: browsers pass over them, and so do we
        while body[at : at + 1] == b"\0":
            at += 1


def _deflate(body: bytes) -> Iterator[bytes]:
    """Zlib by the book, and raw from some servers: the first byte tells."""
    return _inflated(zlib.decompressobj(15 if body[0] & 0x0F == 8 else -15), body, 0)


def _inflated(unpacker: zlib._Decompress, body: bytes, at: int) -> Generator[bytes, None, int]:
    """What stands packed from there on; gives where it ends."""
    for end, packed in _pieces(body, at):
        yield unpacker.decompress(packed, _CHUNK)
        while unpacker.unconsumed_tail and not unpacker.eof:
            yield unpacker.decompress(unpacker.unconsumed_tail, _CHUNK)
        if unpacker.eof:
            return end - len(unpacker.unused_data)
    raise _cut_off()


def _pieces(body: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The bytes from there on, a little at first, each piece with where it ends."""
    size = _FIRST
    while at < len(body):
        yield min(at + size, len(body)), body[at : at + size]
        at, size = at + size, min(4 * size, _CHUNK)


def _brotli(body: bytes) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    piece = unpacker.process(body, output_buffer_limit=_CHUNK)
    while not unpacker.is_finished():
        if not piece:
            raise _cut_off()
        yield piece
        piece = unpacker.process(b"", output_buffer_limit=_CHUNK)
    yield piece


def _zstd(body: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(body):
        at = yield from _one_frame(zstd.ZstdDecompressor(), body, at)


def _one_frame(unpacker: zstd.ZstdDecompressor, body: bytes, at: int) -> Generator[bytes, None, int]:
    for end, packed in _pieces(body, at):
        yield unpacker.decompress(packed, _CHUNK)
        while not unpacker.eof and not unpacker.needs_input:
            yield unpacker.decompress(b"", _CHUNK)
        if unpacker.eof:
            return end - len(unpacker.unused_data)
    raise _cut_off()


def _cut_off() -> WarcError:
    return WarcError("the payload ends before its compressed data does")


_UNPACKED: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

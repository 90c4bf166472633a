"""Bytes as they came, to text as it was meant: byte order mark, header, meta, and the content with a veto."""

from __future__ import annotations

import codecs
import re
import zlib

from archiver.errors import LimitExceeded, WarcError
from archiver.model import Page
from archiver.vietnamese.repair import repair

LIMIT = 64 * 1024 * 1024
_CHUNK = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,80}encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_COMBINING = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_CP1258_LETTERS = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ]")
# WHATWG: browsers read these labels as the Windows code page, and so did the people who wrote the pages.
_ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "x-sjis": "cp932", "shift_jis": "cp932"}  # fmt: skip


def unpack(body: bytes, content_encoding: str | None, limit: int = LIMIT) -> bytes:
    """The payload without its content coding; what is larger than the limit or broken is an error."""
    for coding in reversed([c.strip().lower() for c in (content_encoding or "").split(",")]):
        if coding in {"", "identity", "none"}:
            continue
        if coding not in {"gzip", "x-gzip", "deflate"}:
            raise WarcError(f"content coding {coding!r} cannot be read; the payload is kept as it came")
        body = _inflate(body, gzip=coding != "deflate", limit=limit)
    return body


def _inflate(body: bytes, *, gzip: bool, limit: int) -> bytes:
    # A "deflate" answer is zlib by the book, and raw from some servers: the first byte tells.
    window = 31 if gzip else 15 if body[:1] and body[0] & 0x0F == 8 else -15
    output = bytearray()
    while body:
        unpacker = zlib.decompressobj(window)
        try:
            while not unpacker.eof and body:
                output += unpacker.decompress(body, _CHUNK)
                body = unpacker.unconsumed_tail
                if len(output) > limit:
                    raise LimitExceeded(f"the payload is larger than {limit} bytes after unpacking; it was not read")
        except zlib.error as error:
            if output:  # bytes after the last gzip member: browsers pass over them, and so do we
                break
            raise WarcError(f"the payload cannot be unpacked: {error}") from error
        if not unpacker.eof:
            raise WarcError("the payload ends before its compressed data does")
        body = unpacker.unused_data.lstrip(b"\0") if gzip else b""
    return bytes(output)


def decode(body: bytes, headers_charset: str | None, url: str) -> Page:
    """The page as text. What had to be mended is recorded in `repairs`; nothing is ever raised."""
    text, encoding, notes = _decode(body, headers_charset)
    return repaired(text, url, encoding=encoding, notes=notes)


def repaired(text: str, url: str, *, encoding: str = "utf-8", notes: tuple[str, ...] = ()) -> Page:
    """A page whose text is decoded already."""
    text, mended = repair(text.replace("\0", ""))
    return Page(url=url, html=text, encoding=encoding, repairs=(*notes, *mended))


def _decode(body: bytes, headers_charset: str | None) -> tuple[str, str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _lenient(body, encoding)
    declared = [name for name in (_known(headers_charset), _known(_meta_charset(body))) if name]
    for name in dict.fromkeys(declared):
        if (text := _strict(body, name)) is not None and (name == "utf-8" or not _is_utf8(body)):
            note = () if name == declared[0] else (f"declared {declared[0]}, read as {name}",)
            return text, name, note
    return _by_content(body, declared)


def _by_content(body: bytes, declared: list[str]) -> tuple[str, str, tuple[str, ...]]:
    """No declaration holds: the bytes decide."""
    if _is_utf8(body):
        return body.decode("utf-8"), "utf-8", (f"declared {declared[0]}, read as utf-8",) if declared else ()
    if "utf-8" in declared and _broken_share(body) < 0.02:
        return _lenient(body, "utf-8")
    guess = "cp1258" if _looks_like_1258(body) else "cp1252"
    text, encoding, notes = _lenient(body, guess)
    return text, encoding, (f"declared {declared[0] if declared else 'nothing'}, read as {guess}", *notes)


def _lenient(body: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    text = body.decode(encoding, errors="replace").lstrip("\ufeff")
    lost = text.count("\ufffd")
    return text, encoding, (f"{lost} bytes were not {encoding}",) if lost else ()


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _is_utf8(body: bytes) -> bool:
    return not body.isascii() and _strict(body, "utf-8") is not None


def _broken_share(body: bytes) -> float:
    """Broken characters per letter outside ASCII, read as utf-8: a cut letter or two do not change the encoding."""
    text = body.decode("utf-8", errors="replace")
    foreign = sum(1 for sign in text if sign > "\x7f")
    return text.count("\ufffd") / foreign if foreign else 1.0


def _looks_like_1258(body: bytes) -> bool:
    """Read as windows-1258, Vietnamese shows base letters with tone marks behind them; other text does not."""
    text = body.decode("cp1258", errors="replace")
    marks, letters = len(_COMBINING.findall(text)), len(_CP1258_LETTERS.findall(text))
    foreign = sum(1 for sign in text if sign > "\x7f")
    return marks >= 3 and letters >= 3 and marks + letters > 0.5 * foreign


def _meta_charset(body: bytes) -> str | None:
    match = _META.search(body[:8192])
    return (match[1] or match[2]).decode("ascii", errors="replace") if match else None


def _known(name: str | None) -> str | None:
    if not name:
        return None
    label = name.strip().strip("\"'").lower()
    label = _ALIASES.get(label, label)
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding else None

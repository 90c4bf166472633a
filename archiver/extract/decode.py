"""Bytes as they came, to text as it was meant: byte order mark, header, meta, and the content with a veto."""

from __future__ import annotations

import codecs
import re

from archiver.extract.mending import mend_markup
from archiver.model import Page
from archiver.vietnamese.legacy import suspected
from archiver.vietnamese.tables import western

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (
    b"%PDF-",
    b"{\\rtf",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"GIF8",
    b"Rar!\x1a\x07",
)
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*+=\s*+["']?\s*+([\w.:-]{2,40})|<\?xml[^>]{0,80}encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_COMBINING = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_C1 = re.compile("[\x80-\x9f]")
# What other bytes, read as UTF-8, give by chance only: Latin letters, quotation marks, Han, kana, Hangul, Cyrillic.
_UTF8_LETTER = re.compile(
    "[\u00c0-\u024f\u0400-\u045f\u1ea0-\u1ef9\u2013-\u2026\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
)
_BETWEEN_TAGS = re.compile(rb"(<[^<>]*>|\n)")
_CP1258_LETTERS = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ]")
# WHATWG: browsers read these labels as the Windows code page, and so did the people who wrote the pages. The names
# of older encodings say no more than that the letters are for `legacy` to tell.
_ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "viscii": "cp1252", "x-viscii": "cp1252", "tcvn": "cp1252", "x-viet-tcvn": "cp1252", "x-viet-tcvn5712": "cp1252", "vps": "cp1252", "x-viet-vps": "cp1252", "x-viet-vni": "cp1252", "x-user-defined": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "x-sjis": "cp932", "shift_jis": "cp932"}  # fmt: skip


def is_other_file(body: bytes) -> bool:
    """Whether a body begins as a document, a picture or an archive does, whatever the server calls it."""
    return body.startswith(_OTHER_FILES)


def decode(body: bytes, headers_charset: str | None, url: str) -> Page:
    """The page as text. What had to be mended is recorded in `repairs`; nothing is ever raised."""
    text, encoding, notes = _decode(body, headers_charset)
    return repaired(text, url, encoding=encoding, notes=notes)


def plain_text(body: bytes, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The letters of a file that is no page as its bytes stand for them, unrepaired, and what its encoding was taken for."""
    text, _, notes = _decode(body, charset)
    return text, notes


def repaired(text: str, url: str, *, encoding: str = "utf-8", notes: tuple[str, ...] = ()) -> Page:
    """A page whose text is decoded already."""
    text, mended = mend_markup(text.replace("\0", ""))
    return Page(url=url, html=text, encoding=encoding, repairs=(*notes, *mended))


def _decode(body: bytes, headers_charset: str | None) -> tuple[str, str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _lenient(body, encoding)
    declared = [name for name in (_known(headers_charset), _known(_meta_charset(body))) if name]
    for name in dict.fromkeys(declared):
        if (text := _as_declared(body, name)) is not None:
            note = () if name == declared[0] else (f"declared {declared[0]}, read as {name}",)
            return text, name, note
    return _by_content(body, declared)


def _as_declared(body: bytes, name: str) -> str | None:
    """The body as it says it is written; None where its bytes say something else."""
    if name == "utf-8":
        return _strict(body, name)
    if _is_utf8(body):
        return None
    if name in {"cp1252", "cp1258"} and not body.isascii():
        vietnamese = _looks_like_1258(body)
        if vietnamese != (name == "cp1258") and (vietnamese or suspected(_western(body))):
            return None  # 1258 under the name of 1252, or an older encoding under that of 1258
        if name == "cp1252":
            return _western(body)
    return _strict(body, name)


def _by_content(body: bytes, declared: list[str]) -> tuple[str, str, tuple[str, ...]]:
    """No declaration holds: the bytes decide."""
    if _is_utf8(body):
        return body.decode("utf-8"), "utf-8", (f"declared {declared[0]}, read as utf-8",) if declared else ()
    if any(_is_mostly_utf8(piece) for piece in _BETWEEN_TAGS.split(body)):
        return _piece_by_piece(body)
    said = declared[0] if declared else "nothing"
    if _looks_like_1258(body):
        text, encoding, notes = _lenient(body, "cp1258")
        return text, encoding, (f"declared {said}, read as {encoding}", *notes)
    return _western(body), "cp1252", (f"declared {said}, read as cp1252",)


def _is_mostly_utf8(piece: bytes) -> bool:
    """Whether more letters of UTF-8 are in it than other bytes: `Ð˜` of VISCII (ĐỊ) is И by chance, once in a page."""
    text = piece.decode("utf-8", errors="replace")
    return len(_UTF8_LETTER.findall(text)) > text.count("\ufffd")


def _piece_by_piece(body: bytes) -> tuple[str, str, tuple[str, ...]]:
    """A page of UTF-8 with other bytes in it: a cut letter here and there, or an old article in a new frame."""
    pieces, foreign = [], 0
    for piece in _BETWEEN_TAGS.split(body):
        text = piece.decode("utf-8", errors="replace")
        lost = text.count("\ufffd")
        if lost > len(_UTF8_LETTER.findall(text)):
            foreign += sum(byte > 0x7F for byte in piece)
            text = _western(piece)
        else:
            foreign += lost
        pieces.append(text)
    return "".join(pieces).lstrip("\ufeff"), "utf-8", (f"{foreign} bytes were not utf-8",) if foreign else ()


def _western(body: bytes) -> str:
    """Bytes of no known encoding as Western letters; VISCII and VPS have letters where windows-1252 has signs."""
    text = body.decode("latin-1")
    if not _C1.search(text) or not {"VISCII", "VPS"}.isdisjoint(suspected(text)[:1]):
        return text
    return _C1.sub(lambda match: western(ord(match[0])), text)


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

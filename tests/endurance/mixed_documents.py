"""Documents that are none: bytes changed, numbers in them changed for larger ones, cut, spliced with others, sectors exchanged, a stretch
said a thousand times; what stands in packages as well, and there tags of markup as those of RTF.

A document is read, or an error says in words why it cannot be. The documents are those among the real ones that ARCHIVER_TEST_DATA
names, and small ones of each format.
"""

from __future__ import annotations

import io
import os
import random
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from archiver.errors import DocumentError
from archiver.extract.documents.reading import read_document
from tests.endurance.cuts import cut, spliced, without_middle
from tests.extract.made_documents import docx, odt, packed, paragraph, pptx, slides, word, workbook, xlsx

_NEWS = "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị tổng kết"
_OLD = "§¶ng bé tØnh §ång Nai tæ chøc héi nghÞ tæng kÕt"  # the same in TCVN3
_RTF = b"{\\rtf1\\ansi{\\fonttbl{\\f0\\fnil Arial;}}{\\info{\\title T}}\\f0 H\\u7897?i ngh\\'e2\\par\\trowd\\cellx100 a\\cell\\row}"
_SECTOR = 512
_NUMBERS = (0, 1, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_FIGURES = (b"0", b"-1", b"1e999", b"", b"1048577", b"99999999999")
_REPEATED = 1_000_000  # bytes
_TOKEN = re.compile(rb"<[^<>]*>|\\[a-z]+-?\d*|[{}]|[^<>\\{}]+|.", re.DOTALL)


def every_document() -> list[bytes]:
    found = [
        word([(f"{_NEWS}\r\x07", "Arial"), ("chữ\r", "")]), slides([(f"{_OLD}\r", ".VnTime")], "ghi"), workbook((0, 0, _OLD), (1, 1, 2.5)),
        docx(paragraph((_NEWS, "Arial"))), odt(f"<text:p>{_NEWS}</text:p>"), pptx(f"<a:p><a:r><a:t>{_NEWS}</a:t></a:r></a:p>"),
        xlsx('<row><c t="s"><v>0</v></c></row>', strings=f"<si><t>{_NEWS}</t></si>"), _RTF, f"{_NEWS}\n".encode() * 9,
    ]  # fmt: skip
    if folder := os.environ.get("ARCHIVER_TEST_DATA"):
        real = sorted((Path(folder) / "real" / "legacy-documents").iterdir())
        found += [path.read_bytes() for path in real if path.suffix in {".doc", ".xls", ".ppt", ".rtf", ".pdf"}]
    return found


def made(documents: Sequence[bytes], chance: random.Random) -> bytes:
    """A document to which one to three things have been done, or to parts of it."""
    body = chance.choice(documents)
    parts = _parts(body)
    if parts and chance.random() < 0.8:
        for name in chance.choices(list(parts), k=2):
            parts[name] = chance.choice((*_WAYS, _tokens, _tokens, _tokens))(parts[name], documents, chance)
        return packed(parts)
    ways = (*_WAYS, _tokens, _tokens) if body.startswith(b"{") else _WAYS
    for _ in range(chance.randrange(1, 4)):
        body = chance.choice(ways)(body, documents, chance)
    return body


def reason_against(body: bytes) -> str:
    """What is wrong with how the document is read, or nothing."""
    try:
        document = read_document(body)
    except DocumentError as error:
        return f"says nothing: {error}" if str(error).rstrip().endswith(":") else ""
    document.text.encode()  # no lone surrogate, which no database holds
    return "NUL in the text" if "\0" in document.text else ""


def _parts(body: bytes) -> dict[str, str | bytes]:
    if not body.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _changed(body: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    other = bytearray(body)
    for _ in range(chance.choice((1, 10, 300)) if body else 0):
        other[chance.randrange(len(other))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return bytes(other)


def _renumbered(body: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    """Numbers of two or four bytes, as a format's tables have them, changed for some that are out of all bounds, or not quite."""
    other = bytearray(body)
    for _ in range(chance.randrange(1, 20) if len(body) > 4 else 0):
        place, size = chance.randrange(len(other) - 4), chance.choice((2, 4))
        number = chance.choice(
            (*_NUMBERS, len(body), chance.randrange(len(body)), chance.randrange(len(body) // _SECTOR + 1))
        )
        other[place : place + size] = (number % (1 << (8 * size))).to_bytes(size, "little")
    return bytes(other)


def _repeated(body: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(body) + 1)
    few = body[start : start + chance.choice((1, 4, 40, 400))]
    return body[:start] + few * min(_REPEATED // max(1, len(few)), chance.choice((2, 50, _REPEATED))) + body[start:]


def _rearranged(body: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    """Sectors of a compound file in each other's places."""
    sectors = [body[start : start + _SECTOR] for start in range(0, len(body), _SECTOR)]
    for _ in range(chance.randrange(1, 8) if len(sectors) > 2 else 0):
        one, other = chance.randrange(1, len(sectors)), chance.randrange(1, len(sectors))
        sectors[one], sectors[other] = sectors[other], sectors[one]
    return b"".join(sectors)


def _tokens(body: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    """Tags and control words exchanged, left out, said very often, and their figures changed."""
    tokens = _TOKEN.findall(body)
    for _ in range(chance.randrange(1, 30) if tokens else 0):
        one, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        match chance.randrange(4):
            case 0:
                tokens[one], tokens[other] = tokens[other], tokens[one]
            case 1:
                tokens[one] = b""
            case 2:
                tokens[one] = tokens[other][:200] * chance.choice((2, 500, 5000))
            case _:
                tokens[one] = re.sub(rb"\d+", chance.choice(_FIGURES), tokens[one])
    return b"".join(tokens)


_WAYS = (_changed, _renumbered, cut, without_middle, spliced, _repeated, _rearranged)

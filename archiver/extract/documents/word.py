"""Word documents of 1995 to 2007: the text by its piece table, with the font of each run ([MS-DOC])."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from archiver.errors import DocumentError
from archiver.extract.documents.compound import Compound
from archiver.extract.documents.matter import Found, Run
from archiver.extract.documents.word_lists import LISTS, OVERRIDES, mark_of, numbering_of
from archiver.extract.documents.word_marks import (
    DELETED,
    HIDDEN,
    ON,
    ROW_END,
    Span,
    Spans,
    font_names,
    font_number,
    letters,
    operands,
    paragraphs,
    style_fonts,
)

STREAM = "WordDocument"
_WORD_97, _WORD_95 = 0xA5EC, 0xA5DC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_STYLES, _LETTERS, _PARAGRAPHS, _FONTS, _PIECES = 1, 12, 13, 15, 33  # which table, in the header's list of them
_FIRST_TABLE_PLACE = 0x9A
_PIECES_95 = 0x160

_PARAGRAPH_ENDS = ("\r", "\x07", "\x0c")
_NO_WORDS = "\r\x07\x0c "
_FIELD, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_FIELD_MARKS = re.compile("([\x13-\x15])")
# What is no letter: pictures, notes, drawn objects, page numbers. Lines, pages and columns end with other signs too.
_SIGNS = str.maketrans(
    {1: None, 2: None, 3: None, 4: None, 5: None, 6: None, 8: None, 0x28: "("}
    | {0x07: "\t", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x0E: "\n", 0x1E: "-", 0x1F: None}
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text: where it stands, and in how many bytes a letter."""

    start: int
    end: int
    width: int


def read_word(file: Compound) -> Found:
    document = file.stream(STREAM)
    if len(document) < 0x200:
        raise DocumentError("the Word document ends before its text begins")
    kind, _, _, _, _, flags = struct.unpack_from("<6H", document)
    if flags & _ENCRYPTED:
        raise DocumentError("the document is protected by a password")
    if kind == _WORD_95:
        return file.describe(Found(runs=_shown(_runs_of_word_95(document))))
    if kind != _WORD_97:
        raise DocumentError("the Word document is of a version before 1995, or damaged")
    name = "1Table" if flags & _SECOND_TABLE else "0Table"
    table = file.stream(name if file.has(name) else {"1Table": "0Table", "0Table": "1Table"}[name])
    return file.describe(Found(runs=_shown(_runs(document, table))))


def _runs(document: bytes, table: bytes) -> Iterator[Run]:
    pieces = _pieces(_part(document, table, _PIECES))
    if not pieces:
        raise DocumentError("the Word document has no table of its text; it is damaged")
    fonts = font_names(_part(document, table, _FONTS))
    of_styles = style_fonts(_part(document, table, _STYLES))
    by_letters = Spans(letters(document, _part(document, table, _LETTERS)))
    by_paragraphs = Spans(paragraphs(document, _part(document, table, _PARAGRAPHS)))
    numbering = numbering_of(
        table, _place(document, LISTS), _part(document, table, OVERRIDES), _part(document, table, _STYLES)
    )
    mark, is_begun = "", False
    for piece in pieces:
        for paragraph in by_paragraphs.between(piece.start, piece.end):
            if not is_begun:
                mark = mark_of(numbering, paragraph.style, paragraph.marks)
            ends_row = dict(operands(paragraph.marks)).get(ROW_END) == 1
            for span in by_letters.between(paragraph.start, paragraph.end):
                text = _decoded(document[span.start : span.end], piece.width)
                is_begun = not text.endswith(_PARAGRAPH_ENDS)
                marks = dict(operands(span.marks))
                if marks.get(DELETED) == 1 or marks.get(HIDDEN) in ON:
                    continue
                if ends_row:
                    text = text.replace("\x07", "\n")
                if mark and text.strip(_NO_WORDS):
                    text, mark = f"{mark} {text}", ""
                yield Run(text, _font_of(span, paragraph, fonts, of_styles))


def _font_of(span: Span, paragraph: Span, fonts: list[str], of_styles: dict[int, int]) -> str:
    number = font_number(span.marks)
    if number is None:
        number = of_styles.get(paragraph.style)
    return fonts[number] if number is not None and number < len(fonts) else ""


def _part(document: bytes, table: bytes, number: int) -> bytes:
    """One of the tables that the document's header names."""
    start, size = _place(document, number)
    return table[start : start + size]


def _place(document: bytes, number: int) -> tuple[int, int]:
    """Where one of these tables begins, and how large it is."""
    place = _FIRST_TABLE_PLACE + 8 * number
    return struct.unpack_from("<II", document, place) if place + 8 <= len(document) else (0, 0)


def _pieces(table: bytes) -> list[_Piece]:
    """The pieces of the text in reading order."""
    place = 0
    while place + 5 <= len(table) and table[place] == 1:  # marks for whole pieces
        place += 3 + int.from_bytes(table[place + 1 : place + 3], "little")
    if place + 5 > len(table) or table[place] != 2:
        return []
    size = struct.unpack_from("<I", table, place + 1)[0]
    body = table[place + 5 : place + 5 + size]
    count = max(0, (len(body) - 4) // 12)
    places = struct.unpack_from(f"<{count + 1}I", body) if count else ()
    pieces = []
    for number in range(count):
        at = struct.unpack_from("<I", body, 4 * (count + 1) + 8 * number + 2)[0]
        length = places[number + 1] - places[number]
        if length <= 0:
            continue
        if at & 0x40000000:
            start = (at & 0x3FFFFFFF) // 2
            pieces.append(_Piece(start, start + length, 1))
        else:
            pieces.append(_Piece(at, at + 2 * length, 2))
    return pieces


def _runs_of_word_95(document: bytes) -> Iterator[Run]:
    """Text of one byte a letter, in one stretch or in pieces; its fonts stand in tables of another form."""
    start, size = struct.unpack_from("<II", document, _PIECES_95)
    pieces = _pieces(document[start : start + size])
    if not pieces:
        first, end = struct.unpack_from("<II", document, 0x18)
        pieces = [_Piece(first, end, 1)]
    for piece in pieces:
        width = piece.end - piece.start if piece.width == 1 else (piece.end - piece.start) // 2
        yield Run(_decoded(document[piece.start : piece.start + width], 1))


def _decoded(raw: bytes, width: int) -> str:
    """Letters of one byte are windows-1252; what that has no letter for is kept as it is."""
    if width == 2:
        return raw.decode("utf-16-le", errors="replace")
    return "".join(_WESTERN[byte] for byte in raw) if any(byte in _NO_LETTER for byte in raw) else raw.decode("cp1252")


_NO_LETTER = b"\x81\x8d\x8f\x90\x9d"
_WESTERN = [chr(byte) if byte in _NO_LETTER else bytes((byte,)).decode("cp1252") for byte in range(256)]


def _shown(runs: Iterator[Run]) -> Iterator[Run]:
    """The runs as they are printed: of a field its result, and not what it was computed from."""
    codes: list[bool] = []  # of each open field, whether we are still in its code
    for run in runs:
        pieces = []
        for piece in _FIELD_MARKS.split(run.text):
            if piece == _FIELD:
                codes.append(True)
            elif piece == _FIELD_RESULT and codes:
                codes[-1] = False
            elif piece == _FIELD_END and codes:
                codes.pop()
            elif not any(codes):
                pieces.append(piece)
        text = "".join(pieces).translate(_SIGNS)
        if text:
            yield Run(text, run.font)

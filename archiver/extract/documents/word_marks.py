"""What the marks of a .doc say of its letters and paragraphs: fonts, deleted and hidden words, ends of table rows.

Letters get their font from their own marks, else from the style of their paragraph, else from the style that it is based
on. Marks are kept in pages of 512 bytes, by places in the file ([MS-DOC] 2.9.33 ChpxFkp, 2.9.173 PapxFkp, 2.9.271 STSH).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

FONT, FONT_OF_OTHERS, DELETED, HIDDEN, ROW_END = 0x4A4F, 0x4A51, 0x0800, 0x083C, 0x2417
ON = (1, 0x81)  # or unlike the style, which hides nothing; Word writes the latter
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # of an operand, by the highest three bits; 0: its first byte tells
_LONG_OPERANDS = frozenset((0xD608, 0xC615))
_PAGE = 512


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the file with marks of one kind."""

    start: int
    end: int
    marks: bytes
    style: int = 0


class Spans:
    """Spans in order of place."""

    def __init__(self, spans: Iterator[Span]) -> None:
        self._spans = sorted(spans, key=lambda span: span.start)
        self._starts = [span.start for span in self._spans]

    def between(self, start: int, end: int) -> Iterator[Span]:
        """The stretch from start to end, in spans; where nothing is known, one without marks."""
        place = max(0, bisect_right(self._starts, start) - 1)
        while start < end:
            while place < len(self._spans) and self._spans[place].end <= start:
                place += 1
            if place == len(self._spans) or self._spans[place].start >= end:
                yield Span(start, end, b"")
                return
            span = self._spans[place]
            if span.start > start:
                yield Span(start, span.start, b"")
            stop = min(end, span.end)
            yield Span(max(start, span.start), stop, span.marks, span.style)
            start = stop


def letters(document: bytes, bins: bytes) -> Iterator[Span]:
    """The marks of letters (CHPX)."""
    for page in _pages(document, bins):
        count = page[-1]
        if 5 * count + 5 > _PAGE:
            continue
        places = struct.unpack_from(f"<{count + 1}I", page)
        for number in range(count):
            offset = 2 * page[4 * (count + 1) + number]
            marks = page[offset + 1 : offset + 1 + page[offset]] if offset else b""
            yield Span(places[number], places[number + 1], marks)


def paragraphs(document: bytes, bins: bytes) -> Iterator[Span]:
    """The marks of paragraphs (PAPX)."""
    for page in _pages(document, bins):
        count = page[-1]
        if 17 * count + 5 > _PAGE:
            continue
        places = struct.unpack_from(f"<{count + 1}I", page)
        for number in range(count):
            offset = 2 * page[4 * (count + 1) + 13 * number]
            marks = _paragraph_marks(page, offset) if offset else b""
            style = struct.unpack_from("<H", marks)[0] if len(marks) >= 2 else 0
            yield Span(places[number], places[number + 1], marks[2:], style)


def _paragraph_marks(page: bytes, offset: int) -> bytes:
    size = page[offset]
    if size:
        return page[offset + 1 : offset + 2 * size]
    return page[offset + 2 : offset + 2 + 2 * page[offset + 1]] if offset + 1 < _PAGE else b""


def _pages(document: bytes, bins: bytes) -> Iterator[bytes]:
    count = max(0, (len(bins) - 4) // 8)
    for number in struct.unpack_from(f"<{count}I", bins, 4 * (count + 1)) if count else ():
        start = (number & 0x3FFFFF) * _PAGE
        page = document[start : start + _PAGE]
        if len(page) == _PAGE:
            yield page


def operands(marks: bytes) -> Iterator[tuple[int, int]]:
    """Each mark with its operand as a number."""
    place = 0
    while place + 2 < len(marks):
        (mark,) = struct.unpack_from("<H", marks, place)
        place += 2
        size = _SIZES[mark >> 13]
        if not size:
            size = (
                (int.from_bytes(marks[place : place + 2], "little") + 1) if mark in _LONG_OPERANDS else marks[place] + 1
            )
        yield mark, int.from_bytes(marks[place : place + min(size, 4)], "little")
        place += size


def font_number(marks: bytes) -> int | None:
    found = dict(operands(marks))
    return found.get(FONT, found.get(FONT_OF_OTHERS))


def font_names(table: bytes) -> list[str]:
    """The document's fonts by their numbers."""
    names = []
    place = 4
    while place < len(table):
        size = table[place] + 1
        name = table[place + 40 : place + size].decode("utf-16-le", errors="replace")
        names.append(name.partition("\0")[0])
        place += size
    return names


@dataclass(frozen=True, slots=True)
class Definition:
    """A style, and what it marks itself."""

    number: int
    based_on: int
    paragraphs: bytes
    letters: bytes


def definitions(sheet: bytes) -> Iterator[Definition]:
    """The styles of a sheet."""
    if len(sheet) < 16:
        return
    head, count, base = struct.unpack_from("<HHH", sheet)
    place = 2 + head
    for number in range(min(count, 4095)):
        if place + 2 > len(sheet):
            break
        (size,) = struct.unpack_from("<H", sheet, place)
        style = sheet[place + 2 : place + 2 + size]
        place += 2 + size
        if len(style) > base + 2:
            is_of_paragraphs, based_on = style[2] & 0xF == 1, struct.unpack_from("<H", style, 2)[0] >> 4
            first, second = _groups(style, base)
            if is_of_paragraphs:  # its first group begins with the style's own number
                yield Definition(number, based_on, first[2:], second)
            else:
                yield Definition(number, based_on, b"", first)


def _groups(style: bytes, base: int) -> tuple[bytes, bytes]:
    """The two groups of marks behind a style's name."""
    place = base + 4 + 2 * int.from_bytes(style[base : base + 2], "little")
    groups = []
    for _ in range(2):
        place += place % 2
        size = int.from_bytes(style[place : place + 2], "little")
        groups.append(style[place + 2 : place + 2 + size])
        place += 2 + size
    return groups[0], groups[1]


def style_fonts(sheet: bytes) -> dict[int, int]:
    """The font's number for each style that names one, or is based on one that does."""
    bases: dict[int, int] = {}
    fonts: dict[int, int] = {}
    for one in definitions(sheet):
        bases[one.number] = one.based_on
        font = font_number(one.letters)
        if font is not None:
            fonts[one.number] = font
    usual = struct.unpack_from("<H", sheet, 14)[0] if bases else 0
    return {number: usual if (font := _inherited(number, bases, fonts)) is None else font for number in bases}


def _inherited(number: int, bases: dict[int, int], fonts: dict[int, int]) -> int | None:
    for _ in range(16):  # deeper than Word lets styles be based on one another, and an end to circles
        if number in fonts:
            return fonts[number]
        if number not in bases:
            return None
        number = bases[number]
    return None

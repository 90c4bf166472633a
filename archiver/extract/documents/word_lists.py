"""How a .doc counts its lists ([MS-DOC] 2.9.131 LFO, 2.9.147 LSTF, 2.9.150 LVL): what Word draws before their paragraphs."""

from __future__ import annotations

import struct
from contextlib import suppress

from archiver.extract.documents.numbering import LONGEST, Level, Numbering, StyleOfList
from archiver.extract.documents.word_marks import definitions, operands

LISTS, OVERRIDES = 73, 74  # which tables, in the header's list of them
_LIST, _LEVEL = 0x460B, 0x260A
_WAY_SIZE, _LEVEL_SIZE, _OVERRIDE_SIZE = 28, 28, 16
_SIMPLE, _STARTS_ANEW, _OF_ITS_OWN = 1, 0x10, 0x20
_NO_STYLE = 0x0FFF
_FORMS = {
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    22: "decimalZero",
    23: "bullet",
    255: "none",
}


def mark_of(numbering: Numbering, style: int, marks: bytes) -> str:
    """What stands before the next paragraph."""
    if not numbering.ways:
        return ""
    return numbering.mark(str(style), *_said(marks))


def numbering_of(table: bytes, lists: tuple[int, int], overrides: bytes, sheet: bytes) -> Numbering:
    """`lists`: where in the table stream the list of them stands; how they are counted stands behind it."""
    numbering = Numbering()
    with suppress(struct.error, LookupError):  # what is damaged is not numbered
        _take_ways(numbering, table, *lists)
        _take_lists(numbering, overrides)
    for style in definitions(sheet):
        number, level = _said(style.paragraphs)
        numbering.styles[str(style.number)] = StyleOfList(str(style.based_on), number, level)
    return numbering


def _said(marks: bytes) -> tuple[str | None, str | None]:
    """List and level, as far as these marks name them."""
    said = dict(operands(marks))
    number, level = said.get(_LIST), said.get(_LEVEL)
    return None if number is None else str(number), None if level is None else str(level)


def _take_ways(numbering: Numbering, table: bytes, start: int, size: int) -> None:
    if size < 2:
        return
    count = struct.unpack_from("<H", table, start)[0]
    place = start + 2 + _WAY_SIZE * count
    for number in range(count):
        at = start + 2 + _WAY_SIZE * number
        way, flags = str(struct.unpack_from("<i", table, at)[0]), table[at + 26]
        styles = struct.unpack_from("<9H", table, at + 8)
        numbering.linked[way] = {str(style): depth for depth, style in enumerate(styles) if style != _NO_STYLE}
        numbering.levels[way] = {}
        for depth in range(1 if flags & _SIMPLE else 9):
            numbering.levels[way][depth], place = _level(table, place)


def _level(table: bytes, place: int) -> tuple[Level, int]:
    """A level of a list, and where the next one begins."""
    start, form = struct.unpack_from("<iB", table, place)
    letters, paragraphs = struct.unpack_from("<BB", table, place + 24)
    place += _LEVEL_SIZE + letters + paragraphs
    size = struct.unpack_from("<H", table, place)[0]
    text = table[place + 2 : place + 2 + 2 * min(size, LONGEST)].decode("utf-16-le", errors="replace")
    written = "".join(f"%{ord(sign) + 1}" if sign < "\x09" else sign for sign in text)
    return Level(_FORMS.get(form, "decimal"), written, start), place + 2 + 2 * size


def _take_lists(numbering: Numbering, overrides: bytes) -> None:
    if len(overrides) < 4:
        return
    count = struct.unpack_from("<I", overrides)[0]
    changed = []
    for number in range(1, min(count, len(overrides) // _OVERRIDE_SIZE) + 1):
        at = 4 + _OVERRIDE_SIZE * (number - 1)
        numbering.ways[str(number)] = str(struct.unpack_from("<i", overrides, at)[0])
        changed.append(overrides[at + 12])
    place = 4 + _OVERRIDE_SIZE * count
    for number, levels in enumerate(changed, 1):
        numbering.restarts[str(number)] = {}
        place += 4
        for _ in range(levels):
            start, flags = struct.unpack_from("<iI", overrides, place)
            place += 8
            if flags & _OF_ITS_OWN:
                level, place = _level(overrides, place)
                start = level.start
            if flags & _STARTS_ANEW:
                numbering.restarts[str(number)][flags & 0xF] = start

"""PowerPoint presentations of 1997 to 2007: the text of each slide, its notes behind it ([MS-PPT])."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archiver.errors import DocumentError
from archiver.extract.documents.compound import Compound
from archiver.extract.documents.matter import Found, Run

STREAM = "PowerPoint Document"
_DOCUMENT, _SLIDE_PLACE, _SLIDE_TEXTS, _FONT = 0x03E8, 0x03F3, 0x0FF0, 0x0FB7
_HEADER, _LETTERS, _BYTES, _STYLE, _OUTLINE = 0x0F9F, 0x0FA0, 0x0FA8, 0x0FA1, 0x0F9E
_EDIT, _PLACES = 0x0FF5, 0x1772
_ENCRYPTED = 0xF3D1C4DF
_DEEPEST = 32
_PARAGRAPH_FIELDS = (
    (0xF, 2), (0x80, 2), (0x10, 2), (0x40, 2), (0x20, 4), (0x800, 2), (0x1000, 2), (0x2000, 2), (0x4000, 2), (0x100, 2),
    (0x400, 2), (0x8000, 2), (0x100000, 0), (0x10000, 2), (0xE0000, 2), (0x200000, 2),
)  # fmt: skip
_LETTER_FIELDS = ((0x10000, 2), (0x200000, 2), (0x400000, 2), (0x800000, 2), (0x20000, 2), (0x40000, 4), (0x80000, 2))
_TABS, _HAS_STYLE, _HAS_FONT = 0x100000, 0xFFFF, 0x10000
_NUMBER_TO_COME = "*"  # where a slide's number or a date will be
_LINE_ENDS = str.maketrans({"\r": "\n", "\x0b": "\n"})


@dataclass(frozen=True, slots=True)
class _Atom:
    """A record of the presentation's stream: where its content stands in it."""

    kind: int
    instance: int
    start: int
    end: int
    number: int  # its first four bytes
    is_container: bool


@dataclass(slots=True)
class _Box:
    """One text: it stands here, or is a part of the slide's outline."""

    text: _Atom | None = None
    style: _Atom | None = None
    outline: int | None = None


def read_slides(file: Compound) -> Found:
    stream = file.stream(STREAM)
    if file.has("Current User") and _ENCRYPTED.to_bytes(4, "little") == file.stream("Current User")[12:16]:
        raise DocumentError("the presentation is protected by a password")
    places = _places(stream, file.stream("Current User") if file.has("Current User") else b"")
    document = next((atom for at in places.values() if (atom := _atom(stream, at)) and atom.kind == _DOCUMENT), None)
    if document is None:
        notes = ["read in the order of the file, because its table of slides is damaged"]
        everything = _boxes(_below(stream, 0, len(stream)))
        return file.describe(Found(runs=(run for box in everything for run in _runs(stream, box, [])), notes=notes))
    fonts = [_font(stream, atom) for atom in _below(stream, document.start, document.end) if atom.kind == _FONT]
    lists = [atom for atom in _children(stream, document) if atom.kind == _SLIDE_TEXTS and atom.instance in (0, 2)]
    lists.sort(key=lambda atom: atom.instance)
    slides = sum(
        1 for atom in lists if not atom.instance for one in _children(stream, atom) if one.kind == _SLIDE_PLACE
    )
    runs = (run for atom in lists for run in _slides(stream, atom, places, fonts))
    return file.describe(Found(runs=runs, pages=slides))


def _slides(stream: bytes, texts: _Atom, places: dict[int, int], fonts: list[str]) -> Iterator[Run]:
    """Each slide: the texts in its boxes, in their order; some of them stand in the outline of the presentation."""
    groups: list[tuple[int, list[_Atom]]] = []
    for atom in _children(stream, texts):
        if atom.kind == _SLIDE_PLACE and atom.end - atom.start >= 4:
            groups.append((atom.number, []))
        elif groups:
            groups[-1][1].append(atom)
    for number, atoms in groups:
        outline = list(_boxes(atoms))
        slide = _atom(stream, places.get(number, len(stream)))
        boxes = list(_boxes(_below(stream, slide.start, slide.end))) if slide else []
        told = {box.outline for box in boxes}
        shown = [outline[box.outline] if box.outline is not None else box for box in boxes if _exists(box, outline)]
        shown += [box for place, box in enumerate(outline) if place not in told]
        for box in shown:
            yield from _runs(stream, box, fonts)
        yield Run("\n")


def _exists(box: _Box, outline: list[_Box]) -> bool:
    return box.outline is None or box.outline < len(outline)


def _boxes(atoms: Iterable[_Atom]) -> Iterator[_Box]:
    box = None
    for atom in atoms:
        if atom.kind == _OUTLINE and atom.end - atom.start >= 4:
            yield _Box(outline=atom.number)
        elif atom.kind == _HEADER or (atom.kind in (_LETTERS, _BYTES) and (box is None or box.text is not None)):
            if box is not None:
                yield box
            box = _Box()
        if box is not None and atom.kind in (_LETTERS, _BYTES):
            box.text = atom
        elif box is not None and atom.kind == _STYLE:
            box.style = atom
    if box is not None:
        yield box


def _runs(stream: bytes, box: _Box, fonts: list[str]) -> Iterator[Run]:
    if box.text is None:
        return
    raw = stream[box.text.start : box.text.end]
    text = raw.decode("utf-16-le" if box.text.kind == _LETTERS else "latin-1", errors="replace").translate(_LINE_ENDS)
    if text.strip() == _NUMBER_TO_COME:
        return
    place = 0
    for length, number in _font_runs(stream[box.style.start : box.style.end], len(text) + 1) if box.style else ():
        font = fonts[number] if number is not None and number < len(fonts) else ""
        yield Run(text[place : place + length], font)
        place += length
    yield Run(f"{text[place:]}\n")


def _font_runs(style: bytes, length: int) -> Iterator[tuple[int, int | None]]:
    """How many letters have which font, by number; None: that of the slide's master."""
    place = told = 0
    while told < length and place + 10 <= len(style):
        count, _, mask = struct.unpack_from("<IHI", style, place)
        place = _behind(style, place + 10, mask, _PARAGRAPH_FIELDS)
        told += max(count, 1)
    told = 0
    while told < length and place + 8 <= len(style):
        count, mask = struct.unpack_from("<II", style, place)
        place += 8 + (2 if mask & _HAS_STYLE else 0)
        yield count, int.from_bytes(style[place : place + 2], "little") if mask & _HAS_FONT else None
        place = _behind(style, place, mask, _LETTER_FIELDS)
        told += max(count, 1)


def _behind(style: bytes, place: int, mask: int, fields: tuple[tuple[int, int], ...]) -> int:
    for bit, size in fields:
        if mask & bit:
            place += size or 2 + 4 * int.from_bytes(style[place : place + 2], "little")
    return place


def _font(stream: bytes, atom: _Atom) -> str:
    name = stream[atom.start : min(atom.end, atom.start + 64)]
    return name.decode("utf-16-le", errors="replace").partition("\0")[0]


def _places(stream: bytes, user: bytes) -> dict[int, int]:
    """Where the present state of each part stands: saving quickly leaves the former states in the file."""
    places: dict[int, int] = {}
    at = int.from_bytes(user[16:20], "little") if len(user) >= 20 else 0
    seen = set()
    while at and at not in seen and (edit := _atom(stream, at)) and edit.kind == _EDIT and edit.end - edit.start >= 16:
        seen.add(at)
        at, directory = struct.unpack_from("<II", stream, edit.start + 8)
        for number, place in _entries(stream, directory):
            places.setdefault(number, place)
    return places


def _entries(stream: bytes, at: int) -> Iterator[tuple[int, int]]:
    directory = _atom(stream, at)
    if directory is None or directory.kind != _PLACES:
        return
    place = directory.start
    while place + 4 <= directory.end:
        head = struct.unpack_from("<I", stream, place)[0]
        first, count = head & 0xFFFFF, head >> 20
        place += 4
        for number in range(min(count, (directory.end - place) // 4)):
            yield first + number, struct.unpack_from("<I", stream, place + 4 * number)[0]
        place += 4 * count


def _atom(stream: bytes, at: int) -> _Atom | None:
    if at + 8 > len(stream):
        return None
    head, kind, size = struct.unpack_from("<HHI", stream, at)
    end = min(at + 8 + size, len(stream))
    number = int.from_bytes(stream[at + 8 : min(at + 12, end)], "little")
    return _Atom(kind, head >> 4, at + 8, end, number, is_container=head & 0xF == 0xF)


def _children(stream: bytes, parent: _Atom) -> Iterator[_Atom]:
    at = parent.start
    while at < parent.end and (atom := _atom(stream, at)):
        yield atom
        at = atom.end


def _below(stream: bytes, start: int, end: int, depth: int = 0) -> Iterator[_Atom]:
    """All records between two places, containers opened."""
    while start < end and (atom := _atom(stream, start)):
        yield atom
        if atom.is_container and depth < _DEEPEST:
            yield from _below(stream, atom.start, min(atom.end, end), depth + 1)
        start = atom.end

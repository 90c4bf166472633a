"""Excel workbooks since 2007, cell by cell with the cell's font."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from archiver.extract.documents.markup import (
    describe,
    elements,
    elements_beside,
    forget,
    name_above,
    name_of,
    reference_of,
    relations,
    value_of,
)
from archiver.extract.documents.matter import Found, Run
from archiver.extract.documents.office import DESCRIPTION, parts_beside, text_runs
from archiver.extract.documents.package import Package
from archiver.extract.documents.sheet import shown_date, shown_number

_LETTERS = re.compile(r"[A-Z]{1,3}")
_NO_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]|_.|General', re.DOTALL)
_DATE_SIGNS = re.compile("[dmyhs]", re.IGNORECASE)
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
_WIDEST_GAP = 256  # columns; sheets of before 2007 have no more


@dataclass(slots=True)
class _Looks:
    """How cells look: of each style its font, and whether it shows a number as a date."""

    fonts: list[str] = field(default_factory=list)
    dates: list[bool] = field(default_factory=list)

    def font(self, style: int) -> str:
        return self.fonts[style] if style < len(self.fonts) else ""

    def is_date(self, style: int) -> bool:
        return style < len(self.dates) and self.dates[style]


@dataclass(slots=True)
class _Book:
    strings: list[list[Run]]
    looks: _Looks
    since_1904: bool


def read_workbook(package: Package, part: str) -> Found:
    known = {number: one for number, one in relations(package, part).items() if one[1] in package.names()}
    named = dict(known.values())
    sheets: list[tuple[str, str]] = []
    since_1904 = False
    for event, element in elements(package.chunks(part)):
        if event == "end" and name_of(element) == "sheet" and reference_of(element) in known:
            sheets.append((element.get("name") or "", known[reference_of(element)][1]))
        elif event == "end" and name_of(element) == "workbookPr":
            since_1904 = element.get("date1904") in {"1", "true"}
    book = _Book(
        list(_strings(package, named["sharedStrings"])) if "sharedStrings" in named else [],
        _looks(package, named["styles"]) if "styles" in named else _Looks(),
        since_1904,
    )
    runs = (run for title, name in sheets for run in _sheet(package, name, title if len(sheets) > 1 else "", book))
    return describe(package, DESCRIPTION, Found(runs=runs, pages=len(sheets)))


def _strings(package: Package, part: str) -> Iterator[list[Run]]:
    for event, element in elements(package.chunks(part)):
        if event == "end" and name_of(element) == "si":
            yield list(_runs_in(element))
            forget(element)


def _runs_in(element: etree._Element) -> Iterator[Run]:
    """Text in one font or several; how it is pronounced is left out."""
    for piece in element.iter("{*}t"):
        if name_above(piece) == "rPh" or not piece.text:
            continue
        run = piece.getparent()
        fonts = (
            (value_of(font, "val") for font in run.iter("{*}rFont")) if run is not None and name_of(run) == "r" else ()
        )
        yield Run(piece.text, next((font for font in fonts if font), ""))


def _looks(package: Package, part: str) -> _Looks:
    fonts: list[str] = []
    formats: dict[int, bool] = {}
    looks = _Looks()
    for element in elements_beside(package, part):
        name = name_of(element)
        if name == "font" and name_above(element) == "fonts":
            fonts.append(next((value_of(child, "val") or "" for child in element.iter("{*}name")), ""))
        elif name == "numFmt":
            code = _NO_FORMAT.sub("", element.get("formatCode") or "")
            formats[_number(element.get("numFmtId"))] = _DATE_SIGNS.search(code) is not None
        elif name == "xf" and name_above(element) == "cellXfs":
            font, shown = _number(element.get("fontId")), _number(element.get("numFmtId"))
            looks.fonts.append(fonts[font] if font < len(fonts) else "")
            looks.dates.append(formats.get(shown, shown in _DATE_FORMATS))
    return looks


def _sheet(package: Package, part: str, title: str, book: _Book) -> Iterator[Run]:
    heading = f"{title}\n" if title else ""
    for event, element in elements(package.chunks(part)):
        if event == "start" or name_of(element) != "row":
            continue
        column = -1
        for cell in element:
            runs = list(_cell(cell, book))
            if not any(run.text for run in runs):
                continue
            yield Run(heading)
            heading = ""
            at = _column(cell.get("r") or "", column)
            yield Run("\t" * min(at - max(column, 0), _WIDEST_GAP))
            yield from runs
            column = at
        yield Run("\n")
        forget(element)
    for drawing in parts_beside(package, part, ("drawing",)):  # text in boxes over the cells
        yield from text_runs(package.chunks(drawing), {})
        yield Run("\n")


def _cell(cell: etree._Element, book: _Book) -> Iterator[Run]:
    kind, font = cell.get("t") or "n", book.looks.font(_number(cell.get("s")))
    if kind == "inlineStr":
        yield from (Run(run.text, run.font or font) for run in _runs_in(cell))
        return
    value = next((child.text for child in cell if name_of(child) == "v" and child.text), "")
    if kind == "s" and value.isdecimal() and _number(value) < len(book.strings):
        yield from (Run(run.text, run.font or font) for run in book.strings[_number(value)])
    elif kind == "b":
        yield Run("TRUE" if value == "1" else "FALSE")
    elif kind in {"str", "d"}:
        yield Run(value, font)
    elif kind == "n" and value:
        yield Run(_shown(value, is_date=book.looks.is_date(_number(cell.get("s"))), since_1904=book.since_1904))


def _shown(value: str, *, is_date: bool, since_1904: bool) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    return shown_date(number, since_1904=since_1904) if is_date else shown_number(number)


def _column(reference: str, least: int) -> int:
    """The column of a cell, from 0; where the sheet does not say, the next."""
    match = _LETTERS.match(reference)
    if match is None:
        return least + 1
    number = 0
    for letter in match[0]:
        number = 26 * number + ord(letter) - 64
    return max(number - 1, least)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0

"""Excel workbooks of 1995 to 2007, cell by cell with the cell's font."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import datetime, time

import xlrd
from xlrd.biffh import XLRDError
from xlrd.xldate import XLDateError, xldate_as_datetime

from archiver.errors import DocumentError
from archiver.extract.documents.compound import Compound
from archiver.extract.documents.matter import Found, Run, reason_of

STREAMS = ("Workbook", "Book")
# LookupError: a damaged code page is one that nobody knows, "cp1024".
_BROKEN = (XLRDError, struct.error, AssertionError, LookupError, TypeError, ValueError, AttributeError)


def read_sheets(file: Compound) -> Found:
    return file.describe(read_stream(file.stream(next(name for name in STREAMS if file.has(name)))))


def read_stream(body: bytes) -> Found:
    """A workbook as its records stand in a row; the oldest have no compound file around them."""
    notes: list[str] = []
    try:
        book = _opened(body, fonts=True)
    except _BROKEN as error:
        if "encrypted" in str(error):
            raise DocumentError("the workbook is protected by a password") from error
        notes.append("read without its fonts, whose table is damaged")
        try:
            book = _opened(body, fonts=False)
        except _BROKEN as again:
            raise DocumentError(f"the workbook is damaged: {reason_of(again)}") from again
    return Found(runs=_runs(book), pages=book.nsheets, notes=notes)


def _opened(body: bytes, *, fonts: bool) -> xlrd.Book:
    return xlrd.open_workbook(
        file_contents=body,
        formatting_info=fonts,
        ragged_rows=True,
        logfile=io.StringIO(),
        ignore_workbook_corruption=True,
    )


def _runs(book: xlrd.Book) -> Iterator[Run]:
    for sheet in book.sheets():
        if sheet.nrows and book.nsheets > 1:
            yield Run(f"{sheet.name}\n")
        for number in range(sheet.nrows):
            yield from _row(book, sheet.row(number))
        yield Run("\n")


def _row(book: xlrd.Book, cells: list[xlrd.sheet.Cell]) -> Iterator[Run]:
    filled = max((place for place, cell in enumerate(cells) if _shown(book, cell)), default=-1)
    for place, cell in enumerate(cells[: filled + 1]):
        text = _shown(book, cell)
        if text:
            yield Run(text, _font(book, cell))
        if place < filled:
            yield Run("\t")
    yield Run("\n")


def _shown(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return shown_date(float(cell.value), since_1904=bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return shown_number(float(cell.value))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    return ""  # empty, or an error sign


def shown_number(value: float) -> str:
    """A number as Excel shows it in a wide cell without a format: eleven signs, ten of them digits where it has a fraction."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"


def shown_date(value: float, *, since_1904: bool) -> str:
    """A day, a time of day, or both, of the days and parts of days that Excel counts."""
    try:
        moment: datetime = xldate_as_datetime(value, 1 if since_1904 else 0)
    except (XLDateError, ValueError, OverflowError):
        return shown_number(value)
    moment = moment.replace(microsecond=0)
    if value < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")


def _font(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return ""
    number = book.xf_list[cell.xf_index].font_index
    return str(book.font_list[number].name) if number < len(book.font_list) else ""

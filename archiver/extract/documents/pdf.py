"""PDF, page by page, by PDFium: of the readers that were tried the only one that keeps the ư of TCVN3."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from datetime import datetime

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDFText_GetFontInfo

from archiver.errors import DocumentError
from archiver.extract.documents.matter import Found, Run, reason_of
from archiver.vietnamese.legacy import is_suspected

MAGIC = b"%PDF-"
_MOMENT = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:([+-])(\d\d)'?(\d\d)?|(Z))?")
_WORD = re.compile(r"\S+\s*")
_LOOK = re.compile(
    r"^[A-Z]{6}\+|[,-]?(?:Bold|Italic|Oblique|MT)*$"
)  # of "GDNPMF+VnTimeH,BoldItalic": no part of the name
_LONGEST_NAME = 128
_GIVEN_UP = 20  # pages that cannot be read
# PDFium takes a sign for a hyphen where a line ends after it, and U+00AD is one: the letter ư of TCVN3.
_TAKEN_FOR_HYPHEN = "\ufffe"


def read_pdf(body: bytes) -> Found:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise DocumentError("the PDF is protected by a password") from error
        raise DocumentError(f"the PDF is damaged: {reason_of(error)}") from error
    facts = document.get_metadata_dict()
    notes: list[str] = []
    return Found(
        runs=_runs(document, notes),
        title=facts.get("Title", ""),
        author=facts.get("Author", ""),
        created=_moment(facts.get("CreationDate", "")),
        pages=len(document),
        notes=notes,
    )


def _runs(document: pypdfium2.PdfDocument, notes: list[str]) -> Iterator[Run]:
    failed = 0
    letters = False  # whether U+00AD was met where it can only be a letter
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
            text = text_page.get_text_range()
            runs = list(_by_font(text_page, text)) if is_suspected(text) else [Run(text)]
            text_page.close()
            page.close()
        except pypdfium2.PdfiumError:
            notes.append(f"page {number + 1} cannot be read")
            failed += 1
            if failed == _GIVEN_UP:  # a damaged file may say that it has a billion pages
                notes.append("its other pages were not tried")
                break
            continue
        letters = letters or "\u00ad" in text
        hyphen = "\u00ad\n" if letters else "-\n"
        yield from (Run(run.text.replace(_TAKEN_FOR_HYPHEN, hyphen), run.font) for run in runs)
        yield Run("\n\n")


def _by_font(text_page: pypdfium2.PdfTextPage, text: str) -> Iterator[Run]:
    """A page's words, each in the font of its first letter: only text of an old encoding is worth the time."""
    if text_page.count_chars() != len(text):  # letters beyond the first 65536 count twice: places cannot be told
        yield Run(text)
        return
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    flags = ctypes.c_int()
    for match in _WORD.finditer(text):
        size = FPDFText_GetFontInfo(text_page, match.start(), name, _LONGEST_NAME, flags)
        font = name.value.decode("utf-8", errors="replace") if 0 < size <= _LONGEST_NAME else ""
        yield Run(match[0], _LOOK.sub("", font))


def _moment(text: str) -> str | None:
    match = _MOMENT.match(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, sign, hours, minutes, utc = match.groups()
    zone = "Z" if utc else f"{sign}{hours}:{minutes or '00'}" if sign else ""
    moment = f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}" if hour else f"{year}-{month}-{day}"
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return None
    return moment

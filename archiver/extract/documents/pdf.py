"""PDF, page by page, by PDFium: of the readers that were tried the only one that keeps the ư of TCVN3."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pypdfium2
from pypdfium2.raw import (
    FPDF_ANNOT_FLAG_HIDDEN,
    FPDF_ANNOT_FREETEXT,
    FPDF_ANNOT_WIDGET,
    FPDF_ERR_PASSWORD,
    FPDF_OBJECT_STRING,
    FPDF_WCHAR,
    FPDFAnnot_GetFlags,
    FPDFAnnot_GetStringValue,
    FPDFAnnot_GetSubtype,
    FPDFAnnot_GetValueType,
    FPDFPage_CloseAnnot,
    FPDFPage_CountObjects,
    FPDFPage_GetAnnot,
    FPDFPage_GetAnnotCount,
    FPDFText_GetFontInfo,
    FPDFText_GetUnicode,
    FPDFText_HasUnicodeMapError,
)

from archiver.errors import DocumentError
from archiver.extract.documents.matter import Found, Run, reason_of
from archiver.quantity import counted
from archiver.vietnamese.legacy import is_suspected

MAGIC = b"%PDF-"
_MOMENT = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:([+-])(\d\d)'?(\d\d)?|(Z))?")
_WORD = re.compile(r"\S+\s*")
_LOOK = re.compile(
    r"^[A-Z]{6}\+|[,-]?(?:Bold|Italic|Oblique|MT)*$"
)  # of "GDNPMF+VnTimeH,BoldItalic": no part of the name
_LONGEST_NAME = 128
_WRITTEN_ON = {FPDF_ANNOT_WIDGET: b"V", FPDF_ANNOT_FREETEXT: b"Contents"}  # what fields and text boxes hold
_MOST_WRITTEN = 2000  # fields and the like of a page
_GIVEN_UP = 20  # pages that cannot be read
# PDFium takes a sign for a hyphen where a line ends after it, and U+00AD is one: the letter ư of TCVN3.
_TAKEN_FOR_HYPHEN = "\ufffe"
# What PDFium gives for a letter of which the file says only which drawing of the font it is.
_NUMBER_OF_A_DRAWING = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")


def read_pdf(body: bytes) -> Found:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise DocumentError("the PDF is protected by a password") from error
        raise DocumentError(f"the PDF is damaged: {reason_of(error)}") from error
    facts = document.get_metadata_dict()
    within = document.count_attachments()
    notes = [f"{counted(within, 'file')} within it not opened"] if within else []
    return Found(
        runs=_runs(document, notes),
        title=facts.get("Title", ""),
        author=facts.get("Author", ""),
        created=_moment(facts.get("CreationDate", "")),
        pages=len(document),
        notes=notes,
    )


def _runs(document: pypdfium2.PdfDocument, notes: list[str]) -> Iterator[Run]:
    failed = drawn = nameless = 0
    letters = False  # whether U+00AD was met where it can only be a letter
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
            text, told = _text_of(text_page)
            runs = list(_by_font(text_page, text)) if told and is_suspected(text) else [Run(text)]
            runs += (Run(f"\n{one}") for one in _written_on(page))
            drawn += told and not text.strip() and FPDFPage_CountObjects(page) > 0
            text_page.close()
            page.close()
        except pypdfium2.PdfiumError:
            notes.append(f"page {number + 1} cannot be read")
            failed += 1
            if failed == _GIVEN_UP:  # a damaged file may say that it has a billion pages
                notes.append("its other pages were not tried")
                break
            continue
        nameless += not told
        letters = letters or "\u00ad" in text
        hyphen = "\u00ad\n" if letters else "-\n"
        yield from (Run(run.text.replace(_TAKEN_FOR_HYPHEN, hyphen), run.font) for run in runs)
        yield Run("\n\n")
    pages = counted(len(document), "page")
    if drawn:
        notes.append(f"{drawn} of {pages} without text: a scan, perhaps")
    if nameless:
        notes.append(f"on {nameless} of {pages} fonts do not tell which letters they draw")


def _text_of(text_page: pypdfium2.PdfTextPage) -> tuple[str, bool]:
    """A page's text, and whether all its fonts tell their letters: `$%&+1` instead of words is in nobody's interest."""
    text = text_page.get_text_range()
    if not _NUMBER_OF_A_DRAWING.search(text):
        return text, True
    places = range(text_page.count_chars())
    fonts = [_font_at(text_page, place) for place in places]
    lost = Counter(fonts[place] for place in places if FPDFText_HasUnicodeMapError(text_page, place) == 1)
    used = Counter(fonts)
    nameless = {font for font, count in lost.items() if 3 * count > used[font]}  # some leave out the blank only
    if not nameless:
        return text, True
    told = (chr(FPDFText_GetUnicode(text_page, place)) for place in places if fonts[place] not in nameless)
    return "".join(told), False


def _written_on(page: pypdfium2.PdfPage) -> Iterator[str]:
    """What was typed into a form's fields, and into boxes on a page, which is no part of its text."""
    for number in range(min(FPDFPage_GetAnnotCount(page), _MOST_WRITTEN)):
        annotation = FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        hidden = FPDFAnnot_GetFlags(annotation) & FPDF_ANNOT_FLAG_HIDDEN
        key = None if hidden else _WRITTEN_ON.get(FPDFAnnot_GetSubtype(annotation))
        if key and FPDFAnnot_GetValueType(annotation, key) == FPDF_OBJECT_STRING:  # a ticked box has a name instead
            size = FPDFAnnot_GetStringValue(annotation, key, None, 0)
            written = ctypes.create_string_buffer(size)
            FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(written, ctypes.POINTER(FPDF_WCHAR)), size)
            yield written.raw.decode("utf-16-le", errors="replace").rstrip("\0")
        FPDFPage_CloseAnnot(annotation)


def _by_font(text_page: pypdfium2.PdfTextPage, text: str) -> Iterator[Run]:
    """A page's words, each in the font of its first letter: only text of an old encoding is worth the time."""
    if text_page.count_chars() != len(text):  # letters beyond the first 65536 count twice: places cannot be told
        yield Run(text)
        return
    for match in _WORD.finditer(text):
        yield Run(match[0], _LOOK.sub("", _font_at(text_page, match.start())))


def _font_at(text_page: pypdfium2.PdfTextPage, place: int) -> str:
    """The name of a letter's font; of a line's end and the like, which no font draws, nothing."""
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    size = FPDFText_GetFontInfo(text_page, place, name, _LONGEST_NAME, ctypes.c_int())
    return name.value.decode("utf-8", errors="replace") if 0 < size <= _LONGEST_NAME else ""


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

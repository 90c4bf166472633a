"""PDF, page by page, by PDFium: of the readers that were tried the only one that keeps the ư of TCVN3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from archiver.extract.documents.matter import DocumentError, Found, Run

MAGIC = b"%PDF-"
_MOMENT = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:([+-])(\d\d)'?(\d\d)?|(Z))?")
# PDFium takes a sign for a hyphen where a line ends after it, and U+00AD is one: the letter ư of TCVN3.
_TAKEN_FOR_HYPHEN = "\ufffe"


def read_pdf(body: bytes) -> Found:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise DocumentError("the PDF is protected by a password") from error
        raise DocumentError(f"the PDF is damaged: {error}") from error
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
    letters = False  # whether U+00AD was met where it can only be a letter
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
            text = text_page.get_text_range()
            text_page.close()
            page.close()
        except pypdfium2.PdfiumError:
            notes.append(f"page {number + 1} cannot be read")
            continue
        letters = letters or "\u00ad" in text
        yield Run(text.replace(_TAKEN_FOR_HYPHEN, "\u00ad\n" if letters else "-\n"))
        yield Run("\n\n")


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

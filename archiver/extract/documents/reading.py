"""The one way into this package: bytes in, what the document says out. Its content tells what it is, never its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archiver.errors import DocumentError, NoDocument
from archiver.extract.documents import (
    book,
    compound,
    excel_lock,
    package,
    pdf,
    plain,
    rich,
    saved_page,
    sheet,
    slides,
    word,
)
from archiver.extract.documents.matter import DAMAGE, VERSION, DocumentText, Found, reason_of, told
from archiver.extract.documents.office import main_part, read_slide_package, read_word_package, text_runs
from archiver.extract.documents.opened import CONTENT, read_open_document
from archiver.extract.documents.package import Allowance, Package
from archiver.extract.documents.parcel import DEEPEST, PICTURE, read_parcel
from archiver.extract.documents.workbook import read_workbook

_OFFICE: dict[str, tuple[str, Callable[[Package, str], Found]]] = {
    "word": ("docx", read_word_package),
    "ppt": ("pptx", read_slide_package),
    "xl": ("xlsx", read_workbook),
}
_ELSEWHERE = {
    b"Rar!\x1a\x07": "RAR packages are not opened",
    b"7z\xbc\xaf\x27\x1c": "7z packages are not opened",
    b"\x1f\x8b": "gzip files are not opened",
    b"\xff\xd8\xff": PICTURE,
    b"\x89PNG": PICTURE,
    b"GIF8": PICTURE,
    b"II*\0": PICTURE,
    b"MM\0*": PICTURE,
    b"BM": PICTURE,
}
_WORD_MARKUP = (b"<w:wordDocument", b"<pkg:package")  # Word's XML of 2003, and a package of today in one file of XML
_OLD_SHEET = (b"\x09\x08", b"\x09\x04\x06\0", b"\x09\x02\x06\0", b"\x09\0\x04\0")
_JUNK = 1024  # bytes that may stand before a PDF


@dataclass(frozen=True, slots=True)
class _Depth:
    """How deep in packages we are, and what may still be unpacked."""

    allowance: Allowance
    level: int = 0


def read_document(body: bytes) -> DocumentText:
    """What a document says; where it says nothing that can be read, a DocumentError tells why."""
    return _read(body, _Depth(Allowance()))


def _read(body: bytes, depth: _Depth) -> DocumentText:
    try:
        if body.startswith(compound.MAGIC):
            body = excel_lock.unlocked(body)
        if body.startswith(package.MAGIC):
            return _read_package(body, depth)
        return _told(*_found(body))
    except DocumentError:
        raise
    except DAMAGE as error:
        raise DocumentError(f"the document is damaged: {reason_of(error)}") from error


def _told(kind: str, found: Found) -> DocumentText:
    return told(found, f"{kind} {VERSION}")


def _found(body: bytes) -> tuple[str, Found]:
    start = body[:_JUNK]
    if not body.strip(b"\0\r\n\t "):
        return "txt", Found(runs=[])
    if pdf.MAGIC in start:
        return "pdf", pdf.read_pdf(body)
    if start.startswith(compound.MAGIC):
        return _read_compound(body)
    if start.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(rich.MAGIC):
        return "rtf", rich.read_rich(body)
    if start.startswith(_OLD_SHEET):
        return "xls", sheet.read_stream(body)
    for magic, why in _ELSEWHERE.items():
        if start.startswith(magic):
            raise NoDocument(why)
    return _read_text(body)


def _read_compound(body: bytes) -> tuple[str, Found]:
    file = compound.Compound(body)
    if file.has(word.STREAM):
        return "doc", word.read_word(file)
    if any(file.has(name) for name in sheet.STREAMS):
        return "xls", sheet.read_sheets(file)
    if file.has(slides.STREAM):
        return "ppt", slides.read_slides(file)
    if file.has("EncryptedPackage"):
        raise DocumentError("the document is protected by a password")
    raise NoDocument("the compound file holds no document of Word, Excel or PowerPoint")


def _read_package(body: bytes, depth: _Depth) -> DocumentText:
    if depth.level >= DEEPEST:
        raise DocumentError(f"packages within packages are opened to a depth of {DEEPEST}")
    parts = Package(body, depth.allowance)
    main = main_part(parts)
    kind = (main or "").partition("/")[0]
    if main and kind in _OFFICE:
        name, reader = _OFFICE[kind]
        return _told(name, reader(parts, main))
    if CONTENT in parts.names() and "mimetype" in parts.names():
        return _told("odf", read_open_document(parts))
    if book.CONTAINER in parts.names():
        return _told("epub", book.read_book(parts))
    below = _Depth(depth.allowance, depth.level + 1)
    return read_parcel(parts, lambda inner: _read(inner, below), f"zip {VERSION}")


def _read_text(body: bytes) -> tuple[str, Found]:
    if any(mark in body[:8192] for mark in _WORD_MARKUP):
        return "word-xml", Found(runs=text_runs([body], {}))
    if saved_page.is_markup(body):
        return "html", saved_page.read_page(body)
    if saved_page.is_letter(body):
        return "mhtml", saved_page.read_letter(body)
    return "txt", plain.read_plain(body)

"""Small documents, made byte by byte: just enough of each format for its readers, with the fonts that we ask for."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

Runs = Sequence[tuple[str, str]]  # text and font


def packed(files: dict[str, str | bytes]) -> bytes:
    """A ZIP."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return made.getvalue()


def repacked(body: bytes, parts: dict[str, str | bytes]) -> bytes:
    """The same ZIP with other parts, or more."""
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return packed({name: file.read(name) for name in file.namelist()} | parts)


def relations(*targets: tuple[str, str]) -> str:
    """The parts that a part refers to: (kind, target)."""
    lines = (f'<Relationship Id="r{n}" Type="x/{kind}" Target="{name}"/>' for n, (kind, name) in enumerate(targets, 1))
    return f'<Relationships xmlns="r">{"".join(lines)}</Relationships>'


CORE = '<cp xmlns:dc="dc" xmlns:t="t"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><t:created>{}</t:created></cp>'


def docx(body: str, *, styles: str = "", core: str = "", **parts: str) -> bytes:
    """A Word document; `body` is its markup, `parts` are headers, footnotes and so on."""
    kinds = [("styles", "styles.xml"), *((kind, f"{kind}.xml") for kind in parts)]
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f'<w:document xmlns:w="w" xmlns:mc="mc"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": relations(*kinds),
            "word/styles.xml": f'<w:styles xmlns:w="w">{styles}</w:styles>',
            "docProps/core.xml": core,
            **{f"word/{kind}.xml": f'<w:x xmlns:w="w">{markup}</w:x>' for kind, markup in parts.items()},
        }
    )


def paragraph(*runs: tuple[str, str], style: str = "") -> str:
    """A paragraph of runs, each in its font."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{''.join(_run(text, font) for text, font in runs)}</w:p>"


def _run(text: str, font: str) -> str:
    named = f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr>' if font else ""
    return f"<w:r>{named}<w:t>{escape(text)}</w:t></w:r>"


def xlsx(rows: str, *, strings: str = "", styles: str = "", workbook: str = "") -> bytes:
    return packed(
        {
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns:r="r">{workbook}<sheets><sheet name="Bảng" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "worksheets/sheet1.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "/xl/styles.xml"),
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
        }
    )


def pptx(*slides: str) -> bytes:
    """A presentation; its slides stand in the package in another order than they are shown."""
    order = range(len(slides), 0, -1)
    listed = "".join(f'<p:sldId id="{200 + n}" r:id="r{n}"/>' for n in order)
    return packed(
        {
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="p" xmlns:r="r">{listed}</p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(
                *(("slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1))
            ),
            **{
                f"ppt/slides/slide{n}.xml": f'<p:sld xmlns:p="p" xmlns:a="a">{markup}</p:sld>'
                for n, markup in zip(order, slides, strict=True)
            },
        }
    )


def odt(body: str, *, styles: str = "", meta: str = "", manifest: str = "") -> bytes:
    namespaces = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:style="s"'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document {namespaces}>{styles}<office:body>{body}</office:body></office:document>",
            "meta.xml": f'<office:meta xmlns:office="o" xmlns:dc="dc" xmlns:meta="m">{meta}</office:meta>',
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
        }
    )


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file; each stream is as long as one may be that has no part in the small ones' own stream."""
    padded = {name: content.ljust(8 * SECTOR, b"\0") for name, content in streams.items()}
    sectors, chain = bytearray(), []
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, content) in enumerate(padded.items(), 1):
        start, count = len(chain), -(-len(content) // SECTOR)
        chain += [*range(start + 1, start + count), _END]
        sectors += content.ljust(count * SECTOR, b"\0")
        entries.append(_entry(name, 2, start, len(content), right=number + 1 if number < len(padded) else _FREE))
    directory = len(chain)
    listed = b"".join(entries)
    count = -(-len(listed) // SECTOR)
    chain += [*range(directory + 1, directory + count), _END]
    sectors += listed.ljust(count * SECTOR, b"\0")
    fats = -(-(len(chain) + 8) // (SECTOR // 4))
    first = len(chain)
    chain += [_FAT] * fats
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, fats, directory, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *range(first, first + fats), *[_FREE] * (109 - fats))
    return head + bytes(sectors) + table


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return written.ljust(64, b"\0") + struct.pack(
        "<HBB3I16x4x16xIQ", len(written), kind, 1, _FREE, right, child, start, size
    )


def summary(title: bytes, author: bytes, codepage: int = 1252) -> bytes:
    """The stream in which a compound file says what it is."""
    values = {1: struct.pack("<II", 2, codepage)}
    for number, text in ((2, title), (4, author)):
        values[number] = struct.pack("<II", 30, len(text) + 1) + (text + b"\0").ljust(
            -(-(len(text) + 1) // 4) * 4, b"\0"
        )
    place, index, body = 8 + 8 * len(values), b"", b""
    for number, value in values.items():
        index += struct.pack("<II", number, place + len(body))
        body += value
    section = struct.pack("<II", place + len(body), len(values)) + index + body
    return struct.pack("<HHI16xI16xI", 0xFFFE, 0, 0, 1, 48) + section


def word(runs: Runs, *, flags: int = 0x0200, kind: int = 0xA5EC, **streams: bytes) -> bytes:
    """A Word document: text that windows-1252 can write in one byte a letter, any other in two."""
    fonts = list(dict.fromkeys(font for _, font in runs))
    text, places, pieces, at = b"", [2048], [], 0
    for written, _ in runs:
        try:
            raw, place = written.encode("cp1252"), (2048 + len(text)) * 2 | 0x40000000
        except UnicodeEncodeError:
            raw, place = written.encode("utf-16-le"), 2048 + len(text)
        pieces.append((at, place))
        at += len(written)
        text += raw
        places.append(2048 + len(text))
    page = bytearray(SECTOR)
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    for number, (_, font) in enumerate(runs):
        page[4 * len(places) + number] = (400 + 8 * number) // 2
        page[400 + 8 * number : 405 + 8 * number] = struct.pack("<BHH", 4, 0x4A4F, fonts.index(font))
    page[-1] = len(runs)
    names = b"".join(_font_entry(font) for font in fonts)
    table = struct.pack(f"<{len(runs) + 1}I", *(start for start, _ in pieces), at)
    table += b"".join(struct.pack("<HIH", 0, place, 0) for _, place in pieces)
    parts = {33: b"\x02" + struct.pack("<I", len(table)) + table, 15: struct.pack("<HH", len(fonts), 0) + names}
    document = bytearray(2048)
    pages = -(-(2048 + len(text)) // SECTOR)
    parts[12] = struct.pack("<III", places[0], places[-1], pages)
    tables = b""
    for number, part in parts.items():
        struct.pack_into("<II", document, 0x9A + 8 * number, len(tables), len(part))
        tables += part
    struct.pack_into("<6H", document, 0, kind, 193, 0, 0, 0, flags)
    stream = bytes(document) + text.ljust(pages * SECTOR - 2048, b"\0") + bytes(page)
    return compound({"WordDocument": stream, "1Table": tables, **streams})


def _font_entry(name: str) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return bytes((39 + len(written),)) + bytes(39) + written


def slides(outline: Runs, boxed: str) -> bytes:
    """A presentation of one slide: a text of the outline in runs of fonts, and one in a box of its own."""
    fonts = list(dict.fromkeys(font for _, font in outline))
    text = "".join(written for written, _ in outline)
    style = struct.pack("<IHI", len(text) + 1, 0, 0)
    for written, font in outline:
        style += struct.pack("<IIH", len(written), 0x10000, fonts.index(font))
    entities = b"".join(_atom(0x0FB7, font.encode("utf-16-le").ljust(68, b"\0")) for font in fonts)
    listed = _atom(0x03F3, struct.pack("<I", 2) + bytes(16)) + _atom(0x0F9F, bytes(4))
    listed += _atom(0x0FA8, text.encode("latin-1")) + _atom(0x0FA1, style)
    document = _box(0x03E8, _box(0x03F2, _box(0x07D5, entities)) + _box(0x0FF0, listed))
    slide = _box(
        0x03EE, _box(0xF00D, _atom(0x0F9E, bytes(4))) + _box(0xF00D, _atom(0x0F9F, bytes(4)) + _letters(boxed))
    )
    directory = _atom(0x1772, struct.pack("<III", 2 << 20 | 1, 0, len(document)))
    edit = _atom(0x0FF5, struct.pack("<IIIII", 0, 0, 0, len(document) + len(slide), 1) + bytes(8))
    user = _atom(0x0FF6, struct.pack("<III", 20, 0xE391C05F, len(document) + len(slide) + len(directory)))
    return compound({"PowerPoint Document": document + slide + directory + edit, "Current User": user})


def _letters(text: str) -> bytes:
    return _atom(0x0FA0, text.encode("utf-16-le"))


def _atom(kind: int, content: bytes, version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(content)) + content


def _box(kind: int, content: bytes) -> bytes:
    return _atom(kind, content, 0xF)


def workbook(*cells: tuple[int, int, str | float]) -> bytes:
    """An old Excel workbook of one sheet: (row, column, content)."""
    stream = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 1997, 0, 0x0600)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 1997, 0, 0x0600))
    for row, column, content in cells:
        head = struct.pack("<HHH", row, column, 0)
        if isinstance(content, str):
            sheet += _record(0x0204, head + struct.pack("<HB", len(content), 1) + content.encode("utf-16-le"))
        else:
            sheet += _record(0x0203, head + struct.pack("<d", content))
    name = struct.pack("<IHBB", len(stream) + 4 + 8 + 5 + 4, 0, 5, 0) + b"Sheet"
    return stream + _record(0x0085, name) + _record(0x000A, b"") + sheet + _record(0x000A, b"")


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def in_1258(sign: str) -> bytes:
    """A vowel, and behind it its tone."""
    try:
        return sign.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", sign)
        tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        return unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")

"""Of a document what it shows to its readers: no hidden words, each place told once and by itself, and told what has no letters."""

from __future__ import annotations

import io
import random
import struct

import pytest
from made_documents import (
    CORE,
    docx,
    in_1258,
    odt,
    packed,
    paragraph,
    pptx,
    relations,
    repacked,
    slides,
    word,
    xlsx,
)
from msoffcrypto.format.ooxml import OOXMLFile

from archiver.demo.encodings import tcvn3
from archiver.demo.files import pdf, rtf
from archiver.errors import DocumentError
from archiver.extract.documents.reading import read_document

NEWS = "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị tổng kết"
NAMES = ("Công văn số năm.txt", "Quyết định phê duyệt kế hoạch.txt")


def text(body: bytes) -> str:
    return read_document(body).text


# Hidden words


def test_hidden_words_of_word_are_not_told():
    run = "<w:r><w:rPr><w:vanish w:val='{}'/></w:rPr><w:t>{}</w:t></w:r>"
    marked = "<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>"  # of the paragraph's end, which hides no word
    body = f"<w:p>{marked}{run.format(1, 'ẩn')}{run.format(0, 'hiện')}<w:r><w:t> rõ</w:t></w:r></w:p>"
    assert text(docx(body)) == "hiện rõ"


@pytest.mark.parametrize(("mark", "value"), [(0x083C, 1), (0x0800, 1), (0x083C, 0x81)])
def test_hidden_and_deleted_words_of_word_97_are_not_told(mark, value):
    """0x81 is what Word writes: unlike the style."""
    shown = word([("hiện \r", "Arial"), ("ẩn\r", ".VnTime")])
    font, marked = struct.pack("<BHH", 4, 0x4A4F, 1), struct.pack("<BHBx", 3, mark, value)
    kept = shown.replace(font, struct.pack("<BHBx", 3, mark, 0x80))
    assert (text(kept), text(shown.replace(font, marked))) == ("hiện\nẩn", "hiện")


def test_hidden_words_of_open_document_are_not_told():
    styles = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style><style:style style:name="H2" style:parent-style-name="H"/>'
    body = (
        '<text:p>một<text:span text:style-name="H2"> ẩn</text:span> hai</text:p><text:p text:style-name="H">ẩn</text:p>'
        '<text:section text:display="none"><text:p>ẩn</text:p></text:section><text:p>ba</text:p>'
    )
    assert text(odt(body, styles=styles)) == "một hai\n\nba"


# Each place by itself


def test_a_text_box_stands_apart_from_the_paragraph_that_it_is_in():
    box = f"<w:r><w:pict><w:txbxContent>{paragraph(('hộp', ''))}</w:txbxContent></w:pict></w:r>"
    body = f"<w:p><w:r><w:t>trước</w:t></w:r>{box}<w:r><w:t>sau</w:t></w:r></w:p><w:p>{box}</w:p>"
    assert text(docx(body)) == "trước\nhộp\nsau\nhộp"


def test_a_note_of_open_document_follows_the_paragraph_in_which_it_stands():
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>ghi chú</text:p></text:note-body></text:note>"
    assert text(odt(f"<text:p>một{note} câu</text:p><text:p>hai</text:p>")) == "một câu\nghi chú\nhai"


def test_a_row_that_begins_with_an_empty_cell_is_a_row_of_its_own():
    cell = "<table:table-cell>{}</table:table-cell>"
    rows = "".join(
        f"<table:table-row>{cell.format(one)}{cell.format(f'<text:p>{two}</text:p>')}</table:table-row>"
        for one, two in (("<text:p>a</text:p>", "b"), ("", "c"))
    )
    assert text(odt(f"<table:table>{rows}</table:table>")) == "a\tb\n\tc"


def test_what_is_drawn_beside_slides_and_cells_is_told():
    words = "<x xmlns:a='a'><a:p><a:r><a:t>{}</a:t></a:r></a:p></x>"
    slide = "<a:p><a:r><a:t>trang</a:t></a:r><a:fld type='slidenum'><a:r><a:t>7</a:t></a:r></a:fld></a:p>"
    shown = repacked(
        pptx(slide),
        {
            "ppt/slides/_rels/slide1.xml.rels": relations(("diagramData", "../diagrams/data1.xml")),
            "ppt/diagrams/data1.xml": words.format("sơ đồ"),
        },
    )
    assert text(shown) == "trang\n\nsơ đồ"
    sheet = repacked(
        xlsx('<row><c t="str"><v>ô</v></c></row>'),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("drawing", "../drawings/d.xml")),
            "xl/drawings/d.xml": words.format("hộp"),
        },
    )
    assert text(sheet) == "ô\nhộp"


def test_places_for_numbers_of_slides_are_no_words():
    assert text(slides([("trang\r", "Arial")], "*")) == "trang"
    assert text(odt("<text:p>trang <text:page-number>&lt;number&gt;</text:page-number></text:p>")) == "trang"


def test_a_workbook_whose_structure_is_protected_is_read_as_excel_opens_it():
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    plain = repacked(
        xlsx('<row><c t="str"><v>Kế hoạch thu</v></c></row>'),
        {"[Content_Types].xml": types, "large": random.Random(1).randbytes(20_000)},
    )
    assert text(_locked(plain, "VelvetSweatshop")) == text(plain)
    with pytest.raises(DocumentError, match="protected by a password"):
        read_document(_locked(plain, "mật khẩu"))
    with pytest.raises(DocumentError, match=r"protected by a password|damaged"):
        read_document(_locked(plain, "VelvetSweatshop")[:3000])


def _locked(body: bytes, password: str) -> bytes:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(body)).encrypt(password, locked)
    return locked.getvalue()


def test_words_at_the_edges_of_a_header_stand_apart():
    assert text(docx("", header="<w:p><w:r><w:t>trái</w:t><w:ptab/><w:t>phải</w:t></w:r></w:p>")) == "trái\tphải"


# RTF


def test_rtf_tells_titles_in_unicode_signs_of_nom_and_boxes_once():
    body = (
        r"{\rtf1{\info{\upr{\title Ngh? quy?t}{\*\ud{\title Ngh\u7883? quy\u7871?t}}}{\author A}}"
        r"\pard ch\u7919? \u-10142?\u-8978?\par"
        r"{\shp{\*\shpinst{\shptxt m\u7897?t\par}}{\shprslt{\*\do{\dptxbx{\dptxbxtext m\u7897?t\par}}}}}"
        r"{\*\do\dptxbx{\dptxbxtext hai\par}}}"
    )
    document = read_document(body.encode())
    assert (document.title, document.author) == ("Nghị quyết", "A")
    assert document.text == "chữ \U000288ee\nmột\nhai"


# Titles


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Microsoft Word - Quyet dinh 45.doc", None),
        ("quyet dinh 45.doc", None),
        ("PowerPoint Presentation", None),
        ("(Untitled)", None),
        ("Book1", None),
        ("Tài liệu 2", None),
        ("Book 1 of the law", "Book 1 of the law"),
        ("Tài liệu hội nghị", "Tài liệu hội nghị"),
    ],
)
def test_what_programs_write_is_no_title(written, title):
    document = read_document(
        docx(paragraph((NEWS, "")), core=CORE.format(written, "anonymous", "2019-06-18T10:35:00Z"))
    )
    assert (document.title, document.author) == (title, None)


@pytest.mark.parametrize("destination", [r"\footnote", r"\*\footnote"])  # of Word, of LibreOffice
def test_footnotes_of_rtf_follow_the_paragraph_in_which_they_stand(destination):
    body = r"{\rtf1 m\u7897?t{\super\chftn}{X\pard{\super\chftn} ghi ch\u250?} c\u226?u\par hai{X cu\u7889?i}}"
    assert text(body.replace("X", destination).encode()) == "một câu\n ghi chú\nhai\ncuối"


# PDF without letters


def test_pages_without_letters_are_told():
    drawn = pdf(()).replace(b"BT /F1 11 Tf 50 780 Td 15 TL\n\nET", b"50 50 100 100 re f".ljust(32))
    document = read_document(drawn)
    assert (document.text, document.repairs) == ("", ("1 of 1 page without text: a scan, perhaps",))
    assert read_document(pdf(())).repairs == ()  # nothing stands on it


def test_what_was_typed_into_fields_and_boxes_of_a_pdf_is_told():
    value = f"<{'Nguyễn'.encode('utf-16').hex()}>".encode()
    notes = (
        b"/Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /Rect [0 0 9 9] /V " + value + b" >> "
        b"<< /Type /Annot /Subtype /Widget /FT /Btn /T (b) /Rect [0 0 9 9] /V /Yes >> "
        b"<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /Contents (hop) >> "
        b"<< /Type /Annot /Subtype /FreeText /F 2 /Rect [0 0 9 9] /Contents (an) >> "
        b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (nhan xet) >>] /MediaBox"
    )
    assert text(pdf(("Họ tên:",)).replace(b"/MediaBox", notes)) == "Họ tên:\nNguyễn\nhop"


def test_numbers_of_drawings_are_no_letters():
    nameless = pdf(("\x01\x02\x03 \x04\x05\x06$%&",)).replace(b"/ToUnicode 7 0 R", b" " * 16)
    document = read_document(nameless)
    assert document.text == ""
    assert document.repairs == ("on 1 of 1 page fonts do not tell which letters they draw",)
    assert text(pdf(("\x01\x02\x03 abc",))) == " abc"


# ZIP


@pytest.mark.parametrize(
    "raw", [str.encode, lambda name: tcvn3(name).encode("latin-1"), lambda name: b"".join(map(in_1258, name))]
)
def test_names_in_a_package_are_read_in_the_encoding_of_their_maker(raw):
    names = [raw(name) for name in NAMES]
    places = [bytes([65 + number]) * len(name) for number, name in enumerate(names)]
    body = packed({place.decode(): rtf(("x",)) for place in places})
    for place, name in zip(places, names, strict=True):
        body = body.replace(place, name)
    assert text(body) == f"{NAMES[0]}\nx\n\n{NAMES[1]}\nx"


def test_what_systems_leave_in_a_package_is_no_part_of_it():
    left = {
        "__MACOSX/._a.rtf": b"\0\5\x16\7",
        "x/.DS_Store": b"\0\0\0\1Bud1",
        "x/Thumbs.db": b"\0",
        "desktop.ini": b"[x]",
    }
    document = read_document(packed({"a.rtf": rtf(("x",)), **left}))
    assert (document.text, document.repairs) == ("a.rtf\nx", ())


def test_names_of_other_tongues_stay_as_dos_wrote_them():
    body = packed({"AAAAAAAAAAAAA": b"x"}).replace(b"AAAAAAAAAAAAA", "Übersicht.txt".encode("cp437"))
    assert text(body) == "Übersicht.txt\nx"

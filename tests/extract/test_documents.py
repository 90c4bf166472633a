"""Documents: what they say, in whatever format and encoding; told by their content; and nothing that they hold can hurt."""

from __future__ import annotations

import struct
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import (
    CORE,
    compound,
    docx,
    in_1258,
    odt,
    packed,
    paragraph,
    pptx,
    slides,
    summary,
    word,
    workbook,
    xlsx,
)

from archiver.demo.encodings import tcvn3, vni
from archiver.demo.files import pdf, rtf
from archiver.errors import DocumentError, NoDocument
from archiver.extract.documents.package import MOST_FILES, Allowance, Package
from archiver.extract.documents.reading import read_document

BROKEN = Path(__file__).parent / "broken"
EXPECTED: dict[str, str | tuple[str, tuple[str, ...]] | None] = {  # an error, or the text and what is said of it
    "bin-beyond.rtf": ("một", ()),
    "cut.doc": "the compound file is damaged: incomplete OLE sector",
    "cut.docx": "the package is damaged",
    "cut.mht": "a message without a page in it",
    "cut.rtf": ("một hai", ()),
    "cut.xls": "the workbook is damaged",
    "deep.odt": "its markup is damaged: Excessive depth",
    "deep.rtf": ("sâu", ()),
    "edit-circle.ppt": ("x\n\nghi", ()),
    "empty.doc": ("", ()),
    "entities.docx": "its markup is damaged: Maximum entity amplification",
    "locked.xls": "the workbook is protected by a password",
    "locked.zip": ("a.txt", ("a.txt: the package is protected by a password",)),
    "no-directory.ppt": ("x\n\nghi", ("read in the order of the file, because its table of slides is damaged",)),
    "no-fonts.rtf": ("mộtzz", ()),
    "no-pages.pdf": ("", ()),
    "no-pieces.doc": "has no table of its text",
    "no-sheet.xlsx": ("", ()),
    "not-a.zip": "the package is damaged",
    "not-deflate.zip": (
        "a.txt",
        ("a.txt: the package is damaged at 'a.txt': That compression method is not supported",),
    ),
    "page-circle.pdf": ("", tuple(f"page {number} cannot be read" for number in range(1, 10))),
    "sector-circle.doc": None,  # ends, whatever it says
    "spaces.txt": ("", ()),
    "structure-locked.xls": (
        "Kế hoạch thu\t1234\nKế hoạch chi\t5678",
        (),
    ),  # by LibreOffice, under Excel's own password
    "style-circle.docx": ("một", ()),
    "version-2.doc": "of a version before 1995, or damaged",
}
NEWS = "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị tổng kết"
PEOPLE = "Ủy ban nhân dân"  # in Unicode; "nhân dân" would be words in TCVN3 too


def text(body: bytes) -> str:
    return read_document(body).text


# Word


def test_word_97_reads_each_run_by_its_font():
    body = word(
        [
            (f"{tcvn3(NEWS)}\r", ".VnTime"),
            (f"{tcvn3('hoà bình')}\r", ".VnTimeH"),
            (f"{PEOPLE}\rnhân dân\r", "Times New Roman"),
        ],
        **{"\x05SummaryInformation": summary(tcvn3("Quyết định").encode("latin-1"), b"Van thu")},
    )
    document = read_document(body)
    assert document.text == f"{NEWS}\nHOÀ BÌNH\n{PEOPLE}\nnhân dân"
    assert (document.title, document.author, document.reader) == ("Quyết định", "Van thu", "doc 2")
    assert document.repairs == ("TCVN3 to Unicode",)


def test_a_word_whose_first_letter_has_another_font_stays_one_word():
    body = word([(tcvn3("Đ"), ".VnArial"), (f"{tcvn3(NEWS[1:])}\r", ".VnTime")])
    assert text(body) == NEWS


def test_word_97_shows_what_is_printed():
    fields = 'Trang \x13 PAGE \x147\x15, xem \x13HYPERLINK "http://x"\x14trang \x13 REF a \x14chủ\x15\x15\r'
    assert text(word([(fields, "Arial")])) == "Trang 7, xem trang chủ"
    assert text(word([("Số\x07Tên\x07\x07một\x0bhai\x1ftrăm\x1eba\x01\r", "Arial")])) == "Số\tTên\t\tmột\nhaitrăm-ba"


def test_word_95_has_one_byte_a_letter():
    said = f"{tcvn3(NEWS)}\r".encode("latin-1")
    head = struct.pack("<6H", 0xA5DC, 104, 0, 0, 0, 0).ljust(0x18, b"\0") + struct.pack("<II", 0x300, 0x300 + len(said))
    assert text(compound({"WordDocument": head.ljust(0x300, b"\0") + said})) == NEWS


def test_vni_in_word():
    assert text(word([(f"{vni(NEWS)}\r", "VNI-Times")])) == NEWS


def test_a_protected_word_document_is_told():
    with pytest.raises(DocumentError, match="protected by a password"):
        read_document(word([("x\r", "Arial")], flags=0x0300))
    with pytest.raises(DocumentError, match="protected by a password"):
        read_document(compound({"EncryptedPackage": b"x"}))


def test_docx_reads_runs_tables_and_parts():
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph((cell, str()))}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Số", "Tên"), ("1", ""), ("", "Hai"))
    )
    body = docx(
        paragraph(("Nghị quyết ", ""), (tcvn3("số 37-CT/TW của Tỉnh uỷ Đồng Nai"), ".VnTime"))
        + paragraph((tcvn3("hội nghị tổng kết"), ""), style="Old")
        + f"<w:tbl>{table}</w:tbl>"
        + "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>một</w:t><w:tab/><w:t>hai</w:t><w:br/><w:t>ba</w:t></w:r></w:p>"
        + "<w:p><w:del><w:r><w:delText>xoá</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        + "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>hình</w:t></w:r></mc:Choice>"
        + "<mc:Fallback><w:r><w:t>hình</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>",
        styles='<w:style w:styleId="Base"><w:rPr><w:rFonts w:ascii=".VnTimeH"/></w:rPr></w:style>'
        '<w:style w:styleId="Old"><w:basedOn w:val="Base"/></w:style>',
        core=CORE.format("Quy chế", "Văn thư", "2019-06-18T10:35:00Z"),
        header=paragraph(("Đầu trang", "")),
        footnotes=paragraph(("Chú thích", "")),
    )
    document = read_document(body)
    assert document.text == (
        "Nghị quyết số 37-CT/TW của Tỉnh uỷ Đồng Nai\nHỘI NGHỊ TỔNG KẾT\nSố\tTên\n1\n\tHai\nmột\thai\nba\n\nhình\nChú thích\nĐầu trang"
    )
    assert (document.title, document.author, document.created) == ("Quy chế", "Văn thư", "2019-06-18T10:35:00Z")


# Sheets and slides


def test_old_sheets_read_cells_in_their_places():
    cells = ((0, 0, tcvn3(NEWS)), (0, 2, 12.5), (1, 1, 17469747308.0), (2, 0, 2 / 3))
    assert text(workbook(*cells)) == f"{NEWS}\t\t12.5\n\t17469747308\n0.6666666667"
    assert text(compound({"Workbook": workbook(*cells)})).startswith(NEWS)


def test_new_sheets_read_strings_numbers_and_dates():
    rows = (
        '<row><c r="A1" t="s"><v>0</v></c><c r="C1" s="1"><v>39617</v></c><c r="D1" s="2"><v>0.5</v></c></row>'
        '<row><c r="B2" t="inlineStr"><is><t>Hai</t></is></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c></row>'
        '<row><c r="A3" t="str"><v>=</v></c><c r="XFD3"><v>1e3</v></c><c t="s"><v>99</v></c></row>'
    )
    runs = f"<si><r><rPr><rFont val='.VnTime'/></rPr><t>{tcvn3(NEWS)}</t></r><rPh><t>x</t></rPh></si>"
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="[$-42A]dd/mm/yyyy"/><numFmt numFmtId="171" formatCode="0.0&quot;dm&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs>'
    )
    shown = text(xlsx(rows, strings=runs, styles=styles))
    assert shown == f"{NEWS}\t\t2008-06-18\t0.5\n\tHai\tTRUE\n=" + "\t" * 256 + "1000"
    since_1904 = xlsx('<row><c s="1"><v>38155</v></c></row>', styles=styles, workbook='<workbookPr date1904="1"/>')
    assert text(since_1904) == "2008-06-18"


def test_old_slides_read_outline_and_boxes():
    assert text(slides([(f"{tcvn3(NEWS)}\r", ".VnTime"), ("x", "Arial")], "Ghi chú")) == f"{NEWS}\nx\nGhi chú"


def test_new_slides_come_in_the_order_in_which_they_are_shown():
    first = (
        "<a:p><a:r><a:rPr><a:latin typeface='.VnTime'/></a:rPr><a:t>{}</a:t></a:r><a:br/><a:r><a:t>{}</a:t></a:r></a:p>"
    )
    document = read_document(pptx(first.format(tcvn3(NEWS), PEOPLE), "<a:p><a:r><a:t>hai</a:t></a:r></a:p>"))
    assert document.text == f"{NEWS}\n{PEOPLE}\n\nhai"
    assert document.pages == 2


# OpenDocument


def test_open_document_reads_paragraphs_with_their_fonts():
    styles = (
        '<style:style style:name="T1"><style:text-properties style:font-name=".VnTime"/></style:style>'
        '<style:style style:name="T2" style:parent-style-name="T1"/>'
    )
    body = (
        f'<text:h>Tiêu<text:s text:c="3"/>đề</text:h><text:p>Tin: <text:span text:style-name="T2">{tcvn3(NEWS)}</text:span> hết</text:p>'
        "<text:p>một<text:tab/>hai<office:annotation><text:p>nhận xét</text:p></office:annotation> ba<text:line-break/>bốn</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p><text:p>b</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>c</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16380"/></table:table-row></table:table><text:p>cuối</text:p>'
    )
    meta = (
        "<dc:title>Báo cáo</dc:title><meta:creation-date>2011-02-03T04:05:06</meta:creation-date>"
        '<meta:document-statistic meta:page-count="3"/>'
    )
    document = read_document(odt(body, styles=styles, meta=meta))
    assert document.text == f"Tiêu   đề\nTin: {NEWS} hết\nmột\thai ba\nbốn\na\nb\t\t\tc\ncuối"
    assert (document.title, document.created, document.pages) == ("Báo cáo", "2011-02-03T04:05:06", 3)


def test_a_protected_open_document_is_told():
    with pytest.raises(DocumentError, match="password"):
        read_document(odt("<text:p>x</text:p>", manifest="<encryption-data/>"))


# RTF


def test_rtf_reads_fonts_numbered_letters_and_code_pages():
    old = "".join(f"\\'{ord(sign):02x}" if ord(sign) > 127 else sign for sign in tcvn3(NEWS))
    body = (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\froman\fcharset0 .VnTime{\*\falt x};}{\f2\fcharset163 Tahoma;}{\f3 .VnTimeH;}}"
        r"{\stylesheet{\s1 Normal;}}{\info{\title Qu\u7871?t}{\author A}{\creatim\yr2004\mo5\dy28\hr7\min35}}"
        r"{\header D\u7847\'e2u trang\par}\pard\f1 " + old + r"\par{\f3 ho\'b5 b\'d7nh}\par "
        r"\f2 \'f0\'fd\'cc\'f2\par\plain \u272?\u7857?\rquote ng {\v \'b5n}{\*\generator x}{\uc2\u259 \'61\'62\uc0\u7855 x}"
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt k\u7871?t}}{\pict\bin5 }}}}}abc}\tab h\u7871?t\~1\_2\-3\{\par"
        r"{\*\shpinst{\shptxt h\u236?nh\par}}}"
    )  # fmt: skip
    document = read_document(body.encode("latin-1"))
    assert document.text.split("\n") == [
        "Dầu trang",
        NEWS,
        "HOÀ BÌNH",
        unicodedata.normalize("NFC", b"\xf0\xfd\xcc\xf2".decode("cp1258")),
        "Đằ’ng ăắxkết\thết 1-23{",
        "hình",
    ]
    assert (document.title, document.author, document.created) == ("Quết", "A", "2004-05-28T07:35:00")


def test_rtf_under_whatever_name():
    assert text(rtf(("Công văn", "số 391-KH/TU"))) == "Công văn\nsố 391-KH/TU"
    assert text(rtf((tcvn3(NEWS),), ".VnTime")) == NEWS


# PDF


def test_pdf():
    document = read_document(pdf((NEWS, PEOPLE)))
    assert (document.text, document.pages, document.reader) == (f"{NEWS}\n{PEOPLE}", 1, "pdf 2")
    assert (
        text(pdf((tcvn3(NEWS), tcvn3("Tăng cường sự lãnh đạo của Đảng")))) == f"{NEWS}\nTăng cường sự lãnh đạo của Đảng"
    )


# Text and saved pages


@pytest.mark.parametrize(
    "raw",
    [
        NEWS.encode(),
        NEWS.encode("utf-8-sig"),
        NEWS.encode("utf-16"),
        NEWS.encode("utf-16-le") + "\n".encode("utf-16-le"),
        tcvn3(NEWS).encode("latin-1"),
        vni(NEWS).encode("latin-1"),
    ],
)
def test_text_in_any_encoding(raw):
    assert text(raw) == NEWS


def test_text_in_windows_1258():
    said = "Đây là một đoạn văn bản về việc phát triển kinh tế; của cải, ngôn ngữ và lịch sử"
    assert text(b"a;b\r\n" + b"".join(map(in_1258, said))) == f"a;b\n{said}"


def test_pages_that_were_saved_as_documents():
    page = f"<html><head><title>Bảng</title><style>x</style></head><body><table><tr><td>1<td>hai</tr></table><p><font face='.VnTime'>{tcvn3(NEWS)}</font></body></html>"
    document = read_document(page.encode())
    assert (document.text, document.title, document.reader) == (f"1\thai\n{NEWS}", "Bảng", "html 2")
    letter = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset="utf-8"\n\n'
    assert text(letter + f"<p>{NEWS}</p>\n--x--".encode()) == NEWS
    old_word = (
        f'<?xml version="1.0"?><w:wordDocument xmlns:w="w"><w:body>{paragraph((NEWS, ""))}</w:body></w:wordDocument>'
    )
    assert text(old_word.encode()) == NEWS


# ZIP


def test_a_zip_holds_documents_each_read_by_itself():
    inner = packed({"a.rtf": rtf(("trong gói",)), "anh.png": b"\x89PNG\r\n"})
    body = packed(
        {
            "Công văn.doc": word([(f"{tcvn3(NEWS)}\r", ".VnTime")]),
            "x.txt": b"Ghi ch\xc3\xba",
            "goi.zip": inner,
            "hong.pdf": b"%PDF-x",
        }
    )
    document = read_document(body)
    assert (
        document.text == f"Công văn.doc\n{NEWS}\n\nx.txt\nGhi chú\n\ngoi.zip\na.rtf\ntrong gói\n\nanh.png\n\nhong.pdf"
    )
    assert document.repairs[0] == "Công văn.doc: TCVN3 to Unicode"
    assert document.repairs[1].startswith("hong.pdf: the PDF is damaged")


def test_packages_in_packages_end_somewhere():
    body = b"x"
    for _ in range(6):
        body = packed({"a.zip": body, "b.txt": b"b"})
    document = read_document(body)
    assert document.text.count("b.txt") == 3
    assert document.repairs == ("a.zip: a.zip: a.zip: packages within packages are opened to a depth of 3",)


def test_names_in_a_package_are_no_places(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "../../etc/x.txt\nmột" in text(packed({"../../etc/x.txt": "một", "/etc/y.txt": "hai"}))
    assert list(tmp_path.iterdir()) == []


def test_a_package_may_not_grow_without_end():
    with pytest.raises(DocumentError, match="the package grows to more than"):
        Package(packed({"a.txt": bytes(2 << 20)}), Allowance(1 << 20)).read("a.txt")
    many = packed({str(number): b"" for number in range(MOST_FILES + 1)})
    with pytest.raises(DocumentError, match="more than 10000 files"):
        Package(many, Allowance())


def test_a_text_may_not_grow_without_end():
    document = read_document(docx(paragraph(("chữ " * 1_200_000, ""))))
    assert len(document.text) < 4_000_001
    assert document.repairs == ("cut after 4000000 characters",)


def test_very_many_blanks_in_a_line():
    blanks = " \t" * 300_000
    assert text(f"đầu{blanks}\ncuối{blanks}\n".encode()) == "đầu\ncuối"
    assert text(f"đầu{blanks}cuối".encode()) == f"đầu{blanks}cuối"


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>a" + b"<br>" * 600_000 + b"z",
        b"<table><tr><td>a" + b"<td>" * 300_000 + b"z",
        b"<html>" + b"<p>" * 300_000 + b"z",
    ],
)
def test_very_many_empty_lines_and_cells(body):
    begin = time.process_time()
    assert text(body).endswith("z")
    assert time.process_time() - begin < 15  # two to four; it was half a minute, and grew with the square


@pytest.mark.parametrize("kind", [0x1000 | 2, 0x1000 | 12, 0x1000 | 30])
def test_a_summary_that_says_it_has_thousands_of_millions_of_values(kind):
    said = summary(b"Ten", b"Nguoi").replace(struct.pack("<II", 2, 1252), struct.pack("<II", kind, 0xFFFFFFFF), 1)
    document = read_document(word([(f"{NEWS}\r", "Arial")], **{"\x05SummaryInformation": said}))
    assert (document.text, document.title, document.author) == (NEWS, "Ten", "Nguoi")


@given(st.binary(max_size=200))
def test_any_summary_leaves_the_text(said):
    made = summary(b"a", b"b")[:48] + said
    assert text(word([(f"{NEWS}\r", "Arial")], **{"\x05SummaryInformation": made})) == NEWS


# What is broken


@pytest.mark.parametrize("file", sorted(BROKEN.iterdir()), ids=lambda file: file.name)
def test_what_is_broken_is_told_or_read_as_far_as_it_is_whole(file):
    expected = EXPECTED[file.name]
    if expected is None:
        read_document(file.read_bytes())
    elif isinstance(expected, tuple):
        document = read_document(file.read_bytes())
        assert (document.text, document.repairs) == expected
    else:
        with pytest.raises(DocumentError, match=expected):
            read_document(file.read_bytes())


@pytest.mark.parametrize(
    "body", [b"\x89PNG\r\n\x1a\n", b"Rar!\x1a\x07\0", b"7z\xbc\xaf\x27\x1c", bytes(range(256)), compound({"x": b""})]
)
def test_what_is_no_document_is_no_damage(body):
    with pytest.raises(NoDocument):
        read_document(body)


MADE = {
    "doc": word(
        [(f"{tcvn3(NEWS)}\r\x07", ".VnTime"), (f"{PEOPLE}\r", "Arial")],
        **{"\x05SummaryInformation": summary(b"a", b"b")},
    ),
    "ppt": slides([(f"{tcvn3(NEWS)}\r", ".VnTime"), ("x", "Arial")], "ghi"),
    "xls": workbook((0, 0, tcvn3(NEWS)), (1, 1, 2.5)),
    "rtf": rtf((tcvn3(NEWS),), ".VnTime"),
    "pdf": pdf((NEWS,)),
    "docx": docx(paragraph((NEWS, "Arial"))),
    "odt": odt(f"<text:p>{NEWS}</text:p>"),
    "xlsx": xlsx('<row><c t="s"><v>0</v></c></row>', strings=f"<si><t>{NEWS}</t></si>"),
}


@settings(deadline=None, max_examples=300)
@given(
    name=st.sampled_from(sorted(MADE)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), min_size=1, max_size=8),
    cut=st.floats(0.2, 1),
)
def test_no_damage_does_more_than_a_document_error(name, changes, cut):
    body = bytearray(MADE[name])
    for share, written in changes:
        place = int(share * (len(body) - 1))
        body[place : place + len(written)] = written
    _read_or_told(bytes(body[: int(cut * len(body))] if cut < 0.9 else body))


_RTF = st.lists(
    st.sampled_from([*"{}{}{}", "\\f1 ", "\\u7871?", "\\'e2", "\\*", "\\fonttbl", "\\f1\\fcharset163 .VnTime;", "\\bin3 ", "\\uc0 ", "\\uc99999 ", "\\u-1 ", "\\info", "\\title ", "\\creatim\\yr2004\\mo5\\dy40", "chữ", "\\par ", "\\", "\\ansicpg932", "\\v ", "\\plain"]),
    max_size=60,
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(pieces=_RTF)
def test_any_rtf_is_read(pieces):
    read_document(b"{\\rtf1" + "".join(pieces).encode())


_XML = st.recursive(
    st.sampled_from(
        ["<w:t>chữ</w:t>", "<w:tab/>", "<w:rFonts w:ascii='.VnTime'/>", "text", "<w:br/>", "<w:pStyle w:val='A'/>"]
    ),
    lambda inner: st.builds(
        lambda name, children: f"<w:{name}>{''.join(children)}</w:{name}>",
        st.sampled_from(["p", "r", "tbl", "tr", "tc", "rPr", "del", "Fallback", "pPr", "sdt"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(deadline=None, max_examples=200)
@given(markup=_XML)
def test_any_markup_of_word_is_read_and_keeps_its_words(markup):
    found = text(docx(f"{markup}{paragraph(('đích', ''))}"))
    assert found.endswith("đích")
    if "<w:del>" not in markup and "Fallback" not in markup:
        assert found.count("chữ") == markup.count("chữ")


def _read_or_told(body: bytes) -> None:
    try:
        found = text(body)
    except DocumentError:
        return
    found.encode()  # no lone surrogate, which no database holds
    assert "\0" not in found

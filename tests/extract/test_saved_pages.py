"""Pages, letters and XML under a document's name: what Word, Excel and browsers saved."""

from __future__ import annotations

import pytest
from made_documents import docx, packed, paragraph, repacked

from archiver.demo.encodings import tcvn3
from archiver.extract.documents.reading import read_document

NEWS = "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị tổng kết"


def text(body: bytes) -> str:
    return read_document(body).text


def test_hidden_and_deleted_words_of_a_saved_page_are_not_told():
    page = (
        "<html><body><p>một<span style='display:none;mso-hide:all'> ẩn</span><del> xoá</del><ins> thêm</ins></p>"
        "<xml><o:Author>ẩn</o:Author></xml><noframes>ẩn</noframes></body></html>"
    )
    assert text(page.encode()) == "một thêm"


def test_cells_of_a_saved_page_stand_in_one_line_though_each_holds_paragraphs():
    row = "<tr><td><p class=MsoNormal>{}</p></td>\n<td><p class=MsoNormal>{}</p></td></tr>\n"
    page = f"<html><body><p>đầu</p><table>{row.format('', 'Họ tên')}{row.format('1', 'Hai')}</table><p>cuối<br>hết</p></body></html>"
    assert text(page.encode()) == "đầu\n\tHọ tên\n1\tHai\ncuối\nhết"


@pytest.mark.parametrize(
    "first",
    [
        "<style>td {}</style>",
        "<!-- bảng -->",
        "<center><b>",
        "<font face=Arial>",
        "<TABLE border=1><tr><td>x</table>",
        "<br/>",
    ],
)
def test_a_table_without_a_page_around_it(first):
    found = text(f"{first}<table><tr><td>1</td><td>{NEWS}</td></tr></table>".encode())
    assert found.removeprefix("x\n") == f"1\t{NEWS}"


def test_the_font_of_a_style_makes_capitals():
    page = f"<html><head><title>{tcvn3(NEWS)}</title></head><body><p><span style='font-size:14pt;font-family:\".VnTimeH\"'>{tcvn3(NEWS)}</span></p></body></html>"
    document = read_document(page.encode("latin-1"))
    assert (document.title, document.text) == (NEWS, NEWS.upper())


def test_a_page_that_was_saved_in_utf_16():
    page = f"<html><head><meta http-equiv=Content-Type content='text/html; charset=unicode'></head><body><p>{NEWS}</p></body></html>"
    assert (text(page.encode("utf-16")), text(page.encode("utf-16-le"))) == (NEWS, NEWS)


def test_each_sheet_of_a_workbook_that_was_saved_as_a_letter():
    part = "\n--x\nContent-Type: text/html; charset=utf-8\n\n<html><head><title>Bảng</title></head><body>{}</body></html>\n"
    frames = "<noframes><p>Your browser does not support frames</p></noframes>"
    letter = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n{part.format(frames)}{part.format("<p>thu</p>")}{part.format("<p>chi</p>")}\n--x--'
    document = read_document(letter.encode())
    assert (document.text, document.title) == ("thu\n\nchi", "Bảng")


def test_excel_of_2003_in_xml_tells_its_cells_and_who_wrote_them():
    sheet = "<Worksheet ss:Name='{}'><Table><Row><Cell><Data ss:Type='String'>{}</Data></Cell><Cell><Data>2007-01-02T00:00:00.000</Data></Cell></Row></Table><WorksheetOptions><Number>600</Number></WorksheetOptions></Worksheet>"
    body = (
        "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>"
        "<DocumentProperties><Title>Dự toán</Title><Author>Văn thư</Author><LastAuthor>Ai</LastAuthor><Created>2007-01-02T03:04:05Z</Created></DocumentProperties>"
        f"<ExcelWorkbook><WindowHeight>9</WindowHeight></ExcelWorkbook>{sheet.format('Thu', 'một')}{sheet.format('Chi', 'hai')}</Workbook>"
    )
    document = read_document(body.encode())
    assert document.text == "Thu\nmột\t2007-01-02\nChi\nhai\t2007-01-02"
    assert (document.title, document.author, document.created) == ("Dự toán", "Văn thư", "2007-01-02T03:04:05Z")


def test_a_package_of_word_in_one_file_of_xml():
    code = "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:del><w:r><w:delText>xoá</w:delText></w:r></w:del></w:p>"
    body = f"<?xml version='1.0'?><pkg:package xmlns:pkg='p' xmlns:w='w'><pkg:part><w:document>{paragraph((NEWS, ''))}{code}</w:document></pkg:part></pkg:package>"
    assert text(body.encode()) == NEWS


def test_a_page_that_stands_in_a_word_document_as_it_is():
    letter = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>{NEWS}</p>"
    for held in (letter, f"<html><body><p>{NEWS}</p></body></html>"):
        assert text(repacked(docx("<w:altChunk/>", aFChunk=""), {"word/aFChunk.xml": held})) == NEWS


def test_a_book_is_read_page_by_page_in_its_order():
    page = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body><p>{}</p></body></html>"
    body = packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container><rootfiles><rootfile full-path='OEBPS/a.opf'/></rootfiles></container>",
            "OEBPS/a.opf": "<package xmlns:dc='dc'><metadata><dc:title>Lịch sử</dc:title><dc:creator>Ban biên soạn</dc:creator></metadata>"
            "<manifest><item id='b' href='b.xhtml'/><item id='a' href='a.xhtml'/><item id='s' href='s.css'/></manifest>"
            "<spine><itemref idref='a'/><itemref idref='b'/><itemref idref='lost'/></spine></package>",
            "OEBPS/s.css": "body {}",
            "OEBPS/a.xhtml": page.format("một"),
            "OEBPS/b.xhtml": page.format("hai"),
        }
    )
    document = read_document(body)
    assert (document.text, document.title, document.author) == ("một\n\nhai", "Lịch sử", "Ban biên soạn")
    assert text(repacked(body, {"OEBPS/a.opf": "<package/>"})) == "một\n\nhai"

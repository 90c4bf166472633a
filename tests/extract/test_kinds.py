"""What a page is where neither its address nor the profile says so: an article, or a list of them."""

from __future__ import annotations

from archiver.extract.cutting import read_sheet
from archiver.extract.head import read_head
from archiver.extract.kinds import reason_against
from archiver.extract.stages import extract
from archiver.model import Draft, Page

NOTICE = "Nhân dịp này, ban Tổ chức Đảng ủy Khối chọn xã Thanh Sơn làm nơi triển khai kho tài liệu lưu trữ của huyện."
TITLES = [f"Chi bộ Chi cục Thủy lợi số {number} họp bàn việc trao tủ sách tại xã vùng sâu" for number in range(8)]
NEWEST = "".join(f'<li><a href="/tin-{number}.html">{title}</a></li>' for number, title in enumerate(TITLES))


def _read(inside: str, *, item: str = "") -> Draft:
    html = f"<html><head><title>Cổng</title></head><body><div{item}><h1>Khai mạc kỳ họp thường lệ của Đảng bộ</h1>{inside}</div></body></html>"
    return extract(Page(url="http://a.example/khai-mac.html", html=html), rendered=False)


def test_a_notice_among_many_titles_is_an_article() -> None:
    draft = _read(f'<span>24/09/2010</span><div class="bodytext"><p>{NOTICE}</p></div><p>Tin mới</p><ul>{NEWEST}</ul>')
    assert (draft.kind, draft.reason, draft.published) == ("article", "", "2010-09-24")
    assert draft.text == NOTICE


def test_a_sentence_under_a_headline_is_not_made_of_the_newest_titles_after_it() -> None:
    headline = "<h2>Xã Phú An Đông góp ý hệ thống sổ sách tạo sự thống nhất từ trong cấp ủy</h2>"
    field = f'<div id="ctl00_RichHtmlField1__ControlWrapper_RichHtmlField">{NOTICE}</div>'
    newest = f"<h4>Tin mới nhất</h4><ul>{NEWEST}</ul>"
    page = "<html><body>{}</body></html>".format
    read = {
        name: extract(Page(url="http://a.example/tin.html", html=page(html)), rendered=False)
        for name, html in {
            "headline": f"{headline}{field}{newest}",
            "section": f"<h2>Tin tức</h2>{field}{newest}",
            "no end": f"{headline}{field}<ul>{NEWEST}</ul>",
        }.items()
    }
    assert {name: draft.reason for name, draft in read.items()} == {
        "headline": "",
        "section": "listing",
        "no end": "listing",
    }
    assert read["headline"].text == NOTICE


def test_a_dated_sentence_under_its_title_is_an_article_though_teasers_beside_it_look_like_text() -> None:
    title = "Khai mạc kỳ họp thường lệ của Đảng bộ"
    teasers = "".join(
        f'<p><a href="/tin-{number}.html">{one}</a></p><p>{NOTICE}</p>' for number, one in enumerate(TITLES)
    )
    for own, reason in ((f"<p>{NOTICE}</p>", None), ("", "listing")):
        sheet = read_sheet(f"<div><h1>{title}</h1><span>24/09/2010</span>{own}</div><div>{teasers}</div>")
        chosen = [block for block in sheet.blocks if block.text == NOTICE]
        assert reason_against(sheet, read_head(sheet), chosen, title, "http://a.example/1", dated=True) == reason


def test_a_list_in_the_container_of_the_text_is_a_list() -> None:
    rows = "".join(
        f'<div><a href="/tin-{number}.html">{title}</a><p>{NOTICE}</p></div>' for number, title in enumerate(TITLES)
    )
    assert _read(f'<div class="bodytext">{rows}</div>').reason == "listing"


def test_microdata_of_one_article_makes_an_article_of_an_undated_page() -> None:
    text = f'<div class="bodytext"><p>{NOTICE}</p><p>{NOTICE}</p></div>'
    item = ' itemscope itemtype="http://schema.org/NewsArticle"'
    assert _read(text).kind == "page"
    assert _read(text, item=item).kind == "article"
    assert _read(f"{text}<div{item}>{TITLES[0]}</div>", item=item).kind == "page"


def test_a_stray_line_makes_no_article_of_a_list() -> None:
    pager = "".join(f"<td>{number}</td>" for number in range(20))
    sheet = read_sheet(f"<h1>Tin năm 2003</h1><ul>{NEWEST}</ul><table>{pager}</table><p>Thư viện ảnh của tỉnh</p>")
    stray = [block for block in sheet.blocks if block.text.startswith("Thư viện")]
    for dated, reason in ((False, "listing"), (True, None)):
        found = reason_against(sheet, read_head(sheet), stray, "Tin năm 2003", "http://a.example/2003", dated=dated)
        assert found == reason


def test_where_there_are_only_captions_they_are_the_text() -> None:
    figures = "".join(f'<figure><img src="/{n}.jpg"><figcaption>{NOTICE} {n}</figcaption></figure>' for n in range(5))
    draft = _read(figures)
    assert draft.text.count(NOTICE) == 5
    assert {part.kind for part in draft.parts} == {"title", "paragraph"}
    both = _read(f"<p>{NOTICE}</p>{figures}")
    assert both.text == NOTICE
    assert "caption" in {part.kind for part in both.parts}

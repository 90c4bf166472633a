"""What the model barely takes for text, or barely not, counts as what is made as it is."""

from __future__ import annotations

import pytest

from archiver.extract.content import choose
from archiver.extract.cutting import read_sheet
from archiver.extract.forest import ONE
from archiver.extract.stages import extract
from archiver.extract.verdict import LOOSE_BORDER, Verdict, settled, whole
from archiver.model import Page

BORDER = 0
BARELY, SURELY, HARDLY, NEVER = ONE // 4, 2 * ONE, -ONE // 4, -2 * ONE


def _kept(html: str, sums: list[int]) -> list[bool]:
    sheet = read_sheet(html)
    assert len(sheet.blocks) == len(sums)
    return [own > BORDER for own in settled(sheet, sums, BORDER)]


def _paragraphs(count: int, tag: str = "p") -> str:
    return "".join(f"<{tag}>The bridge has stood for {number} years.</{tag}>" for number in range(count))


@pytest.mark.parametrize(
    ("sums", "kept"),
    [
        ([BARELY, NEVER, NEVER, NEVER], [False] * 4),
        ([BARELY, SURELY, SURELY, NEVER], [True, True, True, False]),
        ([SURELY, NEVER, NEVER, NEVER], [True, False, False, False]),
        ([HARDLY, SURELY, SURELY, SURELY], [False, True, True, True]),
        ([BARELY, NEVER, NEVER], [True, False, False]),
    ],
    ids=["one of a row of teasers", "a paragraph among those of the text", "sure", "never added", "too few"],
)
def test_others_of_its_kind_decide_on_what_is_barely_text(sums: list[int], kept: list[bool]) -> None:
    assert _kept(f"<div class=row>{_paragraphs(len(sums))}</div>", sums) == kept


def test_what_stands_in_another_place_says_nothing() -> None:
    html = f"<div class=text>{_paragraphs(1)}</div><div class=row>{_paragraphs(3)}</div>"
    assert _kept(html, [BARELY, NEVER, NEVER, NEVER]) == [True, False, False, False]


def _rows(cell: str = "{}") -> str:
    return "".join(f"<tr><td>{year}</td><td>{cell.format('Old bridges')}</td></tr>" for year in (2022, 2023))


TERMS = "<dt>2022</dt><dd>Bridges</dd><dt>2023</dt><dd>Bridges</dd>"


def test_a_table_loses_no_cells() -> None:
    """To what others of its kind say; of tables see below."""
    assert _kept(f"<table>{_rows()}</table>", [BARELY, NEVER, NEVER, NEVER]) == [True, False, False, False]


@pytest.mark.parametrize(
    ("html", "sums", "kept"),
    [
        (f"<table>{_rows()}</table>", [SURELY, HARDLY, HARDLY, HARDLY], [True] * 4),
        (f"<dl>{TERMS}</dl>", [SURELY, HARDLY, HARDLY, HARDLY], [True] * 4),
        (f"<table>{_rows()}</table>", [SURELY, NEVER, NEVER, NEVER], [False] * 4),
        (f"<table>{_rows()}</table>", [100 * ONE, NEVER, NEVER, NEVER], [False] * 4),
        (f"<table>{_rows('<a href=/bridges>{}</a>')}</table>", [SURELY, HARDLY, HARDLY, HARDLY], [True, False, False, False]),
        (f"<table><tr><td>{_paragraphs(2)}</td></tr></table>", [SURELY, HARDLY], [True, False]),
    ],
    ids=["a row of it is text", "terms", "most of it is none", "one cell beyond all doubt", "links", "the page's layout"],
)  # fmt: skip
def test_a_table_is_text_whole_or_not_at_all(html: str, sums: list[int], kept: list[bool]) -> None:
    sheet = read_sheet(html)
    assert len(sheet.blocks) == len(sums)
    assert [own > BORDER for own in whole(sheet, sums, BORDER)] == kept


def _chosen(html: str, sums: list[int], border: int = BORDER) -> list[int]:
    sheet = read_sheet(html)
    assert len(sheet.blocks) == len(sums)
    return [block.index for block in choose(sheet, Verdict(sums, border))]


NAMES = "<p>The best song of the year, they say, was sung by:</p><p>Raye</p><p>{}</p><p>All of them were there, and sang.</p>"


@pytest.mark.parametrize(
    ("line", "own", "border", "kept"),
    [
        ("Dave", HARDLY, BORDER, True),
        ("Dave", NEVER, BORDER, False),
        ("Dave", HARDLY - ONE // 2, LOOSE_BORDER, False),
        ('<a href="/dave">Dave</a>', HARDLY, BORDER, False),
        ("<span class=byline>Dave</span>", HARDLY, BORDER, False),
    ],
    ids=["a line", "surely none", "of no article", "a link", "a name for a byline"],
)
def test_a_doubtful_line_between_lines_of_the_text_is_text(line: str, own: int, border: int, kept: bool) -> None:
    page = f"<div>{NAMES.format(line)}</div>"
    assert (2 in _chosen(page, [SURELY, BARELY, own, SURELY], border)) is kept


def test_a_doubtful_line_behind_the_text_or_in_another_box_is_not() -> None:
    text = "<p>The best song of the year, they say, was sung by four of them, and all were there.</p>"
    assert _chosen(f"<div>{text}{text}<p>Dave</p></div>", [SURELY, SURELY, HARDLY]) == [0, 1]
    assert _chosen(f"<div>{text}<div><p>Dave</p></div>{text}</div>", [SURELY, HARDLY, SURELY]) == [0, 2]


def test_of_a_list_that_is_text_no_name_is_lost() -> None:
    text = "<p>The best song of the year, they say, was sung by four of them, and all were there.</p>"
    page = f"<div>{text}<ul><li>Dave</li><li>Raye</li><li>Romy</li></ul><ul><li>Share</li><li>Print</li></ul></div>"
    assert _chosen(page, [SURELY, HARDLY, BARELY, NEVER, HARDLY, HARDLY]) == [0, 1, 2]


def test_a_page_without_a_text_does_not_show_the_foot_of_the_site_for_it() -> None:
    sheet = read_sheet(
        "<p>Press release number 28</p><p>Date: 18 September 2003</p>"
        "<footer><h2>Our mission is to lead and to serve the industry</h2><p>Our magazine is sold at sea and on land</p></footer>"
    )
    verdict = Verdict([HARDLY, HARDLY, SURELY, SURELY], BORDER)
    everywhere, own = -3 * ONE, 0
    for others in ([own, own, everywhere, everywhere], [own, own, everywhere, own], None):
        assert [block.index for block in choose(sheet, verdict, others)] == [0, 1]


TABLE = "<table><tr><th>Xã</th><th>Hộ</th></tr><tr><td>Tân Lập</td><td>1.245</td></tr></table>"
TERMS = "<dl><dt>Đồ</dt><dd>Tày</dd></dl>"


@pytest.mark.parametrize(("held", "words"), [(TABLE, 4), (TERMS, 2)], ids=["table", "terms"])
def test_a_table_between_two_lines_of_the_text_or_behind_them_is_text_and_a_linked_one_is_not(
    held: str, words: int
) -> None:
    text = "<p>Kết quả thực hiện các chỉ tiêu của nghị quyết được trình bày trong bảng dưới đây, theo từng xã.</p>"
    never = [NEVER] * words
    assert len(_chosen(f"<div>{text}{held}{text}</div>", [SURELY, *never, SURELY])) == 2 + words
    linked = held.replace("Tân Lập", "<a href=/tan-lap>Tân Lập</a>").replace("Tày", "<a href=/tay>Tày</a>")
    assert len(_chosen(f"<div>{text}{linked}{text}</div>", [SURELY, *never, SURELY])) == 2
    assert len(_chosen(f"<div>{text}</div>{held}<div>{text}</div>", [SURELY, *never, SURELY])) == 2
    for table, border, count in ((held, LOOSE_BORDER, 2 + words), (linked, LOOSE_BORDER, 2), (held, BORDER, 2)):
        assert len(_chosen(f"<div>{text}{text}{table}</div>{text}", [SURELY, SURELY, *never, NEVER], border)) == count


def test_a_notice_under_its_title_is_not_outweighed_by_the_foot_and_its_counter() -> None:
    page = (
        "<title>Lịch ngày 2014-04-29</title>"
        "<div id=top><div id=menu><a href=/>Trang chủ</a><a href=/tin>Tin tức</a></div></div><div id=main><h2>Lịch làm việc ngày 2014-04-29</h2>"
        "<p>Không có lịch.</p><a href=/a>Hôm trước</a> <a href=/b>Hôm sau</a></div>"
        "<div id=footer>Phòng Văn hóa quận. Địa chỉ 7 Lý Thái Tổ. Lượt xem: 22312. Hôm nay 30/11/2026 15:25:05</div>"
    )
    assert extract(Page(url="http://x.example/lich/2014/04/29", html=page), rendered=False).text == "Không có lịch."

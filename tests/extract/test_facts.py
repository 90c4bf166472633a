"""A day beside the name of a fact is no day of publication; a document's facts are not its text."""

from __future__ import annotations

import pytest

from tests.extract.made_pages import BODY, read

TITLE = "<h1>Bridge will be mended</h1>"
PAIRS = {
    "table": "<table><tr><td>{0}</td><td>{1}</td></tr><tr><td>Quê quán</td><td>Hà Nam</td></tr></table>",
    "dl": "<dl><dt>{0}</dt><dd>{1}</dd><dt>Quê quán</dt><dd>Hà Nam</dd></dl>",
    "boxes": "<div><div>{0}:</div><div>{1}</div></div>",
    "line": "<p><b>{0}:</b> {1}</p>",
}
DECREE = "".join(
    f"<p>Điều {number}. Chủ tịch Ủy ban nhân dân các xã, thị trấn chịu trách nhiệm thi hành Quyết định này.</p>"
    for number in range(1, 9)
)
FACTS = {
    "Số kí hiệu": "45/QĐ-UBND",
    "Ngày ban hành": "18/02/2022",
    "Loại văn bản": "Quyết định",
    "Người ký": "Lương Đình Lâm",
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize(
    "label",
    [
        "Ngày sinh",
        "Ngày vào Đảng",
        "Ngày thành lập",
        "Hạn nộp hồ sơ",
        "Hạn cuối",
        "Closing date",
        "Deadline",
        "Born",
        "Bewerbungsfrist",
    ],
)
def test_the_day_of_a_fact_dates_no_page(pair: str, label: str) -> None:
    assert read(f"{TITLE}{pair.format(label, '12/9/1956')}{BODY}").published is None


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize("label", ["Ngày đăng", "Published", "Posted on", "Date"])
def test_the_day_beside_a_word_of_publication_does(pair: str, label: str) -> None:
    assert read(f"{TITLE}{pair.format(label, '24/9/2012')}{BODY}").published == "2012-09-24"


def test_what_is_stated_stands_where_a_fact_is_printed() -> None:
    stated = '<meta property="article:published_time" content="2012-09-24">'
    assert read(f"{stated}{TITLE}{PAIRS['boxes'].format('Ngày sinh', '12/9/1956')}{BODY}").published == "2012-09-24"


def test_the_day_that_the_data_call_the_beginning_of_an_event_dates_no_page() -> None:
    data = (
        '<script type="application/ld+json">{"@type":"Event","name":"Bridge","startDate":"2019-11-16T19:30"}</script>'
    )
    assert read(f"{data}{TITLE}<div class=date>16. November 2019</div>{BODY}").published is None


@pytest.mark.parametrize("pair", ["<tr><td>{0}</td><td>{1}</td></tr>", "<dt>{0}:</dt><dd>{1}</dd>", "<p>{0}: {1}</p>"])
def test_a_decree_under_its_facts_is_the_text(pair: str) -> None:
    facts = "".join(pair.format(*fact) for fact in FACTS.items())
    facts = f"<table>{facts}</table>" if pair.startswith("<tr") else f"<dl>{facts}</dl>"
    found = read(f"<h1>Quyết định về việc mở rộng chợ xã</h1>{facts}<div>{DECREE}</div>")
    assert (found.kind, found.document_number, found.issued) == ("document", "45/QĐ-UBND", "2022-02-18")
    assert found.text.startswith("Điều 1.")
    assert found.text.count("Điều") == 8


@pytest.mark.parametrize(
    "line",
    ["Last update: 24/9/2012", "Sửa lần cuối vào Thứ hai, 24 Tháng 9 2012 07:40", "Page last modified on 24/9/2012"],
)
def test_a_revision_does_not_stand_before_the_day_above_the_title(line: str) -> None:
    found = read(f"<div class=date>17/9/2012</div>{TITLE}<div class=date>{line}</div>{BODY}")
    assert (found.published or "")[:10] == "2012-09-17"


@pytest.mark.parametrize(
    ("printed", "published"),
    [
        ("<div class=date>15/02/15</div>", "2015-02-15"),
        ("<div class=date>15.2.98</div>", "1998-02-15"),
        ("<div class=date>Upd: 15.02.15</div>", None),
        ("<div class=date>02/15/15</div>", None),
        ("<div>Đăng ngày 15/02/2015 bởi Lê Hà</div>", "2015-02-15"),
        ("<div>Ngày gửi: 15/02/2015 - Người gửi: admin</div>", "2015-02-15"),
        ("<div>Được viết ngày Chủ nhật, 15 Tháng 2 2015</div>", "2015-02-15"),
        ("<div>Tháng 2 15, 2015</div>", "2015-02-15"),
        ("<div>Được đăng bởi phongdaotao vào CN, 15/02/2015 - 10:12</div>", "2015-02-15"),
        ("<div>Submitted by admin on Sun, 15/02/2015 - 10:12</div>", "2015-02-15"),
    ],
)
def test_days_as_portals_of_many_makes_print_them(printed: str, published: str | None) -> None:
    found = read(f"{TITLE}{printed}{BODY}")
    assert (found.published or "")[:10] == (published or "")


def test_a_manual_states_when_it_was_made() -> None:
    metas = '<meta name="generator" content="javadoc/17"><meta name="dc.created" content="2023-10-12">'
    assert read(f"{metas}{TITLE}{BODY}").published is None

"""What pages say that they are about."""

from __future__ import annotations

import json

import pytest

from archiver.extract.stages import extract
from archiver.model import Draft, Page

BODY = (
    "<p>The council met on Monday, and after a long debate it decided to repair the old bridge before winter.</p>" * 3
)
VIETNAMESE = "<p>Sáng nay, đoàn công tác của tỉnh đã về thăm và làm việc với các xã trên địa bàn huyện Bình An.</p>" * 3


def read(html: str) -> Draft:
    return extract(Page(url="https://so-vi-du.example/tin/39", html=html), rendered=False)


@pytest.mark.parametrize(
    ("head", "foot", "tags"),
    [
        ("", "", ()),
        ('<meta property="article:tag" content="Bridges"><meta property="article:tag" content="Roads">', "", ("Bridges", "Roads")),
        ('<meta name="news_keywords" content="bridges, old town; Bridges">', "", ("bridges", "old town")),
        ('<meta name="keywords" content="portal, news, the portal\'s own words on each of its pages">', "", ()),
        ("", '<p>Filed under <a href="/c/1" rel="category tag">News</a> <a href="/t/1" rel="tag">#bridge</a></p>', ("bridge",)),
        ("", '<div class="tags">Từ khóa: <a href="/t/1">cầu</a>, <a href="/t/2">đường</a></div>', ("cầu", "đường")),
        ("", '<div class="tags"><span>Tags:</span> cầu, đường</div>', ("cầu", "đường")),
        ("", '<ul class="tags"><li>Tags</li><li><a href="/t/1">cầu</a></li></ul>', ("cầu",)),
        ("", '<div class="sidebar"><div class="tags"><a href="/t/9">all the site</a></div></div>', ()),
        ("", '<div class="tagcloud tags"><a href="/t/9">all the site</a></div>', ()),
        ('<meta property="article:tag" content="source:tagname:us, @sub-group, _id, 17, [x], tag">', "", ()),
        (f'<meta property="article:tag" content="{"w" * 61}, {"w " * 9}">', "", ()),
    ],
)  # fmt: skip
def test_tags_are_those_of_the_article(head: str, foot: str, tags: tuple[str, ...]) -> None:
    draft = read(f"<html><head>{head}</head><body><article><h1>An old bridge</h1>{BODY}{foot}</article></body></html>")
    assert draft.tags == tags
    assert draft.text.count("repair") == 3


def test_the_pages_data_name_tags_and_place() -> None:
    data = {
        "@type": "NewsArticle",
        "keywords": ["Bridges", "Towns"],
        "contentLocation": {"@type": "Place", "name": "Bath"},
    }
    draft = read(f'<script type="application/ld+json">{json.dumps(data)}</script><h1>An old bridge</h1>{BODY}')
    assert (draft.tags, draft.place) == (("Bridges", "Towns"), "Bath")
    data |= {"keywords": {"a": 1}, "contentLocation": [1], "locationCreated": 7}
    draft = read(f'<script type="application/ld+json">{json.dumps(data)}</script><h1>An old bridge</h1>{BODY}')
    assert (draft.tags, draft.place) == ((), None)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"<p>HÀ NỘI, 18-6 (TTXVN) - Sáng nay, đoàn công tác của tỉnh đã về thăm các xã.</p>{VIETNAMESE}", "HÀ NỘI"),
        (f"<p>Berlin (dpa) – The council met on Monday and decided to repair the bridge.</p>{BODY}", "Berlin"),
        (f"<p>MEXICO CITY (AP) — The council met on Monday and decided to repair it.</p>{BODY}", "MEXICO CITY"),
        (f"<p>(ĐCSVN) - Sáng nay, đoàn công tác của tỉnh đã về thăm các xã trên địa bàn.</p>{VIETNAMESE}", None),
        (f"<p>The old bridge (built in haste) – the council says – will be repaired soon.</p>{BODY}", None),
        (f"<p>UPDATE – The council met on Monday and decided to repair the old bridge.</p>{BODY}", None),
        (f"<p>Bình Phước, ngày 12 tháng 5 năm 2010</p>{VIETNAMESE}", "Bình Phước"),
        (f"<p>Thành phố Hồ Chí Minh, ngày 3/2/2010</p>{VIETNAMESE}", "Thành phố Hồ Chí Minh"),
        (f"{VIETNAMESE}<p>Theo kế hoạch đã đề ra từ trước, ngày 12 tháng 5 năm 2010</p>", None),
    ],
)
def test_the_place_is_the_one_before_the_news_or_above_the_letter(text: str, place: str | None) -> None:
    assert read(f"<h1>Đoàn công tác thăm các xã</h1><div>{text}</div>").place == place


def test_the_days_of_which_a_text_speaks() -> None:
    draft = read(
        f"""<h1>Đoàn công tác thăm các xã</h1><p class=date>20/06/2008 10:35</p><div class=content>{VIETNAMESE}
        <p>Ngày 3/2/1930, Đảng ra đời; ngày 18 tháng 6 năm 2008 và hôm 18/6/2008 tỉnh họp; ngày 31/02/2009 không có thật.</p>
        <p>Sáng 18/6, theo Nghị quyết số 39/2015/QĐ-UBND, năm 2015 và tháng 7 năm 2016 có các cuộc họp khác.</p></div>"""
    )
    assert draft.event_dates == ("1930-02-03", "2008-06-18")
    assert draft.published == "2008-06-20T10:35:00+07:00"


def test_what_is_no_article_is_about_nothing() -> None:
    assert read("<title>404 Not Found</title><p>404 Not Found 18/06/2008</p>").event_dates == ()

"""What a site sends is read in time that grows with its size, however it is written: each of these once took minutes, or for ever."""

from __future__ import annotations

import time

import pytest

from archiver.sites.catalog import platforms
from archiver.sites.cookie_wall import wall_in
from archiver.sites.discover import _forbidden
from archiver.sites.feed import read_feed
from archiver.sites.listing import find_menu, read_links
from archiver.sites.login import _DO_POSTBACK
from archiver.sites.markup import same_words
from archiver.sites.postback import event_of
from archiver.sites.profile import parse_profile
from archiver.sites.stylesheet import addresses_of

MANY = 300_000
URL = "https://cong.vn/tin"
PROFILE = parse_profile(
    'name = "cong"\ntitle = "Cổng"\nstart = "https://cong.vn/tin"\n', where="", platforms=platforms()
)


def test_empty_lines_in_robots_txt():
    robots = "\n" * MANY + "User-agent: *" + " \t" * MANY + "\n \n  Disallow: /cam # nothing\r\n" + "\n" * MANY
    assert _forbidden(robots) == ("/cam",)


@pytest.mark.parametrize("call", ["__doPostBack(", "new WebForm_PostBackOptions("])
@pytest.mark.parametrize("written", [r"\a" * 200, r"\\" * 200, "a" * 200])
def test_a_text_that_nobody_closed_in_a_script(call, written):
    assert event_of(f'{call}"{written}') is None
    assert event_of(f'{call}"a", "{written}') is None
    assert event_of(f'{call}"{written}", "b")') is not None
    assert _DO_POSTBACK.search(f'__doPostBack("{written}') is None


def test_scripts_that_push_and_send_elsewhere():
    pushed = r'x.push(new Tin("' + r"\a" * 200
    doubtful = f"location.href = '/a'; {'?' * 19_000}"
    links = read_links(f"<script>{pushed}</script><script>{doubtful}</script><a href=/b>b", URL, PROFILE)
    assert [link.url for link in links if link.role == "page"] == ["https://cong.vn/a", "https://cong.vn/b"]


def test_a_page_that_loads_itself_again_after_very_long():
    begin = '<meta http-equiv="refresh" content="'
    assert wall_in(f'{begin}{"1" * 4000}x">'.encode(), URL) is None
    assert wall_in(f'{begin}0; url={" " * 4000}&quot;{URL}&quot;  ">'.encode(), URL) is not None
    assert wall_in(f"<script>history.go({' ' * 4000}1)</script>".encode(), URL) is None


def test_comments_in_a_stylesheet():
    never_ended = "/* " * MANY
    assert addresses_of(f"a {{background: url(a.png)}} {never_ended} b {{background: url(b.png)}}", URL) == (
        "https://cong.vn/a.png",
    )
    assert addresses_of(f"{'/**/' * MANY} b {{background: url(b.png)}}", URL) == ("https://cong.vn/b.png",)


def test_words_of_a_menu():
    assert same_words("Tin tức (12) »") == same_words("TIN  TỨC")
    assert not same_words("(1)" * MANY).startswith("tin")


def test_links_in_each_other():
    page = "<div><a href=/a>" * 250 + "<a href=/tim>Tìm</a>" + "chữ " * MANY
    assert find_menu(page, URL, "Tìm") == "https://cong.vn/tim"


def test_items_of_a_feed_in_each_other():
    begun = time.monotonic()
    link = "<link>http://cong.vn/a</link>"
    entries = read_feed(f"<rss>{'<item>' * 200}<title>Tin</title>{link * 50_000}", URL)
    assert [(entry.url, entry.title) for entry in entries] == [("http://cong.vn/a", "Tin")]
    assert time.monotonic() - begun < 10

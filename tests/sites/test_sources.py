"""Feeds, sitemaps, playlists, stylesheets, view states and UpdatePanel answers: what they name, and never a failure."""

import base64
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.sites.feed import is_feed_of, read_feed, read_sitemap
from archiver.sites.playlist import read_playlist
from archiver.sites.robots import Rules
from archiver.sites.stylesheet import addresses_of
from archiver.sites.updatepanel import Record, page_of, read_delta, redirect_of
from archiver.sites.url_key import UrlRules
from archiver.sites.viewstate import addresses_in

URL = "http://cong.vn/Pages/rss.aspx"
RULES = UrlRules(ignore_case=True)
RSS = """<?xml version="1.0" encoding="utf-16"?><rss version="2.0"><channel><link>http://cong.vn/</link>
<item><title>Đại hội &amp; bầu cử</title><link>/Pages/a.aspx?NewsId=1</link><pubDate>Mon, 02 Aug 2010 08:00:00 +0700</pubDate></item>
<item><title>x</title><guid>http://cong.vn/b</guid></item><item><title>không có địa chỉ</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><link rel="self" href="/self"/>
<link href="/bai"/><updated>2010-08-02</updated></entry></feed>"""
BOMB = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&c;&x;</title><link>/a</link></item></rss>'
)


def test_feeds_of_both_makes_give_their_entries():
    entries = read_feed(RSS, URL)
    assert [(one.url, one.title) for one in entries] == [
        ("http://cong.vn/Pages/a.aspx?NewsId=1", "Đại hội & bầu cử"),
        ("http://cong.vn/b", "x"),
    ]
    assert entries[0].published == "Mon, 02 Aug 2010 08:00:00 +0700"
    assert [(one.url, one.published) for one in read_feed(ATOM.encode(), URL)] == [("http://cong.vn/bai", "2010-08-02")]


def test_no_entity_of_a_feed_is_expanded_or_loaded():
    entry = read_feed(BOMB, URL)[0]
    assert "aaaa" not in entry.title
    assert "root:" not in entry.title


def test_sitemaps_packed_or_plain():
    written = b"<urlset xmlns='x'><url><loc>http://cong.vn/a</loc><lastmod>2010</lastmod></url></urlset>"
    for raw in (written, gzip.compress(written)):
        assert [one.url for one in read_sitemap(raw, URL).pages] == ["http://cong.vn/a"]
    index = b"<sitemapindex><sitemap><loc>http://cong.vn/s.xml.gz</loc></sitemap></sitemapindex>"
    assert read_sitemap(index, URL).maps == ("http://cong.vn/s.xml.gz",)
    assert [one.url for one in read_sitemap(b"http://cong.vn/1\nhttp://cong.vn/2\n", URL).pages][
        1
    ] == "http://cong.vn/2"


def test_robots_names_its_sitemaps():
    assert Rules.of("User-agent: x\nDisallow: /\n sitemap: /s.xml # y\n").sitemaps == ("/s.xml",)


@pytest.mark.parametrize(
    "text",
    [
        '<ASX version="3.0"><Entry><REF HREF = "mms://phim.cong.vn/a.wmv"/><ref href="/f/a.wmv?x=1&amp;y=2"/></Entry></ASX>',
        "#EXTM3U\n#EXTINF:1,x\nmms://phim.cong.vn/a.wmv\n/f/a.wmv?x=1&y=2\n",
        "[playlist]\nFile1=mms://phim.cong.vn/a.wmv\nTitle1=x\nFile2=/f/a.wmv?x=1&y=2\n",
        "<?wpl version='1.0'?><smil><media src='mms://phim.cong.vn/a.wmv'/><media src='/f/a.wmv?x=1&amp;y=2'/></smil>",
    ],
)
def test_playlists_name_films_and_streams(text):
    media = read_playlist(text, "http://cong.vn/p.asx")
    assert [(one.url, one.stream) for one in media] == [
        ("mms://phim.cong.vn/a.wmv", "mms"),
        ("http://cong.vn/f/a.wmv?x=1&y=2", None),
    ]


def test_a_style_names_pictures_fonts_and_styles():
    css = '@import "b.css"; a{background:url( /x.png )} @font-face{src:url("f(1).woff")} /* url(no.png) */ i{b:url(data:x)}'
    assert addresses_of(css, "http://cong.vn/s/a.css") == (
        "http://cong.vn/s/b.css",
        "http://cong.vn/x.png",
        "http://cong.vn/s/f(1).woff",
    )


def state(*strings: str) -> str:
    raw = b"\xff\x01\x0f\x0f" + b"".join(b"\x05" + bytes([len(s.encode())]) + s.encode() + b"\x64" for s in strings)
    return f'<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{base64.b64encode(raw).decode()}" />'


def test_a_view_state_gives_only_what_looks_like_an_address_of_the_site():
    html = state("/Pages/a.aspx?NewsId=7\x00", "http://khac.vn/a.aspx", "/tin/9\x00", "/Xyz\x00", "chào")
    found = addresses_in(html, URL, RULES, ["http://cong.vn/tin/1"])
    assert found == ("http://cong.vn/Pages/a.aspx?NewsId=7", "http://cong.vn/tin/9")


def test_an_address_with_spaces_ends_where_its_length_says():
    path = "/Luu tru/£ 2013, quy 4/Tin 6190.aspx".encode()
    long = b"/Luu tru/" + b"a b " * 40 + b".aspx"
    held = (
        b"\x05\x06Tin m\xe1"
        b"\x05" + bytes([len(path)]) + path + b"\x05" + bytes([len(long) & 127 | 128, len(long) >> 7]) + long
    )
    html = f'<input name="__VIEWSTATE" value="{base64.b64encode(held).decode()}">'
    first, second, *_ = addresses_in(html, URL, RULES, [])
    assert first == "http://cong.vn/Luu%20tru/%C2%A3%202013,%20quy%204/Tin%206190.aspx"
    assert second.startswith("http://cong.vn/Luu%20tru/a%20b%20a")
    assert second.endswith(".aspx")


def test_an_update_panels_answer_is_read_as_a_page():
    parts = [
        ("updatePanel", "p1", "<a href=x>Đại hội 𝔻</a>|x"),
        ("hiddenField", "__VIEWSTATE", '/w"EP'),
        ("formAction", "", "n.aspx?a=1&amp;b=2"),
    ]
    text = "".join(f"{len(c.encode('utf-16-le')) // 2}|{kind}|{name}|{c}|" for kind, name, c in parts)
    records = read_delta(text)
    assert records == tuple(Record(*one) for one in parts)
    assert 'value="/w&quot;EP"' in page_of(records)
    assert redirect_of(read_delta("7|pageRedirect||%2fa.vn|")) == "%2fa.vn"


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=200) | st.text(alphabet="<>|0123456789updatePnl\x05#url('\");:/@mss\\ \n", max_size=200))
def test_nothing_makes_a_reader_fail(text):
    read_feed(text, URL)
    read_feed("<rss>" + text, URL)
    read_sitemap(("<urlset><url><loc>" + text).encode("utf-8", "replace"), URL)
    read_sitemap(b"\x1f\x8b" + text.encode("utf-8", "replace"), URL)
    read_playlist(text, URL)
    read_delta(text)
    addresses_of(text, URL)
    addresses_in(state(text[:60]), URL, RULES, [])
    assert Rules.of(text).sitemaps is not None


@pytest.mark.parametrize(
    ("feed", "listing", "own"),
    [
        ("/vi/rss.xml", "/vi/tin-tuc", False),
        ("/feed/", "/category/tin/", False),
        ("/?feed=rss2", "/category/tin/", False),
        ("/rss.aspx", "/Pages/news.aspx?CatId=104", False),
        ("/rss.aspx?CatId=104", "/Pages/news.aspx?CatId=104", True),
        ("/category/tin/feed/", "/category/tin/", True),
        ("/tin-tuc/rss/", "/tin-tuc/", True),
        ("/tin-tuc/rss/chinh-tri/", "/tin-tuc/chinh-tri/", True),
        ("/tin-tuc.rss", "/tin-tuc.html", True),
        ("/rss/tin.xml", "/chuyen-muc/5", True),
        ("/taxonomy/term/3/feed", "/vi/tin-tuc", True),
    ],
)
def test_a_feed_that_stands_above_a_list_is_not_the_lists_own(feed, listing, own):
    assert is_feed_of(f"http://cong.vn{feed}", f"http://cong.vn{listing}") is own

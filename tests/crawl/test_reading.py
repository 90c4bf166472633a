"""What each kind of answer leads to."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from archiver.crawl.reading import Found, Received, read_page
from archiver.crawl.wanting import PRIORITY
from archiver.sites.catalog import find_profile
from archiver.store.frontier import Wanted

BASE = "http://cong.vn"
PARTY = find_profile("dang-bo-khoi").with_start(BASE)
LISTING = f"{BASE}/Pages/news.aspx"


def read(
    body: str | bytes,
    content_type: str = "text/html",
    url: str = LISTING,
    wanted: Wanted | None = None,
    role: str = "listing",
) -> Found:
    wanted = wanted or Wanted(key=PARTY.key_of(url), url=url, role=role, priority=1, section="tin")
    raw = body.encode() if isinstance(body, str) else body
    return read_page(Received(url=url, body=raw, content_type=content_type, wanted=wanted), PARTY)


def filtered(month: int, grid: str = "") -> str:
    options = "".join(f"<option value={n} {'selected' if n == month else ''}>{n}</option>" for n in (1, 2, 3))
    script = r"javascript:setTimeout('__doPostBack(\'ctl00$ddlThang\',\'\')', 0)"
    return f"""<form action=news.aspx><input type=hidden name=__VIEWSTATE value=s{month}>
<select name="ctl00$ddlThang" onchange="{script}">{options}</select>
<a href="/Pages/newsdetail.aspx?NewsId={month}">Một bài viết của tháng này</a>{grid}</form>"""


def test_a_dropdown_is_walked_round_once_and_each_month_through_its_own_pager():
    pager = "<a href=\"javascript:__doPostBack('ctl00$g','Page$2')\">2</a>"
    first = read(filtered(2, pager)).pager[0]
    assert b"Page%242" in (first.body or b"")
    step, keys = read(filtered(2), wanted=first).pager[0], []
    for month in (3, 1):
        fields = parse_qs((step.body or b"").decode())
        assert fields["ctl00$ddlThang"] == [str(month)]
        assert fields["__EVENTTARGET"] == ["ctl00$ddlThang"]
        keys.append(step.key)
        following = read(filtered(month), wanted=step).pager
        if month == 1:
            assert following == ()
        else:
            step = following[0]
    assert len(set(keys)) == 2


def test_a_language_switch_is_never_posted():
    assert read(filtered(2).replace("ddlThang", "ddlLanguage")).pager == ()


def test_a_feed_gives_items_of_its_section():
    wanted = Wanted(key="f", url=f"{BASE}/rss", role="feed", priority=1, section="tin")
    found = read(
        "<rss><item><title>T</title><link>/Pages/newsdetail.aspx?NewsId=9</link></item></rss>",
        "text/xml",
        wanted=wanted,
    )
    assert [(one.role, one.section, one.link_text) for one in found.links] == [("item", "tin", "T")]


def test_a_sitemap_speaks_after_the_lists_and_leaves_their_later_pages_to_them():
    """Of a list's second page the list itself says that it is one, and of which section."""
    urls = "".join(f"<url><loc>{BASE}/{path}</loc></url>" for path in ("blog/page/2", "blog/bai-viet"))
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    wanted = Wanted(key="s", url=f"{BASE}/sitemap.xml", role="sitemap", priority=PRIORITY["sitemap"])
    found = read(body, "application/xml", wanted=wanted)
    assert [(one.url, one.role) for one in found.links] == [(f"{BASE}/blog/bai-viet", "page")]
    assert PRIORITY["sitemap"] < min(PRIORITY[role] for role in ("pager", "listing", "item"))


def test_a_style_of_another_host_leads_to_its_pictures_and_to_nothing_else():
    css = "@import 'b.css'; a{background:url(c.png)}"
    wanted = Wanted(key="c", url="http://cdn.vn/a.css", role="requisite", priority=1)
    assert [one.url for one in read(css, "text/css", wanted.url, wanted).links] == ["http://cdn.vn/c.png"]


def test_pictures_of_other_hosts_belong_to_the_page_and_links_do_not():
    found = read("<img src=http://cdn.vn/a.jpg><a href=http://bao.vn/x>x</a><iframe src=http://bao.vn/y></iframe>")
    assert {one.url: one.skip is None for one in found.links} == {
        "http://cdn.vn/a.jpg": True,
        "http://bao.vn/x": False,
        "http://bao.vn/y": False,
    }


def test_a_stream_is_told_and_not_fetched():
    found = read("<embed src='mms://phim.cong.vn/a.wmv'>")
    assert [one.skip for one in found.links] == ["a stream that HTTP cannot fetch (mms)"]


def test_a_page_that_sends_on_at_once_is_a_signpost():
    found = read("<meta http-equiv=refresh content='0;url=/Pages/b.aspx'>")
    assert [(one.role, one.section) for one in found.links] == [("listing", "tin")]


def test_pages_that_say_the_same_have_one_fingerprint():
    month = "<p>Lịch công tác</p><a href=?d={0}>Tháng {0}</a><td>{0}</td>"
    assert read(month.format(5)).fingerprint == read(month.format(6)).fingerprint
    assert read(month.format(5)).fingerprint != read("<p>Bài khác</p>").fingerprint
    pictures = [read(f"<p>Ảnh</p><img src=/Hnh/IMG{n}.jpg>").fingerprint for n in (1, 2)]
    assert pictures[0] != pictures[1]


BROKEN = sorted((Path(__file__).parents[1] / "sites" / "broken").iterdir())
TYPES = ("text/html", "text/xml", "text/css", "text/plain", "video/x-ms-asf", "application/gzip", "", "x;charset=no")


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.name)
def test_what_is_broken_ends_no_crawl(file):
    for content_type in TYPES:
        for role in ("listing", "feed", "sitemap", "file", "requisite"):
            for method in ("GET", "POST"):
                wanted = Wanted(key="k", url=f"{BASE}/{file.name}", role=role, priority=1, method=method)
                read(file.read_bytes(), content_type, wanted.url, wanted)


def test_a_link_to_the_site_with_and_without_www_is_asked_once_and_of_the_host_that_answered():
    found = read(f'<a href="http://www.cong.vn/Pages/a.aspx">Một bài</a> <a href="{BASE}/Pages/a.aspx">Một bài</a>')
    assert {(one.url, one.key) for one in found.links} == {
        (f"{BASE}/Pages/a.aspx", PARTY.key_of(f"{BASE}/Pages/a.aspx"))
    }


@pytest.mark.parametrize(
    ("link", "printed"),
    [
        ("<a href=/xem.php?id=5&kieu=2>Bản để in</a>", True),
        ("<a href=# onclick=\"window.open('/Trang.aspx?ID=5','in')\">In bài</a>", True),
        ("<a href=/bai/5/p><img alt='Print this page'></a>", True),
        ("<a href=/InBai.aspx?ID=5>x</a>", True),
        ("<a href=/in.php?id=5>x</a>", True),
        ("<a href=/bai/5.htm?dnnprintmode=true>x</a>", True),
        ("<a href=/print>Print</a>", False),  # a newspaper's section
        ("<a href=/bai/5.htm>In ấn và phát hành năm 2009</a>", False),
        ("<a href=/tin.php?id=5>x</a>", False),
        ("<a href=/in.html>x</a>", False),
    ],
)
def test_a_print_view_is_told_by_its_name_or_by_what_its_link_is_called(link, printed):
    (one,) = read(link, url=f"{BASE}/bai/5.htm", role="page").links
    assert one.skip == ("print view of an article" if printed else None)


def test_the_feed_of_the_whole_site_gives_a_section_nothing():
    head = '<link rel=alternate type="application/rss+xml" href="{}">'
    found = read(head.format("/rss.xml") + head.format("/_layouts/listfeed.aspx?List=a"))
    assert [(one.role, one.section) for one in found.links] == [("feed", None), ("feed", "tin")]
    (whole,) = read_page(
        Received(
            url=LISTING,
            body=head.format("/rss.xml").encode(),
            content_type="text/html",
            wanted=Wanted(key="l", url=LISTING, role="listing", priority=1, section="tin"),
        ),
        replace(PARTY, scope="sections"),
    ).links
    assert whole.skip == "out of scope: in no section"

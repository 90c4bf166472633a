"""What goes wrong on the portal goes wrong as told, and never three times where something is to be had."""

import http.client
import json
import zlib
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from portal_reader import Reader

from archiver.demo.control import _tell
from archiver.demo.counters import Counters, barred_by
from archiver.demo.faults import lot_of
from archiver.demo.feeds import feed_href
from archiver.demo.manifest import manifest
from archiver.demo.reach import in_feed_only
from archiver.demo.rough import spellings
from archiver.demo.server import Portal
from archiver.demo.world import world


@pytest.fixture(scope="module")
def rough():
    with Portal(size="tiny", faults=True, slow=0.0) as running:
        yield running


@pytest.fixture(scope="module")
def small():
    with Portal(size="small") as running:
        yield running


def raw(portal, target):
    """Status, headers, and as much of the body as comes."""
    connection = http.client.HTTPConnection(urlsplit(portal.base).netloc, timeout=20)
    connection.request("GET", target)
    answer = connection.getresponse()
    try:
        body = answer.read()
    except http.client.IncompleteRead as cut:
        body = cut.partial
    connection.close()
    return answer.status, answer.headers, body


@pytest.mark.parametrize(
    ("target", "status", "location"),
    [
        ("/Pages/vong.aspx?n=1", 302, "/Pages/vong.aspx?n=2"),
        ("/Pages/vong.aspx?n=2", 302, "/Pages/vong.aspx?n=1"),
        ("/Pages/khong-con.aspx", 302, "/Pages/error.aspx?aspxerrorpath=/Pages/khong-con.aspx"),
        ("/Pages/error.aspx?aspxerrorpath=/x", 200, None),
        ("/tin-cu/khong-con.htm", 404, None),
        ("/Pages/hong.aspx", 500, None),
        ("/_layouts/mobile/mbllists.aspx", 302, "/_layouts/mobile/default.aspx"),
        ("/_layouts/viewlsts.aspx", 401, None),
        ("/_vti_bin/spsdisco.aspx", 200, None),
        ("/robots.txt", 404, None),
    ],
)
def test_addresses_that_lead_nowhere(rough, target, status, location):
    got, headers, _ = raw(rough, target)
    assert (got, headers["Location"]) == (status, location)


def test_a_chain_of_hosts_ends_at_home(rough):
    netloc, target, hosts = urlsplit(rough.base).netloc, "/Pages/chuyen.aspx", []
    while "home" not in target:
        connection = http.client.HTTPConnection(netloc.replace("localhost", "127.0.0.1"), timeout=20)
        connection.request("GET", target, headers={"Host": netloc})
        parts = urlsplit(connection.getresponse().headers["Location"])
        connection.close()
        netloc, target = parts.netloc or netloc, f"{parts.path}?{parts.query}"
        hosts.append(netloc.partition(":")[0])
    assert hosts == ["localhost", "127.0.0.1", "localhost", "localhost"]


def test_bodies_that_end_too_soon(rough):
    for target in ("/Pages/dut.aspx", "/Pages/dut.aspx", "/Pages/sai-do-dai.aspx"):
        _, headers, body = raw(rough, target)
        assert 0 < len(body) < int(headers["Content-Length"])


def test_a_bomb_is_twenty_megabytes_and_unpacks_to_far_more(rough):
    _, headers, body = raw(rough, "/Pages/nen.aspx")
    assert headers["Content-Encoding"] == "gzip"
    assert 20_000_000 <= len(body) < 21_000_000
    unpacked = zlib.decompressobj(31).decompress(body, 50_000_000)
    assert len(unpacked) == 50_000_000


def test_nothing_fails_a_third_time(rough):
    answers = {}
    for truth in manifest(2008, "tiny", 0, ""):
        for url in truth.urls:
            tries = [raw(rough, url) for _ in range(2)]
            answers[lot_of(url)] = tries[0]
            status, headers, body = tries[1]
            assert (status, len(body)) == (200, int(headers["Content-Length"]))
    assert set(answers) & {0, 1, 2}


def test_each_passing_fault_is_of_its_kind(rough):
    targets = {lot_of(f"/Pages/lien-he.aspx?v={n}"): f"/Pages/lien-he.aspx?v={n}" for n in range(2000)}
    assert raw(rough, targets[0])[0] == 500
    status, headers, _ = raw(rough, targets[1])
    assert (status, headers["Retry-After"]) == (503, "1")
    _, headers, body = raw(rough, targets[2])
    assert len(body) < int(headers["Content-Length"])
    assert all(raw(rough, targets[lot])[0] == 200 for lot in (0, 1, 2, 3))


def test_a_portal_is_smooth_unless_it_is_asked_to_be_rough(small, reader):
    home = reader.page(small.base)
    assert "calendar.aspx" not in home
    assert reader.get(small.base + "Pages/vong.aspx?n=1")[0] == 404


def test_one_page_in_six_spellings(rough):
    home = [raw(rough, "/Pages/home.aspx") for _ in range(2)][1][2].decode()
    article = next(a for a in rough.site.world.by_category[104] if a.layout != "form-table")
    assert len(set(spellings(article))) == 6
    assert all(f'<A href="{spelling}">' in home for spelling in spellings(article))
    for odd in ("http:/one-slash", "file:///C:/", "%u1ed1", 'OPTION value="/daihoi/"', rough.elsewhere):
        assert odd in home


def test_a_feed_has_the_newest_and_one_that_stands_nowhere_else(small, reader):
    now = world(2008, "small", 0)
    category = next(c for c in now.categories if c.pager == "newest")
    page = reader.page(small.base + category.href[1:])
    assert f'href="{feed_href(category)}"' in page
    channel = ElementTree.fromstring(reader.get(small.base + feed_href(category)[1:])[2])
    links = [item.findtext("link") for item in channel.iter("item")]
    assert 10 < len(links) <= 25
    assert small.base.rstrip("/") + in_feed_only(now, category).href in links
    assert all(date.endswith("+0700") for item in channel.iter("item") if (date := item.findtext("pubDate")))


def test_the_calendar_has_no_end_and_nine_events(small, reader):
    target, events = "Lists/Lich/calendar.aspx", set()
    for year in range(2010, 2012):
        for month in range(1, 13):
            html = reader.page(f"{small.base}{target}?CalendarDate={year}-{month:02}-01&CalendarPeriod=month")
            events |= {part.partition('"')[0] for part in html.split("/Lists/Lich/DispForm.aspx?ID=")[1:]}
    assert len(events) == 9
    assert "CalendarDate=2609-02-01" in reader.page(f"{small.base}{target}?CalendarDate=2609-01-01")
    assert "CalendarDate=1499-12-01" in reader.page(f"{small.base}{target}?CalendarDate=1500-01-01")


def test_films_have_playlists_and_lost_copies(small, reader):
    assert "/Media/video2.asx" in reader.page(small.base + "Pages/video.aspx?VideoId=2")
    playlist = reader.page(small.base + "Media/video2.asx")
    assert 'href="mms://127.0.0.1/' in playlist
    assert f'href="{small.base}Media/video2.flv"' in playlist
    assert reader.get(small.base + "Media/video2_low.wmv")[0] == 404


def test_the_branch_shows_the_same_articles_under_its_own_numbers(small, reader):
    home = reader.page(small.base + "daihoi/")
    assert "/daihoi/Pages/news.aspx?CatId=7" in home
    assert "/daihoi/Pages/chi-tiet-tin.aspx?ItemID=" in reader.page(small.base + "daihoi/Pages/news.aspx?CatId=7")


def test_traps_and_cookies_and_validators_are_counted():
    with Portal(size="tiny") as portal:
        reader = Reader()
        for path in ("Pages/home.aspx", "Lists/Lich/calendar.aspx?CalendarDate=2010-08-01", "_vti_bin/spsdisco.aspx"):
            reader.get(portal.base + path)
        reader.get(portal.base + "Pages/home.aspx", Cookie="ASP.NET_SessionId=short")
        file = manifest(2008, "tiny", 0, portal.base)[-1].attachments[0].url
        reader.get(file, **{"If-None-Match": reader.get(file)[1]["ETag"]})
        reader.post(portal.base + "Lists/KhaoSat/overview.aspx", {"ctl00$btnTraLoi": "x"})
        told = json.loads(_tell(portal, "/counters", {}))
        assert told["traps"] == {"calendar": 1, "system": 1, "form": 1}
        assert (told["not_modified"], told["cookies_missing"], told["forms_submitted"]) == (1, 1, 1)
        assert told["shortest_gap"] >= 0
        reader.get(portal.elsewhere + "anh/7.jpg")
        assert json.loads(_tell(portal, "/counters", {}))["sites"]["elsewhere"]["requests"] == 1


def test_what_robots_bars_is_counted():
    rules = "User-agent: *\nDisallow: /_layouts/\nDisallow: /Lists/\n"
    assert barred_by(rules, "/_layouts/listfeed.aspx?List=1")
    assert not barred_by(rules, "/Pages/home.aspx")
    assert not barred_by(rules, "/robots.txt")
    assert not barred_by(None, "/_layouts/x")
    counters = Counters()
    counters.begin("/Lists/x", barred=True)
    assert counters.as_dict()["robots_violations"] == 1

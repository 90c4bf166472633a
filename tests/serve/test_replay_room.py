"""The replay of what was really crawled: pages with their looks, pages of lists, times, and the indexes of other tools."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from archiver.layout import ArchiveFolder, cdxj_of
from archiver.sites.surt import surt
from tests.serve.browsing import opened
from tests.serve.kept import Kept

POLICY = "sandbox; default-src 'none'"


@pytest.fixture(scope="module")
def archive(crawled: ArchiveFolder) -> Iterator[httpx.Client]:
    """A real HTTP client at a reading room of the crawled portal; it follows no redirect by itself."""
    with opened(crawled) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def rows(crawled: ArchiveFolder) -> list[dict[str, Any]]:
    db = sqlite3.connect(crawled.archive_db)
    db.row_factory = sqlite3.Row
    found = [dict(row) for row in db.execute("SELECT * FROM captures ORDER BY fetched_at")]
    db.close()
    return found


def stamp(row: dict[str, Any]) -> str:
    return re.sub(r"\D", "", row["fetched_at"][:19])


def place(row: dict[str, Any], mode: str = "") -> str:
    return f"/-/replay/dang-bo-khoi/{stamp(row)}{mode}/{row['url']}"


def one(rows: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    return next(row for row in rows if all(row[name] == value for name, value in wanted.items()))


def test_a_page_stands_under_our_banner(archive, rows):
    row = one(rows, role="item", status=200)
    answer = archive.get(place(row))
    page = BeautifulSoup(answer.text, "lxml")
    assert page.iframe["sandbox"] == []  # present, and without any permission
    assert 'sandbox=""' in answer.text
    assert page.iframe["src"] == place(row, "if_")
    assert page.select_one("main .address").text == row["url"]
    assert page.select_one('a[href^="/-/read/dang-bo-khoi/article/"]')
    assert "frame-src 'self'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]


def test_the_page_in_the_frame_has_its_looks_and_nothing_else(archive, rows):
    row = one(rows, role="item", status=200)
    answer = archive.get(place(row, "if_"))
    assert answer.headers["content-security-policy"].startswith(POLICY)
    assert answer.headers["x-content-type-options"] == "nosniff"
    page = BeautifulSoup(answer.text, "lxml")
    assert not page.select("script, base, object, meta[http-equiv], [onclick], [onload]")
    parts = [element.get("src") or element["href"] for element in page.select("[src], link[href]")]
    assert parts
    for address in parts:
        part = archive.get(address)
        assert part.status_code == 200, address
        assert part.headers["content-type"].startswith(("image/", "text/css"))
        assert part.headers["content-security-policy"].startswith(POLICY)
        assert "set-cookie" not in part.headers


def test_every_link_of_a_page_leads_to_an_answer(archive, rows):
    page = BeautifulSoup(archive.get(place(one(rows, role="start", status=200), "if_")).text, "lxml")
    links = page.select("a[href]")
    assert len(links) > 10
    for link in links:
        answer = archive.get(link["href"], follow_redirects=True)
        assert answer.status_code == (404 if link.get("data-replay") else 200), link
        assert link["href"].startswith(("/-/replay/", "#"))


def test_a_moment_leads_to_the_nearest_capture(archive, rows):
    row = one(rows, role="item", status=200)
    answer = archive.get(f"/-/replay/dang-bo-khoi/2001/{row['url']}")
    assert (answer.status_code, answer.headers["location"]) == (302, place(row))


def test_a_redirect_of_then_leads_to_its_target(archive, rows):
    row = one(rows, status=302)
    answer = archive.get(place(row))
    assert answer.status_code == 302
    assert answer.headers["location"] == place(one(rows, role="start", status=200))


def test_a_page_opened_in_a_tab_of_its_own_gets_the_banner(archive, rows):
    row = one(rows, role="item", status=200)
    answer = archive.get(place(row, "mp_"), headers={"Sec-Fetch-Dest": "document"})
    assert (answer.status_code, answer.headers["location"]) == (302, place(row))


@pytest.mark.parametrize("media_type", ["text/html", "application/pdf", "image/png", "text/css"])
def test_the_archived_bytes_come_unchanged_and_inert(archive, rows, media_type, crawled):
    row = one(rows, media_type=media_type, status=200, revisit_of=None)
    answer = archive.get(place(row, "id_"))
    assert f"sha256:{hashlib.sha256(answer.content).hexdigest()}" == row["digest"]
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith(POLICY)
    assert answer.headers["memento-datetime"].endswith("GMT")


def test_what_is_no_style_is_not_given_as_one(archive, rows):
    row = one(rows, role="item", status=200)
    for mode in ("cs_", "im_"):
        answer = archive.get(place(row, mode))
        assert (answer.status_code, answer.content) == (204, b"")


def test_what_was_not_kept_is_said_plainly(archive):
    answer = archive.get("/-/replay/dang-bo-khoi/2026/http://nobody.example/a?b=<script>alert(1)</script>")
    assert answer.status_code == 404
    page = BeautifulSoup(answer.text, "lxml")
    assert not page.select("script, iframe")
    link = page.select_one('main a[href^="http://nobody.example/"]')
    assert "noreferrer" in link["rel"]


@pytest.mark.parametrize(
    "moment", ["abcd", "2014xx_", "20141399000000", "2014pb_", "2014pb_!AAAA", "2014@nobody", "2014mp_@~"]
)
def test_addresses_that_name_nothing_are_not_found(archive, rows, moment):
    row = one(rows, role="item", status=200)
    assert archive.get(f"/-/replay/dang-bo-khoi/{moment}/{row['url']}").status_code == 404


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "http://", "data:text/html,x", "http://a.example/%2e%2e/%2e%2e/"],
)
def test_no_address_leads_out_of_the_replay(archive, url):
    answer = archive.get(f"/-/replay/dang-bo-khoi/2014/{url}")
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_a_capture_is_not_shown_under_another_address(archive, rows):
    row = one(rows, role="item", status=200)
    assert archive.get(f"/-/replay/dang-bo-khoi/{stamp(row)}mp_@{row['id']}/http://bank.example/").status_code == 404


def test_pages_of_a_list_are_reached_by_its_pager(archive, rows):
    """Page 2, and from there page 3, each the answer to the very request that its link stands for."""
    answers = [row for row in rows if row["method"] == "POST" and row["role"] == "listing"]
    assert len(answers) >= 2
    at = place(one(rows, url=answers[0]["url"], method="GET"), "if_")
    for number, row in enumerate(answers[:2], 2):
        page = BeautifulSoup(archive.get(at).text, "lxml")
        link = next(one for one in page.select('a[href*="pb_!"]') if one.text == str(number))
        led = archive.get(link["href"])
        assert led.status_code == 302
        assert f"@{row['id']}/" in led.headers["location"]
        at = led.headers["location"]
        assert archive.get(at).headers["content-security-policy"].startswith(POLICY)
    under = archive.get(at.replace("mp_", ""))
    assert "answer to a form" in under.text
    first = next(
        one for one in BeautifulSoup(archive.get(at).text, "lxml").select('a[href*="pb_!"]') if one.text == "1"
    )
    back = archive.get(first["href"])
    assert "POST" not in back.headers["location"]
    assert archive.get(back.headers["location"]).status_code in {200, 302}


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    "path", ["20130101000000/http://portal.example/a", "*/http://portal.example/a", "2013/http://portal.example/b.png"]
)
def test_our_pages_can_be_read_without_seeing_them(thrice, path, language):
    answer = thrice.get(f"/-/replay/thrice/{path}", headers={"Accept-Language": language})
    page = BeautifulSoup(answer.text, "lxml")
    assert page.html["lang"] == language
    assert len(page.select("main")) == len(page.select("h1")) == 1
    assert page.select_one("a.skip")["href"] == "#main"
    assert page.title.text.strip()
    assert all(frame["title"].strip() for frame in page.select("iframe"))
    assert all(link.get_text(strip=True) for link in page.select("a"))
    assert all(nav["aria-label"].strip() for nav in page.select("nav"))


def test_a_timegate_negotiates(archive, rows):
    row = one(rows, role="item", status=200)
    answer = archive.get(
        f"/-/timegate/dang-bo-khoi/{row['url']}", headers={"Accept-Datetime": "Tue, 06 May 2014 07:08:09 GMT"}
    )
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{str(archive.base_url).rstrip('/')}{place(row)}"
    assert "accept-datetime" in answer.headers["vary"].lower()
    assert "memento-datetime" not in answer.headers
    assert {"original", "timemap"} <= relations(answer)


def test_a_memento_says_when_and_where(archive, rows):
    row = one(rows, role="item", status=200)
    answer = archive.get(place(row))
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", answer.headers["memento-datetime"])
    assert {"original", "timegate", "timemap", "first", "last", "memento"} <= relations(answer)


@pytest.mark.parametrize("asked", ["yesterday", "Tue, 99 May 2014 07:08:09 GMT", "2014"])
def test_a_moment_that_is_none_is_refused(archive, rows, asked):
    answer = archive.get(f"/-/timegate/dang-bo-khoi/{rows[0]['url']}", headers={"Accept-Datetime": asked})
    assert answer.status_code == 400


def relations(answer: httpx.Response) -> set[str]:
    return {word for found in re.findall(r'rel="([^"]+)"', answer.headers["link"]) for word in found.split()}


@pytest.fixture(scope="module")
def thrice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A page that was had in three years, a revisit among them, and a list whose pages came as deltas."""
    kept = Kept(ArchiveFolder(tmp_path_factory.mktemp("kept") / "thrice"))
    url = "http://portal.example/a"
    kept.add(url, "<p>2012</p>", at="2012-01-01T00:00:00Z")
    middle = kept.add(url, "<p>2013</p><img src=b.png>", at="2013-01-01T00:00:00Z")
    kept.add(url, "<p>2013</p><img src=b.png>", at="2014-01-01T00:00:00Z", revisit_of=middle)
    kept.add(f"{url}bc", "<p>other</p>")
    kept.add("http://portal.example:8080/p", "<p>port</p>")
    kept.add("http://portal.example/loop", "", status=302, head="Location: /loop\r\n")
    kept.add("http://portal.example/gone", "<p>none</p>", status=404)
    listing = """<form><input type=hidden name=__VIEWSTATE value=one><div id="ctl0_Panel">first
    <a href="javascript:__doPostBack('g','Page$2')">2</a></div><p>frame</p></form>"""
    kept.add("http://portal.example/list", listing, at="2014-01-01T00:00:00Z")
    panel = """second <a href="javascript:__doPostBack('g','Page$3')">3</a>"""
    delta = f"{len(panel)}|updatePanel|ctl0_Panel|{panel}|3|hiddenField|__VIEWSTATE|two|"
    for month, form in (("02", "__VIEWSTATE=else"), ("03", "__VIEWSTATE=one")):
        kept.add("http://portal.example/list", delta if month == "03" else "<p>another month</p>", "text/plain" if month == "03" else "text/html",
                 at=f"2014-{month}-01T00:00:00Z", form=f"__EVENTTARGET=g&__EVENTARGUMENT=Page%242&{form}")  # fmt: skip
    months = """<form><select name="m" onchange="javascript:setTimeout('__doPostBack(\\'m\\',\\'\\')', 0)"><option value="">All</option>
    <option value="2010-08">August</option><option value="2010-09">September</option></select></form>"""
    kept.add("http://portal.example/months", months)
    for month in ("09", "08"):
        form = f"__EVENTTARGET=m&__EVENTARGUMENT=&m=2010-{month}"
        kept.add("http://portal.example/months", f"<p>of 2010-{month}</p>", at="2014-05-07T00:00:00Z", form=form)
    kept.add("http://portal.example/app", "<div id=app></div>", scripted=True)
    kept.add("http://portal.example/app", "<main>made by scripts</main>", "text/html", rendered=True)
    kept.state("http://portal.example/b.png", "failed", "HTTP 500 <b>")
    kept.state("http://portal.example/login.aspx?Source=%2Fa", "skipped", "login")
    kept.add("http://portal.example/left", "", status=302, head="Location: /never\r\n")
    kept.folder.profile.write_text("name = 'thrice'\ntitle = 'Thrice'\nstart = 'http://portal.example/'\n", "utf-8")
    with opened(kept.done()) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def test_the_times_of_a_page_lead_to_each_other(thrice):
    answer = thrice.get("/-/replay/thrice/20130101000000/http://portal.example/a")
    told = {rel: address for address, rel in re.findall(r'<([^>]+)>; rel="([^"]+)"', answer.headers["link"])}
    assert told["first prev memento"].endswith("/20120101000000/http://portal.example/a")
    assert told["next last memento"].endswith("/20140101000000/http://portal.example/a")
    page = BeautifulSoup(answer.text, "lxml")
    assert page.select_one("a[rel=prev]")["href"].endswith("/20120101000000/http://portal.example/a")
    listed = BeautifulSoup(thrice.get("/-/replay/thrice/*/http://portal.example/a").text, "lxml")
    assert len(listed.select("main li a")) == 3


def test_a_revisit_is_shown_with_the_bytes_that_it_revisits(thrice):
    assert "<p>2013</p>" in thrice.get("/-/replay/thrice/20140101000000if_/http://portal.example/a").text


def test_a_timegate_gives_the_nearest(thrice):
    for asked, expected in (
        ("Sun, 01 Jul 2012 00:00:00 GMT", "2012"),
        ("Sun, 01 Dec 2012 00:00:00 GMT", "2013"),
        (None, "2014"),
    ):
        headers = {"Accept-Datetime": asked} if asked else {}
        answer = thrice.get("/-/timegate/thrice/http://portal.example/a", headers=headers)
        assert f"/{expected}0101000000/" in answer.headers["location"]


def test_timemaps_in_both_forms(thrice):
    links = thrice.get("/-/timemap/thrice/link/http://portal.example/a")
    assert links.headers["content-type"].startswith("application/link-format")
    assert links.text.count('memento"; datetime="') == 3
    assert 'rel="first memento"; datetime="Sun, 01 Jan 2012 00:00:00 GMT"' in links.text
    told = thrice.get("/-/timemap/thrice/json/http://portal.example/a").json()
    assert [one["datetime"] for one in told["mementos"]["list"]] == [
        f"{year}-01-01T00:00:00Z" for year in (2012, 2013, 2014)
    ]
    assert thrice.get("/-/timemap/thrice/link/http://portal.example/nothing").status_code == 404


@pytest.mark.parametrize("path", ["timegate/thrice/{}", "timemap/thrice/link/{}", "replay/thrice/2013id_/{}"])
def test_an_address_in_one_of_ours_may_be_percent_encoded(thrice, path):
    plain, encoded = (
        thrice.get(f"/-/{path.format(url)}") for url in ("http://portal.example/a", "http%3A%2F%2Fportal.example%2Fa")
    )
    assert plain.status_code in {200, 302}
    assert (encoded.status_code, encoded.headers.get("location"), encoded.content) == (
        plain.status_code,
        plain.headers.get("location"),
        plain.content,
    )


@pytest.mark.parametrize("method", ["TRACE", "DELETE", "QUERY", "POST"])
def test_a_method_that_nobody_reads_with_is_refused(thrice, method):
    answer = thrice.request(method, "/thrice/articles.json")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_failed_says_why(thrice):
    page = thrice.get("/-/replay/thrice/20130101000000/http://portal.example/b.png")
    assert page.status_code == 404
    assert "HTTP 500 &lt;b&gt;" in page.text
    assert "data-replay" in thrice.get("/-/replay/thrice/20130101000000if_/http://portal.example/a").text


def test_why_nothing_is_here_is_told_of_any_spelling(thrice):
    page = thrice.get("/-/replay/thrice/2014/http://portal.example/login.aspx?Source=/a")
    assert page.status_code == 404
    assert "Not in the archive: skipped (login" in page.text
    assert (
        "no page and no listing that was read names this address"
        in thrice.get("/-/replay/thrice/2014/http://portal.example/nothing").text
    )


@pytest.mark.parametrize("mode", ["", "if_"])
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("loop", "redirected to http://portal.example/loop, and so in a circle"),
        ("left", "redirected to http://portal.example/never, which the archive does not hold"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_not_denied(thrice, path, told, mode):
    answer = thrice.get(f"/-/replay/thrice/20140506070809{mode}/http://portal.example/{path}")
    assert answer.status_code == 404
    assert f"On 6 May 2014, 07:08 (UTC) this address {told}." in answer.text
    assert "The archive does not hold this address" not in answer.text


def test_a_redirect_through_many_addresses_is_followed(tmp_path):
    kept = Kept(ArchiveFolder(tmp_path / "far"))
    for number in range(12):
        kept.add(f"http://portal.example/{number}", "", status=302, head=f"Location: /{number + 1}\r\n")
    kept.add("http://portal.example/12", "<p>arrived</p>")
    with opened(kept.done()) as address, httpx.Client(base_url=address, timeout=30) as client:
        page = client.get("/-/replay/far/20140506070809if_/http://portal.example/0", follow_redirects=True)
        assert "arrived" in page.text


def test_a_page_made_by_scripts_is_shown_as_they_made_it(thrice):
    answer = thrice.get("/-/replay/thrice/20140506070809if_/http://portal.example/app", follow_redirects=True)
    assert "made by scripts" in answer.text


def test_an_error_page_is_shown_as_what_it_was(thrice):
    assert "HTTP 404" in thrice.get("/-/replay/thrice/20140506070809/http://portal.example/gone").text


def test_a_delta_stands_in_its_page(thrice):
    """The answer whose view state is the page's own, though another one with the same words came before it."""
    page = BeautifulSoup(thrice.get("/-/replay/thrice/20140101000000if_/http://portal.example/list").text, "lxml")
    answer = thrice.get(page.select_one('a[href*="pb_!"]')["href"], follow_redirects=True)
    turned = BeautifulSoup(answer.text, "lxml")
    assert turned.select_one("#ctl0_Panel").get_text().startswith("second")
    assert turned.find("p", string="frame")
    assert "first" not in turned.get_text()
    assert turned.select_one('a[href*="pb_!"]').text == "3"


def test_a_month_of_a_list_is_chosen(thrice):
    page = BeautifulSoup(thrice.get("/-/replay/thrice/20140506070809if_/http://portal.example/months").text, "lxml")
    assert page.summary.text == "All"
    for link, expected in zip(page.select("details a"), ("of 2010-08", "of 2010-09"), strict=True):
        assert expected in thrice.get(link["href"], follow_redirects=True).text


def cdx(client: httpx.Client, db: str, **query: Any) -> list[dict[str, str]]:
    answer = client.get(f"/-/cdx/{db}", params={"output": "json", **query})
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_the_index_answers_as_others_do(thrice):
    exact = cdx(thrice, "thrice", url="http://portal.example/a")
    assert [(one["urlkey"], one["timestamp"], one["mime"]) for one in exact] == [
        ("example,portal)/a", "20120101000000", "text/html"),
        ("example,portal)/a", "20130101000000", "text/html"),
        ("example,portal)/a", "20140101000000", "warc/revisit"),
    ]  # fmt: skip
    assert len(cdx(thrice, "thrice", url="http://portal.example/a", matchType="prefix")) == 6
    assert len(cdx(thrice, "thrice", url="http://portal.example/a*")) == 6
    assert {one["url"] for one in cdx(thrice, "thrice", url="portal.example", matchType="host")} >= {
        "http://portal.example/list"
    }
    assert len(cdx(thrice, "thrice", url="http://portal.example/a", limit=2)) == 2
    assert [
        one["timestamp"][:4]
        for one in cdx(thrice, "thrice", url="http://portal.example/a", **{"from": "2013", "to": "2013"})
    ] == ["2013"]


def test_the_index_of_the_room_is_that_of_the_files(archive, crawled):
    lines = [line for warc in crawled.warc_files() for line in cdxj_of(warc).read_text("utf-8").splitlines()]
    host = json.loads(lines[0].split(" ", 2)[2])["url"].split("/")[2]
    answer = archive.get(
        "/-/cdx/dang-bo-khoi", params={"url": f"http://{host}/", "matchType": "prefix", "limit": 10_000}
    )
    assert sorted(map(_comparable, answer.text.splitlines())) == sorted(map(_comparable, lines))
    assert any("__wb_method=post" in line for line in answer.text.splitlines())


def _comparable(line: str) -> tuple[str, ...]:
    key, time, told = line.split(" ", 2)
    entry = json.loads(told)
    return key, time, entry["url"], entry["offset"], entry["filename"], entry["status"], entry.get("requestBody", "")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "url=",
        "url=http://a.example/&matchType=domain",
        "url=a.example&limit=-1",
        "url=a.example&from=x",
        "url=a.example&output=xml",
        "url=javascript:x",
    ],
)
def test_a_query_that_cannot_be_understood_is_told(thrice, query):
    answer = thrice.get(f"/-/cdx/thrice?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")


def test_keys_are_those_of_the_record(thrice):
    assert all(
        one["urlkey"].startswith(surt(one["url"]))
        for one in cdx(thrice, "thrice", url="portal.example", matchType="host")
    )

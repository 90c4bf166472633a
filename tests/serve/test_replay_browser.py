"""The replay in a real browser: pages with their looks, lists turned by clicking, and an archive that is out for harm."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

import httpx
import pytest

from archiver.crawl.devtools import find_browser
from archiver.layout import ArchiveFolder
from tests.serve.browsing import Canary, Reader, opened
from tests.serve.hostile import SITE, hostile_archive
from tests.serve.kept import Kept

pytestmark = pytest.mark.skipif(
    find_browser() is None and not os.environ.get("CI"), reason="Chromium is not installed: apt-get install chromium"
)

# What the reading room itself says of a page that was asked for and is not there, may not be read, or is no question.
ABSENT = re.compile(
    r"status of 4\d\d .*(?:/\d{14}/http://portal\.example/(?:away|run|failed|nothing)"
    r"|/article/2$|/-/cdx/hostile\?.*output=%3C|/hostile(?:\?sql=|/)[%~]3Cscript)"
)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    listening = Canary()
    yield listening
    listening.close()


@pytest.fixture
def reader(canary: Canary, tmp_path: Path) -> Iterator[Reader]:
    reading = Reader(canary, tmp_path)
    yield reading
    reading.close()


@pytest.fixture(scope="module")
def quiet(crawled: ArchiveFolder) -> Iterator[str]:
    with opened(crawled) as address:
        yield address


def capture(archive: ArchiveFolder, where: str) -> tuple[str, str]:
    """Time and address of a capture."""
    db = sqlite3.connect(archive.archive_db)
    url, fetched_at = db.execute(f"SELECT url, fetched_at FROM captures WHERE {where} ORDER BY fetched_at").fetchone()
    db.close()
    return re.sub(r"\D", "", fetched_at[:19]), url


def test_an_article_is_seen_as_it_looked(reader, quiet, crawled):
    """From the text to the page: its style is in force, and its pictures are drawn."""
    db = sqlite3.connect(crawled.archive_db)
    article, url = db.execute(
        "SELECT articles.id, articles.url FROM articles JOIN attachments ON article_id = articles.id"
        " WHERE attachments.kind = 'image' AND attachments.capture_id IS NOT NULL AND articles.kind = 'article' LIMIT 1"
    ).fetchone()
    db.close()
    reader.goto(f"{quiet}/-/read/dang-bo-khoi/article/{article}")
    reader.click('a[href*="/-/replay/"]', inside=False)
    assert escape(url) in reader.html(inside=False)
    inside = reader.html()
    assert "im_/" in inside
    assert reader.style("body", "font-family")
    drawn = reader.pictures()
    assert drawn
    assert all(width > 0 for width in drawn)
    assert all(address.startswith(quiet) for address in reader.asked)
    assert (reader.said, reader.ran) == ([], [])


def test_page_3_of_a_list_is_reached_by_clicking(reader, quiet, crawled):
    stamp, url = capture(crawled, "method = 'POST' AND role = 'listing'")
    reader.goto(f"{quiet}/-/replay/dang-bo-khoi/{stamp}/{url}")
    pages = [reader.html()]
    for number in ("2", "3"):
        link = next(
            href for href, text in re.findall(r'<a href="([^"]*pb_[^"]*)">(.*?)</a>', pages[-1]) if text == number
        )
        reader.click(f'a[href="{link}"]')
        pages.append(reader.html())
    titles = [set(re.findall(r'<div class="tieu-de"><a title="([^"]+)"', page)) for page in pages]
    assert all(titles)
    assert not titles[0] & titles[1]
    assert not titles[1] & titles[2]
    assert 'role="note"' in pages[2]  # our line, which says what is shown now
    assert (reader.said, reader.ran) == ([], [])


def test_who_has_given_the_password_sees_the_whole_page_too(reader, crawled, tmp_path):
    """In the sandbox no browser sends it again: not for pictures and styles, nor for frames within frames."""
    with_picture = "SELECT a.url FROM articles a JOIN attachments t ON article_id = a.id AND t.kind = 'image' AND t.capture_id IS NOT NULL"
    stamp, url = capture(crawled, f"url IN ({with_picture} WHERE a.kind = 'article')")
    kept = Kept(ArchiveFolder(tmp_path / "frames"))
    kept.add(f"{SITE}/", '<iframe src="deep.html"></iframe><a href="next.html">next</a>')
    kept.add(f"{SITE}/deep.html", "<p id=deep>deep</p>")
    kept.add(f"{SITE}/next.html", "<p id=next>next</p>")
    with opened(crawled, kept.done(), password="a long one") as address:
        reader.goto(f"{address.replace('//', '//lan:a%20long%20one@')}/-/read/{crawled.name}")
        assert reader.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"
        reader.goto(f"{address}/-/replay/{crawled.name}/{stamp}/{url}")
        assert "/-/pass/" not in reader.evaluate("location.href")
        assert reader.pictures()
        assert all(width > 0 for width in reader.pictures())
        assert [one for one in reader.asked if "cs_/" in one]
        reader.goto(f"{address}/-/replay/frames/20140506070809/{SITE}/")
        assert "deep.html" in reader.frames()
        reader.click("a")
        assert 'id="next"' in reader.html()
        begin = next(one for one in reader.asked if "/-/pass/" in one).partition("/-/replay/")[0]
    assert (reader.said, reader.ran) == ([], [])
    with opened(crawled, password="a long one") as address:
        passed = begin.partition("/-/pass/")[2]
        for path in (f"/-/pass/{passed}/-/replay/x", "/-/pass//-/replay/x", f"/-/pass/{passed}"):
            assert httpx.get(f"{address}{path}").status_code == 401, "of another day"


def test_a_pass_opens_the_replay_only(crawled):
    stamp, url = capture(crawled, "role = 'item' AND status = 200")
    with opened(crawled, password="a long one") as address, httpx.Client(base_url=address) as client:
        page = client.get(
            f"/-/replay/{crawled.name}/{stamp}if_/{url}", auth=("lan", "a long one"), follow_redirects=True
        )
        inside = re.search(r'"(/-/pass/[\w-]+)(/-/replay/[^"]+)"', page.text)
        assert client.get(unescape(inside[0].strip('"')), follow_redirects=True).status_code == 200
        assert client.get(unescape(inside[2])).status_code == 401
        for path in (
            "/",
            f"/{crawled.name}",
            f"/-/read/{crawled.name}",
            f"/-/replay/../read/{crawled.name}",
            "/-/replay/..%2f..%2f",
        ):
            for begin in (inside[1], inside[1] + "x", inside[1][:-1], inside[1].replace("-", "%2D")):
                request = client.build_request("GET", "/")
                request.url = request.url.copy_with(raw_path=f"{begin}{path}".encode())
                answer = client.send(request)
                assert answer.status_code in {302, 401, 404}, (begin, path)
                assert "/-/pass/" not in answer.headers.get("location", "")


def test_a_frame_of_then_is_a_frame_in_the_replay(reader, canary, tmp_path):
    kept = Kept(ArchiveFolder(tmp_path / "frames"))
    kept.add(f"{SITE}/", '<frameset cols="50%,50%"><frame src="menu.html"><frame src="text.html"></frameset>')
    kept.add(f"{SITE}/menu.html", '<a href="text.html">menu</a>')
    kept.add(f"{SITE}/text.html", '<iframe src="deep.html"></iframe>')
    kept.add(f"{SITE}/deep.html", "<p id=deep>deep</p>")
    with opened(kept.done()) as address:
        reader.goto(f"{address}/-/replay/frames/20140506070809/{SITE}/")
        assert [one for one in reader.asked if "deep.html" in one]
        assert "deep.html" in reader.frames()
    assert (reader.said, reader.ran, canary.visits) == ([], [], [])


def test_an_archive_that_is_out_for_harm_does_none(reader, canary, tmp_path):
    """No script runs, nobody else is asked, and the console tells of nothing but what the policy held back."""
    archive, pages = hostile_archive(tmp_path / "hostile", canary.port)
    with opened(archive) as address:
        for path in pages:
            reader.goto(f"{address}{path}")
            assert reader.evaluate("window.HOSTILE") is None, path
        outside = [one for one in reader.asked if not one.startswith((f"{address}/", "data:"))]
    assert canary.visits == []
    assert outside == []
    assert reader.ran == []
    assert [one for one in reader.said if "Content Security Policy" not in one and not ABSENT.search(one)] == []


def test_who_clicks_in_a_hostile_page_is_led_nowhere(reader, canary, tmp_path):
    """Each link and each button of it, in the replay and in the text."""
    archive, _ = hostile_archive(tmp_path / "hostile", canary.port)
    replayed = f"/-/replay/hostile/20140506070809/{SITE}/"
    places = (replayed, "a, button, input, summary, h1", True), ("/-/read/hostile/article/1", ".text p, .text a", False)
    with opened(archive) as address:
        for path, selector, inside in places:
            reader.goto(f"{address}{path}")
            number = reader.count(selector, inside=inside)
            assert number
            for one in range(number):
                reader.goto(f"{address}{path}")
                reader.click(selector, one, inside=inside)
                assert reader.evaluate("window.HOSTILE") is None, (selector, one)
                assert reader.evaluate("location.pathname") == path
        outside = [one for one in reader.asked if not one.startswith((f"{address}/", "data:"))]
    assert (canary.visits, outside, reader.ran) == ([], [], [])


def test_the_browser_would_have_told(reader, canary, tmp_path):
    """The measure is sound: the same page, served by a server that guards nothing, runs, asks and is heard."""
    page = tmp_path / "bare.html"
    page.write_text(
        f"<img src=http://evil.example/seen.png><img src=http://127.0.0.1:{canary.port}/x><script>console.log(1);alert(1)</script>",
        "utf-8",
    )
    reader.goto(page.as_uri())
    assert len(canary.visits) >= 2
    assert reader.ran
    canary.visits.clear()

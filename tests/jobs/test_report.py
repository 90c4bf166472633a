"""A report tells what a crawl brought against what was expected: by the portal, by the crawls before, by the profile."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from recorded import HOST, Recorder, listing, page, profile

from archiver.jobs import report_html
from archiver.jobs.ingest import ingest
from archiver.jobs.profile import profile_of
from archiver.jobs.rebuild import rebuild
from archiver.jobs.report import Report, is_told, list_crawls, read_report
from archiver.jobs.report_crawls import CrawlLine, shrinking
from archiver.jobs.report_words import asked_for, plain, span
from archiver.layout import ArchiveFolder
from archiver.sites.profile import Expect
from archiver.store.crawls import put_crawls
from archiver.store.database import open_archive
from archiver.store.outcomes import Outcome

HOSTILE = "</bdi><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b[31m'\"&amp;"
FEED = """<?xml version="1.0"?><rss version="2.0"><channel>
<item><link>https://so-vi-du.example/bai-1</link><title>Một</title></item>
<item><link>https://so-vi-du.example/bai-9</link><title>Chín</title></item>
<item><link>https://elsewhere.example/bai-7</link><title>Nơi khác</title></item></channel></rss>"""
MAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://so-vi-du.example/bai-1</loc></url><url><loc>https://so-vi-du.example/Bai-5</loc></url></urlset>"""
TOTAL = "<p>Tổng số: 4 bài viết</p></main>"
TITLES = ("Đoàn công tác thăm xã", "Hội nghị tổng kết", "Hội nghị sơ kết năm")


def record(root: Path) -> ArchiveFolder:
    """A crawl whose portal names more than it gives."""
    recorder = Recorder(root)
    names = [(f"/bai-{number}", title) for number, title in enumerate(TITLES, 1)]
    recorder.fetch("/tin-tuc", listing(*names).replace(b"</main>", TOTAL.encode()), role="listing", section="tin-tuc")
    recorder.fetch("/rss", FEED.encode(), media="application/rss+xml", role="feed", section="tin-tuc")
    recorder.fetch("/sitemap.xml", MAP.encode(), media="application/xml", role="sitemap")
    recorder.fetch("/bai-1", page(TITLES[0], "Bình An"), role="item", section="tin-tuc")
    recorder.fetch("/bai-2", b"<html>404</html>", status=404, role="item", section="tin-tuc")
    recorder.fetch("/anh.jpg", b"JFIF", media="image/jpeg", role="image")
    ended = (recorder.moment + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    outcomes = [
        Outcome("archived", "", 5),
        Outcome("failed", "HTTP 404", 1, (f"{HOST}/bai-2",)),
        Outcome("skipped", "trap: most pages with such an address said what another page says", 7, (f"{HOST}/lich",)),
        Outcome("skipped", "robots.txt disallows it", 2, (f"{HOST}/admin",)),
    ]
    recorder.ledger.finish_crawl(recorder.crawl.id, ended, "finished", outcomes)
    recorder.ledger.commit()
    states = [[f"{HOST}/bai-3", "skipped", "robots.txt disallows it", None, None]]
    states += [[f"{HOST}/bai-5", "failed", "no answer in time", None, ended]]  # spelt otherwise than in the sitemap
    recorder.writer.note("url-states", {"states": states})
    told = asdict(recorder.ledger.crawl(recorder.crawl.id)) | {"outcomes": [list(asdict(o).values()) for o in outcomes]}
    recorder.writer.note("crawl-finished", told)
    recorder.close()
    rebuild(recorder.folder, portal_profile())
    return recorder.folder


def portal_profile():
    found = profile()
    rules = replace(found.platform.urls, ignore_case=True)
    return replace(found, platform=replace(found.platform, urls=rules))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> ArchiveFolder:
    return record(tmp_path_factory.mktemp("report") / "so-vi-du")


@pytest.fixture
def report(folder) -> Report:
    return read_report(folder, portal_profile())


@pytest.fixture
def copy(folder, tmp_path) -> ArchiveFolder:
    shutil.copytree(folder.root, tmp_path / "so-vi-du")
    return ArchiveFolder(tmp_path / "so-vi-du")


def test_a_section_is_held_against_what_its_listing_names_and_says(report):
    section = report.sections[0]
    assert (section.name, section.total, section.total_exact) == ("tin-tuc", 4, True)
    assert (section.named, section.held, section.articles) == (3, 1, 1)
    (told,) = [warning for warning in report.warnings if "tin-tuc" in warning]
    assert "says that it has 4 items" in told
    assert "3 were found in it" in told


def test_what_lists_name_and_the_archive_lacks_is_told_with_its_reason(report):
    lists = {one.source: one for one in report.lists}
    assert {(g.reason, g.examples) for g in lists["listing"].missing} == {
        ("HTTP 404", (f"{HOST}/bai-2",)),
        ("robots.txt disallows it", (f"{HOST}/bai-3",)),
    }
    assert (lists["feed"].named, lists["feed"].held) == (2, 1)  # what is on another host is not expected here
    assert [g.reason for g in lists["feed"].missing] == ["not asked for"]
    assert (lists["sitemap"].named, lists["sitemap"].held, lists["sitemap"].articles) == (2, 1, 1)
    assert [(g.reason, g.sort) for g in lists["sitemap"].missing] == [("no answer in time", "host")]


def test_reasons_are_those_that_the_record_tells(report):
    assert report.states == (("skipped", 9), ("archived", 5), ("failed", 1))
    assert [(group.sort, group.count) for group in report.skipped] == [("trap", 7), ("robots", 2)]
    assert [(group.reason, group.examples) for group in report.failed] == [("HTTP 404", (f"{HOST}/bai-2",))]


def test_a_crawl_that_tells_no_reasons_is_told_by_its_addresses(copy):
    with closing(sqlite3.connect(copy.archive_db)) as db, db:
        db.execute("DELETE FROM outcomes")
    found = read_report(copy, portal_profile())
    assert {(g.reason, g.count) for g in (*found.failed, *found.skipped)} == {
        ("no answer in time", 1),
        ("robots.txt disallows it", 1),
    }


def test_broken_expectations_are_told(folder):
    strict = replace(portal_profile(), expect=Expect(articles_min=20))
    assert read_report(folder, strict).broken == ("the site: 1 article, at least 20 expected",)


def test_a_list_that_did_not_change_names_the_same_again(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    for _ in range(2):
        recorder.fetch("/rss", FEED.encode(), media="application/rss+xml", role="feed")
    recorder.close()
    ingest(recorder.folder, profile())
    with closing(sqlite3.connect(recorder.folder.archive_db)) as db:
        assert db.execute("SELECT count(*) FROM captures WHERE revisit_of IS NOT NULL").fetchone() == (1,)
        (times,) = db.execute("SELECT DISTINCT first_at, last_at FROM list_entries").fetchall()
        seen = db.execute("SELECT min(fetched_at), max(fetched_at) FROM captures").fetchone()
    assert times == seen
    assert times[0] < times[1]


# Crawls beside one another


def line(number: int, articles: int, **other: object) -> CrawlLine:
    facts: dict[str, object] = {
        "id": f"crawl-{number}",
        "started_at": f"2026-03-{number:02}T00:00:00.000000Z",
        "finished_at": f"2026-03-{number:02}T01:00:00.000000Z",
        "outcome": "finished",
        "asked": "{}",
        "requests": 10 * articles,
        "bytes": 0,
        "seconds": 3600.0,
        "pages": articles,
        "articles": articles,
        "new": 0,
        "changed": 0,
        "gone": 0,
        "failed": 0,
        "sections": (("tin-tuc", articles),),
    }
    return CrawlLine(**(facts | other))  # type: ignore[arg-type]


def test_a_crawl_that_brings_much_less_than_those_before_is_red():
    found = shrinking([line(1, 100), line(2, 110), line(3, 40)])
    assert found.broken == ("the crawl shrank: it saw 40 articles, the crawls before it 105",)
    assert any("section tin-tuc shrank" in warning for warning in found.warnings)


def test_a_crawl_that_brings_somewhat_less_is_worth_a_look():
    found = shrinking([line(1, 100), line(2, 100), line(3, 70)])
    assert found.broken == ()
    assert found.warnings == ("the crawl shrank: it saw 70 articles, the crawls before it 100",)


@pytest.mark.parametrize(
    "lines",
    [
        [line(1, 100)],
        [line(1, 100), line(2, 90)],
        [line(1, 9, requests=18), line(2, 2)],  # too few to say anything
        [line(1, 100), line(2, 3, asked='{"new": true}')],
        [line(1, 100), line(2, 3, asked='{"limit": 5}')],
        [line(1, 100), line(2, 3, asked='{"sections": ["tin-tuc"]}')],  # asked for something else
        [line(1, 100, outcome="failed"), line(2, 3)],
        [line(1, 100), line(2, 3, outcome=None)],
        [],
    ],
)
def test_only_like_crawls_are_held_against_one_another(lines):
    found = shrinking(lines)
    assert (found.broken, found.warnings) == ((), ())


# The page


class Shown(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def poisoned(report: Report) -> Report:
    """The same report, with what a hostile portal would call things."""
    groups = tuple(replace(group, reason=HOSTILE, examples=(HOSTILE, "javascript:alert(1)")) for group in report.failed)
    sections = tuple(
        replace(section, title=HOSTILE, total_words=HOSTILE, latest=HOSTILE) for section in report.sections
    )
    lists = tuple(replace(one, section=HOSTILE, missing=groups) for one in report.lists)
    return replace(
        report,
        title=HOSTILE,
        failed=groups,
        skipped=groups,
        sections=sections,
        lists=lists,
        truncated=groups,
        unreadable=groups,
        upheavals=(HOSTILE,),
        warnings=(HOSTILE,),
        broken=(HOSTILE,),
        start=HOSTILE,
        outcome="failed",
    )


@pytest.mark.parametrize("hostile", [False, True])
def test_the_page_runs_nothing_and_asks_for_nothing(report, hostile):
    text = report_html.page(poisoned(report) if hostile else report)
    shown = Shown(text)
    assert text.startswith("<!doctype html>")
    tags = {tag for tag, _ in shown.tags}
    assert not tags & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "base",
        "form",
        "a",
        "foreignobject",
        "video",
    }
    names = {name for _, attributes in shown.tags for name in attributes}
    assert not names & {"src", "href", "srcset", "action", "data", "poster", "style", "xlink:href", "background"}
    assert not [name for name in names if name.startswith("on")]
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", text) is None
    if hostile:
        assert any("<script>alert(1)</script>" in words for words in shown.words)  # as words to be read


def test_the_page_tells_what_the_report_tells(report):
    shown = Shown(report_html.page(report))
    assert ("td", {"class": "n warn"}) in shown.tags  # fewer are held than named
    words = " ".join(shown.words)
    for told in ("Sở Ví dụ", "Tin tức", "HTTP 404", f"{HOST}/bai-2", "robots.txt disallows it", "Worth a look"):
        assert told in words


def test_the_page_of_an_archive_without_crawls_can_be_written(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.fetch("/bai-1", page("Tin", "Bình An"), role="item")
    recorder.close()
    ingest(recorder.folder, profile())
    with closing(sqlite3.connect(recorder.folder.archive_db)) as db, db:
        db.execute("DELETE FROM crawls")
    found = read_report(recorder.folder, profile())
    written = report_html.write_report(found, recorder.folder)
    assert "tells of no crawl" in written.read_text("utf-8")
    assert list_crawls(recorder.folder) == ()


# A real crawl


def test_a_real_crawl_is_reported_against_its_own_listings(crawled):
    found = read_report(crawled, profile_of(crawled))
    assert (found.outcome, found.asked, found.broken) == ("finished", "{}", ())
    assert sum(section.articles for section in found.sections) == sum(count for _, count in found.kinds)
    listed = [section for section in found.sections if section.named]
    assert len(listed) >= 3
    assert all(section.held == section.named for section in listed)
    assert {group.sort for group in found.skipped} >= {"rule", "scope"}
    assert sum(found.pace) == sum(count for _, count in found.answers) == found.requests
    assert found.crawls[-1].articles == found.articles_new == sum(section.new for section in found.sections)


def test_a_rebuild_from_the_record_alone_gives_the_same_report(crawled, tmp_path):
    other = ArchiveFolder(tmp_path / "again")
    shutil.copytree(crawled.warc, other.warc)
    shutil.copy(crawled.profile, other.profile)
    rebuild(other, profile_of(other))
    assert asdict(read_report(other, profile_of(other))) == asdict(read_report(crawled, profile_of(crawled)))


def test_the_crawl_wrote_its_page(crawled):
    found = read_report(crawled, profile_of(crawled))
    assert found.started_at is not None
    path = crawled.report(found.started_at)
    assert path.name == f"{datetime.fromisoformat(found.started_at).astimezone(UTC):%Y%m%dT%H%M%S}Z.html"
    assert path.read_text("utf-8") == report_html.page(found)


# Words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59, "59 s"), (125, "2 min 5 s"), (720, "12 min"), (12_000, "3 h 20 min"), (187_200, "2 days 4 h")],
)
def test_spans_of_time_are_told_as_one_tells_them(seconds, words):
    assert span(seconds) == words


def test_what_was_asked_for_is_told():
    asked = json.dumps({"new": True, "limit": 1000, "sections": ["a", "b"]})
    assert asked_for(asked) == "only what is new; section a, b; up to 1,000 addresses"
    assert (asked_for("{}"), asked_for(None)) == ("all of it", "not recorded")


def test_what_steers_a_terminal_is_no_part_of_a_line():
    assert plain("a\x1b[31mb\u202ec\r\nd\x07") == "a [31mb c d"


def test_an_index_tells_of_a_crawl_once_it_has_heard_of_it(tmp_path):
    """A first crawl that is stopped early may leave an empty file, which no older program made."""
    folder = ArchiveFolder(tmp_path)
    assert not is_told(folder, "one")
    folder.archive_db.touch()
    assert not is_told(folder, "one")
    with closing(open_archive(folder.archive_db)) as db:
        assert not is_told(folder, "one")
        with db.atomic():
            put_crawls(db, [{"id": "one"}])
    assert is_told(folder, "one")


def test_a_list_that_a_button_makes_longer_is_a_warning(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    listed = listing(*((f"/bai-{n}", f"Hội nghị thứ {n} của năm") for n in range(1, 7)))
    listed = listed.replace(b"</ul>", "</ul><button data-url='/api/tin?page=2'>Xem thêm</button>".encode())
    recorder.fetch("/tin-tuc", listed, role="listing", section="tin-tuc")
    recorder.finish()
    ingest(recorder.folder, profile())
    told = read_report(recorder.folder, profile())
    (section, *_) = told.sections
    assert (section.total, section.total_exact, section.more) == (7, False, "Xem thêm")
    assert any("“Xem thêm”" in one and "section tin-tuc" in one for one in told.warnings)
    with closing(sqlite3.connect(recorder.folder.archive_db)) as db:  # as an older program left it
        db.execute("ALTER TABLE list_totals DROP COLUMN more")
        db.commit()
    assert read_report(recorder.folder, profile()).sections[0].more is None

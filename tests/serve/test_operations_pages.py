"""How the demo archive is kept, as the reading room tells it."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from archiver.jobs.access import Decision, decide
from archiver.jobs.plan import add_schedule
from archiver.layout import ArchiveFolder
from archiver.store.crawls import put_check
from archiver.store.database import open_archive
from archiver.store.schedule_db import Schedule
from tests.serve.reader import Reader

ROOM = "/-/read/dang-bo-khoi"
KINDS = ("crawls", "schedule", "ledger", "fixity", "storage", "expectations", "figures")


@pytest.fixture(scope="module")
def archive(crawled: ArchiveFolder, tmp_path_factory: pytest.TempPathFactory) -> ArchiveFolder:
    root = tmp_path_factory.mktemp("operations") / "dang-bo-khoi"
    shutil.copytree(crawled.root, root)
    return ArchiveFolder(root)


@pytest.fixture(scope="module")
def room(archive: ArchiveFolder) -> Iterator[Reader]:
    opened = Reader([archive])
    yield opened
    opened.close()


def page_of(room: Reader, path: str, language: str = "en") -> BeautifulSoup:
    answer = room.get(f"{ROOM}/{path}", language)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "lxml")


def asked(archive: ArchiveFolder, query: str) -> list[tuple]:
    with closing(sqlite3.connect(archive.archive_db)) as db:
        return db.execute(query).fetchall()


@pytest.mark.parametrize("kind", [*KINDS, "ledger?url=http://nobody.example/"])
def test_each_page_says_the_same_to_programs(room, kind):
    path, _, asked = kind.partition("?")
    answer = room.get(f"{ROOM}/{path}.json?{asked}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()


@pytest.mark.parametrize("kind", KINDS)
def test_each_page_leads_to_the_others_in_both_languages(room, kind):
    english, vietnamese = page_of(room, kind), page_of(room, kind, "vi")
    links = [link["href"] for link in english.select("nav.chosen a")]
    assert links == [f"{ROOM}/{one}" for one in KINDS]
    assert english.select_one("nav.chosen [aria-current]").text == english.h1.text
    assert english.h1.text != vietnamese.h1.text
    assert not english.select("script, [style]")
    assert all(head.get("scope") for head in english.select("th"))


def test_the_crawls_lead_to_their_reports(room, archive):
    ((crawl, requests, new),) = asked(archive, "SELECT id, requests, articles_new FROM crawls")
    row = page_of(room, "crawls").select_one("tbody tr")
    assert f"{requests:,}" in [cell.text for cell in row.select("td")]
    report = page_of(room, row.a["href"].removeprefix(f"{ROOM}/"))
    figures = {one.dt.text: one.dd.text for one in report.select(".figures div")}
    assert (figures["Requests"], figures["new"]) == (f"{requests:,}", f"{new:,}")
    sections = {row.th.text: row for row in report.select("#found ~ .wide tbody tr")}
    titles = [title for (title,) in asked(archive, "SELECT title FROM sections ORDER BY position")]
    assert list(sections) == [*titles, "Outside the sections"]
    told = room.get(f"{ROOM}/crawls/{crawl}.json").json()["report"]
    assert told["requests"] == requests
    assert [one["title"] for one in told["sections"]][:-1] == titles


def test_the_requests_of_a_crawl_are_told_with_their_time(room, archive):
    ((first, last, count),) = asked(
        archive, "SELECT min(fetched_at), max(fetched_at), count(*) FROM captures WHERE crawl_id IS NOT NULL"
    )
    report = page_of(room, page_of(room, "crawls").select_one("tbody a")["href"].removeprefix(f"{ROOM}/"))
    bars = [
        re.fullmatch(r"(\d{4}-\d\d-\d\d \d\d:\d\d): (\d+)", one.text) for one in report.select("#pace ~ .chart title")
    ]
    assert bars
    assert all(first[:16] <= bar[1].replace(" ", "T") <= last[:16] for bar in bars)
    assert sum(int(bar[2]) for bar in bars) == count


def test_what_was_left_out_is_told_with_its_reason(room, archive):
    ((reason, count),) = asked(
        archive,
        "SELECT reason, sum(addresses) FROM outcomes WHERE state = 'skipped' GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
    )
    report = page_of(room, page_of(room, "crawls").select_one("tbody a")["href"].removeprefix(f"{ROOM}/"))
    first = report.select_one("#skipped ~ .wide tbody tr")
    assert f"{count:,}" in [cell.text for cell in first.select("td")]
    assert first.select_one("a.address")["href"].startswith(f"{ROOM}/ledger?url=")
    assert reason.split()[0] in first.text


def test_notes_are_told_in_vietnamese_and_keep_their_words_beside(room, archive):
    ((crawl,),) = asked(archive, "SELECT id FROM crawls")
    english, vietnamese = page_of(room, f"crawls/{crawl}"), page_of(room, f"crawls/{crawl}", "vi")
    noted = [cell.get_text(" ").strip() for cell in english.select("#skipped ~ .wide tbody td.long:first-child")]
    told = vietnamese.select("#skipped ~ .wide tbody td.long:first-child data")
    assert [one["value"] for one in told] == [one.split("  ")[0].strip() for one in noted]
    assert {one.text for one in told} & {"bản in của một bài"}
    assert vietnamese.select_one(".state data")["value"] == "finished"
    url, _ = asked(archive, "SELECT url, reason FROM url_states WHERE reason LIKE 'print view%'")[0]
    sentence = page_of(room, f"ledger?url={quote(url, safe='')}", "vi").select_one("[role=status]")
    assert sentence.text.strip().startswith("Không có trong kho lưu trữ: bỏ qua (bản in của một bài")


def test_an_unknown_crawl_is_not_found(room):
    for crawl in ("nothing", "%27%20OR%201", "~2e~2e"):
        assert room.get(f"{ROOM}/crawls/{crawl}").status_code == 404
        answer = room.get(f"{ROOM}/crawls/{crawl}.json")
        assert (answer.status_code, answer.json()["ok"]) == (404, False)


def test_an_address_tells_why_it_is_here_and_when_it_was_asked_for(room, archive):
    url, title = asked(archive, "SELECT url, title FROM articles WHERE title IS NOT NULL ORDER BY id LIMIT 1")[0]
    page = page_of(room, f"ledger?url={quote(url, safe='')}")
    assert title in page.select_one("[role=status]").text
    assert page.select_one("#history ~ .wide tbody a")["href"].startswith("/-/replay/dang-bo-khoi/")
    typed = f"www.{url.partition('://')[2]}/"
    page = page_of(room, f"ledger?url={quote(typed, safe='')}")
    assert page.select_one("[role=status]").text.strip().endswith(f" It is known as {url}.")
    assert page.select_one("#history ~ .wide tbody a")["href"].startswith("/-/replay/dang-bo-khoi/")
    skipped, reason = asked(
        archive,
        "SELECT url, reason FROM url_states WHERE state = 'skipped' AND reason IS NOT NULL"
        " AND url NOT IN (SELECT url FROM captures) ORDER BY url LIMIT 1",
    )[0]
    assert reason in page_of(room, f"ledger?url={quote(skipped, safe='')}").select_one("[role=status]").text
    unknown = page_of(room, "ledger?url=http%3A%2F%2Felsewhere.example%2F%3Cscript%3E")
    assert "no page and no listing that was read names this address" in unknown.select_one("[role=status]").text
    assert not unknown.select("script, #history")


def test_of_a_withheld_address_it_is_told_only_that_it_is_withheld(archive, tmp_path, open_room):
    shutil.copytree(archive.root, tmp_path / "dang-bo-khoi")
    copy = ArchiveFolder(tmp_path / "dang-bo-khoi")
    url, title, capture = asked(
        copy, "SELECT url, title, capture_id FROM articles WHERE title IS NOT NULL ORDER BY id LIMIT 1"
    )[0]
    decide(copy, Decision(action="takedown", url=url, reason="Dữ liệu cá nhân"), "Lan")
    reader = open_room(copy)
    typed = quote(f"{url.replace('://', '://www.')}/", safe="")
    for path in (f"ledger?url={quote(url, safe='')}", f"ledger.json?url={quote(url, safe='')}", f"ledger?url={typed}"):
        told = reader.get(f"{ROOM}/{path}").text.encode().decode("unicode_escape" if ".json" in path else "utf-8")
        assert "Dữ liệu cá nhân" in told
        assert title not in told
        assert capture not in told


def test_checks_stand_in_the_calendar(archive, tmp_path, open_room):
    shutil.copytree(archive.root, tmp_path / "dang-bo-khoi")
    copy = ArchiveFolder(tmp_path / "dang-bo-khoi")
    check = {"files": 2, "records": 900, "scope": "sample", "bytes": 5_000_000, "all_bytes": 10_000_000}
    with closing(open_archive(copy.archive_db)) as db, db.atomic():
        whole = {"checked_at": "2031-02-03T04:05:06.000000Z", "outcome": "whole", "findings": []}
        damaged = {"checked_at": "2031-03-03T04:05:06.000000Z", "outcome": "damaged", "findings": [{"what": "cut"}]}
        put_check(db, "a", check | whole)
        put_check(db, "b", check | damaged)
    page = page_of(open_room(copy), "fixity")
    assert [bar.title.text for bar in page.select("svg rect")][-2:] == ["2031-02: 1", "2031-03: 1"]
    assert [bar["class"] for bar in page.select("svg rect")][-2:] == [["bar"], ["bar", "damaged"]]
    latest = page.select_one("tbody tr")
    assert [cell.text for cell in latest.select("td")] == ["damage found", "sample", "2", "900", "5.0 MB", "1"]


def test_every_file_of_the_record_is_named_with_its_size(room, archive):
    told = room.get(f"{ROOM}/storage.json").json()["storage"]
    assert {one["name"]: one["size"] for one in told["files"]} == {
        path.name: path.stat().st_size for path in archive.warc_files()
    }
    assert told["warc"] == sum(path.stat().st_size for path in archive.warc_files())
    months = {one["month"] for one in told["files"]}
    assert months == {f"{datetime.now(UTC):%Y-%m}"}
    assert [bar.title.text.partition(":")[0] for bar in page_of(room, "storage").select("svg rect")] == sorted(months)
    assert [row.a.text for row in page_of(room, "storage").select("tbody tr")] == [
        path.name for path in reversed(archive.warc_files())
    ]


def test_the_schedule_says_when_the_next_crawl_is(archive, tmp_path, open_room):
    shutil.copytree(archive.root, tmp_path / "dang-bo-khoi")
    reader = open_room(ArchiveFolder(tmp_path / "dang-bo-khoi"))
    assert "archiver schedule add" in page_of(reader, "schedule").text
    begun = datetime(2031, 1, 1, tzinfo=UTC)
    for name, folder in (("mine", "dang-bo-khoi"), ("another's", "elsewhere")):
        plan = Schedule(
            name=name, site=folder, archive=folder, timezone="UTC", added_at=begun, every=timedelta(hours=6)
        )
        add_schedule(tmp_path, plan, has_start=True)
    rows = page_of(reader, "schedule").select("tbody tr")
    assert [row.th.text for row in rows] == ["mine"]
    assert rows[0].time["datetime"] == "2031-01-01T06:00:00+00:00"
    assert not Path(tmp_path / "dang-bo-khoi" / "schedule.db").exists()


def test_the_figures_are_those_of_the_tables(room, archive):
    told = room.get(f"{ROOM}/figures.json").json()["found"]
    by_year = asked(
        archive, "SELECT coalesce(section, ''), substr(published, 1, 4), count(*) FROM articles GROUP BY 1, 2"
    )
    for one in told["sections"]:
        own = {year: count for section, year, count in by_year if section == (one["name"] or "")}
        assert one["undated"] == own.pop(None, 0)
        assert one["years"] == own
        assert one["articles"] == one["undated"] + sum(own.values())
    assert sum(one["articles"] for one in told["sections"]) == asked(archive, "SELECT count(*) FROM articles")[0][0]
    statuses = asked(archive, "SELECT status, count(*) FROM captures GROUP BY 1 ORDER BY 1")
    assert [tuple(one) for one in told["statuses"]] == statuses
    page = page_of(room, "figures")
    assert [bar.title.text for bar in page.select("#statuses ~ .chart rect")] == [
        f"{one}: {count:,}" for one, count in statuses
    ]
    assert [row.th.text for row in page.select("#statuses ~ .wide tbody tr")] == [str(one) for one, _ in statuses]
    rows = page.select("#by-section ~ .wide tbody tr")
    assert [int(row.td.text.replace(",", "")) for row in rows] == [one["articles"] for one in told["sections"]]


def test_expectations_are_told_beside_what_is_there(archive, tmp_path, open_room):
    shutil.copytree(archive.root, tmp_path / "dang-bo-khoi")
    copy = ArchiveFolder(tmp_path / "dang-bo-khoi")
    profile = copy.profile.read_text("utf-8")
    copy.profile.write_text(f"{profile}\n[expect]\narticles_min = 1000000\n", "utf-8")
    page = page_of(open_room(copy), "expectations")
    (count,) = asked(copy, "SELECT count(*) FROM articles")[0]
    site = page.select_one("tbody tr")
    assert [cell.text for cell in site.select("td")][:2] == [f"{count:,}", "1,000,000"]
    assert "bad" in site.td["class"]
    assert "1000000 expected" in page.select_one(".notice").text

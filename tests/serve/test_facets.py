"""What a search is narrowed by: counts are those of the rows, in every form, and never of what is withheld."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from archiver.jobs.access import Decision, decide
from archiver.layout import ArchiveFolder
from archiver.serve.catalogue import FACETS, FILES, read_catalogue
from archiver.serve.finding import Question, find
from archiver.store.database import open_archive
from tests.serve.reader import Reader

SEARCH = "/-/read/dang-bo-khoi/search"
WORD = "cong"
_VALUE = {
    "section": "section",
    "year": "substr(published, 1, 4)",
    "author": "author",
    "kind": "kind",
    "status": "status",
    "language": "language",
}


@pytest.fixture(scope="module")
def room(crawled: ArchiveFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    root = tmp_path_factory.mktemp("facets") / "dang-bo-khoi"
    shutil.copytree(crawled.root, root)
    with closing(sqlite3.connect(root / "archive.db")) as db, db:  # as a second crawl may find them
        some = "(SELECT id FROM articles ORDER BY id LIMIT {})"
        db.execute(f"UPDATE articles SET status = 'suspect' WHERE id IN {some.format(40)}")
        db.execute(f"UPDATE articles SET status = 'gone' WHERE id IN {some.format(20)}")
        db.execute(f"UPDATE articles SET author = 'Ngọc' WHERE id IN {some.format(60)}")
    opened = Reader([ArchiveFolder(root)])
    yield opened
    opened.close()


def counted(room: Reader, facet: str, where: str = "1") -> dict[str, int]:
    """The same by SQL, from the rows."""
    with closing(sqlite3.connect(room.room.databases["dang-bo-khoi"].path)) as db:
        hits = "id IN (SELECT rowid FROM search WHERE search MATCH ?)"
        if facet == "attachments":
            query = (
                "SELECT t.kind, count(DISTINCT article_id) FROM attachments t JOIN articles a ON a.id = article_id"
                f" WHERE a.{hits} AND {where} GROUP BY 1"
            )
        else:
            query = f"SELECT {_VALUE[facet]}, count(*) FROM articles WHERE {hits} AND {where} GROUP BY 1"
        return {value: count for value, count in db.execute(query, [WORD]) if value is not None}


def told(room: Reader, query: str) -> dict:
    answer = room.get(f"{SEARCH}.json?{query}")
    assert answer.status_code == 200
    return answer.json()


def test_every_facet_counts_as_the_rows_do(room):
    facets = told(room, f"q={WORD}")["facets"]
    assert list(facets) == list(FACETS)
    for facet, choices in facets.items():
        expected = counted(room, facet)
        assert {one["value"]: one["count"] for one in choices}.items() <= expected.items()
        assert len(choices) == min(len(expected), 40)
    assert {one["value"] for one in facets["status"]} == {"live", "suspect", "gone"}
    assert {one["value"] for one in facets["attachments"]} <= set(FILES)


@pytest.mark.parametrize("facet", FACETS)
def test_a_choice_narrows_the_hits_and_the_other_facets_but_not_its_own(room, facet):
    whole = told(room, f"q={WORD}")["facets"]
    first = whole[facet][0]
    narrowed = told(room, f"q={WORD}&{facet}={quote(first['value'])}")
    assert narrowed["total"] == first["count"]
    assert narrowed["facets"][facet] == whole[facet]
    if facet != "kind":
        assert sum(one["count"] for one in narrowed["facets"]["kind"]) == first["count"]
    for hit in narrowed["hits"]:
        value = hit["published"][:4] if facet == "year" else hit[facet]
        assert first["value"] in (value.split() if facet == "attachments" else [value])


def test_two_choices_are_both_meant(room):
    both = told(room, f"q={WORD}&status=suspect&author=Ng%E1%BB%8Dc")
    assert both["total"] == counted(room, "status", "author = 'Ngọc'")["suspect"]
    assert both["chosen"] == {"author": "Ngọc", "status": "suspect"}
    assert told(room, f"q={WORD}&status=nonsense")["total"] == 0


@pytest.mark.parametrize(("sort", "newest"), [("newest", True), ("oldest", False)])
def test_hits_are_sorted_by_date_and_pages_follow_each_other(room, sort, newest):
    pages = [told(room, f"q={WORD}&sort={sort}&page={page}")["hits"] for page in (1, 2, 3)]
    dates = [hit["published"] for page in pages for hit in page if hit["published"]]
    assert dates == sorted(dates, reverse=newest)
    numbers = [hit["id"] for page in pages for hit in page]
    assert len(set(numbers)) == len(numbers)


def test_a_part_of_the_archive_can_be_read_through_without_words(room):
    gone = told(room, "status=gone")
    assert gone["total"] == 20
    assert all(hit["status"] == "gone" and hit["snippet"] for hit in gone["hits"])


def test_the_same_address_is_a_page_a_table_and_a_feed(room):
    query = f"q={WORD}&kind=article&sort=oldest"
    expected = [hit["id"] for hit in told(room, query)["hits"]]
    rows = list(csv.DictReader(io.StringIO(room.get(f"{SEARCH}.csv?{query}").text.lstrip("\ufeff"))))
    assert [int(row["id"]) for row in rows] == expected
    assert {row["kind"] for row in rows} == {"article"}
    feed = BeautifulSoup(room.get(f"{SEARCH}.atom?{query}").text, "xml")
    shown = BeautifulSoup(room.get(f"{SEARCH}?{query}").text, "lxml")
    links = [link["href"] for link in shown.select(".hits li > a")]
    assert [int(link.rpartition("/")[2]) for link in links] == expected
    assert [entry.link["href"].rpartition("/")[2] for entry in feed.select("entry")] == [str(one) for one in expected]
    assert shown.select_one("link[rel=alternate]")["href"] == f"{SEARCH}.atom?{query}"


def test_facets_are_told_in_the_readers_language(room):
    page = BeautifulSoup(room.get(f"{SEARCH}?q={WORD}&status=suspect", "vi").text, "lxml")
    assert [head.text for head in page.select("aside h2")][:2] == ["Chuyên mục", "Năm"]
    assert "Tình trạng: có thể không còn trên cổng thông tin" in page.select_one("p.chosen").text
    assert page.select_one("nav.chosen [aria-current]").text == "phù hợp nhất"


def test_other_archives_that_are_open_are_other_sites(crawled, folder, open_room):
    reader = open_room(crawled, folder)
    page = BeautifulSoup(reader.get(f"/-/read/portal/search?q={WORD}").text, "lxml")
    link = page.select_one(f'aside a[href="/-/read/{crawled.name}/search?q={WORD}"]')
    total = reader.get(f"/-/read/{crawled.name}/search.json?q={WORD}").json()["total"]
    assert int(link.find_next("span").text.replace(",", "")) == total > 0


def test_what_is_withheld_stands_in_no_list_count_or_facet(crawled, tmp_path, open_room):
    shutil.copytree(crawled.root, tmp_path / "dang-bo-khoi")
    archive = ArchiveFolder(tmp_path / "dang-bo-khoi")
    reader = open_room(archive)
    before = told(reader, f"q={WORD}")
    section = before["facets"]["section"][0]
    decide(archive, Decision(action="takedown", section=section["value"], reason="vì"), "Lan")
    after = told(reader, f"q={WORD}")
    assert after["total"] == before["total"] - section["count"]
    assert section["value"] not in {one["value"] for one in after["facets"]["section"]}
    assert sum(one["count"] for one in after["facets"]["kind"]) == after["total"]
    assert told(reader, f"section={quote(section['value'])}")["total"] == 0
    # An index that is open as it is, as in somebody else's Datasette, is filtered when it is asked.
    with closing(open_archive(archive.archive_db)) as db:
        db.conn.row_factory = sqlite3.Row
        for sort in ("relevance", "newest"):
            found = find(db.conn, read_catalogue(db.conn), Question(text=WORD, sort=sort))
            assert found.total == after["total"]
            assert section["value"] not in {one.value for one in found.facets["section"]}
            assert section["value"] not in {hit.section for hit in found.hits}


def test_the_news_of_a_crawl_are_counted_at_once(crawled, tmp_path, open_room):
    shutil.copytree(crawled.root, tmp_path / "dang-bo-khoi")
    archive = ArchiveFolder(tmp_path / "dang-bo-khoi")
    reader = open_room(archive)
    assert told(reader, "author=Ng%C6%B0%E1%BB%9Di+m%E1%BB%9Bi")["total"] == 0
    with closing(sqlite3.connect(archive.archive_db)) as db, db:
        db.execute("UPDATE articles SET author = 'Người mới' WHERE id = (SELECT min(id) FROM articles)")
    assert told(reader, "author=Ng%C6%B0%E1%BB%9Di+m%E1%BB%9Bi")["total"] == 1

"""What is remembered of an index in parts gives the same as the index itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from archiver.model import Article, Draft, Version
from archiver.serve.catalogue import Catalogue, read_catalogue
from archiver.serve.finding import Question, find
from archiver.store.articles import replace_articles
from archiver.store.database import open_archive
from archiver.store.terms import Match, nearness, terms_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = ("hội", "nghị", "cán", "bộ", "đảng", "ủy", "37-CT/TW", "_xã_")
QUERIES = (
    "hội", "hoi nghi", "hội nghị cán bộ", "dang uy xa", '"hoi nghi" can', "37-CT/TW đảng", "can can", '"bo dang uy"', "hoi zzz", "zzz xyz hoi", "xa hội nghị cán bộ đảng ủy",
)  # fmt: skip


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    dice = random.Random(3)
    opened = open_archive(tmp_path_factory.mktemp("catalogue") / "archive.db")
    with opened.atomic():
        replace_articles(opened, [], [(article_of(number, dice), "live", None) for number in range(300)])
    yield opened
    opened.close()


def article_of(number: int, dice: random.Random) -> Article:
    said = [" ".join(dice.choices(WORDS, k=dice.randint(0, most))) for most in (4, 9)]
    author = dice.choice(("Lan", "An", "Bình", None))
    draft = Draft(
        kind="article", title=said[0], text=said[1], published=f"{dice.randint(2008, 2012)}-05-06", author=author
    )
    version = Version(number=1, digest="d", draft=draft, capture_id="c", first_seen=NOW, last_seen=NOW)
    url = f"https://so-vi-du.example/{number}"
    return Article(id=7 * number, url=url, urls=((url, NOW),), section=None, versions=(version,), attachments=())


@pytest.fixture(scope="module")
def catalogue(db: Database) -> Catalogue:
    return read_catalogue(db.conn)


def of_index(db: Database, match: Match) -> list[int]:
    return [number for (number,) in db.execute("SELECT rowid FROM search WHERE search MATCH ?", [str(match)])]


@pytest.mark.parametrize("titled", [False, True])
@pytest.mark.parametrize("query", QUERIES)
def test_phrases_asked_for_one_by_one_are_held_by_the_articles_of_the_whole_question(db, catalogue, query, titled):
    counts = []
    for one in nearness(terms_of(query)):
        match = Match(one.phrases, one.near, titled=titled)
        expected = of_index(db, match)
        assert catalogue.numbers(catalogue.matching(db, match)) == expected
        assert catalogue.numbers(catalogue.matching(db, match)) == expected  # as it is remembered
        counts.append(len(expected))
    assert counts == sorted(counts)


def test_what_came_after_the_catalogue_was_read_is_not_in_it(db, catalogue):
    with db.atomic():
        replace_articles(db, [], [(article_of(1_000, random.Random(1)), "live", None)])
    (word,) = terms_of(db.execute("SELECT text FROM articles WHERE id = 7000").fetchone()[0].split()[0])
    match = Match((word.folded,))
    assert of_index(db, match)[-1] == 7_000
    assert catalogue.numbers(catalogue.matching(db, match)) == of_index(db, match)[:-1]
    renewed = read_catalogue(db.conn)
    assert renewed.numbers(renewed.matching(db, match)) == of_index(db, match)


def test_values_stand_by_how_many_have_them_and_years_from_the_last(db, catalogue):
    places = catalogue.matching(db, Match(("hoi",)))
    numbers = catalogue.numbers(places)
    marks = ",".join("?" * len(numbers))
    by_author = db.execute(
        f"SELECT author, count(*) FROM articles WHERE id IN ({marks}) AND author IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1",
        numbers,
    ).fetchall()
    assert catalogue.spread(places, "author", 10) == by_author
    assert catalogue.spread(places, "author", 2) == by_author[:2]
    assert [year for year, _ in catalogue.spread(places, "year", 3)] == ["2012", "2011", "2010"]
    assert catalogue.spread(places, "attachments", 3) == []


def test_who_comes_back_to_a_page_of_hits_finds_it_as_it_was_but_for_what_was_withheld_since(db):
    catalogue, question = read_catalogue(db.conn), Question(text="hội nghị")
    found = find(db.conn, catalogue, question)
    assert found.hits
    assert find(db.conn, catalogue, question) == found == find(db.conn, read_catalogue(db.conn), question)
    rule = ("1", "takedown", found.hits[0].url, "Theo đề nghị", "Lan", "2026-03-01T00:00:00Z")
    db.execute("INSERT INTO access_rules (id, action, url, reason, person, decided_at) VALUES (?, ?, ?, ?, ?, ?)", rule)
    withheld = find(db.conn, catalogue, question)
    assert withheld.total == found.total - 1
    assert found.hits[0].article_id not in {hit.article_id for hit in withheld.hits}
    db.execute("DELETE FROM access_rules")
    assert find(db.conn, catalogue, question) == found


@pytest.mark.parametrize("text", ["hội", "hoi nghi", "cán bộ", "bộ cán hội"])
def test_who_turns_all_pages_meets_each_hit_once(db, text):
    catalogue, asked = read_catalogue(db.conn), Question(text=text)
    pages = [find(db.conn, catalogue, asked)]
    while pages[-1].more:
        pages.append(find(db.conn, catalogue, Question(text=text, page=len(pages) + 1)))
    met = [hit.article_id for page in pages for hit in page.hits]
    assert len(pages) > 2
    assert len(set(met)) == len(met) == pages[0].total

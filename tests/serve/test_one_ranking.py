"""`archiver search` asks the index on disk, the reading room asks memory: both find the same, in the same order."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from archiver.serve.catalogue import read_catalogue
from archiver.serve.finding import Question, find
from archiver.store.articles import replace_articles
from archiver.store.database import open_archive, read_archive
from archiver.store.hiding import Hidden
from archiver.store.search import search
from archiver.store.weighing import WEIGHED_AT_MOST
from tests.store.test_search import article

WORDS = [
    "hội",
    "nghị",
    "tỉnh",
    "ủy",
    "bàn",
    "việc",
    "xây",
    "dựng",
    "nông",
    "thôn",
    "mới",
    "ở",
    "các",
    "xã",
    "vùng",
    "cao",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    """More articles than are weighed; many days have several, and some have none."""
    path, dice = tmp_path_factory.mktemp("ranked") / "archive.db", random.Random(7)
    db = open_archive(path)
    with db.atomic():
        for number in dice.sample(range(10_000), WEIGHED_AT_MOST + 300):
            title, text = (" ".join(dice.choices(WORDS, k=most)) for most in (4, 20))
            day = f"20{dice.randint(10, 19)}-0{dice.randint(1, 9)}-01" if dice.random() < 0.9 else None
            one = article(number, title, f"{text} Toàn tỉnh.", dice.choice(["tin-tuc", "van-ban"]), day)
            replace_articles(db, [], [(one, "live", None)])
    db.close()
    return path


@pytest.mark.parametrize("query", ["tinh", "nông thôn mới", "hoi nghi tinh uy", "xã vùng", '"ủy bàn"', "khong co"])
@pytest.mark.parametrize("within", [{}, {"section": "van-ban"}, {"year": 2015}, {"section": "tin-tuc", "year": 2012}])
def test_both_rank_alike(path, query, within):
    with closing(read_archive(path)) as db:
        asked = Question(text=query, **{facet: str(value) for facet, value in within.items()})
        room = find(db.conn, read_catalogue(db.conn), asked)
        hits = search(db, query, limit=20, **within)
    assert [hit.article_id for hit in hits] == [hit.article_id for hit in room.hits]
    assert bool(hits) == (query != "khong co")
    if within.get("year"):
        assert {hit.published[:4] for hit in hits} <= {str(within["year"])}


@pytest.mark.parametrize("query", ["tinh", "toan tinh", "nông thôn"])
def test_what_may_not_be_shown_leaves_room_for_what_may(path, query):
    """However many of the newest it is."""
    with closing(read_archive(path)) as db:
        dated = {number for (number,) in db.execute("SELECT id FROM articles WHERE published IS NOT NULL")}
        hits = search(db, query, hiding=lambda _db, articles: Hidden(frozenset(dated.intersection(articles))))
    assert len(hits) == 20
    assert dated.isdisjoint(hit.article_id for hit in hits)

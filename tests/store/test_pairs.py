"""Two words side by side are found by an index of their own, where the index of words would find them too."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from archiver.store.articles import replace_articles
from archiver.store.database import open_archive, read_archive
from archiver.store.migrations import migrations
from archiver.store.pairs import paired, side_by_side, teach
from archiver.store.search import join_pieces, search
from archiver.store.terms import Match, terms_of
from archiver.store.weighing import has_pairs, where_to_ask
from tests.store.test_search import ARTICLES, article

WORDS = ("đại", "hội", "Đảng", "bộ", "khối", "37", "CT", "TW", "hoà", "giải", "a_b", "𝔄", "x²", "e\u0301")
TEXTS = st.lists(st.sampled_from([*WORDS, "-", "\u200b", "\n"]), max_size=14).map(" ".join)
QUERIES = (
    "đại hội",
    "dai hoi dang",
    "37-CT/TW",
    '"chi thi so"',
    "hoà giải cơ sở",
    "dang bo khoi",
    "cua",
    "cac co quan",
)


@pytest.fixture
def db():
    made = Database(memory=True)
    made.execute("PRAGMA foreign_keys = ON")
    migrations.apply(made)
    return made


def held(db: Database, index: str, words: str) -> list[tuple[int, float]]:
    query = f"SELECT rowid, bm25({index}, 8.0, 1.0, 0.5) FROM {index} WHERE {index} MATCH ? ORDER BY rowid"
    return [(number, pytest.approx(weight)) for number, weight in db.execute(query, [words])]


def put(db: Database, texts: dict[int, tuple[str, str]], ids=()) -> None:
    with db.atomic():
        replace_articles(db, ids, [(article(number, *said), "live", None) for number, said in texts.items()])


def test_the_words_of_a_text_are_joined_with_those_that_follow():
    assert side_by_side("Hội nghị (Chi bộ) Đảng") == "hoi_nghi nghi_chi chi_bo bo_dang dang"
    assert side_by_side("một") == "mot"
    assert side_by_side("snake_case") == "snake_case case"
    assert side_by_side(" – ") == side_by_side("") == side_by_side(None) == ""


@pytest.mark.parametrize(
    ("match", "asked"),
    [
        (Match(("hoi nghi",)), '"hoi_nghi"'),
        (Match(("37 ct tw",)), '"37_ct ct_tw"'),
        (Match(("hoi nghi",), titled=True), '{title} : ("hoi_nghi")'),
        (Match(("hoi",)), None),
        (Match(("hoi", "nghi")), None),
        (Match(("hoi nghi",), near=("chi bo",)), None),
    ],
)
def test_only_a_phrase_can_be_asked_of_it(match, asked):
    assert asked == (None if (pairs := paired(match)) is None else str(pairs))
    assert where_to_ask(match, by_pairs=False) == ("search", str(match))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6), st.lists(st.sampled_from(WORDS), min_size=2, max_size=4)
)
def test_it_finds_and_weighs_what_the_index_of_words_does(said, words):
    db = Database(memory=True)
    migrations.apply(db)
    put(db, dict(enumerate(said)))
    for terms in filter(None, (terms_of(f'"{" ".join(words)}"'), terms_of(f'"{said[0][1][:12]}"'))):
        for titled in (False, True):
            match = Match((terms[0].folded,), titled=titled)
            index, asked = where_to_ask(match, by_pairs=True)
            assert held(db, index, asked) == held(db, "search", str(match)), (match, said)


def test_it_follows_the_rows(db):
    texts = {1: ("Đại hội", "Đại hội Đảng bộ khối."), 2: ("Hội nghị", "Hội nghị Chi bộ.")}
    put(db, texts)
    assert [number for number, _ in held(db, "search_pairs", '"dai_hoi"')] == [1]
    put(db, {1: ("Đại hội", "Hội nghị khác."), 2: texts[2]}, ids=[1, 2])
    assert [number for number, _ in held(db, "search_pairs", '"dang_bo"')] == []
    assert [number for number, _ in held(db, "search_pairs", '"hoi_nghi"')] == [1, 2]
    db.execute("UPDATE articles SET attachment_text = 'Phụ lục kèm theo' WHERE id = 2")
    assert [number for number, _ in held(db, "search_pairs", '"phu_luc"')] == [2]
    db.execute("UPDATE articles SET attachment_text = 'Mẫu đơn' WHERE id = 2")
    assert [number for number, _ in held(db, "search_pairs", '"phu_luc"')] == []
    assert [number for number, _ in held(db, "search_pairs", '"mau_don"')] == [2]
    put(db, {}, ids=[1, 2])
    with db.atomic():
        join_pieces(db)
    assert db.execute("SELECT count(*) FROM search_pairs_idx").fetchone() == (0,), "nothing of them is left in the file"


def test_an_index_of_before_it_gets_it_when_it_is_written_and_is_read_without(tmp_path):
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(path)) as connection:
        before = Database(connection)
        teach(connection)
        migrations.apply(before)
        put(before, {number: facts[:2] for number, facts in enumerate(ARTICLES)})
        for trigger in ("articles_paired", "articles_unpaired", "articles_paired_anew"):
            before.execute(f"DROP TRIGGER {trigger}")
        before.execute("DROP TABLE search_pairs")
        before.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm018%'")
        connection.commit()
    with closing(read_archive(path)) as older:
        assert not has_pairs(older.conn)
        found = [search(older, query) for query in QUERIES]
    with closing(open_archive(path)) as db:
        assert has_pairs(db.conn)
        assert [search(db, query) for query in QUERIES] == found
        assert any(found)


def test_letters_that_the_index_of_words_cannot_fold_are_found(db):
    put(db, {1: ("Văn phòng", "Chuyên đề ﬁnal, Straße Một")})
    assert held(db, "search", '"de final"') == []
    for query in ("đề final", "strasse mot"):
        assert [
            number for number, _ in held(db, *where_to_ask(Match((terms_of(f'"{query}"')[0].folded,)), by_pairs=True))
        ] == [1]

"""Search finds with or without accents, prefers what was written, and never fails."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from archiver.errors import ArchiveError
from archiver.model import Article, Draft, Version
from archiver.store import snippets
from archiver.store.articles import replace_articles
from archiver.store.database import open_archive, read_archive
from archiver.store.search import Hit, search
from archiver.store.snippets import MARK, UNMARK, with_own_letters
from archiver.store.terms import Match, all_of, terms_of
from archiver.store.weighing import READ_AT_MOST

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ARTICLES = [
    ("Đại hội Đảng bộ khối", "Ngày 20/7, Đảng uỷ khối tổ chức Đại hội đảng bộ lần thứ VIII.", "tin-tuc", "2025-07-20"),
    ("Dai hoi dang bo in a foreign paper", "They wrote dai hoi dang bo without marks.", None, None),
    ("Đài hồi đắng bò", "Những chữ khác: đài hồi đắng bò.", "tin-tuc", "2024-01-01T08:00:00+07:00"),
    ("Chỉ thị", "Thực hiện Chỉ thị số 37-CT/TW của Ban Bí thư.", "van-ban", "2025-02-03"),
    ("Quyết định", "Quyết định số 39/2015/QĐ-UBND của tỉnh.", "van-ban", "2015-12-31"),
    ("Khác", "Số 37 và CT nói riêng, TW nói sau.", "van-ban", "2016-01-01"),
    ("Hoà giải ở cơ sở", "Tổ hoà giải thuỷ lợi.", None, None),
    ("Đoàn thể", "Thanh niên có thẻ đoàn và thể thao.", None, None),
]


def article(number: int, title: str, text: str, section: str | None = None, published: str | None = None) -> Article:
    draft = Draft(kind="article", title=title, text=text, published=published)
    version = Version(number=1, digest="d", draft=draft, capture_id="c", first_seen=NOW, last_seen=NOW)
    url = f"https://so-vi-du.example/{number}"
    return Article(id=number, url=url, urls=((url, NOW),), section=section, versions=(version,), attachments=())


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("search") / "archive.db"
    db = open_archive(path)
    rows = [(article(number, *facts), "live") for number, facts in enumerate(ARTICLES)]
    with db.atomic():
        replace_articles(db, [], [(article, status, None) for article, status in rows])
    db.close()
    return path


def found(archive: Path, query: str, **within) -> list[int]:
    return [hit.article_id for hit in search(archive, query, **within)]


def shown(hit: Hit) -> str:
    return hit.snippet.replace(MARK, "[").replace(UNMARK, "]")


def test_an_unaccented_query_finds_accented_text(archive):
    assert set(found(archive, "dai hoi dang bo")) == {0, 1, 2}


@pytest.mark.parametrize(("query", "first"), [("đại hội đảng bộ", 0), ("đài hồi đắng bò", 2), ("ĐẠI HỘI ĐẢNG BỘ", 0)])
def test_who_writes_accents_finds_the_exact_ones_first(archive, query, first):
    assert found(archive, query)[0] == first
    assert set(found(archive, query)) == {0, 1, 2}


@pytest.mark.parametrize("query", ["hòa giải", "hoà giải", "hoa giai", "thủy lợi", "thuỷ lợi"])
def test_the_tone_mark_may_stand_on_either_vowel(archive, query):
    hits = search(archive, query)
    assert [hit.article_id for hit in hits] == [6]
    assert query.isascii() or hits[0].score > 500


@pytest.mark.parametrize(
    ("query", "expected"),
    [("37-CT/TW", [3]), ("37-ct/tw", [3]), ("39/2015/QĐ-UBND", [4]), ("39/2015/QD-UBND", [4]), ("15/QĐ-UBND", [])],
)
def test_document_numbers_are_found_whole(archive, query, expected):
    assert found(archive, query) == expected


def test_quoted_words_stand_together(archive):
    assert found(archive, '"thể thao"') == [7]
    assert found(archive, '"thao niên"') == []
    assert found(archive, "thao niên") == [7]


def test_words_that_stand_together_come_before_words_that_stand_apart(tmp_path):
    db = open_archive(tmp_path / "archive.db")
    apart = "Đại biểu dự hội nghị của Đảng uỷ và cán bộ. " * 5
    with db.atomic():
        rows = [(1, "Hội Đảng Đại Bộ", apart), (2, "Khác", f"{apart} Đại hội Đảng bộ. {'Lời khác. ' * 200}")]
        replace_articles(db, [], [(article(*row), "live", None) for row in rows])
    for query in ("dai hoi dang bo", "đại hội đảng bộ"):
        first, second = search(db, query)
        assert (first.article_id, second.article_id) == (2, 1)
        assert "[Đại hội Đảng bộ]" in shown(first)
    db.close()


def test_a_title_weighs_more_than_a_text(archive):
    assert found(archive, "khac") == [5, 2]


def test_snippets_keep_the_letters_of_the_article(archive):
    snippet = search(archive, '"dai hoi dang bo"')
    assert {hit.article_id: shown(hit) for hit in snippet}[0].endswith("tổ chức [Đại hội đảng bộ] lần thứ VIII.")


def test_the_snippet_of_a_long_text_stands_round_the_finds(tmp_path):
    db = open_archive(tmp_path / "archive.db")
    text = "mở đầu " * 300 + "cuối cùng là đường Đê La Thành " + "kết thúc " * 300
    with db.atomic():
        replace_articles(db, [], [(article(1, "Dài", text), "live", None)])
    (hit,) = search(db, "de la thanh")
    assert "đường [Đê La Thành]" in shown(hit)
    assert hit.snippet.startswith("… ")
    assert hit.snippet.endswith(" …")
    assert len(hit.snippet.split()) < 40
    db.close()


def test_section_and_year_narrow_the_search(archive):
    assert found(archive, "so", section="van-ban", year=2015) == [4]
    assert found(archive, "dai hoi", section="tin-tuc", year=2024) == [2]
    assert found(archive, "dai hoi", section="van-ban") == []


def test_the_limit_is_kept(archive):
    assert len(search(archive, "dai", limit=1)) == 1
    assert search(archive, "dai", limit=0) == []


@pytest.mark.parametrize(
    "query",
    ['"', '"""', "*", "AND", "NOT", "NEAR(", "a OR", "-x", "title:x", "^a", "(", ")", "\0", "đ\0i", "{title}:", "\ud800", "+", "x*", "", " ", "🙂", "a" * 5000, '"đại hội'],
)  # fmt: skip
def test_hostile_queries_are_only_words(archive, query):
    assert isinstance(search(archive, query), list)


@settings(deadline=None, max_examples=150)
@given(query=st.text(max_size=40) | st.text(alphabet='"*()^:{}-+ANDORTđạ\0 ', max_size=20))
def test_no_query_is_an_error(archive, query):
    assert isinstance(search(archive, query), list)


def test_an_unpaired_quotation_mark_takes_nothing_away(archive):
    assert set(found(archive, '"dai hoi')) == {0, 1, 2}


def test_equal_terms_are_asked_once():
    assert [term.folded for term in terms_of('Đảng đảng "37-CT/TW" * -')] == ["dang", "37 ct tw"]


def test_letters_are_put_back_only_where_the_places_are_sure():
    assert with_own_letters("\ue000dang\ue001 D", "đang Đ") == "\ue000đang\ue001 Đ"
    assert with_own_letters("\ue000d\ue001 x", "\ue000đ\ue001 x") == "\ue000d\ue001 x"


def window(marked: str) -> str:
    """The words round the densest finds, by taking the whole text apart."""
    words = marked.split()
    finds = [place for place, word in enumerate(words) if MARK in word]
    near = snippets.SNIPPET_WORDS - 6
    best = max(finds, key=lambda first: (sum(first <= place < first + near for place in finds), -first))
    begin = max(0, min(best - 6, len(words) - snippets.SNIPPET_WORDS))
    end = begin + snippets.SNIPPET_WORDS
    shown = " ".join(words[begin:end])
    return f"{'… ' if begin else ''}{shown}{' …' if end < len(words) else ''}"


SPACES = st.sampled_from([" ", "  ", "\n", "\u00a0"])
PIECES = st.sampled_from(["hội", "(hội)", "hội-hội", "«hội", "một", "hai ba", "bốn năm sáu bảy tám chín mười " * 4])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(PIECES, SPACES), min_size=1, max_size=40).map(lambda parts: "".join(map("".join, parts))))
def test_a_snippet_is_what_taking_the_whole_text_apart_would_show(text):
    said = snippets.snippets(Database(memory=True), {1: Match(("hoi",))}, {1: ("", text)} if "hội" in text else {}, ())
    marked = text.replace("hội", f"{MARK}hội{UNMARK}")
    assert said == ({1: (window(marked), "text")} if MARK in marked else {})


def test_a_missing_index_is_told(tmp_path):
    with pytest.raises(ArchiveError, match="archiver rebuild"):
        search(tmp_path / "archive.db", "x")


def test_the_index_follows_the_rows(tmp_path):
    db = open_archive(tmp_path / "archive.db")
    for text, status in (("đầu tiên", "live"), ("thứ hai", "live"), ("thứ hai", "suspect")):
        with db.atomic():
            replace_articles(db, [1], [(article(1, "T", text), status, None)])
        db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    assert found(db, "dau tien") == []
    assert found(db, "thu hai") == [1]
    assert db.execute("SELECT status FROM articles").fetchone() == ("suspect",)
    with db.atomic():
        replace_articles(db, [1], [])
    assert found(db, "thu hai") == []
    db.close()


def by_the_index(archive: Path, match: Match) -> list[int]:
    """What the index of words has, as it ranks it."""
    query = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY bm25(search, 8.0, 1.0, 0.5), rowid"
    with closing(read_archive(archive)) as db:
        return [number for (number,) in db.execute(query, [str(match)])]


@pytest.mark.parametrize(
    "query", ["dai hoi", "đại hội đảng bộ", "37-CT/TW", '"Chỉ thị"', "so 39/2015", "hoà giải", "thủy", "cua", "dang bo"]
)
def test_few_hits_weighed_by_reading_are_those_of_the_index(archive, query):
    assert set(found(archive, query)) == set(by_the_index(archive, all_of(terms_of(query))))


def test_a_phrase_that_few_hold_is_weighed_in_the_order_of_the_index(tmp_path):
    path, dice = tmp_path / "archive.db", random.Random(5)
    db = open_archive(path)
    rows = []
    for number in range(200):
        words = dice.choices(["Nông", "thôn", "mới", "xã", "làng"], k=dice.randint(3, 40))
        words = ["nông thôn"] * (number % 8 == 0) + words + ["nông thôn"] * (number % 4 == 0)
        rows.append(article(number, " ".join(words[:3]), ". ".join(words[3:])))
        if number % 4:
            rows[-1] = article(number, "Xã mới", ". ".join(words).replace("Nông. thôn", "Nông. làng. thôn"))
    with db.atomic():
        replace_articles(db, [], [(one, "live", None) for one in rows])
    db.close()
    together, apart = by_the_index(path, Match(("nong thon",))), by_the_index(path, Match(("nong", "thon")))
    assert len(together) <= READ_AT_MOST < len(apart)
    ranked = [*together, *(number for number in apart if number not in together)]
    assert found(path, "nong thon", limit=200) == ranked


def test_an_empty_index_has_no_hits(tmp_path):
    path = tmp_path / "archive.db"
    open_archive(path).close()
    assert found(path, "nong thon") == []


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Hội nghị", [0]),
        ("xhội hội", [5]),
        ("hội_hội-hội", [0, 4, 8]),
        ("hộihội hội", [7]),
        ("𝒳hội 𝒳 HỘI Hội", [7, 11]),
        ("hoi Đhội h\u00f4\u0323i", [0]),
    ],
)
def test_words_are_found_where_words_begin_and_end(text, begins):
    marked = snippets._marked(Match(("hoi",)), text)
    expected = text
    for begin in reversed(begins):
        expected = f"{expected[:begin]}{MARK}{expected[begin : begin + 3]}{UNMARK}{expected[begin + 3 :]}"
    assert marked == expected


def test_many_hits_are_weighed_by_the_index_and_very_many_by_title_and_day(tmp_path):
    path = tmp_path / "archive.db"
    db = open_archive(path)
    rows = [article(number, f"Tin số {number}", "Nông thôn mới " * (1 + number % 7)) for number in range(2_100)]
    rows[:100] = [replace(one, section="xa") for one in rows[:100]]
    rows += [article(3_000, "Tin sau", "Nông thôn", published="2025-02-03"), article(5_000, "Nông thôn mới", "Khác")]
    with db.atomic():
        replace_articles(db, [], [(one, "live", None) for one in rows])
    db.close()
    assert found(path, "nong thon", limit=3) == [5_000, 3_000, 0]
    best = found(path, "nông thôn", section="xa", limit=10)
    assert all(number < 100 and number % 7 == 6 for number in best)  # where it stands most often


def test_pages_of_hits_follow_each_other(archive):
    whole = found(archive, "so", limit=10)
    assert [number for skip in range(len(whole)) for number in found(archive, "so", limit=1, skip=skip)] == whole

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.layout import ArchiveFolder
from archiver.serve.catalogue import FACETS
from archiver.serve.finding import SORTS, Question
from tests.serve.kept import Kept


def page_of(reader, query, language="en"):
    return BeautifulSoup(reader.get(f"/-/read/portal/search?{query}", language).text, "lxml")


def test_words_without_accents_find_text_and_show_its_accents(reader):
    page = page_of(reader, "q=dai+hoi+dang+bo")
    assert page.select_one(".hits a")["href"] == "/-/read/portal/article/1"
    assert " ".join(mark.text.lower() for mark in page.select("mark")).startswith("đại hội")
    assert "& <tỉnh>" in page.select_one(".hits p").text


def test_archived_markup_in_a_snippet_stays_text(reader):
    page = page_of(reader, "q=xau+alert")
    assert "<img src=x onerror=" in page.select_one(".hits p").text
    assert not page.select(".hits img")


def test_hits_spread_over_sections_and_years(reader):
    page = page_of(reader, "q=thong+bao")
    assert "Found: 30" in page.text
    choices = {row.a.text: (row.span.text, row.a["href"]) for row in page.select("aside li")}
    assert choices["2012"] == ("6", "?q=thong+bao&year=2012")
    assert choices["thong-bao"] == ("30", "?q=thong+bao&section=thong-bao")
    narrowed = page_of(reader, "q=thong+bao&year=2012&section=thong-bao")
    assert "Found: 6" in narrowed.text
    assert len(narrowed.select(".hits li")) == 6
    assert [a["href"] for a in narrowed.select("p.chosen a")] == [
        "?q=thong+bao&year=2012",
        "?q=thong+bao&section=thong-bao",
    ]


def test_pages_follow_each_other_without_gap_or_repetition(reader):
    first, second = page_of(reader, "q=thong+bao"), page_of(reader, "q=thong+bao&page=2")
    assert first.select_one("a[rel=next]")["href"] == "?q=thong+bao&page=2"
    assert second.select_one("a[rel=prev]")["href"] == "?q=thong+bao"
    assert not second.select("a[rel=next]")
    links = [a["href"] for page in (first, second) for a in page.select(".hits li > a")]
    assert len(links) == len(set(links)) == 30


def test_a_page_beyond_the_last_is_empty(reader):
    assert not page_of(reader, "q=thong+bao&page=20").select(".hits li")


def test_what_has_no_section_or_no_date_is_found_as_such(tmp_path, open_room):
    kept = Kept(ArchiveFolder(tmp_path / "loose"))
    kept.article(1, "Có cả hai", "<p>x</p>")
    kept.article(2, "Không chuyên mục", "<p>x</p>", section=None)
    kept.article(3, "Không ngày", "<p>x</p>", published=None)
    reader = open_room(kept.done())
    front = BeautifulSoup(reader.get("/-/read/loose", "vi").text, "lxml")
    for words, name, title in (
        ("Không rõ ngày", "Không rõ ngày", "Không ngày"),
        ("Ngoài các chuyên mục", "Ngoài các chuyên mục", "Không chuyên mục"),
    ):
        (link,) = [one["href"] for one in front.select("a") if one.text.lower().startswith(words.lower())]
        found = BeautifulSoup(reader.get(link, "vi").text, "lxml")
        assert [one.text for one in found.select(".hits li > a")] == [title]
        assert name.lower() in found.select_one(".chosen").text.lower()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_start_page_and_the_articles_lead_to_searches_and_not_to_tables(reader, language):
    for path, some in (("/-/read/portal", 8), ("/-/read/portal/article/1", 1)):
        page = BeautifulSoup(reader.get(path, language).text, "lxml")
        links = [one["href"] for one in page.select("svg a, .counted a, .kicker a")]
        assert len(links) >= some
        for link in links:
            assert link.startswith("/-/read/portal/search?")
            assert BeautifulSoup(reader.get(link, language).text, "lxml").select(".hits li")


def test_no_question_and_no_answer_say_what_to_do(reader):
    assert "Type what you are looking for" in page_of(reader, "q=").text
    assert "Nothing was found" in page_of(reader, "q=zzzzzz").text
    assert "Không tìm thấy" in page_of(reader, "q=zzzzzz", "vi").text


@settings(deadline=None, max_examples=60)
@given(
    text=st.text(max_size=20),
    section=st.none() | st.text(min_size=1, max_size=8),
    year=st.none() | st.from_regex("[0-9]{4}|-", fullmatch=True).filter(str.isascii),
    page=st.integers(1, 25),
)
def test_a_question_survives_its_own_address(text, section, year, page):
    asked = Question(text=text.strip(), section=section, year=year, page=page)
    address = asked.address(page=page)
    assert Question.of(dict(parse_qsl(address[1:]))) == asked


@settings(deadline=None, max_examples=60)
@given(
    text=st.text(max_size=20),
    values=st.dictionaries(st.sampled_from(FACETS[2:]), st.text(min_size=1, max_size=8)),
    year=st.none() | st.from_regex("[0-9]{4}|-", fullmatch=True).filter(str.isascii),
    sort=st.sampled_from(SORTS),
    facet=st.sampled_from(FACETS),
    value=st.text(min_size=1, max_size=8),
)
def test_the_links_that_narrow_are_addresses_of_questions(text, values, year, sort, facet, value):
    asked = Question(text=text, year=year, sort=sort, page=3, **values)
    if facet == "year":
        assert asked.narrowing(facet)("2014") == asked.address(year="2014")
    else:
        assert asked.narrowing(facet)(value) == asked.address(**{facet: value})


@settings(deadline=None, max_examples=40)
@given(query=st.text(max_size=30))
def test_no_question_breaks_the_page(reader, query):
    try:
        encoded = urlencode({"q": query, "page": query, "year": query})
    except UnicodeEncodeError:  # a lone surrogate cannot be asked for
        return
    assert reader.get(f"/-/read/portal/search?{encoded}").status_code == 200

"""What several pages of one site teach, and what they must not."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.extract.site_template import MOST, Template
from archiver.extract.stages import Reading
from archiver.extract.traces import Trace, shape_of
from archiver.jobs import sites_in_input
from archiver.jobs.extract import extract_results
from archiver.model import Page
from tests.quality import portal
from tests.quality.score import Tally

NOTICE = (
    "Readers who wish to reuse this material should first write to the office of the gazette, which answers in a week."
)
WORDS = [
    "harbour",
    "council",
    "bridge",
    "river",
    "school",
    "market",
    "winter",
    "budget",
    "teacher",
    "road",
    "plan",
    "vote",
]


def sentence(seed: int) -> str:
    words = random.Random(seed).choices(WORDS, k=14)
    return f"The {' '.join(words[:7])}, and number {seed} of the {' '.join(words[7:])}."


def page(
    number: int, *, body: str | None = None, day: str | None = None, today: str = "", site: str = "Gazette"
) -> str:
    text = body or "".join(f"<p>{sentence(100 * number + line)}</p>" for line in range(4))
    return (
        f"<html><head><title>Story {number} of the {WORDS[number % 12]} - {site}</title></head><body>"
        f"<div class='bar'><span>{today}</span></div><div class='story'><h1>Story {number} of the {WORDS[number % 12]}</h1>"
        f"<span class='when'>{day or ''}</span><div class='words'>{text}</div></div>"
        f"<div class='box'><p>{NOTICE}</p></div></body></html>"
    )


def answers(
    pages: list[str], *, template: bool = True, url: str = "https://gazette.example/a/{}"
) -> list[dict[str, Any]]:
    lines = [json.dumps({"id": i, "url": url.format(i), "html": html}) for i, html in enumerate(pages)]
    return list(extract_results(lines, None, template=template))


def texts(pages: list[str], *, template: bool = True, url: str = "https://gazette.example/a/{}") -> list[Any]:
    return [answer["text"] for answer in answers(pages, template=template, url=url)]


def test_words_that_never_change_where_they_stand_are_furniture() -> None:
    pages = [page(number) for number in range(8)]
    alone, by_site = texts(pages, template=False), texts(pages)
    assert all(NOTICE in text for text in alone), "the case is none: a page alone does not see it"
    assert not any(NOTICE in text for text in by_site)
    assert all(sentence(100 * number + line) in by_site[number] for number in range(8) for line in range(4))
    assert {answer["stage"] for answer in answers(pages)} == {"site template"}


def test_under_three_pages_each_is_read_alone() -> None:
    pages = [page(1), page(2)]
    assert answers(pages) == answers(pages, template=False)


def test_pages_of_other_hosts_and_without_address_teach_nothing() -> None:
    pages = [page(number) for number in range(5)]
    for url in ("https://host{}.example/a", "", "http://[{}"):
        assert answers(pages, url=url) == answers(pages, template=False, url=url)


def test_copies_of_a_page_say_nothing_against_it() -> None:
    """Its print view, a second address, and the home page on which it stands whole."""
    first = page(1)
    story = first[first.index("<div class='words'>") :]
    pages = [first, first, first.replace("class='bar'", "class='print'"), page(2), page(3), page(4)]
    pages.append(f"<html><body><h1>Gazette</h1>{story}<p>{sentence(1)}</p></body></html>")
    by_site = texts(pages)
    for number in range(3):
        assert all(sentence(100 + line) in by_site[number] for line in range(4))


def test_only_copies_are_read_alone() -> None:
    assert answers([page(1)] * 6) == answers([page(1)] * 6, template=False)


def test_what_is_the_only_text_of_a_page_stays() -> None:
    """A page for small print: the notice is all it has."""
    only = f"<html><head><title>Rules</title></head><body><div class='box'><p>{NOTICE}</p></div></body></html>"
    assert NOTICE in texts([page(number) for number in range(6)] + [only])[-1]


def test_a_preamble_in_the_text_is_text() -> None:
    """Decrees of one office begin with the same words, among others that change."""
    preamble = "Pursuant to the law on the organisation of local government, which was passed in the year of the flood;"
    pages = [
        page(number, body=f"<p>{preamble}</p>" + "".join(f"<p>{sentence(50 * number + n)}</p>" for n in range(6)))
        for number in range(6)
    ]
    assert all(preamble in text for text in texts(pages))


def test_what_ends_the_titles_of_all_pages_is_no_title() -> None:
    """Old portals print the title nowhere but in the title element."""
    name = "Portal of the Department for the Example of Several Provinces and their Rivers"
    pages = [page(number, site=name).replace("<h1>", "<i>").replace("</h1>", "</i>") for number in range(5)]
    expected = [f"Story {number} of the {WORDS[number]}" for number in range(5)]
    assert [answer["title"] for answer in answers(pages)] == expected


def test_the_date_of_all_pages_is_no_date_of_publication() -> None:
    pages = [page(number, day="November 28, 2026") for number in range(12)]
    other = [page(number, day=f"November {number + 1}, 2026") for number in range(12)]
    assert {answer["published"] for answer in answers(pages)} == {None}
    assert [answer["published"] for answer in answers(other)] == [f"2026-11-{day:02}" for day in range(1, 13)]


def test_the_dateline_is_where_other_pages_have_theirs() -> None:
    """A page with a second date beside its title leaves it open alone."""
    pages = [page(number, day=f"November {number + 1}, 2026") for number in range(6)]
    pages[3] = pages[3].replace("<div class='words'>", "<div class='words'><div>May 13, 2019</div>")
    assert answers(pages, template=False)[3]["published"] is None
    assert answers(pages)[3]["published"] == "2026-11-04"
    assert answers(pages)[3]["stages"]["published"] == "site template"


def story(number: int, *, lines: int = 4, day: str = "", today: str = "", body: str | None = None) -> str:
    """A page of a portal that names nothing and whose title element says the site's name alone; three others are quoted on it."""
    text = body or "".join(f"<p>{sentence(100 * number + line)}</p>" for line in range(lines))
    teasers = "".join(
        f"<div class='more'><a href='/a/{other}'>{title_of(other)}</a><p>{sentence(100 * other)}</p></div>"
        for other in random.Random(number).sample([one for one in range(16) if one != number], 3)
    )
    return (
        f"<html><head><title>Gazette</title></head><body><div class='bar'><span>{today}</span></div><div class='story'>"
        f"<div class='name'>{title_of(number)}</div><div class='when'>{day}</div><div class='words'>{text}</div></div>{teasers}</body></html>"
    )


def title_of(number: int) -> str:
    return f"What the {WORDS[number % 12]} of {1900 + 7 * number} cost the {WORDS[5 * number % 12]}"


def test_teasers_are_no_text_where_an_article_has_one_sentence() -> None:
    pages = [story(number, lines=1 if number % 4 == 3 else 4) for number in range(16)]
    alone, by_site = texts(pages, template=False), texts(pages)
    assert any(alone[number] != by_site[number] for number in (3, 7, 11, 15)), "the case is none: a page alone sees it"
    for number in range(16):
        own = [sentence(100 * number + line) for line in range(1 if number % 4 == 3 else 4)]
        assert by_site[number].split("\n") == own


def test_words_that_a_few_pages_share_in_their_texts_are_text() -> None:
    """Death notices, letters of an office: the same sentences among names that change."""
    closing = "The funeral will be held at the chapel of the town, with a reception in the hall afterwards."
    pages = [story(number) for number in range(12)]
    pages += [
        story(number, body=f"<p>{sentence(100 * number)}</p><p>{closing}</p><p>{sentence(100 * number + 1)}</p>")
        for number in range(12, 16)
    ]
    assert all(closing in text for text in texts(pages)[12:])


def test_the_title_is_the_line_that_other_pages_lead_here_by() -> None:
    """The title element says the same on all pages, and nothing calls the title so; in boxes at the side it is repeated."""
    pages = [story(number) for number in range(16)]
    found = answers(pages)
    assert [answer["title"] for answer in found] == [title_of(number) for number in range(16)]
    assert {answer["stages"]["title"] for answer in found} == {"site template"}


def test_letters_tell_a_title_where_boxes_do_not() -> None:
    """Old portals set all of a page into one cell, and tell its lines from each other by their letters alone."""

    def cell(number: int) -> str:
        others = random.Random(number).sample([one for one in range(16) if one != number], 3)
        links = "".join(f"<font size=1><a href='/a/{other}'>{title_of(other)}</a></font><br>" for other in others)
        text = "<br><br>".join(sentence(100 * number + line) for line in range(4))
        return (
            f"<html><head><title>Gazette</title></head><body><table><tr><td><font size=1>The Gazette of all towns</font><br>{links}"
            f"<b><font size=4>{title_of(number)}</font></b><br><font size=2>{text}</font></td></tr></table></body></html>"
        )

    assert [answer["title"] for answer in answers([cell(number) for number in range(16)])] == [
        title_of(number) for number in range(16)
    ]


@pytest.mark.parametrize(
    "title",
    ["{}-Gazette of all towns", "Gazette of all towns: {}", "Gazette of all towns > {}", "{}_Gazette of all towns"],
)
def test_a_title_element_is_cut_where_those_of_other_pages_show_it(title: str) -> None:
    pages = [story(number).replace("<title>Gazette", f"<title>{title.format(title_of(number))}") for number in range(8)]
    assert [answer["title"] for answer in answers(pages)] == [title_of(number) for number in range(8)]


def test_the_day_of_the_visit_is_no_date_of_publication_though_a_crawl_takes_two_days() -> None:
    todays = [f"November {28 + number % 2}, 2026" for number in range(16)]
    dated = [story(number, day=f"March {number + 1}, 201{number % 8}", today=todays[number]) for number in range(16)]
    undated = [story(number, today=todays[number]) for number in range(16)]
    expected = [f"201{number % 8}-03-{number + 1:02}" for number in range(16)]
    assert [answer["published"] for answer in answers(dated)] == expected
    assert {answer["published"] for answer in answers(undated)} == {None}


def test_the_dates_of_a_few_decrees_do_not_stand_in_the_way_of_the_dateline() -> None:
    pages = [story(number, day=f"March {number + 1}, 2010") for number in range(16)]
    for number in (3, 7, 11):
        facts = f"<div class='fact'>May {number}, 2009</div>"
        pages[number] = pages[number].replace("<div class='words'>", f"{facts}<div class='words'>")
    assert [answer["published"] for answer in answers(pages)] == [f"2010-03-{day:02}" for day in range(1, 17)]


def test_of_a_few_pages_those_that_were_seen_on_one_day_show_no_dateline() -> None:
    pages = [story(number, today=f"November {28 + number % 2}, 2026") for number in range(5)]
    assert {answer["stages"].get("published") for answer in answers(pages)} <= {"date line", None}


def test_classes_that_differ_by_a_figure_and_cells_of_other_tables_are_other_places() -> None:
    """`k1`, `k2` are title and text; the cells of a table in the text are none of the tables at the side."""
    shown = [
        story(number).replace("'name'", "'k1'").replace("'when'", "'k2'").replace("'words'", "'k3'")
        for number in range(16)
    ]
    assert [answer["title"] for answer in answers(shown)] == [title_of(number) for number in range(16)]
    one, other = (
        Reading(
            Page(
                url="https://gazette.example/1",
                html=f"<div class={name}><table><tr><td>Old</td><td>New</td></tr></table></div>",
            ),
            None,
        )
        for name in ("words", "side")
    )
    assert not {*one.trace.places} & {*other.trace.places}


@pytest.mark.parametrize(("form", "month"), [("{day}/3/2010", "03"), ("3/{day}/2010", "03")])
def test_a_date_in_figures_is_read_as_those_that_leave_no_choice(form: str, month: str) -> None:
    pages = [story(number, day=form.format(day=number + 1)) for number in range(16)]
    assert [answer["published"] for answer in answers(pages)] == [f"2010-{month}-{day:02}" for day in range(1, 17)]


def test_the_order_of_pages_changes_nothing() -> None:
    lines = [json.dumps({"id": n, "url": f"https://gazette.example/a/{n}", "html": page(n)}) for n in range(40)]
    mixed = random.Random(1).sample(lines, len(lines))
    straight = {answer["id"]: answer for answer in extract_results(lines, None, template=True)}
    assert {answer["id"]: answer for answer in extract_results(mixed, None, template=True)} == straight


def test_answers_come_in_the_order_read_and_bad_lines_stay_where_they_are() -> None:
    lines = [json.dumps({"id": n, "url": f"https://gazette.example/{n}", "html": page(n)}) for n in range(5)]
    results = list(
        extract_results([*lines[:2], "no json", *lines[2:], json.dumps({"id": 9})], {"title"}, template=True)
    )
    assert [result["id"] for result in results] == [0, 1, None, 2, 3, 4, 9]
    assert ["error" in result for result in results] == [False, False, True, False, False, False, True]


numbers = st.integers(0, 6)
traces = st.builds(
    lambda url, rows, names: Trace(
        f"https://gazette.example/{url}",
        hash(tuple(text for _, text, _, verdict in rows if verdict > 0)) & 0xFFFF,
        tuple(place for place, _, _, _ in rows),
        tuple(text for _, text, _, _ in rows),
        tuple(words for _, _, words, _ in rows),
        tuple(verdict << 15 for _, _, _, verdict in rows),
        tuple(text for _, text, _, _ in rows),
        frozenset(names),
        (0,),
        (words := rows[0][2],),
        frozenset(("dmy", "mdy")[: words % 3]),
    ),
    st.sampled_from(["a/1", "a/2", "a/3", "b/x/1", "b/x/2", "c.html", "d?id=1"])
    | st.integers(0, 99).map("e/{}".format),
    st.lists(st.tuples(numbers, numbers, st.integers(1, 30), st.integers(-9, 9)), min_size=1, max_size=8),
    st.lists(st.sampled_from(["gazette", "news"])),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(traces, max_size=60), st.randoms(use_true_random=False), st.integers(0, 60))
def test_a_template_is_the_same_however_it_is_learned(seen: list[Trace], chance: random.Random, cut: int) -> None:
    whole = Template.of(seen)
    mixed = chance.sample(seen, len(seen))
    assert Template.of(mixed) == whole
    assert Template.of(mixed[:cut]).merged(Template.of(mixed[cut:])) == whole
    assert len(whole.traces) <= MOST
    for trace in seen:
        assert Template.of(mixed).advice(trace) == whole.advice(trace)


def test_ten_thousand_pages_of_one_host_are_a_small_template() -> None:
    first = Reading(Page(url="https://gazette.example/a/1", html=page(1)), None).trace
    template = Template()
    for start in range(0, 10_000, 500):
        batch = [
            Trace(
                f"https://gazette.example/a/{n}",
                n * 7919 % 10_007,
                (n, *first.places[1:]),
                first.texts,
                first.words,
                first.verdicts,
                first.begins,
            )
            for n in range(start, start + 500)
        ]
        template = template.merged(Template.of(batch))
    assert len(template.traces) == MOST
    assert len({trace.digest for trace in template.traces}) == MOST


def test_pages_are_held_small_while_the_rest_is_read() -> None:
    """Open pages are bounded: an open page takes a hundred times its size, one that waits no more than its own."""

    def peak(count: int) -> int:
        def lines() -> Iterator[str]:
            for n in range(count):
                yield json.dumps({"id": n, "url": f"https://gazette.example/a/{n}", "html": page(n)})

        tracemalloc.start()
        try:
            for _ in extract_results(lines(), {"title"}, template=True):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(40)  # what is loaded once
    few, many = peak(40), peak(130)
    assert many < few + 90 * 3 * len(page(1).encode())


def test_a_page_that_was_packed_is_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [page(number) + "<p>\ud800 half a letter</p>" for number in range(5)]
    held_plain = answers(pages)
    monkeypatch.setattr(sites_in_input, "_PLAIN", 0)
    assert answers(pages) == held_plain


def test_many_layouts_are_all_learned_from() -> None:
    """A section of few pages is not crowded out by one of many."""
    batch = [Trace(f"https://gazette.example/news/2024/{n}.html", n, (1,), (n,), (9,), (1,), (0,)) for n in range(500)]
    rare = [Trace(f"https://gazette.example/rules?doc={n}", 10_000 + n, (2,), (n,), (9,), (1,), (0,)) for n in range(3)]
    kept = Template.of([*batch, *rare]).traces
    assert {trace.url for trace in rare} <= {trace.url for trace in kept}


def test_the_shape_of_an_address_leaves_out_what_counts_up() -> None:
    assert shape_of("https://a.example/news/2024/11/x-17.html?id=3") == shape_of(
        "https://a.example/news/2023/2/y.html?id=9"
    )
    assert shape_of("https://a.example/news/1.html") != shape_of("https://a.example/law/1.html")
    assert shape_of("http://[") == ""


def test_the_simulated_portal_loses_nothing() -> None:
    pages = list(portal.pages())
    lines = [json.dumps({"id": one.id, "url": one.url, "html": one.html}) for one in pages]
    tally = Tally()
    for one, found in zip(pages, extract_results(lines, None, template=True), strict=True):
        tally.add_text(one.text, str(found["text"]))
        tally.add_fields(one, found)
    row = tally.row()
    assert row["F1"] >= 0.995
    assert row["date"] == row["title"] == 1.0

"""Layouts: which pages are of one, which of them teach, and how what they taught is kept."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st
from test_site_template import NOTICE, page

from archiver.extract.layouts import MOST_LAYOUTS, KeptTemplate, Layouts, SeenPage, Templates, packed
from archiver.extract.site_template import MOST, Template
from archiver.extract.stages import Reading
from archiver.extract.template import sketch_of
from archiver.model import Page

HOST = "gazette.example"


def seen(moment: int, address: int, sketch: str, host: str = HOST) -> SeenPage:
    return SeenPage((f"2026-03-{moment:06}", f"capture-{moment}"), f"{host}/{address}", host, sketch)


def sketch(family: int, own: int = 0) -> str:
    """Twenty names, of which nineteen are those of the family."""
    names = [*range(family * 100, family * 100 + 19), 90_000 + own]
    return " ".join(f"{name:08x}" for name in names)


def learned(pages: list[SeenPage]) -> Layouts:
    layouts = Layouts()
    for one in sorted(pages, key=lambda page: page.when):
        layouts.see(one)
    return layouts


def told(layouts: Layouts) -> list[object]:
    return [(one.host, one.sketch, one.opened, one.teachers) for one in layouts]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 999), st.integers(0, 60), st.integers(0, 1), st.sampled_from((0, 0, 0, 1))),
        unique_by=lambda one: one[0],
        min_size=20,
        max_size=150,
    ),
    st.randoms(use_true_random=False),
)
def test_pages_that_are_no_news_change_nothing_whenever_they_were_captured(drawn, chance):
    pages = [seen(moment, address, sketch(family, moment), f"host-{host}") for moment, address, family, host in drawn]
    chance.shuffle(pages)
    half = len(pages) // 2
    standing = learned(pages[:half])
    quiet = [one for one in pages[half:] if not standing.is_news(one)]
    assert told(learned(pages[:half] + quiet)) == told(standing)


def test_the_first_of_each_address_teach_and_no_more_than_a_bounded_number():
    pages = [seen(moment, moment // 2, sketch(1, moment)) for moment in range(4 * MOST)]
    (layout,) = learned(pages)
    assert list(layout.teachers.values()) == [one.when for one in pages[: 2 * MOST : 2]]
    assert not learned(pages).is_news(seen(5 * MOST, 5 * MOST, sketch(1)))
    assert learned(pages[: 2 * MOST - 2]).is_news(seen(5 * MOST, 5 * MOST, sketch(1)))


def test_other_names_make_another_layout_and_a_flood_of_them_ends():
    pages = [seen(number, number, sketch(number)) for number in range(2 * MOST_LAYOUTS)]
    layouts = learned(pages)
    assert len(list(layouts)) == MOST_LAYOUTS
    assert layouts.of(pages[-1]) is None
    assert layouts.is_news(pages[-1]) is False
    assert layouts.is_news(seen(0, 999, sketch(9_999)))


def test_a_template_that_was_kept_says_what_it_said():
    """Also in another process, which is handed it packed."""
    readings = [Reading(Page(url=f"https://{HOST}/a/{n}", html=page(n)), None) for n in range(8)]
    template = Template.of(reading.trace for reading in readings)
    digest, data = packed(template)
    orders = random.Random(1).sample(list(permutations(range(8))), 5)
    assert {packed(Template.of(readings[n].trace for n in order)) for order in orders} == {(digest, data)}
    kept = KeptTemplate(HOST, sketch_of(page(0)), digest, data)
    assert pickle.loads(pickle.dumps(kept)).template == replace(template, knows_days=False)
    templates = Templates((KeptTemplate(HOST, sketch(1), "", b""), kept))
    assert templates.of(HOST, sketch_of(page(3))) == kept
    assert templates.of("other.example", sketch_of(page(3))) is None
    assert templates.of(HOST, sketch(1)) is templates.of(HOST, "") is None


def test_one_reading_answers_with_a_template_and_without_as_if_it_were_new():
    pages = [Page(url=f"https://{HOST}/a/{n}", html=page(n, day="12 March 2021")) for n in range(8)]
    template = Template.of(Reading(one, None).trace for one in pages)
    for one in pages:
        alone = Reading(one, None).draft(rendered=True)
        by_site = Reading(one, None).draft(rendered=True, template=template)
        reading = Reading(one, None)
        drafts = [reading.draft(rendered=True, template=which) for which in (None, template, None, template)]
        assert drafts == [alone, by_site, alone, by_site]
        assert NOTICE in alone.text
        assert NOTICE not in by_site.text

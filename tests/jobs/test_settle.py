"""Settling depends on what was seen, never on the order in which it came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.jobs.identity import told_apart
from archiver.jobs.settle import Beside, SiteWords, article_of, filename_of
from archiver.model import Draft, Link
from archiver.store.observations import FileSeen, Listing, Observation

SITE = SiteWords(key_of=lambda url: url.partition("#")[0].lower(), section_titles={"tin tuc": "tin-tuc"})
MORNING = datetime(2026, 3, 1, 6, tzinfo=UTC)


def seen(number: int, url: str, wording: str, *, hour: int | None = None, likeness: str | None = "", **facts):
    """Capture `number` of an address; what reads the same is alike unless told otherwise."""
    return Observation(
        capture_id=f"c{number:03}",
        url=url,
        url_key=SITE.key_of(url),
        fetched_at=MORNING + timedelta(hours=number if hour is None else hour),
        draft=Draft(**({"kind": "article", "title": wording, "text": wording} | facts)),
        wording=wording,
        likeness=(wording if likeness == "" else likeness),
    )


def held(number: int, url: str, content: str) -> FileSeen:
    return FileSeen(
        capture_id=f"f{number:03}",
        url_key=SITE.key_of(url),
        fetched_at=MORNING + timedelta(hours=number),
        sha256=content,
        size=len(content),
        filename=filename_of(url),
        media_type="application/pdf",
    )


def settle(observations, listings=(), files=()):
    """The articles that these observations show, in the order of their ids."""
    beside = Beside.of(listings, files)
    return sorted((article_of(group, beside, SITE) for group in told_apart(observations)), key=lambda found: found.id)


def test_text_a_then_b_then_a_is_three_versions():
    (article,) = settle([seen(1, "/a", "A"), seen(2, "/a", "B"), seen(3, "/a", "B"), seen(4, "/a", "A")])
    assert [(v.number, v.digest, v.capture_id) for v in article.versions] == [
        (1, "A", "c001"),
        (2, "B", "c002"),
        (3, "A", "c004"),
    ]
    assert article.versions[1].last_seen == MORNING + timedelta(hours=3)


def test_the_latest_draft_of_a_wording_gives_its_metadata():
    (article,) = settle([seen(1, "/a", "A", author=None), seen(2, "/a", "A", author="Lan")])
    assert len(article.versions) == 1
    assert article.versions[0].draft.author == "Lan"
    assert article.versions[0].capture_id == "c001"


def test_two_addresses_of_one_text_are_one_article_under_the_earliest():
    (article,) = settle([seen(2, "/b", "A"), seen(1, "/a", "A"), seen(3, "/A", "A")])
    assert article.url == "/a"
    assert [url for url, _ in article.urls] == ["/a", "/b", "/A"]


def test_an_alias_that_changed_at_one_address_first_stays_an_alias():
    (article,) = settle([seen(1, "/a", "A"), seen(2, "/b", "A"), seen(3, "/a", "B")])
    assert [v.digest for v in article.versions] == ["A", "B"]


def test_addresses_that_went_their_own_ways_are_two_articles():
    first, second = sorted(
        settle([seen(1, "/a", "A"), seen(2, "/b", "A"), seen(3, "/a", "B"), seen(4, "/b", "C")]), key=lambda a: a.url
    )
    assert (first.url, second.url) == ("/a", "/b")
    assert [v.digest for v in second.versions] == ["A", "C"]


def test_short_texts_are_never_aliases():
    assert len(settle([seen(1, "/a", "A", likeness=None), seen(2, "/b", "A", likeness=None)])) == 2


def test_the_id_is_that_of_the_earliest_address_and_fits_a_javascript_number():
    (alone,) = settle([seen(1, "/a", "A")])
    (joined,) = settle([seen(1, "/a", "A"), seen(2, "/b", "A")])
    assert alone.id == joined.id
    assert 0 <= alone.id < 2**53


def test_a_page_reached_by_a_form_has_no_address_of_its_own():
    posted = Observation(
        capture_id="p", url="/a", url_key="/a POST x", fetched_at=MORNING, draft=Draft(kind="article"), wording="P"
    )
    plain = seen(1, "/a", "A")
    assert sorted(article.urls for article in settle([posted, plain])) == [(), (("/a", plain.fetched_at),)]


def test_the_breadcrumb_names_the_section_else_the_first_listing_does():
    listings = [
        Listing(url_key="/a", section="van-ban", fetched_at=MORNING + timedelta(hours=2), capture_id="l2"),
        Listing(url_key="/a", section="su-kien", fetched_at=MORNING, capture_id="l1"),
        Listing(url_key="/b", section="van-ban", fetched_at=MORNING, capture_id="l0"),
    ]
    by_listing = settle([seen(1, "/a", "A")], listings)
    by_breadcrumb = settle([seen(1, "/a", "A", breadcrumb=("Trang chủ", "Tin tức"))], listings)
    assert [by_listing[0].section, by_breadcrumb[0].section] == ["su-kien", "tin-tuc"]
    assert settle([seen(1, "/c", "A")], listings)[0].section is None


def test_a_file_is_one_row_for_each_content_and_one_without_where_it_was_never_had():
    links = (
        Link(url="/f/Quy%20ch%E1%BA%BF.pdf", text="", kind="document"),
        Link(url="/f/anh.jpg", text="", kind="image"),
    )
    (article,) = settle(
        [seen(1, "/a", "A", links=links)],
        files=[held(2, links[0].url, "one"), held(3, links[0].url, "two"), held(4, links[0].url, "one")],
    )
    assert [(a.position, a.filename, a.sha256, a.capture_id) for a in article.attachments] == [
        (1, "Quy chế.pdf", "one", "f002"),
        (1, "Quy chế.pdf", "two", "f003"),
        (2, "anh.jpg", None, None),
    ]
    assert article.attachments[0].last_seen == MORNING + timedelta(hours=4)


def test_a_file_is_called_as_the_latest_page_calls_it_and_a_button_is_no_name():
    former = (Link(url="/f/qd.pdf", text="Quyết định", kind="document"),)
    latest = (
        Link(url="/f/qd.pdf", text="Quyết định số 39", kind="document"),
        Link(url="/f/a.mp3", text="Tải về", kind="audio"),
    )
    (article,) = settle([seen(1, "/a", "A", links=former), seen(2, "/a", "A", links=latest)])
    assert [one.label for one in article.attachments] == ["Quyết định số 39", None]


def test_files_stand_in_the_order_of_the_latest_page_and_dropped_ones_come_after():
    one, two, three = (Link(url=f"/{n}.pdf", text="", kind="document") for n in "123")
    (article,) = settle([seen(1, "/a", "A", links=(one, two)), seen(2, "/a", "B", links=(three, two))])
    assert [a.url for a in article.attachments] == ["/3.pdf", "/2.pdf", "/1.pdf"]


@st.composite
def histories(draw):
    numbers = range(draw(st.integers(1, 9)))
    return [
        seen(
            number,
            draw(st.sampled_from(["/a", "/b", "/c", "/A"])),
            draw(st.sampled_from("ABC")),
            hour=draw(st.integers(0, 4)),
            likeness=draw(st.sampled_from([None, "", ""])),
            links=tuple(
                Link(url=url, text="", kind="document") for url in draw(st.lists(st.sampled_from(["/1", "/2"])))
            ),
        )
        for number in numbers
    ]


@settings(deadline=None, max_examples=200)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_articles(observations, chance):
    files = [held(2, "/1", "one"), held(3, "/1", "two"), held(4, "/1", "one")]
    shuffled, other_files = observations[:], files[:]
    chance.shuffle(shuffled)
    chance.shuffle(other_files)
    assert settle(shuffled, files=other_files) == settle(observations, files=files)


@settings(deadline=None, max_examples=100)
@given(histories())
def test_every_observation_is_in_exactly_one_article_whose_versions_alternate(observations):
    articles = settle(observations)
    spellings = [url for article in articles for url, _ in article.urls]
    assert sorted(spellings) == sorted({o.url for o in observations})
    for article in articles:
        digests = [version.digest for version in article.versions]
        assert all(one != next_one for one, next_one in pairwise(digests))
        assert [version.number for version in article.versions] == list(range(1, len(digests) + 1))

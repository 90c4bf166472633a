"""A dozen reasons, however many addresses."""

from __future__ import annotations

import pytest

from archiver.sites.reasons import folded, sort_of


@pytest.mark.parametrize(
    ("reason", "sort"),
    [
        ("robots.txt disallows it", "robots"),
        ("trap: 14 of 17 pages with such an address said what another page says", "trap"),
        ("calendar without end: the year 2609", "trap"),
        ("budget: the crawl's 50 requests are made", "budget"),
        ("out of scope: in no section", "scope"),
        ("robots.txt answered HTTP 503, so nothing may be fetched (RFC 9309)", "host"),
        ("the connection was refused: not even robots.txt could be asked for", "host"),
        ("HTTP 404", "answer"),
        ("print view of an article", "rule"),
        ("our reader took too long", "other"),
    ],
)
def test_reasons_are_sorted(reason, sort):
    assert sort_of(reason, {"print view of an article"}) == sort


def test_figures_that_tell_addresses_apart_are_folded_and_others_stay():
    assert folded("trap: 14 of 17 pages with such an address said x") == folded(
        "trap: 3 of 4 pages with such an address said x"
    )
    assert folded("calendar without end: the year 2609") == folded("calendar without end: the year 1601")
    assert folded("HTTP 404") != folded("HTTP 500")

"""Numbers by which portals count their pages, and which of them are missing."""

from __future__ import annotations

import pytest

from archiver.sites.gaps import Missing, find_series, numbers_of
from archiver.sites.url_key import UrlRules

RULES = UrlRules(ignore_case=True, drop=("utm_*",))
HOST = "http://portal.example"


@pytest.mark.parametrize(
    ("path", "shape", "number"),
    [
        ("/tin-tuc/hoi-nghi-tong-ket-5001.html", "portal.example/*/*-{n}.html", 5001),
        ("/tin-tuc/5001-hoi-nghi.html", "portal.example/*/{n}-*.html", 5001),
        ("/node/123", "portal.example/node/{n}", 123),
        ("/p12345.html", "portal.example/p{n}.html", 12345),
        ("/ct.aspx?NewsId=7&utm_source=x", "portal.example/ct.aspx?NewsId={n}", 7),
    ],
)
def test_the_number_of_a_page_is_found_in_its_address(path, shape, number):
    assert [(found.shape, found.number) for found in numbers_of(HOST + path, RULES)] == [(shape, number)]


@pytest.mark.parametrize("path", ["/", "/gioi-thieu.html", "/2024/05/hoi-nghi", "/ct.aspx?id=0012", "/ct.aspx?Ma=A12"])
def test_an_address_without_a_number_is_in_no_series(path):
    assert list(numbers_of(HOST + path, RULES)) == []


def test_missing_numbers_are_told_as_ranges():
    held = [n for n in range(5001, 5031) if n not in {5004, 5010, 5011, 5012}]
    (series,) = find_series((f"{HOST}/ct.aspx?CatId={n % 3}&NewsId={n}" for n in held), RULES)
    assert (series.shape, series.first, series.last) == ("portal.example/ct.aspx?CatId=*&NewsId={n}", 5001, 5030)
    assert (series.held, series.span) == (26, 30)
    assert series.missing == (Missing(5004, 5004), Missing(5010, 5012))


def test_words_in_the_name_are_counted_over_all_folders():
    urls = [f"{HOST}/{('tin-tuc', 'van-ban')[n % 2]}/bai-viet-{n}.html" for n in range(100, 120)]
    (series,) = find_series(urls, RULES)
    assert (series.held, series.missing) == (20, ())


def test_years_at_the_end_of_titles_are_no_counter():
    urls = [f"{HOST}/{word}-{year}.html" for year in range(2001, 2021) for word in ("hoi-nghi", "le-hoi", "tong-ket")]
    assert find_series(urls, RULES) == ()


def test_numbers_far_apart_are_no_counter():
    assert find_series((f"{HOST}/ct.aspx?t={n * 9973}" for n in range(1, 50)), RULES) == ()


def test_a_few_numbers_are_no_series():
    assert find_series((f"{HOST}/node/{n}" for n in range(1, 8)), RULES) == ()


def test_pages_fill_gaps_and_refused_numbers_are_told():
    held = [f"{HOST}/node/{n}" for n in range(1, 31) if n not in {7, 8, 9}]
    (series,) = find_series(held, RULES, pages=[f"{HOST}/node/7", f"{HOST}/node/90"], refused=[f"{HOST}/node/8"])
    assert (series.last, series.held, series.missing, series.refused) == (30, 28, (Missing(8, 9),), 1)


def test_a_portal_that_counts_on_from_elsewhere_has_two_series():
    numbers = [*range(100, 120), *range(50_000, 50_030)]
    second, first = find_series([f"{HOST}/node/{n}" for n in numbers], RULES)
    assert [(one.first, one.last, one.missing) for one in (first, second)] == [(100, 119, ()), (50_000, 50_029, ())]

"""What stops a crawl that would never end, and what never stops it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.sites.guards import ShapeCount, cut, deep_shape_of, endless, shape_of
from archiver.sites.url_key import UrlRules
from archiver.sites.walk import Walk, walk_of

RULES = UrlRules(ignore_case=True)


@pytest.mark.parametrize(
    "path",
    [
        "/a/b/a/b/a/b",
        "/x/x/x/x",
        "/" + "a" * 2001,
        "/".join(map(str, range(40))),
        "/lich?date=2609-08-01",
        "/l.aspx?d=01/08/2100",
        "/l?year=1700",
        "/lich/2609/01/01",
        "/lich/2609-01-01.html",
    ],
)
def test_addresses_without_end_are_known(path):
    assert endless(f"http://cong.vn/{path.lstrip('/')}", 2026)


@pytest.mark.parametrize(
    "path",
    [
        "/2010/2010/2010/2010/a",
        "/a/b/c/a/b",
        "/n.aspx?NewsId=5086&CatId=104",
        "/l?year=2006",
        "/v?n=2100",
        "/a?d=1954-05-07",
        "/tin/2026/11/30/bai-viet",
        "/tin/2734/05/bai-viet",
        "/tai-lieu/12609/01/01",
    ],
)
def test_real_addresses_pass(path):
    assert endless(f"http://cong.vn{path}", 2026) is None


def test_a_shape_leaves_out_what_tells_pages_apart():
    one = shape_of("http://cong.vn/Pages/n.aspx?NewsId=5&CatId=104", RULES)
    assert one == shape_of("http://cong.vn/pages/N.aspx?catid=9&newsid=77", RULES)
    assert one != shape_of("http://cong.vn/Pages/n.aspx?NewsId=5", RULES)


def test_only_many_repeats_cut_a_shape():
    assert cut(ShapeCount("x", 14, 14)) is None
    assert cut(ShapeCount("x", 1000, 700)) is None
    assert cut(ShapeCount("x", 15, 12))


def test_what_stands_deep_is_compared_by_its_last_part():
    deep = {
        deep_shape_of(f"http://cong.vn{path}", RULES) for path in ("/a/b/tin-tuc/", "/a/c/b/Tin-Tuc", "/c/a/tin-tuc")
    }
    assert deep == {"cong.vn/…/tin-tuc"}
    assert deep_shape_of("http://cong.vn/a/b/12.html?x=7", RULES) == deep_shape_of(
        "http://cong.vn/b/a/5.html?X=1", RULES
    )
    assert deep_shape_of("http://cong.vn/a/tin-tuc/", RULES) is None


names = st.text(min_size=1, max_size=20)


@given(st.dictionaries(names, names, max_size=3), names, st.integers(1, 999), st.booleans())
def test_a_walk_is_told_by_its_key(chosen, control, page, again):
    walk = Walk(chosen=tuple(chosen.items()), origin=tuple(chosen.items()), control=control, again=again)
    assert walk_of(walk.key("http://cong.vn/n.aspx?a=1", page)) == walk

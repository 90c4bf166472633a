"""A page of a text that stands on several is told by its address and by the row of numbers on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.sites.leaf import Leaf, leaf_of
from archiver.sites.profile import parse_profile

SITE = parse_profile(
    'name = "vi-du"\ntitle = "Ví dụ"\nlanguage = "vi"\ntimezone = "Asia/Ho_Chi_Minh"\nstart = "https://vi-du.example/"\n',
    where="vi-du.toml",
    platforms={"generic": 'name = "generic"\ntitle = "Any site"\n'},
)
HOST = "https://vi-du.example"


def shown(path: str, row: str) -> Leaf | None:
    return leaf_of(f"<html><body><h1>Văn kiện</h1><p>Nội dung</p>{row}</body></html>", HOST + path, SITE)


def row_of(number: int, *paths: str) -> str:
    """`Trang: 1 2 3`, in which the page that is shown is no link."""
    pieces = (
        f"<b>{n}</b>" if n == number else f"<a href='{path.replace('&', '&amp;')}'>{n}</a>"
        for n, path in enumerate(paths, 1)
    )
    return f"<div>Trang: {' '.join(pieces)}</div>"


@pytest.mark.parametrize(
    ("number", "paths"),
    [
        (2, ("/van-kien/", "/van-kien/2/", "/van-kien/3/")),
        (12, ("/van-kien/", *(f"/van-kien/{n}/" for n in range(2, 14)))),
        (3, ("/van-kien", "/van-kien?page=2", "/van-kien?page=3")),
        (3, ("/i.aspx?page=1&id=7", "/i.aspx?page=2&id=7", "/i.aspx?page=3&id=7")),
        (2, ("/t2015_1234.html", "/t2015_1234_1.html", "/t2015_1234_2.html")),
        (2, ("/thread-12-1-1.html", "/thread-12-2-1.html")),
        (2, ("/tin.html", "/tin-p2.html")),
        (2, ("/tin,7.html", "/tin,7,2.html")),
        (2, ("/van-kien/trang-1", "/van-kien/trang-2")),
    ],
)
def test_later_pages_are_told(number, paths):
    whole = SITE.key_of(HOST + paths[0])
    assert shown(paths[number - 1], row_of(number, *paths)) == Leaf(whole, number)
    assert shown(paths[0], row_of(1, *paths)) is None, "the first page is the text's own"


def test_joomla_counts_from_nought_and_prints_no_row():
    contents = '<ul><li><a href="/index.php?id=5">Văn kiện</a></li><li><a href="/index.php?id=5&amp;start=1">Trang 2</a></li></ul>'
    assert shown("/index.php?id=5&start=1", contents) == Leaf(SITE.key_of(f"{HOST}/index.php?id=5"), 2)


def test_a_pager_that_a_script_writes_tells_its_page():
    call = '<script>createPageHTML(3, {}, "t2015_12", "html");</script>'
    first = SITE.key_of(f"{HOST}/xw/t2015_12.html")
    assert shown("/xw/t2015_12_1.html", call.format(1)) == Leaf(first, 2)
    assert shown("/xw/t2015_12.html", call.format(0)) is None


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("/tin?id=12", row_of(2, "/tin?id=11", "/tin?id=12", "/tin?id=13")),  # other texts, numbered
        ("/tin/2", '<a href="/tin/">Tin tức</a>'),  # the section above
        ("/van-kien-2.html", '<a href="/van-kien-1.html">Văn kiện 1</a>'),
        ("/2015/03/12/tin", '<a href="/2015/03/">Tháng ba</a>'),
        ("/van-kien/2/", '<a href="https://other.example/van-kien/">1</a> <b>2</b>'),
        ("/van-kien/2/", ""),
        ("/van-kien", row_of(2, "/van-kien?page=1", "/van-kien")),
    ],
)
def test_what_only_looks_like_it_is_no_page_of_a_text(path, row):
    assert shown(path, row) is None


@given(st.text("/?&=-_.,12ab", max_size=24), st.text("/?&=-_.,12ab", max_size=24), st.integers(1, 3))
def test_whatever_the_addresses_are_a_page_is_none_of_itself(own, other, number):
    found = shown(f"/{own}", row_of(number, f"/{other}", f"/{own}"))
    assert found is None or (found.number > 1 and found.whole != SITE.key_of(f"{HOST}/{own}"))

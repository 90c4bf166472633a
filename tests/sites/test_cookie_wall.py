"""A page that stands before the page, and pages that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.sites.cookie_wall import CookieWall, wall_in

URL = "http://cong.vn/tin/?id=1"
TEXT = "<p>Đại hội đã bầu ban chấp hành mới gồm nhiều đồng chí trẻ.</p>" * 9


@pytest.mark.parametrize(
    ("html", "wall"),
    [
        ('<script>document.cookie="D1N=1f2e";window.location.reload(true);</script>', (("D1N=1f2e",), False)),
        (
            "<html><body><script>document.cookie = 'D1N=1f2e; path=/; max-age=' + 60; location.href = '/tin/?id=1'</script>",
            (("D1N=1f2e; path=/; max-age=",), False),
        ),
        ("<script>document.cookie='a='+tinh();document.cookie='b=2';location.reload()</script>", (("b=2",), True)),
        ("<script>document.cookie=tinh();location=location.href</script>", ((), True)),
        ('<meta http-equiv="Refresh" content="0">', ((), False)),
        ("<meta http-equiv=refresh content=\"1; URL='?id=1'\">Xin chờ", ((), False)),
        ("<script>history.go(0)</script>", ((), False)),
    ],
)
def test_a_page_that_loads_itself_again_stands_in_place_of_the_page(html, wall):
    assert wall_in(html.encode(), URL) == CookieWall(*wall)


@pytest.mark.parametrize(
    "html",
    [
        f"<script>setTimeout(function() {{ location.reload() }}, 300000)</script>{TEXT}",
        f'<meta http-equiv="refresh" content="300">{TEXT}',
        '<meta http-equiv="refresh" content="0; url=/trang-chu">',
        "<script>window.location = '/trang-chu'</script>",
        "<script>if (location == '/x') location.search</script>",
        "<script>document.cookie='lang=vi'</script><p>Trang này đang được xây dựng</p>",
        f"<script>location.reload()</script>{'<a href=/x>x</a>' * 9}",
        "",
    ],
)
def test_a_page_that_says_something_or_leads_elsewhere_is_a_page(html):
    assert wall_in(html.encode(), URL) is None


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200), st.text(alphabet="<>\"'=;+()document.cookie location.reload refresh\\\n", max_size=200))
def test_any_bytes_are_read(some, text):
    wall_in(some + text.encode() + b"location.reload()" + some, URL)

"""How long lists say that they are, in the words of many portals; and what only looks like it."""

from __future__ import annotations

import pytest

from archiver.sites.listing import read_links
from archiver.sites.profile import parse_profile
from archiver.sites.totals import Total, read_total

URL = "https://so-vi-du.example/tin-tuc"
PROFILE = parse_profile(
    'name = "a"\ntitle = "A"\nstart = "https://so-vi-du.example/"\n',
    where="a.toml",
    platforms={"generic": 'name = "generic"\ntitle = "Any"\n[listing]\npager = [".pager"]\n'},
)
POSTED = "<a href=\"javascript:__doPostBack('g','Page$2')\">2</a>"


def total(words: str, *, items: int = 10, pager: str = "", frame: str = "") -> Total | None:
    rows = "".join(
        f"<li><a href='/tin-tuc/hoi-nghi-so-{n}.html'>Hội nghị tổng kết công tác {n}</a></li>" for n in range(items)
    )
    html = f"<html><body><form><ul>{rows}</ul><p>{words}</p><div class=pager>{pager}</div></form>{frame}</body></html>"
    links = read_links(html, URL, PROFILE)
    assert sum(link.role == "item" for link in links) == items
    return read_total(html, links, PROFILE)


def linked(*numbers: int) -> str:
    return " ".join(f"<a href='/tin-tuc?page={n}'>{n}</a>" for n in numbers)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Hiển thị 1 - 10 trong tổng số 57 bản ghi", 57),
        ("1–10 of 57", 57),
        ("Showing 1 to 10 of 1,234 entries", 1234),
        ("1-10/57 kết quả", 57),
        ("11 đến 20 trên 57", 57),
    ],
)
def test_a_range_that_fits_the_page_is_its_own_witness(words, count):
    found = total(words)
    assert found is not None
    assert (found.count, found.exact) == (count, True)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Tổng số <b>57</b> bản ghi", 57),
        ("Tổng số bài viết: 57", 57),
        ("Tìm thấy 57 văn bản.", 57),
        ("Total: 57 items", 57),
    ],
)
def test_a_printed_number_counts_where_the_pager_agrees(words, count):
    found = total(words, pager=linked(2, 3, 4, 5, 6))
    assert found is not None
    assert (found.count, found.exact) == (count, True)
    assert total(words, pager=linked(2, 3)) == Total(21, exact=False, words="3 pages of 10")
    assert total(words) is None  # all the page shows are ten


def test_a_list_on_one_page_may_print_its_number():
    assert total("Tổng cộng: 10 văn bản") == Total(10, exact=True, words="Tổng cộng: 10 văn bản")


@pytest.mark.parametrize(
    "words",
    [
        "Từ 1-10/12 tất cả đảng viên",
        "Ngày 1-10/12/2015",
        "Tổng số 1.234.567 lượt truy cập",
        "Hiển thị 1-10 trong 57 và 1-10 trong 75",
        "<a href='/tin-tuc/hoi-nghi-so-1.html'>Tổng số 10 bài viết dự thi</a>",
        "Điện thoại: 1-10 of 57-12",
        "Trang 1/2015",
    ],
)
def test_what_only_looks_like_a_total_is_none(words):
    assert total(words) is None


def test_a_counter_beside_the_list_says_nothing_of_it():
    assert total("", frame="<div class=sidebar>Tổng số 10 bài viết</div>") is None


@pytest.mark.parametrize(
    ("pager", "pages"),
    [
        (linked(2, 3, 12), 12),
        (" ".join(f"<a href='?start={10 * n}'>{n + 1}</a>" for n in range(1, 4)), 4),
        ("Trang 1/7 " + linked(2), 7),
        (POSTED + POSTED.replace("$2", "$9"), 9),
    ],
)
def test_the_last_page_tells_how_many_there_are_at_least(pager, pages):
    assert total("", pager=pager) == Total((pages - 1) * 10 + 1, exact=False, words=f"{pages} pages of 10")


def test_sizes_of_pages_are_no_pages():
    assert total("", pager=" ".join(f"<a href='/tin-tuc?size={n}'>{n}</a>" for n in (20, 50, 100))) is None


@pytest.mark.parametrize(
    "button",
    [
        '<button data-url="/api/tin?page=2">Xem thêm</button>',
        "<a href='javascript:void(0)' class=btn>Xem thêm »</a>",
        "<a href='#' onclick='loadMore()'><span>Load more…</span></a>",
        "<div class='load-more'><a>Tải thêm</a></div>",
        "<div id=xem-them>XEM THÊM</div>",
        "<input type=button value='Xem thêm'>",
        "<span class=loadmore>加载更多</span>",
    ],
)
def test_a_button_that_fetches_more_says_that_there_is_more(button):
    found = total(button)
    assert found is not None
    assert (found.count, found.exact) == (11, False)
    assert found.more is not None
    assert "button" in found.words


@pytest.mark.parametrize(
    "words",
    [
        "<a href='/tin-tuc/cu-hon'>Xem thêm</a>",  # a link, which is followed
        "<button>Tìm kiếm</button>",
        "<button>Xem thêm</button> <button>Xem thêm</button>",  # each opens a text
        "<div class=box>Xem thêm</div>",
        "<div class=footer><button>Xem thêm</button></div>",
        "<a href=\"javascript:__doPostBack('g','')\">Xem thêm</a>",  # which the crawl makes
    ],
)
def test_other_words_and_buttons_say_nothing(words):
    assert total(words) is None


def test_a_pager_counts_before_a_button():
    found = total("<button>Xem thêm</button>", pager=linked(2, 3))
    assert found == Total(21, exact=False, words="3 pages of 10")

"""What one capture says by itself: which pages are articles, and which only look like one."""

from __future__ import annotations

import pytest
from recorded import SENTENCE, capture, page, profile

from archiver.jobs.examine import examine

TEASER = "".join(f"<p>{SENTENCE.format(n=n, word='Bình An')}</p>" for n in range(1, 5))


def list_page(title: str, *items: str) -> bytes:
    """The last page of a list: one teaser or two, and the pager."""
    rows = "".join(
        f"<div class=node><h2><a href='/tin/{n}-doan-cong-tac-tham-xa'>{item}</a></h2><span>04/08/2012 - 14:26</span>{TEASER}</div>"
        for n, item in enumerate(items, 1)
    )
    pager = "<ul class=pager><li><a href='/tin-tuc'>1</a><li><a href='/tin-tuc?page=1'>2</a><li>3</ul>"
    head = f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{title} - Sở Ví dụ</title></head>"
    return f"{head}<body><nav><a href=/>Trang chủ</a></nav><main><h1>{title}</h1>{rows}{pager}</main></body></html>".encode()


ONE, TWO = "Đoàn công tác của tỉnh thăm xã", "Hội nghị tổng kết công tác năm"


@pytest.mark.parametrize(
    ("path", "title", "items", "facts"),
    [
        ("/tin-tuc?page=2", "Tin hoạt động", (ONE,), {"role": "listing", "section": "tin-tuc"}),
        ("/tin-tuc", "Tin hoạt động", (ONE,), {"role": "listing", "section": "tin-tuc", "method": "POST"}),
        ("/tin-tuc?page=2", "Tin tức", (ONE,), {"role": "page"}),
        ("/chuyen-muc?trang=3", "Chuyên mục", (ONE, TWO), {"role": "page"}),
    ],
)
def test_the_last_page_of_a_list_is_no_article(
    path: str, title: str, items: tuple[str, ...], facts: dict[str, str]
) -> None:
    found = examine(capture(path, list_page(title, *items), **facts), profile())
    assert (found.observation, found.reason) == (None, "listing")


@pytest.mark.parametrize("facts", [{"role": "robots"}, {}])  # what others kept says nothing of roles
def test_a_page_in_the_place_of_robots_txt_is_no_article(facts: dict[str, str]) -> None:
    found = examine(capture("/robots.txt", page(ONE, "Bình An"), **facts), profile())
    assert (found.observation, found.file, found.trouble) == (None, None, None)
    assert "robots.txt" in found.reason


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("/bai-1?p=2", {"role": "page"}),
        ("/bai-1?page=2", {"role": "item"}),
        ("/tin-tuc", {"role": "listing", "section": "tin-tuc"}),  # a section whose only page is its text
    ],
)
def test_what_has_a_text_of_its_own_is_an_article_on_its_second_page_too(path: str, facts: dict[str, str]) -> None:
    beside = f"<p><a href='/bai-2'>{TWO}</a></p><p><a href='/bai-3'>Kế hoạch năm học mới</a></p>" if "?" in path else ""
    found = examine(capture(path, page(ONE, "Bình An", links=beside), **facts), profile())
    assert found.observation is not None
    assert found.observation.draft.title == ONE

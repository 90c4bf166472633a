"""Pagers that work by address: which links turn the pages of a listing, and which one is next."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl

from archiver.sites.areas import Areas
from archiver.sites.links import RawLink, collect
from archiver.sites.markup import base_of, label_of, names_of, one_line, same_words, tree_of
from archiver.sites.number_row import stands_in_a_row
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import origin_of

_PAGE_PARAMETER = re.compile(
    r"[?&](?:page|pages|pg|trang|so-?trang|paged|pagedprev|page_?(?:no|num|number|index)|cur(?:rent)?_?page|pagefirstrow|limitstart)=",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"(/(?:page|trang|currentpage)[/\-]|-(?:p|page|trang)-?|[?&](?:page|pages|pg|trang|paged|page_?(?:no|num|number|index))=)"
    r"(\d{1,9})(?=[/.?&]|$)",
    re.IGNORECASE,
)
_PAGER_FOLDER = re.compile(r"/(?:phan-?trang|paging)/", re.IGNORECASE)  # /PhanTrang/1694/197/tin-tuc.html
# thong-bao2.html is the page behind thong-bao.html where a static site is made in pages; tin-123.html is another text.
_IN_PATH = re.compile(
    r"(?:/(?:page|trang|currentpage)[/\-]|-(?:p|page|trang)-?)\d+(?=[/.]|$)|(?<=[a-z])\d{1,3}(?=\.(?:html?|php|aspx?|jsp)$)"
)
_NUMBER = re.compile(r"\d{1,3}")
_NEXT_WORDS = frozenset(
    [
        "next",
        "next page",
        "trang sau",
        "trang tiep",
        "trang tiep theo",
        "trang ke",
        "tiep",
        "tiep theo",
        "sau",
        "xem tiep",
        *("trang ke tiep", "bai cu hon", "tin cu hon", "older posts", "older entries"),
        *("下页", "下一页", "下一頁", "suivant", "page suivante", "weiter", "nachste seite", "siguiente"),
    ]
)
# Of the first and the last page of a list, where they stand in its pager.
_ENDS = frozenset(
    [
        *(
            "dau",
            "dau tien",
            "trang dau",
            "cuoi",
            "cuoi cung",
            "trang cuoi",
            "first",
            "first page",
            "last",
            "last page",
        ),
        *("首页", "尾页", "末页", "premier", "dernier", "erste seite", "letzte seite"),
    ]
)
_NEXT_SIGNS = frozenset([">", "»", "›", "→", "▶", ">>", "»»", "⟩", "〉", "❯"])


@lru_cache(maxsize=4096)  # a site says the same words on each of its pages
def says_next(text: str) -> bool:
    """Whether a link's words promise the page after this one."""
    return one_line(text) in _NEXT_SIGNS or same_words(text) in _NEXT_WORDS


def turns_pages(link: RawLink, url: str, areas: Areas) -> bool:
    """Whether a link leads to another page of the same listing."""
    if origin_of(link.url) != origin_of(url):
        return False
    if link.source == "next":
        return True
    if _names_a_page(link.url):
        return _stem(link.url) == _stem(url) or areas.of(link.element) == "pager"
    if not (says_page(link.text) or says_end(link.text)):
        return False
    if areas.of(link.element) == "pager" or stands_in_a_row(link.element):
        return True
    return says_page(link.text) and (bool(_PAGER_FOLDER.search(link.url)) or _stem(link.url) == _stem(url))


@lru_cache(maxsize=4096)
def says_page(text: str) -> bool:
    """Whether a link's words promise another page of a list: the number of one, or "next"."""
    return bool(_NUMBER.fullmatch(_figure_of(text))) or says_next(text)


@lru_cache(maxsize=4096)
def says_end(text: str) -> bool:
    """Whether a link's words mean the first or the last page of a list: "Cuối cùng →"."""
    return label_of(text).strip("|«»‹›←→<> ") in _ENDS


def _figure_of(text: str) -> str:
    """The words of a link without what old pagers put round a number: `[2]`, `- 2 -`, `2 |`."""
    return label_of(text).strip("[]|-. ")


@lru_cache(maxsize=4096)
def _names_a_page(url: str) -> bool:
    return bool(_PAGE_PARAMETER.search(url) or _PAGE_NUMBER.search(url))


def says_later_page(url: str) -> bool:
    """Whether the address itself is that of a page behind a list's first."""
    return (page_number(url) or 1) > 1 or "pagefirstrow=" in url.lower()


def next_listing(html: str, url: str, page: int, profile: SiteProfile) -> str | None:
    """The address of the page after `page` (from 1); None at the end.

    Some servers repeat the last page for ever, so the caller also stops when a page brings nothing new.
    """
    root = tree_of(html)
    if root is None:
        return None
    areas = Areas(root, names_of(root), profile.platform.listing)
    own = profile.key_of(url)
    links = [
        link
        for link in collect(root, base_of(root, url))
        if link.source in {"anchor", "next"} and turns_pages(link, url, areas) and profile.key_of(link.url) != own
    ]
    return _marked(links) or _numbered(links, page) or _worded(links)


def _marked(links: list[RawLink]) -> str | None:
    """By rel=next, or by SharePoint's `Paged=TRUE` (`PagedPrev` goes back)."""
    for link in links:
        names = {name.lower() for name, _ in parse_qsl(link.url.partition("?")[2])}
        if link.source == "next" or ("paged" in names and "pagedprev" not in names and "pagefirstrow" in names):
            return link.url
    return None


def _numbered(links: list[RawLink], page: int) -> str | None:
    wanted = str(page + 1)
    by_text = next((link.url for link in links if _figure_of(link.text) == wanted), None)
    if by_text:
        return by_text
    for link in links:
        number = page_number(link.url)
        if number == page + 1:
            return link.url
    for link in links:  # only "last" is linked: the page between has the same address with another number
        number = page_number(link.url)
        if number is not None and number > page + 1:
            return _PAGE_NUMBER.sub(rf"\g<1>{wanted}", link.url, count=1)
    return None


def _worded(links: list[RawLink]) -> str | None:
    return next((link.url for link in links if says_next(link.text) and page_number(link.url) is None), None)


def page_number(url: str) -> int | None:
    """The number of the page that an address names; None where it names none."""
    match = _PAGE_NUMBER.search(url)
    return int(match[2]) if match else None


def _stem(url: str) -> str:
    """What the pages of one listing have in common: the path without its page number."""
    path = url.partition("?")[0].partition("//")[2].lower()
    return _IN_PATH.sub("", path).rstrip("/")

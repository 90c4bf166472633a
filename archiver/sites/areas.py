"""Where on a page a link stands: in what the page is about, beside it, or in its pager."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Literal, cast

from lxml import etree, html

from archiver.sites.markup import label_of, matches
from archiver.sites.platform import ListingHints

Area = Literal["content", "aside", "pager", "outside"]

_ASIDE_TAGS = {"nav", "footer", "aside"}
# Words that templates of many makes use in the class or id of what stands beside the content.
_ASIDE_WORDS = re.compile(
    r"nav(?!y|al|arr)|menu|breadcrumb|sitemappath|duongdan|footer|sidebar|side-?bar|left-?col|right-?col|cot-?trai|cot-?phai"
    r"|leftarea|rightarea|quick-?launch|banner|quang-?cao|advert|lien-?ket|weblink|toolbar|social|share(?!point)"
    r"|tin-?khac|other-?news|related|lien-?quan|most-?read|xem-?nhieu|login|search-?box|visitor|counter",
    re.IGNORECASE,
)
# What templates write over a box of a few links that stands on every page.
_BOX_WORDS = frozenset(
    [
        *("tin noi bat", "noi bat", "tin tieu diem", "tieu diem", "tin doc nhieu", "doc nhieu", "doc nhieu nhat"),
        *("tin doc nhieu nhat", "bai doc nhieu", "xem nhieu", "xem nhieu nhat", "tin xem nhieu", "tin xem nhieu nhat"),
        *("most read", "most viewed", "popular", "热点新闻", "热门文章", "点击排行"),
    ]
)
_BOXES = {"table", "tbody", "tr", "td", "div", "ul", "dl", "section", "fieldset"}
_BOX_LINKS = 10  # a list of the portal may be headed "Tin nổi bật" as well; it is longer
# A class or an id by itself, in whatever case: `Paging`, `phan-trang`.
_PAGER_NAME = re.compile(r"(?<![\w-])(?:paging|pager|pagination|page-?numbers|phan-?trang)(?![\w-])", re.IGNORECASE)
_NAMED = etree.XPath("//*[(@class or @id) and not(self::body or self::html or self::form)]")


class Areas:
    """The areas of one page, whose classes and ids are `names`; each element is looked at once."""

    def __init__(self, root: html.HtmlElement, names: str, hints: ListingHints) -> None:
        self._root, self._names, self._hints = root, names, hints
        self._known: dict[html.HtmlElement, Area] = {}

    @cached_property
    def _content(self) -> set[html.HtmlElement]:
        found = (matches(self._root, (css,), self._names) for css in self._hints.content)
        return next(filter(None, found), set())

    @cached_property
    def _aside(self) -> set[html.HtmlElement]:
        return matches(self._root, self._hints.aside, self._names)

    @cached_property
    def _pagers(self) -> set[html.HtmlElement]:
        found = matches(self._root, self._hints.pager, self._names)
        if _PAGER_NAME.search(self._names):
            found |= {
                one
                for one in cast("list[html.HtmlElement]", _NAMED(self._root))
                if _PAGER_NAME.search(f"{one.get('class') or ''} {one.get('id') or ''}")
            }
        return found

    @property
    def _ground(self) -> Area:
        return "outside" if self._content else "content"

    def of(self, element: html.HtmlElement) -> Area:
        """The area in which an element stands."""
        path: list[html.HtmlElement] = []
        node: html.HtmlElement | None = element
        while node is not None and node not in self._known:
            path.append(node)
            node = node.getparent()
        area = self._known[node] if node is not None else self._ground
        for step in reversed(path):
            area = self._known[step] = self._below(area, step)
        return area

    def _below(self, area: Area, element: html.HtmlElement) -> Area:
        if area == "pager" or element in self._pagers:
            return "pager"
        if element in self._content and area == "outside":
            return "content"
        if area == "content" and self._stands_aside(element):
            return "aside"
        return area

    def _stands_aside(self, element: html.HtmlElement) -> bool:
        if element in self._content or element.tag in {"body", "form", "html"}:
            return False
        if element in self._aside or element.tag in _ASIDE_TAGS:
            return True
        return bool(_ASIDE_WORDS.search(f"{element.get('id') or ''} {element.get('class') or ''}")) or _is_headed_box(
            element
        )


def _is_headed_box(element: html.HtmlElement) -> bool:
    """Whether this is a box under words that no list of a section has: <table><tr><td>TIN NỔI BẬT</td></tr>..."""
    if element.tag not in _BOXES:
        return False
    first = _first_words(element)
    if len(first) > 40 or label_of(first).strip(" :.»>-") not in _BOX_WORDS:
        return False
    head = next((one for one in element if _first_words(one)), None)
    if head is not None and head.tag in _BOXES and next(head.iter("a"), None) is not None:
        return False  # that is the box, and this holds more
    return len([*islice(element.iter("a"), _BOX_LINKS + 1)]) <= _BOX_LINKS


def _first_words(element: html.HtmlElement) -> str:
    pieces = cast("Iterator[str]", islice(element.itertext(), 8))
    return next((words for piece in pieces if (words := piece.strip())), "")

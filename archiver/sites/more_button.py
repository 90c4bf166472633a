"""The button that makes a list longer by a script. What stands behind it has no address, so a crawl does not find it there."""

from __future__ import annotations

import re
from itertools import islice
from typing import cast

from lxml import html

from archiver.sites.areas import Areas
from archiver.sites.markup import label_of, one_line
from archiver.sites.postback import event_of

_WORDS = frozenset(
    [
        *("xem them", "tai them", "them", "hien thi them", "xem tiep", "xem them tin", "xem them bai viet"),
        *("load more", "show more", "see more", "view more", "more", "load more posts", "more posts"),
        *(
            "加载更多",
            "查看更多",
            "显示更多",
            "点击加载更多",
            "더보기",
            "もっと見る",
            "charger plus",
            "voir plus",
            "mehr laden",
            "mehr anzeigen",
        ),
    ]
)
_NAMED = re.compile(r"(?:load|show|view|see)[-_]?more|xem[-_]?them|tai[-_]?them", re.IGNORECASE)
_ALWAYS = frozenset({"a", "button", "input"})  # made to be clicked on
_LONGEST = 40  # letters
_PIECES = 8  # of text in a button; of a box that is none, no more are read


def more_button(root: html.HtmlElement, areas: Areas) -> str | None:
    """Its words, where a page has one such button in its content; with several, each opens a text."""
    found = [element for element in root.iter("a", "button", "input", "div", "span") if _is_button(element)]
    inner = [one for one in found if not any(other is not one and one in other.iterancestors() for other in found)]
    if len(inner) != 1 or areas.of(inner[0]) not in {"content", "pager"}:
        return None
    return _words(inner[0])


def _is_button(element: html.HtmlElement) -> bool:
    if element.tag not in _ALWAYS:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _NAMED.search(names) and not any(element.get(one) for one in ("onclick", "data-url", "data-href")):
            return False
    words = _words(element)
    if len(words) > _LONGEST or label_of(words).strip(".…+»›▼↓ ") not in _WORDS:
        return False
    href = (element.get("href") or "").strip().lower()
    if href and not href.startswith(("#", "javascript:")):
        return False
    return event_of(f"{href} {element.get('onclick') or ''}") is None  # a postback is made by the crawl


def _words(element: html.HtmlElement) -> str:
    if element.tag == "input":
        return one_line(element.get("value") or "")
    return one_line("".join(cast("list[str]", [*islice(element.itertext(), _PIECES)])))

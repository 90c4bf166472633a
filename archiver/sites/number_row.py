"""The pager that no name tells: a row of numbers, each a link but for that of the page that is shown."""

from __future__ import annotations

import re
from itertools import islice
from typing import cast

from lxml import etree, html

_NUMBER = re.compile(r"[\s\[\](|.-]*(\d{1,3})[\s\])|.-]*")
_FIGURE = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
_MOMENT = re.compile(r"\d+[/.-]\d+[/.-]\d+|\d+:\d+")
_BESIDE = etree.XPath(".//text()[not(ancestor::a)]", smart_strings=False)
_ROW = {"tr", "td", "tbody", "table"}
_NEAR = 3  # elements above a link in which its row may stand: <ul><li><span><a>
_MOST_LINKS = 40
_MOST_LETTERS = 60  # that are no links: "Trang 1 / 12 [1]"


def stands_in_a_row(element: html.HtmlElement) -> bool:
    """Whether a link stands in such a row: `Trang 1 / 3 [1] <a>2</a> <a>3</a>`; the days of a calendar are many rows."""
    return number_shown(element) is not None


def number_shown(element: html.HtmlElement) -> int | None:
    """The number of the page that is shown, where a link stands in such a row."""
    for box in islice(element.iterancestors(), _NEAR):
        links = [*islice(box.iter("a"), _MOST_LINKS + 1)]
        if len(links) > _MOST_LINKS:
            return None
        beside = " ".join(" ".join(cast("list[str]", _BESIDE(box))).split())
        if len(beside) > _MOST_LETTERS:
            return None
        linked = {number for one in links if (number := number_in(_words(one))) is not None}
        if 2 * len(linked) >= len(links) and (shown := _next_to(linked, beside)) is not None:
            return None if _is_of_many_rows(box) else shown
    return None


def number_in(words: str) -> int | None:
    """The number that a link's words are: `[2]`, `- 2 -`, `2 |`."""
    match = _NUMBER.fullmatch(words)
    return int(match[1]) if match else None


def _next_to(linked: set[int], beside: str) -> int | None:
    """A number that is no link and stands next to one that is."""
    shown = {int(figure) for figure in _FIGURE.findall(_MOMENT.sub(" ", beside))} - linked
    return min((number for number in shown if {number - 1, number + 1} & linked), default=None)


def _is_of_many_rows(box: html.HtmlElement) -> bool:
    table = next(box.iterancestors("table"), None) if box.tag in _ROW else None
    rows = [*islice(table.iter("tr"), _MOST_LINKS)] if table is not None else []
    return sum(_NUMBER.match(_words(row)) is not None for row in rows) > 1


def _words(element: html.HtmlElement) -> str:
    return "".join(cast("list[str]", [*islice(element.itertext(), _MOST_LINKS)])).strip()

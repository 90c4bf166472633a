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
    for box in islice(element.iterancestors(), _NEAR):
        links = [*islice(box.iter("a"), _MOST_LINKS + 1)]
        if len(links) > _MOST_LINKS:
            return False
        beside = " ".join(" ".join(cast("list[str]", _BESIDE(box))).split())
        if len(beside) > _MOST_LETTERS:
            return False
        linked = {int(match[1]) for one in links if (match := _NUMBER.fullmatch(_words(one)))}
        if 2 * len(linked) >= len(links) and _shows_one_of(linked, beside):
            return not _is_of_many_rows(box)
    return False


def _shows_one_of(linked: set[int], beside: str) -> bool:
    """Whether a number that is no link stands next to one that is."""
    shown = {int(figure) for figure in _FIGURE.findall(_MOMENT.sub(" ", beside))} - linked
    return any({number - 1, number + 1} & linked for number in shown)


def _is_of_many_rows(box: html.HtmlElement) -> bool:
    table = next(box.iterancestors("table"), None) if box.tag in _ROW else None
    rows = [*islice(table.iter("tr"), _MOST_LINKS)] if table is not None else []
    return sum(_NUMBER.match(_words(row)) is not None for row in rows) > 1


def _words(element: html.HtmlElement) -> str:
    return "".join(cast("list[str]", [*islice(element.itertext(), _MOST_LINKS)])).strip()

"""Leaves: the pages over which a portal spreads one text, told by their addresses and by the row of numbers between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from lxml import html as lxml_html

from archiver.sites.links import collect
from archiver.sites.markup import base_of, tree_of
from archiver.sites.number_row import number_in, number_shown
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import absolute, origin_of
from archiver.sites.written_pager import written_pager

_MAY_BE = re.compile(r"(?:[/_,.=-]|[a-z])\d{1,3}(?=[/.&?-]|$)", re.IGNORECASE)
_ONE = re.compile(r">[\s\[(|-]*1[\s\])|-]*<")  # before the links of a page are looked at: 3 ms
_PIECE = re.compile(r"\d+|\D")
# What the address of a later leaf has more than that of the first: `2/`, `/page/2`, `&start=1`, `_2`, `-p2`, `,2`.
_MORE = re.compile(r"[/?&_.,-]?(?:[a-z][a-z_-]{0,14}[=/-]?)?(\d{1,3})[/&]?", re.IGNORECASE)
# Such a name says by itself that it turns pages; a number alone does so beside a row of numbers.
_NAMED = re.compile(
    r"(?:[?&]?(?:page|pg|trang|paged|start|limitstart)=|/(?:page|trang)[/-])\d{1,3}[/&]?", re.IGNORECASE
)
_FROM_NOUGHT = re.compile(r"[?&]?(?:start|limitstart)=", re.IGNORECASE)  # Joomla's second page is start=1


class Leaf(NamedTuple):
    """Where a page stands among those of one text."""

    whole: str  # the key of the first of them
    number: int  # 2 and up


def leaf_of(html: str, url: str, profile: SiteProfile) -> Leaf | None:
    """The place of a page that is a later one of several; None for the first of them, and for a page that stands alone.

    Whether they show one text is for the caller to ask: a list under an article is turned in the same way.
    """
    if not _MAY_BE.search(url.partition("//")[2].partition("/")[2]):
        return None
    if (pager := written_pager(html)) and (first := absolute(pager.first, url)):
        return Leaf(profile.key_of(first), pager.shown) if pager.shown > 1 else None
    if not (_NAMED.search(url) or _ONE.search(html)):
        return None
    root = tree_of(html)
    if root is None:
        return None
    own, origin = profile.key_of(url), origin_of(url)
    for link in collect(root, base_of(root, url)):
        if link.source not in {"anchor", "option"} or origin_of(link.url) != origin:
            continue
        more, less = _apart(url, link.url)
        if not _MORE.fullmatch(more) or not _says_first(less) or profile.key_of(link.url) == own:
            continue
        number = _number(more, link.element, link.text)
        if number is not None and number > 1:
            return Leaf(profile.key_of(link.url), number)
    return None


def _apart(own: str, other: str) -> tuple[str, str]:
    """What stands in one address and not in the other, between what both begin and end with; no number is split."""
    one, two = _PIECE.findall(own), _PIECE.findall(other)
    begin = _in_common(one, two)
    one, two = one[begin:], two[begin:]
    end = _in_common(one[::-1], two[::-1])
    return "".join(one[: len(one) - end]), "".join(two[: len(two) - end])


def _in_common(one: Sequence[str], two: Sequence[str]) -> int:
    """How many pieces both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def _says_first(less: str) -> bool:
    match = _MORE.fullmatch(less)
    return not less or (match is not None and int(match[1]) <= 1)


def _number(more: str, element: lxml_html.HtmlElement, words: str) -> int | None:
    if _NAMED.fullmatch(more):
        return int("".join(filter(str.isdigit, more))) + bool(_FROM_NOUGHT.match(more))
    return number_shown(element) if number_in(words) == 1 else None

"""Dropdowns that show a list of another month, year or category as soon as one chooses: which they are, what is next.

A list behind two of them is seen whole only when each choice of the one was met by each of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from lxml import html

from archiver.sites.areas import Areas
from archiver.sites.forms import selected_in, value_of
from archiver.sites.markup import label_of, names_of
from archiver.sites.platform import ListingHints
from archiver.sites.walk import Choices

# ASP.NET writes setTimeout('__doPostBack(\'ctl00$ddlMonth\',\'\')', 0).
_POSTS_ITSELF = re.compile(r"__doPostBack\(\s*\\?[\"']([^\"'\\]{1,300})\\?[\"']\s*,")
_SAID_TO_LIST = re.compile(
    r"thang|month|nam|year|ngay|chuyen_?muc|cat|loai|linh_?vuc|co_?quan|don_?vi|filter|loc", re.IGNORECASE
)
# What a dropdown does that shows no other items: another tongue, look, order or length, or part of a form.
_OTHER_USE = re.compile(
    r"lang|ngon_?ngu|cultur|theme|style|skin|font|sort|order|sap_?xep|page_?size|per_?page|so_?dong|so_?luong|num_?rows"
    r"|login|survey|khao_?sat|vote|poll|binh_?chon|gop_?y|comment|rating|regist|dang_?ky|huyen|district|country|quoc_?gia|web_?link|lien_?ket",
    re.IGNORECASE,
)
_MONTHS_OR_YEARS = re.compile(r"(?:thang |nam |month )?\d{1,4}(?:[/-]\d{1,4})?")
_FILLED_IN = {"password", "file", "email", "tel", "radio"}
_BLOCKS = {"table", "div", "fieldset", "td", "ul", "p"}
_MOST_OPTIONS = 400
_MOST_STATES = 400  # more than that, and only one dropdown at a time is turned


@dataclass(frozen=True, slots=True)
class Dropdown:
    """A dropdown that posts itself."""

    element: html.HtmlElement
    name: str
    target: str  # the control whose event it is
    options: tuple[str, ...]  # the values, in order
    shown: str


def list_filters(root: html.HtmlElement, hints: ListingHints) -> list[Dropdown]:
    """The dropdowns that choose what a list shows, in page order."""
    posting = [*_posting(root)]
    if not posting:
        return []
    areas = Areas(root, names_of(root), hints)
    return [one for one in posting if _chooses_a_list(one, areas)]


def next_choices(filters: list[Dropdown], origin: Choices) -> tuple[Dropdown, Choices] | None:
    """The dropdown to turn next and what all are to show then; None once all was seen, from `origin` round to it."""
    first = dict(origin)
    total = 1
    for one in filters:
        total *= len(one.options)
    now = {one.name: one.shown for one in filters}
    moved = [one.name for one in filters if one.shown != first.get(one.name, one.shown)]
    for one in reversed(filters):
        if total > _MOST_STATES and any(name != one.name for name in moved):
            now[one.name] = first.get(one.name, one.shown)
            moved = [name for name in moved if name != one.name]
            continue
        start = first.get(one.name, one.shown)
        following = _after(one, now[one.name])
        if following is not None and following != start:
            now[one.name] = following
            return one, tuple(now.items())
        now[one.name] = start
        moved = [name for name in moved if name != one.name]
    return None


def _after(one: Dropdown, value: str) -> str | None:
    """The option after this one, the first after the last."""
    if value not in one.options:
        return None
    return one.options[(one.options.index(value) + 1) % len(one.options)]


def _posting(root: html.HtmlElement) -> Iterator[Dropdown]:
    for element in root.iter("select"):
        match = _POSTS_ITSELF.search(element.get("onchange") or "")
        name = element.get("name")
        if match is None or not name or element.get("disabled") is not None or element.get("multiple") is not None:
            continue
        options = tuple(dict.fromkeys(value_of(one) for one in element.iter("option") if one.get("disabled") is None))
        shown = selected_in(element)
        if shown and 1 < len(options) <= _MOST_OPTIONS:
            yield Dropdown(element, name, match[1], options, shown[0])


def _chooses_a_list(one: Dropdown, areas: Areas) -> bool:
    named = f"{one.name} {one.element.get('id') or ''} {one.element.get('class') or ''}"
    if _OTHER_USE.search(named.rpartition("$")[2]) or areas.of(one.element) not in {"content", "pager"}:
        return False
    if any(value.lower().startswith(("http:", "https:", "/")) for value in one.options):
        return False  # links, which are read as links
    return not _is_part_of_a_form(one)


def _is_part_of_a_form(one: Dropdown) -> bool:
    """Whether a reader fills in fields around it; one box beside the months is a search of the list."""
    blocks = [step for step in one.element.iterancestors() if step.tag in _BLOCKS][:3]
    boxes = 0
    for field in blocks[-1].iter("input", "textarea") if blocks else ():
        kind = (field.get("type") or "text").lower()
        if field.tag == "textarea" or kind in _FILLED_IN:
            return True
        boxes += kind == "text"
    return boxes > 1 and not (_SAID_TO_LIST.search(one.name) or _tells_dates(one))


def _tells_dates(one: Dropdown) -> bool:
    words = [label_of(" ".join(cast("list[str]", [*option.itertext()]))) for option in one.element.iter("option")]
    return sum(bool(_MONTHS_OR_YEARS.fullmatch(word)) for word in words) * 2 >= len(words)

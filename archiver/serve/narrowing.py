"""How a search may be narrowed, as its page shows it: a hundred links, which are made here because a template is slow at it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from archiver.serve import human
from archiver.serve.catalogue import NONE
from archiver.serve.finding import Found
from archiver.serve.words import say

_SHOWN = 15  # values of a facet; of the years, all there are
_WAY = '<li><a href="{address}"{chosen}>{name}</a> <span>{count}</span></li>'
_CHOSEN = ' aria-current="true"'
_OPEN = ("section", "year")
_WITHOUT = {"section": "without_section", "year": "undated"}
_KINDS = ("article", "document", "page", "gallery", "video", "audio", "image")
_WORDED = {  # the values that have words of ours, and how the names of these words begin
    "kind": ("kind", _KINDS),
    "attachments": ("kind", _KINDS),
    "status": ("status", ("live", "suspect", "gone", "moved")),
    "language": ("language", ("vi", "en")),
}


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to narrow the hits by one facet, as items of a list, each a link."""

    facet: str
    is_open: bool
    all: Markup


def ways_of(found: Found, language: str) -> list[Ways]:
    """By each facet that the hits have values of."""
    chosen = found.question.chosen
    shown = []
    for facet, choices in found.facets.items():
        address, value = found.question.narrowing(facet), chosen.get(facet)
        some = choices if facet == "year" else choices[:_SHOWN]
        ways = "\n".join(
            _WAY.format(
                address=escape(address(one.value)),
                chosen=_CHOSEN if one.value == value else "",
                name=escape(name_of(found, facet, one.value, language)),
                count=human.number(one.count, language),
            )
            for one in some
        )
        if ways:
            shown.append(Ways(facet, facet in _OPEN or facet in chosen, Markup(ways)))  # noqa: S704 - escaped above
    return shown


def name_of(found: Found, facet: str, value: str, language: str) -> str:
    """What a value of a facet is called."""
    if value == NONE and facet in _WITHOUT:
        return say(language, _WITHOUT[facet])
    if facet == "section":
        return found.titles.get(value, value)
    begin, worded = _WORDED.get(facet, ("", ()))
    return say(language, f"{begin}_{value}") if value in worded else value

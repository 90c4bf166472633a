"""The numbers that Word draws before paragraphs ("Điều 1.", "a)"): a file says only how they are counted (ECMA-376, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from archiver.extract.documents.markup import elements_beside, name_of, value_of
from archiver.extract.documents.package import Package

_PLACE = re.compile("%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"),
    (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST = 10_000  # beyond it nobody counts in letters
LONGEST = 200  # letters before and behind the numbers
_DEEPEST = 16  # styles based on one another


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted."""

    form: str  # decimal, lowerLetter, bullet
    text: str  # "Điều %1.": the first level's number in its place
    start: int


@dataclass(frozen=True, slots=True)
class StyleOfList:
    """What a style says of lists."""

    base: str
    number: str | None
    level: str | None


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has come."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # of each way to count
    linked: dict[str, dict[str, int]] = field(default_factory=dict)  # in each way: which level a style has
    ways: dict[str, str] = field(default_factory=dict)  # of each list
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)  # of each list that was not begun yet
    styles: dict[str, StyleOfList] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def mark(self, style: str, number: str | None, level: str | None) -> str:
        """What stands before the next paragraph of a style, which may name list and level itself."""
        owner = style
        for _ in range(_DEEPEST):
            known = self.styles.get(owner)
            if number is not None or known is None:
                break
            number, level = known.number, level or known.level
            owner = owner if number is not None else known.base
        way = self.ways.get(number or "", "")
        if way not in self.levels:  # list 0 is none
            return ""
        depth = _number(level) if level else self.linked[way].get(owner, 0)
        return self._next(number or "", way, depth)

    def _next(self, number: str, way: str, depth: int) -> str:
        levels, counts = self.levels[way], self._counts.setdefault(way, {})
        if depth not in levels:
            return ""
        restart = self.restarts.get(number, {}).pop(depth, None)
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1 if restart is None else restart
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if levels[depth].form in {"bullet", "none"}:
            return ""
        return _PLACE.sub(lambda place: _shown(levels, counts, int(place[1]) - 1), levels[depth].text).strip()


def _shown(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
    level = levels.get(depth)
    return _written(counts.get(depth, level.start), level.form) if level else ""


def _written(number: int, form: str) -> str:
    if form.endswith("Letter") and 0 < number < _MOST:  # after z comes aa, then bb
        rounds, letter = divmod(number - 1, 26)
        written = chr(ord("a") + letter) * (rounds + 1)
    elif form.endswith("Roman") and 0 < number < _MOST:
        written, left = "", number
        for value, sign in _ROMAN:
            written += sign * (left // value)
            left %= value
    else:
        return f"{number:02}" if form == "decimalZero" else str(number)
    return written.upper() if form.startswith("upper") else written


def numbering_of(package: Package, lists: str, styles: str) -> Numbering:
    """What these parts of a package say; without lists nothing is numbered."""
    numbering = Numbering()
    for element in elements_beside(package, lists):
        if name_of(element) == "abstractNum":
            _take_way(numbering, element)
        elif name_of(element) == "num":
            _take_list(numbering, element)
    for element in elements_beside(package, styles):
        if name_of(element) == "style":
            said = StyleOfList(_said(element, "basedOn") or "", _said(element, "numId"), _said(element, "ilvl"))
            numbering.styles[value_of(element, "styleId") or ""] = said
    return numbering


def _take_way(numbering: Numbering, element: etree._Element) -> None:
    way = value_of(element, "abstractNumId") or ""
    levels, linked = numbering.levels.setdefault(way, {}), numbering.linked.setdefault(way, {})
    for one in element.iter("{*}lvl"):
        depth = _number(value_of(one, "ilvl"))
        text = (_said(one, "lvlText") or "")[:LONGEST]
        levels[depth] = Level(_said(one, "numFmt") or "decimal", text, _number(_said(one, "start")))
        if style := _said(one, "pStyle"):
            linked[style] = depth


def _take_list(numbering: Numbering, element: etree._Element) -> None:
    number = value_of(element, "numId") or ""
    numbering.ways[number] = _said(element, "abstractNumId") or ""
    numbering.restarts[number] = {
        _number(value_of(one, "ilvl")): _number(start)
        for one in element.iter("{*}lvlOverride")
        if (start := _said(one, "startOverride")) is not None
    }


def _said(element: etree._Element, name: str) -> str | None:
    """The value of the first element of a name within another."""
    return next((value_of(one, "val") for one in element.iter(f"{{*}}{name}")), None)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 0

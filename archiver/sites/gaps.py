"""Which numbers a portal counts its pages by, and which of them are not held.

`?NewsId=5001` to `?NewsId=5400`: most portals number what they publish. A number that is missing may never have been
public, or may belong to something else that is counted along; so a gap is a question and no fault.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from archiver.sites.urls import UrlRules, decoded_target

FEWEST = 10  # held numbers that make a series
_DENSEST_AT_LEAST = 0.1  # of the range; below, numbers are no counter of pages (times, codes)
_NUMBER = re.compile(r"[1-9]\d{0,8}")
# The number of a page stands at the beginning or the end of its name: `ban-tin-5001.html`, `123-ban-tin`, `node/123`.
_AT_END = re.compile(r"(?P<before>.*?[-_a-z])?(?P<number>[1-9]\d{0,8})(?P<after>(?:\.\w{2,5})?/?)", re.IGNORECASE)
_AT_BEGIN = re.compile(r"(?P<number>[1-9]\d{0,8})-(?P<name>[^/]*?)(?P<after>(?:\.\w{2,5})?/?)")


@dataclass(frozen=True, slots=True)
class Missing:
    """Numbers in a row that are not held."""

    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Series:
    """Addresses of one shape that differ in a number."""

    shape: str  # the number as {n}, other things that differ as *
    first: int
    last: int
    held: int
    missing: tuple[Missing, ...]  # in order

    @property
    def span(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number in an address, and what is left when it is taken out."""

    group: str  # the addresses among which the number is looked for
    shape: str  # the number as {n}
    number: int


def find_series(urls: Iterable[str], rules: UrlRules) -> tuple[Series, ...]:
    """The series that these addresses form, the longest first."""
    groups: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for url in urls:
        for found in numbers_of(url, rules):
            groups[found.group][found.shape][found.number] += 1
    # Of several numbers in one address the one that differs most is the page's own: `CatId=125&NewsId=5001`.
    best = (max(shapes.items(), key=lambda one: (len(one[1]), one[0])) for shapes in groups.values())
    series = [_series(shape, numbers) for shape, numbers in best if _counts(numbers)]
    dense = [one for one in series if one.held >= _DENSEST_AT_LEAST * one.span]
    return tuple(sorted(dense, key=lambda one: (-one.held, one.shape)))


def _counts(numbers: Counter[int]) -> bool:
    """Whether these may be a counter's: `hoi-nghi-2019`, `le-hoi-2019` say the year."""
    return len(numbers) >= FEWEST and 2 * len(numbers) > numbers.total()


def numbers_of(url: str, rules: UrlRules) -> Iterator[Numbered]:
    """The numbers by which an address may be counted."""
    host = url.partition("//")[2].partition("/")[0].lower()
    path, _, query = decoded_target(url, rules).partition("?")
    if query:
        yield from _parameters(f"{host}{path}", query)
        return
    folder, _, name = path.rstrip("/").rpartition("/")
    if found := _AT_END.fullmatch(name):
        words = len(found["before"] or "") > 1
        # What has words in its name is counted over all folders; `/node/123` only among its like.
        where = f"{host}{_any(folder)}/*-" if words else f"{host}{folder}/{found['before'] or ''}"
        shape = f"{where}{{n}}{found['after']}"
    elif found := _AT_BEGIN.fullmatch(name):
        shape = f"{host}{_any(folder)}/{{n}}-*{found['after']}"
    else:
        return
    yield Numbered(shape, shape, int(found["number"]))


def _parameters(page: str, query: str) -> Iterator[Numbered]:
    pairs = sorted(
        {name.lower(): (name, value) for name, _, value in (p.partition("=") for p in query.split("&"))}.values()
    )
    group = f"{page}?{'&'.join(name for name, _ in pairs)}"
    for name, value in pairs:
        if _NUMBER.fullmatch(value):
            others = "&".join(f"{other}={{n}}" if other == name else f"{other}=*" for other, _ in pairs)
            yield Numbered(group, f"{page}?{others}", int(value))


def _any(folder: str) -> str:
    """Folders by their number alone."""
    return "/*" * folder.count("/")


def _series(shape: str, held: Iterable[int]) -> Series:
    ordered = sorted(held)
    return Series(shape, ordered[0], ordered[-1], len(ordered), tuple(_between(ordered)))


def _between(ordered: list[int]) -> Iterator[Missing]:
    for before, after in pairwise(ordered):
        if after - before > 1:
            yield Missing(before + 1, after - 1)

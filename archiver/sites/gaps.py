"""Which numbers a portal counts its pages by, and which of them are not held.

`?NewsId=5001` to `?NewsId=5400`: most portals number what they publish. A number that is missing may never have been
public, or may belong to something else that is counted along; so a gap is a question and no fault.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archiver.sites.url_key import UrlRules, decoded_target

FEWEST = 10  # held numbers that make a series
_DENSE = 0.25  # of the range; below, numbers are no counter of pages (times, codes)
_JUMP, _JUMPS = 100, 20  # a step so long, and so many times as long as the usual one, begins another series
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
    refused: int = 0  # of the missing, those that were asked for: the portal says that there is nothing

    @property
    def span(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number in an address, and what is left when it is taken out."""

    group: str  # the addresses among which the number is looked for
    shape: str  # the number as {n}
    number: int


def find_series(
    articles: Iterable[str], rules: UrlRules, *, pages: Iterable[str] = (), refused: Iterable[str] = ()
) -> tuple[Series, ...]:
    """The series that the addresses of articles form, the longest first.

    `pages` are held as well and are no articles; of `refused` the portal says that there is nothing. They make no series.
    """
    groups: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for url in articles:
        for found in numbers_of(url, rules):
            groups[found.group][found.shape][found.number] += 1
    # `le-hoi-2019`, `hoi-nghi-2019` say the year: a counter gives each number once.
    # Of several numbers in one address the one that differs most is the page's own: `CatId=125&NewsId=5001`.
    best = (max(shapes.items(), key=lambda one: (len(one[1]), one[0])) for shapes in groups.values())
    counted = {shape: sorted(numbers) for shape, numbers in best if 2 * len(numbers) > numbers.total()}
    held, absent = _of_shapes(counted, pages, rules), _of_shapes(counted, refused, rules)
    series = [
        _series(shape, run, held[shape], absent[shape]) for shape, numbers in counted.items() for run in _runs(numbers)
    ]
    return tuple(sorted(series, key=lambda one: (-one.held, one.shape, one.first)))


def _of_shapes(shapes: Collection[str], urls: Iterable[str], rules: UrlRules) -> dict[str, set[int]]:
    numbers: dict[str, set[int]] = {shape: set() for shape in shapes}
    for url in urls if shapes else ():
        for found in numbers_of(url, rules):
            if found.shape in numbers:
                numbers[found.shape].add(found.number)
    return numbers


def _runs(ordered: list[int]) -> Iterator[list[int]]:
    """The runs of numbers without a jump: a portal that was moved to another system counts on from elsewhere."""
    steps = [after - before for before, after in pairwise(ordered)]
    jump = max(_JUMP, _JUMPS * median(steps)) if steps else 0
    breaks = [place for place, step in enumerate(steps, 1) if step > jump]
    for begin, end in pairwise([0, *breaks, len(ordered)]):
        run = ordered[begin:end]
        if len(run) >= FEWEST and len(run) >= _DENSE * (run[-1] - run[0] + 1):
            yield run


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


def _series(shape: str, articles: list[int], pages: set[int], refused: set[int]) -> Series:
    first, last = articles[0], articles[-1]
    held = sorted({*articles, *(number for number in pages if first <= number <= last)})
    missing = tuple(_between(held))
    absent = sum(1 for number in refused - set(held) if first < number < last)
    return Series(shape, first, last, len(held), missing, absent)


def _between(ordered: list[int]) -> Iterator[Missing]:
    for before, after in pairwise(ordered):
        if after - before > 1:
            yield Missing(before + 1, after - 1)

"""What a template keeps of one page: numbers for what stands where, and what the model of blocks made of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from urllib.parse import urlsplit
from zlib import crc32

from archiver.extract.blocks import Block, Sheet
from archiver.extract.dateline import date_line
from archiver.extract.head import Head
from archiver.extract.site_names import edges_of
from archiver.extract.verdict import Verdict
from archiver.vietnamese.dates import NumericOrder

_DIGITS = re.compile(r"\d+")
_LEVELS = 3  # boxes that make a place: farther out stand classes that differ from section to section
_DAY = re.compile(r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_ROWS = frozenset(("tr", "tbody"))  # which stand between a cell and its table everywhere
_INLINE = frozenset(("font", "span", "b", "strong", "i", "em", "u", "big", "small", "a"))
_CLASSES = re.compile(r' class="([^"]*)"')
_DIGITS_OF_MANY = re.compile(r"\d{2,}")
_LOOKS = re.compile(r' (?:class|size|color)="[^"]*"')
OF_VISIT = 0
_BEGUN, _QUOTABLE = 56, 16  # letters
_DATE_WORDS = 20
_ORDERS: tuple[NumericOrder, ...] = ("dmy", "mdy")
_ISO_DAY = len("2008-06-18")


@dataclass(frozen=True, slots=True)
class Trace:
    """One page as a witness: the columns hold a number for each of its blocks."""

    url: str
    digest: int  # of its running text: two pages with one digest are one
    places: tuple[int, ...]
    texts: tuple[int, ...]
    words: tuple[int, ...]
    verdicts: tuple[int, ...]  # the model's, above 0 for text
    begins: tuple[
        int, ...
    ]  # of a sentence the first letters, by which a teaser that is cut quotes it; 0 for a shorter line
    names: frozenset[str] = frozenset()  # keys of what its title elements begin and end with
    dates: tuple[int, ...] = ()  # blocks that hold the one date in their place
    days: tuple[int, ...] = ()  # these dates, as numbers of days; `OF_VISIT` where it is that of the visit
    orders: frozenset[str] = frozenset()  # in which the figures of its dates must be read, where they leave no choice

    def lot(self) -> tuple[object, ...]:
        """What decides between two traces of one address, whichever came first."""
        return (
            self.digest,
            self.texts,
            self.places,
            self.words,
            self.verdicts,
            self.begins,
            sorted(self.names),
            self.dates,
            self.days,
        )

    def visited(self, day: int) -> Trace:
        """The same page as it was seen on a day: its dates that are this day's are those of the visit."""
        return replace(self, days=tuple(OF_VISIT if of == day else of for of in self.days))

    def rows(self) -> Iterator[tuple[int, int, int, int]]:
        return zip(self.places, self.texts, self.words, self.verdicts, strict=True)

    def running(self, least: int) -> Iterator[tuple[int, int]]:
        """The texts that the page itself takes for its own, if they have so many words."""
        return (
            (text, words)
            for text, words, verdict in zip(self.texts, self.words, self.verdicts, strict=True)
            if words >= least and verdict > 0
        )


def trace_of(url: str, sheet: Sheet, head: Head, verdict: Verdict, timezone: str) -> Trace:
    """What is worth remembering of a page that the model has judged."""
    blocks = sheet.blocks if verdict.sums else []  # a page that the model does not judge is no witness
    places, texts = _places(sheet, blocks), [crc32(_bytes(block.text)) for block in blocks]
    verdicts = [logit - verdict.border for logit in verdict.sums]
    own = sorted(
        text for text, block, above in zip(texts, blocks, verdicts, strict=True) if above > 0 and block.words > 1
    )
    dates = [*_dates(sheet, blocks, places, timezone)]
    return Trace(
        url=url,
        digest=int.from_bytes(blake2b(repr(own or texts).encode(), digest_size=7).digest(), "big"),
        places=tuple(places),
        texts=tuple(texts),
        words=tuple(block.words for block in blocks),
        verdicts=tuple(verdicts),
        begins=tuple(crc32(_bytes(block.text[:_BEGUN])) if len(block.text) >= _QUOTABLE else 0 for block in blocks),
        names=frozenset(name for title in head.titles for name in edges_of(title)),
        dates=tuple(block.index for block, _, _ in dates),
        days=tuple(day for _, day, _ in dates),
        orders=frozenset(order for _, _, order in dates if order),
    )


def shape_of(url: str) -> str:
    """What addresses of one layout share: the first step, the number of steps, the ending, the names of parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[" is no address
        return ""
    steps = [_DIGITS.sub("0", step) for step in parts.path.split("/") if step]
    ending = steps[-1].rpartition(".")[2] if steps and "." in steps[-1] else ""
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&")})
    return f"{steps[0] if len(steps) > 1 else ''}/{len(steps)}.{ending}?{'&'.join(names)}"


def _places(sheet: Sheet, blocks: list[Block]) -> list[int]:
    """For each block a number for the boxes round it, and for how its first words are set: all that old portals tell a title by."""
    boxes, numbers = sheet.boxes, dict[tuple[int, str], int]()
    places = []
    for block in blocks:
        letters = _letters(sheet.markup.tags[block.first - 1]) if block.first else ""
        if (block.box, letters) not in numbers:
            told = (box for box in sheet.above(block.box) if boxes.tags[box].name not in _ROWS)
            keys = [_kind(boxes.tags[box].name, sheet.raw(box)) for box in islice(told, _LEVELS)]
            numbers[block.box, letters] = crc32(_bytes("\n".join((letters, *keys))))
        places.append(numbers[block.box, letters])
    return places


@lru_cache(maxsize=4096)
def _kind(name: str, raw: str) -> str:
    """An element by its name and classes; `post-1234` is one of many, `col-8` is not `col-4`."""
    found = _CLASSES.search(raw)
    return f"{name} {_DIGITS_OF_MANY.sub('0', found[1])}" if found else name


@lru_cache(maxsize=1024)
def _letters(raw: str) -> str:
    """What the tag before some words makes of their letters: `font size="4"`, `span class="date"`."""
    name = raw.partition(" ")[0]
    return " ".join((name, *_LOOKS.findall(raw))) if name in _INLINE else ""


def _dates(
    sheet: Sheet, blocks: list[Block], places: list[int], timezone: str
) -> Iterator[tuple[Block, int, NumericOrder | None]]:
    """Blocks that are a date and nothing else, each alone in its place: a row of teasers has many.

    With each its day and, where its figures can be read in one order only, this order: 28/2/2026, 2/28/2026.
    """
    able = [block for block in blocks if block.words <= _DATE_WORDS and _DAY.search(block.text)]
    number = Counter(places[block.index] for block in able)
    for block in able:
        if number[places[block.index]] == 1:
            read = {order: date_line(sheet, block, timezone, order) for order in _ORDERS}
            days = {order: line.iso[:_ISO_DAY] for order, line in read.items() if line is not None}
            if days:
                day = date.fromisoformat(next(iter(days.values()))).toordinal()
                yield block, day, next(iter(days)) if len(days) == 1 else None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

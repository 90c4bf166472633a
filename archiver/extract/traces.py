"""What a template keeps of one page: numbers for what stands where, and what the model of blocks made of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import urlsplit
from zlib import crc32

from archiver.extract.blocks import Block, Sheet
from archiver.extract.dateline import date_line
from archiver.extract.head import Head
from archiver.extract.site_names import key_of, title_pieces
from archiver.extract.verdict import Verdict

_DIGITS = re.compile(r"\d+")
_LEVELS = 3  # boxes that make a place: farther out stand classes that differ from section to section
_DAY = re.compile(r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_DATE_WORDS = 20


@dataclass(frozen=True, slots=True)
class Trace:
    """One page as a witness: the columns hold a number for each of its blocks."""

    url: str
    digest: int  # of its running text: two pages with one digest are one
    places: tuple[int, ...]
    texts: tuple[int, ...]
    words: tuple[int, ...]
    verdicts: tuple[int, ...]  # the model's, above 0 for text
    names: frozenset[str] = frozenset()  # keys of what ends its title element
    dates: tuple[int, ...] = ()  # blocks that hold the one date in their place

    def lot(self) -> tuple[object, ...]:
        """What decides between two traces of one address, whichever came first."""
        return self.digest, self.texts, self.places, self.words, self.verdicts, sorted(self.names), self.dates

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
    return Trace(
        url=url,
        digest=int.from_bytes(blake2b(repr(own or texts).encode(), digest_size=7).digest(), "big"),
        places=tuple(places),
        texts=tuple(texts),
        words=tuple(block.words for block in blocks),
        verdicts=tuple(verdicts),
        names=frozenset(key_of(piece) for title in head.titles for piece in title_pieces(title)[1:]) - {""},
        dates=_dates(sheet, blocks, places, timezone),
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
    boxes, numbers = sheet.boxes, dict[int, int]()
    places = []
    for block in blocks:
        path = boxes.paths[block.box]
        if path not in numbers:
            keys = [boxes.tags[box].key for box, _ in zip(sheet.above(block.box), range(_LEVELS), strict=False)]
            numbers[path] = crc32(_bytes("\n".join(keys)))
        places.append(numbers[path])
    return places


def _dates(sheet: Sheet, blocks: list[Block], places: list[int], timezone: str) -> tuple[int, ...]:
    """Blocks that are a date and nothing else, each alone in its place: a row of teasers has many."""
    able = [block for block in blocks if block.words <= _DATE_WORDS and _DAY.search(block.text)]
    number = Counter(places[block.index] for block in able)
    return tuple(
        block.index
        for block in able
        if number[places[block.index]] == 1 and date_line(sheet, block, timezone, "dmy") is not None
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

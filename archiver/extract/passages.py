"""Which texts have passages in common, and how much of each: what a portal prints again, whole, in part or a little changed.

A text is found by a few of its runs of words, its marks, chosen so that any forty words in a row that two texts have in
common give them one (winnowing: Schleimer, Wilkerson, Aiken, 2003). How much they really share is counted afterwards.
Figures count as equal: the report of this week is that of the last one with others in it.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from archiver.extract.digest import words_of

RUN = 10  # words in a row that are no chance; offices and names are shorter
STRETCH = 40  # words in a row that never go unseen
FOUND_BY = f"runs of {RUN} words"
_STARTS = STRETCH - RUN + 1  # in so many runs, one after the other, stands a mark
_ALIKE = 0.8  # of the words of both
_QUOTED = 0.5  # of the words of one of them; less is a preamble, an address, the words of an office
_HINT = 0.2  # of the marks of the shorter text; with fewer in common, no half of its words are
_FACTOR = 0x9E3779B97F4A7C15
_MARK_BITS = 53  # what SQLite and JSON keep exactly

_Numbers = np.ndarray[tuple[int], np.dtype[np.uint64]]
Kind = Literal["same-text", "near-duplicate", "quotation"]
Direction = Literal["equal", "holds", "within"]


@dataclass(frozen=True)
class Passages:
    """A text as runs of words."""

    words: tuple[str, ...]  # in small letters

    @classmethod
    def of(cls, text: str) -> Passages:
        return cls(tuple(words_of(text.casefold())))

    @cached_property
    def runs(self) -> _Numbers:
        """A number for each run of ten words, in the order of the text."""
        words = np.fromiter(map(_number_of, self.words), dtype=np.uint64, count=len(self.words))
        runs = np.zeros(max(len(words) - RUN + 1, 0), dtype=np.uint64)
        for place in range(RUN if len(runs) else 0):
            runs = runs * np.uint64(_FACTOR) + words[place : place + len(runs)]
        runs ^= runs >> np.uint64(29)
        return runs * np.uint64(_FACTOR) >> np.uint64(64 - _MARK_BITS)

    @cached_property
    def marks(self) -> frozenset[int]:
        """The least number of any stretch of forty words; of a shorter text none: it is like others by chance."""
        if len(self.runs) < _STARTS:
            return frozenset()
        return frozenset(np.unique(sliding_window_view(self.runs, _STARTS).min(axis=1)).tolist())

    @cached_property
    def sorted_runs(self) -> tuple[_Numbers, np.ndarray[tuple[int], np.dtype[np.intp]]]:
        """Each number once, the least first; and of each run of the text, which of them it is.

        Two sorted lists are compared seven times as fast as one run after the other is looked for.
        """
        return np.unique(self.runs, return_inverse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What one text has in common with another."""

    kind: Kind
    direction: Direction  # `holds`: the one holds most of the other; `within`: most of the one stands in the other
    share: float  # of the words of the one that stand in the other too
    other_share: float  # of the words of the other that stand in the one too
    words: int  # of the one, that stand in the other too


def may_share(marks: Set[int], other_marks: Set[int]) -> bool:
    """Whether so many marks are the same that two texts are worth comparing."""
    return len(marks & other_marks) >= max(1, _HINT * min(len(marks), len(other_marks)))


def common(one: Passages, other: Passages) -> Common | None:
    """What two texts share, where that is enough to speak of."""
    words = _covered(one, other)
    if not words:
        return None
    share, other_share = words / len(one.words), _covered(other, one) / len(other.words)
    if max(share, other_share) < _QUOTED:
        return None
    kind: Kind = "near-duplicate" if min(share, other_share) >= _ALIKE else "quotation"
    direction: Direction = "holds" if other_share > share else "within"
    if kind == "near-duplicate":
        kind, direction = "same-text" if one.words == other.words else kind, "equal"
    return Common(kind=kind, direction=direction, share=round(share, 3), other_share=round(other_share, 3), words=words)


@lru_cache(maxsize=1 << 16)
def _number_of(word: str) -> int:
    return crc32(b"0" if word.isdecimal() else word.encode("utf-8", "replace"))


def _covered(one: Passages, other: Passages) -> int:
    """How many words of a text belong to a run that the other has too."""
    if not len(other.runs):
        return 0
    (mine, places), (theirs, _) = one.sorted_runs, other.sorted_runs
    had = (theirs[np.minimum(np.searchsorted(theirs, mine), len(theirs) - 1)] == mine)[places]
    edges = np.zeros(len(one.words) + 1, dtype=np.int64)
    edges[: len(had)] += had
    edges[RUN : RUN + len(had)] -= had
    return int((np.cumsum(edges) > 0).sum())

"""The model of blocks: how likely a block is to be text, by a sum of small decision trees.

Each tree asks the same question of all blocks at one level, so a page is judged by a few operations on whole arrays. Most blocks
of a page are menus and the like, which the first trees tell: the others are asked of what may be text. Questions, thresholds and
leaves are whole numbers: the same page gives the same sums on every machine. `blocks.json` is written by
`python -m tests.quality.train`; docs/why/extraction.md says from what.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]

_WEIGHTS = "blocks.json"
_AT_ONCE = 1024  # blocks: what is in work stays in the cache
ONE = 1 << 16  # a logit of 1
MOST = (1 << 15) - 1  # of a feature: what is more counts as so much
# What so many trees say of a block about which no other is asked; of 220,000 such on sites not seen none was text after all.
STOPS = ((60, -7 * ONE // 2), (150, -3 * ONE))


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees of one depth; tree t asks `columns[d, t] > borders[d, t]` at depth d."""

    columns: Ints  # a row a depth
    borders: np.ndarray[Any, np.dtype[np.int16]]
    leaves: Ints  # a row a tree; the answers are the bits of the place, the first the lowest
    bias: int

    @classmethod
    def read(cls, data: dict[str, Any]) -> Forest:
        return cls(
            np.array(data["columns"], np.intp).T.copy(),
            np.array(data["borders"], np.int16).T.copy(),
            np.array(data["leaves"], np.int32),
            int(data["bias"]),
        )

    def sums(self, rows: Ints) -> Ints:
        """For each block its logit, in parts of `ONE`; `rows` holds a feature a row, a block a column."""
        sums = np.full(rows.shape[1], self.bias, np.int64)
        for start in range(0, rows.shape[1], _AT_ONCE):
            portion = np.clip(rows[:, start : start + _AT_ONCE], -MOST, MOST)
            small = portion.astype(np.int16)  # half the memory, half the time
            able = np.arange(start, start + small.shape[1])
            for part, stop in self._parts:
                sums[able] += part._said(small)
                if stop is not None:
                    asked = np.flatnonzero(sums[able] > stop)
                    able, small = able[asked], small[:, asked]
        return sums

    @cached_property
    def _parts(self) -> list[tuple[Forest, int | None]]:
        """The trees in their order, each part in one piece of memory, and at what sum it is the last that is asked."""
        parts: list[tuple[Forest, int | None]] = []
        first = 0
        for last, stop in (*(one for one in STOPS if one[0] < len(self.leaves)), (len(self.leaves), None)):
            some = slice(first, last)
            part = Forest(self.columns[:, some].copy(), self.borders[:, some].copy(), self.leaves[some].copy(), 0)
            parts.append((part, stop))
            first = last
        return parts

    @cached_property
    def _first_leaves(self) -> Ints:
        """The place of each tree's first leaf among all."""
        return np.arange(len(self.leaves), dtype=np.intp)[:, None] << len(self.columns)

    def _said(self, small: np.ndarray[Any, np.dtype[np.int16]]) -> Ints:
        """What all trees say of each block, without the bias."""
        depth, trees = self.columns.shape
        answers = small.take(self.columns.ravel(), axis=0) > self.borders.reshape(-1, 1)
        by_depth = answers.reshape(depth, trees, small.shape[1]).view(np.uint8)
        places = by_depth[-1].copy()
        for level in range(depth - 2, -1, -1):  # no deeper than eight, or the places are no bytes
            places += places  # which is faster than a shift
            places |= by_depth[level]
        found = self.leaves.take(places + self._first_leaves)
        # 32 bits hold the greatest sum two hundred times, and are added up faster than 64
        return np.asarray(found.sum(axis=0, dtype=np.int32).astype(np.int64))


@cache
def blocks_forest() -> Forest:
    """The model that ships."""
    return Forest.read(json.loads(files(__package__).joinpath(_WEIGHTS).read_text(encoding="utf-8")))

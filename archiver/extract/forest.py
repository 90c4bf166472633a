"""The model of blocks: how likely a block is to be text, by a sum of small decision trees.

Each tree asks the same question of all blocks at one level, so a page is judged by a few operations on whole arrays. Questions,
thresholds and leaves are whole numbers: the same page gives the same sums on every machine. `blocks.json` is written by
`python -m tests.quality.train`; docs/why/extraction.md says from what.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]

_WEIGHTS = "blocks.json"
_AT_ONCE = 1024  # blocks: what is in work stays in the cache
ONE = 1 << 16  # a logit of 1


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees of one depth; tree t asks `columns[t, d] > borders[t, d]` at depth d."""

    columns: Ints
    borders: Ints
    leaves: Ints  # a row a tree; the answers are the bits of the place, the first the lowest
    bias: int

    @classmethod
    def read(cls, data: dict[str, Any]) -> Forest:
        return cls(
            np.array(data["columns"], np.intp),
            np.array(data["borders"], np.int32),
            np.array(data["leaves"], np.int32),
            int(data["bias"]),
        )

    def sums(self, rows: Ints) -> Ints:
        """For each block its logit, in parts of `ONE`; `rows` holds a feature a row, a block a column."""
        parts = [self._sums(rows[:, start : start + _AT_ONCE]) for start in range(0, rows.shape[1], _AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def _sums(self, rows: Ints) -> Ints:
        trees, depth = self.columns.shape
        answers = rows.astype(np.int32)[self.columns.ravel()] > self.borders.reshape(-1, 1)
        by_depth = answers.reshape(trees, depth, -1).view(np.uint8)
        places = by_depth[:, -1].copy()
        for level in range(depth - 2, -1, -1):  # no deeper than eight, or the places are no bytes
            places += places  # which is faster than a shift
            places |= by_depth[:, level]
        found = self.leaves.take(places + (np.arange(trees, dtype=np.intp) << depth)[:, None])
        return np.asarray(found.sum(axis=0, dtype=np.int64) + self.bias)


@cache
def blocks_forest() -> Forest:
    """The model that ships."""
    return Forest.read(json.loads(files(__package__).joinpath(_WEIGHTS).read_text(encoding="utf-8")))

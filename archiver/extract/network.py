"""The second model of blocks: a small network that is asked of the few about which the trees are in doubt.

Decision trees cut where the pages that they learned from differ; a network bends smoothly, and errs elsewhere. On pages of sites
that neither has seen both together are better than each (content.py says how they agree). A block's features become ramps
between 0 and 1, of these a few dozen things are made, and of what is there of them one answer. `blocks.npz` is written by
`python -m tests.quality.train`; docs/why/extraction.md says from what.

Reckoned in whole numbers, which floats hold exactly and add up in any order: the same page gives the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np

from archiver.extract.forest import MOST, ONE, Ints

Floats = np.ndarray[Any, np.dtype[np.float64]]

STEPS = 255  # of a ramp
PART = 1 << 12  # a weight of 1
_WEIGHTS = "blocks.npz"
# Blocks: eight make a product of 700,000 terms; for one of over a million numpy's BLAS wakes a second thread, which waits in a loop
# and so costs more than it gains, many times more where another process wants the processor.
_AT_ONCE = 8


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Ramp r is 0 up to `starts[r]` of the feature `columns[r]`, and rises over `lengths[r]` until it is 1."""

    columns: Ints
    starts: Floats
    lengths: Floats
    first: Floats  # a row a ramp, a column a thing that is made of them
    bias: Floats
    last: Floats  # a number a thing
    last_bias: float

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Network:
        """Weights are whole numbers in parts of `PART`, and what is added to a sum of them in the parts of that sum."""
        starts, lengths, first, bias, last = (
            np.asarray(data[name], np.float64) for name in ("starts", "lengths", "first", "bias", "last")
        )
        columns = np.asarray(data["columns"], np.intp)
        return cls(columns, starts[:, None], lengths[:, None], first, bias, last, float(data["last_bias"]))

    def sums(self, rows: Ints) -> Ints:
        """For each block its logit, in parts of `ONE`; `rows` holds a feature a row, a block a column."""
        answers = [np.zeros(0)]
        for start in range(0, rows.shape[1], _AT_ONCE):
            ramps = ramps_of(rows[:, start : start + _AT_ONCE], self.columns, self.starts, self.lengths)
            things = ramps.T @ self.first + self.bias
            answers.append(np.maximum(things, 0) @ self.last + self.last_bias)
        return np.concatenate(answers).astype(np.int64) // (STEPS * PART * PART // ONE)


def ramps_of(rows: Ints, columns: Ints, starts: Floats, lengths: Floats) -> Floats:
    """A ramp a row, a block a column, in `STEPS`; `rows` holds a feature a row."""
    known = np.clip(rows, -MOST, MOST).take(columns, axis=0) - starts
    known = known * STEPS / lengths
    return np.rint(np.clip(known, 0, STEPS))


@cache
def blocks_network() -> Network:
    """The network that ships."""
    with as_file(files(__package__).joinpath(_WEIGHTS)) as path, np.load(path, allow_pickle=False) as data:
        return Network.read(data)

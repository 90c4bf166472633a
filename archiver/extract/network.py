"""The second model of blocks: a small network that sees each block among those around it.

Decision trees cut where the pages that they learned from differ; a network bends smoothly, and errs elsewhere. On pages of sites
that neither has seen both together are better than each (content.py says how they agree). A block's features become ramps between 0 and 1, these a few numbers a
block, and each layer adds to them what it makes of a block, its neighbours and theirs. `blocks.npz` is written by
`python -m tests.quality.train`; docs/why/extraction.md says from what.

Reckoned in double precision and rounded at the end: processors that add in another order differ by less than a millionth of
the last place that is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from archiver.extract.forest import MOST, ONE, Ints

Floats = np.ndarray[Any, np.dtype[np.float64]]

REACH = 2  # steps to each side
_WEIGHTS = "blocks.npz"
_AT_ONCE = 1024  # blocks: a page of thousands needs no more memory than one of a thousand
TINY = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What a layer adds to the numbers of a block, of which it looks at every `step`-th neighbour."""

    step: int
    gain: Floats  # a number a channel
    look: Floats  # a row for each channel of each neighbour, a column for each thing it may see
    bias: Floats
    say: Floats  # a row for each thing seen, a column a channel

    def __call__(self, numbers: Floats, before: Ints, after: Ints) -> Floats:
        """The numbers of the blocks `after`, from those of the blocks `before`: both are places in the page, in its order."""
        centred = numbers - numbers.mean(axis=1, keepdims=True)
        even = centred * (self.gain / np.sqrt(np.mean(centred * centred, axis=1, keepdims=True) + TINY))
        margin = REACH * self.step  # beyond the page's ends there is nothing
        first = int(before[0])
        wide = np.zeros((int(before[-1]) - first + 1 + 2 * margin, numbers.shape[1]))
        wide[before - first + margin] = even
        row = wide[(after - first)[:, None] + np.arange(0, 2 * margin + 1, self.step)].reshape(len(after), -1)
        seen = np.maximum(row @ self.look + self.bias, 0.0)
        return np.asarray(numbers[np.searchsorted(before, after)] + seen @ self.say)

    def needs(self, after: Ints, count: int) -> Ints:
        """The blocks of a page of so many whose numbers it takes to tell those of the blocks `after`."""
        some = np.zeros(count, np.bool_)
        for reach in range(-REACH * self.step, REACH * self.step + 1, self.step):
            places = after + reach
            some[places[(places >= 0) & (places < count)]] = True
        return np.flatnonzero(some)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Ramp r is 0 up to `starts[r]` of the feature `columns[r]`, and rises by `slopes[r]` until it is 1."""

    columns: Ints
    starts: np.ndarray[Any, np.dtype[np.float32]]
    slopes: np.ndarray[Any, np.dtype[np.float32]]
    first: Floats  # a row a ramp, a column a channel
    bias: Floats
    layers: tuple[Layer, ...]
    last: Floats  # a number a channel
    last_bias: float

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Network:
        def of(name: str) -> Floats:
            return np.asarray(data[name], np.float64)

        layers = tuple(
            Layer(int(step), of(f"gain{at}"), of(f"look{at}"), of(f"bias{at}"), of(f"say{at}"))
            for at, step in enumerate(data["steps"])
        )
        return cls(
            np.asarray(data["columns"], np.intp),
            np.asarray(data["starts"], np.float32),
            np.asarray(1 / of("lengths"), np.float32),
            of("first"),
            of("bias"),
            layers,
            of("last"),
            float(data["last_bias"]),
        )

    def sums(self, rows: Ints, wanted: Ints) -> Ints:
        """The logits of the blocks `wanted`, places in rising order, in parts of `ONE`; `rows` holds a feature a row, a block a column."""
        if not len(wanted):
            return np.zeros(0, np.int64)
        places = [wanted]
        for layer in reversed(self.layers):
            places.append(layer.needs(places[-1], rows.shape[1]))
        seen = places.pop()
        portions = [rows[:, seen[at : at + _AT_ONCE]] for at in range(0, len(seen), _AT_ONCE)]
        numbers = np.concatenate([self.ramps(portion).T @ self.first for portion in portions]) + self.bias
        for layer in self.layers:
            before, seen = seen, places.pop()
            numbers = layer(numbers, before, seen)
        logits = np.maximum(numbers, 0.0) @ self.last + self.last_bias
        return np.rint(logits * ONE).astype(np.int64)

    def ramps(self, rows: Ints) -> Floats:
        """A ramp a row, a block a column."""
        known = (
            np.clip(rows, -MOST, MOST).astype(np.float32).take(self.columns, axis=0)
        )  # half the memory, half the time
        known -= self.starts[:, None]
        known *= self.slopes[:, None]
        np.maximum(known, 0, out=known)
        return np.minimum(known, 1, out=known).astype(np.float64)


@cache
def blocks_network() -> Network:
    """The network that ships."""
    threadpool_limits(limits=1, user_api="blas")  # for a page's few numbers a second thread costs more than it does
    with as_file(files(__package__).joinpath(_WEIGHTS)) as path, np.load(path, allow_pickle=False) as data:
        return Network.read(data)

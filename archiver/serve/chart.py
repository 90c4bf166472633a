"""Figures as bars: the geometry of small drawings that need no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEIGHT = 120
STEP = 44
_LONGEST = 60  # a wrong date ("0208", "2098") must not make a drawing of two thousand empty years


@dataclass(frozen=True, slots=True)
class Bar:
    """One column, in the units of the drawing."""

    year: str  # or what else it stands for
    count: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole drawing."""

    bars: tuple[Bar, ...]
    width: int
    height: int = HEIGHT


def years(counts: Mapping[str, int]) -> Chart:
    """A bar a year, years without articles included as long as the row stays short."""
    known = sorted(year for year in counts if len(year) == 4 and year.isdecimal())
    if not known:
        return Chart(bars=(), width=0)
    first, last = int(known[0]), int(known[-1])
    names = known if last - first > _LONGEST else [f"{year:04}" for year in range(first, last + 1)]
    return bars([(name, counts.get(name, 0)) for name in names])


def bars(figures: Sequence[tuple[str, int]]) -> Chart:
    """A bar for each figure, in the order given."""
    most = max((count for _, count in figures), default=0)
    drawn = tuple(_bar(name, count, index, most) for index, (name, count) in enumerate(figures))
    return Chart(bars=drawn if most else (), width=STEP * len(drawn))


def _bar(year: str, count: int, index: int, most: int) -> Bar:
    # The smallest bar is seen: one article beside ten thousand is not nothing.
    height = max(2.0, round(HEIGHT * count / most, 1)) if count else 0.0
    return Bar(year=year, count=count, x=STEP * index, y=round(HEIGHT - height, 1), height=height)

"""The geometry of a report's small drawings: they need no script and stand in the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 60
STEP = 12
FEWEST = 8  # columns for which there is room; two crawls alone must not fill the page
BAR = 9  # of each step; the rest is air


@dataclass(frozen=True, slots=True)
class Column:
    """One figure, in the units of the drawing."""

    label: str
    count: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Figures side by side."""

    title: str
    columns: tuple[Column, ...]
    most: int
    width: int
    height: int = HEIGHT


def columns(title: str, figures: Sequence[tuple[str, int]]) -> Columns:
    """A column for each figure; the smallest is seen, for one beside ten thousand is not nothing."""
    most = max((count for _, count in figures), default=0)
    drawn = tuple(_column(label, count, place, most) for place, (label, count) in enumerate(figures))
    return Columns(title, drawn, most, STEP * max(FEWEST, len(figures)))


def _column(label: str, count: int, place: int, most: int) -> Column:
    height = max(1.5, round(HEIGHT * count / most, 1)) if count else 0.0
    return Column(label, count, STEP * place, round(HEIGHT - height, 1), height)


def share(part: int, whole: int) -> float:
    """Percent, never 100 where something is missing and never 0 where something is there."""
    if whole <= 0:
        return 0.0
    exact = 100 * part / whole
    return 100.0 if part >= whole else min(98.0, max(2.0, round(exact, 1))) if part else 0.0

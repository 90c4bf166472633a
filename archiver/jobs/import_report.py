"""What became of imported files: of each, and of all together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one file."""

    source: str
    file: str | None = None  # under warc/; None: it was not taken
    kind: str = ""
    sha256: str = ""
    size: int = 0
    refused: str | None = None  # why it was not taken
    already: bool = False  # `figures` tell then what was damaged when it came
    seconds: float = 0
    waiting: int = 0  # revisits whose payload no record in the archive holds
    apart: tuple[str, ...] = ()  # answers in parts that cannot be joined, each with why
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def damaged(self) -> bool:
        return bool(self.refused or self.figures.get("faults") or self.figures.get("wrong"))

    @property
    def records(self) -> int:
        return sum(self.figures.get("records", {}).values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What one import did."""

    files: int
    taken: int
    already: int
    not_taken: int
    damaged: tuple[str, ...]  # files that are here and not whole, as they were given
    left: int  # reasons why something in a folder was not taken
    captures_taken: int
    captures_held: int
    articles: int | None  # in the archive now; None where it was not opened

    @classmethod
    def of(cls, done: Sequence[Imported], left: int, articles: int | None) -> Sums:
        here = [one for one in done if not one.refused]
        return cls(
            files=len(done),
            taken=sum(not one.already for one in here),
            already=sum(one.already for one in here),
            not_taken=len(done) - len(here),
            damaged=tuple(one.source for one in here if one.damaged),
            left=left,
            captures_taken=sum(one.figures.get("captures_taken", 0) for one in done),
            captures_held=sum(one.figures.get("captures_held", 0) for one in done),
            articles=articles,
        )

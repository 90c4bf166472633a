"""What is measured: bags of four words, titles, names and days.

F1 of text is the definition of the scrapinghub article benchmark: precision and recall of the bag of 4-grams a page, averaged
over pages, and their harmonic mean. In scripts without spaces each letter counts as a word.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_BY = re.compile(r"^\s*(?:by|von|par|por|di|bởi|tác giả)\s*[: ]\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[;,|/&·]|\band\b|\bund\b|\bet\b|\by\b|\n)\s*")
_SIZE = 4

Bag = Counter[tuple[str, ...]]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def words_of(text: str | None) -> list[str]:
    return _WORD.findall(text or "")


def bag_of(words: list[str]) -> Bag:
    if len(words) < _SIZE:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[i:] for i in range(_SIZE)), strict=False))


def overlap(gold: str, found: str) -> tuple[int, int, int]:
    """4-grams in both, in the gold text, in what was found."""
    wanted, got = bag_of(words_of(gold)), bag_of(words_of(found))
    return (wanted & got).total(), wanted.total(), got.total()


def folded(text: object) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", str(text)).casefold()))


def people_of(value: Any) -> frozenset[str]:
    """The persons that a byline names."""
    lines = [line for line in (value if isinstance(value, list) else [value]) if isinstance(line, str)]
    return frozenset(name for line in lines for one in _AND.split(_BY.sub("", line)) if (name := folded(one)))


def day_of(value: object) -> tuple[int, ...] | None:
    match = _DAY.search(str(value or ""))
    return tuple(map(int, match.groups())) if match else None


@dataclass(slots=True)
class Tally:
    """Figures of one extractor on one set; `row` gives them as shares."""

    precisions: list[float] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)
    empty: int = 0
    hits: dict[str, list[bool]] = field(default_factory=dict)

    def add_text(self, gold: str, found: str) -> float:
        """Counts a page, and says its own F1."""
        both, wanted, got = overlap(gold, found)
        if not wanted:
            return 1.0
        if got:
            self.precisions.append(both / got)
        else:
            self.empty += 1
        self.recalls.append(both / wanted)
        return 2 * both / (wanted + got)

    def add_hit(self, name: str, *, hit: bool) -> None:
        self.hits.setdefault(name, []).append(hit)

    def add_fields(self, gold: Any, found: dict[str, Any]) -> None:
        """Title, author and date of a page with gold; whether a date was made up where there is none."""
        if gold.title:
            self.add_hit("title", hit=folded(gold.title) == folded(found.get("title") or ""))
        if gold.author and (wanted := people_of(gold.author)):
            self.add_hit("author", hit=wanted == people_of(found.get("author")))
        if wanted_day := day_of(gold.date):
            self.add_hit("date", hit=wanted_day == day_of(found.get("published")))
        elif gold.set == "wcxb":  # the one set in which no date means that people looked and found none
            self.add_hit("no date", hit=not found.get("published"))

    def row(self) -> dict[str, float]:
        shares = {name: _mean(map(float, hits)) for name, hits in self.hits.items()}
        if not self.recalls:
            return shares
        precision, recall = _mean(self.precisions), _mean(self.recalls)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {"F1": f1, "P": precision, "R": recall, "empty": float(self.empty)} | shares


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0

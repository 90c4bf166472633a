"""Search as a page: one question, its hits, and how they spread over sections and years."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from markupsafe import Markup
from sqlite_utils import Database

from archiver.serve.markup import marked
from archiver.serve.shelf import sections
from archiver.store.access import hidden_among, hidden_from_search
from archiver.store.hiding import Hidden
from archiver.store.search import MARK, UNMARK, Hit, search, terms_of

PAGE_SIZE = 20
_DEEPEST_PAGE = 25  # who has not found it among five hundred narrows the question
_CHOICES = 40

# `+id` keeps SQLite from looking up each article: the index over section and published answers alone.
_SPREAD = """
SELECT section, substr(published, 1, 4), count(*) FROM articles
WHERE +id IN (SELECT rowid FROM search WHERE search MATCH ?) AND id NOT IN (SELECT value FROM json_each(?)) GROUP BY 1, 2
"""


class Parameters(Protocol):
    """What a request asks, by name."""

    def get(self, name: str, /) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the reader asks for, as the address of the page says it."""

    text: str
    section: str | None = None
    year: int | None = None
    page: int = 1

    @classmethod
    def of(cls, parameters: Parameters) -> Question:
        """The question of an address; what makes no sense in it is left out."""
        year, page = parameters.get("year") or "", parameters.get("page") or ""
        return cls(
            text=(parameters.get("q") or "").strip()[:500],
            section=parameters.get("section") or None,
            year=int(year) if len(year) == 4 and _digits(year) else None,
            page=min(max(int(page), 1), _DEEPEST_PAGE) if len(page) < 5 and _digits(page) else 1,
        )

    def address(self, **changes: Any) -> str:
        """The query string of this question, changed; another section or year begins at its first page."""
        asked = replace(self, **{"page": 1, **changes})
        values = {"q": asked.text, "section": asked.section, "year": _four_digits(asked.year)}
        if asked.page > 1:
            values["page"] = str(asked.page)
        return "?" + urlencode({name: value for name, value in values.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Choice:
    """One section or year that narrows the hits."""

    value: str
    title: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of hits, and how many there are where."""

    question: Question
    hits: tuple[Hit, ...]
    total: int
    sections: tuple[Choice, ...]
    years: tuple[Choice, ...]
    titles: dict[str, str]  # of the sections

    @property
    def begin(self) -> int:
        return (self.question.page - 1) * PAGE_SIZE

    @property
    def more(self) -> bool:
        return self.total > self.begin + PAGE_SIZE and self.question.page < _DEEPEST_PAGE

    def snippet(self, hit: Hit) -> Markup:
        return marked(hit.snippet, MARK, UNMARK)


def find(connection: sqlite3.Connection, question: Question) -> Found:
    """The hits of a question, one page of them."""
    titles = {row["name"]: row["title"] for row in sections(connection) if row["name"] is not None}
    end = question.page * PAGE_SIZE
    db = Database(connection)
    hidden = hidden_from_search(db)
    hits = search(db, question.text, limit=end, section=question.section, year=question.year, hiding=hidden_among)
    spread = _spread(connection, question.text, hidden)
    year = _four_digits(question.year)
    return Found(
        question=question,
        hits=tuple(hits[end - PAGE_SIZE :]),
        total=sum(n for s, y, n in spread if question.section in {None, s} and year in {None, y}),
        sections=_by_section(spread, year, titles),
        years=_by_year(spread, question.section),
        titles=titles,
    )


_Spread = list[tuple[str | None, str | None, int]]


def _spread(connection: sqlite3.Connection, text: str, hidden: Hidden) -> _Spread:
    terms = terms_of(text)
    if not terms:
        return []
    match = " AND ".join(f'"{term.folded}"' for term in terms)
    left_out = json.dumps(sorted(hidden.articles | hidden.files_of))
    return [(section, year, count) for section, year, count in connection.execute(_SPREAD, [match, left_out])]


def _by_section(spread: _Spread, year: str | None, titles: dict[str, str]) -> tuple[Choice, ...]:
    counts: Counter[str] = Counter()
    for section, published, count in spread:
        if section is not None and year in {None, published}:
            counts[section] += count
    return tuple(Choice(name, titles.get(name, name), count) for name, count in counts.most_common(_CHOICES))


def _by_year(spread: _Spread, section: str | None) -> tuple[Choice, ...]:
    counts: Counter[str] = Counter()
    for name, year, count in spread:
        if year is not None and section in {None, name}:
            counts[year] += count
    return tuple(Choice(year, year, counts[year]) for year in sorted(counts, reverse=True)[:_CHOICES])


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _four_digits(year: int | None) -> str | None:
    return None if year is None else f"{year:04}"

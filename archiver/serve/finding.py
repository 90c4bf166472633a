"""Search as a page: one question, its hits, and how they spread over what they are counted by."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import quote_plus, urlencode

import numpy as np
from markupsafe import Markup
from sqlite_utils import Database

from archiver.serve.catalogue import FACETS, NONE, Catalogue, Chosen, Places
from archiver.serve.markup import marked
from archiver.store.access import hidden_from_search
from archiver.store.hiding import Hidden, not_found
from archiver.store.search import CANDIDATES, Hit, Ranking, rank, show
from archiver.store.snippets import MARK, UNMARK
from archiver.store.terms import Match, all_of, terms_of
from archiver.store.weighing import Matching

PAGE_SIZE = 20
SORTS = ("relevance", "newest", "oldest")
_DEEPEST_PAGE = 25  # who has not found it among five hundred narrows the question
_CHOICES = 40
_LONGEST = 200  # of a facet's value in an address


class Parameters(Protocol):
    """What a request asks, by name."""

    def get(self, name: str, /) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the reader asks for, as the address of the page says it."""

    text: str
    section: str | None = None
    year: str | None = None  # four figures
    author: str | None = None
    kind: str | None = None
    status: str | None = None
    language: str | None = None
    attachments: str | None = None
    sort: str = "relevance"
    page: int = 1

    @classmethod
    def of(cls, parameters: Parameters) -> Question:
        """The question of an address; what makes no sense in it is left out."""
        year, page, sort = (parameters.get(name) or "" for name in ("year", "page", "sort"))
        words = {name: (parameters.get(name) or "")[:_LONGEST] or None for name in FACETS if name != "year"}
        return cls(
            text=(parameters.get("q") or "").strip()[:500],
            year=year if (len(year) == 4 and _digits(year)) or year == NONE else None,
            sort=sort if sort in SORTS else "relevance",
            page=min(max(int(page), 1), _DEEPEST_PAGE) if len(page) < 5 and _digits(page) else 1,
            **words,
        )

    @property
    def chosen(self) -> dict[str, str]:
        """By facet, the value that narrows the hits."""
        values = {name: getattr(self, name) for name in FACETS}
        return {name: values[name] for name in FACETS if values[name] is not None}

    @property
    def asks(self) -> bool:
        """Whether anything is asked for: words, or at least some part of the archive."""
        return bool(self.text or self.chosen)

    def address(self, **changes: Any) -> str:
        """The query string of this question, changed; another section, year or order begins at its first page."""
        asked = replace(self, **{"page": 1, **changes})
        values = {"q": asked.text, **asked.chosen}
        if asked.sort != "relevance":
            values["sort"] = asked.sort
        if asked.page > 1:
            values["page"] = str(asked.page)
        return "?" + urlencode(values)

    def narrowing(self, facet: str) -> Callable[[str], str]:
        """By each value of a facet, the query string of this question within it, as `address` would write it."""
        place, chosen = FACETS.index(facet), self.chosen
        before = {"q": self.text} | {name: chosen[name] for name in FACETS[:place] if name in chosen}
        after = {name: chosen[name] for name in FACETS[place + 1 :] if name in chosen}
        if self.sort != "relevance":
            after["sort"] = self.sort
        begin, end = f"?{urlencode(before)}&{facet}=", f"&{urlencode(after)}" if after else ""
        return lambda value: begin + quote_plus(value) + end


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet that narrows the hits."""

    value: str
    title: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of hits, and how many there are where."""

    question: Question
    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, tuple[Choice, ...]]
    titles: dict[str, str]  # of the sections
    facts: dict[int, dict[str, str | None]]  # what each hit is counted by

    @property
    def begin(self) -> int:
        return (self.question.page - 1) * PAGE_SIZE

    @property
    def more(self) -> bool:
        return self.total > self.begin + PAGE_SIZE and self.question.page < _DEEPEST_PAGE

    def snippet(self, hit: Hit) -> Markup:
        return marked(hit.snippet, MARK, UNMARK)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What may be found, and where, while one question is answered."""

    db: Database
    catalogue: Catalogue
    hidden: Hidden
    chosen: dict[str, str]
    found: dict[Match | None, Places] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: sqlite3.Connection, catalogue: Catalogue, question: Question) -> _Seen:
        db = Database(connection)
        return cls(db, catalogue, hidden_from_search(db), question.chosen)

    @property
    def hides_nothing(self) -> bool:
        """Whether an answer is the same for as long as the index is."""
        return self.hidden == Hidden()

    def matching(self, match: Match | None) -> Places:
        """What matches and may be shown; of no match, all that may be shown."""
        if match not in self.found:
            self.found[match] = self._matching(match)
        return self.found[match]

    def _matching(self, match: Match | None) -> Places:
        if match is None:
            return self.catalogue.without(self.catalogue.all, self.hidden.articles)
        places = self.catalogue.matching(self.db, match)
        return self.catalogue.without(places, not_found(self.db, match, self.hidden))

    def narrowed(self, places: Places) -> Places:
        for facet, value in self.chosen.items():
            places = places[self.catalogue.having(places, facet, value)]
        return places

    def among(self, match: Match) -> Matching:
        held = self.matching(match)
        places = self.narrowed(held)
        return Matching(len(held), len(places), lambda most: self.newest(places, most))

    def newest(self, places: Places, most: int) -> list[int]:
        return self.catalogue.numbers(self.catalogue.by_date(places, most, newest=True))

    def hiding(self, _db: Database, _articles: Collection[int]) -> Hidden:
        """What of some hits may not be shown, as it was when the question was asked."""
        return self.hidden

    def ranked(self, text: str, most: int) -> Ranking:
        """The best; who turns the pages asks for the same again."""
        key = (text, tuple(self.chosen.items()), most)
        known = self.catalogue.rankings.get(key) if self.hides_nothing else None
        if known is None:
            known = rank(self.db, text, most, self.among)
            if self.hides_nothing:
                self.catalogue.rankings.put(key, known)
        return known


def count(connection: sqlite3.Connection, catalogue: Catalogue, question: Question) -> int:
    """How many hits a question has."""
    terms = terms_of(question.text)
    if (question.text and not terms) or not question.asks:
        return 0
    seen = _Seen.of(connection, catalogue, question)
    return len(seen.narrowed(seen.matching(all_of(terms) if terms else None)))


def find(connection: sqlite3.Connection, catalogue: Catalogue, question: Question) -> Found:
    """The hits of a question, one page of them; who comes back to it from an article finds it as it was."""
    catalogue.asked_at = time.monotonic()
    seen = _Seen.of(connection, catalogue, question)
    known = catalogue.pages.get(question) if seen.hides_nothing else None
    if known is None:
        known = _found(seen, catalogue, question)
        if seen.hides_nothing:
            catalogue.pages.put(question, known)
    catalogue.asked_at = time.monotonic()
    return known


def _found(seen: _Seen, catalogue: Catalogue, question: Question) -> Found:
    terms = terms_of(question.text)
    match = all_of(terms) if terms else None
    asks = bool(terms) if question.text else question.asks
    places = seen.matching(match) if asks else catalogue.all[:0]
    within = {facet: catalogue.having(places, facet, value) for facet, value in question.chosen.items()}
    chosen = places[np.logical_and.reduce(list(within.values()))] if within else places
    hits = _hits(seen, question, match, chosen) if len(chosen) else []
    return Found(
        question=question,
        hits=tuple(hits),
        total=len(chosen),
        facets=_facets(catalogue, places, within),
        titles=catalogue.titles,
        facts=catalogue.facts([hit.article_id for hit in hits]),
    )


def _hits(seen: _Seen, question: Question, match: Match | None, chosen: Places) -> list[Hit]:
    db, skip = seen.db, (question.page - 1) * PAGE_SIZE
    if match is not None and question.sort == "relevance":
        most = skip + PAGE_SIZE if skip + PAGE_SIZE <= CANDIDATES else _DEEPEST_PAGE * PAGE_SIZE
        best = seen.ranked(question.text, most)
        return show(db, best, best.numbers[skip : skip + PAGE_SIZE], seen.hiding)
    first = seen.catalogue.by_date(chosen, skip + PAGE_SIZE, newest=question.sort != "oldest")
    numbers = seen.catalogue.numbers(first[skip:])
    return show(db, Ranking(matches=dict.fromkeys(numbers, match) if match else {}), numbers, seen.hiding)


def _facets(catalogue: Catalogue, places: Places, within: dict[str, Chosen]) -> dict[str, tuple[Choice, ...]]:
    """Of each facet its values and their counts, within what is chosen of the other facets."""
    found = {}
    for facet in FACETS:
        others = [chosen for name, chosen in within.items() if name != facet]
        counts = catalogue.spread(places[np.logical_and.reduce(others)] if others else places, facet, _CHOICES)
        titles = catalogue.titles if facet == "section" else {}
        found[facet] = tuple(Choice(value, titles.get(value, value), count) for value, count in counts)
    return found


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()

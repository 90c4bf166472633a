"""Search: words with or without accents find the same articles; who writes accents finds the exact ones first.

The index holds folded letters (see migrations), and so does a query; what is shown has its own (see snippets).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archiver.store.database import read_archive, rows_about
from archiver.store.hiding import Hidden, Hiding, hides_nothing
from archiver.store.snippets import SNIPPET_WORDS, Place, snippet
from archiver.vietnamese.folding import fold, unify_tones

CANDIDATES = 60  # ranked by the index; of these the best are chosen by their accents
WEIGHED_AT_MOST = 2_000
LONGEST_QUERY = 1000
APART_MALUS = 100.0  # more than any weight: words that stand together come before words apart
EXACT_BONUS = 1000.0  # more than any weight: exact accents come first

_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"\w+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_STYLE = re.compile(rf"(o(?=.[ae]$)|(?<!q)u(?=.y$))([{_TONES}])([aey])$")

# One row holds them all: between two rows another thread may take the interpreter, and with ten readers mostly does.
_WEIGHED = """
SELECT json_group_array(json_array(number, weight)) FROM (
    SELECT rowid AS number, bm25(search, 8.0, 1.0, 0.5) AS weight FROM search WHERE search MATCH :match {} LIMIT :most)
"""
# The sign keeps SQLite from asking the index once for each article of the section.
_WITHIN = """AND +rowid IN (SELECT id FROM articles WHERE (:section IS NULL OR section = :section)
    AND (:since IS NULL OR (published >= :since AND published < :until)))"""
_OF_THESE = "AND rowid BETWEEN :first AND :last AND +rowid IN (SELECT value FROM json_each(:among))"
_SHOWN = """
SELECT id, url, coalesce(title, '') AS title, text, published, section FROM articles
WHERE id IN (SELECT value FROM json_each(?))
"""
_SAID = """
SELECT json_group_array(json_array(id, coalesce(title, '') || char(10) || text || char(10) || substr(attachment_text, 1, 50000)))
FROM articles WHERE id IN (SELECT value FROM json_each(?))
"""
_BY_OWN_WORDS = "SELECT rowid FROM search WHERE +rowid IN (SELECT value FROM json_each(?)) AND search MATCH ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found."""

    article_id: int
    url: str
    title: str
    snippet: str  # what was found stands between MARK and UNMARK
    place: Place  # where the snippet stands in the article
    published: str | None
    section: str | None
    score: float  # more is better


@dataclass(frozen=True, slots=True)
class Term:
    """A word; or words that must stand together, because they are quoted or joined as in 37-CT/TW."""

    folded: str
    written: str  # a pattern of the words as written, the tone mark in either place
    accented: bool

    @property
    def exact(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){self.written}(?!\w)")


# How many of the articles to search in match this, and the newest of them, as many as are asked for.
Among = Callable[[str, int], tuple[int, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Within:
    """Where to search: in a section, in a year, among some articles, or everywhere; and what is left out."""

    section: str | None = None
    year: int | None = None
    among: Among | None = None
    hiding: Hiding = hides_nothing


def search(
    source: Path | Database,
    query: str,
    *,
    limit: int = 20,
    skip: int = 0,
    section: str | None = None,
    year: int | None = None,
    among: Among | None = None,
    hiding: Hiding = hides_nothing,
) -> list[Hit]:
    """The articles that hold every term of the query, the best first; whatever the query, never an error.

    `hiding` says of some articles what of them may not be shown; it is asked only of those that are found. Who says
    `among` which leaves them out himself.
    """
    with _reading(source) as db:
        found = rank(db, query, skip + limit, Within(section, year, among, hiding))
        return show(db, found, found.numbers[skip : skip + limit], hiding)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best articles, the best first; how each matched, and its score: more is better."""

    numbers: tuple[int, ...] = ()
    matches: Mapping[int, str] = field(default_factory=dict)
    scores: Mapping[int, float] = field(default_factory=dict)


def rank(db: Database, query: str, most: int, within: Within) -> Ranking:
    """The best articles for a query."""
    terms = terms_of(query)
    if not terms or most < 1:
        return Ranking()
    weights, matches = _candidates(db, terms, max(most, CANDIDATES), within)
    scores = _scores(db, weights, terms)
    best = sorted(scores, key=lambda number: (-scores[number], number))[:most]
    return Ranking(tuple(best), matches, scores)


def show(db: Database, found: Ranking, numbers: Sequence[int], hiding: Hiding = hides_nothing) -> list[Hit]:
    """These articles as hits, in this order, each with the words round what matches in it."""
    rows = {row[0]: row for row in rows_about(db, _SHOWN, numbers)}
    hidden = hiding(db, numbers)
    return [
        _hit(db, found, rows[number], files_hidden=number in hidden.files_of)
        for number in numbers
        if number in rows  # a crawl may have taken it away meanwhile
    ]


def _scores(db: Database, weights: Mapping[int, float], terms: list[Term]) -> dict[int, float]:
    """More is better: first the share of accented terms that stand there exactly as written, then what the index says.

    Only the best by the index are held against the letters as written: so many are read, however far a reader turns.
    """
    scores = {number: -weight for number, weight in weights.items()}
    exact = [term for term in terms if term.accented]
    if not exact:
        return scores
    if len(terms) > 1:
        exact.append(_one_after_the_other(terms))
    read = sorted(weights, key=lambda number: (weights[number], number))[:CANDIDATES]
    above = EXACT_BONUS * (len(weights) > CANDIDATES)  # what was not read stands behind what was
    ((found,),) = rows_about(db, _SAID, read)
    for number, said in json.loads(found):
        scores[number] += above + EXACT_BONUS * _share(exact, said)
    return scores


def _candidates(db: Database, terms: list[Term], limit: int, within: Within) -> tuple[dict[int, float], dict[int, str]]:
    """The best articles by the index: their weights, and how each matched. The nearer the words stand, the better."""
    weights: dict[int, float] = {}
    matches: dict[int, str] = {}
    for apart, match in enumerate(_nearness(terms)):
        if len(weights) >= limit:
            break
        for number, weight in _ranked(db, match, limit, within).items():
            weights.setdefault(number, weight + apart * APART_MALUS)
            matches.setdefault(number, match)
    return weights, matches


def terms_of(query: str) -> list[Term]:
    """The terms of a query. Its signs have no power: an unpaired quotation mark or an operator is like a space."""
    plain = "".join(sign if sign.isprintable() else " " for sign in query[:LONGEST_QUERY])
    pieces = (quoted or word for quoted, word in _PIECE.findall(plain))
    terms = (_term(piece) for piece in pieces)
    return list(dict.fromkeys(term for term in terms if term is not None))


def _term(piece: str) -> Term | None:
    folded = " ".join(_WORD.findall(fold(piece)))
    if not any(sign.isalnum() for sign in folded):
        return None
    words = _WORD.findall(unicodedata.normalize("NFC", piece).lower())
    return Term(folded, r"\W+".join(map(_either_style, words)), words != folded.split())


def _either_style(word: str) -> str:
    """A pattern for hòa and hoà, whichever was written."""
    moved = _OLD_STYLE.sub(r"\1\3\2", unicodedata.normalize("NFD", word))
    styles = {word, unify_tones(word), unicodedata.normalize("NFC", moved)}
    return f"(?:{'|'.join(re.escape(style) for style in sorted(styles))})"


@contextmanager
def _reading(source: Path | Database) -> Iterator[Database]:
    if isinstance(source, Database):
        yield source
        return
    with closing(read_archive(source)) as db:
        yield db


def _nearness(terms: list[Term]) -> list[str]:
    """What to ask the index for, the words that stand together first; of two words, a pair is all of them."""
    asked = [_phrase(terms), _in_pairs(terms), all_of(terms)]
    return [asked[-1]] if len(terms) == 1 else [asked[0], asked[2]] if len(terms) == 2 else asked


def all_of(terms: list[Term]) -> str:
    return " AND ".join(f'"{term.folded}"' for term in terms)


def _in_pairs(terms: list[Term]) -> str:
    """Every term, and at least two of them side by side: most Vietnamese words are two syllables."""
    pairs = " OR ".join(f'"{one.folded} {other.folded}"' for one, other in pairwise(terms))
    return f"{all_of(terms)} AND ({pairs})"


def _phrase(terms: list[Term]) -> str:
    """The terms one after the other: syllables that stand together are mostly one Vietnamese word."""
    return f'"{" ".join(term.folded for term in terms)}"'


def _ranked(db: Database, match: str, limit: int, within: Within) -> dict[int, float]:
    """The ids of the best articles with the weight that the index gives them: less is better.

    Words that stand in very many articles are weighed in the first of them only, which is a fair sample because ids
    are digests; and in those that have the words in their titles.
    """
    if within.among is not None:
        weights = _weighed_among(db, match, within.among)
    else:
        filtered = "" if within.section is None and within.year is None else _WITHIN
        values = {"section": within.section, "since": None, "until": None}
        if within.year is not None:
            values |= {"since": f"{within.year:04}", "until": f"{within.year + 1:04}"}
        weights = _weighed(db, match, filtered, values)
        if len(weights) == WEIGHED_AT_MOST:
            weights = _weighed(db, _in_title(match), filtered, values) | weights
    ranked = sorted(weights.items(), key=lambda item: (item[1], item[0]))
    shown: dict[int, float] = {}
    while ranked and len(shown) < limit:
        portion, ranked = dict(ranked[:limit]), ranked[limit:]
        hidden = () if within.among is not None else not_found(db, match, within.hiding(db, portion))
        shown |= {number: weight for number, weight in portion.items() if number not in hidden}
    return dict(islice(shown.items(), limit))


def _weighed(db: Database, match: str, filtered: str, values: Mapping[str, Any]) -> dict[int, float]:
    asked = {**values, "match": match, "most": WEIGHED_AT_MOST}
    (found,) = db.execute(_WEIGHED.format(filtered), asked).fetchone()
    return dict(json.loads(found))


def _weighed_among(db: Database, match: str, among: Among) -> dict[int, float]:
    """The same of some articles.

    To weigh words that stand in very many tells little and takes long: there, those that have them in their titles come
    first, and of both the newest.
    """
    count, numbers = among(match, WEIGHED_AT_MOST)
    if not count:
        return {}
    if count <= WEIGHED_AT_MOST:
        these = {"first": min(numbers), "last": max(numbers), "among": json.dumps(list(numbers))}
        return _weighed(db, match, _OF_THESE, these)
    _, titled = among(_in_title(match), WEIGHED_AT_MOST)
    ordered = list(dict.fromkeys((*titled, *numbers)))
    return {number: place / len(ordered) for place, number in enumerate(ordered)}


def _in_title(match: str) -> str:
    return f"{{title}} : ({match})"


def not_found(db: Database, match: str, hidden: Hidden) -> Collection[int]:
    """What may not be shown; and what is found only by what its attachments say, where that may not be shown."""
    if not hidden.files_of:
        return hidden.articles
    own = db.execute(_BY_OWN_WORDS, [json.dumps(sorted(hidden.files_of)), f"{{title text}} : ({match})"])
    return hidden.articles | (hidden.files_of - {number for (number,) in own})


def _one_after_the_other(terms: list[Term]) -> Term:
    return Term(" ".join(term.folded for term in terms), r"\W+".join(term.written for term in terms), accented=True)


def _share(terms: list[Term], text: str) -> float:
    """How many of the terms stand in a text exactly as written, of 1."""
    small = unicodedata.normalize("NFC", text).lower()
    return sum(term.exact.search(small) is not None for term in terms) / len(terms)


def _hit(db: Database, found: Ranking, row: tuple[Any, ...], *, files_hidden: bool) -> Hit:
    number, url, title, text, published, section = row
    match, score = found.matches.get(number), found.scores.get(number, 0.0)
    begins: tuple[str, Place] = (" ".join(text[:2000].split()[:SNIPPET_WORDS]), "text")
    said, place = (snippet(db, match, number, title, text, files_hidden=files_hidden) if match else None) or begins
    return Hit(
        article_id=number,
        url=url,
        title=title,
        snippet=said,
        place=place,
        published=published,
        section=section,
        score=score,
    )

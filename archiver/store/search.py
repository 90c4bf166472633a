"""Search: words with or without accents find the same articles; who writes accents finds the exact ones first.

The index holds folded letters (see migrations); what is shown has its own letters, because folding đ changes one
letter for one and so keeps every place.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from archiver.store.database import read_archive, rows_about
from archiver.store.hiding import Hidden, Hiding, hides_nothing
from archiver.vietnamese.folding import fold, unify_tones

MARK, UNMARK = "\ue000", "\ue001"  # around what was found, in a snippet: private letters, which no page should hold
SNIPPET_WORDS = 32
CANDIDATES = 60  # ranked by the index; of these the best are chosen by their accents
WEIGHED_AT_MOST = 5_000
LONGEST_QUERY = 1000
APART_MALUS = 100.0  # more than any weight: words that stand together come before words apart
EXACT_BONUS = 1000.0  # more than any weight: exact accents come first

_MARKS = re.compile(f"([{MARK}{UNMARK}])")
_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"\w+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_STYLE = re.compile(rf"(o(?=.[ae]$)|(?<!q)u(?=.y$))([{_TONES}])([aey])$")
_INDEX_LETTERS = str.maketrans("đĐ", "dD")

_WEIGHED = "SELECT rowid, bm25(search, 8.0, 1.0, 0.5) FROM search WHERE search MATCH :match {} LIMIT :most"
# The sign keeps SQLite from asking the index once for each article of the section.
_WITHIN = """AND +rowid IN (SELECT id FROM articles WHERE (:section IS NULL OR section = :section)
    AND (:since IS NULL OR (published >= :since AND published < :until)))"""
_FOUND = """
SELECT id, url, coalesce(title, '') AS title, text, substr(attachment_text, 1, 50000), published, section FROM articles
WHERE id IN (SELECT value FROM json_each(?))
"""
_BY_OWN_WORDS = "SELECT rowid FROM search WHERE +rowid IN (SELECT value FROM json_each(?)) AND search MATCH ?"
Place = Literal["text", "attachment", "title"]
_MARKED = """
SELECT highlight(search, {column}, char(57344), char(57345)), {field} FROM search JOIN articles ON articles.id = search.rowid
WHERE search MATCH ? AND search.rowid = ?
"""
# In this order, one question for each: a document may be a thousand times as long as the article that names it.
_PLACES: tuple[tuple[Place, str], ...] = (
    ("text", _MARKED.format(column=1, field="articles.text")),
    ("attachment", _MARKED.format(column=2, field="articles.attachment_text")),
    ("title", _MARKED.format(column=0, field="coalesce(articles.title, '')")),
)


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


@dataclass(frozen=True, slots=True)
class _Within:
    """Where to search: in a section, in a year, or everywhere; and what is left out."""

    section: str | None
    year: int | None
    hiding: Hiding


def search(
    source: Path | Database,
    query: str,
    *,
    limit: int = 20,
    section: str | None = None,
    year: int | None = None,
    hiding: Hiding = hides_nothing,
) -> list[Hit]:
    """The articles that hold every term of the query, the best first; whatever the query, never an error.

    `hiding` says of some articles what of them may not be shown; it is asked only of those that are found.
    """
    terms = terms_of(query)
    if not terms or limit < 1:
        return []
    within = _Within(section, year, hiding)
    with _reading(source) as db:
        weights, matches = _candidates(db, terms, max(limit, CANDIDATES), within)
        found = rows_about(db, _FOUND, weights)
        scored = sorted(((_score(row, weights[row[0]], terms), row) for row in found), key=_best_first)
        hidden = hiding(db, [row[0] for _, row in scored[:limit]])
        return [_hit(db, matches[row[0]], score, row, _places(row[0], hidden)) for score, row in scored[:limit]]


def _candidates(
    db: Database, terms: list[Term], limit: int, within: _Within
) -> tuple[dict[int, float], dict[int, str]]:
    """The best articles by the index: their weights, and how each matched. The nearer the words stand, the better."""
    weights: dict[int, float] = {}
    matches: dict[int, str] = {}
    nearness = [_phrase(terms), _in_pairs(terms), _all_of(terms)] if len(terms) > 1 else [_all_of(terms)]
    for apart, match in enumerate(nearness):
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


def _all_of(terms: list[Term]) -> str:
    return " AND ".join(f'"{term.folded}"' for term in terms)


def _in_pairs(terms: list[Term]) -> str:
    """Every term, and at least two of them side by side: most Vietnamese words are two syllables."""
    pairs = " OR ".join(f'"{one.folded} {other.folded}"' for one, other in pairwise(terms))
    return f"{_all_of(terms)} AND ({pairs})"


def _phrase(terms: list[Term]) -> str:
    """The terms one after the other: syllables that stand together are mostly one Vietnamese word."""
    return f'"{" ".join(term.folded for term in terms)}"'


def _ranked(db: Database, match: str, limit: int, within: _Within) -> dict[int, float]:
    """The ids of the best articles with the weight that the index gives them: less is better.

    Words that stand in very many articles are weighed in the first of them only, which is a fair sample because ids
    are digests; and in all that have the words in their titles.
    """
    filtered = "" if within.section is None and within.year is None else _WITHIN
    values = {"match": match, "most": WEIGHED_AT_MOST, "section": within.section, "since": None, "until": None}
    if within.year is not None:
        values |= {"since": f"{within.year:04}", "until": f"{within.year + 1:04}"}
    weights = dict(db.execute(_WEIGHED.format(filtered), values).fetchall())
    if len(weights) == WEIGHED_AT_MOST:
        in_titles = db.execute(_WEIGHED.format(filtered), values | {"match": f"{{title}} : ({match})"}).fetchall()
        weights = dict(in_titles) | weights
    ranked = sorted(weights.items(), key=lambda item: (item[1], item[0]))
    shown: dict[int, float] = {}
    while ranked and len(shown) < limit:
        portion, ranked = dict(ranked[:limit]), ranked[limit:]
        hidden = _not_found(db, match, within.hiding(db, portion))
        shown |= {number: weight for number, weight in portion.items() if number not in hidden}
    return dict(islice(shown.items(), limit))


def _not_found(db: Database, match: str, hidden: Hidden) -> Collection[int]:
    """What may not be shown; and what is found only by what its attachments say, where that may not be shown."""
    if not hidden.files_of:
        return hidden.articles
    own = db.execute(_BY_OWN_WORDS, [json.dumps(sorted(hidden.files_of)), f"{{title text}} : ({match})"])
    return hidden.articles | (hidden.files_of - {number for (number,) in own})


def _score(row: tuple[Any, ...], weight: float, terms: list[Term]) -> float:
    """The weight of the index, after the share of accented terms that stand in the article exactly as written."""
    exact = [term for term in terms if term.accented]
    if not exact:
        return -weight
    if len(terms) > 1:
        exact.append(_one_after_the_other(terms))
    _, _, title, text, attachment_text, *_ = row
    return EXACT_BONUS * _share(exact, f"{title}\n{text}\n{attachment_text}") - weight


def _one_after_the_other(terms: list[Term]) -> Term:
    return Term(" ".join(term.folded for term in terms), r"\W+".join(term.written for term in terms), accented=True)


def _share(terms: list[Term], text: str) -> float:
    """How many of the terms stand in a text exactly as written, of 1."""
    small = unicodedata.normalize("NFC", text).lower()
    return sum(term.exact.search(small) is not None for term in terms) / len(terms)


def _best_first(scored: tuple[float, tuple[Any, ...]]) -> tuple[float, int]:
    score, row = scored
    return -score, row[0]


def _places(number: int, hidden: Hidden) -> tuple[tuple[Place, str], ...]:
    """Where the words of an article may be shown from."""
    return tuple(one for one in _PLACES if one[0] != "attachment") if number in hidden.files_of else _PLACES


def _hit(db: Database, match: str, score: float, row: tuple[Any, ...], places: tuple[tuple[Place, str], ...]) -> Hit:
    number, url, title, text, _, published, section = row
    snippet, place = _snippet(db, match, number, places) or (" ".join(text.split()[:SNIPPET_WORDS]), "text")
    return Hit(
        article_id=number,
        url=url,
        title=title,
        snippet=snippet,
        place=place,
        published=published,
        section=section,
        score=score,
    )


def _snippet(db: Database, match: str, number: int, places: tuple[tuple[Place, str], ...]) -> tuple[str, Place] | None:
    """The words round what was found, with their own letters, in the first field that holds some of it."""
    for place, question in places:
        marked, original = db.execute(question, [match, number]).fetchone() or ("", "")
        if MARK in marked:
            return _window(with_own_letters(marked, original)), place
    return None


def with_own_letters(marked: str, original: str) -> str:
    """A text of the index, marks and all, with the letters that the article has in those places."""
    plain = marked.replace(MARK, "").replace(UNMARK, "")
    if plain != original.translate(_INDEX_LETTERS):
        return marked  # the article itself holds private letters: its places cannot be told, so nothing is put back
    pieces, place = [], 0
    for piece in _MARKS.split(marked):
        if piece in (MARK, UNMARK):
            pieces.append(piece)
        else:
            pieces.append(original[place : place + len(piece)])
            place += len(piece)
    return "".join(pieces)


def _window(marked: str) -> str:
    """The words round the densest finds."""
    words = marked.split()
    hits = [position for position, word in enumerate(words) if MARK in word]
    best = max(hits, key=lambda start: sum(start <= other < start + SNIPPET_WORDS - 6 for other in hits))
    begin = max(0, min(best - 6, len(words) - SNIPPET_WORDS))
    end = begin + SNIPPET_WORDS
    shown = " ".join(words[begin:end])
    if 0 <= shown.find(UNMARK) < shown.find(MARK) or MARK not in shown:
        shown = MARK + shown  # the find begins before the window
    if shown.count(MARK) > shown.count(UNMARK):
        shown += UNMARK  # or ends behind it
    return f"{'… ' if begin else ''}{shown}{' …' if end < len(words) else ''}"

"""The words round what was found in an article, with the letters that the article has.

The index holds folded letters; because folding đ changes one letter for one, places in it are places in the article.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Literal

import numpy as np
from sqlite_utils import Database

from archiver.store.database import one_row_about
from archiver.store.terms import Match, standing, whole

MARK, UNMARK = "\ue000", "\ue001"  # around what was found, in a snippet: private letters, which no page should hold
SNIPPET_WORDS = 32

_MARKS = re.compile(f"([{MARK}{UNMARK}])")
_INDEX_LETTERS = str.maketrans("đĐ", "dD")
Place = Literal["text", "attachment", "title"]
_FILES_SAY = """
SELECT json_group_array(json_array(id, attachment_text)) FROM articles
WHERE id IN (SELECT value FROM json_each(?)) AND attachment_text <> ''
"""
_BY_THE_INDEX = """
SELECT highlight(search, {column}, char(57344), char(57345)), {field} FROM search JOIN articles ON articles.id = search.rowid
WHERE search MATCH ? AND search.rowid = ?
"""
# In this order, one question for each: a document may be a thousand times as long as the article that names it.
_PLACES: tuple[tuple[Place, str], ...] = (
    ("text", _BY_THE_INDEX.format(column=1, field="articles.text")),
    ("attachment", _BY_THE_INDEX.format(column=2, field="articles.attachment_text")),
    ("title", _BY_THE_INDEX.format(column=0, field="coalesce(articles.title, '')")),
)


_FOLDED = np.zeros(1 << 16, dtype="<u2")  # by code, each letter as the index folds it; 0: it was not met yet


def snippets(
    db: Database, asked: Mapping[int, Match], texts: Mapping[int, tuple[str, str]], without_files: Collection[int]
) -> dict[int, tuple[str, Place]]:
    """By article, the words round what was found, with their own letters, in the first field that holds some of it.

    `texts`: title and text of each; `without_files`: of whose files nothing may be shown.
    """
    found: dict[int, tuple[str, Place]] = {}
    for number, (_, text) in texts.items():
        if said := _round_finds(asked[number], text):
            found[number] = said, "text"
    rest = [number for number in texts if number not in found]
    files = (
        dict(one_row_about(db, _FILES_SAY, [number for number in rest if number not in without_files])) if rest else {}
    )
    for number in rest:
        match, title = asked[number], texts[number][0]
        if said := _round_finds(match, files.get(number, "")):
            found[number] = said, "attachment"
        elif said := _round_finds(match, title):
            found[number] = said, "title"
        elif by_the_index := _by_the_index(db, match, number, files_hidden=number in without_files):
            found[number] = by_the_index
    return found


def _round_finds(match: Match, text: str) -> str | None:
    marked = _marked(match, text)
    return _window(marked) if MARK in marked else None


def _by_the_index(db: Database, match: Match, number: int, *, files_hidden: bool) -> tuple[str, Place] | None:
    """The same, for letters that only the index knows how to fold."""
    for place, question in _PLACES:
        if files_hidden and place == "attachment":
            continue
        marked, original = db.execute(question, [str(match), number]).fetchone() or ("", "")
        if MARK in marked:
            return _window(with_own_letters(marked, original)), place
    return None


def _marked(match: Match, original: str) -> str:
    """The text with a mark round all that is asked for; the index does the same, and takes ten times as long for it."""
    pieces, last = [], 0
    for begin, end in standing(_pattern(match), _folded(original)):
        pieces += [original[last:begin], MARK, original[begin:end], UNMARK]
        last = end
    return "".join([*pieces, original[last:]]) if pieces else original.replace(MARK, " ")


def count_in(match: Match, text: str) -> int:
    """How often a text holds what the index is asked for."""
    return sum(1 for _ in standing(_pattern(match), _folded(text)))


def _folded(text: str) -> str:
    """The text as the index folds it, one letter for one: by a table, because a dictionary takes twenty times as long."""
    codes = np.frombuffer(text.encode("utf-16-le"), dtype="<u2")
    folded = _FOLDED.take(codes)
    if not folded.all():
        for code in set(codes[folded == 0].tolist()):
            _FOLDED[code] = _folded_code(code)
        folded = _FOLDED.take(codes)
    return folded.tobytes().decode("utf-16-le")


def _folded_code(code: int) -> int:
    letter = chr(code)
    folded = "d" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0].lower()
    return ord(folded) if len(folded) == 1 and folded <= "\uffff" else code


@lru_cache(maxsize=256)
def _pattern(match: Match) -> re.Pattern[str]:
    """Each phrase that is asked for, the longest first."""
    phrases = sorted({*match.phrases, *match.near}, key=lambda phrase: (-len(phrase), phrase))
    words = "|".join(r"[\W_]+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return whole(words)


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


def _places(pieces: list[str]) -> tuple[list[int], int]:
    """In which words of a text the marks stand that part it into these pieces, and how many words it has."""
    places: list[int] = []
    words, within = 0, False
    for number, piece in enumerate(pieces):
        if number:
            places.append(words)
            within = True
        if piece:
            words += within and piece[0].isspace()
            within = not piece[-1].isspace()  # as in "(", whose word goes on behind the mark
            words += len(piece.split()) - within
    return places, words + within


def _end(text: str, count: int) -> str:
    """So many of the last words of a text, and the one that it breaks off in."""
    broken = text[-1:].strip() != ""
    words = text.rsplit(None, count + broken)[-(count + broken) :] if count + broken else []
    return " ".join(words) + ("" if broken else " ")


def _window(marked: str) -> str:
    """The words round the densest finds. Of a long text only these are taken apart."""
    pieces = marked.split(MARK)
    places, count = _places(pieces)
    hits = sorted(set(places))
    near = SNIPPET_WORDS - 6
    best = max(range(len(hits)), key=lambda first: bisect_left(hits, hits[first] + near) - first)
    begin = max(0, min(hits[best] - 6, count - SNIPPET_WORDS))
    end = begin + SNIPPET_WORDS
    mark = places.index(hits[best]) + 1  # so many pieces stand before it
    before, after = MARK.join(pieces[:mark]), MARK + MARK.join(pieces[mark:])
    rest = end - hits[best]
    shown = (_end(before, hits[best] - begin) + " ".join(after.split(None, rest)[:rest])).lstrip()
    if 0 <= shown.find(UNMARK) < shown.find(MARK) or MARK not in shown:
        shown = MARK + shown  # the find begins before the window
    if shown.count(MARK) > shown.count(UNMARK):
        shown += UNMARK  # or ends behind it
    return f"{'… ' if begin else ''}{shown}{' …' if end < count else ''}"

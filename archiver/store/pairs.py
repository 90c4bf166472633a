"""The index of words side by side, beside the index of words.

Most Vietnamese words are two syllables, and each of these stands nearly everywhere: to find `hội nghị` among a hundred
thousand articles, the index of words goes through half of them twice. Here the two are one entry, and so are any two
words that follow each other; three and more are found as entries that follow each other.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from itertools import pairwise

from archiver.store.terms import Match
from archiver.vietnamese.folding import fold

_WORD = re.compile(r"[^\W_]+")


def side_by_side(text: str | None) -> str:
    """The words of a text, folded, each joined with the one that follows it: `Hội nghị Chi bộ` is `hoi_nghi nghi_chi chi_bo bo`.

    The last one stands alone, so that a text is as long here as it is in the index of words, and weighs the same. What
    was written to the index is taken out of it again by what this says of the old text: a change here, or of what
    `fold` does, wants a migration that makes the index anew.
    """
    words = words_of(text or "")
    return " ".join([*_pairs(words), *words[-1:]])


def words_of(text: str) -> list[str]:
    """The words of a text as both indexes know them: folded, of letters and digits."""
    return _WORD.findall(fold(text))


def _pairs(words: list[str]) -> map[str]:
    return map("_".join, pairwise(words))


def teach(connection: sqlite3.Connection) -> None:
    """Give a connection what the triggers of `articles` use to keep this index."""
    connection.create_function("side_by_side", 1, side_by_side, deterministic=True)


def paired(match: Match) -> Match | None:
    """What to ask this index for, where that is the same as to ask the other for a phrase; null: it knows no single words."""
    pairs = " ".join(_pairs(_WORD.findall(match.phrases[0]))) if match.is_phrase else ""
    return replace(match, phrases=(pairs,)) if pairs else None

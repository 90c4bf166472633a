"""The terms of a query, and how the index is asked for them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from archiver.vietnamese.folding import fold, unify_tones

LONGEST_QUERY = 1000

_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"\w+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_STYLE = re.compile(rf"(o(?=.[ae]$)|(?<!q)u(?=.y$))([{_TONES}])([aey])$")


@dataclass(frozen=True, slots=True)
class Term:
    """A word; or words that must stand together, because they are quoted or joined as in 37-CT/TW."""

    folded: str
    written: str  # a pattern of the words as written, the tone mark in either place
    accented: bool

    @property
    def exact(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){self.written}(?!\w)")


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


def nearness(terms: list[Term]) -> list[str]:
    """What to ask the index for, the words that stand together first; of two words, a pair is all of them."""
    asked = [phrase_of(terms), in_pairs(terms), all_of(terms)]
    return [asked[-1]] if len(terms) == 1 else [asked[0], asked[2]] if len(terms) == 2 else asked


def all_of(terms: list[Term]) -> str:
    return " AND ".join(f'"{term.folded}"' for term in terms)


def in_pairs(terms: list[Term]) -> str:
    """Every term, and at least two of them side by side: most Vietnamese words are two syllables."""
    pairs = " OR ".join(f'"{one.folded} {other.folded}"' for one, other in pairwise(terms))
    return f"{all_of(terms)} AND ({pairs})"


def phrase_of(terms: list[Term]) -> str:
    """The terms one after the other: syllables that stand together are mostly one Vietnamese word."""
    return f'"{" ".join(term.folded for term in terms)}"'


def one_after_the_other(terms: list[Term]) -> Term:
    return Term(" ".join(term.folded for term in terms), r"\W+".join(term.written for term in terms), accented=True)

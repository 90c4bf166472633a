"""The terms of a query, and how the index is asked for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from archiver.vietnamese.folding import fold, unify_tones
from archiver.vietnamese.letters import TONES

LONGEST_QUERY = 1000

_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"\w+")
_OLD_STYLE = re.compile(rf"(o(?=.[ae]$)|(?<!q)u(?=.y$))([{TONES}])([aey])$")


@dataclass(frozen=True, slots=True)
class Term:
    """A word; or words that must stand together, because they are quoted or joined as in 37-CT/TW."""

    folded: str
    written: str  # a pattern of the words as written, the tone mark in either place
    accented: bool

    def stands_in(self, text: str) -> bool:
        """Whether it stands in a text, all in small letters, exactly as written."""
        return any(True for _ in standing(whole(self.written), text))


@lru_cache(maxsize=256)
def whole(words: str) -> re.Pattern[str]:
    """What finds the words of a pattern where a word begins, as `standing` sees to, and where one ends."""
    return re.compile(rf"(?:{words})(?![^\W_])")


def standing(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern is found at the beginnings of words.

    The pattern cannot say so itself: it would look at each letter of the text instead of leaping to the first of its own.
    """
    place = 0
    while (found := pattern.search(text, place)) is not None:
        begin, end = found.span()
        if begin and text[begin - 1].isalnum():
            place = begin + 1
        else:
            yield begin, end
            place = end


@dataclass(frozen=True, slots=True)
class Match:
    """What the index is asked for: all of these phrases, of which a word is the shortest."""

    phrases: tuple[str, ...]
    near: tuple[str, ...] = ()  # and, where there are any, at least one of these
    titled: bool = False  # in the title

    def __str__(self) -> str:
        """As the index understands it."""
        wanted = " AND ".join(f'"{phrase}"' for phrase in self.phrases)
        if self.near:
            either = " OR ".join(f'"{phrase}"' for phrase in self.near)
            wanted += f" AND ({either})"
        return f"{{title}} : ({wanted})" if self.titled else wanted

    def each(self, phrases: tuple[str, ...]) -> list[Match]:
        """Some of the phrases, one by one."""
        return [Match((phrase,), titled=self.titled) for phrase in phrases]

    @property
    def is_phrase(self) -> bool:
        return len(self.phrases) == 1 and not self.near

    @property
    def together(self) -> tuple[str, ...]:
        """The phrases by which words stand nearer than they need to."""
        return self.near or self.phrases


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
    return f"(?:{'|'.join(map(re.escape, sorted(styles)))})"


def nearness(terms: list[Term]) -> list[Match]:
    """What to ask the index for, the words that stand together first; of two words, a pair is all of them."""
    asked = [phrase_of(terms), in_pairs(terms), all_of(terms)]
    return [asked[-1]] if len(terms) == 1 else [asked[0], asked[2]] if len(terms) == 2 else asked


def all_of(terms: list[Term]) -> Match:
    return Match(tuple(term.folded for term in terms))


def in_pairs(terms: list[Term]) -> Match:
    """Every term, and at least two of them side by side: most Vietnamese words are two syllables."""
    pairs = tuple(f"{one.folded} {other.folded}" for one, other in pairwise(terms))
    return Match(all_of(terms).phrases, pairs)


def phrase_of(terms: list[Term]) -> Match:
    """The terms one after the other: syllables that stand together are mostly one Vietnamese word."""
    return Match((" ".join(term.folded for term in terms),))


def one_after_the_other(terms: list[Term]) -> Term:
    return Term(" ".join(term.folded for term in terms), r"\W+".join(term.written for term in terms), accented=True)

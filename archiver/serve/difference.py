"""What differs between two wordings of a text, word by word, in page order."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Literal

from archiver.serve.finding import Parameters

_WORDS = re.compile(r"\s|[^\s]+")
_MOST_LINES = 4_000  # of both texts: comparing takes the product of their numbers
_MOST_WORDS = 3_000
_MOST_LOOKS = (
    40_000_000  # of one word at another; two articles of 1,500 words that have no line in common take half of it
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both wordings have, that went out, or that came in."""

    kind: Literal["same", "out", "in"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoVersions:
    """Two wordings of an article, the older first, and all that it has had."""

    article_id: int
    old: sqlite3.Row
    new: sqlite3.Row
    versions: tuple[sqlite3.Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two wordings and what differs between them."""

    pair: TwoVersions
    title: list[Piece]
    lines: list[list[Piece]]


def numbers_of(parameters: Parameters) -> tuple[int, int] | None:
    """The numbers of the two versions that an address names as `from` and `to`; None where it names none."""
    given = [parameters.get(name) or "" for name in ("from", "to")]
    if any(not (one.isascii() and one.isdecimal() and len(one) < 10) for one in given):
        return None
    return int(given[0]), int(given[1])


def two_versions(
    connection: sqlite3.Connection, article_id: int, numbers: tuple[int, int] | None
) -> TwoVersions | None:
    """The two versions of these numbers, else the last two; None where there are no such two."""
    versions = tuple(connection.execute("SELECT * FROM versions WHERE article_id = ? ORDER BY number", (article_id,)))
    by_number = {row["number"]: row for row in versions}
    first, second = sorted(numbers) if numbers else sorted(by_number)[-2:] if len(by_number) > 1 else (0, 0)
    if first not in by_number or second not in by_number:
        return None
    return TwoVersions(article_id=article_id, old=by_number[first], new=by_number[second], versions=versions)


def compared(pair: TwoVersions) -> Compared:
    title = [piece for line in differences(pair.old["title"] or "", pair.new["title"] or "") for piece in line]
    return Compared(pair=pair, title=title, lines=differences(pair.old["text"], pair.new["text"]))


def differences(old: str, new: str) -> list[list[Piece]]:
    """Lines of pieces: "same" and "out" together are the old text, "same" and "in" the new one.

    Lines are compared first, and the words of those only that differ, so that a long text costs little.
    """
    return list(_lines(_joined(_compared(old.splitlines(keepends=True), new.splitlines(keepends=True), _Patience()))))


@dataclass(slots=True)
class _Patience:
    """How often one word may still be looked at beside another."""

    left: int = _MOST_LOOKS


class _Matcher(SequenceMatcher[str]):
    """Finds what two rows of words have in common, as long as there is patience.

    Of two texts that say "a b a b ..." each beginning is a thousand beginnings: three thousand words took a minute.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str], patience: _Patience) -> None:
        super().__init__(None, old, new, autojunk=False)
        often = Counter(new)
        self._looks = list(accumulate((1 + often[word] for word in old), initial=0))
        self._patience = patience

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        self._patience.left -= self._looks[-1 if ahi is None else ahi] - self._looks[alo]
        return super().find_longest_match(alo, ahi, blo, bhi) if self._patience.left > 0 else Match(alo, blo, 0)


def _compared(old: Sequence[str], new: Sequence[str], patience: _Patience, most: int = _MOST_LINES) -> Iterator[Piece]:
    if max(len(old), len(new)) > most:
        yield from _replaced("".join(old), "".join(new))
        return
    for kind, begin, end, other_begin, other_end in _Matcher(old, new, patience).get_opcodes():
        before, after = "".join(old[begin:end]), "".join(new[other_begin:other_end])
        if kind == "equal":
            yield Piece("same", before)
        elif before and after and most == _MOST_LINES:
            yield from _compared(_WORDS.findall(before), _WORDS.findall(after), patience, _MOST_WORDS)
        else:
            yield from _replaced(before, after)


def _replaced(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece("out", before)
    if after:
        yield Piece("in", after)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """What went out and came in at one place as one piece each; a space between two changes belongs to both."""
    out = into = gap = ""
    for piece in pieces:
        if piece.kind == "same" and (out or into) and piece.text == " ":
            gap = piece.text
            continue
        if piece.kind == "same":
            yield from _replaced(out, into)
            yield Piece("same", gap + piece.text)
            out = into = gap = ""
            continue
        out, into, gap = out + gap, into + gap, ""
        if piece.kind == "out":
            out += piece.text
        else:
            into += piece.text
    yield from _replaced(out, into)
    if gap:
        yield Piece("same", gap)


def _lines(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in pieces:
        *whole, rest = piece.text.split("\n")
        for text in whole:
            yield [*line, Piece(piece.kind, f"{text}\n")]
            line = []
        if rest:
            line.append(Piece(piece.kind, rest))
    if line:
        yield line

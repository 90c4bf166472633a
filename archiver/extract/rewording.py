"""Whether two pages of different templates say the same: their sentences are compared, not their letters in a row.

A redesign moves what stands around a text into it, or out of it: whole blocks at the edges do not count. It sets titles in
other letters and columns in another order. A sentence that says something else is a change at the portal all the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import takewhile

from archiver.extract.digest import words_of
from archiver.model import Draft

_BREAK = re.compile(r"(?<=[.!?…;:])\s+")
_ENOUGH = 0.5  # of the words must stand in what is compared
_LEAST = 8  # words of a sentence that tells one text from others
_DAY = len("2008-06-18")  # one page may print the hour, the other not
_LIKE = 0.5  # of the words of two blocks; above, the one is the other, reworded

_Block = tuple[str, ...]  # sentences in small letters, without punctuation


def says_the_same(old: Draft, new: Draft) -> bool:
    """Whether no sentence was changed, added or left out between the first and the last that both pages have."""
    before, after = _blocks(old), _blocks(new)
    known_before, known_after = _sentences(before), _sentences(after)
    top_before, core_before, end_before = _cut(before, known_after)
    top_after, core_after, end_after = _cut(after, known_before)
    if _sentences(core_before) != _sentences(core_after):
        return False
    if _count(core_before) < _ENOUGH * min(_count(before), _count(after)):
        return False
    return not (_reworded(top_before, top_after) or _reworded(end_before, end_after))


def gist(draft: Draft) -> str | None:
    """Title and longest sentence: two pages that say the same share it, whatever stands around their texts.

    None where the text is too short to be known by it.
    """
    sentences = (sentence for line in draft.text.split("\n") for sentence in _BREAK.split(line))
    longest = _plain(max(sentences, key=len, default=""))
    if longest.count(" ") + 1 < _LEAST:
        return None
    return hashlib.sha256(f"{_plain(draft.title or '')}\n{longest}".encode("utf-8", "replace")).hexdigest()[:32]


def are_strangers(one: Draft, other: Draft) -> bool:
    """Whether two texts have neither title nor any sentence in common: no edit makes the one of the other."""
    return _plain(one.title or "") != _plain(other.title or "") and _sentences(_blocks(one)).isdisjoint(
        _sentences(_blocks(other))
    )


def may_be_one(old: Draft, new: Draft) -> bool:
    """Whether nothing that two pages print of themselves speaks against their being one article."""
    if old.published and new.published and old.published[:_DAY] != new.published[:_DAY]:
        return False
    return not (old.document_number and new.document_number and old.document_number != new.document_number)


def _blocks(draft: Draft) -> list[_Block]:
    """The title is the first block: a template may set it as text, or a line of the text as title."""
    lines = [[draft.title or ""], *(_BREAK.split(line) for line in draft.text.split("\n"))]
    return [tuple(filter(None, map(_plain, line))) for line in lines]


def _plain(sentence: str) -> str:
    return " ".join(words_of(sentence)).casefold()


def _sentences(blocks: Sequence[_Block]) -> set[str]:
    return {sentence for block in blocks for sentence in block}


def _cut(blocks: list[_Block], known: set[str]) -> tuple[list[_Block], list[_Block], list[_Block]]:
    """What stands before all that the other page has, what lies between, and what comes after it."""

    def is_strange(block: _Block) -> bool:
        return known.isdisjoint(block)

    top = len([*takewhile(is_strange, blocks)])
    end = len([*takewhile(is_strange, reversed(blocks[top:]))])
    return blocks[:top], blocks[top : len(blocks) - end], blocks[len(blocks) - end :]


def _count(blocks: Sequence[_Block]) -> int:
    return sum(len(sentence.split()) for block in blocks for sentence in block)


def _reworded(before: Sequence[_Block], after: Sequence[_Block]) -> bool:
    """Whether a block at an edge stands at the same edge of the other page in other words."""
    return any(_is_like(one, other) for one in before for other in after)


def _is_like(one: _Block, other: _Block) -> bool:
    first, second = set(" ".join(one).split()), set(" ".join(other).split())
    return len(first & second) > _LIKE * max(len(first), len(second))

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
_NUMBER = re.compile(r"\d+")
_ENOUGH = 0.5  # of the words must stand in what is compared
_LEAST = 8  # words of a sentence that tells one text from others
_DAY = len("2008-06-18")  # one page may print the hour, the other not
_LIKE = 0.5  # of the words of two blocks; above, the one is the other, reworded

Said = tuple[str, frozenset[str]]  # a title and sentences
_Block = tuple[str, ...]  # sentences in small letters, without punctuation


def says_the_same(old: Draft, new: Draft) -> bool:
    """Whether no sentence was changed, added or left out between the first and the last that both pages have."""
    before, after = _blocks(old), _blocks(new)
    titles = {_plain(old.title or ""), _plain(new.title or "")}
    known_before, known_after = _sentences(before) | titles, _sentences(after) | titles
    top_before, core_before, end_before = _cut(before, known_after)
    top_after, core_after, end_after = _cut(after, known_before)
    if _sentences(core_before) - titles != _sentences(core_after) - titles:
        return False
    if not core_before and (_count(before) or _count(after)):
        return False
    if min(_count(core_before), _count(core_after)) < _ENOUGH * min(_count(before), _count(after)):
        return False
    if _reworded(top_before, top_after) or _reworded(end_before, end_after):
        return False
    return _is_same_title(old, new, _sentences(before) | _sentences(after), whole=bool(core_before))


def _is_same_title(old: Draft, new: Draft, said: set[str], *, whole: bool) -> bool:
    """A template may set a line of the text as title, or the title as text; a title in other words is a change."""
    one, other = _plain(old.title or ""), _plain(new.title or "")
    if one == other or not whole:
        return one == other
    return not (one and other) or bool({one, other} & said) or not _is_like((one,), (other,))


def gists(draft: Draft) -> tuple[str, ...]:
    """The title with each of the two longest sentences, in short: two pages that say the same share one at least.

    The longest alone may stand in a lead, which another template sets apart. Empty where the text is too short.
    """
    sentences = {sentence for line in draft.text.split("\n") for sentence in _BREAK.split(line)}
    longest = map(_plain, sorted(sentences, key=lambda sentence: (-len(sentence), sentence))[:2])
    title = _plain(draft.title or "")
    return tuple(
        hashlib.sha256(f"{title}\n{sentence}".encode("utf-8", "replace")).hexdigest()[:32]
        for sentence in longest
        if sentence.count(" ") + 1 >= _LEAST
    )


def said_in(draft: Draft) -> Said:
    """What a text says, figures apart: the reports of two weeks say the same, though each sentence has figures of its own."""
    return _unnumbered(_plain(draft.title or "")), frozenset(map(_unnumbered, _sentences(_blocks(draft))))


def are_strangers(one: Said, other: Said) -> bool:
    """Whether two texts have neither title nor any sentence in common: no edit makes the one of the other."""
    return one[0] != other[0] and one[1].isdisjoint(other[1])


def _unnumbered(sentence: str) -> str:
    return _NUMBER.sub("0", sentence)


def may_be_one(old: Draft, new: Draft) -> bool:
    """Whether nothing that two pages print of themselves speaks against their being one article."""
    if old.published and new.published and old.published[:_DAY] != new.published[:_DAY]:
        return False
    return not (old.document_number and new.document_number and old.document_number != new.document_number)


def _blocks(draft: Draft) -> list[_Block]:
    return [tuple(filter(None, map(_plain, _BREAK.split(line)))) for line in draft.text.split("\n")]


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

"""The numbers of one page, gathered once: what each block and each box holds, and running sums from which any stretch is told."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np

from archiver.extract.blocks import Sheet
from archiver.extract.head import Head
from archiver.extract.names import Role
from archiver.extract.signs import signs_of

Ints = np.ndarray[Any, np.dtype[np.int64]]

HEADING = 1
_KINDS = {kind: number for number, kind in enumerate(("", "heading", "list", "table", "quote", "code", "caption"))}
H1 = 5  # numbers of tags
_P = 1
_GOOD_WORDS = 10
_GOOD_LINKS = 333  # per mille
_NUMBERS = attrgetter("words", "link_words", "box", "roles", "first", "last")
_LIKE = 0.55  # of its words a line has to share with a stated title to be the printed one


class Figures:
    """One page in columns: a number a block, or a number a box."""

    def __init__(self, sheet: Sheet, head: Head) -> None:
        blocks, boxes = sheet.blocks, sheet.boxes
        self.sheet, self.head = sheet, head
        self.count = len(blocks)
        self.at = np.arange(self.count)
        numbers = np.fromiter(chain.from_iterable(map(_NUMBERS, blocks)), np.int64, 6 * self.count)
        self.words, self.links, self.box, self.roles, self.first, self.last = numbers.reshape(-1, 6).T.copy()
        self.kind = np.fromiter([_KINDS[block.kind] for block in blocks], np.int64, self.count)
        self.texts = [block.text for block in blocks]
        self.parents, self.begins, self.ends, self.paths = (
            np.fromiter(column, np.int64) for column in (boxes.parents, boxes.begins, boxes.ends, boxes.paths)
        )
        self.tags = np.fromiter([tag.number for tag in boxes.tags], np.int64)
        self.tag = self.tags[self.box]
        self.gap = np.diff(self.first, prepend=0)  # in text slots, to the block before
        self.link_share = self.links * 1000 // np.maximum(self.words, 1)
        self.signs = signs_of(self.texts)
        running = (self.signs.stops > 0) | (self.signs.commas > 0) | (self.words > 25)
        plain = (self.link_share < _GOOD_LINKS) & (self.kind != HEADING)
        self.good = np.where(plain & running & (self.words >= _GOOD_WORDS), self.words, 0)
        # running sums of words, words in links, words of running text, ends of sentences, paragraphs
        counted = (self.words, self.links, self.good, self.signs.stops, self.tag == _P)
        self.sums = np.zeros((self.count + 1, len(counted)), np.int64)
        np.cumsum(np.stack(counted, axis=1), axis=0, out=self.sums[1:])
        self.good_sums = self.sums[:, 2].copy()
        self.total_words = max(int(self.sums[-1, 0]), 1)
        self.total_good = max(int(self.good_sums[-1]), 1)
        titles = (head.metas.get("og:title"), *head.titles[:1], head.article.get("headline"))
        self.stated_titles = [str(title) for title in titles if title]
        self.title = self._title_block()
        good = np.flatnonzero(self.good[max(self.title, 0) :])
        self.opening = max(self.title, 0) + (
            int(good[0]) if len(good) else 0
        )  # the first running text from the title on
        self.wider = self._wider()

    def _title_block(self) -> int:
        """The block that prints what the head calls the title; of several the first heading among them."""
        keys = [set(text.casefold().split()) for text in self.stated_titles]
        named = (self.words > 2) & (self.words < 40) & (self.roles & Role.TITLE > 0)
        best, best_score = -1, _LIKE
        for place in np.flatnonzero(named | (self.kind == HEADING)).tolist():
            own = set(self.texts[place].casefold().split())
            score = max((len(own & key) / len(own | key) for key in keys), default=0.0)
            score += 0.2 if self.tag[place] == H1 else 0.0
            if score > best_score:
                best, best_score = place, score
        return best

    def _wider(self) -> Ints:
        """For each box the nearest one round it that holds more blocks."""
        begins, ends, parents = self.begins, self.ends, self.parents
        same = (begins[parents] == begins) & (ends[parents] == ends)
        outmost = np.where(same, parents, np.arange(len(parents)))  # of those that hold the same
        while not np.array_equal(further := outmost[outmost], outmost):
            outmost = further
        return parents[outmost]


def running_sums(column: Any) -> Ints:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(column)))


def near(distance: Ints) -> Ints:
    return np.maximum(np.minimum(distance, 200), -60)


def tally(keys: Ints, values: Ints, size: int) -> Ints:
    """Sums of the values by key; floats hold these whole numbers exactly."""
    return np.bincount(keys, weights=values, minlength=size).astype(np.int64)

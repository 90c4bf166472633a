"""What the model of blocks looks at: a row of whole numbers a feature, a column a block, all blocks of a page at once.

Whole numbers (shares are per mille), so that every machine gives the same. What was tried and weighed nothing is not here; a
new feature goes to the end of its method, and the model has to be made anew: `python -m tests.quality.train`.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import Any

import numpy as np

from archiver.extract.blocks import Sheet
from archiver.extract.head import Head
from archiver.extract.names import ASIDE_FROM_TEXT, BOILERPLATE, HINTS, Role
from archiver.extract.phrases import is_end_heading
from archiver.extract.signs import COMMA, STOP, UPPER, signs_of

Ints = np.ndarray[Any, np.dtype[np.int64]]

_LEVELS = 5
_GOOD_WORDS = 10
_GOOD_LINKS = 333  # per mille
_LINKED = 450
_ROLES = 16
_KINDS = {kind: number for number, kind in enumerate(("", "heading", "list", "table", "quote", "code", "caption"))}
_HEADING, _LAST_KIND_OF_TEXT = 1, 5
_P, _H1, _ARTICLE = 1, 5, 19  # numbers of tags
_FAR = 999
_LIKE = 0.55  # of its words a line has to share with a stated title to be the printed one


def features_of(sheet: Sheet, head: Head) -> tuple[Ints, int]:
    """A row a feature, a column a block; and the block that prints the title, or -1."""
    rows = _Rows(sheet, head)
    return rows.matrix(), rows.title


class _Rows:
    """The rows of one page, while they are gathered."""

    def __init__(self, sheet: Sheet, head: Head) -> None:
        blocks, boxes = sheet.blocks, sheet.boxes
        self.sheet, self.head = sheet, head
        self.count = len(blocks)
        self.at = np.arange(self.count)
        numbers = chain.from_iterable(
            (b.words, b.link_words, b.box, _KINDS[b.kind], b.roles, b.first, b.last) for b in blocks
        )
        columns = np.fromiter(numbers, np.int64).reshape(self.count, -1).T.copy()
        self.words, self.links, self.box, self.kind, self.roles, self.first, self.last = columns
        self.parents, self.begins, self.ends, self.paths = (
            np.fromiter(column, np.int64) for column in (boxes.parents, boxes.begins, boxes.ends, boxes.paths)
        )
        self.tags = np.fromiter([tag.number for tag in boxes.tags], np.int64)
        self.tag = self.tags[self.box]
        self.link_share = self.links * 1000 // np.maximum(self.words, 1)
        self.signs, self.first_sign, self.last_sign = signs_of([block.text for block in blocks])
        running = (self.signs[:, STOP] > 0) | (self.signs[:, COMMA] > 0) | (self.words > 25)
        plain = (self.link_share < _GOOD_LINKS) & (self.kind != _HEADING)
        self.good = np.where(plain & running & (self.words >= _GOOD_WORDS), self.words, 0)
        # running sums of words, words in links, words of running text, ends of sentences, paragraphs
        counted = (self.words, self.links, self.good, self.signs[:, STOP], self.tag == _P)
        self.sums = np.zeros((self.count + 1, len(counted)), np.int64)
        np.cumsum(np.stack(counted, axis=1), axis=0, out=self.sums[1:])
        self.good_sums = self.sums[:, 2].copy()
        self.total_words = max(int(self.sums[-1, 0]), 1)
        self.total_good = max(int(self.good_sums[-1]), 1)
        self.title = _title_block(sheet, head)
        self.rows: list[Ints] = []  # one or several in an array

    def matrix(self) -> Ints:
        self._own()
        self._names()
        self._place()
        self._containers()
        self._alike()
        core = self._core()
        self._stretch(core)
        self._headings()
        self._beside_title()
        self._stated()
        self._page()
        return np.concatenate([rows.ravel() for rows in self.rows]).reshape(-1, self.count)

    def _add(self, *rows: Ints | int) -> None:
        self.rows += [np.full(self.count, row) if isinstance(row, int) else row for row in rows]

    def _own(self) -> None:
        chars = np.maximum(self.signs.sum(axis=1), 1)
        texts = [block.text for block in self.sheet.blocks]
        seen = Counter(texts)
        self._add(
            self.words,
            self.link_share,
            chars * 10 // np.maximum(self.words, 1),
            self.signs[:, STOP],
            self.signs[:, UPPER] * 1000 // chars,
            self.kind,
            self.tag,
            self.tags[self.parents[self.box]],
            self.last - self.first,
            np.diff(self.first, prepend=0),
            np.array([seen[text] for text in texts]),
            self.first_sign,
            self.last_sign,
        )

    def _names(self) -> None:
        boxes = self.sheet.boxes
        hints: list[int] = []  # with those of the boxes round it; the bits after them: hidden by name, believed or not
        for tag, parent in zip(boxes.tags, boxes.parents, strict=True):
            own = tag.hints | (1 << HINTS if tag.role & Role.HIDDEN else 0)
            hints.append(own | (hints[parent] if hints else 0))
        near = np.array([tag.hints for tag in boxes.tags])
        near |= near[self.parents] | near[self.parents[self.parents]]
        self._add(_bits(near[self.box], HINTS), _bits(np.array(hints)[self.box], HINTS + 1), _bits(self.roles, _ROLES))

    def _place(self) -> None:
        sums, at = self.sums, self.at
        self._add(
            at * 1000 // self.count,
            sums[:-1, 0] * 1000 // self.total_words,
            self.good_sums[:-1],
            self.good_sums[:-1] * 1000 // self.total_good,
            _shifted(self.link_share, 1),
            _shifted(self.tag, 1),
            _shifted(self.tag, -1),
            _shifted(np.diff(self.first, prepend=0), -1),
        )
        for reach in (2, 5, 12):
            low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, self.count)
            held = sums[high] - sums[low]
            self._add(held[:, 1] * 1000 // np.maximum(held[:, 0], 1), self.good_sums[high] - self.good_sums[at + 1])

    def _containers(self) -> None:
        """The boxes round a block, from the inside out, each of which holds more than the one before."""
        wider = self._wider()
        levels = [self.box]
        for _ in range(1, _LEVELS):
            levels.append(wider[levels[-1]])
        boxes = np.array(levels)  # a row a level
        begins, ends = self.begins[boxes], self.ends[boxes]
        words, links, good, stops, paragraphs = np.moveaxis(self.sums[ends] - self.sums[begins], 2, 0)
        number, some = np.maximum(ends - begins, 1), np.maximum(words, 1)
        rows = (
            words,
            links * 1000 // some,
            good * 1000 // self.total_good,
            good * 1000 // some,
            number,
            words * 10 // number,
            stops * 1000 // some,
            paragraphs * 1000 // number,
            (self.at - begins) * 1000 // number,
            ends - self.at,
            self.tags[boxes],
        )
        self._add(np.stack(rows, axis=1))  # all of a level together

    def _wider(self) -> Ints:
        """For each box the nearest one round it that holds more blocks."""
        begins, ends, parents = self.begins, self.ends, self.parents
        same = (begins[parents] == begins) & (ends[parents] == ends)
        outmost = np.where(same, parents, np.arange(len(parents)))  # of those that hold the same
        while not np.array_equal(further := outmost[outmost], outmost):
            outmost = further
        return parents[outmost]

    def _alike(self) -> None:
        """How many blocks stand in boxes of the same kind and place, and what they hold."""
        size = int(self.paths.max()) + 1
        for path in (self.paths[self.box], self.paths[self.parents[self.box]]):
            number, words = np.bincount(path, minlength=size)[path], _tally(path, self.words, size)[path]
            self._add(
                number,
                words * 10 // number,
                _tally(path, self.links, size)[path] * 1000 // np.maximum(words, 1),
                _tally(path, self.good, size)[path] * 1000 // self.total_good,
            )

    def _core(self) -> int:
        """The smallest boxes that hold half, or most, of the running text, and the one whose own paragraphs hold most."""
        held = self.good_sums[self.ends] - self.good_sums[self.begins]
        half, most = (
            int(inside[-1]) if len(inside := np.flatnonzero(held * 10 > share * self.total_good)) else 0
            for share in (5, 8)
        )
        direct = self.parents[self.box]
        weights = _tally(direct, self.good, len(self.parents))
        for box in (half, most, int(weights.argmax())):
            begin, end = int(self.begins[box]), int(self.ends[box])
            good = np.flatnonzero(self.good[begin:end]) + begin
            first, last = (int(good[0]), int(good[-1])) if len(good) else (begin, end)
            self._add(
                ((self.at >= begin) & (self.at < end)).astype(np.int64),
                _near(self.at - first),
                _near(last - self.at),
                int(held[box]) * 1000 // self.total_good,
            )
        self._add(weights[direct] * 1000 // self.total_good)
        return half

    def _stretch(self, core: int) -> None:
        """The row of blocks with the greatest sum, where running text counts for, and links, names and short lines against."""
        worth = np.minimum(self.words, 60)
        value = np.where(
            self.good > 0,
            np.minimum(600, 10 * (worth - self.links + 3 * self.signs[:, COMMA])),
            np.where((self.kind >= _HEADING) & (self.kind <= _LAST_KIND_OF_TEXT), 0, -15),
        )
        value = np.where(self.link_share > _LINKED, -10 - np.minimum(120, 6 * self.links), value)
        value = np.where(self.roles & (ASIDE_FROM_TEXT | Role.HEAD) > 0, -5, value)
        value = np.where(self.roles & BOILERPLATE > 0, -20 - np.minimum(120, 4 * self.words), value)
        inside = (self.at >= int(self.begins[core])) & (self.at < int(self.ends[core]))
        in_core = np.where(inside, value, np.where(value > 0, value // 4 - 30, value * 3 // 2 - 30))
        for values in (value, in_core):
            first, last = _best_stretch(values.tolist())
            self._add(
                ((self.at >= first) & (self.at <= last)).astype(np.int64),
                _near(self.at - first),
                _near(last - self.at),
                int(self.good_sums[last + 1] - self.good_sums[first]) * 1000 // self.total_good,
            )

    def _headings(self) -> None:
        """How far the heading above is, and how many headings and ends stand between the title and the block."""
        above = np.maximum.accumulate(np.where(self.kind == _HEADING, self.at, -1))
        before = np.concatenate(([-1], above[:-1]))
        start = max(self.title, 0)
        ends = _sums([b.words <= 9 and b.link_words == 0 and is_end_heading(b) for b in self.sheet.blocks])
        self._add(np.where(before >= 0, np.minimum(self.at - before, 60), 99), ends[1:] - ends[start])
        for last in (_H1 + 1, _H1 + 3):
            headings = _sums((self.tag >= _H1) & (self.tag <= last))
            self._add(np.minimum(headings[1:] - headings[start + 1], 30))

    def _beside_title(self) -> None:
        """How much the smallest box holds that holds the block and the title, or the block and the first running text."""
        good = np.flatnonzero(self.good[max(self.title, 0) :])
        opening = max(self.title, 0) + (int(good[0]) if len(good) else 0)
        for anchor in (self.title, opening):
            if anchor < 0:
                self._add(-1, -1, -1, -1)
                continue
            above = np.array(list(self.sheet.above(self.sheet.blocks[anchor].box))[::-1])
            depth = np.zeros(self.count, np.int64)
            for level, (first, last) in enumerate(
                zip(self.begins[above].tolist(), self.ends[above].tolist(), strict=True)
            ):
                depth[first:last] = level  # the last that holds a block is the smallest
            begin, end = self.begins[above][depth], self.ends[above][depth]
            held = self.sums[end] - self.sums[begin]
            self._add(
                held[:, 2] * 1000 // self.total_good,
                held[:, 0] * 1000 // self.total_words,
                end - begin,
                int(depth.max()) - depth,
            )
        self._add(*self._articles())

    def _articles(self) -> tuple[Ints | int, Ints | int]:
        """For each block the number of the nearest article round it, and whether that is the title's; 2 outside of any."""
        boxes = np.flatnonzero(self.tags == _ARTICLE).tolist()
        if not boxes:
            return 0, 2
        inside = np.zeros(self.count, np.int64)
        for box in boxes:
            inside[self.begins[box] : self.ends[box]] = box  # the inner ones come later
        articles = inside.tolist()
        number = {box: place for place, box in enumerate(dict.fromkeys(articles))}
        at_title = articles[self.title] if self.title >= 0 else 0
        return (
            np.array([number[one] for one in articles]),
            np.where(inside > 0, (inside == at_title).astype(np.int64), 2),
        )

    def _stated(self) -> None:
        """Whether the page's data hold the text of a block."""
        blocks = self.sheet.blocks
        body = self.head.article.get("articleBody")
        if isinstance(body, str) and len(body) > 200:
            whole = " ".join(body.split())
            self._add(np.array([1 + (block.text[:50] in whole) for block in blocks]))
        else:
            self._add(0)
        stated = self.head.meta("og:description", "description", "twitter:description") or ""
        start = stated[:40].casefold()
        if len(start) > 20:
            self._add(np.array([int(b.words > 4 and b.text[:40].casefold().startswith(start)) for b in blocks]))
        else:
            self._add(0)

    def _page(self) -> None:
        kind = self.head.metas.get("og:type", "").casefold()
        self._add(
            self.count,
            self.total_words,
            int(self.links.sum()) * 1000 // self.total_words,
            self.total_good,
            self.total_good * 1000 // self.total_words,
            int((self.good > 0).sum()),
            int(self.words.max()),
            1 if self.head.article else 0,
            2 if kind == "article" else 1 if kind else 0,
            int((self.kind == _HEADING).sum()),
            int((self.tag == _H1).sum()),
            int((self.tags == _ARTICLE).sum()),
            min(self.title, _FAR),
        )


def _title_block(sheet: Sheet, head: Head) -> int:
    """The block that prints what the head calls the title; of several the first heading among them."""
    stated = [head.metas.get("og:title") or "", *head.titles[:1], str(head.article.get("headline") or "")]
    keys = [set(text.casefold().split()) for text in stated if text]
    best, best_score = -1, _LIKE
    for block in sheet.blocks:
        if block.kind != "heading" and not (2 < block.words < 40 and block.roles & Role.TITLE):
            continue
        own = set(block.text.casefold().split())
        score = max((len(own & key) / len(own | key) for key in keys), default=0.0)
        score += 0.2 if sheet.boxes.tags[block.box].number == _H1 else 0.0
        if score > best_score:
            best, best_score = block.index, score
    return best


def _best_stretch(values: list[int]) -> tuple[int, int]:
    """First and last index of the stretch with the greatest sum."""
    best, first, last = -1, 0, 0
    total = start = 0
    for index, value in enumerate(values):
        if total <= 0:
            total, start = 0, index
        total += value
        if total > best:
            best, first, last = total, start, index
    return first, last


def _sums(column: Any) -> Ints:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(column)))


def _near(distance: Ints) -> Ints:
    return np.maximum(np.minimum(distance, 200), -60)


def _shifted(row: Ints, step: int) -> Ints:
    """The row as seen from `step` blocks later; -1 where there is no such block."""
    out = np.full(len(row), -1, np.int64)
    if step > 0:
        out[step:] = row[:-step]
    else:
        out[:step] = row[-step:]
    return out


def _tally(keys: Ints, values: Ints, size: int) -> Ints:
    """Sums of the values by key; floats hold these whole numbers exactly."""
    return np.bincount(keys, weights=values, minlength=size).astype(np.int64)


def _bits(row: Ints, count: int) -> Ints:
    return (row[None, :] >> np.arange(count)[:, None]) & 1

"""What the model of blocks looks at: a row of whole numbers for each block of a page, all blocks at once.

Whole numbers (shares are per mille), so that every machine gives the same row. `NAMES` is the order of the columns.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np

from archiver.extract.blocks import Sheet
from archiver.extract.head import Head
from archiver.extract.names import ASIDE_FROM_TEXT, BOILERPLATE, HINTS, Role
from archiver.extract.phrases import PHRASES, is_end_heading, phrases_in

Ints = np.ndarray[Any, np.dtype[np.int64]]

_LEVELS = 5
_GOOD_WORDS = 10
_GOOD_LINKS = 333  # per mille
_SHORT = 14  # words; only shorter blocks are labels whose words tell what they are
_ROLES = 19
_KINDS = {kind: number for number, kind in enumerate(("", "heading", "list", "table", "quote", "code", "caption"))}
_OTHER, _COMMA, _STOP, _DIGIT, _UPPER, _SIGN, _COLON, _SPACE = range(8)
_TABLE_SIZE = 0x3100
_FULL = 0xFF00  # full-width forms are looked up as their plain twins


def features_of(sheet: Sheet, head: Head) -> tuple[Ints, int]:
    """A row a feature, a column a block; and the block that prints the title, or -1."""
    columns = _Columns(sheet, head)
    return columns.matrix(), columns.title


class _Columns:
    """The columns of one page, while they are gathered."""

    def __init__(self, sheet: Sheet, head: Head) -> None:
        blocks, boxes = sheet.blocks, sheet.boxes
        self.sheet, self.head = sheet, head
        self.count = len(blocks)
        self.at = np.arange(self.count)
        self.words = np.array([b.words for b in blocks], np.int64)
        self.links = np.array([b.link_words for b in blocks], np.int64)
        self.box = np.array([b.box for b in blocks], np.int64)
        self.kind = np.array([_KINDS[b.kind] for b in blocks], np.int64)
        self.roles = np.array([b.roles for b in blocks], np.int64)
        self.parents = np.array(boxes.parents, np.int64)
        self.begins = np.array(boxes.begins, np.int64)
        self.ends = np.array(boxes.ends, np.int64)
        self.numbers = np.array([tag.number for tag in boxes.tags], np.int64)
        self.link_share = self.links * 1000 // np.maximum(self.words, 1)
        self.signs = _signs(sheet)
        plain = self.link_share < _GOOD_LINKS
        running = (self.signs[:, _STOP] > 0) | (self.signs[:, _COMMA] > 0) | (self.words > 25)
        self.good = np.where(plain & (self.words >= _GOOD_WORDS) & running & (self.kind != 1), self.words, 0)
        self.columns: list[Ints] = []

    def matrix(self) -> Ints:
        self._own()
        self._names()
        self._place()
        self._neighbours()
        self._containers()
        self._alike()
        self._core()
        self._stretch()
        self._headings()
        self._stated()
        self._page()
        return np.stack(self.columns)

    def _add(self, *columns: Ints) -> None:
        self.columns += columns

    def _own(self) -> None:
        words, signs = self.words, self.signs
        chars = signs.sum(axis=1)
        slots = np.array([(b.first, b.last) for b in self.sheet.blocks], np.int64)
        self.gap = np.diff(slots[:, 0], prepend=0)
        texts = [b.text for b in self.sheet.blocks]
        self.first_last = np.array([(_class_of(t[0]), _class_of(t[-1])) for t in texts], np.int64)
        seen = Counter(texts)
        self.phrases = np.array(
            [phrases_in(text) if count < _SHORT else 0 for text, count in zip(texts, words.tolist(), strict=True)],
            np.int64,
        )
        self._add(
            words,
            self.links,
            self.link_share,
            chars * 10 // np.maximum(words, 1),
            signs[:, _COMMA],
            signs[:, _STOP],
            signs[:, _DIGIT] * 1000 // np.maximum(chars, 1),
            signs[:, _UPPER] * 1000 // np.maximum(chars, 1),
            signs[:, _SIGN],
            signs[:, _COLON],
            signs[:, _COMMA] * 1000 // np.maximum(words, 1),
            signs[:, _STOP] * 1000 // np.maximum(words, 1),
            self.first_last[:, 0],
            self.first_last[:, 1],
            self.kind,
            self.numbers[self.box],
            self.numbers[self.parents[self.box]],
            slots[:, 1] - slots[:, 0],
            self.gap,
            np.array([min(seen[text], 9) for text in texts], np.int64),
        )
        self._add(*_bits(self.phrases, PHRASES))

    def _names(self) -> None:
        boxes = self.sheet.boxes
        own = np.array([tag.words for tag in boxes.tags], np.int64)
        above = [own.item(0)] if len(own) else []
        for hints, parent in zip(own.tolist()[1:], boxes.parents[1:], strict=True):
            above.append(hints | above[parent])
        near = own | own[self.parents] | own[self.parents[self.parents]]
        all_hints = np.array(above, np.int64)
        roles = np.array(boxes.roles, np.int64)
        hidden = np.array([tag.role >> 7 & 1 for tag in boxes.tags], np.int64)  # by name, whether believed or not
        self._add(np.array([any(hidden[one] for one in self.sheet.above(b.box)) for b in self.sheet.blocks], np.int64))
        near_roles = roles | roles[self.parents] | roles[self.parents[self.parents]]
        self._add(*_bits(near[self.box], HINTS), *_bits(all_hints[self.box], HINTS))
        self._add(*_bits(near_roles[self.box], _ROLES), *_bits(self.roles, _ROLES))

    def _place(self) -> None:
        before = _sums(self.words)
        good = _sums(self.good)
        self.good_before = good[:-1]
        self.good_total = int(good[-1])
        self._add(
            self.at,
            self.at * 1000 // max(self.count, 1),
            self.count - self.at,
            before[:-1] * 1000 // max(int(before[-1]), 1),
            self.good_before,
            self.good_total - good[1:],
            self.good_before * 1000 // max(self.good_total, 1),
        )

    def _neighbours(self) -> None:
        for step in (1, 2, 3):
            for column in (self.words, self.link_share, self.kind):
                self._add(_shifted(column, step), _shifted(column, -step))
        own = self.numbers[self.box]
        self._add(_shifted(own, 1), _shifted(own, -1), _shifted(self.first_last[:, 1], 1), _shifted(self.gap, -1))
        good, links, words = _sums(self.good), _sums(self.links), _sums(self.words)
        for reach in (2, 5, 12):
            low, high = np.maximum(self.at - reach, 0), np.minimum(self.at + reach + 1, self.count)
            self._add(good[self.at] - good[low], good[high] - good[self.at + 1])
            self._add((links[high] - links[low]) * 1000 // np.maximum(words[high] - words[low], 1))

    def _containers(self) -> None:
        words, links, good = _sums(self.words), _sums(self.links), _sums(self.good)
        stops, paragraphs = _sums(self.signs[:, _STOP]), _sums((self.numbers[self.box] == 1).astype(np.int64))
        wider = self._wider()
        box = self.box
        for level in range(_LEVELS):
            begin, end = self.begins[box], self.ends[box]
            held = words[end] - words[begin]
            number = np.maximum(end - begin, 1)
            self._add(
                held,
                held * 1000 // max(int(words[-1]), 1),
                (links[end] - links[begin]) * 1000 // np.maximum(held, 1),
                (good[end] - good[begin]) * 1000 // max(self.good_total, 1),
                (good[end] - good[begin]) * 1000 // np.maximum(held, 1),
                number,
                held * 10 // number,
                (stops[end] - stops[begin]) * 1000 // np.maximum(held, 1),
                (paragraphs[end] - paragraphs[begin]) * 1000 // number,
                (self.at - begin) * 1000 // number,
                end - self.at,
            )
            if level:
                self._add(self.numbers[box])
            box = wider[box]

    def _wider(self) -> Ints:
        """For each box the smallest one round it that holds more than it."""
        begins, ends, parents = self.sheet.boxes.begins, self.sheet.boxes.ends, self.sheet.boxes.parents
        wider = [0] * len(parents)
        for box in range(1, len(parents)):
            parent = parents[box]
            same = begins[parent] == begins[box] and ends[parent] == ends[box]
            wider[box] = wider[parent] if same else parent
        return np.array(wider, np.int64)

    def _alike(self) -> None:
        """How many blocks stand in boxes of the same kind and place, and what they hold."""
        paths = np.array(self.sheet.boxes.paths, np.int64)
        size = int(paths.max(initial=0)) + 1
        for path in (paths[self.box], paths[self.parents[self.box]]):
            number = np.bincount(path, minlength=size)[path]
            words = _tally(path, self.words, size)[path]
            self._add(
                number,
                words * 10 // number,
                _tally(path, self.links, size)[path] * 1000 // np.maximum(words, 1),
                _tally(path, self.good, size)[path] * 1000 // max(self.good_total, 1),
            )

    def _core(self) -> None:
        """The smallest box that holds half, or most, of the running text, and the one whose own paragraphs hold most."""
        good = _sums(self.good)
        held = good[self.ends] - good[self.begins]
        for share in (5, 8):
            inside = np.flatnonzero(held * 10 > share * self.good_total)
            core = int(inside[-1]) if len(inside) else 0
            self.core = core if share == 5 else self.core
            self._add(*self._against(core, held))
        direct = self.parents[self.box]
        weights = _tally(direct, self.good, len(self.parents))
        holder = int(weights.argmax()) if len(weights) else 0
        self._add((direct == holder).astype(np.int64), weights[direct] * 1000 // max(self.good_total, 1))
        self._add(*self._against(holder, held))

    def _stretch(self) -> None:
        """The row of blocks with the greatest sum, where running text counts for, and links, names and short lines against."""
        words = np.minimum(self.words, 60)
        aside = self.roles & (ASIDE_FROM_TEXT | Role.HEAD) > 0
        value = np.where(
            self.good > 0,
            np.minimum(600, 10 * (words - self.links + 3 * self.signs[:, _COMMA])),
            np.where((self.kind >= 1) & (self.kind <= 5), 0, -15),
        )
        value = np.where(self.link_share > 450, -10 - np.minimum(120, 6 * self.links), value)
        value = np.where(aside, -5, value)
        value = np.where(self.roles & BOILERPLATE > 0, -20 - np.minimum(120, 4 * self.words), value)
        for inside in (None, self.core):
            if inside is not None:
                outside = np.where(value > 0, value // 4 - 30, value * 3 // 2 - 30)
                value = np.where(
                    (self.at >= int(self.begins[inside])) & (self.at < int(self.ends[inside])), value, outside
                )
            first, last = _best_stretch(value.tolist())
            self._add(
                ((self.at >= first) & (self.at <= last)).astype(np.int64),
                np.clip(self.at - first, -60, 200),
                np.clip(last - self.at, -60, 200),
            )
            held = _sums(self.good)
            self._add(
                np.full(self.count, int(held[last + 1] - held[first]) * 1000 // max(self.good_total, 1), np.int64)
            )

    def _against(self, box: int, held: Ints) -> tuple[Ints, ...]:
        begin, end = int(self.begins[box]), int(self.ends[box])
        good = np.flatnonzero(self.good[begin:end]) + begin
        first, last = (int(good[0]), int(good[-1])) if len(good) else (begin, end)
        inside = ((self.at >= begin) & (self.at < end)).astype(np.int64)
        share = np.full(self.count, int(held[box]) * 1000 // max(self.good_total, 1), np.int64)
        return inside, np.clip(self.at - first, -60, 200), np.clip(last - self.at, -60, 200), share

    def _headings(self) -> None:
        """The heading above a block, and the page's title."""
        is_heading = self.kind == 1
        above = np.maximum.accumulate(np.where(is_heading, self.at, -1)) if self.count else self.at
        shifted = np.concatenate(([-1], above[:-1])) if self.count else above
        known = shifted >= 0
        self._add(
            np.where(known, np.minimum(self.at - shifted, 60), 99),
            *_bits(np.where(known, self.phrases[np.maximum(shifted, 0)], 0), PHRASES),
        )
        title = self.title = self._title()
        self._add(np.clip(self.at - title, -60, 300) if title >= 0 else np.full(self.count, 999, np.int64))
        self._with_title(title)
        ends = _sums(
            np.array(
                [
                    b.words <= 9 and p & 4 and is_end_heading(b)
                    for b, p in zip(self.sheet.blocks, self.phrases.tolist(), strict=True)
                ],
                np.int64,
            )
        )
        start = max(title, 0)
        self._add(ends[1:] - ends[start], ends[1:] - ends[np.maximum(self.at - 10, 0)])

    def _with_title(self, title: int) -> None:
        """How much of the page the smallest box holds in which the block stands beside the title; headings between."""
        good, words = _sums(self.good), _sums(self.words)
        first = np.flatnonzero(self.good[max(title, 0) :])
        opening = int(first[0]) + max(title, 0) if len(first) else max(title, 0)
        for anchor in (title, opening):
            if anchor < 0 or not self.count:
                self._add(*(np.full(self.count, -1, np.int64) for _ in range(4)))
                continue
            # the boxes round the anchor, from the outside in: a block shares the last of them that holds it
            chain = list(self.sheet.above(self.sheet.blocks[anchor].box))[::-1]
            shared = np.zeros(self.count, np.int64)
            depth = np.zeros(self.count, np.int64)
            for level, box in enumerate(chain):
                begin, end = int(self.begins[box]), int(self.ends[box])
                shared[begin:end] = box
                depth[begin:end] = len(chain) - level
            begin, end = self.begins[shared], self.ends[shared]
            self._add(
                (good[end] - good[begin]) * 1000 // max(self.good_total, 1),
                (words[end] - words[begin]) * 1000 // max(int(words[-1]), 1),
                end - begin,
                depth,
            )
        tags = self.numbers[self.box]
        for level in ((5, 6), (5, 6, 7, 8)):
            above = _sums(np.isin(tags, level).astype(np.int64))
            self._add(np.clip(above[1:] - above[max(title, 0) + 1 if self.count else 0], -9, 30))
        articles = [self.sheet.ancestor(b.box, "article") or 0 for b in self.sheet.blocks]
        at_title = articles[title] if title >= 0 else 0
        number = {box: place for place, box in enumerate(dict.fromkeys(articles))}
        self._add(
            np.array([number[a] for a in articles], np.int64),
            np.array([2 if not a else int(a == at_title) for a in articles], np.int64),
        )

    def _title(self) -> int:
        """The block that prints what the head calls the title; of several the first heading among them."""
        stated = [
            self.head.metas.get("og:title") or "",
            *self.head.titles[:1],
            str(self.head.article.get("headline") or ""),
        ]
        keys = [set(text.casefold().split()) for text in stated if text]
        best, best_score = -1, 0.55
        for block in self.sheet.blocks:
            if block.kind != "heading" and not (2 < block.words < 40 and block.roles & 8192):
                continue
            own = set(block.text.casefold().split())
            score = max((len(own & key) / len(own | key) for key in keys), default=0.0)
            score += 0.2 if self.sheet.boxes.tags[block.box].name == "h1" else 0.0
            if score > best_score:
                best, best_score = block.index, score
        return best

    def _stated(self) -> None:
        """Whether the page's data hold the text of a block."""
        body = self.head.article.get("articleBody")
        blocks = self.sheet.blocks
        if isinstance(body, str) and len(body) > 200:
            whole = " ".join(body.split())
            self._add(np.array([1 + (b.text[:50] in whole) for b in blocks], np.int64))
        else:
            self._add(np.zeros(self.count, np.int64))
        stated = self.head.meta("og:description", "description", "twitter:description") or ""
        start = " ".join(stated.split())[:40].casefold()
        self._add(
            np.array([b.words > 4 and b.text[:40].casefold().startswith(start) for b in blocks], np.int64)
            if len(start) > 20
            else np.zeros(self.count, np.int64)
        )

    def _page(self) -> None:
        total = max(int(self.words.sum()), 1)
        kind = self.head.metas.get("og:type", "").casefold()
        constants = (
            self.count,
            total,
            int(self.links.sum()) * 1000 // total,
            self.good_total,
            self.good_total * 1000 // total,
            int((self.good > 0).sum()),
            int(self.words.max(initial=0)),
            1 if self.head.article else 0,
            2 if kind == "article" else 1 if kind else 0,
            int((self.kind == 1).sum()),
            int((self.numbers[self.box] == 5).sum()),
            int(self.numbers.tolist().count(19)),
        )
        self._add(*(np.full(self.count, value, np.int64) for value in constants))


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


def _sums(column: Ints) -> Ints:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(column)))


def _shifted(column: Ints, step: int) -> Ints:
    """The column as seen `step` blocks earlier; -1 where there is no such block."""
    out = np.full(len(column), -1, np.int64)
    if step > 0:
        out[step:] = column[:-step]
    else:
        out[:step] = column[-step:]
    return out


def _tally(keys: Ints, values: Ints, size: int) -> Ints:
    """Sums of the values by key; floats hold these whole numbers exactly."""
    return np.bincount(keys, weights=values, minlength=size).astype(np.int64)


def _bits(column: Ints, count: int) -> list[Ints]:
    return list((column[None, :] >> np.arange(count)[:, None]) & 1)


def _signs(sheet: Sheet) -> Ints:
    """How many signs of each class each block has."""
    texts = [block.text for block in sheet.blocks]
    if not texts:
        return np.zeros((0, 8), np.int64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    classes = _classes()[np.where(codes >= _FULL, codes - 0xFEE0, np.minimum(codes, _TABLE_SIZE - 1)) % _TABLE_SIZE]
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    return np.bincount(owner * 8 + classes, minlength=len(texts) * 8).reshape(-1, 8)


@cache
def _classes() -> Ints:
    return np.array([_class_of(chr(code)) for code in range(_TABLE_SIZE)], np.int64)


def _class_of(sign: str) -> int:
    if sign in ",;，、；،":
        return _COMMA
    if sign in ".!?…。！？।":
        return _STOP
    if sign in ":：":
        return _COLON
    if sign in "|»›«‹•·©®→▶★☆/+#@$€£%":
        return _SIGN
    if sign.isspace():
        return _SPACE
    if sign.isdigit():
        return _DIGIT
    return _UPPER if sign.isupper() else _OTHER

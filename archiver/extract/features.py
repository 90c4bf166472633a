"""What the model of blocks looks at: a row of whole numbers a feature, a column a block, all blocks of a page at once.

Whole numbers (shares are per mille), so that every machine gives the same. What was tried and weighed nothing is not here; a
new feature goes to the end of its method, and the model has to be made anew: `python -m tests.quality.train`.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from archiver.extract.blocks import Sheet
from archiver.extract.figures import H1, HEADING, Figures, Ints, near, running_sums, tally
from archiver.extract.head import Head
from archiver.extract.names import ASIDE_FROM_TEXT, BOILERPLATE, Role
from archiver.extract.phrases import is_end_heading
from archiver.extract.title_features import ARTICLE, rows_beside_title, rows_of_topic, where_described

_LEVELS = 5
_LINKED = 450  # per mille
_LAST_KIND_OF_TEXT = 5
_FAR = 999
# Of what a box holds, that by which the models tell blocks apart: numbers of rows in `_containers`, from the innermost box out.
_HELD = ((1, 2, 5, 9), (0, 1, 2, 3, 4, 5, 6, 8), (1, 2, 3, 4, 5, 6, 7), (1, 5, 6), (0, 1, 2, 3, 4, 5, 6, 7))
_KINDS_OF_HELD = [row for rows in _HELD for row in rows]
_LEVELS_OF_HELD = [level for level, rows in enumerate(_HELD) for _ in rows]


def features_of(sheet: Sheet, head: Head) -> tuple[Ints, int]:
    """A row a feature, a column a block; and the block that prints the title, or -1."""
    rows = _Rows(sheet, head)
    return rows.matrix(), rows.title


class _Rows(Figures):
    """The rows of one page, while they are gathered."""

    def __init__(self, sheet: Sheet, head: Head) -> None:
        super().__init__(sheet, head)
        self.rows: list[Ints] = []  # one or several in an array

    def matrix(self) -> Ints:
        self._own()
        self._place()
        self._containers()
        self._alike()
        core = self._core()
        self._stretch(core)
        self._headings()
        self._add(*rows_beside_title(self), where_described(self))
        self._page()
        self._flow()
        self._above()
        self._neighbours()
        self._add(*rows_of_topic(self))
        return np.concatenate([rows.ravel() for rows in self.rows]).reshape(-1, self.count)

    def _add(self, *rows: Ints | int) -> None:
        self.rows += [np.full(self.count, row) if isinstance(row, int) else row for row in rows]

    def _own(self) -> None:
        seen = Counter(self.texts)
        self._add(
            self.words,
            self.signs.every * 10 // np.maximum(self.words, 1),
            self.signs.stops,
            self.signs.capitals * 1000 // self.signs.every,
            self.kind,
            self.tag,
            self.tags[self.parents[self.box]],
            self.last - self.first,
            self.gap,
            np.fromiter(map(seen.__getitem__, self.texts), np.int64, self.count),
            (self.roles & Role.FORM > 0).astype(np.int64),
        )

    def _place(self) -> None:
        sums, at = self.sums, self.at
        self._add(
            at * 1000 // self.count,
            self.good_sums[:-1] * 1000 // self.total_good,
            np.append(self.gap[1:], -1),
        )
        for reach in (2, 5):
            held = sums[np.minimum(at + reach + 1, self.count)] - sums[np.maximum(at - reach, 0)]
            self._add(held[:, 1] * 1000 // np.maximum(held[:, 0], 1))

    def _containers(self) -> None:
        """The boxes round a block, from the inside out, each of which holds more than the one before."""
        wider = self.wider
        levels = [self.box]
        for _ in range(1, _LEVELS):
            levels.append(wider[levels[-1]])
        boxes = np.array(levels)  # a row a level
        begins, ends = self.begins[boxes], self.ends[boxes]
        words, links, good, stops, paragraphs = np.moveaxis(self.sums[ends] - self.sums[begins], 2, 0)
        number, some = np.maximum(ends - begins, 1), np.maximum(words, 1)
        rows = np.stack(
            (
                words,
                links * 1000 // some,
                good * 1000 // self.total_good,
                good * 1000 // some,
                number,
                words * 10 // number,
                stops * 1000 // some,
                paragraphs * 1000 // number,
                (self.at - begins) * 1000 // number,
                self.tags[boxes],
            )
        )
        self._add(rows[_KINDS_OF_HELD, _LEVELS_OF_HELD])

    def _alike(self) -> None:
        """How many blocks stand in boxes of the same kind and place, and what they hold."""
        size = int(self.paths.max()) + 1
        for path in (self.paths[self.box], self.paths[self.parents[self.box]]):
            number, words = np.bincount(path, minlength=size)[path], tally(path, self.words, size)[path]
            self._add(
                number,
                words * 10 // number,
                tally(path, self.links, size)[path] * 1000 // np.maximum(words, 1),
                tally(path, self.good, size)[path] * 1000 // self.total_good,
            )

    def _core(self) -> int:
        """The smallest boxes that hold half, or most, of the running text, and the one whose own paragraphs hold most."""
        held = self.good_sums[self.ends] - self.good_sums[self.begins]
        half, most = (
            int(inside[-1]) if len(inside := np.flatnonzero(held * 10 > share * self.total_good)) else 0
            for share in (5, 8)
        )
        direct = self.parents[self.box]
        weights = tally(direct, self.good, len(self.parents))
        own = int(weights.argmax())
        of_half, of_most, of_own = (int(held[box]) * 1000 // self.total_good for box in (half, most, own))
        begin, end = int(self.begins[half]), int(self.ends[half])
        first, last = self._good_in(own)
        self._add(
            ((self.at >= begin) & (self.at < end)).astype(np.int64),
            near(self._good_in(half)[1] - self.at),
            of_half,
            near(self.at - self._good_in(most)[0]),
            of_most,
            near(self.at - first),
            near(last - self.at),
            of_own,
            weights[direct] * 1000 // self.total_good,
        )
        return half

    def _good_in(self, box: int) -> tuple[int, int]:
        """The first and the last running text in a box, or where the box begins and ends."""
        begin, end = int(self.begins[box]), int(self.ends[box])
        good = np.flatnonzero(self.good[begin:end]) + begin
        return (int(good[0]), int(good[-1])) if len(good) else (begin, end)

    def _stretch(self, core: int) -> None:
        """The row of blocks with the greatest sum, where running text counts for, and links, names and short lines against."""
        worth = np.minimum(self.words, 60)
        value = np.where(
            self.good > 0,
            np.minimum(600, 10 * (worth - self.links + 3 * self.signs.commas)),
            np.where((self.kind >= HEADING) & (self.kind <= _LAST_KIND_OF_TEXT), 0, -15),
        )
        value = np.where(self.link_share > _LINKED, -10 - np.minimum(120, 6 * self.links), value)
        value = np.where(self.roles & (ASIDE_FROM_TEXT | Role.HEAD) > 0, -5, value)
        value = np.where(self.roles & BOILERPLATE > 0, -20 - np.minimum(120, 4 * self.words), value)
        inside = (self.at >= int(self.begins[core])) & (self.at < int(self.ends[core]))
        in_core = np.where(inside, value, np.where(value > 0, value // 4 - 30, value * 3 // 2 - 30))
        self._add(*self._in_stretch(*_best_stretch(value)))
        first, last = _best_stretch(in_core)
        within, held = self._in_stretch(first, last)
        self._add(within, near(self.at - first), near(last - self.at), held)

    def _in_stretch(self, first: int, last: int) -> tuple[Ints, int]:
        """Which blocks lie in it, and the share of running text that does."""
        held = int(self.good_sums[last + 1] - self.good_sums[first])
        return ((self.at >= first) & (self.at <= last)).astype(np.int64), held * 1000 // self.total_good

    def _headings(self) -> None:
        """How far the heading above is, and how many headings and ends stand between the title and the block."""
        above = np.maximum.accumulate(np.where(self.kind == HEADING, self.at, -1))
        before = np.concatenate(([-1], above[:-1]))
        start = max(self.title, 0)
        ending = np.zeros(self.count, np.int64)
        for place in np.flatnonzero((self.words <= 9) & (self.links == 0)).tolist():
            ending[place] = is_end_heading(self.sheet.blocks[place])
        ends = running_sums(ending)
        self._add(np.where(before >= 0, np.minimum(self.at - before, 60), 99), ends[1:] - ends[start])
        for last in (H1 + 1, H1 + 3):
            headings = running_sums((self.tag >= H1) & (self.tag <= last))
            self._add(np.minimum(headings[1:] - headings[start + 1], 30))

    def _flow(self) -> None:
        """What stands between the title, or the first running text under it, and the block."""
        start, opening, sums = max(self.title, 0), self.opening, self.sums
        good = np.flatnonzero(self.good[start:]) + start
        from_opening = sums[:-1] - sums[opening]
        linked = running_sums(self.link_share > _LINKED)
        gaps = np.zeros((2, self.count), np.int64)  # between two blocks of running text: blocks, words
        gaps[0, good[1:]] = np.diff(good) - 1
        gaps[1, good[1:]] = sums[good[1:], 0] - sums[good[:-1] + 1, 0]
        positions = np.asarray(self.sheet.media.positions, dtype=np.int64)
        pictures = np.searchsorted(positions, np.arange(self.count))  # before each block
        self._add(
            sums[:-1, 2] - sums[start, 2],
            from_opening[:, 1],
            from_opening[:, 2] * 1000 // self.total_good,
            linked[:-1] - linked[opening],
            np.maximum.accumulate(gaps, axis=1),  # the widest so far
            pictures - pictures[opening],
        )

    def _above(self) -> None:
        """The heading above, and what stands between it and the next."""
        headings = np.flatnonzero(self.kind == HEADING)
        borders = np.concatenate(([-1], headings, [self.count]))
        place = np.searchsorted(headings, self.at, side="right")
        begin, end = borders[place] + 1, borders[place + 1]
        held = self.sums[end] - self.sums[begin]
        linked = running_sums((self.kind == HEADING) & (self.link_share > _LINKED))
        self._add(
            np.where(begin > 0, self.words[begin - 1], -1),
            held[:, 0],
            held[:, 1] * 1000 // np.maximum(held[:, 0], 1),
            held[:, 2],
            end - begin,
            linked[1:] - linked[max(self.title, 0)],
        )

    def _neighbours(self) -> None:
        """The blocks in a row whose boxes stand in one box."""
        direct = self.parents[self.box]
        runs = np.cumsum(np.concatenate(([0], direct[1:] != direct[:-1])))
        self._add(np.bincount(runs)[runs], tally(runs, self.good, 0)[runs])

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
            int((self.kind == HEADING).sum()),
            int((self.tag == H1).sum()),
            int((self.tags == ARTICLE).sum()),
            min(self.title, _FAR),
        )


def _best_stretch(values: Ints) -> tuple[int, int]:
    """First and last index of the stretch with the greatest sum; the first block where nothing counts for any."""
    sums = running_sums(values)
    lowest = np.minimum.accumulate(sums[:-1])
    gains = sums[1:] - lowest
    last = int(gains.argmax())
    if gains[last] < 0:
        return 0, 0
    return int(np.flatnonzero(sums[: last + 1] == lowest[last])[-1]), last

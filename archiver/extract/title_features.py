"""What the models of blocks look at beside a page's title and what its data say: each function gives rows, a number a block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import numpy as np

from archiver.extract.figures import Figures, Ints, running_sums

Rows = list[Ints | int]  # a row of one number may be that number

ARTICLE = 19  # the number of the tag


def rows_beside_title(page: Figures) -> Rows:
    """How much the smallest box holds that holds the block and the title, or the block and the first running text."""
    rows: Rows = [-1, -1]
    if page.title >= 0:
        held, number, _ = _held_with(page, page.title)
        rows = [held[:, 0] * 1000 // page.total_words, number]
    held, number, further = _held_with(page, page.opening)
    rows += [held[:, 2] * 1000 // page.total_good, held[:, 0] * 1000 // page.total_words, number, further]
    return [*rows, _articles(page)]


def _held_with(page: Figures, anchor: int) -> tuple[Ints, Ints, Ints]:
    """For each block what the smallest box holds that holds it and the anchor, how many blocks, and how far out that box is."""
    above = np.array(list(page.sheet.above(page.sheet.blocks[anchor].box))[::-1])
    depth = np.zeros(page.count, np.int64)
    for level, (first, last) in enumerate(zip(page.begins[above].tolist(), page.ends[above].tolist(), strict=True)):
        depth[first:last] = level  # the last that holds a block is the smallest
    begin, end = page.begins[above][depth], page.ends[above][depth]
    return page.sums[end] - page.sums[begin], end - begin, int(depth.max()) - depth


def _articles(page: Figures) -> Ints | int:
    """For each block the number of the nearest article round it."""
    boxes = np.flatnonzero(page.tags == ARTICLE).tolist()
    if not boxes:
        return 0
    inside = np.zeros(page.count, np.int64)
    for box in boxes:
        inside[page.begins[box] : page.ends[box]] = box  # the inner ones come later
    articles = inside.tolist()
    number = {box: place for place, box in enumerate(dict.fromkeys(articles))}
    return np.array([number[one] for one in articles])


def where_described(page: Figures) -> Ints | int:
    """Which blocks begin as the page's data describe it."""
    stated = page.head.meta("og:description", "description", "twitter:description") or ""
    start = stated[:40].casefold()
    if len(start) <= 20:
        return 0
    begins = np.zeros(page.count, np.int64)
    for place in np.flatnonzero(page.words > 4).tolist():
        begins[place] = page.texts[place][:40].casefold().startswith(start)
    return begins


def rows_of_topic(page: Figures) -> Rows:
    """How many words of the title stand in a block of running text, and in the boxes round it."""
    texts = page.texts
    titles = [*page.stated_titles, *(texts[page.title : page.title + 1] if page.title >= 0 else ())]
    title = max(titles, key=len, default="").casefold()
    key = {word for word in title.split() if len(word) > 3}
    cut: Callable[[str], Iterable[str]] = str.split
    if len(key) < 3 and not title.isascii():  # no spaces in Han and kana: pairs of letters
        key, cut = {pair for pair in _pairs(title) if pair.isalpha() and not pair.isascii()}, _pairs
    found = np.zeros(page.count, np.int64)
    if key:
        for place in np.flatnonzero(page.good).tolist():
            found[place] = len(key.intersection(cut(texts[place].casefold())))
    total = running_sums(np.minimum(found, 3))
    rows: Rows = [len(key)]
    box = page.box
    for _ in range(3):
        box = page.wider[box]
        rows.append(total[page.ends[box]] - total[page.begins[box]])
    return [*rows, int(total[-1])]


def _pairs(text: str) -> Iterator[str]:
    return map("".join, pairwise(text))

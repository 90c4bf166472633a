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
    good = np.flatnonzero(page.good[max(page.title, 0) :])
    opening = max(page.title, 0) + (int(good[0]) if len(good) else 0)
    rows: Rows = []
    for anchor in (page.title, opening):
        if anchor < 0:
            rows += [-1, -1, -1, -1]
            continue
        above = np.array(list(page.sheet.above(page.sheet.blocks[anchor].box))[::-1])
        depth = np.zeros(page.count, np.int64)
        for level, (first, last) in enumerate(zip(page.begins[above].tolist(), page.ends[above].tolist(), strict=True)):
            depth[first:last] = level  # the last that holds a block is the smallest
        begin, end = page.begins[above][depth], page.ends[above][depth]
        held = page.sums[end] - page.sums[begin]
        rows += [
            held[:, 2] * 1000 // page.total_good,
            held[:, 0] * 1000 // page.total_words,
            end - begin,
            int(depth.max()) - depth,
        ]
    return [*rows, *_articles(page)]


def _articles(page: Figures) -> tuple[Ints | int, Ints | int]:
    """For each block the number of the nearest article round it, and whether that is the title's; 2 outside of any."""
    boxes = np.flatnonzero(page.tags == ARTICLE).tolist()
    if not boxes:
        return 0, 2
    inside = np.zeros(page.count, np.int64)
    for box in boxes:
        inside[page.begins[box] : page.ends[box]] = box  # the inner ones come later
    articles = inside.tolist()
    number = {box: place for place, box in enumerate(dict.fromkeys(articles))}
    at_title = articles[page.title] if page.title >= 0 else 0
    return (
        np.array([number[one] for one in articles]),
        np.where(inside > 0, (inside == at_title).astype(np.int64), 2),
    )


def rows_of_stated(page: Figures) -> Rows:
    """Whether the page's data hold the text of a block."""
    in_body: Ints | int = 0
    body = page.head.article.get("articleBody")
    if isinstance(body, str) and len(body) > 200:
        words = body.split()
        whole, known = " ".join(words), {*words}
        in_body = np.array([1 + _stands_in(text[:50], whole, known) for text in page.texts])
    stated = page.head.meta("og:description", "description", "twitter:description") or ""
    start = stated[:40].casefold()
    if len(start) <= 20:
        return [in_body, 0]
    begins = np.zeros(page.count, np.int64)
    for place in np.flatnonzero(page.words > 4).tolist():
        begins[place] = page.texts[place][:40].casefold().startswith(start)
    return [in_body, begins]


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
    rows: Rows = [found, len(key)]
    box = page.box
    for _ in range(3):
        box = page.wider[box]
        rows.append(total[page.ends[box]] - total[page.begins[box]])
    return [*rows, int(total[-1])]


def _stands_in(text: str, whole: str, words: set[str]) -> bool:
    """Whether a text stands in another; most do not, and already their second words, if others follow, tell so."""
    pieces = text.split(" ", 2)
    return (len(pieces) < 3 or pieces[1] in words) and text in whole


def _pairs(text: str) -> Iterator[str]:
    return map("".join, pairwise(text))

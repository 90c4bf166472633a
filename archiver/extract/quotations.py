"""Which places of a site's pages quote other pages, and which are quoted: teasers at the side, and the titles that these repeat."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from archiver.extract.traces import Trace

_MOSTLY = 4  # times
_FEWEST = 3  # pages that show what a place is for


def title_places(traces: Sequence[Trace]) -> list[tuple[Trace, set[int]]]:
    """For each page the places of titles that it testifies to: it has one line of its own there, which others repeat elsewhere.

    In lists, in boxes at the side. A teaser repeats the first paragraph of a text; where that stands, most pages have more
    than one.
    """
    held: dict[tuple[int, int], set[int]] = defaultdict(set)
    places: dict[int, set[int]] = defaultdict(set)
    for trace in traces:
        for place, text in zip(trace.places, trace.texts, strict=True):
            held[place, text].add(trace.digest)
            places[text].add(place)
    single: dict[int, set[int]] = defaultdict(set)
    several: dict[int, set[int]] = defaultdict(set)
    repeated: dict[int, set[int]] = defaultdict(set)
    for trace in traces:
        for place, texts in _of_places(trace.places, trace.texts).items():
            own = [text for text in texts if held[place, text] == {trace.digest}]
            if len(own) > 1:
                several[place].add(trace.digest)
            elif own:
                single[place].add(trace.digest)
                if len(places[own[0]]) > 1:
                    repeated[place].add(trace.digest)
    titles = {
        place: pages
        for place, pages in repeated.items()
        if len(single[place]) <= _MOSTLY * len(pages) and len(several[place]) <= len(pages)
    }
    return [(trace, {place for place, pages in titles.items() if trace.digest in pages}) for trace in traces]


def teaser_places(traces: Sequence[Trace]) -> frozenset[int]:
    """The places of teasers: most of the lines there begin as a line elsewhere does, each as one of another page.

    The print view of a page has many of its lines, and the other way round; of an article others quote the first lines alone.
    """
    held: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for trace in traces:
        for place, begin in zip(trace.places, trace.begins, strict=True):
            held[begin].add((trace.digest, place))
    pages: Counter[int] = Counter()
    quoting: Counter[int] = Counter()
    for trace in traces:
        for place, begins in _of_places(trace.places, trace.begins).items():
            lines = begins - {0}
            shared: dict[int, set[int]] = defaultdict(set)
            for begin in lines:
                for page, other in held[begin]:
                    if page != trace.digest and other != place:
                        shared[page].add(begin)
            quoted = {begin for of_page in shared.values() if len(of_page) == 1 for begin in of_page}
            pages[place] += bool(lines)
            quoting[place] += len(quoted) > max(1, len(lines) // 2)
    return frozenset(place for place, count in quoting.items() if count >= _FEWEST and 2 * count >= pages[place])


def _of_places(places: Iterable[int], values: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for place, value in zip(places, values, strict=True):
        found[place].add(value)
    return found

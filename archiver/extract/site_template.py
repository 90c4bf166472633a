"""What the pages of one site have in common, learned from several of them: their furniture, and where their texts stand.

A page alone does not show that its last line stands under every other page, nor that the short line above its text is of the
kind that is text everywhere else. So of each page a `Trace` is kept: numbers that say what stands where and what the model of
blocks made of it. A `Template` is a bounded set of traces; it is a value: traces learned in any order, at once or in parts that
are merged, give the same template. What it tells a page it tells by places, never by words that stand somewhere:

- the same words in the same place of two other pages are furniture, most likely;
- a place whose words change from page to page and are text there is a place of text here as well, and the other way round;
- what ends the title elements of most pages is the name of the site or of a section, and no page's title;
- a place where other pages have one date each is the dateline.

Copies of a page (print views, a second address, its whole text on the home page) do not testify about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from archiver.extract.forest import ONE
from archiver.extract.traces import Trace, shape_of

FEWEST = 3  # pages: below, each is read alone
MOST = 32  # traces that a template keeps
_WITNESSES = 2  # other pages that have to agree
_REPEATED = (
    5 * ONE // 2
)  # in a place whose words change; what the model is sure of outweighs it: decrees repeat their preamble
_FIXED = 9  # witnesses that count where the words never change
_WITNESS = (
    ONE // 4
)  # the first of them, and twice as much each that follows: two pages may well have the same line of text
_LIFT = 2 * ONE // 5  # what was all but text is made text; what the page itself rejects stays out
_WEIGHT = 0.6  # of what other pages say of a place, against what this page says of itself
_CLIP = 4 * ONE  # no page speaks louder
_DOUBT = 1  # pages without an opinion that are added to those that have one
_WHISPER = ONE // 5  # what says less is not heard
_LOUD = 40  # words; a longer block does not count for more
_RUNNING = 8  # words of a block that can tell one text from another
_COPIED = 0.5  # of a page's own running text: more of it on another page makes that page a copy
_COMMON = 0.6  # of the traces: a text on so many is nobody's own
_SAME_DAY = 8  # pages: a date that is equal on so many, and on all, is today's or the founder's birthday

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Advice:
    """What a template says of one page."""

    lean: list[int]  # for each block, to be added to the model's sum
    repeated: frozenset[int]  # blocks that stand in the same place of other pages
    names: frozenset[str]  # keys of what ends titles all over the site
    datelines: tuple[int, ...]  # blocks in a place where other pages have their one date
    undated: frozenset[int]  # blocks whose date is the same everywhere


@dataclass(frozen=True)
class Template:
    """The traces of a site, not more than `MOST`, as many layouts as there are among them."""

    traces: tuple[Trace, ...] = ()
    knows_days: bool = True  # False: its pages were captured one after another, and may well be of one day

    @classmethod
    def of(cls, traces: Iterable[Trace]) -> Template:
        """One trace an address; of many addresses the first of each shape, then the second of each, by lot."""
        by_url: dict[str, Trace] = {}
        for trace in traces:
            by_url[trace.url] = min(trace, by_url.get(trace.url, trace), key=Trace.lot)
        chosen = spread((trace.digest, trace.url) for trace in by_url.values())
        return cls(tuple(by_url[url] for _, url in chosen[:MOST]))

    def merged(self, other: Template) -> Template:
        """The template of both: the same as if all had been learned at once."""
        return Template.of([*self.traces, *other.traces])

    def advice(self, trace: Trace) -> Advice | None:
        """What the other pages say of this one; None where they are too few."""
        others = self._witnesses(trace)
        if others.bit_count() < max(_WITNESSES, FEWEST - 1):
            return None
        lean, repeated = [], set()
        for index, (place, text) in enumerate(zip(trace.places, trace.texts, strict=True)):
            said = [mean for number, mean in self._votes.get(place, ()) if others >> number & 1]
            holders = (self._holders.get((place, text), 0) & others).bit_count()
            if holders >= _WITNESSES:
                repeated.add(index)
                lean.append(-_REPEATED if said else -_WITNESS * (2 * min(holders, _FIXED) - 1))
            else:
                lean.append(_opinion(said))
        names = (key for key in trace.names if (self._named.get(key, 0) & others).bit_count() * 2 >= others.bit_count())
        dated = [(index, *self._dates(trace, index, others)) for index in trace.dates]
        return Advice(
            lean,
            frozenset(repeated),
            frozenset(key for key in names if (self._named[key] & others).bit_count() >= _WITNESSES),
            tuple(index for index, count, alike in dated if count >= _WITNESSES and not alike),
            frozenset(index for index, count, alike in dated if count >= _SAME_DAY and alike and self.knows_days),
        )

    def _witnesses(self, trace: Trace) -> int:
        """The numbers of the pages that are not this one once more, as bits."""
        others = 0
        shared: dict[int, int] = defaultdict(int)
        total = 0
        every = len(self._numbers)
        for text, words in trace.running(_RUNNING):
            held = self._running.get(text, 0)
            if held.bit_count() >= max(FEWEST, _COMMON * every):
                continue
            total += words
            for number in _bits(held):
                shared[number] += words
        for one in self.traces:
            number = self._numbers[one.digest]
            if one.url != trace.url and one.digest != trace.digest and shared[number] <= _COPIED * total:
                others |= 1 << number
        return others

    def _dates(self, trace: Trace, index: int, others: int) -> tuple[int, bool]:
        """How many other pages have their one date in this place, and whether it is the same on all and here."""
        dates = [text for number, text in self._dated.get(trace.places[index], ()) if others >> number & 1]
        return len(dates), {*dates} <= {trace.texts[index]}

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """A number for each running text: pages that share theirs testify as one."""
        return {digest: number for number, digest in enumerate(sorted({trace.digest for trace in self.traces}))}

    @cached_property
    def _holders(self) -> dict[tuple[int, int], int]:
        return self._masks((trace, set(zip(trace.places, trace.texts, strict=True))) for trace in self.traces)

    @cached_property
    def _running(self) -> dict[int, int]:
        return self._masks((trace, {text for text, _ in trace.running(_RUNNING)}) for trace in self.traces)

    @cached_property
    def _named(self) -> dict[str, int]:
        return self._masks((trace, trace.names) for trace in self.traces)

    def _masks(self, held: Iterable[tuple[Trace, Iterable[_Key]]]) -> dict[_Key, int]:
        masks: dict[_Key, int] = {}
        for trace, keys in held:
            bit = 1 << self._numbers[trace.digest]
            for key in keys:
                masks[key] = masks.get(key, 0) | bit
        return masks

    @cached_property
    def _votes(self) -> dict[int, list[tuple[int, float]]]:
        """For each place what each page makes of its own words there, by the number of words; furniture has no vote."""
        votes: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for trace in self.traces:
            sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
            for place, text, words, verdict in trace.rows():
                if self._holders[place, text].bit_count() <= _WITNESSES:
                    weight = min(words, _LOUD)
                    of_place = sums[place]
                    of_place[0] += weight * max(-_CLIP, min(_CLIP, verdict))
                    of_place[1] += weight
            for place, (total, weight) in sums.items():
                votes[place].append((self._numbers[trace.digest], total / weight))
        return votes

    @cached_property
    def _dated(self) -> dict[int, list[tuple[int, int]]]:
        dated: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for trace in self.traces:
            for index in trace.dates:
                dated[trace.places[index]].append((self._numbers[trace.digest], trace.texts[index]))
        return dated


def _opinion(said: list[float]) -> int:
    """What other pages make of the words in a place, where these change; 0 where fewer than two have an opinion."""
    if len(said) < _WITNESSES:
        return 0
    opinion = int(_WEIGHT * sum(said) / (len(said) + _DOUBT))
    return min(opinion, _LIFT) if abs(opinion) >= _WHISPER else 0


def spread(pages: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Pages, each a number drawn by lot and an address, so that any beginning of the list shows as many shapes as can be."""
    ranks: dict[str, int] = defaultdict(int)
    ranked = []
    for lot, url in sorted(pages):
        shape = shape_of(url)
        ranked.append((ranks[shape], lot, url))
        ranks[shape] += 1
    return [(lot, url) for _, lot, url in sorted(ranked)]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest

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

from archiver.extract.quotations import teaser_places, title_places
from archiver.extract.traces import OF_VISIT, Trace, shape_of
from archiver.extract.votes import QUOTED, WITNESSES, Vote, against, opinion
from archiver.vietnamese.dates import NumericOrder

FEWEST = 3  # pages: below, each is read alone
MOST = 32  # traces that a template keeps
_RUNNING = 8  # words of a block that can tell one text from another
_COPIED = 0.5  # of a page's own running text: more of it on another page makes that page a copy
_COMMON = 0.6  # of the traces: a text on so many is nobody's own
_SAME_DAY = 8  # pages: a date that is equal on so many, and on all, is today's or the founder's birthday
_CRAWL = 3  # days: today's date is another one on the next day of a crawl
_MOSTLY = 4  # times as many pages have the day of the visit in a place as have another
_WIDER = 4  # times as many days lie between the dates of publication as between those of visits
_TITLE = 40  # words
_ORDERS: tuple[NumericOrder, ...] = ("dmy", "mdy")

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Advice:
    """What a template says of one page."""

    lean: list[int]  # for each block, to be added to the model's sum
    repeated: frozenset[int]  # blocks that stand in the same place of other pages
    names: frozenset[str]  # keys of what title elements begin and end with all over the site
    titles: tuple[int, ...]  # blocks in a place where other pages have their titles, the surest first
    datelines: tuple[int, ...]  # blocks in a place where other pages have their one date
    undated: frozenset[int]  # blocks in a place where they have that of the visit
    order: NumericOrder | None  # of day and month in figures, where other pages show it


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
        if others.bit_count() < max(WITNESSES, FEWEST - 1):
            return None
        lean, repeated = [], set()
        for index, (place, text) in enumerate(zip(trace.places, trace.texts, strict=True)):
            said = [vote for vote in self._votes.get(place, ()) if others >> vote.page & 1]
            holders = (self._holders.get((place, text), 0) & others).bit_count()
            if place in self._quoting:
                lean.append(-QUOTED)
            elif holders >= WITNESSES:
                repeated.add(index)
                lean.append(against(said, holders, others.bit_count()))
            else:
                lean.append(opinion(said))
        names = (key for key in trace.names if (self._named.get(key, 0) & others).bit_count() * 2 >= others.bit_count())
        dated = [(index, *self._dates(trace, index, others)) for index in trace.dates]
        todays = frozenset(index for index, _, _, of_visit in dated if of_visit)
        return Advice(
            lean,
            frozenset(repeated),
            frozenset(key for key in names if (self._named[key] & others).bit_count() >= WITNESSES),
            tuple(self._titles(trace, others)),
            _datelines([one[:3] for one in dated if not one[3] and (one[2] > _CRAWL or not self.knows_days)]),
            todays,
            self._order(others),
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

    def _dates(self, trace: Trace, index: int, others: int) -> tuple[int, int, bool]:
        """How many other pages have their one date in this place, how many days lie between them, and whether it is that of the visit.

        Where nobody knows when the pages were fetched, those of so many within a few days are; of fewer nothing is said.
        """
        days = [day for number, day in self._dated.get(trace.places[index], ()) if others >> number & 1]
        visits = days.count(OF_VISIT)
        days = [day for day in days if day != OF_VISIT]
        own = trace.days[trace.dates.index(index)]
        span = max((own, *days)) - min((own, *days))
        of_visit = self.knows_days and len(days) >= _SAME_DAY and span <= _CRAWL
        return len(days), span, of_visit or visits >= max(FEWEST, _MOSTLY * len(days))

    def _order(self, others: int) -> NumericOrder | None:
        """The order of day and month that several pages show; none where other pages show another."""
        shown = [order for order in _ORDERS if self._ordered.get(order, 0) & others]
        enough = len(shown) == 1 and (self._ordered[shown[0]] & others).bit_count() >= WITNESSES
        return shown[0] if enough else None

    def _titles(self, trace: Trace, others: int) -> list[int]:
        """Lines of words of its own in places where other pages have their titles."""
        found = []
        for index, (place, text, words) in enumerate(zip(trace.places, trace.texts, trace.words, strict=True)):
            voters = (self._titled.get(place, 0) & others).bit_count()
            own = (self._holders.get((place, text), 0) & others).bit_count() < WITNESSES
            if voters >= WITNESSES and own and words <= _TITLE:
                found.append((-voters, index))
        return [index for _, index in sorted(found)]

    @cached_property
    def _titled(self) -> dict[int, int]:
        return self._masks((trace, places) for trace, places in title_places(self.traces))

    @cached_property
    def _quoting(self) -> frozenset[int]:
        return teaser_places(self.traces)

    @cached_property
    def _ordered(self) -> dict[str, int]:
        return self._masks((trace, trace.orders) for trace in self.traces)

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
    def _votes(self) -> dict[int, list[Vote]]:
        """For each place what each page makes of its own words there; furniture has no vote."""
        votes: dict[int, list[Vote]] = defaultdict(list)
        for trace in self.traces:
            running = sum(words for _, words in trace.running(_RUNNING))
            own: dict[int, list[tuple[int, int]]] = defaultdict(list)
            for place, text, words, verdict in trace.rows():
                if self._holders[place, text].bit_count() <= WITNESSES:
                    own[place].append((words, verdict))
            for place, blocks in own.items():
                votes[place].append(Vote.of(self._numbers[trace.digest], running, blocks))
        return votes

    @cached_property
    def _dated(self) -> dict[int, list[tuple[int, int]]]:
        dated: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for trace in self.traces:
            for index, day in zip(trace.dates, trace.days, strict=True):
                dated[trace.places[index]].append((self._numbers[trace.digest], day))
        return dated


def _datelines(dated: list[tuple[int, int, int]]) -> tuple[int, ...]:
    """The places where most pages have a date, and not the same few: beside the day of the visit, and that of some decree."""
    able = [one for one in dated if one[1] >= WITNESSES]
    widest = max((span for _, _, span in able), default=0)
    able = [one for one in able if one[2] * _WIDER >= widest]
    most = max((count for _, count, _ in able), default=0)
    return tuple(index for index, count, _ in able if 2 * count > most)


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

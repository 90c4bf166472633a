"""Pages that come in one after another, of many sites mixed: each is read with what the others of its site have in common.

Nothing can be said of the first page before the last has come, so all are held meanwhile, small. Of each site a bounded number
of pages is read at once, which is all a template learns from; the rest is read one by one. Each page is parsed once.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archiver.extract.decode import repaired
from archiver.extract.site_template import FEWEST, MOST, Template, spread
from archiver.extract.stages import Reading
from archiver.model import Draft
from archiver.sites.urls import host_of

_PLAIN = 64 << 20  # bytes that are held as they are; what comes after is packed, which costs a fifth of reading it
_AT_ONCE = 16 << 20  # bytes of pages of one site that are open at a time


@dataclass(frozen=True, slots=True)
class Given:
    """One page as it came in; one with an error is no page."""

    identity: object
    url: str = ""
    html: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """A page that waits for its turn."""

    identity: object
    url: str
    data: bytes
    packed: bool
    error: str | None

    def html(self) -> str:
        return (zlib.decompress(self.data) if self.packed else self.data).decode("utf-8", "surrogatepass")


def drafts_alone(pages: Iterable[Given], *, rendered: bool) -> Iterator[tuple[Given, Draft | None]]:
    """Each page read by itself, as it comes."""
    for one in pages:
        yield one, None if one.error else Reading(repaired(one.html, one.url), None).draft(rendered=rendered)


def drafts_by_site(pages: Iterable[Given], *, rendered: bool) -> Iterator[tuple[Given, Draft | None]]:
    """Each page with its draft, in the order in which they came."""
    held = _held(pages)
    reader = _Reader(held, rendered=rendered)
    for number, one in enumerate(held):
        draft = None if one.error else reader.draft(number)
        held[number] = _Held(None, "", b"", packed=False, error="read")
        yield Given(one.identity, one.url, error=one.error), draft


def _held(pages: Iterable[Given]) -> list[_Held]:
    held, size = [], 0
    for one in pages:
        data = one.html.encode("utf-8", "surrogatepass")
        size += len(data)
        packed = size > _PLAIN
        held.append(_Held(one.identity, one.url, zlib.compress(data, 1) if packed else data, packed, one.error))
    return held


@dataclass(slots=True, eq=False)
class _Site:
    """What is known of one host while its pages are read."""

    template: Template | None = None
    learned: bool = False
    drafts: dict[int, Draft] = field(default_factory=dict)  # of the pages that taught it, until they are asked for


class _Reader:
    def __init__(self, held: list[_Held], *, rendered: bool) -> None:
        self.held, self.rendered = held, rendered
        self.by_host: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(held):
            if not one.error:
                self.by_host[host_of(one.url)].append(number)
        self.left = Counter({host: len(numbers) for host, numbers in self.by_host.items()})
        self.sites: dict[str, _Site] = defaultdict(_Site)

    def draft(self, number: int) -> Draft:
        host = host_of(self.held[number].url)
        site = self.sites[host]
        if not site.learned:
            self._learn(site, self.by_host.pop(host) if host else [])
        draft = site.drafts.pop(number, None)
        if draft is None:
            draft = self._open(number).draft(rendered=self.rendered, template=site.template)
        self.left[host] -= 1
        if not self.left[host]:
            del self.sites[host], self.left[host]
        return draft

    def _learn(self, site: _Site, numbers: list[int]) -> None:
        """Reads the pages that teach the template, and then drafts them at once, so that they need not stay open."""
        site.learned = True
        teachers = self._teachers(numbers)
        if len(teachers) < FEWEST:
            return
        readings = {number: self._open(number) for number in teachers}
        site.template = Template.of(reading.trace for reading in readings.values())
        site.drafts = {
            number: reading.draft(rendered=self.rendered, template=site.template)
            for number, reading in readings.items()
        }
        if len(teachers) == len(numbers):  # nobody is left to be told
            site.template = None

    def _teachers(self, numbers: list[int]) -> list[int]:
        """Some pages of a host, the same whatever the order in which they came."""
        by_url: dict[str, tuple[int, int]] = {}
        for number in numbers:
            one = self.held[number]
            lot = zlib.crc32(one.html().encode("utf-8", "surrogatepass")) if one.packed else zlib.crc32(one.data)
            by_url[one.url] = min((lot, number), by_url.get(one.url, (lot, number)))
        chosen: list[int] = []
        size = 0
        for _, url in spread((lot, url) for url, (lot, _) in by_url.items())[:MOST]:
            number = by_url[url][1]
            size += len(self.held[number].data)
            if size > _AT_ONCE and len(chosen) >= FEWEST:
                break
            chosen.append(number)
        return chosen

    def _open(self, number: int) -> Reading:
        one = self.held[number]
        return Reading(repaired(one.html(), one.url), None)

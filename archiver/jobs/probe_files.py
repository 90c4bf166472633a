"""How `archiver new` sees a portal that may be gone: in the WARC, ARC and WACZ files that others made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from archiver.errors import FetchError
from archiver.jobs.probe import Round, seen_in
from archiver.model import Capture, Place
from archiver.sites.seen import Seen, leads_to
from archiver.sites.surt import surt
from archiver.sites.urls import origin_of
from archiver.warc.foreign.exchanges import exchange_at, read_exchanges
from archiver.warc.foreign.region import kind_of, regions
from archiver.warc.foreign.stream import Region
from archiver.warc.reader import Exchange

_HOPS = 4  # redirects
_READ = frozenset(("html", "xml", "xhtml+xml", "rss+xml", "atom+xml", "plain"))  # what a look may want, by its subtype
_HOSTS = 5  # that are named where the portal is not in the files


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where the answer stands that tells most about an address: the latest page, else the latest redirect."""

    is_page: bool
    fetched_at: datetime
    region: Region
    place: Place

    @property
    def rank(self) -> tuple[bool, datetime]:
        return self.is_page, self.fetched_at


class KeptPortal:
    """What some files hold, by address; WarcError where one of them holds no records. Addresses are told apart by their SURT keys."""

    def __init__(self, paths: Iterable[Path], progress: Callable[[int], None]) -> None:
        self._kept: dict[str, _Kept] = {}
        self._hosts: Counter[str] = Counter()
        for path in paths:
            kind_of(path)
            for region in regions(path, path.name):
                for found in read_exchanges(region):
                    if isinstance(found, Exchange):
                        progress(1)
                        self._note(found.capture, region)

    def _note(self, capture: Capture, region: Region) -> None:
        is_page = capture.status == 200
        if capture.method != "GET" or capture.revisit_of or capture.refers or capture.payload_size is not None:
            return
        if not (is_page or 300 <= capture.status < 400) or _subtype(capture) not in _READ | {""}:
            return
        if is_page and "html" in _subtype(capture):
            self._hosts[origin_of(capture.url)] += 1
        kept = _Kept(is_page, capture.fetched_at, region, capture.place)
        key = surt(capture.url)
        if key not in self._kept or kept.rank >= self._kept[key].rank:
            self._kept[key] = kept

    def look(self, start: str, more: Sequence[str]) -> Round:
        """The answers to the start and these addresses, what they redirect to, and robots.txt."""
        robots = next(self._at(urljoin(start, "/robots.txt")), None)
        pages = [*self._at(start)]
        if not pages:
            raise FetchError(f"{start}: the files hold no answer to it; {self._most()}.")
        for url in dict.fromkeys(more):
            pages += self._at(url)
        return Round(pages=tuple(pages), robots=robots.html if robots and robots.status == 200 else "", said="")

    def _at(self, url: str) -> Iterator[Seen]:
        for _ in range(_HOPS):
            kept = self._kept.get(surt(url))
            if kept is None:
                return
            seen = seen_in(exchange_at(kept.region, kept.place).capture)
            if seen is None:
                return
            yield seen
            target = leads_to(seen) if 300 <= seen.status < 400 else None
            if target is None:
                return
            url = target

    def _most(self) -> str:
        most = ", ".join(f"{host} ({pages:,})" for host, pages in self._hosts.most_common(_HOSTS) if host)
        return f"they hold pages of {most}" if most else "they hold no page of HTML at all"


def _subtype(capture: Capture) -> str:
    return (capture.media_type or "").partition("/")[2]

"""How `archiver new` sees a portal that may be gone: in the WARC, ARC and WACZ files that others made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from archiver.errors import FetchError, LimitExceeded, WarcError
from archiver.jobs.probe import Round, seen_in
from archiver.model import Capture, Place
from archiver.sites.seen import Seen, leads_to
from archiver.sites.surt import surt
from archiver.sites.urls import is_one_host, origin_of
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

    url: str
    is_page: bool
    is_html: bool
    fetched_at: datetime
    region: Region
    place: Place

    @property
    def rank(self) -> tuple[bool, datetime]:
        return self.is_page, self.fetched_at


class KeptPortal:
    """What some files hold, by address; those that hold no records are `refused`. Addresses are told apart by their SURT keys."""

    def __init__(self, files: Iterable[tuple[Path, str]], progress: Callable[[int], None]) -> None:
        """`files`: each with the name under which people know it."""
        self.refused: list[str] = []
        self._kept: dict[str, _Kept] = {}
        self._hosts: Counter[str] = Counter()
        for path, name in files:
            try:
                kind_of(path)
            except (WarcError, LimitExceeded, OSError) as error:
                self.refused.append(f"{name}: {str(error).removeprefix(f'{path.name}: ')}")
                continue
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
        is_html = is_page and "html" in _subtype(capture)
        if is_html:
            self._hosts[origin_of(capture.url)] += 1
        kept = _Kept(capture.url, is_page, is_html, capture.fetched_at, region, capture.place)
        key = surt(capture.url)
        if key not in self._kept or kept.rank >= self._kept[key].rank:
            self._kept[key] = kept

    def look(self, start: str, more: Sequence[str]) -> Round:
        """The answers to the start and these addresses, what they redirect to, and robots.txt; without the start, another page."""
        robots = next(self._at(urljoin(start, "/robots.txt")), None)
        pages = [*self._at(start)]
        has_start = bool(pages)
        if not has_start:
            pages += self._at(self._nearest(start))
        for url in dict.fromkeys(more):
            pages += self._at(url)
        return Round(
            pages=tuple(pages),
            robots=robots.html if robots and robots.status == 200 else "",
            said="",
            has_start=has_start,
        )

    def _nearest(self, start: str) -> str:
        """The page of the portal that stands least deep below its home page, which the files do not hold."""
        own = origin_of(start)
        pages = [one.url for one in self._kept.values() if one.is_html]
        near = [url for url in pages if is_one_host(origin_of(url), own)]
        if not near:
            raise FetchError(f"{start}: the files hold no answer to it; {self._most()}.")
        return min(near, key=lambda url: (url.rstrip("/").count("/"), "?" in url, len(url), url))

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

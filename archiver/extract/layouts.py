"""The layouts of a site's pages, and the template that is kept of each: how the pages of an archive are read with each other.

Pages of one host are of one layout where the names of their parts are, most of them (template.py). The first page that fits
none opens one, and the first pages of a layout, one an address, teach its template; those that come after are told by it and teach
nothing. So the same pages give the same templates, in whatever order they were taken in, and a redesign opens a layout of its own.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from archiver.extract.site_template import MOST, Template
from archiver.extract.template import is_another
from archiver.extract.traces import Trace

MOST_LAYOUTS = 64  # of one host; what fits none of them is read alone
_COLUMNS = 11  # of a trace as it is kept

When = tuple[str, str]  # of a capture: its time and its id


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page as far as layouts are concerned."""

    when: When
    url_key: str
    host: str
    sketch: str


@dataclass(slots=True, eq=False)
class Layout:
    """Pages of one host that share most names, and which of them teach."""

    host: str
    sketch: str  # of the page that opened it
    opened: When
    teachers: dict[str, When] = field(default_factory=dict)  # by url_key, the earliest first

    @property
    def last(self) -> When:
        return max(self.teachers.values(), default=self.opened)


class Layouts:
    """The layouts of an archive, in the order in which their first pages were captured."""

    def __init__(self, layouts: Iterable[Layout] = ()) -> None:
        self._of_host: dict[str, list[Layout]] = defaultdict(list)
        for layout in layouts:
            self._of_host[layout.host].append(layout)
        self._fitting: dict[tuple[str, str], Layout] = {}

    def __iter__(self) -> Iterator[Layout]:
        return (layout for host in sorted(self._of_host) for layout in self._of_host[host])

    def of(self, page: SeenPage) -> Layout | None:
        """The first layout that the page fits."""
        key = page.host, page.sketch
        if (known := self._fitting.get(key)) is not None:
            return known
        layout = next((one for one in self._of_host[page.host] if not is_another(one.sketch, page.sketch)), None)
        if layout is not None:
            self._fitting[key] = layout
        return layout

    def see(self, page: SeenPage) -> None:
        """Learn of a page that was captured after all that were seen before."""
        layout = self.of(page)
        if layout is None and len(self._of_host[page.host]) < MOST_LAYOUTS:
            layout = Layout(page.host, page.sketch, page.when)
            self._of_host[page.host].append(layout)
        if layout is not None and len(layout.teachers) < MOST:
            layout.teachers.setdefault(page.url_key, page.when)

    def is_news(self, page: SeenPage) -> bool:
        """Whether a page, whenever it was captured, makes another layout or teaches one of them."""
        layout = self.of(page)
        if layout is None:
            opened = self._of_host[page.host]
            return len(opened) < MOST_LAYOUTS or page.when < opened[-1].opened
        if page.url_key in layout.teachers:
            return page.when < layout.teachers[page.url_key]
        return len(layout.teachers) < MOST or page.when < layout.last


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """What is kept of a layout."""

    host: str
    sketch: str
    digest: str  # of what was learned; "": nothing was, its pages are read alone
    packed: bytes = b""

    @property
    def template(self) -> Template:
        return _unpacked(self.packed)


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of an archive, in the order of their layouts."""

    kept: tuple[KeptTemplate, ...] = ()

    def of(self, host: str, sketch: str) -> KeptTemplate | None:
        """By what a page is read; None where it is read alone."""
        fitting = (one for one in self.kept if one.host == host and not is_another(one.sketch, sketch))
        found = next(fitting, None) if sketch else None
        return found if found is not None and found.digest else None


ALONE = Templates()


def packed(template: Template) -> tuple[str, bytes]:
    """A template as it is kept, and its digest."""
    rows = [
        [
            one.url,
            one.digest,
            one.places,
            one.texts,
            one.words,
            one.verdicts,
            one.begins,
            sorted(one.names),
            one.dates,
            one.days,
            sorted(one.orders),
        ]
        for one in template.traces
    ]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return f"sha256:{sha256(text).hexdigest()}", zlib.compress(text, 9)


@lru_cache(maxsize=MOST_LAYOUTS)
def _unpacked(data: bytes) -> Template:
    """The first pages of a crawl are its newest ones: that they have one date does not say that it is not theirs.

    What an older program learned says less of each page; of that nothing is known until the next ingest has learned anew.
    """
    rows = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    whole = (row for row in rows if len(row) == _COLUMNS)
    return Template(
        tuple(
            Trace(
                url=url,
                digest=digest,
                places=tuple(places),
                texts=tuple(texts),
                words=tuple(words),
                verdicts=tuple(verdicts),
                begins=tuple(begins),
                names=frozenset(names),
                dates=tuple(dates),
                days=tuple(days),
                orders=frozenset(orders),
            )
            for url, digest, places, texts, words, verdicts, begins, names, dates, days, orders in whole
        ),
        knows_days=False,
    )

"""What the pages of an archive teach: the templates of their layouts, and which captures were read otherwise than by them.

Only pages whose text is told by their shape teach, and only such are read by what was learned. The first of each layout teach,
so a crawl that goes on for years learns in its first minutes, and what comes later is looked at and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from archiver.errors import WarcError
from archiver.extract.layouts import KeptTemplate, Layout, Layouts, SeenPage, Templates, packed
from archiver.extract.site_template import FEWEST, Template
from archiver.extract.stages import Reading
from archiver.extract.traces import Trace
from archiver.jobs.payload import is_revisit, page_of, unpacked
from archiver.jobs.taking import Source, with_payload
from archiver.model import Capture
from archiver.sites.urls import host_of
from archiver.store import templates as kept
from archiver.store.revisits import held_payload

_FIRST = 128  # captures, after which it is worth while to learn for the first time


class Lessons:
    """What has been learned while captures are taken in: again each time that there are twice as many."""

    def __init__(self, db: Database, source: Source) -> None:
        self._db = db
        self._taken, self._next = 0, _FIRST
        self.source = replace(source, templates=templates_of(db))

    def templates(self) -> Templates:
        """What has been learned so far."""
        return self.source.templates

    def go_on(self, taken: int) -> None:
        """So many captures more have been taken in."""
        self._taken += taken
        if self._taken >= self._next:
            self._next = 2 * self._taken
            self.source = replace(self.source, templates=learn(self._db, self.source))


def templates_of(db: Database) -> Templates:
    """By what the pages of an archive are read today."""
    return _templates(kept.template_rows(db))


def learned_once_more(db: Database, source: Source, digest: str) -> tuple[Templates, tuple[str, ...]]:
    """The same, but one of them as the record teaches it, whatever is kept of it; and the captures that teach it."""
    rows = kept.template_rows(db)
    place = next(number for number, row in enumerate(rows) if row.digest == digest)
    rows[place] = _with_lesson(db, rows[place], source)
    return _templates(rows), rows[place].learned_from


def learn(db: Database, source: Source) -> Templates:
    """The templates of all that has been taken in; what was read otherwise is to be read again."""
    rows = kept.template_rows(db)
    if not kept.is_anything_new(db):
        return _templates(rows)
    layouts = _standing(db, rows)
    new = kept.new_pages(db)
    if any(layouts.is_news(_seen(row)) for row in new):
        layouts = Layouts()
        for row in kept.all_pages(db, in_order=True):
            layouts.see(_seen(row))
        rows = _taught(db, layouts, rows, source)
        with db.atomic():
            kept.put_templates(db, rows)
            pages = chain(kept.all_pages(db, in_order=False), kept.set_aside(db))
            kept.read_later(db, _read_otherwise(pages, layouts, rows), only_new=False)
    else:
        with db.atomic():
            kept.read_later(db, _read_otherwise(chain(new, kept.set_aside(db)), layouts, rows), only_new=True)
    return _templates(rows)


def capture_of(one: kept.ToRead, source: Source) -> Capture:
    """A capture from the record, under the name that it has here."""
    return replace(source.read(one.place), id=one.capture_id, method=one.method, request_digest=one.request_digest)


def _templates(rows: Iterable[kept.TemplateRow]) -> Templates:
    return Templates(tuple(KeptTemplate(row.host, row.sketch, row.digest, row.traces) for row in rows))


def _standing(db: Database, rows: Iterable[kept.TemplateRow]) -> Layouts:
    """The layouts as they were learned last."""
    layouts = []
    for row in rows:
        seen = [_seen(one) for one in kept.pages_of(db, row.learned_from)]
        layouts.append(Layout(row.host, row.sketch, seen[0].when, {page.url_key: page.when for page in seen}))
    return Layouts(layouts)


def _seen(row: kept.SeenRow) -> SeenPage:
    return SeenPage(
        (row.fetched_at, row.capture_id), row.url_key, _host("/".join(row.url.split("/", 3)[:3])), row.sketch
    )


_host = lru_cache(maxsize=1024)(host_of)  # which a hundred thousand addresses of one site would be asked for


def _read_otherwise(pages: Iterable[kept.SeenRow], layouts: Layouts, rows: Iterable[kept.TemplateRow]) -> list[str]:
    digests = {layout: row.digest for layout, row in zip(layouts, rows, strict=True)}
    found = []
    for row in pages:
        layout = layouts.of(_seen(row))
        if row.read_with != (digests[layout] if layout else ""):
            found.append(row.capture_id)
    return found


def _taught(
    db: Database, layouts: Layouts, before: Iterable[kept.TemplateRow], source: Source
) -> list[kept.TemplateRow]:
    """What each layout has learned; those whose teachers are the same are not taught again."""
    known = {(row.host, row.learned_from): row for row in before}
    numbers: dict[str, int] = {}
    rows = []
    for layout in layouts:
        numbers[layout.host] = number = numbers.get(layout.host, 0) + 1
        teachers = tuple(capture for _, capture in layout.teachers.values())
        row = known.get((layout.host, teachers))
        new = kept.TemplateRow(layout.host, number, layout.sketch, "", b"", teachers)
        rows.append(replace(row, number=number) if row else _with_lesson(db, new, source))
    return rows


def _with_lesson(db: Database, row: kept.TemplateRow, source: Source) -> kept.TemplateRow:
    digest, data = "", b""
    if len(row.learned_from) >= FEWEST:
        digest, data = packed(Template.of(_traces(db, row.learned_from, source)))
    return replace(row, digest=digest, traces=data)


def _traces(db: Database, captures: tuple[str, ...], source: Source) -> Iterator[Trace]:
    """What the pages teach; one whose bytes can be read no more teaches nothing."""
    for one in kept.places_of(db, captures):
        try:
            capture = capture_of(one, source)
            held = held_payload(db, capture) if is_revisit(capture) else None
            yield _trace(with_payload(capture, held, source) if held else capture, source)
        except WarcError:  # the file is damaged or gone since: a check names it
            continue


def _trace(capture: Capture, source: Source) -> Trace:
    """What a page teaches, in the knowledge of the day on which it was fetched."""
    trace = Reading(page_of(capture, unpacked(capture)), source.profile).trace
    return trace.visited(capture.fetched_at.astimezone(ZoneInfo(source.profile.timezone)).toordinal())

"""The answer that a postback of a replayed page had: found again by what was sent, and put back into its page."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qsl

from selectolax.lexbor import LexborHTMLParser

from archiver.errors import ArchiverError
from archiver.model import Capture, Place
from archiver.serve.replay_address import Event
from archiver.serve.replay_markup import state_of
from archiver.serve.stamps import stamp_of
from archiver.serve.tangle import is_tangled
from archiver.sites.updatepanel import Record, page_of
from archiver.warc.places import read_request

MOST = 5000  # answers to forms of one address that are thought of
_READ = 600  # requests that are read for one click
_LARGEST_FORM = 8_000_000  # bytes
_LONGEST_FIELD = 600  # a view state is none that tells pages apart here
_PANEL = re.compile(r"[\w$:.-]{1,300}")


@dataclass(frozen=True, slots=True)
class Posted:
    """What a request sent, as far as it tells one page of a list from another."""

    target: str
    argument: str
    state: str
    fields: frozenset[tuple[str, str]]

    def answers(self, event: Event) -> bool:
        """Whether this is the postback: made by a script, or by a button under its own name."""
        if self.target:
            same = (self.target, self.argument) == (event.target, event.argument)
            return same and (not event.field or (event.field, event.value) in self.fields)
        names = {name for name, _ in self.fields}
        return not event.argument and not {event.target, f"{event.target}.x"}.isdisjoint(names)


def find_answer(warc: Path, rows: Iterable[sqlite3.Row], event: Event, stamp: str) -> sqlite3.Row | None:
    """The answer whose request went out from this very page; else the first one after it; else the last one before.

    A list may be paged by the same words for each month; the view state tells from which page the request was made.
    """
    rows = list(rows)
    after = [row for row in rows if stamp_of(row["fetched_at"]) >= stamp]
    before = [row for row in reversed(rows) if stamp_of(row["fetched_at"]) < stamp]
    first = None
    for row in islice([*after, *before], _READ):
        posted = _posted(warc, row)
        if posted is None or not posted.answers(event):
            continue
        if posted.state == event.state:
            return row
        first = first or row
    return first


def _posted(warc: Path, row: sqlite3.Row) -> Posted | None:
    place = Place(
        file=row["warc_file"], offset=row["warc_offset"], length=row["warc_length"], within=row["warc_within"]
    )
    try:
        return _read(warc, place)
    except (ArchiverError, OSError):  # what cannot be read answers no click; `archiver verify` tells of it
        return None


@lru_cache(maxsize=20_000)
def _read(warc: Path, place: Place) -> Posted | None:
    request = read_request(warc, place)
    if request is None or len(request.body) > _LARGEST_FORM:
        return None
    fields = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    said = dict(reversed(fields))
    return Posted(
        target=said.get("__EVENTTARGET", ""),
        argument=said.get("__EVENTARGUMENT", ""),
        state=state_of(said.get("__VIEWSTATE")),
        fields=frozenset((name, value) for name, value in said.items() if len(name) + len(value) < _LONGEST_FIELD),
    )


def merged(records: tuple[Record, ...], page: str | None) -> str:
    """The page with its changed parts in their places; the parts alone where there is no such page."""
    if page is None or is_tangled(page):
        return page_of(records)
    tree = LexborHTMLParser(page)
    texts: dict[str, str] = {}
    for record in records:
        if record.kind == "updatePanel" and _PANEL.fullmatch(record.id):
            panel = tree.css_first(f'[id="{record.id}"]')
            if panel is not None:
                token = f"panel {hashlib.sha256(record.content.encode('utf-8', 'replace')).hexdigest()}"
                for child in list(panel.iter(include_text=True)):
                    child.decompose()
                panel.insert_child(token)
                texts[token] = record.content
        elif record.kind == "hiddenField" and record.id == "__VIEWSTATE":
            for field in tree.css('input[name="__VIEWSTATE"]'):
                field.attrs["value"] = record.content
    html = tree.html or ""
    for token, content in texts.items():
        html = html.replace(token, content)
    return html if texts else page_of(records)


def as_page(capture: Capture, html: str) -> Capture:
    """The answer as if the server had sent the whole page."""
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return replace(capture, headers=headers, body=html.encode("utf-8", "replace"))

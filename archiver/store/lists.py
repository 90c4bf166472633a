"""What the portal's own lists name, and how long they say they are: against this a crawl is measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from archiver.store.database import insert_rows, time_text

Source = Literal["listing", "feed", "sitemap"]

_ENTRY = """
INSERT INTO list_entries (url_key, source, section, url, first_at, last_at)
VALUES (:url_key, :source, :section, :url, :at, :at)
ON CONFLICT (url_key, source, section) DO UPDATE SET
    url = CASE WHEN (excluded.first_at, excluded.url) < (first_at, url) THEN excluded.url ELSE url END,
    first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """An address that one capture of a list names."""

    url_key: str
    url: str
    source: Source
    section: str | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTotal:
    """How long a section's listing says that it is, on one of its pages."""

    capture_id: str
    section: str
    fetched_at: datetime
    total: int  # at least
    exact: bool  # the page prints it
    words: str
    more: str | None = None  # the words of a button that shows more of it by a script


def add_entries(db: Database, entries: Iterable[ListEntry]) -> None:
    """The first and the last time that each address was named, in whatever order they come."""
    rows = (
        {
            "url_key": entry.url_key,
            "source": entry.source,
            "section": entry.section or "",
            "url": entry.url,
            "at": time_text(entry.fetched_at),
        }
        for entry in entries
    )
    db.conn.executemany(_ENTRY, rows)


def add_totals(db: Database, totals: Iterable[ListTotal]) -> None:
    rows = [
        {
            "capture_id": total.capture_id,
            "section": total.section,
            "fetched_at": time_text(total.fetched_at),
            "total": total.total,
            "exact": int(total.exact),
            "words": total.words,
            "more": total.more,
        }
        for total in totals
    ]
    insert_rows(db, "INSERT OR REPLACE", "list_totals", rows)

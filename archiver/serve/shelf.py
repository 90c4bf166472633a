"""What the front page of an archive says: counts, sections, years, the newest, the last crawls."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import lru_cache

from archiver.layout import ArchiveFolder
from archiver.serve.chart import Chart, years
from archiver.sites.catalog import title_in

Row = sqlite3.Row

_NEWEST = "SELECT id, title, published, first_seen FROM articles ORDER BY first_seen DESC, id LIMIT 12"
# Of what is held, each content once, as the report of a crawl counts them.
_FILES = "SELECT kind, count(DISTINCT sha256) FROM attachments GROUP BY kind"
_MISSING = "SELECT count(DISTINCT url) FROM attachments WHERE sha256 IS NULL"
_CHECK = "SELECT checked_at, outcome, files, records FROM checks ORDER BY checked_at DESC, id LIMIT 1"
_CRAWLS = "SELECT * FROM crawls ORDER BY started_at DESC LIMIT 6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One archive at a glance."""

    articles: int
    documents: int
    pictures: int
    missing: int  # files that articles name and no capture holds
    captures: int
    first_capture: str | None
    last_capture: str | None
    sections: tuple[Row, ...]  # name, title, articles
    undated: int
    chart: Chart
    newest: tuple[Row, ...]
    crawls: tuple[Row, ...]
    check: Row | None  # the last check of the record


def shelf(connection: sqlite3.Connection) -> Shelf:
    """The archive as it stands now."""
    by_year = dict(connection.execute("SELECT substr(published, 1, 4), count(*) FROM articles GROUP BY 1").fetchall())
    files = dict(connection.execute(_FILES).fetchall())
    captures, first, last = connection.execute(
        "SELECT count(*), min(fetched_at), max(fetched_at) FROM captures"
    ).fetchone()
    return Shelf(
        articles=sum(by_year.values()),
        documents=files.get("document", 0),
        pictures=files.get("image", 0),
        missing=connection.execute(_MISSING).fetchone()[0],
        captures=captures,
        first_capture=first,
        last_capture=last,
        sections=tuple(sections(connection)),
        undated=by_year.pop(None, 0),
        chart=years(by_year),
        newest=tuple(connection.execute(_NEWEST)),
        crawls=tuple(connection.execute(_CRAWLS)),
        check=connection.execute(_CHECK).fetchone(),
    )


def sections(connection: sqlite3.Connection) -> list[Row]:
    """Every section with its title and its articles, in the portal's order; the last row is what lies outside."""
    return list(
        connection.execute(
            "SELECT counted.section AS name, coalesce(sections.title, counted.section) AS title, counted.articles"
            " FROM (SELECT section, count(*) AS articles FROM articles GROUP BY section) AS counted"
            " LEFT JOIN sections ON sections.name = counted.section"
            " ORDER BY counted.section IS NULL, sections.position IS NULL, sections.position, counted.section"
        )
    )


def section_title(connection: sqlite3.Connection, name: str | None) -> str | None:
    """`Tin tức` of `tin-tuc`."""
    found = connection.execute("SELECT title FROM sections WHERE name = ?", (name,)).fetchone()
    return found[0] if found else name


def title_of(folder: ArchiveFolder) -> str:
    """The site's title as its profile says it; the folder's name where there is no profile."""
    try:
        changed = folder.profile.stat().st_mtime_ns
    except OSError:
        return folder.name
    return _profile_title(folder, changed) or folder.name


@lru_cache(maxsize=256)
def _profile_title(folder: ArchiveFolder, changed: int) -> str | None:  # noqa: ARG001 - a new time is a new answer
    return title_in(folder.profile)

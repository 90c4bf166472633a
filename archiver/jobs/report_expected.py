"""Found against expected: what the portal's own lists name and number, and how much of it the archive holds."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from archiver.jobs.report_reasons import Group, grouped
from archiver.sites.gaps import Series, find_series
from archiver.sites.profile import SiteProfile

_ENTRIES = """
WITH entries AS (
    SELECT e.source, e.section, e.url_key, e.url,
        EXISTS (SELECT 1 FROM captures c WHERE c.url_key = e.url_key AND c.fetched_at <= :end
            AND c.status < 400 AND c.absent IS NULL) AS held,
        EXISTS (SELECT 1 FROM observations o WHERE o.url_key = e.url_key AND o.fetched_at <= :end) AS article
    FROM list_entries e WHERE e.first_at <= :end AND e.last_at >= :begin
)
"""
_COUNTS = f"{_ENTRIES} SELECT source, section, count(*) AS named, sum(held) AS held, sum(article) AS articles FROM entries GROUP BY 1, 2"  # noqa: S608  our words
_MISSING = f"{_ENTRIES} SELECT source, section, url_key, url FROM entries WHERE NOT held ORDER BY url_key"  # noqa: S608
_ANSWER = """
SELECT status, absent FROM captures WHERE url_key = ? AND fetched_at <= ? ORDER BY fetched_at DESC, id DESC LIMIT 1
"""
_TOTALS = """
SELECT * FROM list_totals WHERE fetched_at <= :end AND fetched_at >= :begin
ORDER BY exact, total, capture_id
"""
# An address that another page spelt differently stands in url_states under that spelling.
_UNHELD = "SELECT url, reason, state FROM url_states WHERE state <> 'archived' AND coalesce(reason, '') NOT LIKE 'out of scope%'"
_PAGES = """
SELECT url_key, max(status = 200 AND absent IS NULL AND coalesce(media_type, '') LIKE '%html%') AS page,
    max(absent IS NOT NULL) AS refused FROM captures WHERE method = 'GET' AND fetched_at <= ? GROUP BY url_key
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReport:
    """What the lists of one kind name: a section's listing, its feeds, the sitemaps."""

    source: str  # listing, feed, sitemap
    section: str | None
    named: int  # addresses, each once
    held: int  # of these, how many are answered for in the archive
    articles: int  # of these, how many show an article
    missing: tuple[Group, ...]  # the others, and why


@dataclass(frozen=True, slots=True)
class Told:
    """How long a section's listing says that it is."""

    total: int  # at least
    exact: bool
    words: str
    more: str | None  # the words of a button that shows more of it by a script


@dataclass(frozen=True, slots=True)
class Span:
    """The time of which lists are believed: the crawl's own, or for one that reads little, all before its end."""

    begin: str
    end: str


def read_lists(db: sqlite3.Connection, span: Span, profile: SiteProfile) -> tuple[ListReport, ...]:
    """Each kind of list of each section, with what of it is not held."""
    times = {"begin": span.begin, "end": span.end}
    reasons: dict[tuple[str, str], list[tuple[str, int, tuple[str, ...]]]] = defaultdict(list)
    for source, section, url, why in _missing(db, times, profile):
        reasons[source, section].append((why, 1, (url,)))
    rules = {trap.reason for trap in profile.platform.traps}
    return tuple(
        ListReport(
            source=row["source"],
            section=row["section"] or None,
            named=row["named"],
            held=row["held"],
            articles=row["articles"],
            missing=grouped(reasons[row["source"], row["section"]], rules),
        )
        for row in db.execute(_COUNTS, times).fetchall()
    )


def _missing(
    db: sqlite3.Connection, times: dict[str, str], profile: SiteProfile
) -> Iterator[tuple[str, str, str, str]]:
    """(source, section, address, why it is not held)."""
    unknown: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for source, section, key, url in db.execute(_MISSING, times).fetchall():
        why = _answer(db, key, times["end"]) or _state(db, url) or _state(db, key)
        if why is None:
            unknown[key].append((source, section, url))
        else:
            yield source, section, url, why
    known = _by_key(db, unknown.keys(), profile) if unknown else {}
    for key, named in unknown.items():
        for source, section, url in named:
            yield source, section, url, known.get(key, "not asked for")


def _answer(db: sqlite3.Connection, key: str, end: str) -> str | None:
    row = db.execute(_ANSWER, (key, end)).fetchone()
    return None if row is None else row["absent"] or f"HTTP {row['status']}"


def _state(db: sqlite3.Connection, url: str) -> str | None:
    row = db.execute("SELECT state, reason FROM url_states WHERE url = ?", (url,)).fetchone()
    return None if row is None else row["reason"] or str(row["state"])


def _by_key(db: sqlite3.Connection, keys: Collection[str], profile: SiteProfile) -> dict[str, str]:
    found: dict[str, str] = {}
    for url, reason, state in db.execute(_UNHELD):
        key = profile.key_of(url)
        if key in keys:
            found[key] = reason or state
    return found


def read_totals(db: sqlite3.Connection, span: Span) -> dict[str, Told]:
    """What the listings of the sections print of their length; what is printed counts before what pages make likely."""
    rows = db.execute(_TOTALS, {"begin": span.begin, "end": span.end})
    return {row["section"]: _told(row) for row in rows}


def _told(row: sqlite3.Row) -> Told:
    """An index that an older program made knows of no buttons."""
    more = row["more"] if "more" in row.keys() else None  # noqa: SIM118 a row is no mapping
    return Told(row["total"], bool(row["exact"]), row["words"], more)


def read_series(db: sqlite3.Connection, end: str, profile: SiteProfile) -> tuple[Series, ...]:
    """The numbers by which the portal counts its articles, and the gaps in them."""
    articles = {row[0] for row in db.execute("SELECT DISTINCT url_key FROM observations WHERE fetched_at <= ?", (end,))}
    pages, refused = [], []
    for key, page, absent in db.execute(_PAGES, (end,)):
        if page and key not in articles:
            pages.append(key)
        elif absent and not page:
            refused.append(key)
    return find_series(sorted(articles), profile.platform.urls, pages=pages, refused=refused)

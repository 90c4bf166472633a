"""What a crawl brought, against what was expected of it: one value, which is shown, written as JSON or as a page.

Expected is what the portal says of itself (its listings, feeds, sitemaps and numbers), what the crawls before brought,
and what the profile asks for.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from archiver.errors import ArchiveError, UsageError
from archiver.jobs import report_reasons as reasons
from archiver.jobs.report_crawls import CrawlLine, ahead_of_time, read_crawls, shrinking
from archiver.jobs.report_expected import ListReport, Span, read_lists, read_series, read_totals
from archiver.jobs.report_reasons import Group, Turns
from archiver.jobs.report_sections import SectionReport, broken_expectations, read_sections, short_of_listing
from archiver.jobs.report_words import seconds_between
from archiver.layout import ArchiveFolder
from archiver.quantity import counted
from archiver.sites.gaps import Series
from archiver.sites.profile import SiteProfile
from archiver.store.database import address_to_read, has_table

LINES = 8  # crawls that are shown beside one another
STEPS = 48  # in which the pace of a crawl is shown
_FOREVER = "9999"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A crawl, and the archive after it."""

    title: str
    site: str
    crawl: str | None
    outcome: str | None  # finished, failed; None: not at its end
    asked: str | None  # JSON: what of the portal was asked for
    started_at: str | None
    finished_at: str | None
    seconds: float | None
    requests: int
    bytes: int
    pages: int
    articles_new: int
    articles_changed: int
    articles_gone: int
    kinds: tuple[tuple[str, int], ...]
    files: tuple[tuple[str, int], ...]  # attachments that are held, by kind
    sections: tuple[SectionReport, ...]
    lists: tuple[ListReport, ...]
    series: tuple[Series, ...]
    states: tuple[tuple[str, int], ...]
    failed: tuple[Group, ...]
    skipped: tuple[Group, ...]
    truncated: tuple[Group, ...]
    unreadable: tuple[Group, ...]
    answers: tuple[tuple[str, int], ...]  # by HTTP status
    pace: tuple[int, ...]  # requests in each of equal steps of the crawl's time
    turns: tuple[Turns, ...]
    upheavals: tuple[str, ...]
    crawls: tuple[CrawlLine, ...]  # those before it and, the last, itself
    warc_files: int
    warc_bytes: int
    imported_files: int  # that others made
    imported_bytes: int
    start: str | None  # why the first address brought nothing, where it did not
    warnings: tuple[str, ...]
    broken: tuple[str, ...]


def read_report(folder: ArchiveFolder, profile: SiteProfile, crawl: str | None = None) -> Report:
    """What stands in the archive after a crawl: the last one, or that whose id or time begins so."""
    with closing(_open(folder)) as db:
        return report_of(db, folder, profile, crawl)


def list_crawls(folder: ArchiveFolder) -> tuple[CrawlLine, ...]:
    """All crawls of an archive, the earliest first."""
    with closing(_open(folder)) as db:
        return read_crawls(db, _crawl(db, None), -1)


_OUTCOMES = "outcomes"  # a table that the first programs did not make


def is_told(folder: ArchiveFolder, crawl: str) -> bool:
    """Whether the index knows of a crawl; a first one that is stopped early may leave a file without tables."""
    if not folder.archive_db.is_file():
        return False
    with closing(_connected(folder)) as db:
        return has_table(db, _OUTCOMES) and bool(db.execute("SELECT 1 FROM crawls WHERE id = ?", [crawl]).fetchone())


def _open(folder: ArchiveFolder) -> sqlite3.Connection:
    if not folder.archive_db.exists():
        raise ArchiveError(f"{folder.archive_db}: is not there; archiver ingest or archiver rebuild makes it.")
    db = _connected(folder)
    db.row_factory = sqlite3.Row
    if not has_table(db, _OUTCOMES):
        db.close()
        raise ArchiveError(f"{folder.archive_db}: was made by an older program; archiver rebuild makes it again.")
    return db


def _connected(folder: ArchiveFolder) -> sqlite3.Connection:
    return sqlite3.connect(address_to_read(folder.archive_db), uri=True, timeout=60)


def _crawl(db: sqlite3.Connection, named: str | None) -> sqlite3.Row | None:
    if named is None:
        rows: list[sqlite3.Row] = db.execute(
            "SELECT * FROM crawls ORDER BY started_at DESC, id DESC LIMIT 1"
        ).fetchall()
        return rows[0] if rows else None
    found: list[sqlite3.Row] = [
        row
        for row in db.execute("SELECT * FROM crawls ORDER BY started_at")
        if str(row["id"]).startswith(named) or str(row["started_at"]).startswith(named)
    ]
    if len(found) != 1:
        raise UsageError(
            f"--crawl {named}: {'several crawls begin so' if found else 'there is no such crawl'}; "
            "archiver report --all lists them."
        )
    return found[0]


def report_of(db: sqlite3.Connection, folder: ArchiveFolder, profile: SiteProfile, named: str | None = None) -> Report:
    """The same from an index that is open; the reading room's may hold less than the folder's."""
    crawl = _crawl(db, named)
    facts: Mapping[str, Any] = dict(crawl) if crawl else {}
    number = facts.get("id")
    own = Span(facts.get("started_at") or "", facts.get("finished_at") or _FOREVER)
    asked = json.loads(facts.get("asked") or "{}")
    lists = read_lists(db, Span("", own.end) if asked else own, profile)
    sections = tuple(read_sections(db, profile, own, lists, read_totals(db, own)))
    outcomes = reasons.read_outcomes(db, number, {trap.reason for trap in profile.platform.traps})
    lines = read_crawls(db, crawl, LINES)
    shrunk = shrinking(lines)
    turns = reasons.read_turns(db, own.begin, own.end)
    warcs, imported = folder.warc_files(), folder.imported_files()
    return Report(
        title=profile.title,
        site=profile.name,
        crawl=number,
        outcome=facts.get("outcome"),
        asked=facts.get("asked"),
        started_at=facts.get("started_at"),
        finished_at=facts.get("finished_at"),
        seconds=seconds_between(own.begin, facts.get("finished_at")),
        requests=facts.get("requests", 0),
        bytes=facts.get("bytes", 0),
        pages=lines[-1].pages if lines else 0,
        articles_new=facts.get("articles_new", 0),
        articles_changed=facts.get("articles_changed", 0),
        articles_gone=facts.get("articles_gone", 0),
        kinds=_counts(
            db, "SELECT kind, count(*) FROM articles WHERE +first_seen <= ? GROUP BY 1 ORDER BY 2 DESC, 1", own.end
        ),
        files=_counts(db, _FILES, own.end),
        sections=sections,
        lists=lists,
        series=read_series(db, own.end, profile),
        states=outcomes.states,
        failed=outcomes.failed,
        skipped=outcomes.skipped,
        truncated=reasons.read_truncated(db, number),
        unreadable=reasons.read_unreadable(db, own.begin, own.end),
        answers=_counts(
            db, "SELECT CAST(status AS TEXT), count(*) FROM captures WHERE crawl_id = ? GROUP BY 1", number
        ),
        pace=_pace(db, number),
        turns=turns,
        upheavals=reasons.read_upheavals(db, number),
        crawls=lines,
        warc_files=len(warcs),
        warc_bytes=sum(path.stat().st_size for path in warcs),
        imported_files=len(imported),
        imported_bytes=sum(path.stat().st_size for path in imported),
        start=_reason_of(db, profile.start),
        warnings=(
            *shrunk.warnings,
            *(short_of_listing(sections) if not {"limit", "urls"} & asked.keys() else ()),
            *_lost(turns),
            *ahead_of_time(db, datetime.now(UTC)),
        ),
        # Who keeps one page now is told nothing of what a crawl of all should have brought.
        broken=(*(broken_expectations(profile, sections) if "urls" not in asked else ()), *shrunk.broken),
    )


# Each content once, as the reading room's start page counts them: thirty articles may show one picture.
_FILES = (
    "SELECT kind, count(DISTINCT sha256) FROM attachments WHERE sha256 IS NOT NULL AND first_seen <= ?"
    " GROUP BY kind ORDER BY 2 DESC, 1"
)


def _counts(db: sqlite3.Connection, query: str, value: str | None) -> tuple[tuple[str, int], ...]:
    return tuple((row[0], row[1]) for row in db.execute(query, (value,)))


def _pace(db: sqlite3.Connection, crawl: str | None) -> tuple[int, ...]:
    first, last = db.execute(
        "SELECT min(julianday(fetched_at)), max(julianday(fetched_at)) FROM captures WHERE crawl_id = ?", (crawl,)
    ).fetchone()
    if first is None or last <= first:
        return ()
    steps = [0] * STEPS
    query = (
        "SELECT min(CAST((julianday(fetched_at) - ?) / ? AS INTEGER), ?), count(*) FROM captures"
        " WHERE crawl_id = ? GROUP BY 1"
    )
    for step, requests in db.execute(query, (first, (last - first) / STEPS, STEPS - 1, crawl)):
        steps[step] = requests
    return tuple(steps)


def _reason_of(db: sqlite3.Connection, url: str | None) -> str | None:
    row = db.execute("SELECT reason FROM url_states WHERE url = ?", (url,)).fetchone()
    return row["reason"] if row else None


def _lost(turns: tuple[Turns, ...]) -> Iterator[str]:
    """What the portal had and has no more; a portal may well take something down."""
    words = {"suspect": "not found this time", "gone": "gone: two crawls did not find it"}
    yield from (f"{counted(one.count, 'known article')} {words[one.kind]}" for one in turns if one.kind in words)

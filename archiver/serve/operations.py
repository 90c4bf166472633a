"""How an archive is kept, as pages tell it: its crawls, its checks, its files, and what is known of an address."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archiver.errors import ArchiverError
from archiver.jobs.profile import profile_of
from archiver.jobs.report import Report, report_of
from archiver.jobs.why import known, ruling_on_address, sought, why_in
from archiver.layout import ArchiveFolder
from archiver.serve.chart import Chart, bars
from archiver.serve.remembered import Latest
from archiver.sites.access import AccessRule
from archiver.sites.profile import Expect, SiteProfile
from archiver.store.database import read_archive

Row = sqlite3.Row

LINES = 50  # crawls or checks on a page
_COLUMNS = 40  # of a chart
_LONGEST_ADDRESS = 4000
_CRAWLS = "SELECT * FROM crawls ORDER BY started_at DESC, id LIMIT ? OFFSET ?"
_CHECKS = """
SELECT id, checked_at, outcome, scope, files, records, bytes, all_bytes, findings FROM checks
ORDER BY checked_at DESC, id LIMIT ? OFFSET ?
"""
_CHECKS_BY_MONTH = """
SELECT substr(checked_at, 1, 7) AS month, count(*), sum(outcome <> 'whole') FROM checks
GROUP BY 1 ORDER BY 1 DESC LIMIT ?
"""
_SPAN = "SELECT min(fetched_at), max(fetched_at) FROM captures WHERE crawl_id = ?"
_CAPTURES = """
SELECT id, url, fetched_at, method, status, media_type, size, revisit_of FROM captures WHERE url_key = ?
ORDER BY fetched_at DESC, id LIMIT 100
"""
_NAMED = re.compile(r"https?://[^\s,;]+[^\s,;.:)]")
_BEGUN = re.compile(r"-(\d{4})(\d{2})\d{8}-\d+\.warc\.gz$")


@dataclass(frozen=True, slots=True)
class Crawls:
    """The crawls, the latest first, one page of them; and what the latest ones brought, the earliest first."""

    rows: tuple[Row, ...]
    more: bool
    new: Chart
    changed: Chart


def read_crawls(connection: sqlite3.Connection, page: int) -> Crawls:
    rows = connection.execute(_CRAWLS, (LINES + 1, LINES * (page - 1))).fetchall()
    latest = connection.execute(_CRAWLS, (_COLUMNS, 0)).fetchall()[::-1]
    charts = [bars([(row["started_at"][:10], row[name]) for row in latest]) for name in _BROUGHT]
    return Crawls(tuple(rows[:LINES]), len(rows) > LINES, *charts)


_BROUGHT = ("articles_new", "articles_changed")
Reports = Latest[str | None, Report]


def read_report(
    connection: sqlite3.Connection, folder: ArchiveFolder, reports: Reports, crawl: str | None
) -> Report | None:
    """What a crawl brought, as far as it may be shown; of no crawl, that of the last. None where there is no such one."""
    known = connection.execute("SELECT 1 FROM crawls WHERE id = coalesce(?, id)", (crawl,)).fetchone()
    if known is None:
        return None
    report = reports.get(crawl)
    if report is None:
        report = report_of(connection, folder, profile_of(folder), crawl)
        reports.put(crawl, report)
    return report


def read_pace(connection: sqlite3.Connection, report: Report) -> Chart:
    """The requests of a crawl over its time; each bar is named by the minute in which its part begins."""
    first, last = connection.execute(_SPAN, (report.crawl,)).fetchone()
    if not report.pace or first is None:
        return bars([])
    begin, end = (datetime.fromisoformat(one) for one in (first, last))
    step = (end - begin) / len(report.pace)
    names = [(begin + number * step).strftime("%Y-%m-%d %H:%M") for number in range(len(report.pace))]
    return bars(list(zip(names, report.pace, strict=True)))


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of the record, the latest first; and how many there were in each month."""

    rows: tuple[Row, ...]
    more: bool
    months: Chart
    damaged: frozenset[str]  # months with a check that found damage

    def findings(self, row: Row) -> int:
        return len(json.loads(row["findings"]))


def read_checks(connection: sqlite3.Connection, page: int) -> Checks:
    rows = connection.execute(_CHECKS, (LINES + 1, LINES * (page - 1))).fetchall()
    months = connection.execute(_CHECKS_BY_MONTH, (_COLUMNS,)).fetchall()[::-1]
    chart = bars([(row[0], row[1]) for row in months])
    return Checks(tuple(rows[:LINES]), len(rows) > LINES, chart, frozenset(row[0] for row in months if row[2]))


@dataclass(frozen=True, slots=True)
class File:
    """A file of the record."""

    name: str
    size: int
    month: str | None  # in which it was begun, as its name says


@dataclass(frozen=True, slots=True)
class Storage:
    """What the archive takes on the disk."""

    files: tuple[File, ...]  # WARC files, the latest first
    warc: int
    imported: int
    index: int
    frontier: int
    growth: Chart  # megabytes of WARC files by the month in which they were begun


def read_storage(folder: ArchiveFolder) -> Storage:
    files = [_file(path.name, path.stat().st_size) for path in folder.warc_files()]
    imported = [File(f"import/{path.name}", path.stat().st_size, None) for path in folder.imported_files()]
    by_month: Counter[str] = Counter()
    for one in files:
        if one.month is not None:
            by_month[one.month] += one.size
    return Storage(
        files=(*reversed(files), *imported),
        warc=sum(one.size for one in files),
        imported=sum(one.size for one in imported),
        index=_size(folder, "archive.db"),
        frontier=_size(folder, "crawl.db"),
        growth=bars([(month, round(by_month[month] / 1e6)) for month in sorted(by_month)[-_COLUMNS:]]),
    )


def _file(name: str, size: int) -> File:
    begun = _BEGUN.search(name)
    return File(name, size, f"{begun[1]}-{begun[2]}" if begun else None)


def _size(folder: ArchiveFolder, name: str) -> int:
    """Of a database, with what its journal holds."""
    return sum(path.stat().st_size for path in folder.root.glob(f"{name}*") if path.suffix not in {".db-shm", ".new"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address."""

    url: str
    told: str  # in one sentence
    captures: tuple[Row, ...]
    rule: AccessRule | None  # by which nothing may be told of it


def read_address(connection: sqlite3.Connection, folder: ArchiveFolder, asked: str) -> Known:
    """Why an address is or is not here, and its history; of what is withheld, only that it is."""
    profile = profile_of(folder)
    asked = asked.strip()[:_LONGEST_ADDRESS]
    rule = _ruling(folder, asked, profile)
    if rule is not None:
        return Known(sought(asked, profile)[0], "", (), rule)
    db = Database(connection)
    url, key = known(db, asked, profile)
    told = why_in(db, folder, asked, profile)
    for named in set(_NAMED.findall(told)):  # where it redirects to
        if _ruling(folder, named, profile) is not None:
            told = told.replace(named, "an address that may not be shown")
    return Known(url, told, tuple(connection.execute(_CAPTURES, (key,))), None)


def ruling_of(folder: ArchiveFolder, url: str) -> AccessRule | None:
    """The rule by which nothing of an address may be shown; of an index without its archive, none is known."""
    try:
        return _ruling(folder, url, profile_of(folder))
    except ArchiverError:
        return None


def _ruling(folder: ArchiveFolder, url: str, profile: SiteProfile) -> AccessRule | None:
    """Asked of the index itself: the one that is shown does not know what it leaves out."""
    with closing(read_archive(folder.archive_db)) as db:
        return ruling_on_address(db, *known(db, url, profile))


@dataclass(frozen=True, slots=True)
class Expected:
    """What the profile expects of the site or a section, and what is there."""

    section: str | None  # None: the site
    title: str
    expect: Expect
    articles: int
    dated: int

    @property
    def enough(self) -> bool:
        return self.articles >= (self.expect.articles_min or 0)

    @property
    def dated_enough(self) -> bool:
        return self.dated >= (self.expect.dated_share_min or 0.0) * self.articles


def expectations(folder: ArchiveFolder, report: Report) -> tuple[Expected, ...]:
    """The site first, then its sections in the profile's order."""
    profile = profile_of(folder)
    found = {one.name: one for one in report.sections}
    articles, dated = (sum(getattr(one, name) for one in report.sections) for name in ("articles", "dated"))
    site = Expected(None, profile.title, profile.expect, articles, dated)
    return (
        site,
        *(
            Expected(one.name, one.title, one.expect, found[one.name].articles, found[one.name].dated)
            for one in profile.sections
        ),
    )


def address_of(parameters: Any) -> str:
    """The address that a reader pasted."""
    return str(parameters.get("url") or "").strip()

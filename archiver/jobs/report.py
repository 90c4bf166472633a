"""What a crawl brought, against what was expected of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archiver.errors import ArchiveError
from archiver.layout import ArchiveFolder
from archiver.sites.profile import Expect, SiteProfile

_REASONS = 5  # shown of each kind, the most frequent first


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionReport:
    """One section of the portal; the nameless one holds what no section lists."""

    name: str | None
    title: str
    articles: int
    dated: int
    latest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The archive after its last crawl."""

    title: str
    crawl: str | None
    outcome: str | None  # finished, failed; None: not at its end
    requests: int
    bytes: int
    articles_new: int
    articles_changed: int
    kinds: tuple[tuple[str, int], ...]
    files: tuple[tuple[str, int], ...]  # attachments that are held, by kind
    sections: tuple[SectionReport, ...]
    states: tuple[tuple[str, int], ...]
    failed: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, int], ...]
    warc_files: int
    warc_bytes: int
    start: str | None  # why the first address brought nothing, where it did not
    broken: tuple[str, ...]


def read_report(folder: ArchiveFolder, profile: SiteProfile) -> Report:
    """Count what stands in the archive."""
    if not folder.archive_db.exists():
        raise ArchiveError(f"{folder.archive_db}: is not there; archiver ingest or archiver rebuild makes it.")
    db = sqlite3.connect(f"file:{folder.archive_db.resolve().as_posix()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    try:
        return _read(db, folder, profile)
    finally:
        db.close()


def _read(db: sqlite3.Connection, folder: ArchiveFolder, profile: SiteProfile) -> Report:
    crawl = db.execute("SELECT * FROM crawls ORDER BY started_at DESC, id LIMIT 1").fetchone()
    sections = _sections(db, profile)
    warcs = folder.warc_files()
    return Report(
        title=profile.title,
        crawl=crawl["id"] if crawl else None,
        outcome=crawl["outcome"] if crawl else None,
        requests=crawl["requests"] if crawl else 0,
        bytes=crawl["bytes"] if crawl else 0,
        articles_new=crawl["articles_new"] if crawl else 0,
        articles_changed=crawl["articles_changed"] if crawl else 0,
        kinds=_counts(db, "SELECT kind, count(*) FROM articles GROUP BY kind ORDER BY 2 DESC, 1"),
        files=_counts(
            db, "SELECT kind, count(*) FROM attachments WHERE sha256 IS NOT NULL GROUP BY kind ORDER BY 2 DESC, 1"
        ),
        sections=sections,
        states=_counts(db, "SELECT state, count(*) FROM url_states GROUP BY state ORDER BY 2 DESC, 1"),
        failed=_reasons(db, "failed"),
        skipped=_reasons(db, "skipped"),
        warc_files=len(warcs),
        warc_bytes=sum(path.stat().st_size for path in warcs),
        start=_reason_of(db, profile.start),
        broken=tuple(broken_expectations(profile, sections)),
    )


def _counts(db: sqlite3.Connection, query: str, parameters: tuple[str, ...] = ()) -> tuple[tuple[str, int], ...]:
    return tuple((row[0], row[1]) for row in db.execute(query, parameters))


def _reasons(db: sqlite3.Connection, state: str) -> tuple[tuple[str, int], ...]:
    query = (
        "SELECT coalesce(reason, ''), count(*) FROM url_states WHERE state = ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
    )
    return _counts(db, query, (state, _REASONS))  # type: ignore[arg-type]


def _reason_of(db: sqlite3.Connection, url: str | None) -> str | None:
    row = db.execute("SELECT reason FROM url_states WHERE url = ?", (url,)).fetchone()
    return row["reason"] if row else None


def _sections(db: sqlite3.Connection, profile: SiteProfile) -> tuple[SectionReport, ...]:
    query = "SELECT section, count(*) AS articles, count(published) AS dated, max(published) AS latest FROM articles"
    found = {row["section"]: row for row in db.execute(f"{query} GROUP BY section")}
    named = [(section.name, section.title) for section in profile.sections]
    names: list[tuple[str | None, str]] = [*named, (None, "outside the sections")]
    return tuple(
        SectionReport(
            name=name,
            title=title,
            articles=found[name]["articles"] if name in found else 0,
            dated=found[name]["dated"] if name in found else 0,
            latest=found[name]["latest"] if name in found else None,
        )
        for name, title in names
    )


def broken_expectations(profile: SiteProfile, sections: tuple[SectionReport, ...]) -> Iterator[str]:
    """What the profile expects and the archive does not hold, in words."""
    counted = {section.name: section for section in sections}
    total = sum(section.articles for section in sections)
    dated = sum(section.dated for section in sections)
    yield from _broken("the site", profile.expect, total, dated)
    for section in profile.sections:
        row = counted[section.name]
        yield from _broken(f"section {section.name}", section.expect, row.articles, row.dated)


def _broken(what: str, expect: Expect, articles: int, dated: int) -> Iterator[str]:
    if expect.articles_min is not None and articles < expect.articles_min:
        yield f"{what}: {articles} articles, at least {expect.articles_min} expected"
    if expect.dated_share_min is not None and dated < expect.dated_share_min * articles:
        yield f"{what}: {dated} of {articles} articles are dated, a share of {expect.dated_share_min} expected"

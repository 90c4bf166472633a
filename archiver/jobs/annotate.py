"""Annotate: what an archivist says of an address, a crawl or the whole archive; it is checked, then kept, and never erased."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from archiver.errors import ArchiveError, UsageError
from archiver.jobs.hearing import index_in_force
from archiver.jobs.why import known
from archiver.jobs.words import Word, keep, now
from archiver.layout import ArchiveFolder
from archiver.sites.annotation import checked, corrections
from archiver.sites.profile import SiteProfile
from archiver.store.words import what_was_said
from archiver.warc.writer import SOFTWARE

_SPELLING = """
SELECT url FROM (
    SELECT u.url, 0 AS place FROM article_urls u JOIN captures c ON c.url = u.url WHERE c.url_key = :key OR u.url = :url UNION
    SELECT url, 1 FROM captures WHERE url_key = :key OR url = :url)
ORDER BY place, url <> :url, url LIMIT 1
"""
_IS_ARTICLE = "SELECT 1 FROM article_urls WHERE url = ?"
_OF_ITS_ARTICLE = "a.url IN (SELECT url FROM article_urls WHERE article_id IN (SELECT article_id FROM article_urls WHERE url = ?) UNION SELECT ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is said, before it is checked; of an address, a crawl or, where neither is named, the whole archive."""

    url: str | None = None
    crawl: str | None = None  # its id, or how that or its time begins
    fields: tuple[str, ...] = ()  # corrections, as published=2008-06-18
    said: Mapping[str, str] = field(default_factory=dict)  # note, description, collection, rights, retention, review


def annotate(folder: ArchiveFolder, profile: SiteProfile, remark: Remark, person: str) -> str:
    """Keep a remark; the id by which it can be withdrawn."""
    with closing(index_in_force(folder)) as db:
        sections = [name for (name,) in db.execute("SELECT name FROM sections")]
        said = corrections(remark.fields, sections)
        said |= {name: checked(name, value, sections) for name, value in remark.said.items()}
        if not said:
            raise UsageError(
                "nothing is said; give --field, --note, --description, --collection, --rights, --retention or --review."
            )
        url = _fetched(db, profile, remark.url) if remark.url else None
        crawl = crawl_named(db, remark.crawl) if remark.crawl else None
        if remark.fields and (url is None or db.execute(_IS_ARTICLE, [url]).fetchone() is None):
            raise UsageError(
                f"{remark.url or 'this'}: is no article, so none of its fields can be corrected; say it in a --note."
            )
    data: dict[str, Any] = {"said": said, "person": person, "said_at": now(), "software": SOFTWARE}
    data |= {name: value for name, value in (("url", url), ("crawl", crawl)) if value}
    return keep(folder, [Word("annotation", data, url)])[0]


def withdraw(folder: ArchiveFolder, table: str, number: str, reason: str | None, person: str) -> str:
    """Take back an annotation or an access rule, named by its id or how that begins; the whole id."""
    with closing(index_in_force(folder)) as db:
        found = _named(db, table, number)
        if db.execute("SELECT 1 FROM withdrawals WHERE said = ?", [found]).fetchone():
            raise UsageError(f"{found}: was withdrawn before.")
    data = {"said": found, "reason": reason, "person": person, "said_at": now(), "software": SOFTWARE}
    keep(folder, [Word("withdrawal", data)])
    return found


def said_of(
    folder: ArchiveFolder, profile: SiteProfile, *, url: str | None = None, crawl: str | None = None
) -> list[dict[str, Any]]:
    """Every word on an address (under any address of its article) or a crawl; on everything, where none is named."""
    with closing(index_in_force(folder)) as db:
        if url:
            spelling = _fetched(db, profile, url)
            return what_was_said(db, _OF_ITS_ARTICLE, (spelling, spelling))
        if crawl:
            return what_was_said(db, "a.crawl_id = ?", (crawl_named(db, crawl),))
        return what_was_said(db)


def crawl_named(db: Database, text: str) -> str:
    """The id of a crawl that is named by its id or its time, or how these begin."""
    rows = db.execute(
        "SELECT id FROM crawls WHERE ? IN (substr(id, 1, length(?)), substr(started_at, 1, length(?)))", [text] * 3
    ).fetchall()
    if len(rows) != 1:
        what = "there are several such crawls" if rows else "there is no such crawl"
        raise UsageError(f"--crawl {text}: {what}; archiver report --all lists them.")
    return str(rows[0][0])


def _named(db: Database, table: str, number: str) -> str:
    if not number.strip():
        raise UsageError("the id is empty; give one, or how it begins, as 3f2a9c.")
    query = f"SELECT DISTINCT id FROM {table} WHERE substr(id, 1, length(?)) = ?"  # noqa: S608 our names
    rows = db.execute(query, [number, number]).fetchall()
    if len(rows) != 1:
        what = "several have an id that begins so" if rows else "there is none with this id"
        raise UsageError(
            f"{number!r}: {what}; --list names them all."
            if table == "annotations"
            else f"{number!r}: {what}; archiver access list names them all."
        )
    return str(rows[0][0])


def _fetched(db: Database, profile: SiteProfile, url: str) -> str:
    """The spelling under which an address was fetched; nothing can be said of what the archive does not hold."""
    url, key = known(db, url, profile)
    row = db.execute(_SPELLING, {"key": key, "url": url}).fetchone()
    if row is None:
        raise ArchiveError(
            f"{url}: is not in the archive, so nothing can be said of it; archiver why says why it is not."
        )
    return str(row[0])

"""What the crawls themselves say: their results, the state of each address, the sections of the profile."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from archiver.errors import UsageError
from archiver.quantity import counted
from archiver.sites.table import nearest
from archiver.store.database import insert_rows, number_from
from archiver.store.events import note_override
from archiver.store.outcomes import put_outcomes
from archiver.store.provenance import Deed, put_deed

_CRAWL = (
    *("id", "site", "started_at", "finished_at", "outcome", "profile_digest", "software", "requests", "bytes"),
    *("asked", "person"),
)
_STATE = ("url", "state", "reason", "http_status", "last_tried")

# An article belongs to the crawl during which it was first seen.
_COUNT = """
UPDATE crawls SET
    articles_new = (SELECT count(*) FROM articles
        WHERE first_seen >= started_at AND first_seen <= coalesce(finished_at, '9999')),
    articles_changed = (SELECT count(DISTINCT article_id) FROM versions
        WHERE number > 1 AND first_seen >= started_at AND first_seen <= coalesce(finished_at, '9999')),
    articles_gone = (SELECT count(*) FROM events
        WHERE type = 'gone' AND happened_at >= started_at AND happened_at <= coalesce(finished_at, '9999'))
"""


def put_crawls(db: Database, crawls: Iterable[Mapping[str, Any]]) -> None:
    """A crawl's row says what was said of it last; what a later word leaves out stays."""
    for crawl in crawls:
        known = {name: crawl[name] for name in _CRAWL if crawl.get(name) is not None}
        row = {"site": "", "started_at": ""} | known
        changes = ", ".join(f"{name} = excluded.{name}" for name in known) or "id = id"
        marks = ", ".join(f":{name}" for name in row)
        db.conn.execute(
            f"INSERT INTO crawls ({', '.join(row)}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}",  # noqa: S608
            row,
        )
        note_override(db, crawl)
        put_outcomes(db, crawl["id"], crawl.get("outcomes", ()))


def put_url_states(db: Database, states: Iterable[tuple[Any, ...]]) -> None:
    """Of an address, what the latest try said; an address that was never tried again keeps what it had."""
    marks = ", ".join(f":{name}" for name in _STATE)
    changes = ", ".join(f"{name} = excluded.{name}" for name in _STATE[1:])
    db.conn.executemany(
        f"INSERT INTO url_states ({', '.join(_STATE)}) VALUES ({marks}) ON CONFLICT (url) DO UPDATE SET {changes} "  # noqa: S608
        "WHERE coalesce(excluded.last_tried, '') >= coalesce(last_tried, '')",
        (dict(zip(_STATE, state, strict=True)) for state in states),
    )


def put_check(db: Database, record_id: str, check: Mapping[str, Any]) -> None:
    """A check of the record, known by the WARC record that tells it."""
    row = {name: check[name] for name in ("checked_at", "outcome", "files", "records")}
    row |= {name: check.get(name) for name in ("scope", "bytes", "all_bytes")}  # checks of years ago name none
    row |= {"id": number_from(record_id), "findings": json.dumps(check["findings"], ensure_ascii=False, sort_keys=True)}
    row["read"] = json.dumps(check["read"], ensure_ascii=False) if "read" in check else None
    insert_rows(db, "INSERT OR IGNORE", "checks", [row])
    imported = check.get("imported", 0)
    digests = counted(imported, "imported file by its digest", "imported files by their digests")
    deed = Deed(
        kind="fixity-check",
        happened_at=check["checked_at"],
        agent=check.get("software", "archiver"),
        person=check.get("person"),
        object="warc/",
        outcome=check["outcome"],
        outcome_detail=f"{counted(check['files'] - imported, 'file')} and {counted(check['records'], 'record')} read, "
        f"{f'{digests}, ' if imported else ''}{counted(len(check['findings']), 'finding')}",
        detail={"check": row["id"], "record": record_id},
    )
    put_deed(db, f"fixity-check-{record_id}", deed)


def known_section(db: Database, name: str) -> str:
    """The name again; UsageError where the archive's profile has no section of that name."""
    names = [row[0] for row in db.execute("SELECT name FROM sections ORDER BY name")]
    if name not in names:
        raise UsageError(
            f"--section {name!r}: the archive has none of that name; {nearest(name, names, otherwise='leave it out')}"
        )
    return name


def put_sections(db: Database, sections: Iterable[tuple[str, str, str | None]]) -> None:
    """The sections of the present profile, as (name, title, url)."""
    db.execute("DELETE FROM sections")
    rows = [
        {"name": name, "title": title, "url": url, "position": position}
        for position, (name, title, url) in enumerate(sections, 1)
    ]
    insert_rows(db, "INSERT", "sections", rows)


def count_articles(db: Database) -> None:
    """How many articles each crawl brought, changed, and found gone."""
    db.execute(_COUNT)

"""What happened at the portal, as rows of `events`; all of it follows from the record, and a rebuild finds it again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archiver.quantity import counted
from archiver.store.database import insert_rows, time_text
from archiver.store.provenance import PREMIS

MANY = 10  # articles of a section; of fewer, half may well go in a week
_HALF = """
SELECT c.id, c.finished_at, a.section, count(DISTINCT a.id) AS hit,
    (SELECT count(*) FROM articles o WHERE o.section IS a.section AND o.first_seen < c.started_at
        AND (o.gone_at IS NULL OR o.gone_at >= c.started_at)) AS known{how}
FROM crawls c JOIN {signs} ON x.at >= c.started_at AND x.at <= c.finished_at JOIN articles a ON a.id = x.article
WHERE a.first_seen < c.started_at GROUP BY c.id, a.section HAVING hit >= ? AND 2 * hit > known
"""
_SUSPECTED = (
    "(SELECT json_extract(detail, '$.article_id') AS article, happened_at AS at FROM events WHERE type = 'suspect') x"
)
_REDESIGNED = (
    "(SELECT article_id AS article, first_seen AS at, 'reworded' AS how FROM versions WHERE number > 1"
    " UNION ALL SELECT article_id, seen_at, 'redressed' FROM redressed) x"
)
_HOW = (
    ", count(DISTINCT CASE how WHEN 'reworded' THEN a.id END), count(DISTINCT CASE how WHEN 'redressed' THEN a.id END)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEvent:
    """A turn in the life of an article at the portal."""

    article: int
    url: str
    kind: str  # suspect, gone, back, moved
    happened_at: datetime
    why: str


def replace_turns(db: Database, articles: Iterable[int], turns: Iterable[ArticleEvent]) -> None:
    """Let these be all the turns of the articles with these ids."""
    ranges = [(f"article-{number}-", f"article-{number}.") for number in articles]
    db.conn.executemany("DELETE FROM events WHERE id >= ? AND id < ?", ranges)
    rows = [
        _row(
            f"article-{turn.article}-{time_text(turn.happened_at)}-{turn.kind}",
            time_text(turn.happened_at),
            turn.kind,
            {"article_id": turn.article, "url": turn.url, "from" if turn.kind == "moved" else "why": turn.why},
        )
        for turn in turns
    ]
    insert_rows(db, "INSERT", "events", rows)


def replace_redressed(db: Database, articles: Iterable[int], seen: Iterable[tuple[int, datetime]]) -> None:
    """Let these be all the times when the articles with these ids were first seen in another template."""
    db.conn.executemany("DELETE FROM redressed WHERE article_id = ?", [(number,) for number in articles])
    rows = [{"article_id": number, "seen_at": time_text(moment)} for number, moment in seen]
    insert_rows(db, "INSERT OR IGNORE", "redressed", rows)


def note_override(db: Database, crawl: Mapping[str, Any]) -> None:
    """A crawl that went past robots.txt by the owner's permission."""
    if crawl.get("robots_permission"):
        detail = {"crawl_id": crawl["id"], "permission": crawl["robots_permission"]}
        row = _row(f"robots-override-{crawl['id']}", crawl["started_at"], "robots-override", detail)
        insert_rows(db, "INSERT OR REPLACE", "events", [row])


def put_import(db: Database, record_id: str, told: Mapping[str, Any]) -> None:
    """A file of others was taken in; the WARC record that tells of it names the event."""
    row = _row(f"import-{record_id}", str(told["imported_at"]), "import", dict(told))
    row["detail"] = json.dumps(told, ensure_ascii=False, sort_keys=True)  # the order in which the record has it
    row |= {
        "agent": told.get("software", "archiver"),
        "person": told.get("person"),
        "outcome": "damaged" if told["faults"] or told["wrong"] else "whole",
        "outcome_detail": f"{counted(told['captures_taken'], 'capture')} taken, "
        f"{counted(told['captures_held'], 'was', 'were')} here already",
        "object": told["file"],
    }
    insert_rows(db, "INSERT OR IGNORE", "events", [row])


def damaged_imports(db: Database) -> dict[str, dict[str, Any]]:
    """The files of others that came damaged: what could not be read in each, and what was not as it said."""
    rows = db.execute(
        "SELECT object, detail FROM events WHERE type = 'import' AND outcome = 'damaged' ORDER BY happened_at, id"
    )
    told = ((file, json.loads(detail)) for file, detail in rows)
    return {file: {name: detail[name] for name in ("faults", "wrong")} for file, detail in told}


def put_care(db: Database, kind: str, record_id: str, told: Mapping[str, Any]) -> None:
    """The record was repaired or copied; the WARC record that tells of it names the event."""
    row = _row(f"{kind}-{record_id}", str(told["done_at"]), kind, {})
    row["detail"] = json.dumps(told, ensure_ascii=False, sort_keys=True)  # the order in which the record has it
    row["outcome"] = told["outcome"]
    insert_rows(db, "INSERT OR IGNORE", "events", [row])


def note_upheavals(db: Database) -> None:
    """More than half of a section that vanished or changed in one crawl: for a person to look at, not a thousand facts."""
    db.execute("DELETE FROM events WHERE type IN ('mass-absence', 'redesign')")
    for kind, signs, how, names in (
        ("mass-absence", _SUSPECTED, "", ()),
        ("redesign", _REDESIGNED, _HOW, ("reworded", "in_another_template")),
    ):
        found = db.execute(_HALF.format(signs=signs, how=how), [MANY]).fetchall()
        rows = [
            _row(
                f"{kind}-{crawl}-{section or ''}",
                finished_at,
                kind,
                {"crawl_id": crawl, "section": section, "articles": hit, "of": known}
                | dict(zip(names, counts, strict=True)),
            )
            for crawl, finished_at, section, hit, known, *counts in found
        ]
        insert_rows(db, "INSERT", "events", rows)


def _row(number: str, happened_at: str, kind: str, detail: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number,
        "happened_at": happened_at,
        "type": kind,
        "agent": "archiver",
        "outcome": None,
        "detail": json.dumps(detail, ensure_ascii=False),
        "premis": PREMIS.get(kind),
    }

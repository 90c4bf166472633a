"""What was done to the archive, in the words of PREMIS 3: rows of `events` that say who, when, to what, and how it ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from archiver.store.database import insert_rows

# Our name of a deed -> the term of https://id.loc.gov/vocabulary/preservation/eventType
PREMIS = {
    "crawl": "capture",
    "import": "ingestion",
    "fixity-check": "fixity check",
    "repair": "recovery",
    "copy": "replication",
    "rebuild": "metadata extraction",
    "re-extraction": "metadata extraction",
    "export": "exporting",
    "access": "policy assignment",
    "annotation": "metadata modification",
    "withdrawal": "metadata modification",
}
_CRAWLS = """
INSERT OR REPLACE INTO events (id, happened_at, type, agent, outcome, detail, premis, person, object, outcome_detail)
SELECT 'crawl-' || id, coalesce(finished_at, started_at), 'crawl', coalesce(software, 'unknown'), outcome,
    json_object('crawl_id', id, 'started_at', started_at), ?, person, 'crawl ' || id,
    requests || ' answers, ' || articles_new || ' articles new, ' || articles_changed || ' changed, ' || articles_gone || ' gone'
FROM crawls
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that was done to the archive."""

    kind: str  # a key of PREMIS
    happened_at: str
    agent: str  # software and version
    person: str | None = None
    object: str | None = None
    outcome: str | None = None
    outcome_detail: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def put_deed(db: Database, event_id: str, deed: Deed) -> None:
    """One deed; the same one twice is one row."""
    row = {
        "id": event_id,
        "happened_at": deed.happened_at,
        "type": deed.kind,
        "agent": deed.agent,
        "outcome": deed.outcome,
        "detail": json.dumps(deed.detail, ensure_ascii=False, sort_keys=True),
        "premis": PREMIS.get(deed.kind),
        "person": deed.person,
        "outcome_detail": deed.outcome_detail,
        "object": deed.object,
    }
    insert_rows(db, "INSERT OR REPLACE", "events", [row])


def note_crawls(db: Database) -> None:
    """Each crawl is a deed as well, and says what came of it."""
    db.execute(_CRAWLS, [PREMIS["crawl"]])


def deeds(db: Database, *, kind: str | None = None, portal: bool = False) -> list[dict[str, Any]]:
    """The deeds in order of time; with `portal`, also what happened at the portal itself."""
    rows = db.query(
        "SELECT id, happened_at, type, premis, agent, person, object, outcome, outcome_detail, detail FROM events "
        "WHERE (premis IS NOT NULL OR ?) AND (? IS NULL OR type = ? OR premis = ?) ORDER BY happened_at, id",
        [portal or kind is not None, kind, kind, kind],
    )
    return [row | {"detail": json.loads(row["detail"])} for row in rows]

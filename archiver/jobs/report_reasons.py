"""What a crawl did not bring, and why; and what it found changed at the portal. Grouped, with examples."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from archiver.sites.reasons import Sort, folded, sort_of

EXAMPLES = 5
_TURNS = ("gone", "suspect", "moved", "back")
_CUT = {
    "length": "larger than the limit",
    "time": "not at its end in time",
    "disconnect": "the connection broke off",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Addresses that share a reason."""

    sort: Sort
    reason: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """An article that went, came back or moved."""

    title: str | None
    url: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """What happened to articles in a crawl: all of one kind."""

    kind: str  # gone, suspect, moved, back
    count: int
    examples: tuple[Turned, ...]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of a crawl's addresses."""

    states: tuple[tuple[str, int], ...]
    failed: tuple[Group, ...]
    skipped: tuple[Group, ...]


def read_outcomes(db: sqlite3.Connection, crawl: str | None, rules: Collection[str]) -> Outcomes:
    """Those of one crawl; of a crawl that told none, the states of all addresses that are known.

    A crawl that is not at its end has told none, nor has one that an older program made.
    """
    rows = db.execute("SELECT state, reason, addresses, examples FROM outcomes WHERE crawl_id = ?", (crawl,)).fetchall()
    told = [(row[0], row[1], row[2], tuple(json.loads(row[3]))) for row in rows] or _from_states(db)
    states: dict[str, int] = {}
    for state, _, count, _ in told:
        states[state] = states.get(state, 0) + count
    ordered = tuple(sorted(states.items(), key=lambda one: (-one[1], one[0])))
    return Outcomes(ordered, _groups(told, "failed", rules), _groups(told, "skipped", rules))


def _from_states(db: sqlite3.Connection) -> list[tuple[str, str, int, tuple[str, ...]]]:
    query = "SELECT state, coalesce(reason, ''), count(*), min(url) FROM url_states GROUP BY 1, 2"
    return [(state, reason, count, (url,)) for state, reason, count, url in db.execute(query)]


def _groups(
    told: Iterable[tuple[str, str, int, tuple[str, ...]]], state: str, rules: Collection[str]
) -> tuple[Group, ...]:
    return grouped(((reason, count, examples) for found, reason, count, examples in told if found == state), rules)


def grouped(reasons: Iterable[tuple[str, int, tuple[str, ...]]], rules: Collection[str]) -> tuple[Group, ...]:
    """Reasons with the figures folded, the most frequent first."""
    counts: dict[str, int] = {}
    examples: dict[str, tuple[str, ...]] = {}
    for written, count, some in reasons:
        reason = folded(written) or "no reason is known"
        counts[reason] = counts.get(reason, 0) + count
        examples[reason] = (*examples.get(reason, ()), *some)[:EXAMPLES]
    return tuple(
        Group(sort=sort_of(reason, rules), reason=reason, count=count, examples=examples[reason])
        for reason, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )


def read_truncated(db: sqlite3.Connection, crawl: str | None) -> tuple[Group, ...]:
    """Answers that did not come whole; what came is kept."""
    query = "SELECT truncated, count(*), min(url) FROM captures WHERE crawl_id = ? AND truncated IS NOT NULL GROUP BY 1"
    found = db.execute(query, (crawl,)).fetchall()
    return grouped(((_CUT.get(why, why), count, (url,)) for why, count, url in found), ())


def read_turns(db: sqlite3.Connection, begin: str, end: str) -> tuple[Turns, ...]:
    """What a crawl found out about articles that were known before."""
    return tuple(filter(None, (_turns(db, kind, begin, end) for kind in _TURNS)))


def _turns(db: sqlite3.Connection, kind: str, begin: str, end: str) -> Turns | None:
    where = "FROM events WHERE type = ? AND happened_at >= ? AND happened_at <= ?"
    (count,) = db.execute(f"SELECT count(*) {where}", (kind, begin, end)).fetchone()
    if not count:
        return None
    rows = db.execute(f"SELECT detail {where} ORDER BY happened_at, id LIMIT 20", (kind, begin, end))
    return Turns(kind=kind, count=count, examples=tuple(_turned(db, json.loads(row[0])) for row in rows))


def _turned(db: sqlite3.Connection, detail: dict[str, Any]) -> Turned:
    row = db.execute("SELECT title FROM articles WHERE id = ?", (detail.get("article_id"),)).fetchone()
    why = detail.get("why") or (f"it was at {detail['from']}" if detail.get("from") else "")
    return Turned(title=row[0] if row else None, url=detail.get("url", ""), why=why)


def read_upheavals(db: sqlite3.Connection, crawl: str | None) -> tuple[str, ...]:
    """What a person should look at: much that vanished or changed at once, a robots.txt that was passed by."""
    query = (
        "SELECT type, detail FROM events WHERE type IN ('redesign', 'mass-absence', 'robots-override')"
        " AND json_extract(detail, '$.crawl_id') = ? ORDER BY type, id"
    )
    return tuple(_said(kind, json.loads(detail)) for kind, detail in db.execute(query, (crawl,)))


def _said(kind: str, detail: dict[str, Any]) -> str:
    if kind == "robots-override":
        return f"robots.txt was passed by, with this permission: {detail['permission']}"
    where = f"section {detail['section']}" if detail.get("section") else "the pages outside the sections"
    verb = _how_redesigned(detail) if kind == "redesign" else "were not found"
    meaning = "the site may have been redesigned" if kind == "redesign" else "the portal may be broken or closed"
    return f"{where}: {detail['articles']} of {detail['of']} known articles {verb}; {meaning}, please look"


def _how_redesigned(detail: dict[str, Any]) -> str:
    """Other words, another template, or both: only the former are versions."""
    reworded, redressed = detail["reworded"], detail["in_another_template"]
    if not redressed:
        return "have another wording at once"
    versions = f", {reworded} with another wording" if reworded else ", their texts unchanged"
    return f"are in another template at once{versions}"


def read_unreadable(db: sqlite3.Connection, begin: str, end: str) -> tuple[Group, ...]:
    """Captures and attached documents that stand in the record and say nothing that can be read."""
    query = (
        "SELECT json_extract(detail, '$.why'), count(*), min(coalesce(json_extract(detail, '$.url'),"
        " json_extract(detail, '$.warc_file'), '')) FROM events WHERE type IN ('unreadable', 'unread-document')"
        " AND happened_at >= ? AND happened_at <= ? GROUP BY 1"
    )
    return grouped(((why or "", count, (url,)) for why, count, url in db.execute(query, (begin, end))), ())

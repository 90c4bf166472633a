"""The frontier of a crawl: a table of crawl.db, so that it outlives the process.

A request goes queued → captured (its answer is in the WARC file, its links are not yet taken) → done, or ends failed or
skipped; what a killed process had in flight is still queued here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from archiver.model import Place, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An address to fetch, and what is known of it beforehand."""

    key: str
    url: str
    role: str
    priority: int
    method: str = "GET"
    body: bytes | None = None
    section: str | None = None
    via: str | None = None
    link_text: str | None = None
    page: int = 1
    items: str | None = None
    skip: str | None = None  # why it is not to be fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A request that is due."""

    id: int
    wanted: Wanted
    attempts: int
    place: Place | None  # where its answer stands already, if it was captured before a crash


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlState:
    """Why an address is or is not in the archive."""

    url: str
    state: str
    reason: str | None
    http_status: int | None
    last_tried: str | None


# One state at a time: then the index gives the order, and nothing is sorted.
_DUE = "SELECT * FROM requests WHERE state = ? AND not_before <= ? ORDER BY priority DESC, id LIMIT ?"


class Frontier:
    """The requests of the crawl that runs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def clear(self) -> None:
        self._db.execute("DELETE FROM requests")

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that stand in the frontier, in whatever state."""
        found: set[str] = set()
        asked = list(keys)
        for start in range(0, len(asked), 500):
            part = asked[start : start + 500]
            marks = ", ".join("?" * len(part))
            rows = self._db.execute(f"SELECT key FROM requests WHERE key IN ({marks})", part)  # noqa: S608
            found.update(row["key"] for row in rows)
        return found

    def want(self, wanted: Iterable[Wanted]) -> int:
        """Put new addresses into the frontier; known ones stay as they are. Gives how many were new."""
        before = self._db.total_changes
        self._db.executemany(
            "INSERT OR IGNORE INTO requests (key, url, method, body, role, section, via, link_text, page, items,"
            " priority, state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (w.key, w.url, w.method, w.body, w.role, w.section, w.via, w.link_text, w.page, w.items, w.priority)
                + (("skipped", w.skip) if w.skip else ("queued", None))
                for w in wanted
            ],
        )
        return self._db.total_changes - before

    def due(self, now: float, limit: int, but: set[int]) -> list[Task]:
        """The next requests, the most important first, without those that are in flight."""
        most = limit + len(but)
        rows = [row for state in ("captured", "queued") for row in self._db.execute(_DUE, (state, now, most))]
        return [_task(row) for row in rows if row["id"] not in but][:limit]

    def has_open(self) -> bool:
        """Whether any request is neither done nor given up."""
        return (
            self._db.execute("SELECT 1 FROM requests WHERE state IN ('queued', 'captured') LIMIT 1").fetchone()
            is not None
        )

    def captured(self, task_id: int, written: Written, moment: str) -> None:
        self._db.execute(
            "UPDATE requests SET state = 'captured', http_status = ?, last_tried = ?, attempts = attempts + 1,"
            " warc_file = ?, warc_offset = ? WHERE id = ?",
            (written.status, moment, written.place.file, written.place.offset, task_id),
        )

    def done(self, task_id: int, reason: str | None = None) -> None:
        self._db.execute("UPDATE requests SET state = 'done', reason = ?, body = NULL WHERE id = ?", (reason, task_id))

    def retry(self, task_id: int, not_before: float, reason: str) -> None:
        self._db.execute(
            "UPDATE requests SET state = 'queued', not_before = ?, reason = ?, warc_file = NULL, warc_offset = NULL"
            " WHERE id = ?",
            (not_before, reason, task_id),
        )

    def tried(self, task_id: int, moment: str) -> None:
        """An attempt that brought no answer."""
        self._db.execute("UPDATE requests SET attempts = attempts + 1, last_tried = ? WHERE id = ?", (moment, task_id))

    def give_up(self, task_id: int, state: str, reason: str) -> None:
        """`failed` or `skipped`, and why."""
        self._db.execute("UPDATE requests SET state = ?, reason = ? WHERE id = ?", (state, reason, task_id))

    def url_states(self) -> Iterator[UrlState]:
        names = {"done": "archived", "captured": "archived"}
        for row in self._db.execute("SELECT url, state, reason, http_status, last_tried FROM requests ORDER BY id"):
            yield UrlState(**(dict(row) | {"state": names.get(row["state"], row["state"])}))

    def counts(self) -> dict[str, int]:
        """Requests by state."""
        rows = self._db.execute("SELECT state, count(*) AS n FROM requests GROUP BY state")
        return {row["state"]: row["n"] for row in rows}

    def request_of(self, key: str) -> int:
        """The number of a request that is known."""
        return int(self._db.execute("SELECT id FROM requests WHERE key = ?", (key,)).fetchone()["id"])


def _task(row: sqlite3.Row) -> Task:
    named: dict[str, Any] = dict(row)
    fields = ("key", "url", "role", "priority", "method", "body", "section", "via", "link_text", "page", "items")
    place = Place(file=named["warc_file"], offset=named["warc_offset"], length=0) if named["warc_file"] else None
    return Task(
        id=named["id"],
        wanted=Wanted(**{name: named[name] for name in fields}),
        attempts=named["attempts"],
        place=place if named["state"] == "captured" else None,
    )

"""The frontier of a crawl: a table of crawl.db, so that it outlives the process.

A request goes queued → captured (its answer is in the WARC file, its links are not yet taken) → done, or ends failed or
skipped; what a killed process had in flight is still queued here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from archiver.model import Place, Written
from archiver.sites.reasons import lapses
from archiver.store.crawl_memory import CrawlMemory
from archiver.store.digests import DigestSet, digest_of, signed, unsigned


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


# One host and one state at a time: then a partial index gives the order, and nothing is sorted.
# Requests in flight are still queued here, up to 130 before the first that is due; SQLite passes them over faster than we.
_DUE = (
    "SELECT * FROM requests WHERE state = '{}' AND host = ? AND not_before <= ?"
    " AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY priority DESC, id LIMIT ?"
)
# From host to host by the index: SELECT DISTINCT would read five million rows for three names.
_HOSTS = """
WITH RECURSIVE found (host) AS (
    SELECT min(host) FROM requests WHERE state = '{}'
    UNION ALL
    SELECT (SELECT min(host) FROM requests WHERE state = '{}' AND host > found.host) FROM found WHERE host IS NOT NULL
)
SELECT host FROM found WHERE host IS NOT NULL
"""
_NEXT = "SELECT min(not_before) FROM requests WHERE state = 'queued' AND host = ?"
_CAPTURED = "http_status = ?, last_tried = ?, attempts = attempts + 1, warc_file = ?, warc_offset = ?"
_INSERT = (
    "INSERT INTO requests (digest, key, host, url, method, body, role, section, via, link_text, page,"
    " items, priority, state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_REVIVE = (
    "UPDATE requests SET state = 'queued', reason = NULL, host = ?, url = ?, role = ?, section = ?, via = ?, link_text = ?,"
    " page = ?, items = ?, priority = ? WHERE digest = ? AND state = 'skipped'"
)


class Frontier(CrawlMemory):
    """The requests of the crawl that runs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._held: DigestSet | None = None
        self._refused = DigestSet()  # of `_held`, those that were skipped because of who named them
        self._captured: dict[int, tuple[Any, ...]] = {}  # id -> what `_CAPTURED` sets

    def clear(self) -> None:
        self._db.execute("DELETE FROM requests")
        for table in ("tallies", "hosts", "spent", "shapes", "said"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        self._held = None
        self._refused.clear()
        self._captured.clear()

    @property
    def _keys(self) -> DigestSet:
        """The keys of all requests; a crawl that was cut off reads them once."""
        if self._held is None:
            self._held = DigestSet(unsigned(row[0]) for row in self._db.execute("SELECT digest FROM requests"))
            skipped = self._db.execute("SELECT digest, reason FROM requests WHERE state = 'skipped'")
            self._refused = DigestSet(unsigned(row[0]) for row in skipped if lapses(row[1] or ""))
        return self._held

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that stand in the frontier, in whatever state."""
        held = self._keys
        return {key for key in keys if digest_of(key) in held}

    def news(self, wanted: Iterable[Wanted]) -> tuple[Wanted, ...]:
        """Those that `want` would take: the others are known, and were not refused or are so again."""
        held = self._keys
        return tuple(
            one
            for one in wanted
            if (digest := digest_of(one.key)) not in held or (one.skip is None and digest in self._refused)
        )

    def want(self, wanted: Iterable[Wanted]) -> int:
        """Put new addresses into the frontier; gives how many are to be fetched or skipped now that were not before.

        Known ones stay as they are, but for those that were refused and that somebody names without a reason against them.
        """
        held = self._keys
        rows, better = [], []
        for one in wanted:
            digest = digest_of(one.key)
            if held.add(digest):
                rows.append(_row(one, digest))
                if one.skip is not None and lapses(one.skip):
                    self._refused.add(digest)
            elif one.skip is None and digest in self._refused:
                better.append(_named(one, digest))
        self._db.executemany(_INSERT, rows)
        return len(rows) + (self._db.executemany(_REVIVE, better).rowcount if better else 0)

    def answered(self, exchanges: Iterable[tuple[Wanted, Written]]) -> None:
        """Answers that stand in the record before anybody took the request from here; it may be unknown yet."""
        numbers: dict[int, Written] = {}
        asked: dict[int, Written] = {}
        for wanted, written in exchanges:
            digest = digest_of(wanted.key)
            if self._keys.add(digest):
                numbers[int(self._db.execute(_INSERT, _row(wanted, digest)).lastrowid or 0)] = written
            else:
                asked[signed(digest)] = written
        if asked:  # all rows are looked through: an index of digests would be written all over by each page
            for number, digest in self._db.execute("SELECT id, digest FROM requests"):
                if digest in asked:
                    numbers[number] = asked[digest]
        for number, written in numbers.items():
            self.captured(number, written, written.fetched_at)
        self.flush()

    def due(self, host: str, now: float, limit: int, but: Collection[int]) -> list[Task]:
        """The next requests to a host, the most important first, without those that are in flight."""
        asked = (host, now, json.dumps(list(but)), limit)
        rows = (row for state in ("captured", "queued") for row in self._db.execute(_DUE.format(state), asked))
        return [_task(row) for row in islice(rows, limit)]

    def hosts(self) -> list[str]:
        """The hosts that have requests which are neither done nor given up."""
        return sorted(
            {row[0] for state in ("queued", "captured") for row in self._db.execute(_HOSTS.format(state, state))}
        )

    def next_due(self, host: str) -> float | None:
        """When the earliest of a host's queued requests may go out; seconds since 1970."""
        self.flush()
        moment: float | None = self._db.execute(_NEXT, (host,)).fetchone()[0]
        return moment

    def has_open(self) -> bool:
        """Whether any request is neither done nor given up."""
        return any(
            self._db.execute(f"SELECT 1 FROM requests WHERE state = '{state}' LIMIT 1").fetchone()  # noqa: S608
            for state in ("queued", "captured")
        )

    def captured(self, task_id: int, written: Written, moment: str) -> None:
        """Its answer stands in the record. Written at the next `flush`: most pages are done before, in one step with this."""
        self._captured[task_id] = (written.status, moment, written.place.file, written.place.offset)

    def flush(self) -> None:
        """Write what was captured and is not done yet; whoever commits calls it first."""
        if self._captured:
            rows = [(*told, task_id) for task_id, told in self._captured.items()]
            self._db.executemany(f"UPDATE requests SET state = 'captured', {_CAPTURED} WHERE id = ?", rows)  # noqa: S608
            self._captured.clear()

    def done(self, task_id: int, reason: str | None = None) -> None:
        told = self._captured.pop(task_id, None)
        also = f", {_CAPTURED}" if told else ""
        self._db.execute(
            f"UPDATE requests SET state = 'done', reason = ?, body = NULL{also} WHERE id = ?",  # noqa: S608
            (reason, *(told or ()), task_id),
        )

    def retry(self, task_id: int, not_before: float, reason: str, *, url: str | None = None) -> None:
        """Once more, later; `url`: under another spelling of its address."""
        self.flush()
        self._db.execute(
            "UPDATE requests SET state = 'queued', not_before = ?, reason = ?, warc_file = NULL, warc_offset = NULL"
            " WHERE id = ?",
            (not_before, reason, task_id),
        )
        if url is not None:
            self._db.execute("UPDATE requests SET url = ?, host = ? WHERE id = ?", (url, host_of(url), task_id))

    def tried(self, task_id: int, moment: str) -> None:
        """An attempt that brought no answer."""
        self.flush()
        self._db.execute("UPDATE requests SET attempts = attempts + 1, last_tried = ? WHERE id = ?", (moment, task_id))

    def skip_queued(self, reason: str) -> None:
        """All that is still queued stays known, and is not fetched."""
        self.flush()
        self._db.execute("UPDATE requests SET state = 'skipped', reason = ? WHERE state = 'queued'", (reason,))

    def give_up(self, task_id: int, state: str, reason: str) -> None:
        """`failed` or `skipped`, and why."""
        self.flush()
        self._db.execute("UPDATE requests SET state = ?, reason = ? WHERE id = ?", (state, reason, task_id))

    def url_states(self) -> Iterator[UrlState]:
        self.flush()
        names = {"done": "archived", "captured": "archived"}
        for row in self._db.execute("SELECT url, state, reason, http_status, last_tried FROM requests ORDER BY id"):
            yield UrlState(**(dict(row) | {"state": names.get(row["state"], row["state"])}))

    def counts(self) -> dict[str, int]:
        """Requests by state."""
        self.flush()
        return {row["state"]: row["n"] for row in self._db.execute("SELECT state, n FROM tallies WHERE n > 0")}

    def answered_roles(self) -> dict[str, int]:
        """Requests that are answered, by the part that they play; all rows are read, so once a crawl at most."""
        self.flush()
        query = "SELECT role, count(*) FROM requests WHERE state IN ('done', 'captured') GROUP BY role"
        return {row[0]: row[1] for row in self._db.execute(query)}


def host_of(url: str) -> str:
    """The host and port of an address, to which one is polite."""
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2]


def _row(w: Wanted, digest: int) -> tuple[Any, ...]:
    state, reason = ("skipped", w.skip) if w.skip else ("queued", None)
    asked = (signed(digest), w.key, host_of(w.url), w.url, w.method, w.body)
    told = (w.role, w.section, w.via, w.link_text, w.page, w.items, w.priority)
    return (*asked, *told, state, reason)


def _named(w: Wanted, digest: int) -> tuple[Any, ...]:
    """What `_REVIVE` sets."""
    return (host_of(w.url), w.url, w.role, w.section, w.via, w.link_text, w.page, w.items, w.priority, signed(digest))


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

"""crawl.db: the ledger of captures that are committed, and the frontier and the cookies of the crawl that runs.

All changes go through one connection and one open transaction; `commit` is called only after the WARC bytes that the
changes speak of are synced. So nothing that stands here can be missing there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from archiver.model import Original, Place, Written
from archiver.store.cookies import CookieJar
from archiver.store.database import address_to_read, has_table
from archiver.store.digests import stored_digest
from archiver.store.frontier import Frontier, UrlState
from archiver.store.ledger_schema import migrations
from archiver.store.outcomes import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRow:
    """One crawl, as the ledger counts it."""

    id: str
    site: str
    started_at: str
    finished_at: str | None
    outcome: str | None
    profile_digest: str | None
    software: str | None
    requests: int
    bytes: int
    robots_permission: str | None = None  # by which it went past robots.txt
    asked: str | None = (
        None  # JSON: what of the portal was asked for (`new`, `limit`, `sections`, `urls`); `{}`: all of it
    )
    person: str | None = None  # who had it done, where somebody was named


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server named so that it can be asked whether an address has changed (RFC 9110, 8.8)."""

    original: Original  # the capture that holds the answer
    etag: str | None
    last_modified: str | None


# Five million addresses are 2 GB: what is looked up stays with the system, and is not copied at each look. A cache of 64 MB of
# its own lets a crawl grow by 43 MB from its 10,000th page to its 50,000th; with 16 MB a frontier of five million loses a sixth.
_PRAGMAS = ("synchronous = FULL", "cache_size = -32768", "mmap_size = 17179869184")


class Ledger:
    """crawl.db, opened."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self.path = path
        if not readonly:
            self._migrate()
        address = address_to_read(path) if readonly else f"{path.resolve().as_uri()}?mode=rw"
        self._db = sqlite3.connect(address, uri=True, isolation_level=None, timeout=30)
        self._db.row_factory = sqlite3.Row
        self._held_before: tuple[str, bool] | None = None  # a moment, and whether anything was captured before it
        self._exchanges: dict[str, tuple[int, int]] = {}  # crawl -> requests and bytes since the last commit
        self.frontier = Frontier(self._db)
        self.jar = CookieJar(self._db)
        if not readonly:
            for pragma in _PRAGMAS:
                self._db.execute(f"PRAGMA {pragma}")
            self._db.execute("BEGIN IMMEDIATE")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave; what was not committed is forgotten."""
        self._db.close()

    def commit(self) -> None:
        """Only after the WARC bytes are synced."""
        self._write_behind()
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def _migrate(self) -> None:
        db = Database(self.path)
        db.enable_wal()
        migrations.apply(db)
        db.close()

    # The crawl

    def unfinished_crawl(self) -> str | None:
        row = self._db.execute("SELECT id FROM crawls WHERE finished_at IS NULL ORDER BY started_at DESC").fetchone()
        return row["id"] if row else None

    def begin_crawl(self, crawl: CrawlRow) -> None:
        """A new crawl begins with an empty frontier; the ledger of captures stays."""
        self.frontier.clear()
        self.jar.clear()
        self._db.execute(
            "INSERT INTO crawls (id, site, started_at, profile_digest, software, robots_permission, person)"
            " VALUES (:id, :site, :started_at, :profile_digest, :software, :robots_permission, :person)",
            asdict(crawl),
        )

    def count_exchange(self, crawl_id: str, size: int) -> None:
        """Counted in one step with the others of the same commit."""
        requests, total = self._exchanges.get(crawl_id, (0, 0))
        self._exchanges[crawl_id] = (requests + 1, total + size)

    def _write_behind(self) -> None:
        self.frontier.flush()
        counted = [(requests, size, crawl_id) for crawl_id, (requests, size) in self._exchanges.items()]
        self._db.executemany("UPDATE crawls SET requests = requests + ?, bytes = bytes + ? WHERE id = ?", counted)
        self._exchanges.clear()

    def set_asked(self, crawl_id: str, asked: str) -> None:
        self._db.execute("UPDATE crawls SET asked = ? WHERE id = ?", (asked, crawl_id))

    def finish_crawl(self, crawl_id: str, finished_at: str, outcome: str, outcomes: Iterable[Outcome] = ()) -> None:
        """The end of a crawl, and what became of its addresses."""
        self._db.execute(
            "UPDATE crawls SET finished_at = ?, outcome = ? WHERE id = ?", (finished_at, outcome, crawl_id)
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?)",
            [(crawl_id, o.state, o.reason, o.addresses, json.dumps(o.examples, ensure_ascii=False)) for o in outcomes],
        )

    def crawls(self) -> list[CrawlRow]:
        self._write_behind()
        rows = self._db.execute("SELECT * FROM crawls ORDER BY started_at, id")
        return [CrawlRow(**dict(row)) for row in rows]

    def crawl(self, crawl_id: str) -> CrawlRow:
        """One crawl; it must be known."""
        self._write_behind()
        return CrawlRow(**dict(self._db.execute("SELECT * FROM crawls WHERE id = ?", (crawl_id,)).fetchone()))

    def outcomes(self, crawl_id: str) -> list[Outcome]:
        """What became of the addresses of a crawl that is over; nothing where an older program kept the ledger."""
        if not has_table(self._db, "outcomes"):
            return []
        rows = self._db.execute(
            "SELECT state, reason, addresses, examples FROM outcomes WHERE crawl_id = ? ORDER BY state, reason",
            (crawl_id,),
        )
        return [Outcome(r["state"], r["reason"], r["addresses"], tuple(json.loads(r["examples"]))) for r in rows]

    def url_states(self) -> Iterator[UrlState]:
        return self.frontier.url_states()

    # The ledger of captures

    def name_keys(self, key_of: Callable[[str], str]) -> None:
        """Captures of a time when the ledger knew them by their spellings only."""
        unnamed = self._db.execute("SELECT number, url FROM captures WHERE key IS NULL").fetchall()
        keys = [(stored_digest(key_of(row["url"])), row["number"]) for row in unnamed]
        self._db.executemany("UPDATE captures SET key = ? WHERE number = ?", keys)

    def acknowledge(self, url: str, key: str, written: Written) -> bool:
        """A capture that stands in the WARC file; false where it was known. `key`: the address's url_key."""
        inserted = self._db.execute(
            "INSERT OR IGNORE INTO captures (id, url, key, fetched_at, warc_file, warc_offset, warc_length, digest,"
            " payload_digest, revisit_of, etag, last_modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                written.capture_id,
                url,
                stored_digest(key),
                written.fetched_at,
                written.place.file,
                written.place.offset,
                written.place.length,
                written.digest,
                written.payload_digest,
                written.revisit_of,
                written.etag,
                written.last_modified,
            ),
        )
        return inserted.rowcount > 0

    def original(self, digest: str) -> Original | None:
        """The first record that holds this payload."""
        row = self._db.execute(
            "SELECT * FROM captures WHERE digest = ? AND revisit_of IS NULL ORDER BY number LIMIT 1", (digest,)
        ).fetchone()
        return _original(row) if row else None

    def has(self, key: str) -> bool:
        """Whether any spelling of this address was ever captured."""
        found = self._db.execute("SELECT 1 FROM captures WHERE key = ? LIMIT 1", (stored_digest(key),))
        return found.fetchone() is not None

    def latest(self, url: str, key: str, since: str) -> Place | None:
        """Where the newest capture of an address, so spelt, stands, if it is no older than `since`."""
        row = self._db.execute(
            "SELECT warc_file, warc_offset, warc_length FROM captures WHERE key = ? AND url = ? AND fetched_at >= ?"
            " ORDER BY number DESC LIMIT 1",
            (stored_digest(key), url, since),
        ).fetchone()
        return Place(file=row[0], offset=row[1], length=row[2]) if row else None

    def validators(self, url: str, key: str, before: str) -> Validators | None:
        """What a server can be asked about the newest capture of an address before a moment; None where it named nothing.

        The question is about the record that holds the payload, which a revisit only names.
        """
        if self._held_before is None or self._held_before[0] != before:
            (held_any,) = self._db.execute(
                "SELECT EXISTS (SELECT 1 FROM captures WHERE fetched_at < ?)", (before,)
            ).fetchone()
            self._held_before = (before, bool(held_any))
        if not self._held_before[1]:  # a first crawl
            return None
        newest = "SELECT * FROM captures WHERE key = ? AND url = ? AND fetched_at < ? ORDER BY number DESC LIMIT 1"
        row = self._db.execute(newest, (stored_digest(key), url, before)).fetchone()
        if row is None:
            return None
        held = self._db.execute("SELECT * FROM captures WHERE id = ?", (row["revisit_of"] or row["id"],)).fetchone()
        if held is None:
            return None
        etag, last_modified = (row[name] or held[name] for name in ("etag", "last_modified"))
        if not (etag or last_modified):
            return None
        return Validators(original=_original(held), etag=etag, last_modified=last_modified)

    def place_of(self, capture_id: str) -> Place | None:
        row = self._db.execute(
            "SELECT warc_file, warc_offset, warc_length FROM captures WHERE id = ?", (capture_id,)
        ).fetchone()
        return Place(file=row[0], offset=row[1], length=row[2]) if row else None

    def committed(self, after: int = 0, limit: int = 1000) -> list[tuple[int, Place]]:
        """Captures in the order of commitment, from the number after `after`."""
        rows = self._db.execute(
            "SELECT number, warc_file, warc_offset, warc_length FROM captures WHERE number > ? ORDER BY number LIMIT ?",
            (after, limit),
        )
        return [
            (r["number"], Place(file=r["warc_file"], offset=r["warc_offset"], length=r["warc_length"])) for r in rows
        ]

    def committed_end(self, warc_file: str) -> int:
        return self.committed_ends().get(warc_file, 0)

    def committed_ends(self) -> dict[str, int]:
        """WARC file -> bytes that are committed."""
        return {row["warc_file"]: row["end"] for row in self._db.execute("SELECT warc_file, end FROM files")}

    def set_committed_end(self, warc_file: str, end: int) -> None:
        self._db.execute(
            "INSERT INTO files (warc_file, end) VALUES (?, ?) ON CONFLICT (warc_file) DO UPDATE SET end = excluded.end",
            (warc_file, end),
        )


def _original(row: sqlite3.Row) -> Original:
    return Original(
        capture_id=row["id"],
        url=row["url"],
        fetched_at=row["fetched_at"],
        digest=row["digest"],
        payload_digest=row["payload_digest"],
    )


def committed_ends_in(path: Path) -> dict[str, int]:
    """WARC file -> bytes that are committed, as crawl.db says; nothing where it is not there, or cannot be read."""
    if not path.is_file():
        return {}
    try:
        with Ledger(path, readonly=True) as ledger:
            return ledger.committed_ends()
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # who needs to know why asks the ledger itself
        return {}

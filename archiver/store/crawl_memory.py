"""What a crawl remembers beside its requests, so that one that was cut off goes on as if it had not been."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from archiver.store.digests import stored_digest


class CrawlMemory:
    """What hosts said in robots.txt, what was spent of budgets, and what pages of one shape said; in crawl.db."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    # The hosts: what robots.txt said, so that a crawl that was cut off need not ask again

    def rules_of(self, host: str) -> str | None:
        """The text of a host's robots.txt; None where it is not known yet."""
        row = self._db.execute("SELECT rules FROM hosts WHERE host = ?", (host,)).fetchone()
        return row["rules"] if row else None

    def set_rules(self, host: str, rules: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO hosts (host, rules) VALUES (?, ?)", (host, rules))

    def spend(self, what: str) -> int:
        """Count a request against a budget; gives how many that makes."""
        row = self._db.execute(
            "INSERT INTO spent VALUES (?, 1) ON CONFLICT (what) DO UPDATE SET requests = requests + 1 RETURNING requests",
            (what,),
        ).fetchone()
        return int(row[0])

    def spent(self, what: str) -> int:
        row = self._db.execute("SELECT requests FROM spent WHERE what = ?", (what,)).fetchone()
        return int(row[0]) if row else 0

    # The shapes of addresses: whether pages of one kind go on saying something

    def saw(self, shapes: Collection[str], fingerprint: str) -> None:
        """Count a page for each of its shapes, and whether it said what another one had said."""
        said = stored_digest(fingerprint)
        repeats = self._db.execute("INSERT OR IGNORE INTO said VALUES (?)", (said,)).rowcount == 0
        self._db.executemany(
            "INSERT INTO shapes VALUES (?, 1, ?)"
            " ON CONFLICT (shape) DO UPDATE SET fetched = fetched + 1, repeats = repeats + excluded.repeats",
            [(shape, int(repeats)) for shape in shapes],
        )

    def shape(self, shape: str) -> tuple[int, int]:
        """Pages of a shape that were fetched, and how many of them were repeats."""
        row = self._db.execute("SELECT fetched, repeats FROM shapes WHERE shape = ?", (shape,)).fetchone()
        return (row["fetched"], row["repeats"]) if row else (0, 0)

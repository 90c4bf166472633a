"""The cookies of the crawl that runs: a table of crawl.db, one jar a host. A crawl begins without any, as a first visitor does."""

from __future__ import annotations

import sqlite3

from archiver.sites.cookies import MOST, Cookie

_KEEP = """
INSERT INTO cookies (host, name, value, path, secure, expires, http_only) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (host, name, path) DO UPDATE SET value = excluded.value, secure = excluded.secure,
    expires = excluded.expires, http_only = excluded.http_only
"""


class CookieJar:
    """What hosts gave us to show again; it never crosses from one to another."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._has_any = True  # perhaps, of a crawl that goes on

    def clear(self) -> None:
        self._db.execute("DELETE FROM cookies")
        self._has_any = False

    def cookies(self, host: str) -> list[Cookie]:
        """The oldest first."""
        if not self._has_any:  # as on most portals, and it is asked for each request
            return []
        rows = self._db.execute(
            "SELECT name, value, path, secure, expires, http_only FROM cookies WHERE host = ? ORDER BY id", (host,)
        )
        return [
            Cookie(
                name=row["name"],
                value=row["value"],
                path=row["path"],
                secure=bool(row["secure"]),
                expires=row["expires"],
                http_only=bool(row["http_only"]),
            )
            for row in rows
        ]

    def set_cookie(self, host: str, cookie: Cookie) -> None:
        """A host has a bounded number; the oldest goes."""
        self._has_any = True
        given = (cookie.name, cookie.value, cookie.path, cookie.secure, cookie.expires, cookie.http_only)
        self._db.execute(_KEEP, (host, *given))
        self._db.execute(
            "DELETE FROM cookies WHERE host = ? AND id NOT IN"
            " (SELECT id FROM cookies WHERE host = ? ORDER BY id DESC LIMIT ?)",
            (host, host, MOST),
        )

    def drop_cookie(self, host: str, cookie: Cookie) -> None:
        self._db.execute(
            "DELETE FROM cookies WHERE host = ? AND name = ? AND path = ?", (host, cookie.name, cookie.path)
        )

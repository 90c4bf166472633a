"""Which captures of an address there are, and which of them is nearest to a moment."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from archiver.serve.stamps import first_of_second, last_of_second, seconds, stamp_of
from archiver.sites.url_key import UrlRules, url_key

Row = sqlite3.Row
MOST_TIMES = 10_000
_RENDERING = 300  # seconds that a browser may have taken for a page
_ROUND_TRIP = 500  # addresses that are looked up at once

# A 304 without its payload shows nothing; the answer to a form is met only from the page that sent it.
_SHOWN = "NOT (status = 304 AND revisit_of IS NULL) AND method <> 'POST'"
_GOOD = "status BETWEEN 200 AND 399 AND " + _SHOWN
_SIDES = {
    "before": "fetched_at <= :at ORDER BY fetched_at DESC, id LIMIT 1",
    "after": "fetched_at > :at ORDER BY fetched_at, id LIMIT 1",
}
_BATCH = f"""
SELECT wanted.value AS url_key,
  (SELECT fetched_at FROM captures WHERE captures.url_key = wanted.value AND {_GOOD} AND {_SIDES["before"]}) AS before,
  (SELECT fetched_at FROM captures WHERE captures.url_key = wanted.value AND {_GOOD} AND {_SIDES["after"]}) AS after,
  (SELECT fetched_at FROM captures WHERE captures.url_key = wanted.value AND {_SHOWN} AND {_SIDES["before"]}) AS failed
FROM json_each(:keys) AS wanted
"""  # noqa: S608 - put together from the constants above


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The times at which an address was had, seen from one of them."""

    first: str
    previous: str | None
    next: str | None
    last: str
    count: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The captures of one archive in time; `rules` tell which spellings are one address."""

    connection: sqlite3.Connection
    rules: UrlRules

    def key(self, url: str) -> str:
        return url_key(url, self.rules)

    def nearest(self, url: str, stamp: str) -> Row | None:
        """The capture of that second; else the nearest that shows something; else the nearest of any kind."""
        key = self.key(url)
        row: Row | None = self.connection.execute(
            f"SELECT * FROM captures WHERE url_key = ? AND {_SHOWN} AND fetched_at BETWEEN ? AND ?"  # noqa: S608 - a constant
            " ORDER BY status, id LIMIT 1",
            (key, first_of_second(stamp), last_of_second(stamp)),
        ).fetchone()
        if row is not None:
            return row
        for wanted in (_GOOD, _SHOWN):
            found = [self._beside(key, stamp, wanted, side) for side in _SIDES]
            rows = [one for one in found if one is not None]
            if rows:
                return min(rows, key=lambda one: _distance(one["fetched_at"], stamp))
        return None

    def by_id(self, capture_id: str) -> Row | None:
        row: Row | None = self.connection.execute("SELECT * FROM captures WHERE id = ?", (capture_id,)).fetchone()
        return row

    def stamps(self, urls: Iterable[str], stamp: str) -> dict[str, str]:
        """For each address that was had, the time of the capture nearest to a moment."""
        keys = {url: self.key(url) for url in urls}
        wanted = sorted(set(keys.values()))
        found: dict[str, str] = {}
        for begin in range(0, len(wanted), _ROUND_TRIP):
            question = {"at": last_of_second(stamp), "keys": json.dumps(wanted[begin : begin + _ROUND_TRIP])}
            for row in self.connection.execute(_BATCH, question):
                times = [one for one in (row["before"], row["after"]) if one] or [row["failed"]]
                if times[0]:
                    found[row["url_key"]] = stamp_of(min(times, key=lambda one: _distance(one, stamp)))
        return {url: found[key] for url, key in keys.items() if key in found}

    def times(self, url: str, limit: int = MOST_TIMES) -> list[Row]:
        """Every capture of an address, the oldest first."""
        return self.connection.execute(
            f"SELECT id, url, fetched_at, status, media_type FROM captures WHERE url_key = ? AND {_SHOWN}"  # noqa: S608 - a constant
            " ORDER BY fetched_at, id LIMIT ?",
            (self.key(url), limit),
        ).fetchall()

    def around(self, url: str, stamp: str) -> Around | None:
        """First, last, and the neighbours of the capture of that second."""
        key = self.key(url)
        first, last, count = self.connection.execute(
            f"SELECT min(fetched_at), max(fetched_at), count(*) FROM captures WHERE url_key = ? AND {_SHOWN}",  # noqa: S608 - a constant
            (key,),
        ).fetchone()
        if not count:
            return None
        before, after = self.connection.execute(
            f"SELECT (SELECT max(fetched_at) FROM captures WHERE url_key = :key AND {_SHOWN} AND fetched_at < :begin),"  # noqa: S608 - a constant
            f" (SELECT min(fetched_at) FROM captures WHERE url_key = :key AND {_SHOWN} AND fetched_at > :end)",
            {"key": key, "begin": first_of_second(stamp), "end": last_of_second(stamp)},
        ).fetchone()
        return Around(
            first=stamp_of(first),
            previous=stamp_of(before) if before else None,
            next=stamp_of(after) if after else None,
            last=stamp_of(last),
            count=count,
        )

    def made_of(self, row: Row) -> Row | None:
        """The page that a browser made of an empty one, kept by the same crawl right behind it."""
        stamp = stamp_of(row["fetched_at"])
        found: Row | None = self.connection.execute(
            f"SELECT * FROM captures WHERE url_key = ? AND {_GOOD} AND fetched_at >= ? AND id <> ? AND crawl_id IS ?"  # noqa: S608 - a constant
            " ORDER BY fetched_at, id LIMIT 1",
            (row["url_key"], row["fetched_at"], row["id"], row["crawl_id"]),
        ).fetchone()
        return found if found is not None and _distance(found["fetched_at"], stamp) <= _RENDERING else None

    def posts(self, url: str, limit: int) -> list[Row]:
        """Answers to forms that were sent to an address, the oldest first."""
        key = self.key(url)
        return self.connection.execute(
            "SELECT * FROM captures WHERE (url_key > ? AND url_key < ?) OR (url_key = ? AND method = 'POST')"
            " ORDER BY fetched_at, id LIMIT ?",
            (f"{key} POST ", f"{key} POST~", key, limit),
        ).fetchall()

    def posted_to(self, url: str) -> bool:
        """Whether a form was ever sent there."""
        return bool(self.posts(url, 1))

    def article_of(self, row: Row) -> int | None:
        """The article that a capture shows."""
        found = self.connection.execute("SELECT article_id FROM article_urls WHERE url = ?", (row["url"],)).fetchone()
        return found[0] if found else None

    def _beside(self, key: str, stamp: str, wanted: str, side: str) -> Row | None:
        row: Row | None = self.connection.execute(
            f"SELECT * FROM captures WHERE url_key = :key AND {wanted} AND {_SIDES[side]}",  # noqa: S608 - constants
            {"key": key, "at": last_of_second(stamp)},
        ).fetchone()
        return row


def _distance(fetched_at: str, stamp: str) -> float:
    return abs(seconds(stamp_of(fetched_at)) - seconds(stamp))

"""A crawl beside those before it: what each brought, and whether this one shrank."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from archiver.jobs.report_words import moment, seconds_between
from archiver.quantity import counted
from archiver.store.database import time_text

COMPARED = 3  # crawls before this one that were asked for the same
_ENOUGH = 20  # articles or requests; of fewer, half may well go in a week
_ENOUGH_IN_A_SECTION = 10
_MUCH_LESS = 0.5  # a broken expectation
_LESS = 0.8  # worth a word

_CRAWLS = "SELECT * FROM crawls WHERE (started_at, id) <= (?, ?) ORDER BY started_at DESC, id DESC LIMIT ?"
_PAGES = """
SELECT crawl_id, count(*) AS pages FROM captures
WHERE crawl_id IN (SELECT value FROM json_each(?)) AND status = 200
    AND media_type IN ('text/html', 'application/xhtml+xml') GROUP BY crawl_id
"""
_SEEN = """
SELECT c.crawl_id, a.section, count(DISTINCT a.id) AS articles FROM captures c
JOIN observations o ON o.capture_id = c.id JOIN article_urls u ON u.url = o.url JOIN articles a ON a.id = u.article_id
WHERE c.crawl_id IN (SELECT value FROM json_each(?)) GROUP BY 1, 2
"""
_FAILED = """
SELECT crawl_id, sum(CASE state WHEN 'failed' THEN addresses ELSE 0 END) AS failed FROM outcomes
WHERE crawl_id IN (SELECT value FROM json_each(?)) GROUP BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlLine:
    """One crawl, as a line among others."""

    id: str
    started_at: str
    finished_at: str | None
    outcome: str | None  # finished, failed; None: not at its end
    asked: str | None  # JSON: what of the portal was asked for
    requests: int
    bytes: int
    seconds: float | None
    pages: int  # of HTML that were answered
    articles: int  # that it saw, known ones too
    new: int
    changed: int
    gone: int
    failed: int | None  # addresses; None: an older program did not count them
    sections: tuple[tuple[str | None, int], ...]  # articles that it saw, by section

    @property
    def whole(self) -> bool:
        """Whether all of something was asked for, to its end: such crawls can be held against one another."""
        asked = json.loads(self.asked or "{}")
        return self.outcome == "finished" and not {"new", "limit", "urls"} & asked.keys()


def read_crawls(db: sqlite3.Connection, last: sqlite3.Row | None, limit: int) -> tuple[CrawlLine, ...]:
    """A crawl and those before it, the earliest first."""
    if last is None:
        return ()
    rows = db.execute(_CRAWLS, (last["started_at"], last["id"], limit)).fetchall()
    ids = json.dumps([row["id"] for row in rows])
    pages = {row["crawl_id"]: row["pages"] for row in db.execute(_PAGES, (ids,))}
    failed = {row["crawl_id"]: row["failed"] for row in db.execute(_FAILED, (ids,))}
    seen: dict[str, list[tuple[str | None, int]]] = defaultdict(list)
    for row in db.execute(_SEEN, (ids,)):
        seen[row["crawl_id"]].append((row["section"], row["articles"]))
    return tuple(
        CrawlLine(
            id=row["id"],
            started_at=row["started_at"],
            finished_at=row["finished_at"],
            outcome=row["outcome"],
            asked=row["asked"],
            requests=row["requests"],
            bytes=row["bytes"],
            seconds=seconds_between(row["started_at"], row["finished_at"]),
            pages=pages.get(row["id"], 0),
            articles=sum(articles for _, articles in seen[row["id"]]),
            new=row["articles_new"],
            changed=row["articles_changed"],
            gone=row["articles_gone"],
            failed=failed.get(row["id"]),
            sections=tuple(seen[row["id"]]),
        )
        for row in reversed(rows)
    )


def ahead_of_time(db: sqlite3.Connection, now: datetime) -> Iterator[str]:
    """Crawls that began when the clock was ahead seem to be the last ones until that day has come."""
    count, last = db.execute(
        "SELECT count(*), max(started_at) FROM crawls WHERE started_at > ?", [time_text(now)]
    ).fetchone()
    if count:
        yield (
            f"{counted(count, 'crawl')} began in the future, as the clock of then had it ({moment(last)}), and seems to be the "
            "last; archiver report --all lists all of them, --crawl ID tells of one"
        )


@dataclass(frozen=True, slots=True)
class Shrinking:
    """What a crawl brought less of than those before it, in words."""

    broken: tuple[str, ...] = ()  # much less
    warnings: tuple[str, ...] = ()  # less


def shrinking(lines: Sequence[CrawlLine]) -> Shrinking:
    """The last of the crawls, held against those before it that were asked for the same."""
    if not lines or not lines[-1].whole:
        return Shrinking()
    this = lines[-1]
    before = [line for line in lines[:-1] if line.whole and line.asked == this.asked][-COMPARED:]
    if not before:
        return Shrinking()
    usual = median(line.articles for line in before)
    told = f"the crawl shrank: it saw {counted(this.articles, 'article')}, the crawls before it {usual:,.0f}"
    if usual >= _ENOUGH and this.articles < _MUCH_LESS * usual:
        return Shrinking(broken=(told,), warnings=tuple(_less_elsewhere(this, before)))
    first = [told] if usual >= _ENOUGH and this.articles < _LESS * usual else []
    return Shrinking(warnings=(*first, *_less_elsewhere(this, before)))


def _less_elsewhere(this: CrawlLine, before: Sequence[CrawlLine]) -> Iterator[str]:
    requests = median(line.requests for line in before)
    if requests >= _ENOUGH and this.requests < _MUCH_LESS * requests:
        yield f"the crawl shrank: {counted(this.requests, 'request')}, {requests:,.0f} in the crawls before it"
    now = dict(this.sections)
    for name in _names(line.sections for line in before):
        usual = median(dict(line.sections).get(name, 0) for line in before)
        if name is not None and usual >= _ENOUGH_IN_A_SECTION and now.get(name, 0) < _MUCH_LESS * usual:
            yield f"section {name} shrank: {counted(now.get(name, 0), 'article')} seen, {usual:,.0f} in the crawls before"


def _names(sections: Iterable[tuple[tuple[str | None, int], ...]]) -> list[str | None]:
    return list(dict.fromkeys(name for some in sections for name, _ in some))

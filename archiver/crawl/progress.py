"""What the archivist sees while the crawl runs: live lines on a terminal, plain lines otherwise."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.live import Live
from rich.text import Text
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

from archiver.crawl.pace import Pace, time_left
from archiver.crawl.pipeline import PageRead
from archiver.crawl.politeness import Rest
from archiver.crawl.session import Session
from archiver.jobs.report_words import span
from archiver.quantity import counted

_PLAIN_EVERY = 10.0  # seconds between two plain lines
_ASK_INDEX_EVERY = 5.0  # seconds, and longer where the answer takes long
_SHARE = 1 / 200  # of the time, at most, goes into counting articles
_PAGES = ("start", "listing", "item", "page")  # roles; the rest are files, pictures and what pages are made of
_RESTS_SHOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A running crawl at one moment."""

    pages: int
    articles: tuple[int, int] | None  # in the archive, and of these first seen in this crawl; None: not known yet
    bytes: int
    failed: int
    queued: int
    rate: float  # requests a second
    left: float | None  # seconds for what is queued
    opens: str | None  # when the closed window opens, by the portal's clock
    resting: tuple[Rest, ...] = ()
    unruled: tuple[tuple[str, str], ...] = ()  # hosts without a robots.txt, and what they answer instead


def told(moment: Moment) -> Iterator[str]:
    """The lines that tell it."""
    articles = ""
    if moment.articles is not None:
        total, new = moment.articles
        articles = f", {counted(total, 'article')}" + (f" ({new:,} new)" if new != total else "")
    yield f"{counted(moment.pages, 'page')}{articles}, {moment.bytes / 1e6:,.1f} MB, {moment.failed:,} failed"
    a_minute = counted(round(moment.rate * 60), "request")
    speed = f"{moment.rate:.1f} requests a second" if moment.rate >= 1 else f"{a_minute} a minute"
    left = f", about {span(moment.left)} for these" if moment.left else ""
    yield f"{moment.queued:,} queued, {speed}{left}"
    if moment.opens is not None:
        yield f"waiting for {moment.opens}: the profile's hours are over"
    for host, why in moment.unruled[:_RESTS_SHOWN]:
        yield f"{host}: waiting for its robots.txt ({why}); until it answers, nothing may be fetched (RFC 9309)"
    for rest in moment.resting[:_RESTS_SHOWN]:
        yield f"{rest.host} rests {span(rest.seconds)} more, {rest.why}"
    if len(moment.resting) > _RESTS_SHOWN:
        yield f"{counted(len(moment.resting) - _RESTS_SHOWN, 'more host rests', 'more hosts rest')}"


class ArticleCount:
    """How many articles the process beside the crawl has found so far; asked seldom, so that it costs nothing."""

    def __init__(self, index: Path, since: str) -> None:
        self._index = index
        self._since = since
        self._known: tuple[int, int] | None = None
        self._ask_at = 0.0

    def at(self, now: float) -> tuple[int, int] | None:
        """All, and those of this crawl; None while there is no index."""
        if now >= self._ask_at:
            self._known = self._ask() or self._known
            took = time.monotonic() - now
            self._ask_at = now + max(_ASK_INDEX_EVERY, took / _SHARE)
        return self._known

    def _ask(self) -> tuple[int, int] | None:
        if not self._index.is_file():
            return None
        try:
            with closing(sqlite3.connect(f"{self._index.resolve().as_uri()}?mode=ro", uri=True, timeout=0.1)) as db:
                (total,) = db.execute("SELECT count(*) FROM articles").fetchone()
                (new,) = db.execute("SELECT count(*) FROM articles WHERE first_seen >= ?", (self._since,)).fetchone()
        except sqlite3.DatabaseError:  # just being made, or being written to: the next time will tell
            return None
        return total, new


class Progress:
    """Tells how the crawl goes, once a second."""

    def __init__(self, session: Session, console: Console) -> None:
        self._session = session
        self._console = console
        self._beat = LoopingCall(self._show)
        self._live: Live | None = None
        self._told = time.monotonic()
        self._pace = Pace()
        self._articles = ArticleCount(session.folder.archive_db, session.started_at)
        self._pages = 0
        self._answered = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        progress = cls(crawler.spider.session, Console(file=sys.stderr))
        crawler.signals.connect(progress._opened, signals.spider_opened)
        crawler.signals.connect(progress._read, signals.item_scraped)
        crawler.signals.connect(progress._closed, signals.spider_closed)
        return progress

    def _opened(self, spider: Spider) -> None:  # noqa: ARG002  the signal's argument
        session = self._session
        if session.resumed:
            roles = session.ledger.frontier.answered_roles()
            self._pages = sum(roles.get(role, 0) for role in _PAGES)
            self._console.print(
                f"Going on with the crawl that was cut off: {counted(sum(roles.values()), 'request')} answered, "
                f"{counted(session.recovered.captures, 'capture')} read back, "
                f"{counted(session.recovered.torn_bytes, 'torn byte')} set aside.",
                soft_wrap=True,
            )
        if self._console.is_terminal:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        self._beat.start(1.0, now=False)

    def _read(self, item: PageRead) -> None:
        if item.task.wanted.role in _PAGES and not (item.again or item.failed or item.skipped):
            self._pages += 1

    def _show(self) -> None:
        moment = self._moment()
        if self._live is not None:
            self._live.update(Text("\n".join(told(moment))), refresh=True)
        elif time.monotonic() - self._told >= _PLAIN_EVERY:
            self._told = time.monotonic()
            self._console.print("; ".join(told(moment)), soft_wrap=True, markup=False, highlight=False)

    def _moment(self) -> Moment:
        session, now = self._session, time.monotonic()
        counts, row = session.ledger.frontier.counts(), session.row
        answered = counts.get("done", 0) + counts.get("captured", 0)
        resting = tuple(session.hosts.resting())
        held = answered == self._answered and bool(resting or session.closed_until)
        self._pace.saw(now, answered, held=held)
        self._answered = answered
        zone = ZoneInfo(session.profile.timezone)
        budget, queued = session.profile.budget, counts.get("queued", 0)
        to_do = queued if budget.requests is None else min(queued, max(0, budget.requests - row.requests))
        left = time_left(to_do, self._pace.rate, session.profile.politeness.window, datetime.now(zone))
        opens = datetime.fromtimestamp(session.closed_until, zone) if session.closed_until else None
        return Moment(
            pages=self._pages,
            articles=self._articles.at(now),
            bytes=row.bytes,
            failed=counts.get("failed", 0),
            queued=queued,
            rate=self._pace.rate,
            left=None if left is None else round(left + (resting[0].seconds if held and resting else 0.0)),
            opens=f"{opens:%H:%M} ({session.profile.timezone})" if opens else None,
            resting=resting,
            unruled=tuple(session.hosts.unruled()),
        )

    def _closed(self, spider: Spider, reason: str) -> None:  # noqa: ARG002  the signal's argument
        """First of all that happens at the end: what comes then is not fetching any more."""
        if self._beat.running:
            self._beat.stop()
        if self._live is not None:
            self._live.stop()
        if self._console.is_terminal and reason == "finished":
            self._console.print("All is fetched; what is left is taken in, and the articles are settled.")

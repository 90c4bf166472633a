"""What the archivist sees while the crawl runs: one live line on a terminal, plain lines otherwise."""

from __future__ import annotations

import sys
import time
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

from archiver.crawl.session import Session
from archiver.store.frontier import Frontier

_PLAIN_EVERY = 10.0  # seconds between two plain lines


class Progress:
    """Counts from the frontier, once a second."""

    def __init__(self, session: Session, console: Console) -> None:
        self._session = session
        self._console = console
        self._beat = LoopingCall(self._show)
        self._live: Live | None = None
        self._began = self._told = time.monotonic()
        self._first = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        progress = cls(crawler.spider.session, Console(file=sys.stderr))
        crawler.signals.connect(progress._opened, signals.spider_opened)
        crawler.signals.connect(progress._closed, signals.spider_closed)
        return progress

    def _opened(self, spider: Spider) -> None:  # noqa: ARG002  the signal's argument
        session = self._session
        self._first = _answered(session.ledger.frontier.counts())
        if session.resumed:
            self._console.print(
                f"Going on with the crawl that was cut off: {self._first} requests answered, "
                f"{session.recovered.captures} captures read back, {session.recovered.torn_bytes} torn bytes set aside."
            )
        if self._console.is_terminal:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        self._beat.start(1.0, now=False)

    def _show(self) -> None:
        if self._live is not None:
            self._live.update(Text(self._line()), refresh=True)
        elif time.monotonic() - self._told >= _PLAIN_EVERY:
            self._told = time.monotonic()
            self._console.print(self._line())

    def _line(self) -> str:
        frontier: Frontier = self._session.ledger.frontier
        counts = frontier.counts()
        answered = _answered(counts)
        seconds = max(time.monotonic() - self._began, 0.001)
        rate = (answered - self._first) / seconds
        queue = counts.get("queued", 0)
        left = f", about {queue / rate:.0f} s left" if rate > 0 and queue else ""
        return (
            f"{answered} answered, {self._session.row.bytes / 1e6:.1f} MB, {counts.get('failed', 0)} failed, {queue} queued, "
            f"{rate:.1f} requests/s{left}"
        )

    def _closed(self, spider: Spider, reason: str) -> None:  # noqa: ARG002
        if self._beat.running:
            self._beat.stop()
        if self._live is not None:
            self._live.stop()


def _answered(counts: dict[str, int]) -> int:
    return counts.get("done", 0) + counts.get("captured", 0)

"""Scrapy's scheduler, on the frontier in crawl.db: it outlives the process.

After a SIGKILL Scrapy's own JOBDIR queue fetched none of its open requests and reported `finished`.
"""

from __future__ import annotations

import logging
import time
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler

from archiver.crawl.session import Session
from archiver.store.frontier import Task

logger = logging.getLogger(__name__)

_BATCH = 32  # requests read ahead; more important ones found meanwhile wait for that many


class FrontierScheduler:
    """Hands out the requests of the frontier; what is in flight is known here and queued on disk."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ahead: list[Task] = []
        self._in_flight: set[int] = set()
        self._spider: Spider | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        scheduler = cls(crawler.spider.session)
        crawler.signals.connect(scheduler._idle, signals.spider_idle)
        return scheduler

    def open(self, spider: Spider) -> None:
        self._spider = spider

    def close(self, reason: str) -> None:
        """Nothing to write: the frontier is on disk already."""

    def has_pending_requests(self) -> bool:
        return self._session.failure is None and self._session.ledger.frontier.has_open()

    def enqueue_request(self, request: Request) -> bool:
        """The spider puts its links into the frontier itself; a request from elsewhere has no place in it."""
        logger.error("%s was not asked for by the spider and is not fetched", request.url)
        return False

    def next_request(self) -> Request | None:
        if self._session.failure is not None:
            return None
        if not self._ahead:
            frontier = self._session.ledger.frontier
            self._ahead = frontier.due(time.time(), _BATCH, self._in_flight)[::-1]
            self._in_flight.update(task.id for task in self._ahead)
        return self._request(self._ahead.pop()) if self._ahead else None

    def release(self, task: Task) -> None:
        """The request has been answered for, one way or the other."""
        self._in_flight.discard(task.id)

    def _request(self, task: Task) -> Request:
        wanted = task.wanted
        spider = self._spider
        assert spider is not None  # noqa: S101  Scrapy opens the scheduler with its spider
        headers = {"Referer": wanted.via} if wanted.via and _same_host(wanted.via, wanted.url) else {}
        if wanted.body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return Request(
            wanted.url,
            method=wanted.method,
            body=wanted.body or b"",
            headers=headers,
            callback=spider.parse,
            errback=spider.failed,
            meta={"task": task, "handle_httpstatus_all": True},
        )

    def _idle(self) -> None:
        """Nothing is under way: a request that is still held here got lost within the crawler, and that is told."""
        if self._session.failure is not None:
            return  # the crawl is ending, and what is in flight stays queued
        for task_id in self._in_flight - {task.id for task in self._ahead}:
            logger.error("request %d was lost within the crawler", task_id)
            with self._session.keeping():
                self._session.ledger.frontier.give_up(task_id, "failed", "lost within the crawler; see the log")
            self._in_flight.discard(task_id)


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).netloc == urlsplit(other).netloc

"""Scrapy's scheduler, on the frontier in crawl.db: it outlives the process, and it is where politeness is kept.

After a SIGKILL Scrapy's own JOBDIR queue fetched none of its open requests and reported `finished`. Scrapy's slots know
a delay, but no robots.txt that must be had first, no Retry-After, no window of hours and no budget.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider

from archiver.crawl.budget import Purse
from archiver.crawl.headers import conditions
from archiver.crawl.politeness import Hosts
from archiver.crawl.session import Session
from archiver.crawl.shapes import trap_by_shape
from archiver.sites.robots import Rules
from archiver.store.frontier import Task, Wanted, host_of

logger = logging.getLogger(__name__)

ROBOTS_PRIORITY = 1000
_BATCH = 16  # requests read ahead of each host; more important ones found meanwhile wait for that many
_LOOK_AGAIN = 1.0  # seconds; hosts that came up meanwhile are seen then
_REFUSED_AT_ONCE = 200  # requests that robots.txt forbids, given up in one go before the crawl gets its turn again


class FrontierScheduler:
    """Hands out the requests of the frontier; what is in flight is known here and queued on disk."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session: Session = crawler.spider.session
        self._frontier = self._session.ledger.frontier
        self._hosts: Hosts = self._session.hosts
        self._purse = Purse(self._session)
        self._ahead: dict[str, deque[Task]] = {}
        self._in_flight: dict[int, str] = {}
        self._turns: deque[str] = deque()
        self._looked_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._spider: Spider | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        scheduler = cls(crawler)
        crawler.signals.connect(scheduler._idle, signals.spider_idle)
        crawler.signals.connect(scheduler._left, signals.request_left_downloader)
        return scheduler

    def open(self, spider: Spider) -> None:
        self._spider = spider

    def close(self, reason: str) -> None:  # noqa: ARG002  Scrapy's argument
        """Nothing to write: the frontier is on disk already."""
        if self._timer is not None:
            self._timer.cancel()

    def has_pending_requests(self) -> bool:
        return self._session.failure is None and self._frontier.has_open()

    def enqueue_request(self, request: Request) -> bool:
        """The spider puts its links into the frontier itself; a request from elsewhere has no place in it."""
        logger.error("%s was not asked for by the spider and is not fetched", request.url)
        return False

    def next_request(self) -> Request | None:
        if self._session.failure is not None:
            return None
        with self._session.keeping():
            closed_for = self._until_the_window_opens()
            if closed_for > 0:
                self._call_again(min(closed_for, 60.0))
                return None
            if (over := self._purse.over()) is not None:
                self._frontier.skip_queued(over)
                self._ahead.clear()
            task, wait = self._pick()
            if task is not None:
                return self._request(task)
            self._call_again(wait)
        return None

    def release(self, task: Task) -> None:
        """The request has been answered for, one way or the other."""
        self._in_flight.pop(task.id, None)

    def _until_the_window_opens(self) -> float:
        window = self._session.profile.politeness.window
        if window is None:
            return 0.0
        seconds = window.wait(datetime.now(ZoneInfo(self._session.profile.timezone)))
        self._session.closed_until = time.time() + seconds if seconds else None
        return seconds

    def _pick(self) -> tuple[Task | None, float]:
        """The next request of the host whose turn it is; else how long until there may be one."""
        now = time.time()
        if not self._turns or now - self._looked_at > _LOOK_AGAIN:
            self._looked_at = now
            open_hosts = self._frontier.hosts()
            self._turns = deque([*(h for h in self._turns if h in open_hosts), *(set(open_hosts) - set(self._turns))])
        wait = _LOOK_AGAIN
        for _ in range(len(self._turns)):
            host = self._turns[0]
            self._turns.rotate(-1)
            until = self._hosts.wait(host)
            if until > 0:
                wait = min(wait, until)
                continue
            task = self._next_of(host, now)
            if task is not None:
                return task, 0.0
        return None, max(wait, 0.01)

    def _next_of(self, host: str, now: float) -> Task | None:
        """A request that the host's rules allow; those that they forbid are given up on the way."""
        state = self._hosts.of(host)
        if state.rules is None and state.closed is None:
            return self._robots_of(host, now)
        for _ in range(_REFUSED_AT_ONCE):
            ahead = self._ahead.setdefault(host, deque())
            if not ahead:
                ahead.extend(self._frontier.due(host, now, _BATCH, self._in_flight))
            if not ahead:
                return None
            task = ahead.popleft()
            if (why := self._why_not(task, host)) is None:
                return task
            self._frontier.give_up(task.id, "skipped", why)
        self._call_again(0.0)
        return None

    def _why_not(self, task: Task, host: str) -> str | None:
        closed: str | None = self._hosts.of(host).closed
        if task.place is not None:
            return None  # its answer is here already
        if closed is not None:
            return closed
        if task.wanted.role != "robots" and not self._hosts.allows(host, task.wanted.url):
            return "robots.txt disallows it"
        if (trap := trap_by_shape(task.wanted, self._session.profile, self._frontier)) is not None:
            return f"trap: {trap}"
        return self._purse.empty_for(task.wanted, host)

    def _robots_of(self, host: str, now: float) -> Task | None:
        """Nothing else goes to a host before its robots.txt is answered (RFC 9309, 2.3)."""
        text = self._frontier.rules_of(host)
        if text is not None:  # a crawl that was cut off had it already
            self._hosts.of(host).rules = Rules.of(text)
            return self._next_of(host, now)
        due = self._frontier.due(host, now, 1, self._in_flight)
        if due and due[0].wanted.role != "robots" and due[0].place is None:
            scheme = due[0].wanted.url.partition("://")[0]
            self._frontier.want([robots_wanted(f"{scheme}://{host}/robots.txt")])
            due = self._frontier.due(host, now, 1, self._in_flight)
        return due[0] if due and (due[0].wanted.role == "robots" or due[0].place is not None) else None

    def _request(self, task: Task) -> Request:
        wanted = task.wanted
        spider = self._spider
        assert spider is not None  # noqa: S101  Scrapy opens the scheduler with its spider
        host = host_of(wanted.url)
        self._in_flight[task.id] = host
        if task.place is None:
            self._hosts.begins(host)
            self._purse.pay(wanted, host)
        headers = {"Referer": wanted.via} if wanted.via and _same_host(wanted.via, wanted.url) else {}
        if wanted.body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        # Asked about what we hold; an answer that went wrong once is asked for whole.
        held = None
        if wanted.method == "GET" and not task.attempts and task.place is None:
            key = self._session.profile.key_of(wanted.url)
            held = self._session.ledger.validators(wanted.url, key, before=self._session.started_at)
            headers |= conditions(held) if held else {}
        return Request(
            wanted.url,
            method=wanted.method,
            body=wanted.body or b"",
            headers=headers,
            callback=spider.parse,
            errback=spider.failed,
            meta={"task": task, "handle_httpstatus_all": True, "asked_of": held.original if held else None},
        )

    def _left(self, request: Request, spider: Spider) -> None:  # noqa: ARG002  the signal's argument
        task: Task | None = request.meta.get("task")
        if task is not None and task.place is None:
            self._hosts.ended(host_of(task.wanted.url))

    def _call_again(self, wait: float) -> None:
        """Scrapy asks again when an answer comes, and else every five seconds; a pause ends sooner."""
        if self._timer is not None:
            self._timer.cancel()
        engine = self._crawler.engine
        if engine is not None and engine._slot is not None:
            self._timer = asyncio.get_running_loop().call_later(wait, engine._slot.nextcall.schedule)

    def _idle(self) -> None:
        """Nothing is under way: the crawl ends, unless there is something that nobody led to.

        A request that is still held here got lost within the crawler, and that is told.
        """
        if self._session.failure is not None:
            return  # the crawl is ending, and what is in flight stays queued
        for task_id in self._in_flight:
            logger.error("request %d was lost within the crawler", task_id)
            with self._session.keeping():
                self._frontier.give_up(task_id, "failed", "lost within the crawler; see the log")
        self._in_flight.clear()
        with self._session.keeping():
            if self._spider is not None and self._frontier.want(self._spider.unnamed()):
                raise DontCloseSpider


def robots_wanted(url: str, before: Wanted | None = None) -> Wanted:
    """A host's robots.txt; `before` led there by a redirect, and its host's rules it still is."""
    origin = (before.via or before.url) if before else url
    hop = before.page + 1 if before else 1
    return Wanted(
        # A host that wants its cookie first redirects to the same address again: each hop is a request of its own.
        key=f"robots {origin} {url}{f' {hop}' if before else ''}",
        url=url,
        role="robots",
        priority=ROBOTS_PRIORITY,
        via=origin if before else None,
        page=hop,
    )


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).netloc == urlsplit(other).netloc

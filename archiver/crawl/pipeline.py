"""What the spider made of a page goes into the frontier in one step: its links, and that it is done."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Self

from scrapy.crawler import Crawler

from archiver.crawl.session import Session
from archiver.crawl.shapes import keep_shape
from archiver.store.frontier import Task, Wanted

ATTEMPTS = 3
_FIRST_PAUSE = 2.0  # seconds; doubled at each further attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """The spider's verdict on one answer, or on the lack of one."""

    task: Task
    wanted: tuple[Wanted, ...] = ()
    fingerprint: str | None = None  # of what the page says
    again: str | None = None  # why it is to be tried again
    failed: str | None = None  # why it is given up
    skipped: str | None = None  # why it was not to be fetched
    pause: float | None = None  # seconds that the server asked for
    attempts: int = ATTEMPTS  # how often it is tried in all
    url: str | None = None  # the spelling under which it is to be tried again


class FrontierPipeline:
    """The one item pipeline."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session: Session = crawler.spider.session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: PageRead) -> PageRead:
        if self._session.failure is None:
            with self._session.keeping():
                self._keep(item)
        self._crawler.engine._slot.scheduler.release(item.task)
        return item

    def _keep(self, item: PageRead) -> None:
        frontier = self._session.ledger.frontier
        task = item.task
        frontier.want(item.wanted)
        if item.fingerprint is not None:
            keep_shape(task.wanted, item.fingerprint, self._session.profile, frontier)
        attempts = task.attempts + 1
        if item.again and attempts < item.attempts:
            frontier.retry(
                task.id,
                time.time() + (_FIRST_PAUSE * 2**task.attempts if item.pause is None else item.pause),
                item.again,
                url=item.url,
            )
        elif item.again or item.failed:
            frontier.give_up(task.id, "failed", item.again or item.failed or "")
        elif item.skipped:
            frontier.give_up(task.id, "skipped", item.skipped)
        else:
            frontier.done(task.id)

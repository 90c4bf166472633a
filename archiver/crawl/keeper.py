"""Keeps the crawl's promises to the archive: commits every second, ingests beside the crawl, closes it properly."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from contextlib import suppress
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from archiver.crawl.session import Session
from archiver.errors import ArchiverError
from archiver.jobs.stopping import out_of_earshot

logger = logging.getLogger(__name__)

_INGEST_PATIENCE = 3600.0  # seconds; settling a large archive takes its time


class Keeper:
    """The extension that stands between Scrapy's life and the archive's."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session: Session = crawler.spider.session
        self._beat = LoopingCall(self._second)
        self._ingest: subprocess.Popen[bytes] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        keeper = cls(crawler)
        crawler.signals.connect(keeper._opened, signals.spider_opened)
        crawler.signals.connect(keeper._failed, signals.spider_error)
        crawler.signals.connect(keeper._closed, signals.spider_closed)
        return keeper

    def _opened(self, spider: Spider) -> None:  # noqa: ARG002  the signal's argument
        self._beat.start(1.0, now=False).addErrback(self._beat_failed)
        command = [sys.executable, "-m", "archiver", "ingest", "--archive", str(self._session.folder.root), "--follow"]
        with out_of_earshot():
            self._ingest = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        _schedule(self._ingest.pid, idle=True)

    def _second(self) -> None:
        if self._session.failure is None:
            with self._session.keeping():
                self._session.commit_if_due()
        if self._session.failure is not None:
            self._beat.stop()
            self._session.calls.hang_up()  # no request goes out any more: the crawl ends when nothing is under way
        elif self._crawler.engine._slot.closing is not None:
            self._session.calls.hang_up()

    def _beat_failed(self, failure: Failure) -> None:
        self._session.fail(ArchiverError(f"the crawl's clock stopped: {failure.getErrorMessage()}"))

    def _failed(self, failure: Failure, response: Response, spider: Spider) -> None:  # noqa: ARG002
        """A page that our own code could not read: told, and the crawl goes on."""
        task = response.meta.get("task")
        if task is not None:
            with self._session.keeping():
                why = f"our reader failed: {failure.getErrorMessage()}"
                self._session.ledger.frontier.give_up(task.id, "failed", why)
            self._crawler.engine._slot.scheduler.release(task)

    def _closed(self, spider: Spider, reason: str) -> None:  # noqa: ARG002
        if self._beat.running:
            self._beat.stop()
        session = self._session
        if session.failure is None and reason == "finished":
            with session.keeping():
                session.finish("finished" if session.row.requests and _brought_something(session) else "failed")
        session.abandon()
        if self._ingest is not None and self._ingest.stdin is not None:
            _schedule(self._ingest.pid, idle=False)
            self._ingest.stdin.close()  # the crawl is over: take the rest and settle
            code = self._ingest.wait(_INGEST_PATIENCE)
            # 1: all is taken in, and an older place in the record is damaged. Who stops the crawl by a signal to all of its
            # processes stops this one too: the same command goes on with both.
            if code not in (0, 1) and reason == "finished":
                logger.error("ingest ended with %d; the record is whole: run archiver ingest again", code)
                session.ingest_failed = True


def _brought_something(session: Session) -> bool:
    """A portal that answers 500 to everything was asked and gave nothing; one whose robots.txt forbids all did not fail."""
    answered = session.ledger.frontier.answered_roles()
    return any(role != "robots" for role in answered) or not session.ledger.frontier.counts().get("failed")


def _schedule(process: int, *, idle: bool) -> None:
    """An idle process runs on what the crawl leaves: what the portal serves today comes first."""
    if hasattr(os, "SCHED_IDLE"):  # Linux
        with suppress(OSError):  # a system that keeps this to its administrator
            os.sched_setscheduler(process, os.SCHED_IDLE if idle else os.SCHED_OTHER, os.sched_param(0))

"""Sections whose pages are made by scripts: a browser reads what was captured, and what it made is kept too.

What the browser asks for goes the way of every request: same record, same cookies, same refusals. The page as it stood
when its scripts had run is a conversion record; the spider and the archive read that one.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response

from archiver.crawl.browser import Asked, Browser, Given, Rendered
from archiver.crawl.capture import SCRIPTED_ROLES
from archiver.crawl.devtools import BrowserError
from archiver.crawl.reading import following
from archiver.crawl.session import Session
from archiver.errors import ArchiverError
from archiver.sites.login import why_not_logged_in
from archiver.store.frontier import Task
from archiver.warc.writer import Conversion

logger = logging.getLogger(__name__)

_HTML = "text/html; charset=utf-8"
_PASSED_ON = frozenset({"accept", "content-type", "x-requested-with", "x-microsoftajax"})
_ONCE_A_CRAWL = frozenset({"Script", "Stylesheet", "Image", "Font", "Media"})


class RenderMiddleware:
    """Gives the spider a page after its scripts have run, where the profile says that they make it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session: Session = crawler.spider.session
        self._browser = Browser()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware._closed, signals.spider_closed)
        return middleware

    async def process_response(self, request: Request, response: Response) -> Response:
        task: Task | None = request.meta.get("task")
        if task is None or "capture_id" not in request.meta or not self._is_scripted(request, task, response):
            return response
        first = Given(status=response.status, headers=_headers(response), body=response.body)
        try:
            async with self._session.calls.call():
                rendered = await self._browser.render(response.url, first, lambda asked: self._fetch(task, asked))
        except BrowserError as error:
            raise IgnoreRequest(str(error)) from error
        return self._kept(request, response, task, rendered)

    def _is_scripted(self, request: Request, task: Task, response: Response) -> bool:
        wanted = task.wanted
        kind = (response.headers.get("Content-Type") or b"").partition(b";")[0].strip().lower()
        return (
            response.status == 200
            and wanted.method == "GET"
            and kind in {b"text/html", b"application/xhtml+xml"}
            and wanted.role in SCRIPTED_ROLES
            and self._session.profile.scripted(wanted.section)
            and not request.meta.get("rendered")
        )

    def _kept(self, request: Request, response: Response, task: Task, rendered: Rendered) -> Response:
        """The rendered page, in the record before anybody reads it."""
        wanted = task.wanted
        facts = {"role": wanted.role, "key": wanted.key, "via": wanted.via, "section": wanted.section}
        facts |= {"linkText": wanted.link_text, "crawl": self._session.crawl_id, "software": "Chromium, headless"}
        if not rendered.whole:
            facts["incomplete"] = "yes"
        body = rendered.html.encode("utf-8", "surrogatepass")
        conversion = Conversion(
            url=response.url,
            of=request.meta["capture_id"],
            made_at=datetime.now(UTC),
            content_type=_HTML,
            body=body,
            facts={name: value for name, value in facts.items() if value},
        )
        with self._session.keeping():
            self._session.convert(conversion)
        if self._session.failure is not None:
            raise IgnoreRequest("what is not kept is not read")
        return HtmlResponse(url=response.url, status=200, headers={"Content-Type": _HTML}, body=body, request=request)

    async def _fetch(self, task: Task, asked: Asked) -> Given | None:
        """What a page asks for by itself; None where it is not to be had, which the page's scripts have to bear."""
        if self._session.account is not None and why_not_logged_in(asked.url) is not None:
            return None
        headers = {name: value for name, value in asked.headers.items() if name.lower() in _PASSED_ON}
        headers["Referer"] = task.wanted.url
        again = asked.method == "GET" and asked.kind in _ONCE_A_CRAWL
        key, since = self._session.profile.key_of(asked.url), self._session.row.started_at
        meta = {
            "facts": {"role": "requisite", "via": task.wanted.url},
            "place": self._session.ledger.latest(asked.url, key, since) if again else None,
            "handle_httpstatus_all": True,
        }
        request = Request(asked.url, method=asked.method, headers=headers, body=asked.body, meta=meta)
        assert self._crawler.engine is not None  # noqa: S101  a response cannot come before the engine
        try:
            response = await self._crawler.engine.download_async(request)
        except (ArchiverError, IgnoreRequest, OSError, ValueError) as error:
            logger.info("%s: not had for %s: %s", asked.url, task.wanted.url, error)
            return None
        except Exception as error:  # noqa: BLE001  Scrapy has many names for a server that does not answer
            logger.info("%s: not had for %s: %s", asked.url, task.wanted.url, type(error).__name__)
            return None
        self._need_not_be_fetched(task, request)
        return Given(status=response.status, headers=_headers(response), body=response.body)

    def _need_not_be_fetched(self, task: Task, request: Request) -> None:
        """What the browser fetched is answered for the spider too: it reads it from the record."""
        frontier, written = self._session.ledger.frontier, request.meta.get("written")
        key = self._session.profile.key_of(request.url)
        if request.method != "GET" or written is None or frontier.known([key]):
            return
        with self._session.keeping():
            frontier.answered([(following(task.wanted, request.url, "requisite", self._session.profile), written)])

    async def _closed(self) -> None:
        await self._browser.close()


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )

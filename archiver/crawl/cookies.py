"""Cookies, one jar a host, kept in crawl.db: a pager's session outlives the process, and no cookie crosses hosts.

Scrapy's own middleware asks the internet for the list of public suffixes at the first Set-Cookie.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Protocol, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archiver.crawl.session import Session
from archiver.sites.cookies import MOST, Cookie, cookie_header, read_cookie


class Jar(Protocol):
    """Where cookies are kept: crawl.db or, for what a login gave, memory alone."""

    def cookies(self, host: str) -> list[Cookie]: ...

    def set_cookie(self, host: str, cookie: Cookie) -> None: ...

    def drop_cookie(self, host: str, cookie: Cookie) -> None: ...


class CookieMiddleware:
    """Sends each host its own cookies back."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.session)

    def process_request(self, request: Request) -> None:
        jar = self._session.ledger.cookies(urlsplit(request.url).hostname or "")
        if jar and (line := cookie_header(jar, request.url, time.time())):
            request.headers["Cookie"] = line

    def process_response(self, request: Request, response: Response) -> Response:
        lines = [line.decode("latin-1") for line in response.headers.getlist("Set-Cookie")]
        if lines:
            with self._session.keeping():
                keep_cookies(self._session.ledger, request.url, lines)
        return response


def keep_cookies(jar: Jar, url: str, lines: Iterable[str]) -> None:
    """What the Set-Cookie lines of an answer say; of thousands the first: no portal has need of more."""
    host, now = urlsplit(url).hostname or "", time.time()
    for line in list(lines)[:MOST]:
        cookie = read_cookie(line, url, now)
        if cookie is None:
            continue
        if cookie.is_taken_back:
            jar.drop_cookie(host, cookie)
        else:
            jar.set_cookie(host, cookie)

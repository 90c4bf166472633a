"""Cookies, one jar a host, kept in crawl.db: a pager's session outlives the process, and no cookie crosses hosts.

Each crawl begins with none. Those of a host on which we are logged in stand in memory alone (account.py).

Scrapy's own middleware asks the internet for the list of public suffixes at the first Set-Cookie.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archiver.crawl.account import WITHHELD, Jar
from archiver.crawl.session import Session
from archiver.sites.cookies import MOST, cookie_header, read_cookie


class CookieMiddleware:
    """Sends each host its own cookies back."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.session)

    def process_request(self, request: Request) -> None:
        if line := cookies_for(self._session, request.url):
            request.headers["Cookie"] = line

    def process_response(self, request: Request, response: Response) -> Response:
        lines = [line.decode("latin-1") for line in response.headers.getlist("Set-Cookie")]
        if lines:
            with self._session.keeping():
                keep_cookies(self._session.jar(request.url), request.url, lines)
        return response


def cookies_for(session: Session, url: str) -> str:
    """The Cookie line of a request to an address; "" where none is sent."""
    jar = session.jar(url).cookies(urlsplit(url).hostname or "")
    return cookie_header(jar, url, time.time()) if jar else ""


def keep_cookies(jar: Jar, url: str, lines: Iterable[str]) -> None:
    """What the Set-Cookie lines of an answer say; of thousands the first: no portal has need of more."""
    host, now = urlsplit(url).hostname or "", time.time()
    for line in list(lines)[:MOST]:
        cookie = read_cookie(line, url, now)
        if cookie is None or cookie.value == WITHHELD:  # an answer that is read back from the record
            continue
        if cookie.is_taken_back:
            jar.drop_cookie(host, cookie)
        else:
            jar.set_cookie(host, cookie)

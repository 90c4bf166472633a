"""Cookies, one jar a host, kept in crawl.db: a pager's session outlives the process, and no cookie crosses hosts.

Scrapy's own middleware asks the internet for the list of public suffixes at the first Set-Cookie.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archiver.crawl.session import Session
from archiver.store.ledger import Ledger


class CookieMiddleware:
    """Sends each host its own cookies back."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.session)

    def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        jar = self._session.ledger.cookies(parts.hostname or "")
        pairs = [f"{name}={value}" for name, value, path in jar if _within(parts.path, path)]
        if pairs:
            request.headers["Cookie"] = "; ".join(pairs)

    def process_response(self, request: Request, response: Response) -> Response:
        host = urlsplit(request.url).hostname or ""
        for line in response.headers.getlist("Set-Cookie"):
            with self._session.keeping():
                keep_cookie(self._session.ledger, host, line.decode("latin-1"))
        return response


def keep_cookie(ledger: Ledger, host: str, line: str) -> None:
    """One Set-Cookie line (RFC 6265); a line that is none is passed over, as browsers do."""
    try:
        parsed = SimpleCookie(line)
    except CookieError:
        return
    for name, morsel in parsed.items():
        path = morsel["path"] if morsel["path"].startswith("/") else "/"
        if morsel["max-age"].strip().startswith(("0", "-")) or not morsel.value:
            ledger.drop_cookie(host, name, path)
        else:
            ledger.set_cookie(host, name, morsel.coded_value, path)


def _within(path: str, cookie_path: str) -> bool:
    path = path or "/"
    return path == cookie_path or path.startswith(cookie_path if cookie_path.endswith("/") else f"{cookie_path}/")

"""The sites beside the main one: another generation of the platform (B), a maker's product on it (C), another system (D)."""

from __future__ import annotations

import threading
from dataclasses import replace
from http import HTTPStatus

from archiver.demo.exchange import HTML, Answer, Answers, Request
from archiver.demo.nukeviet import NukeViet
from archiver.demo.nukeviet_holding import site_of, successor_of
from archiver.demo.portal import Site

_WALL = "SiteEntry"  # the cookie without which B shows no page
_PLAIN = (("Content-Type", "text/plain"),)
_REFRESH = '<html><head><meta http-equiv="refresh" content="0;url=/Pages/home.aspx" /><title></title></head><body></body></html>'
_SCRIPT = (
    '<html><head><title></title><script type="text/javascript">window.location = "/Pages/home.aspx";</script></head>'
    "<body></body></html>"
)
_BROKEN = (
    b"<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1></body></html>"
)
ROBOTS = {
    "B": "User-agent: *\r\nDisallow: /_layouts/\r\nDisallow: /Lists/\r\nDisallow: /_catalogs/\r\n",
    "C": "User-agent: *\nDisallow: /Media/\nDisallow: /Lists/KhaoSat/\nDisallow: /_vti_bin/\n",
}
REFUSALS = 2  # of C, before it gives its robots.txt out


class Walled(Site):
    """B: whoever comes without the cookie is sent to where he stands, to fetch it; robots.txt bars lists and layouts."""

    robots: str | None = ROBOTS["B"]

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        path = request.target.partition("?")[0].lower()
        if path == "/robots.txt":
            return Answer(body=ROBOTS["B"].encode(), headers=_PLAIN)
        answer = Answer(body=_REFRESH.encode(), is_page=True) if path in {"", "/"} else super().answer(request)
        if answer.is_page and _WALL not in request.cookies:
            headers = (("Content-Type", HTML), ("Location", request.target), ("Set-Cookie", f"{_WALL}=1; path=/"))
            return Answer(status=HTTPStatus.FOUND, headers=headers)
        return answer


class Product(Site):
    """C: the root is a script, and robots.txt comes when it was asked for three times."""

    robots: str | None = ROBOTS["C"]

    def __init__(self, seed: int, size: str) -> None:
        super().__init__(seed, size, letter="C")
        self._refused = 0
        self._counting = threading.Lock()

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        path = request.target.partition("?")[0].lower()
        if path == "/robots.txt":
            return self._robots_answer()
        if path in {"", "/"}:
            return Answer(body=_SCRIPT.encode(), is_page=True)
        answer = super().answer(request)
        if answer.is_page:
            return replace(answer, headers=(*answer.headers, ("X-Product", "LacViet BIO Portal")))
        return answer

    def _robots_answer(self) -> Answer:
        with self._counting:
            refuses = self._refused < REFUSALS
            self._refused += refuses
        if refuses:
            return Answer(status=HTTPStatus.INTERNAL_SERVER_ERROR, body=_BROKEN)
        return Answer(body=ROBOTS["C"].encode(), headers=_PLAIN)


def variant(letter: str, seed: int, size: str) -> Answers:
    """The site of this letter."""
    if letter == "B":
        return Walled(seed, size, letter="B")
    return Product(seed, size) if letter == "C" else NukeViet(site_of(seed, size))


def successor(seed: int, size: str) -> Answers:
    """Who has the host of A in the last epoch."""
    return NukeViet(successor_of(seed, size))

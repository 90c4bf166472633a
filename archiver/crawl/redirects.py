"""What an answer means that is no page yet: a redirect, or a portal that wants a cookie before it shows anything."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from scrapy.http import Response

from archiver.crawl.cookies import cookies_for, keep_cookies
from archiver.crawl.pipeline import PageRead
from archiver.crawl.reading import following
from archiver.crawl.session import Session
from archiver.sites.cookie_wall import wall_in
from archiver.sites.urls import absolute
from archiver.store.frontier import Task

EMBEDDED = frozenset({"image", "file", "requisite"})  # may lie on another host
HOPS = 6  # spellings of one address in a row
_COOKIES = 3  # a portal may set one after the other
_REMEMBERED = 1000  # addresses that redirected a short while ago
_WITH_COOKIE = " with its cookie"
_WANTS_COOKIE = "the portal wants its cookie first"
_TAKES_NONE = "the portal wants a cookie first, and goes on wanting it though it is sent back"


class Redirects:
    """Reads the answers that lead elsewhere, or back to where they came from."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._profile = session.profile
        # Key of an address -> that of where it led to, and the cookies that it was sent.
        self._recent: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def read(self, task: Task, response: Response) -> PageRead | None:
        """What is to be done about an answer that is no page; None where it is one."""
        if 300 <= response.status < 400:
            return self._redirected(task, response)
        kind = (response.headers.get("Content-Type") or b"text/html").lower()
        return self._wall(task, response) if task.wanted.method == "GET" and b"html" in kind else None

    def _redirected(self, task: Task, response: Response) -> PageRead:
        """A redirect is a link like another: the same scope, the same traps, and it may lead to a login."""
        target = absolute((response.headers.get("Location") or b"").decode("utf-8", "replace"), response.url)
        if target is None:
            return PageRead(task=task, failed=f"HTTP {response.status} without an address that can be fetched")
        before = task.wanted
        key, asked = self._profile.key_of(target), self._profile.key_of(before.url)
        if key == asked:
            return self._to_itself(task, response, target)
        self._remember(asked, key, response)
        wanted = following(
            before,
            target,
            before.role,
            self._profile,
            text=before.link_text,
            section=before.section,
            embedded=before.role in EMBEDDED,
        )
        if self._is_circle(key, asked):
            cookies = cookies_for(self._session, target)
            if before.key.endswith(_WITH_COOKIE) or cookies == self._recent[key][1]:
                return PageRead(task=task, failed=_TAKES_NONE if cookies else "it redirects in a circle")
            # What stood between set a cookie, and leads back.
            wanted = replace(wanted, key=f"{key}{_WITH_COOKIE}")
        return PageRead(task=task, wanted=(wanted,))

    def _wall(self, task: Task, response: Response) -> PageRead | None:
        """A page that sets a cookie and loads itself again."""
        wall = wall_in(response.body, response.url)
        if wall is None:
            return None
        if not (wall.cookies or response.headers.get("Set-Cookie")):
            why = "it is a script that works a cookie out and loads itself again"
            return PageRead(task=task, failed=f"{why}, which only a browser can") if wall.computes else None
        with self._session.keeping():
            keep_cookies(self._session.jar(response.url), response.url, wall.cookies)
        return _again_with_cookie(task)

    def _to_itself(self, task: Task, response: Response, target: str) -> PageRead:
        if target != task.wanted.url:  # https for http, or a session id in the address
            if task.attempts + 1 < HOPS:
                return PageRead(task=task, again="it has another spelling", pause=0.0, attempts=HOPS, url=target)
            return PageRead(task=task, failed="it redirects to itself under one spelling after the other")
        if response.headers.get("Set-Cookie"):
            return _again_with_cookie(task)
        return PageRead(task=task, failed="it redirects to itself")

    def _remember(self, key: str, target: str, response: Response) -> None:
        asked = response.request
        sent = (asked.headers.get("Cookie") or b"").decode("latin-1") if asked is not None else ""
        self._recent[key] = (target, sent)
        self._recent.move_to_end(key)
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)

    def _is_circle(self, key: str, asked: str) -> bool:
        """Whether what this address redirected to leads, hop by hop, back to what was asked."""
        for _ in range(HOPS):
            if key == asked:
                return True
            if key not in self._recent:
                return False
            key = self._recent[key][0]
        return False


def _again_with_cookie(task: Task) -> PageRead:
    if task.attempts + 1 < _COOKIES:
        return PageRead(task=task, again=_WANTS_COOKIE, pause=0.0, attempts=_COOKIES)
    return PageRead(task=task, failed=_TAKES_NONE)

"""Logging in with the archivist's account, and again where the portal forgot us.

What is sent and answered on the way in is no part of the record: a note there says that we logged in, where and when.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archiver.crawl.account import Account
from archiver.crawl.calls import HungUpError
from archiver.crawl.pipeline import PageRead
from archiver.crawl.session import Session
from archiver.errors import LoginError
from archiver.extract.decode import decode
from archiver.sites.absence import leads_to_login
from archiver.sites.login import GUIDE, says, shows_login, submission
from archiver.sites.profile import SiteProfile
from archiver.sites.session_ids import holds_session
from archiver.sites.urls import absolute
from archiver.store.frontier import Task

logger = logging.getLogger(__name__)

_HOPS = 8  # redirects on the way in
_ATTEMPTS = 3  # for a server in trouble; a wrong password is never tried twice: it may lock the account
_PAUSE = 2.0  # seconds, doubled with each attempt
_ASKED = 5  # how often one page is asked for, when the session ends again meanwhile
_ASKED_IN_VAIN = 2  # and when it has not ended, as far as we know
_SHUT = "a login is asked for, though we are logged in: it is not for this account"


class LoginMiddleware:
    """Logs in before the first request that needs it; a page in the record needs none."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session: Session = crawler.spider.session
        self._entering = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        account = self._session.account
        if account is None or not account.covers(request.url):
            return
        if not request.meta.get("unrecorded") and _needs_login(request):
            await self._be_logged_in(account)
            request.meta["login"] = account.logins
        if account.authorization:
            request.headers["Authorization"] = account.authorization

    async def _be_logged_in(self, account: Account) -> None:
        async with self._entering:
            if not account.is_open and self._session.failure is None:
                try:
                    await self._log_in(account)
                except LoginError as error:
                    self._session.stop(error)
        if self._session.failure is not None:
            raise IgnoreRequest("the crawl is not let in")

    async def _log_in(self, account: Account) -> None:
        profile, login = self._session.profile, account.login
        account.begin()
        arrived = await self._arrive(account, Request(login.url or profile.start or "", meta=_unrecorded()))
        if login.url is not None:
            form = submission(_text(arrived), arrived.url, login, account.user, account.password)
            if not account.covers(form.url):
                raise LoginError(
                    f"{arrived.url}: its form goes over plain http; allow it with over_http = true in [login]."
                )
            account.password_field = form.password_field
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": arrived.url}
            sent = Request(form.url, method="POST", body=form.body, headers=headers, meta=_unrecorded())
            arrived = await self._arrive(account, sent)
        if 300 <= arrived.status < 400:  # it leads to another host, where we have no business
            arrived = await self._arrive(account, Request(profile.start or "", meta=_unrecorded()))
        await self._verify(account, arrived)
        account.opened()
        told = {"url": login.url or profile.start, "how": _way(account), "status": arrived.status}
        told["kept"] = "neither what was sent nor what was answered"
        with self._session.keeping():
            self._session.writer.note("login", told | {"at": datetime.now(UTC).isoformat(timespec="seconds")})

    async def _verify(self, account: Account, arrived: Response) -> None:
        """Whether we are in; LoginError says why one must think that we are not."""
        if holds_session(arrived.url):
            raise LoginError(
                f"{self._session.profile.name}: the portal writes its session into its addresses, and with them it would "
                "stand in the record; such a portal cannot be crawled behind its login."
            )
        login, start = account.login, self._session.profile.start or ""
        if login.check is not None:
            if says(_text(arrived), login.check):
                return
            if says(_text(await self._arrive(account, Request(start, meta=_unrecorded()))), login.check):
                return
            raise LoginError(f"{arrived.url}: does not show the words {login.check!r} of check; {_advice(account)}")
        if arrived.status >= 400:
            raise LoginError(f"{arrived.url}: answers HTTP {arrived.status} to the login; {_advice(account)}")
        profile = self._session.profile
        at_the_door = login.url is None and leads_to_login(arrived.url, profile)
        if at_the_door or asks_for_login(arrived, profile, account.password_field):
            raise LoginError(f"{arrived.url}: asks for a login again; {_advice(account)}")

    async def _arrive(self, account: Account, request: Request) -> Response:
        """The answer at the end of the redirects that stay where the secrets may go."""
        for _ in range(_HOPS):
            response = await self._fetched(request)
            if not 300 <= response.status < 400:
                return response
            target = absolute((response.headers.get("Location") or b"").decode("utf-8", "replace"), response.url)
            if target is None or not account.covers(target):
                return response
            request = Request(target, meta=_unrecorded())
        raise LoginError(f"{request.url}: the login is sent from one address to the next without end.")

    async def _fetched(self, request: Request) -> Response:
        """An answer of a server that is not in trouble; nothing of it goes into the record."""
        trouble = ""
        for attempt in range(_ATTEMPTS):
            pause = self._session.profile.politeness.delay if attempt == 0 else _PAUSE * 2 ** (attempt - 1)
            await asyncio.sleep(pause)
            assert self._crawler.engine is not None  # noqa: S101  a request cannot come before the engine
            try:
                response = await self._crawler.engine.download_async(request.copy())
            except HungUpError:
                raise
            except Exception as error:  # noqa: BLE001  Scrapy has many names for a server that does not answer
                logger.info("%s: no answer to the login: %s", request.url, type(error).__name__)
                trouble = f"does not answer ({error})"
                continue
            if response.status < 500 and response.status != 429:
                return response
            trouble = f"answers HTTP {response.status}"
        raise LoginError(f"{request.url}: {trouble} to the login; the same command tries again later.")


def turned_away(session: Session, task: Task, response: Response) -> PageRead | None:
    """What is to be done where a page asks for a login although we have one; None where it lets us in."""
    account = session.account
    if account is None or task.wanted.role == "robots":
        return None
    if not asks_for_login(response, session.profile, account.password_field):
        account.let_in(task.id)
        return None
    if not account.covers(response.url):
        return PageRead(
            task=task, failed=f"a login is asked for, and that of the profile goes to {account.origin} alone"
        )
    renewed = account.turned_away(task.id, response.meta.get("login"))
    attempts = _ASKED if renewed else _ASKED_IN_VAIN
    if task.attempts + 1 < attempts:
        return PageRead(task=task, again=_SHUT, pause=0.0 if renewed else None, attempts=attempts)
    account.given_up(task.id)
    return PageRead(task=task, failed=_SHUT)


def asks_for_login(response: Response, profile: SiteProfile, password_field: str | None) -> bool:
    """Whether an answer is a login in place of a page."""
    if response.status == 401:
        return True
    if 300 <= response.status < 400:
        target = absolute((response.headers.get("Location") or b"").decode("utf-8", "replace"), response.url)
        return target is not None and leads_to_login(target, profile)
    kind = (response.headers.get("Content-Type") or b"text/html").lower()
    if b"html" not in kind or b"password" not in response.body.lower():
        return False
    text, check = _text(response), profile.login.check if profile.login else None
    return shows_login(text, password_field) and not (check is not None and says(text, check))


def _needs_login(request: Request) -> bool:
    task: Task | None = request.meta.get("task")
    if task is not None:
        return task.place is None and task.wanted.role != "robots"
    return request.meta.get("place") is None


def _unrecorded() -> dict[str, bool]:
    return {"unrecorded": True, "handle_httpstatus_all": True}


def _text(response: Response) -> str:
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").lower()
    charset = kind.partition("charset=")[2].strip(" \"'") or None
    return decode(response.body, charset, response.url).html


def _way(account: Account) -> str:
    return "cookies" if account.login.cookies else "basic" if account.login.basic else "form"


def _advice(account: Account) -> str:
    login = account.login
    if login.cookies:
        return f"the cookies in {login.cookies} have ended: log in with a browser and give those that it has now."
    return (
        f"look at what {login.user} and {login.password} hold. A portal that asks for the letters of a picture too, or "
        f"shows its login form to members as well, is told how to be crawled in {GUIDE}."
    )

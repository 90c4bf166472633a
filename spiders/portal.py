"""THE spider: one for all portals, driven by a site profile. To Scrapy each shipped profile is a spider of its own.

It reads an answer and says what is wanted next; what is known already never becomes a request.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from archiver.crawl.calls import HungUpError
from archiver.crawl.failures import why_ignored, why_unanswered
from archiver.crawl.headers import default_headers, user_agent
from archiver.crawl.known import KnownPages
from archiver.crawl.login import turned_away
from archiver.crawl.opening import first_wanted, open_session, wanted_sections
from archiver.crawl.pipeline import ATTEMPTS, PageRead
from archiver.crawl.readers import Readers, ReadingError
from archiver.crawl.reading import PRIORITY, Found, Received
from archiver.crawl.redirects import Redirects
from archiver.crawl.robots import not_made, robots_read, robots_unanswered
from archiver.crawl.session import Session
from archiver.errors import ArchiverError, UsageError
from archiver.sites.catalog import find_profile, shipped
from archiver.sites.profile import SiteProfile
from archiver.store.frontier import Task, Wanted, host_of

# 304 comes this far only where we do not hold what it speaks of.
_TRY_AGAIN = frozenset({304, 408, 425, 429, 500, 502, 503, 504, 520, 522, 524})
_OF_A_PAGE = frozenset(
    {"item", "file", "image", "requisite"}
)  # roles of a page that is kept by itself, and of its parts
_ARGUMENTS = frozenset(("archive", "limit", "new", "section", "start"))
REFUSALS = 8  # attempts for a host that says that it is busy: it is not broken, and it named its time


class PortalSpider(Spider):
    """Reads one portal as its profile says. Arguments: `start`, `archive` (a folder), `section`, `limit`, `new`."""

    name: str = ""  # each profile gives its own; Scrapy does not list a spider without a name
    profile: SiteProfile

    def __init__(
        self,
        session: Session,
        sections: tuple[str, ...] = (),
        *,
        limit: int | None = None,
        new: bool = False,
        urls: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self.session = session
        self.profile = replace(session.profile, scope="sections") if sections else session.profile
        self.limit = limit
        self.only_new = new
        self.urls = urls  # of single pages; none: all that is found
        self.sections = wanted_sections(self.profile, sections)
        self._redirects = Redirects(session)
        self._readers = Readers(self.profile, tell_all=new)
        self._known = KnownPages(session.folder.archive_db)
        self._looked_for = {section.name: section.menu for section in self.sections if section.menu}
        session.ask(sections=sections, limit=limit, new=new, urls=urls)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **kwargs: Any) -> Self:
        try:
            spider = cls._asked(crawler, **kwargs)
        except ArchiverError as error:  # Scrapy shows it as a fault of the program, and ends with exit code 0
            sys.stderr.write(f"Error: {error}\n")
            raise SystemExit(error.exit_code) from None
        crawler.signals.connect(spider._readers.close, signals.spider_closed)
        return spider

    @classmethod
    def _asked(cls, crawler: Crawler, **asked: Any) -> Self:
        """The spider as the command line asks for it: ours, which has opened the archive, or `scrapy crawl SITE -a start=URL`."""
        if unknown := sorted(set(asked) - _ARGUMENTS - {"session", "urls"}):
            raise UsageError(
                f"-a {unknown[0]}=: there is no such argument; there are: {', '.join(sorted(_ARGUMENTS))}."
            )
        sections = tuple(filter(None, (asked.get("section") or "").split(",")))
        limit, new = _number(asked.get("limit")), bool(asked.get("new"))
        wanted_sections(cls.profile, sections)  # a slip leaves no archive behind
        session = asked.get("session") or open_session(cls.profile, asked.get("start"), asked.get("archive"))
        urls = asked.get("urls", ())
        spider: Self = super().from_crawler(crawler, session, sections, limit=limit, new=new, urls=urls)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first addresses go into the frontier; a crawl that was cut off has them already."""
        self.session.ledger.frontier.want(first_wanted(self.profile, self.sections, self.urls))
        await self._readers.start()
        return
        yield  # Scrapy wants a generator; its requests come from the frontier

    def unnamed(self) -> Iterator[Wanted]:
        """Articles that an earlier crawl had, and to which nothing leads any more: only asking tells what became of them.

        A full pass asks, once all else is answered. What is gone already is not asked for again.
        """
        if not (self.only_new or self.limit or self.urls or self.profile.scope == "sections"):
            yield from self._known.articles(self.profile)

    async def parse(self, response: Response) -> AsyncIterator[PageRead]:
        """One answer: keep on, try again, or give up, and what it leads to."""
        task: Task = response.meta["task"]
        host = host_of(task.wanted.url)
        if response.status in {429, 503}:
            rest = self.session.hosts.refused(host, retry_after(response))
            if task.wanted.role != "robots":
                yield self._refused(task, response.status, rest)
                return
        elif response.status >= 500:
            self.session.hosts.failed(host, f"HTTP {response.status}")
        else:
            shown = task.wanted.role != "robots" and response.status < 300
            self.session.hosts.answered(host, shown=shown)
        read = turned_away(self.session, task, response) or await self._verdict(task, response)
        if self.urls:  # what the page is made of, and where it redirects to
            read = replace(read, wanted=tuple(one for one in read.wanted if one.role in _OF_A_PAGE))
        yield read

    async def _verdict(self, task: Task, response: Response) -> PageRead:
        status = response.status
        if task.wanted.role == "robots":
            return robots_read(self.session, task, status, response)
        if status in _TRY_AGAIN:
            return self._walk_again(task, status) if task.wanted.body else PageRead(task=task, again=f"HTTP {status}")
        if status >= 400:
            return PageRead(task=task, failed=f"HTTP {status}")
        if (no_page := self._redirects.read(task, response)) is not None:
            return no_page
        broken = "the answer broke off" if "dataloss" in response.flags else None
        try:
            found = await self._read(task, response)
        except ReadingError as error:
            return PageRead(task=task, failed=str(error))
        return PageRead(task=task, again=broken, wanted=self._news(task, found), fingerprint=found.fingerprint)

    def failed(self, failure: Failure) -> Iterator[PageRead]:
        """No answer at all."""
        task: Task = failure.request.meta["task"]
        if self.session.failure is not None or failure.check(HungUpError):
            return  # it stays queued
        if failure.check(IgnoreRequest):
            yield not_made(self.session, task, why_ignored(failure))
        elif failure.check(DownloadCancelledError):
            yield PageRead(task=task, failed="larger than the limit; what came is kept, marked as truncated")
        else:
            with self.session.keeping():
                self.session.ledger.frontier.tried(task.id, datetime.now(UTC).isoformat(timespec="seconds"))
            why = why_unanswered(failure)
            self.session.hosts.failed(host_of(task.wanted.url), why)
            if task.wanted.role == "robots":
                yield robots_unanswered(self.session, task, why, ATTEMPTS)
            else:
                yield PageRead(task=task, again=why)

    def _refused(self, task: Task, status: int, rest: float) -> PageRead:
        """A host that is busy: it rests, and a request that it refused this often is given up."""
        if task.wanted.method != "GET":
            return self._walk_again(task, status)
        return PageRead(task=task, again=f"HTTP {status}", pause=rest, attempts=REFUSALS)

    def _walk_again(self, task: Task, status: int) -> PageRead:
        """A postback that the server refuses: asked once more; then, its session over, from the first page on."""
        wanted = task.wanted
        if task.attempts == 0:
            return PageRead(task=task, again=f"HTTP {status} to a postback")
        key = self.profile.key_of(wanted.url)
        if " again" in wanted.key:
            return PageRead(task=task, failed=f"HTTP {status} to a postback, twice")
        again = Wanted(
            key=f"{key} again",
            url=wanted.url,
            role=wanted.role,
            priority=PRIORITY["pager"],
            section=wanted.section,
            via=wanted.via,
        )
        return PageRead(task=task, failed=f"HTTP {status} to a postback; the pager is walked again", wanted=(again,))

    async def _read(self, task: Task, response: Response) -> Found:
        """All that an answer leads to."""
        if self._enough():
            return Found()
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        looked_for = tuple(self._looked_for.items())
        received = Received(
            url=response.url, body=response.body, content_type=content_type, wanted=task.wanted, menu=looked_for
        )
        found = await self._readers.read(received)
        for section in found.sections:
            self._looked_for.pop(section.section or "", None)
        return found

    def _news(self, task: Task, found: Found) -> tuple[Wanted, ...]:
        """What is not known yet, or was refused and is named better here. `--new`: nor ever captured; a list whose items all were is not read further.

        Pages that the home page or a section names and that are no articles are looked at again: what is new in a list
        of theirs shows nowhere else.
        """
        links, pager, ledger = found.links, found.pager, self.session.ledger
        if self.only_new:
            again = task.wanted.role in {"start", "listing"}
            links = tuple(
                one
                for one in links
                if not ledger.has(one.key) or (again and self._known.may_lead_on(one, self.profile))
            )
            if found.listed and all(ledger.has(key) for key in found.listed):
                pager = ()
        wanted = (*found.sections, *pager, *links)
        return self.session.ledger.frontier.news(wanted)

    def _enough(self) -> bool:
        """`--limit`: no new addresses once so many are answered."""
        return self.limit is not None and self.session.ledger.frontier.counts().get("done", 0) >= self.limit


def spider_for(profile: SiteProfile) -> type[PortalSpider]:
    """The spider of one profile, as polite as the profile says."""
    politeness = profile.politeness
    settings = {
        "USER_AGENT": user_agent(politeness.contact),
        "DEFAULT_REQUEST_HEADERS": default_headers(politeness.contact),
    }
    members = {"name": profile.name, "profile": profile, "custom_settings": settings, "__module__": __name__}
    return type(f"{profile.name.title().replace('-', '')}Spider", (PortalSpider,), members)


def retry_after(response: Response) -> float | None:
    """Seconds that the server asks for (RFC 9110, 10.2.3), as a number or a date; None where it names none."""
    told = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if told.isascii() and told.isdecimal():
        return float(told[:9])
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _number(text: str | int | None) -> int | None:
    if text is None:
        return None
    if not str(text).strip().isdecimal() or int(text) < 1:
        raise UsageError(f"-a limit={text}: a number of requests is meant, as in -a limit=100.")
    return int(text)


globals().update({f"spider_{name}": spider_for(find_profile(name)) for name in shipped()})

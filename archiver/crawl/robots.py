"""What an answer for robots.txt means for its host (RFC 9309, 2.3.1)."""

from __future__ import annotations

from scrapy.http import Response

from archiver.crawl.frontier import robots_wanted
from archiver.crawl.pipeline import PageRead
from archiver.crawl.session import Session
from archiver.sites.robots import EVERYTHING, Rules
from archiver.sites.urls import absolute
from archiver.store.frontier import Task, Wanted, host_of

HOPS = 6  # addresses in a row; RFC 9309 asks for five redirects at least
PATIENCE = 6  # attempts for a server that is in trouble; together about a minute
_SITEMAPS = 20  # of one host; an index names the others


def robots_read(session: Session, task: Task, status: int, response: Response) -> PageRead:
    """An answer came."""
    if status >= 500 or status == 429:
        return robots_unanswered(session, task, f"HTTP {status}", PATIENCE)
    if 300 <= status < 400:
        target = absolute((response.headers.get("Location") or b"").decode("utf-8", "replace"), response.url)
        if target is not None and task.wanted.page < HOPS:
            return PageRead(task=task, wanted=(robots_wanted(target, task.wanted),))
    rules = Rules.read(response.body) if 200 <= status < 300 else EVERYTHING
    _settle(session, task, rules)
    return PageRead(task=task, wanted=tuple(_sitemaps(session, task, rules)))


def robots_unanswered(session: Session, task: Task, why: str, attempts: int) -> PageRead:
    """None came, or that of a server in trouble: then everything is forbidden, so it is asked again for a while."""
    host = session.hosts.of(_host(task))
    host.unruled = f"{why}, attempt {task.attempts + 1} of {attempts}"
    if task.attempts + 1 >= attempts:
        if session.profile.politeness.robots == "override":
            _settle(session, task, EVERYTHING)
        else:
            host.closed = (
                f"robots.txt answered {why}, so nothing may be fetched (RFC 9309)"
                if why.startswith("HTTP")
                else f"{why}: not even robots.txt could be asked for"
            )
    return PageRead(task=task, again=why, attempts=attempts)


def not_made(session: Session, task: Task, why: str) -> PageRead:
    """A request that we refuse ourselves; where it was for robots.txt, the whole host is refused."""
    if task.wanted.role == "robots":
        session.hosts.of(_host(task)).closed = why
    return PageRead(task=task, skipped=why)


def _settle(session: Session, task: Task, rules: Rules) -> None:
    session.hosts.of(_host(task)).rules = rules
    with session.keeping():
        session.ledger.frontier.set_rules(_host(task), rules.text)


def _host(task: Task) -> str:
    return host_of(task.wanted.via or task.wanted.url)


def _sitemaps(session: Session, task: Task, rules: Rules) -> list[Wanted]:
    """Where the host says that its addresses are listed."""
    profile = session.profile
    found = (absolute(url, task.wanted.url) for url in rules.sitemaps[:_SITEMAPS])
    return [
        Wanted(key=profile.key_of(url), url=url, role="sitemap", priority=85, via=task.wanted.url)
        for url in found
        if url is not None and profile.in_scope(url)
    ]

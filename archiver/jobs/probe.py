"""A look at an unknown portal: its home page, a few pages of its menu, and what they tell of it.

Where the pages come from is not said here: from the portal itself (`probe_crawl`), or from files in which others kept it
(`probe_files`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archiver.errors import FetchError, LimitExceeded, UsageError, WarcError
from archiver.extract.coding import unpack
from archiver.extract.decode import decode
from archiver.model import Capture
from archiver.sites.catalog import platforms
from archiver.sites.discover import Discovery, candidates, discover, feeds_of, frames_of, guess, sitemaps_of, start_of
from archiver.sites.region import language_of, timezone_of
from archiver.sites.robots import Rules
from archiver.sites.seen import Seen, leads_to
from archiver.sites.urls import absolute, host_of

_SIGNPOSTS = 5  # redirects, refreshes and scripts that are followed to the home page
_MENU_LINKS = 24
_FEEDS = 2
SECONDS = 240  # of one round; a slow portal is looked at in part
_AT_LEAST = 6  # menu links of a portal that wants long pauses
_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The answers of one round, and what the crawl said at its end."""

    pages: tuple[Seen, ...]
    robots: str
    said: str
    has_start: bool = True  # else the first page is another of the same host, in place of the start


Looking = Callable[[str, Sequence[str]], Round]  # at the start, and at these addresses


def probe(url: str, look: Looking, name: str | None = None) -> Discovery:
    """Looks at the portal at `url` and says what it is."""
    asked = address_in(url)
    home, robots, is_home = _home(asked, look)
    start = start_of(asked, home)
    profile = guess(start, home, platforms())
    frames = _shown_in(frames_of(home, profile), home, look)
    links = [entry.url for entry in candidates(home, profile, robots, _how_many(robots), frames)]
    feeds = feeds_of(home, profile)[:_FEEDS]
    second = look(start, [*links, *feeds, *sitemaps_of(start, robots)])
    zone, _ = timezone_of(language_of(home, frames), start)
    today = datetime.now(ZoneInfo(zone)).date()
    found = discover(
        name=name,
        start=start,
        home=home,
        robots=robots,
        pages=second.pages,
        platforms=platforms(),
        today=today,
        frames=frames,
        asked=links,
    )
    return found if is_home else _without_home(found, home)


def _without_home(found: Discovery, page: Seen) -> Discovery:
    """What another page than the home page tells; nothing is guessed by it of what the portal is called."""
    host = host_of(found.start) or found.start
    note = f"the home page is not in the files: this is what {page.url} tells and what its menu leads to; write the title {host!r} anew"
    menu = found.menu[1:] if found.menu[:1] == (found.title,) else found.menu  # else its own title would stand there
    return replace(found, title=host, menu=menu, warnings=(note, *found.warnings))


def _shown_in(frames: Sequence[str], home: Seen, look: Looking) -> tuple[Seen, ...]:
    """The pages in the frames of a home page, in the order in which they stand."""
    pages = {page.url: page for page in look(home.url, frames).pages if page.is_page} if frames else {}
    return tuple(pages[url] for url in frames if url in pages)


def address_in(url: str) -> str:
    """The address that somebody wrote; it may lack `http://`."""
    written = url.strip()
    asked = absolute(written if _SCHEME.match(written) else f"http://{written}", "http://localhost/")
    if asked is None or not host_of(asked):
        raise UsageError(f"{url!r} is no web address; give http://host/ or https://host/.")
    return asked


def _how_many(robots: str) -> int:
    """A portal that wants a minute between two requests is not kept busy for half an hour."""
    delay = max(Rules.of(robots).delay, 1.0)
    return min(_MENU_LINKS, max(_AT_LEAST, int(SECONDS * 0.8 / delay)))


def _home(asked: str, look: Looking) -> tuple[Seen, str, bool]:
    """The home page, behind whatever sends the reader on, and the host's robots.txt; False where it is another page instead."""
    url = asked
    is_home = True
    for _ in range(_SIGNPOSTS):
        first = look(url, [])
        is_home = is_home and first.has_start
        page = first.pages[0] if first.pages else None
        for other in first.pages[1:]:  # the redirects that were followed already
            if page is not None and leads_to(page) == other.url:
                page = other
        if page is None:
            raise FetchError(_why_nothing(url, first))
        target = leads_to(page)
        if target is None:
            return _as_home(page), first.robots, is_home
        if urlsplit(target).scheme not in {"http", "https"} or target == url:
            break
        url = target
    raise FetchError(f"{asked}: sends its reader on and on; give the address of the home page itself.")


def _why_nothing(url: str, look: Round) -> str:
    if look.robots and not Rules.of(look.robots).allow(url):
        return f"{url}: robots.txt forbids this page; ask the portal's owner for permission."
    return look.said or f"{url}: no answer; check the address and the network."


def _as_home(page: Seen) -> Seen:
    if page.status in {401, 403}:
        raise FetchError(f"{page.url}: wants a login (HTTP {page.status}); give the address of a page that is public.")
    if page.status != 200:
        raise FetchError(f"{page.url}: answers HTTP {page.status}; give the address of a page that can be read.")
    if not page.is_page:
        kind = page.header("Content-Type") or "no type"
        raise FetchError(f"{page.url}: is no page of HTML ({kind}); give the address of the portal's home page.")
    return page


def seen_in(capture: Capture) -> Seen | None:
    """A capture as a look sees it; None where its coding cannot be undone."""
    try:
        body = unpack(capture.body, capture.header("Content-Encoding"))
    except (WarcError, LimitExceeded):
        return None
    kind = (capture.header("Content-Type") or "").lower()
    charset = kind.partition("charset=")[2].strip(" \"'")
    page = decode(body, charset or None, capture.url)
    return Seen(
        url=capture.url, status=capture.status, headers=tuple(capture.headers), html=page.html, encoding=page.encoding
    )

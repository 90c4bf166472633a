"""Which links of a menu lead to listings, and what stands on the first page of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from archiver.sites.listing import FoundLink, read_links
from archiver.sites.markup import tree_of, words_of
from archiver.sites.menu import MenuEntry
from archiver.sites.postback import next_step
from archiver.sites.profile import SiteProfile
from archiver.sites.robots import Rules
from archiver.sites.seen import Look, Seen
from archiver.sites.session_ids import sessionless
from archiver.sites.walk import Walk
from archiver.vietnamese.dates import NumericOrder, find_dates, folded_line
from archiver.vietnamese.folding import fold

ITEMS_AT_LEAST = 5  # a page with fewer links of one shape is no listing, unless its address or its pager says so
_FEW = 2
_LONGEST_LINE = 200
_FRAME_PAGES = 3  # so many pages must be known before what they share is their frame
_TIMES = re.compile(r"<time\b[^>]{0,200}?\bdatetime\s*=\s*[\"']?(\d{4}-\d\d-\d\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSection:
    """A link of the menu that leads to a listing."""

    name: str
    title: str
    url: str
    items: int  # on its first page
    pager: str  # "by address", "by postback", "by dropdown" or "none"
    newest: str | None  # the latest day that its first page names
    allowed: bool  # by robots.txt


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """How a portal's dates are read: its time zone, the order of day and month, and the day of the look."""

    timezone: str
    order: NumericOrder
    today: date


def find_sections(
    menu: Iterable[MenuEntry], look: Look, robots: str, profile: SiteProfile, calendar: Calendar
) -> tuple[FoundSection, ...]:
    """The listings behind the menu's links, each once."""
    rules = Rules.of(robots)
    entries = [(entry, look.at(entry.url), rules.allow(entry.url)) for entry in menu]
    pages = {page.url: page for _, page, _ in entries if page is not None}
    links = {url: read_links(page.html, url, profile) for url, page in pages.items()}
    lines = {url: _lines(page.html) for url, page in pages.items()}
    # What stands on most pages is the frame of the site: a box of the newest articles makes no page a listing.
    common_items = _on_most([link.key for link in found] for found in links.values())
    common_lines = _on_most(lines.values())
    clocks = _on_most(
        [_mask(one) for one in found if calendar.today in _days(one, calendar)] for found in lines.values()
    )
    sections: dict[str, FoundSection] = {}
    seen: set[str] = set()
    for entry, page, allowed in entries:
        url = page.url if page is not None else entry.url
        key = profile.key_of(url)
        if key in seen:
            continue
        seen.add(key)
        by_address = "listing" in {profile.kind_of(entry.url), profile.kind_of(url)}
        found = [one for one in links.get(url, []) if one.key not in common_items]
        items = sum(1 for one in found if one.role == "item")
        pager = _pager(page, found, profile) if page is not None else "none"
        if not (_lists(items, pager, by_address=by_address) if allowed else by_address):
            continue
        name = _free_name(slug(entry.title), sections)
        newest = _newest([one for one in lines.get(url, []) if one not in common_lines], calendar, clocks)
        sections[name] = FoundSection(
            name=name, title=entry.title, url=sessionless(url), items=items, pager=pager, newest=newest, allowed=allowed
        )
    return tuple(sections.values())


def slug(title: str) -> str:
    """A title as a name: small letters without accents, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(title)))[:60].strip("-") or "section"


def _lists(items: int, pager: str, *, by_address: bool) -> bool:
    return items >= ITEMS_AT_LEAST or (items >= _FEW and pager != "none") or (items > 0 and by_address)


def _pager(page: Seen, links: list[FoundLink], profile: SiteProfile) -> str:
    if any(link.role == "pager" for link in links):
        return "by address"
    step = next_step(page.html, page.url, 1, Walk(), profile.platform.listing)
    if step is None:
        return "none"
    return "by dropdown" if step.walk.chosen else "by postback"


def _on_most(pages: Iterable[list[str]]) -> set[str]:
    counted = [set(page) for page in pages]
    if len(counted) < _FRAME_PAGES:
        return set()
    common = Counter(one for page in counted for one in page)
    return {one for one, count in common.items() if count * 2 > len(counted)}


def _lines(html: str) -> list[str]:
    """The short lines of a page that hold a figure: its dates are among them."""
    root = tree_of(html)
    lines = words_of(root).splitlines() if root is not None else []
    dated = [line for line in lines if len(line) <= _LONGEST_LINE and any(sign.isdecimal() for sign in line)]
    return [*dated, *_TIMES.findall(html)]


def _newest(lines: list[str], calendar: Calendar, clocks: set[str]) -> str | None:
    """The latest day; a day to come is an event's, and today is a clock's where most pages say it in such a line."""
    past = [
        day
        for line in lines
        for day in _days(line, calendar)
        if day < calendar.today or (day == calendar.today and _mask(line) not in clocks)
    ]
    return max(past).isoformat() if past else None


def _days(line: str, calendar: Calendar) -> list[date]:
    return [mention.day for mention in find_dates(folded_line(line), calendar.timezone, calendar.order)]


def _mask(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free

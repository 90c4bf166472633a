"""What an answer asks for next: the part an address plays, how soon it is fetched, and what speaks against it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from archiver.sites.guards import endless
from archiver.sites.login import Login, why_not_logged_in
from archiver.sites.markup import label_of
from archiver.sites.profile import SiteProfile
from archiver.sites.url_key import without_way_back
from archiver.sites.urls import at_host_of
from archiver.store.frontier import Wanted

# What is fetched first: a pager's session may end, sections are what was asked for, then what they show, then the rest.
# Who names an address first says what it is: a sitemap, which names all without a word, speaks after the lists.
PRIORITY = {
    "pager": 100,
    "start": 90,
    "feed": 85,
    "listing": 80,
    "item": 70,
    "file": 60,
    "image": 50,
    "sitemap": 45,
    "page": 40,
    "requisite": 20,
}
# What a link is called that shows an article once more, without the site round it.
_PRINTS = re.compile(
    r"\W*(?:in|(?:in|ban in|ban de in|xem ban in)(?: (?:bai|tin|trang|bai viet|bai nay|tin nay|trang nay|an))?"
    r"|print(?:able)?(?: (?:this|page|this page|article|this article|version|view|friendly))?|printer[- ]friendly(?: version)?|打印)\W*"
)
_FIGURE = re.compile(r"[/?].*\d")
_THIS_YEAR = datetime.now(UTC).year


def following(
    wanted: Wanted,
    url: str,
    role: str,
    profile: SiteProfile,
    *,
    text: str | None = None,
    section: str | None = None,
    embedded: bool = False,
    turns_page: bool = False,
) -> Wanted:
    """An address that an answer to `wanted` leads to; `embedded`: shown in a page of the site, from whatever host.

    It is asked for without what only says where the reader comes from: a list names each item a thousand times so. And it is
    asked of the host that answered, with or without `www.`: the other name of a portal may have been given up.
    """
    if profile.in_scope(url):
        url = at_host_of(wanted.url, without_way_back(url, profile.platform.urls))
    return Wanted(
        key=profile.key_of(url),
        url=url,
        role=role,
        priority=PRIORITY.get(role, PRIORITY["page"]),
        section=section,
        via=wanted.url,
        link_text=text or None,
        skip=why_not(profile, url, role, text=text, embedded=embedded, turns_page=turns_page),
    )


def unfetchable(wanted: Wanted, url: str, scheme: str) -> Wanted:
    """A film or a broadcast that is named and cannot be had: the report says so."""
    reason = f"a stream that HTTP cannot fetch ({scheme})"
    return Wanted(key=url, url=url, role="file", priority=PRIORITY["file"], via=wanted.url, skip=reason)


def why_not(
    profile: SiteProfile,
    url: str,
    role: str,
    *,
    text: str | None = None,
    embedded: bool = False,
    turns_page: bool = False,
) -> str | None:
    """Why an address is not fetched, in words; None where nothing speaks against it."""
    if not embedded and not profile.in_scope(url):
        return "out of scope: another host, or outside the start's folder"
    if profile.scope == "sections" and role == "page":
        return "out of scope: in no section"
    if profile.login is not None and (harm := _harm(profile, profile.login, url, text)) is not None:
        return harm
    if role == "page" and text and _prints(url, text):
        return "print view of an article"
    return profile.trap_of(url, turns_page=turns_page) or endless(url, _THIS_YEAR)


def _prints(url: str, text: str) -> bool:
    """Whether a link shows an article to be printed: it says so, and its address says by a number which one. A section may be called "Print"."""
    return _PRINTS.fullmatch(label_of(text)) is not None and _FIGURE.search(url.partition("//")[2]) is not None


def _harm(profile: SiteProfile, login: Login, url: str, text: str | None) -> str | None:
    """Why an address is nothing for a crawl that is logged in."""
    if login.url is not None and profile.key_of(url) == profile.key_of(login.url):
        return "login"
    return why_not_logged_in(url, text)

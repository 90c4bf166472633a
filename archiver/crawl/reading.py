"""What a page leads to: the addresses that it names, the part each plays, and the reason against it, if one speaks.

Pure: it knows the page and the profile, not what is known already, so it can run in any process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archiver.extract.decode import decode
from archiver.sites.listing import FoundLink, find_menu, read_links
from archiver.sites.postback import Postback, next_page
from archiver.sites.profile import SiteProfile
from archiver.store.frontier import Wanted

# What is fetched first: a pager's session may end, sections are what was asked for, then what they show, then the rest.
PRIORITY = {"pager": 100, "start": 90, "listing": 80, "item": 70, "file": 60, "image": 50, "page": 40, "requisite": 20}
_MARKUP = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An answer as the reader of links needs it; whole and plain, so that it can be sent to another process."""

    url: str
    body: bytes  # content coding removed
    content_type: str
    wanted: Wanted  # what was asked for
    menu: tuple[tuple[str, str], ...] = ()  # sections that are looked for: name and the menu's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one answer leads to."""

    pager: tuple[Wanted, ...] = ()  # the pages behind this one
    links: tuple[Wanted, ...] = ()  # all else, in page order
    sections: tuple[Wanted, ...] = ()  # first listings of sections that the profile names by the menu's words


def read_page(received: Received, profile: SiteProfile) -> Found:
    """Read the links of an answer; one that is no markup leads nowhere."""
    kind, _, rest = received.content_type.partition(";")
    if kind.strip().lower() not in _MARKUP:
        return Found()
    wanted, url = received.wanted, received.url
    page = decode(received.body, rest.partition("charset=")[2].strip(" \"'") or None, url)
    links = read_links(page.html, url, profile, listing=wanted.role == "listing")
    postback = next_page(page.html, url, wanted.page)
    if wanted.role != "listing" and (postback or any(link.role == "pager" for link in links)):
        links = read_links(page.html, url, profile)
    looked_for = received.menu if wanted.role in {"start", "page"} else ()
    return Found(
        pager=tuple(_next_pages(wanted, url, links, postback, profile)),
        links=tuple(_link(wanted, link, profile) for link in links if link.role != "pager"),
        sections=tuple(_sections(wanted, page.html, url, looked_for, profile)),
    )


def _sections(
    wanted: Wanted, html: str, url: str, looked_for: tuple[tuple[str, str], ...], profile: SiteProfile
) -> Iterator[Wanted]:
    for name, words in looked_for:
        if found := find_menu(html, url, words):
            yield following(wanted, found, "listing", profile, text=words, section=name)


def _next_pages(
    wanted: Wanted, url: str, links: list[FoundLink], postback: Postback | None, profile: SiteProfile
) -> Iterator[Wanted]:
    """The pages behind this one: by address, or by the pager's own postback."""
    items = _digest_of(link.key for link in links if link.role == "item")
    if wanted.items == items and wanted.page > 1:
        return  # a pager that is trusted beyond its end repeats the last page for ever
    role = wanted.role if wanted.role in {"listing", "page"} else "page"
    for link in links:
        if link.role == "pager":
            page = following(wanted, link.url, role, profile, text=link.text, section=wanted.section)
            yield replace(page, priority=PRIORITY["pager"], page=wanted.page + 1, items=items)
    if postback is not None:
        walk = " again" if " again" in wanted.key else ""
        yield Wanted(
            key=f"{profile.key_of(postback.url)} page {postback.page}{walk}",
            url=postback.url,
            role=role,
            priority=PRIORITY["pager"],
            method="POST",
            body=postback.body,
            section=wanted.section,
            via=url,
            page=postback.page,
            items=items,
        )


def _link(wanted: Wanted, link: FoundLink, profile: SiteProfile) -> Wanted:
    listing = wanted.role == "listing"
    role = link.role if link.role in PRIORITY and (listing or link.role != "item") else "page"
    section = wanted.section if listing and link.role == "item" else None
    return following(wanted, link.url, role, profile, text=link.text, section=section)


def following(
    wanted: Wanted, url: str, role: str, profile: SiteProfile, *, text: str | None = None, section: str | None = None
) -> Wanted:
    """An address that an answer to `wanted` leads to."""
    return Wanted(
        key=profile.key_of(url),
        url=url,
        role=role,
        priority=PRIORITY.get(role, PRIORITY["page"]),
        section=section,
        via=wanted.url,
        link_text=text or None,
        skip=why_not(profile, url, role),
    )


def why_not(profile: SiteProfile, url: str, role: str) -> str | None:
    """Why an address is not fetched, in words; None where nothing speaks against it."""
    if not profile.in_scope(url):
        return "out of scope: another host, or outside the start's folder"
    if profile.scope == "sections" and role == "page":
        return "out of scope: in no section"
    return profile.trap_of(url)


def _digest_of(keys: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()

"""What an answer leads to: the addresses that it names, the part each plays, and the reason against it, if one speaks.

Pure: it knows the answer and the profile, not what is known already, so it can run in any process.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from archiver.crawl.shapes import may_be_a_trap
from archiver.crawl.wanting import PRIORITY, following, unfetchable, why_not
from archiver.extract.decode import decode, is_other_file
from archiver.sites.feed import Entry, is_feed, is_feed_of, is_sitemap, read_feed, read_sitemap
from archiver.sites.items import ROW_KINDS
from archiver.sites.listing import FoundLink, find_menu, read_links
from archiver.sites.markup import words_digest
from archiver.sites.pager import says_end, says_later_page, says_page
from archiver.sites.playlist import ENDING, TYPES, medium_of, read_playlist
from archiver.sites.postback import Postback, next_step
from archiver.sites.profile import SiteProfile
from archiver.sites.stylesheet import addresses_of
from archiver.sites.updatepanel import page_of, read_delta, redirect_of
from archiver.sites.urls import absolute
from archiver.sites.viewstate import addresses_in
from archiver.sites.walk import walk_of
from archiver.store.frontier import Wanted

__all__ = ["PRIORITY", "Found", "Received", "following", "read_page", "why_not"]

_MARKUP = frozenset(["text/html", "application/xhtml+xml"])
_XML = re.compile(r"(?:text|application)/(?:[\w.-]+\+)?xml")
_STREAM = re.compile(r"""=\s*["']?((?:mms|rtsp|rtmp)\w{0,2}://[^\s"'<>]{1,500})""", re.IGNORECASE)
_LEAST_TRUSTED = (
    30  # what stands nowhere but in a view state, or is a list's later page to a sitemap: the list itself leads there
)
_SHOWN = frozenset(["item", "file", "image"])
_MOVING = frozenset(["start", "listing", "item", "page"])


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
    listed: tuple[str, ...] = ()  # url_keys of the items, where the page is a list
    fingerprint: str | None = None  # equal for pages that say the same; None where that is no matter


def _never(key: str) -> bool:  # noqa: ARG001  any key
    return False


def read_page(  # noqa: PLR0911  one return a kind of answer
    received: Received, profile: SiteProfile, told: Callable[[str], bool] = _never
) -> Found:
    """Read the links of an answer; one that names none that a crawl understands leads nowhere.

    `told`: whether a link of this key has been told before; most of a page's are its site's menu, and left out.
    """
    kind, _, rest = received.content_type.lower().partition(";")
    kind, charset = kind.strip(), rest.partition("charset=")[2].strip(" \"'") or None
    wanted, url, head = received.wanted, received.url, received.body[:2000]
    path = url.partition("?")[0]
    if kind == "text/css" or (wanted.role == "requisite" and path.lower().endswith(".css")):
        return Found(links=tuple(_of_stylesheet(received, charset, profile)))
    if not profile.in_scope(url) or is_other_file(head):
        return Found()  # a picture's or a film's host is another site
    if kind in _MARKUP and not head.lstrip().startswith((b"<?xml", b"<rss", b"<feed")):
        return _of_markup(received, decode(received.body, charset, url).html, profile, told)
    if is_sitemap(head) or wanted.role == "sitemap":
        sitemap = read_sitemap(received.body, url)
        maps = (following(wanted, one, "sitemap", profile) for one in sitemap.maps)
        return Found(links=(*maps, *_entries(wanted, sitemap.pages, profile)))
    if is_feed(head):
        return Found(links=tuple(_entries(wanted, read_feed(received.body, url), profile)))
    if kind in TYPES or ENDING.search(path) or (_XML.fullmatch(kind) and wanted.role == "file"):
        return Found(
            links=tuple(_of_playlist(wanted, decode(received.body[:1_000_000], charset, url).html, url, profile))
        )
    if kind in _MARKUP:
        return _of_markup(received, decode(received.body, charset, url).html, profile, told)
    if kind == "text/plain" and wanted.method == "POST":
        return _of_delta(received, charset, profile, told)
    return Found()


def _of_markup(received: Received, html: str, profile: SiteProfile, told: Callable[[str], bool]) -> Found:
    wanted, url = received.wanted, received.url
    listing = wanted.role == "listing"
    walk = walk_of(wanted.key)
    hints, first = profile.platform.listing, wanted.method == "POST" or wanted.page == 1
    chooses = first and wanted.role in {"listing", "page", "start"} and not says_later_page(url)
    links = read_links(html, url, profile, listing=listing)
    postback = next_step(html, url, wanted.page, walk, hints, choose=chooses)
    if not listing and (postback or any(link.role == "pager" for link in links)):
        links = read_links(html, url, profile)
    listed = tuple(link.key for link in links if link.role == "item")
    items = _digest_of(listed)
    repeated = wanted.items == items and (wanted.page > 1 or (bool(walk.chosen) and not listing))
    if repeated:
        again = next_step(html, url, wanted.page, walk, hints, turn=False, choose=chooses)
        postback = again if listing else None
    looked_for = received.menu if wanted.role in {"start", "page"} else ()
    pages: Iterable[Wanted] = () if repeated else _next_pages(wanted, links, items, profile)
    return Found(
        pager=(*pages, *([_posted(wanted, url, postback, items, profile)] if postback else [])),
        links=(
            *(_link(wanted, link, profile) for link in links if link.role != "pager" and not told(link.key)),
            *_streams(wanted, html),
            *(_hidden(wanted, html, url, links, profile) if wanted.role != "item" else ()),
        ),
        sections=tuple(_sections(wanted, html, url, looked_for, profile)),
        listed=listed,
        # By their names alone: a page that answers at many paths names its pictures once below each.
        fingerprint=words_digest(
            html, (link.key.rstrip("/").rpartition("/")[2] for link in links if link.role in _SHOWN)
        )
        if may_be_a_trap(wanted, profile)
        else None,
    )


def _of_delta(received: Received, charset: str | None, profile: SiteProfile, told: Callable[[str], bool]) -> Found:
    """An UpdatePanel's answer: the part of the page that changed, read as a page."""
    records = read_delta(decode(received.body, charset, received.url).html)
    target = redirect_of(records)
    url = absolute(target, received.url) if target else None
    if url:
        wanted = received.wanted
        return Found(links=(following(wanted, url, wanted.role, profile, section=wanted.section),))
    return _of_markup(received, page_of(records), profile, told) if records else Found()


def _of_stylesheet(received: Received, charset: str | None, profile: SiteProfile) -> Iterator[Wanted]:
    """A stylesheet of another host leads to its own pictures and fonts, and to no further stylesheets."""
    own = profile.in_scope(received.url)
    text = received.body.decode("utf-8" if charset is None else "latin-1", "replace")
    for url in addresses_of(text, received.url):
        if own or not url.partition("?")[0].lower().endswith(".css"):
            yield following(received.wanted, url, "requisite", profile, embedded=True)


def _of_playlist(wanted: Wanted, text: str, url: str, profile: SiteProfile) -> Iterator[Wanted]:
    for medium in read_playlist(text, url):
        if medium.stream:
            yield unfetchable(wanted, medium.url, medium.stream)
        else:
            yield following(wanted, medium.url, "file", profile, section=wanted.section, embedded=True)


def _entries(wanted: Wanted, entries: Iterable[Entry], profile: SiteProfile) -> Iterator[Wanted]:
    """What a feed or a sitemap names; but not a list's later pages (`/blog/page/2`), to which the list itself leads.

    Who names an address first says what it is, and a sitemap says of none that it turns a page, nor of which section.
    """
    for entry in entries:
        if wanted.role == "sitemap" and says_later_page(entry.url):
            continue
        item = wanted.role != "sitemap" or profile.kind_of(entry.url) in ROW_KINDS
        role = "item" if item else "page"
        yield following(wanted, entry.url, role, profile, text=entry.title, section=wanted.section)


def _sections(
    wanted: Wanted, html: str, url: str, looked_for: tuple[tuple[str, str], ...], profile: SiteProfile
) -> Iterator[Wanted]:
    for name, words in looked_for:
        if found := find_menu(html, url, words):
            yield following(wanted, found, "listing", profile, text=words, section=name)


def _next_pages(wanted: Wanted, links: list[FoundLink], items: str, profile: SiteProfile) -> Iterator[Wanted]:
    """The pages behind this one that have an address. A pager that is trusted beyond its end repeats for ever."""
    role = wanted.role if wanted.role in {"listing", "page"} else "page"
    for link in links:
        if link.role == "pager":
            turns = says_page(link.text) or says_end(link.text)
            page = following(wanted, link.url, role, profile, text=link.text, section=wanted.section, turns_page=turns)
            yield replace(page, priority=PRIORITY["pager"], page=wanted.page + 1, items=items)


def _posted(wanted: Wanted, url: str, postback: Postback, items: str, profile: SiteProfile) -> Wanted:
    """The step that only a postback takes."""
    return Wanted(
        key=postback.walk.key(profile.key_of(postback.url), postback.page),
        url=postback.url,
        role=wanted.role if wanted.role in {"listing", "page"} else "page",
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
    role: str = link.role if link.role in PRIORITY and (listing or link.role != "item") else "page"
    section = wanted.section if listing and link.role == "item" else None
    if role == "feed" or (role == "page" and profile.kind_of(link.url) == "feed"):
        role, section = "feed", wanted.section if listing and is_feed_of(link.url, wanted.url) else None
        if section is None and profile.scope == "sections":
            role = "page"
    elif role == "page" and link.source == "moved" and wanted.role in _MOVING:  # the page is but a signpost
        role, section = wanted.role, wanted.section
    return following(wanted, link.url, role, profile, text=link.text, section=section, embedded=link.embedded)


def _streams(wanted: Wanted, html: str) -> Iterator[Wanted]:
    if "mms" in html or "rtmp" in html or "rtsp" in html:
        for written in dict.fromkeys(_STREAM.findall(html)[:200]):
            medium = medium_of(written, "")
            if medium and medium.stream:
                yield unfetchable(wanted, medium.url, medium.stream)


def _hidden(wanted: Wanted, html: str, url: str, links: list[FoundLink], profile: SiteProfile) -> Iterator[Wanted]:
    """What stands in the view state and nowhere else on the page."""
    seen = {link.key for link in links}
    for address in addresses_in(html, url, profile.platform.urls, [link.url for link in links]):
        one = following(wanted, address, "page", profile)
        if one.key not in seen and one.skip is None:
            seen.add(one.key)
            yield replace(one, priority=_LEAST_TRUSTED)


def _digest_of(keys: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()

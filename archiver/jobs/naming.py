"""What a feed or a sitemap names: the portal's own word on what is to be had of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from archiver.model import Capture
from archiver.sites.feed import Entry, is_feed, is_sitemap, read_feed, read_sitemap
from archiver.sites.profile import SiteProfile
from archiver.store.lists import ListEntry, Source

LISTS = frozenset({"listing", "feed", "sitemap"})  # roles whose answers name what is to be had
_HEAD = 2000  # bytes


def names_pages(capture: Capture, body: bytes) -> bool:
    """Whether an answer is a list for programs; a listing for people is read as a page."""
    if capture.role in {"feed", "sitemap"}:
        return True
    return body[:_HEAD].lstrip().startswith(b"<") and (is_sitemap(body) or is_feed(body))


def entries_named(capture: Capture, body: bytes, profile: SiteProfile) -> tuple[ListEntry, ...]:
    """The addresses that it names, as far as they belong to this site and no rule speaks against them."""
    if capture.role == "sitemap" or is_sitemap(body):
        return _entries(capture, "sitemap", read_sitemap(body, capture.url).pages, profile)
    return _entries(capture, "feed", read_feed(body, capture.url), profile)


def _entries(capture: Capture, source: Source, named: Iterable[Entry], profile: SiteProfile) -> tuple[ListEntry, ...]:
    return tuple(
        ListEntry(
            url_key=profile.key_of(entry.url),
            url=entry.url,
            source=source,
            section=capture.section,
            fetched_at=capture.fetched_at,
        )
        for entry in named
        if profile.in_scope(entry.url) and profile.trap_of(entry.url) is None
    )

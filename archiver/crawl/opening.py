"""How a crawl begins: the archive is opened for it, and the first addresses are named."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from archiver.crawl.account import account_of
from archiver.crawl.devtools import find_browser
from archiver.crawl.session import Session
from archiver.crawl.wanting import PRIORITY
from archiver.errors import ArchiverError, FetchError, UsageError
from archiver.layout import ArchiveFolder, archive_of
from archiver.sites.profile import Section, SiteProfile
from archiver.store.frontier import Wanted


def first_wanted(profile: SiteProfile, sections: tuple[Section, ...], urls: tuple[str, ...] = ()) -> Iterator[Wanted]:
    """The pages at `urls`; where none are named the sections with an address of their own, the profile's sitemaps, and the start."""
    if urls:
        yield from (_seed(profile, url, "item", None) for url in urls)
        return
    for section in sections:
        if section.url:
            yield _seed(profile, section.url, "listing", section.name)
    if profile.scope == "host":
        yield from (_seed(profile, url, "sitemap", None) for url in profile.sitemaps)
    if profile.start:
        yield _seed(profile, profile.start, "start", None)


def _seed(profile: SiteProfile, url: str, role: str, section: str | None) -> Wanted:
    return Wanted(key=profile.key_of(url), url=url, role=role, priority=PRIORITY[role], section=section)


def wanted_sections(profile: SiteProfile, names: tuple[str, ...]) -> tuple[Section, ...]:
    """The sections of these names; all of them where none is named."""
    known = {section.name: section for section in profile.sections}
    for name in names:
        if name not in known:
            raise UsageError(f"{profile.name}: has no section {name!r}; it has: {', '.join(known) or 'none'}.")
    return tuple(known[name] for name in names) if names else profile.sections


def open_session(
    profile: SiteProfile, start: str | None, archive: str | Path | None, urls: tuple[str, ...] = ()
) -> Session:
    """The archive of a profile, opened for a crawl that begins at `start`, or that keeps the pages at `urls` and no other."""
    if start:
        profile = profile.with_start(start)
    if profile.start is None:
        raise UsageError(
            f"{profile.name}: the profile names no start address; give it with --start URL (to Scrapy: -a start=URL)."
        )
    scripted = [section.name for section in profile.sections if section.javascript]
    if scripted and find_browser() is None:
        raise FetchError(
            f"{profile.name}: section {scripted[0]} is to be read by a browser, and Chromium is not installed; "
            "install it (Debian: apt-get install chromium), or take javascript = true out of the profile."
        )
    for url in urls:
        if not profile.in_scope(url):
            raise UsageError(f"{url}: is no address of this site, which begins at {profile.start}.")
    account = account_of(profile, os.environ)
    session = Session(ArchiveFolder(Path(archive)) if archive else archive_of(profile.name), profile, account)
    if urls and session.resumed and json.loads(session.row.asked or "{}").get("urls") != list(urls):
        session.abandon()
        raise ArchiverError(
            f"{session.folder.root}: a crawl of it was cut off; let it go on first, with the command that began it, then keep the page."
        )
    return session

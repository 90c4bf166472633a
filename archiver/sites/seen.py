"""Pages of a portal as a first look sees them, and where one sends its reader on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from archiver.sites.links import collect
from archiver.sites.markup import base_of, tree_of
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import absolute

_META = re.compile(r"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 4000  # signs in which a page says its encoding
_HOPS = 4
_FEW_LINKS = 3  # a "click here" may stand beside a refresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One answer of the portal, its text decoded."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    html: str
    encoding: str  # as it was read

    def header(self, name: str) -> str:
        """The first value of a header; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def declared(self) -> str:
        """The encoding that the header states, else the page itself; empty where neither does."""
        stated = self.header("Content-Type").lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
        match = _META.search(self.html[:_HEAD])
        return stated or (match[1].lower() if match else "")

    @property
    def is_page(self) -> bool:
        """Whether it is a page of HTML that can be read."""
        html = "html" in self.header("Content-Type").lower() or "<html" in self.html[:2000].lower()
        return self.status == 200 and html


def leads_to(page: Seen) -> str | None:
    """Where a page that is only a signpost sends its reader: a redirect, a meta refresh, a script's `location`."""
    if 300 <= page.status < 400:
        return absolute(page.header("Location"), page.url)
    root = tree_of(page.html)
    if root is None or page.status != 200:
        return None
    links = [*collect(root, base_of(root, page.url))]
    target = next((one.url for one in links if one.source == "moved"), None)
    anchors = sum(1 for one in links if one.source == "anchor")
    return target if target and anchors <= _FEW_LINKS and target != page.url else None


class Look:
    """The answers of one round, each found under every address that led to it."""

    def __init__(self, pages: Iterable[Seen], profile: SiteProfile) -> None:
        self._profile = profile
        self._by_key = {profile.key_of(page.url): page for page in pages}

    def at(self, url: str) -> Seen | None:
        """The page that a reader gets to see at this address, behind redirects."""
        page = self._by_key.get(self._profile.key_of(url))
        for _ in range(_HOPS):
            target = leads_to(page) if page is not None and 300 <= page.status < 400 else None
            if target is None:
                break
            page = self._by_key.get(self._profile.key_of(target), page)
        return page if page is not None and page.status == 200 else None

"""What the archive's index knows of the portal from earlier crawls.

Without an index nothing is known: it is made again by a rebuild, and the next crawl asks again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from archiver.crawl.wanting import PRIORITY, why_not
from archiver.sites.profile import SiteProfile
from archiver.store.database import read_archive
from archiver.store.frontier import Wanted

_ADDRESSES = """
SELECT u.url, a.section FROM article_urls u JOIN articles a ON a.id = u.article_id
WHERE a.status IN ('live', 'suspect') ORDER BY u.article_id, u.first_seen
"""
# Whether the newest capture of an address was read well, and shows no article.
_MAY_LEAD_ON = """
SELECT c.status IN (200, 304) AND c.truncated IS NULL
    AND NOT EXISTS (SELECT 1 FROM events WHERE id = 'unreadable-' || c.id)
    AND NOT EXISTS (
        SELECT 1 FROM observations o JOIN article_urls u ON u.url = o.url JOIN articles a ON a.id = u.article_id
        WHERE o.url_key = c.url_key AND a.kind <> 'page')
FROM captures c WHERE c.url_key = ? ORDER BY c.fetched_at DESC LIMIT 1
"""
_NO_LIST = frozenset({"form", "calendar", "search", "login", "print", "mobile", "error", "system"})
_MAY_LIST = frozenset({"page", "listing", "feed", "sitemap"})


class KnownPages:
    """Looks pages up in `archive.db`, which ingest goes on writing meanwhile."""

    def __init__(self, index: Path) -> None:
        self._index = index

    def articles(self, profile: SiteProfile) -> Iterator[Wanted]:
        """The addresses of the articles that the portal was last seen to have, as far as the profile still allows them."""
        for url, section in self._rows(_ADDRESSES):
            if why_not(profile, url, "item") is None:
                yield Wanted(key=profile.key_of(url), url=url, role="item", priority=PRIORITY["page"], section=section)

    def may_lead_on(self, wanted: Wanted, profile: SiteProfile) -> bool:
        """Whether an earlier crawl read this page well and it was no article, so that it may be a list."""
        if wanted.role not in _MAY_LIST or wanted.skip is not None:
            return False
        if profile.kind_of(wanted.url) in _NO_LIST:
            return False
        # Where the ledger has it and the index does not, nothing is known of it.
        return all(leads_on for (leads_on,) in self._rows(_MAY_LEAD_ON, wanted.key))

    def _rows(self, query: str, *values: str) -> Iterator[Any]:
        if not self._index.is_file():
            return
        try:
            with closing(read_archive(self._index)) as db:
                yield from db.execute(query, values)
        except sqlite3.DatabaseError:  # damaged, or of the first crawl that is still making it
            return

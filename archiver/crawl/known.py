"""What earlier crawls had and nothing leads to any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archiver.crawl.wanting import PRIORITY, why_not
from archiver.sites.profile import SiteProfile
from archiver.store.database import read_archive
from archiver.store.frontier import Wanted

_ADDRESSES = """
SELECT u.url, a.section FROM article_urls u JOIN articles a ON a.id = u.article_id
WHERE a.status IN ('live', 'suspect') ORDER BY u.article_id, u.first_seen
"""


def known_articles(index: Path, profile: SiteProfile) -> Iterator[Wanted]:
    """The addresses of the articles that the portal was last seen to have, as far as the profile still allows them.

    Without an index there is nothing to ask for: it is made again by a rebuild, and the next crawl asks.
    """
    if not index.is_file():
        return
    try:
        with closing(read_archive(index)) as db:
            for url, section in db.execute(_ADDRESSES):
                if why_not(profile, url, "item") is None:
                    yield Wanted(
                        key=profile.key_of(url), url=url, role="item", priority=PRIORITY["page"], section=section
                    )
    except sqlite3.DatabaseError:  # damaged, or of the first crawl that is still making it
        return

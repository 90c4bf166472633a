"""What a search is told not to find; it does not know why."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlite_utils import Database

from archiver.store.terms import Match

_BY_OWN_WORDS = "SELECT rowid FROM search WHERE +rowid IN (SELECT value FROM json_each(?)) AND search MATCH ?"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Articles of which something may not be shown."""

    articles: frozenset[int] = frozenset()
    files_of: frozenset[int] = frozenset()  # these may be shown, but not what all their attachments say


Hiding = Callable[[Database, Collection[int]], Hidden]  # of these articles, what may not be shown


def hides_nothing(_db: Database, _articles: Collection[int]) -> Hidden:
    return Hidden()


def not_found(db: Database, match: Match, hidden: Hidden) -> Collection[int]:
    """What may not be shown; and what is found only by what its attachments say, where that may not be shown."""
    if not hidden.files_of:
        return hidden.articles
    own = db.execute(_BY_OWN_WORDS, [json.dumps(sorted(hidden.files_of)), f"{{title text}} : ({match})"])
    return hidden.articles | (hidden.files_of - {number for (number,) in own})

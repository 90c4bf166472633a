"""What a search is told not to find; it does not know why."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Hidden:
    """Articles of which something may not be shown."""

    articles: frozenset[int] = frozenset()
    files_of: frozenset[int] = frozenset()  # these may be shown, but not what all their attachments say


Hiding = Callable[[Database, Collection[int]], Hidden]  # of these articles, what may not be shown


def hides_nothing(_db: Database, _articles: Collection[int]) -> Hidden:
    return Hidden()

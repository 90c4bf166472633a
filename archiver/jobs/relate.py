"""Relating: articles with passages in common are linked, when all is settled; none becomes another for that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache

from sqlite_utils import Database

from archiver.extract.passages import FOUND_BY, Passages, common, may_share
from archiver.store.relations import mark_anew, marks_of, pairs, replace_relations, text_of

_AT_HAND = 256  # texts; neighbours in time are compared one after the other


def relate(db: Database) -> None:
    """Find anew what the articles that came, went or changed have in common with others, and these with each other."""
    if mark_anew(db, lambda text: Passages.of(text).marks):
        replace_relations(db, _relations(db))


def _relations(db: Database) -> Iterator[dict[str, object]]:
    marks = lru_cache(maxsize=8 * _AT_HAND)(lambda article: marks_of(db, article))
    passages = lru_cache(maxsize=_AT_HAND)(lambda article: Passages.of(text_of(db, article)))
    for later, earlier in pairs(db):
        if may_share(marks(later), marks(earlier)) and (found := common(passages(later), passages(earlier))):
            yield {"article_id": later, "other_id": earlier, "found_by": FOUND_BY} | asdict(found)

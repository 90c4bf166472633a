"""What an archive says of the changes between two epochs, against the truth: edits, deletions, moves, false alarms."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archiver.demo.judge import address_key
from archiver.demo.manifest import Truth

_ABSENT = frozenset({"suspect", "gone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One kind of change: what was found of it, what was missed, and what was told that did not happen."""

    right: tuple[str, ...]  # ids of truths
    missed: tuple[str, ...]
    false: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """All of it, and nothing else."""
        return not (self.missed or self.false)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The last epoch's changes as the archive tells them."""

    edited: Found  # a further version since the moment
    absent: Found  # suspect or gone
    gone: Found  # gone, which takes two crawls
    moved: Found  # live under its new address, the old one kept
    new: Found  # first seen since the moment

    @property
    def exact(self) -> bool:
        """All changes are told, and no other."""
        return all(found.exact for found in (self.edited, self.absent, self.moved, self.new))


def judge_changes(archive_db: Path, truths: Iterable[Truth], since: str) -> Changes:
    """Compare with the truth of an epoch; `since`: when the first crawl of it began, as `crawls.started_at` has it.

    Of what the archive never had, it need not say that it is gone.
    """
    rows = list(truths)
    with closing(sqlite3.connect(f"{archive_db.resolve().as_uri()}?mode=ro", uri=True)) as db:
        number = {address_key(url): article for url, article in db.execute("SELECT url, article_id FROM article_urls")}
        facts = {row[0]: row[1:] for row in db.execute("SELECT id, url, status, first_seen FROM articles")}
        reworded = {
            a for (a,) in db.execute("SELECT article_id FROM versions WHERE number > 1 AND first_seen >= ?", [since])
        }
    found = {
        truth.id: next((number[k] for k in map(address_key, (*truth.urls, *truth.old_urls)) if k in number), None)
        for truth in rows
    }
    status = {
        truth.id: facts[article][1] if article is not None else "" for truth in rows for article in [found[truth.id]]
    }
    lost = {truth.id for truth in rows if truth.status != 200 and found[truth.id] is not None}
    return Changes(
        edited=_compared(
            rows, {t.id for t in rows if t.changed_since == "edit"}, {t.id for t in rows if found[t.id] in reworded}
        ),
        absent=_compared(rows, lost, {t.id for t in rows if status[t.id] in _ABSENT}),
        gone=_compared(rows, lost, {t.id for t in rows if status[t.id] == "gone"}),
        moved=_compared(
            rows,
            {t.id for t in rows if t.old_urls and t.changed_since == "moved"},
            {
                t.id
                for t in rows
                if t.old_urls and t.changed_since == "moved" and _stands_at(t, found[t.id], facts, number)
            },
        ),
        new=_compared(
            rows,
            {t.id for t in rows if t.changed_since == "new"},
            {t.id for t in rows if (a := found[t.id]) is not None and facts[a][2] >= since},
        ),
    )


def _stands_at(truth: Truth, article: int | None, facts: dict[int, tuple[str, ...]], number: dict[str, int]) -> bool:
    """Whether the article's address is one of the new ones, and an old one still leads to it."""
    if article is None or facts[article][1] != "live":
        return False
    keys = {address_key(url) for url in truth.urls}
    return address_key(facts[article][0]) in keys and any(
        number.get(address_key(url)) == article for url in truth.old_urls
    )


def _compared(rows: list[Truth], expected: set[str], got: set[str]) -> Found:
    return Found(
        right=tuple(t.id for t in rows if t.id in expected & got),
        missed=tuple(t.id for t in rows if t.id in expected - got),
        false=tuple(t.id for t in rows if t.id in got - expected),
    )

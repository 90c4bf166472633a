"""What became of the addresses of a crawl, counted by reason when it ends: a rebuild has them from the record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from archiver.sites.reasons import folded
from archiver.store.database import insert_rows
from archiver.store.frontier import UrlState

EXAMPLES = 5  # addresses that are kept of each reason
MOST_REASONS = 300  # of one crawl; those that come later are counted together
OTHERS = "other reasons"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Addresses that one crawl left in one state for one reason."""

    state: str  # archived, failed, skipped, queued
    reason: str  # in words, figures folded; "" where none is needed
    addresses: int
    examples: tuple[str, ...] = ()


@dataclass(slots=True)
class _Count:
    addresses: int = 0
    examples: list[str] = field(default_factory=list)


class Tally:
    """Counts the states of addresses as they pass by."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], _Count] = {}

    def passing(self, states: Iterable[UrlState]) -> Iterator[UrlState]:
        """The same states, each counted on its way."""
        for state in states:
            self._add(state)
            yield state

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(
            Outcome(state, reason, count.addresses, tuple(count.examples))
            for (state, reason), count in sorted(self._counts.items())
        )

    def _add(self, state: UrlState) -> None:
        kept = state.state == "archived"
        key = (state.state, "" if kept else folded(state.reason or ""))
        if key not in self._counts and len(self._counts) >= MOST_REASONS:
            key = (state.state, OTHERS)
        count = self._counts.setdefault(key, _Count())
        count.addresses += 1
        if not kept and len(count.examples) < EXAMPLES:
            count.examples.append(state.url)


def put_outcomes(db: Database, crawl_id: str, outcomes: Iterable[Iterable[Any]]) -> None:
    """What a crawl's end says, as (state, reason, addresses, examples)."""
    rows = [
        {
            "crawl_id": crawl_id,
            "state": state,
            "reason": reason,
            "addresses": addresses,
            "examples": json.dumps(list(examples), ensure_ascii=False),
        }
        for state, reason, addresses, examples in outcomes
    ]
    insert_rows(db, "INSERT OR REPLACE", "outcomes", rows)

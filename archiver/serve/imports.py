"""What was taken in from files of others, as a page tells it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

_IMPORTS = """
SELECT id, happened_at, detail FROM events WHERE type = 'import' ORDER BY happened_at DESC, id LIMIT ? OFFSET ?
"""
_FINDINGS = ("faults", "wrong", "left", "odd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One file of others, and what was found in it."""

    event: str  # events.id, whose row says all of it
    imported_at: str
    file: str  # under warc/
    kind: str
    source: str  # where it lay
    person: str | None
    size: int
    taken: int  # captures
    held: int  # that were here already
    findings: int  # what was damaged, wrong, left out or odd


@dataclass(frozen=True, slots=True)
class Imports:
    """A page of them, the latest first."""

    rows: tuple[Import, ...]
    more: bool


def read_imports(connection: sqlite3.Connection, page: int, lines: int) -> Imports:
    found = connection.execute(_IMPORTS, (lines + 1, lines * (page - 1))).fetchall()
    rows = tuple(_import(event, imported_at, json.loads(detail)) for event, imported_at, detail in found[:lines])
    return Imports(rows, len(found) > lines)


def _import(event: str, imported_at: str, told: dict[str, Any]) -> Import:
    return Import(
        event=event,
        imported_at=imported_at,
        file=told["file"],
        kind=told["kind"],
        source=told["source"],
        person=told.get("person"),
        size=told["size"],
        taken=told["captures_taken"],
        held=told["captures_held"],
        findings=sum(one["count"] for name in _FINDINGS for one in told[name]),
    )

"""archive.db: how it is opened, and how values become rows and come back."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archiver.errors import ArchiveError
from archiver.model import Draft, Link, Part
from archiver.store.migrations import migrations
from archiver.store.pairs import teach

BUSY_SECONDS = 60.0


def open_archive(path: Path) -> Database:
    """The archive's index, ready to be written, in its newest form."""
    db = Database(sqlite3.connect(path, timeout=BUSY_SECONDS))
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        db.execute(f"PRAGMA {pragma}")
    teach(db.conn)
    migrations.apply(db)
    return db


def create_archive(path: Path) -> Database:
    """A new index that nobody reads yet: no journal to pay for, because a crash only means to begin again."""
    db = Database(sqlite3.connect(path))
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = ON", "cache_size = -65536"):
        db.execute(f"PRAGMA {pragma}")
    teach(db.conn)
    migrations.apply(db)
    return db


def read_archive(path: Path) -> Database:
    """The archive's index for a reader, who changes nothing."""
    if not path.is_file():
        raise ArchiveError(f"{path}: there is no such index; `archiver rebuild` makes it from the WARC files.")
    return Database(open_to_read(path))


def open_to_read(path: Path, timeout: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A database that is only read; `timeout`: seconds to wait for who writes to it."""
    return sqlite3.connect(address_to_read(path), uri=True, timeout=timeout)


def address_to_read(path: Path) -> str:
    """What SQLite is told to open a database that is only read."""
    return f"{path.resolve().as_uri()}?mode=ro" + ("&immutable=1" if is_still(path) else "")


def is_still(path: Path) -> bool:
    """Whether SQLite must be told that nobody writes to a database.

    It makes files of its own beside one, also to read it. It cannot in a colleague's folder or on a disc; but where a
    journal stands there, somebody writes, and his rows would be hidden.
    """
    return not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()


def time_text(moment: datetime) -> str:
    """A moment as rows hold it: in UTC, always with microseconds, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def number_from(*facts: object) -> int:
    """A row's number that follows from what the row is about; 53 bits, which JavaScript and JSON keep exactly."""
    digest = sha256("\0".join("" if fact is None else str(fact) for fact in facts).encode()).digest()
    return int.from_bytes(digest[:7], "big") >> 3


def draft_text(draft: Draft) -> str:
    """A draft as JSON, the same text for the same draft."""
    return json.dumps(draft, default=_facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _facts(value: Draft | Part | Link) -> dict[str, Any]:
    """One level only: `asdict` copies everything below as well, which costs more than writing it."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def draft_of(text: str) -> Draft:
    facts: dict[str, Any] = json.loads(text)
    facts["breadcrumb"] = tuple(facts["breadcrumb"])
    facts["parts"] = tuple(Part(**part) for part in facts["parts"])
    facts["links"] = tuple(Link(**link) for link in facts["links"])
    for name in ("repairs", "tags", "event_dates"):  # which the first programs did not tell
        facts[name] = tuple(facts.get(name, ()))
    return Draft(**facts)


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether there is a table or a view of this name; a database of an older program may be without it."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone() is not None


def rows_about(db: Database, query: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query that says `IN (SELECT value FROM json_each(?))`: any number of values, one parameter."""
    return db.execute(query, [json.dumps(sorted(values))]).fetchall()


def one_row_about(db: Database, query: str, values: Iterable[Any]) -> list[Any]:
    """The same of a query whose one row is a JSON list: between two rows another thread may take the interpreter.

    With ten readers at once one mostly does, and a page of hits waits twenty times.
    """
    ((found,),) = rows_about(db, query, values)
    rows: list[Any] = json.loads(found)
    return rows


def insert_rows(db: Database, verb: str, table: str, rows: list[dict[str, Any]]) -> None:
    """Many rows of one shape, at the database's own speed."""
    if not rows:
        return
    names = list(rows[0])
    places = ", ".join(f":{name}" for name in names)
    db.conn.executemany(f"{verb} INTO {table} ({', '.join(names)}) VALUES ({places})", rows)

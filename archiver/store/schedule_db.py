"""schedule.db: which site is crawled when, and what became of each run.

It is the one database here that cannot be computed again from WARC files: it holds plans, and what the machine did.
Times are ISO 8601 in UTC, to the second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database, Migrations

from archiver.errors import ArchiveError
from archiver.layout import schedule_db
from archiver.store.database import BUSY_SECONDS
from archiver.store.disk import blames_surroundings

Outcome = Literal["done", "expectations broken", "failed", "interrupted", "skipped: still running"]

SKIPPED: Outcome = "skipped: still running"

migrations = Migrations("archiver-schedule")

_TABLES = (
    """
    CREATE TABLE schedules (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        site TEXT NOT NULL,                  -- as `archiver crawl` takes it: a name, or the path of a profile
        archive TEXT NOT NULL,               -- the name of the archive's folder
        cron TEXT,
        every_seconds INTEGER CHECK (every_seconds > 0),
        timezone TEXT NOT NULL,
        only_new INTEGER NOT NULL CHECK (only_new IN (0, 1)),
        start TEXT,
        section TEXT,
        added_at TEXT NOT NULL,
        removed_at TEXT,                     -- null: in force
        CHECK ((cron IS NULL) <> (every_seconds IS NULL))
    ) STRICT
    """,
    "CREATE UNIQUE INDEX schedules_by_name ON schedules (name) WHERE removed_at IS NULL",
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        schedule_id INTEGER NOT NULL REFERENCES schedules (id),
        archive TEXT NOT NULL,
        due_at TEXT NOT NULL,
        attempt INTEGER NOT NULL CHECK (attempt IN (1, 2)),  -- 2: the first was interrupted
        missed INTEGER NOT NULL,             -- earlier due times that this run stands for
        started_at TEXT,                     -- null: skipped
        finished_at TEXT,                    -- null: running, or cut off and not yet noticed
        exit_code INTEGER,
        outcome TEXT CHECK (outcome IN ('done', 'expectations broken', 'failed', 'interrupted', 'skipped: still running')),
        detail TEXT,                         -- the last lines that a run which did not go well has said
        pid INTEGER,
        UNIQUE (schedule_id, due_at, attempt)
    ) STRICT
    """,
    "CREATE UNIQUE INDEX runs_one_at_a_time ON runs (archive) WHERE outcome IS NULL",
)


@migrations()
def m001_keep_the_calendar_and_its_history(db: Database) -> None:
    """A due time of a schedule has one run, and a second one only if the first was cut off; an archive has one at a time."""
    for statement in _TABLES:
        db.execute(statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A promise to crawl one site again and again."""

    id: int = 0  # 0: not yet in the calendar
    name: str
    site: str
    archive: str
    timezone: str
    added_at: datetime
    cron: str | None = None
    every: timedelta | None = None
    only_new: bool = False
    start: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What became of one due time."""

    id: int
    schedule_id: int
    name: str
    archive: str
    due_at: datetime
    attempt: int
    missed: int
    started_at: datetime | None
    finished_at: datetime | None
    exit_code: int | None
    outcome: Outcome | None  # None: running
    detail: str | None
    pid: int | None


def lock_of(output: Path, archive: str) -> Path:
    """The file that is locked as long as a scheduled run works on an archive."""
    return schedule_db(output).with_name(f".schedule-{archive}.lock")


def log_of(output: Path, name: str) -> Path:
    """What the latest run of a schedule says, while it runs and afterwards."""
    return schedule_db(output).with_name(f"schedule-{name}.log")


def open_calendar(database: Path) -> Database:
    """The calendar, ready to be written, in its newest form."""
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _opened(database)
    except sqlite3.DatabaseError as error:
        mend = "put it aside and add the schedules again"
        if blames_surroundings(error):
            mend = "see to the rights and the room of its folder, then start the command again"
        raise ArchiveError(f"{database}: cannot be used ({error}); no archive is concerned: {mend}.") from error


def _opened(database: Path) -> Database:
    # No implicit BEGIN: `writing` says where a decision begins and ends.
    db = Database(sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None))
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        db.execute(f"PRAGMA {pragma}")
    if migrations.pending(db):
        with writing(db):  # two that open a new calendar at once: one makes it, the other finds it made
            migrations.apply(db)
    return db


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One decision, from what it reads to what it writes: nobody else writes in between."""
    db.conn.execute("BEGIN IMMEDIATE")  # `db.atomic()` would begin with a read, and lose to a second writer
    try:
        yield
    except BaseException:
        db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")


def now_to_the_second() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def keep_schedule(db: Database, schedule: Schedule) -> None:
    row = {
        "name": schedule.name,
        "site": schedule.site,
        "archive": schedule.archive,
        "cron": schedule.cron,
        "every_seconds": int(schedule.every.total_seconds()) if schedule.every else None,
        "timezone": schedule.timezone,
        "only_new": int(schedule.only_new),
        "start": schedule.start,
        "section": schedule.section,
        "added_at": _text(schedule.added_at),
    }
    db.execute(f"INSERT INTO schedules ({', '.join(row)}) VALUES (:{', :'.join(row)})", row)  # noqa: S608 our names


def end_schedule(db: Database, name: str, now: datetime) -> bool:
    """Take a schedule out of force; its history stays. False if there is none of this name."""
    query = "UPDATE schedules SET removed_at = ? WHERE name = ? AND removed_at IS NULL"
    return bool(db.execute(query, [_text(now), name]).rowcount)


def schedules(db: Database) -> list[Schedule]:
    """The schedules in force, by name."""
    return [_schedule(row) for row in db.query("SELECT * FROM schedules WHERE removed_at IS NULL ORDER BY name")]


_RUNS = "SELECT runs.*, schedules.name FROM runs JOIN schedules ON schedules.id = runs.schedule_id"


def runs(db: Database, name: str | None = None) -> list[Run]:
    """All runs, the oldest due time first; those of removed schedules too."""
    order = "ORDER BY due_at, schedules.name, attempt, runs.id"
    return [_run(row) for row in db.query(f"{_RUNS} WHERE name = coalesce(?, name) {order}", [name])]


def run_by_id(db: Database, run_id: int) -> Run:
    return next(_run(row) for row in db.query(f"{_RUNS} WHERE runs.id = ?", [run_id]))


def latest_run(db: Database, schedule_id: int, now: datetime, *, skipped: bool) -> Run | None:
    """The run of a schedule's latest due time up to now; on demand only one that was really begun.

    A run of a clock that was ahead answers its due time when that comes, and none before it: a schedule was silent until then.
    """
    query = (
        f"{_RUNS} WHERE schedule_id = ? AND due_at <= ? AND (? OR outcome IS NULL OR outcome <> ?) "
        "ORDER BY due_at DESC, attempt DESC LIMIT 1"
    )
    return next((_run(row) for row in db.query(query, [schedule_id, _text(now), skipped, SKIPPED])), None)


def open_run(db: Database, archive: str) -> Run | None:
    """The run of an archive that has no end yet: it goes on, or it was cut off."""
    return next((_run(row) for row in db.query(f"{_RUNS} WHERE runs.archive = ? AND outcome IS NULL", [archive])), None)


def begin_run(db: Database, schedule: Schedule, due_at: datetime, missed: int, attempt: int) -> int:
    return _insert_run(db, schedule, due_at, missed, attempt, started_at=_text(now_to_the_second()))


def skip_run(db: Database, schedule: Schedule, due_at: datetime, missed: int) -> int:
    now = _text(now_to_the_second())
    return _insert_run(db, schedule, due_at, missed, 1, finished_at=now, outcome=SKIPPED)


def _insert_run(db: Database, schedule: Schedule, due_at: datetime, missed: int, attempt: int, **more: Any) -> int:
    row = {
        "schedule_id": schedule.id,
        "archive": schedule.archive,
        "due_at": _text(due_at),
        "missed": missed,
        "attempt": attempt,
        **more,
    }
    query = f"INSERT INTO runs ({', '.join(row)}) VALUES (:{', :'.join(row)}) RETURNING id"  # noqa: S608 our names
    return int(db.execute(query, row).fetchall()[0][0])


def name_process(db: Database, run_id: int, pid: int) -> None:
    db.execute("UPDATE runs SET pid = ? WHERE id = ?", [pid, run_id])


def end_run(db: Database, run_id: int, outcome: Outcome, *, exit_code: int | None, detail: str | None) -> None:
    """Write how a run ended; an end that is written already stands."""
    query = (
        "UPDATE runs SET outcome = ?, exit_code = ?, detail = ?, finished_at = ?, pid = NULL "
        "WHERE id = ? AND outcome IS NULL"
    )
    db.execute(query, [outcome, exit_code, detail, _text(now_to_the_second()), run_id])


def _schedule(row: dict[str, Any]) -> Schedule:
    return Schedule(
        id=row["id"],
        name=row["name"],
        site=row["site"],
        archive=row["archive"],
        timezone=row["timezone"],
        added_at=datetime.fromisoformat(row["added_at"]),
        cron=row["cron"],
        every=timedelta(seconds=row["every_seconds"]) if row["every_seconds"] else None,
        only_new=bool(row["only_new"]),
        start=row["start"],
        section=row["section"],
    )


def _run(row: dict[str, Any]) -> Run:
    moments = {key: _moment(row[key]) for key in ("due_at", "started_at", "finished_at")}
    return Run(**{**row, **moments})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

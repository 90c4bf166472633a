"""The calendar of one archive, for a reader: when it will be crawled, and what became of the runs before."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from archiver.jobs.rhythm import next_due
from archiver.jobs.schedule import rhythm_of
from archiver.layout import schedule_db
from archiver.store.database import open_to_read
from archiver.store.schedule_db import latest_run, runs, schedules


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A schedule in force, and its next due time; one in the past waits to be started."""

    name: str
    every: timedelta | None
    cron: str | None
    timezone: str
    only_new: bool
    section: str | None
    next_due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A run of a schedule."""

    name: str
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    outcome: str | None  # None: running, or cut off
    missed: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is planned, and the latest runs, the latest first."""

    planned: tuple[Planned, ...] = ()
    made: tuple[Made, ...] = ()


def read_calendar(output: Path, archive: str, latest: int = 100) -> Calendar:
    """The calendar of an archive that stands under `output`; an empty one where none was ever made."""
    path = schedule_db(output)
    if not path.is_file():
        return Calendar()
    with closing(Database(open_to_read(path))) as db:
        planned = tuple(
            Planned(
                name=one.name,
                every=one.every,
                cron=one.cron,
                timezone=one.timezone,
                only_new=one.only_new,
                section=one.section,
                next_due=next_due(rhythm_of(one), last.due_at if last else one.added_at),
            )
            for one in schedules(db)
            if one.archive == archive
            for last in [latest_run(db, one.id, datetime.now(UTC), skipped=True)]
        )
        made = [
            Made(
                name=run.name,
                due_at=run.due_at,
                started_at=run.started_at,
                finished_at=run.finished_at,
                outcome=run.outcome,
                missed=run.missed,
            )
            for run in runs(db)
            if run.archive == archive
        ]
    return Calendar(planned, tuple(reversed(made[-latest:])))

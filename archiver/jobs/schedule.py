"""The calendar at work: looks at what is due, starts each due run once, and keeps its history.

A look takes an archive's lock, decides in one transaction, and hands the lock to the run's own process
(`archiver.jobs.schedule_run`), which writes the end itself. So any number of schedulers may look at once, and each
may die at any moment. Whoever gets the lock of an archive whose run has no end knows that the run was cut off.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from archiver.errors import ArchiverError
from archiver.jobs.rhythm import Rhythm, due, next_due
from archiver.jobs.stopping import Stop
from archiver.layout import ArchiveFolder, schedule_db
from archiver.store.schedule_db import (
    Run,
    Schedule,
    begin_run,
    end_run,
    latest_run,
    lock_of,
    log_of,
    name_process,
    open_calendar,
    open_run,
    run_by_id,
    runs,
    schedules,
    skip_run,
    writing,
)

CRAWL = (sys.executable, "-m", "archiver", "crawl")
_WATCH = 0.3  # seconds between two looks at runs that go on
_LONGEST_SLEEP = 30.0  # seconds; a schedule may be added meanwhile, a laptop may wake up

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run that should be made now."""

    due_at: datetime
    missed: int
    attempt: int = 1


def rhythm_of(schedule: Schedule) -> Rhythm:
    return Rhythm(since=schedule.added_at, timezone=schedule.timezone, cron=schedule.cron, every=schedule.every)


def wanted(rhythm: Rhythm, latest: Run | None, begun: Run | None, now: datetime) -> Wanted | None:
    """What to run, given the run of the latest due time and the latest run that was really begun.

    A run that was cut off is made again once under its own due time; when a later one has come, that one stands for it.
    """
    newer = due(rhythm, latest.due_at if latest else None, now)
    cut_off = begun if begun and begun.outcome == "interrupted" else None
    if newer:
        return Wanted(newer.at, newer.missed + (cut_off.missed + 1 if cut_off else 0))
    if cut_off and cut_off.attempt == 1:
        return Wanted(cut_off.due_at, cut_off.missed, attempt=2)
    return None


@contextmanager
def holding(lock: Path) -> Iterator[int | None]:
    """The lock's descriptor, or None if someone else holds it; a process that inherits it goes on holding it."""
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield descriptor
    finally:
        os.close(descriptor)


@dataclass
class Scheduler:
    """Starts what is due in one calendar, and waits for what it started."""

    output: Path
    command: Sequence[str] = CRAWL  # what makes a run; the site and its options are appended
    report: Callable[[str], object] = str  # told each start and end; by default nobody is
    ended: list[Run] = field(default_factory=list)  # the runs that this scheduler saw end

    def __post_init__(self) -> None:
        self._database = schedule_db(self.output)
        self._db: Database = open_calendar(self._database)
        self._processes: dict[int, subprocess.Popen[bytes]] = {}  # by run

    def schedules(self) -> list[Schedule]:
        return schedules(self._db)

    def history(self, name: str | None = None) -> list[Run]:
        """Every run, the oldest first; what was cut off is noticed first."""
        for run in runs(self._db, name):
            if run.outcome is None:
                self._notice_cut_off(run.archive)
        return runs(self._db, name)

    def next_due(self, schedule: Schedule, now: datetime) -> datetime:
        """When the next run of a schedule should be; in the past if it waits to be started."""
        latest = latest_run(self._db, schedule.id, now, skipped=True)
        return next_due(rhythm_of(schedule), latest.due_at if latest else schedule.added_at)

    def tick(self, clock: Clock, stop: Stop, *, keep_looking: bool = False) -> None:
        """Run everything that is due, one after another where it is for one archive, and wait for it.

        With `keep_looking`, what becomes due while something runs is started too.
        """
        now = clock()
        while not stop.asked:
            self._settle()
            self.look(clock() if keep_looking else now)
            if not self._processes:
                return
            self._wait_for_one(stop, _LONGEST_SLEEP if keep_looking else None)

    def run(self, clock: Clock, stop: Stop) -> None:
        """Run everything as it becomes due, until asked to stop; what runs then is left to finish."""
        while not stop.asked:
            self._settle()
            self.look(clock())
            if self._processes:
                self._wait_for_one(stop, self._sleep(clock()))
            else:
                stop.pause(self._sleep(clock()))

    def look(self, now: datetime) -> None:
        """One look at the calendar: start what is due, the longest overdue first."""
        overdue = [(found.due_at, schedule) for schedule in self.schedules() if (found := self._wanted(schedule, now))]
        for _, schedule in sorted(overdue, key=lambda pair: (pair[0], pair[1].id)):
            self._take_up(schedule, now)

    def running(self) -> list[Run]:
        """The runs that this scheduler started and that still go on."""
        return [run_by_id(self._db, run_id) for run_id in self._processes]

    def _sleep(self, now: datetime) -> float:
        moments = [self.next_due(schedule, now) for schedule in self.schedules()]
        seconds = min(((moment - now).total_seconds() for moment in moments), default=_LONGEST_SLEEP)
        # What waits for another scheduler's run is overdue all the time: look again, but not without pause.
        return min(max(seconds, 1.0), _LONGEST_SLEEP)

    def _wanted(self, schedule: Schedule, now: datetime) -> Wanted | None:
        self._notice_cut_off(schedule.archive)
        latest = latest_run(self._db, schedule.id, now, skipped=True)
        begun = latest_run(self._db, schedule.id, now, skipped=False)
        return wanted(rhythm_of(schedule), latest, begun, now)

    def _notice_cut_off(self, archive: str) -> None:
        if open_run(self._db, archive):
            with holding(lock_of(self.output, archive)) as lock:
                if lock is not None:
                    self._close_cut_off(archive)

    def _close_cut_off(self, archive: str) -> None:
        """Only for the holder of the archive's lock: then nothing of an open run is alive."""
        with writing(self._db):
            run = open_run(self._db, archive)
            if run:
                end_run(
                    self._db, run.id, "interrupted", exit_code=None, detail="The run was cut off; nobody saw its end."
                )

    def _take_up(self, schedule: Schedule, now: datetime) -> None:
        with holding(lock_of(self.output, schedule.archive)) as lock:
            if lock is None:
                self._skip_if_running(schedule, now)
                return
            self._close_cut_off(schedule.archive)
            with writing(self._db):
                found = self._wanted_now(schedule, now)
                if found is None:  # another scheduler was quicker
                    return
                run_id = begin_run(self._db, schedule, found.due_at, found.missed, found.attempt)
            self._start(schedule, run_by_id(self._db, run_id), lock)

    def _wanted_now(self, schedule: Schedule, now: datetime) -> Wanted | None:
        """Decided inside a transaction, where nothing changes any more."""
        if all(schedule.id != other.id for other in self.schedules()):  # removed a moment ago
            return None
        latest = latest_run(self._db, schedule.id, now, skipped=True)
        begun = latest_run(self._db, schedule.id, now, skipped=False)
        return wanted(rhythm_of(schedule), latest, begun, now)

    def _skip_if_running(self, schedule: Schedule, now: datetime) -> None:
        """Where the schedule's own last run goes on, its due time is let go; where another's does, it waits."""
        with writing(self._db):
            going_on = open_run(self._db, schedule.archive)
            if going_on is None or going_on.schedule_id != schedule.id:
                return
            found = self._wanted_now(schedule, now)
            if found is None:
                return
            skip_run(self._db, schedule, found.due_at, found.missed)
        self.report(
            f"{schedule.name}: skipped, because its last run still goes on (due {found.due_at:%Y-%m-%d %H:%M} UTC)"
        )

    def _start(self, schedule: Schedule, run: Run, lock: int) -> None:
        self.report(f"{schedule.name}: started{_told(run)}")
        log = log_of(self.output, schedule.name)
        words = [str(self._database), str(run.id), str(lock), str(log), *self._words(schedule)]
        try:
            with log.open("wb") as said:
                process = subprocess.Popen(
                    [sys.executable, "-m", "archiver.jobs.schedule_run", *words],
                    pass_fds=(lock,),
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                    start_new_session=True,  # ^C at the scheduler's terminal is not meant for the crawl
                )
        except OSError as error:
            with writing(self._db):
                end_run(self._db, run.id, "failed", exit_code=3, detail=str(error))
            raise ArchiverError(f"{schedule.name}: the run could not be started: {error}.") from error
        self._processes[run.id] = process
        with writing(self._db):
            name_process(self._db, run.id, process.pid)

    def _words(self, schedule: Schedule) -> list[str]:
        words = [*self.command, schedule.site, "--archive", str(ArchiveFolder(self.output / schedule.archive).root)]
        words += ["--start", schedule.start] if schedule.start else []
        words += ["--section", schedule.section] if schedule.section else []
        return [*words, "--new"] if schedule.only_new else words

    def _wait_for_one(self, stop: Stop, seconds: float | None) -> None:
        """Until a run ends, someone asks to stop, or the time is over."""
        while not stop.asked and all(process.poll() is None for process in self._processes.values()):
            if seconds is not None:
                if seconds <= 0:
                    return
                seconds -= _WATCH
            stop.pause(_WATCH)

    def _settle(self) -> None:
        """Take leave of the processes that have ended."""
        for run_id in [run_id for run_id, process in self._processes.items() if process.poll() is not None]:
            del self._processes[run_id]
            run = run_by_id(self._db, run_id)
            if run.outcome is None:  # the run's own process was killed before it could write
                self._notice_cut_off(run.archive)
                run = run_by_id(self._db, run_id)
            self.ended.append(run)
            self.report(f"{run.name}: {run.outcome or 'its process was killed, but the crawl goes on'}")


def _told(run: Run) -> str:
    told = f" (due {run.due_at:%Y-%m-%d %H:%M} UTC"
    told += f", and for {run.missed} due before that" if run.missed else ""
    return told + (", again because it was interrupted)" if run.attempt == 2 else ")")

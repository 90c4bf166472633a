"""Rebuild: archive.db made again from the WARC files alone, by the same way by which it was first made."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path

from sqlite_utils import Database

from archiver.errors import ArchiveError, ArchiverError
from archiver.jobs.documents import DocumentWork
from archiver.jobs.examine import Finding, may_be_markup
from archiver.jobs.ingest import Progress, Result, conclude, result_of
from archiver.jobs.taking import Source, look_at, retry_revisits, settle_everything, take_in
from archiver.layout import ArchiveFolder
from archiver.model import Capture, Place
from archiver.sites.profile import SiteProfile
from archiver.store.crawls import put_check, put_crawls, put_url_states
from archiver.store.database import create_archive
from archiver.store.disk import disk_errors
from archiver.store.ledger import Ledger
from archiver.store.lock import exclusive
from archiver.store.marks import last_number, set_ledger_mark
from archiver.store.observations import note_unreadable_place
from archiver.warc.reader import Exchange, Fault, Note, scan

PORTION_CAPTURES = 64
PORTION_BYTES = 4 * 1024 * 1024
WORTH_A_POOL = 16 * 1024 * 1024  # bytes of WARC; below, starting processes costs more than they save
JOURNALS = ("-wal", "-shm", "-journal")

Reading = Callable[[list[Capture]], Callable[[], list[Finding]]]


def rebuild(
    folder: ArchiveFolder,
    profile: SiteProfile,
    *,
    progress: Progress | None = None,
    on_document: Progress | None = None,
    processes: int | None = None,
) -> Result:
    """Make the index anew beside the old one, which stands until the new one is whole."""
    source = Source(folder.warc, profile)
    new = folder.archive_db.with_name("archive.db.new")
    with disk_errors(folder.archive_db), exclusive(folder.lock("ingest")):
        _remove(new)
        try:
            workers = processes or _processes(folder)
            result = _make(new, folder, source, workers, progress or _silent, on_document or _silent)
            _publish(new, folder.archive_db)
        finally:
            _remove(new)
    return result


def _silent(_: int) -> None:
    """Nobody watches."""


def _make(
    new: Path,
    folder: ArchiveFolder,
    source: Source,
    processes: int,
    progress: Progress,
    on_document: Progress,
) -> Result:
    mark = _mark_of(folder)
    with closing(create_archive(new)) as db, _readers(processes, source.profile) as reading:
        taken = 0
        for findings in _findings(_captures(db, folder), reading, source.profile, ahead_at_most=2 * processes):
            with db.atomic():
                take_in(db, findings, source)
            taken += len(findings)
            progress(taken)
        if not taken:
            raise ArchiveError(
                f"{folder.warc}: holds no capture, so nothing can be made again; the index is left as it is."
            )
        with db.atomic():
            retry_revisits(db, source)
            settle_everything(db, source.profile)
            conclude(db, source.profile)
            set_ledger_mark(db, mark)
        with DocumentWork(source, processes) as documents:
            documents.finish(db, progress=on_document)
        result = result_of(db, taken)
        db.execute("PRAGMA journal_mode = WAL")
    return result


def _findings(
    captures: Iterable[Capture], reading: Reading, profile: SiteProfile, *, ahead_at_most: int
) -> Iterator[list[Finding]]:
    """What the captures say, in portions and in order; a few portions are always being read ahead."""
    ahead: deque[tuple[list[Finding], Callable[[], list[Finding]]]] = deque()
    for portion in _portions(captures):
        pages = [capture for capture in portion if may_be_markup(capture)]
        others = [look_at(capture, profile) for capture in portion if not may_be_markup(capture)]
        ahead.append((others, reading(pages)))
        if len(ahead) > ahead_at_most:
            ready, awaited = ahead.popleft()
            yield ready + awaited()
    for ready, awaited in ahead:
        yield ready + awaited()


def _captures(db: Database, folder: ArchiveFolder) -> Iterator[Capture]:
    """Every capture of the record; what else stands there is written on the way."""
    for path in folder.warc_files():
        for found in scan(path):
            if isinstance(found, Exchange):
                yield found.capture
            elif isinstance(found, Note):
                _take_note(db, found)
            else:
                _take_fault(db, found)


def _take_note(db: Database, note: Note) -> None:
    with db.atomic():
        if note.kind in {"crawl-started", "crawl-asked", "crawl-finished"}:
            put_crawls(db, [note.data])
        elif note.kind == "url-states":
            put_url_states(db, (tuple(state) for state in note.data["states"]))
        elif note.kind == "check":
            put_check(db, note.id, note.data)


def _take_fault(db: Database, fault: Fault) -> None:
    with db.atomic():
        note_unreadable_place(db, Place(file=fault.file, offset=fault.offset, length=fault.length), fault.reason)


def _portions(captures: Iterable[Capture]) -> Iterator[list[Capture]]:
    portion: list[Capture] = []
    size = 0
    for capture in captures:
        portion.append(capture)
        size += len(capture.body)
        if len(portion) >= PORTION_CAPTURES or size >= PORTION_BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


@contextmanager
def _readers(processes: int, profile: SiteProfile) -> Iterator[Reading]:
    """How pages are read: by this process, or by several beside it."""
    if processes == 1:
        yield lambda captures: lambda: _read(captures, profile)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:

        def submit(captures: list[Capture]) -> Callable[[], list[Finding]]:
            future = pool.submit(_read, captures, profile)
            return lambda: _awaited(future)

        yield submit


def _read(captures: list[Capture], profile: SiteProfile) -> list[Finding]:
    return [look_at(capture, profile) for capture in captures]


def _awaited(future: Future[list[Finding]]) -> list[Finding]:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise ArchiverError(
            "a process that reads pages was ended from outside (is memory short?); the old index stands; try again"
        ) from error


def _processes(folder: ArchiveFolder) -> int:
    size = sum(path.stat().st_size for path in folder.warc_files())
    return len(os.sched_getaffinity(0)) if size >= WORTH_A_POOL else 1


def _mark_of(folder: ArchiveFolder) -> int:
    """What the ledger had committed before the scan began is in the files, and need not be ingested again."""
    if not folder.crawl_db.is_file():
        return 0
    try:
        with Ledger(folder.crawl_db, readonly=True) as ledger:
            return last_number(ledger)
    except sqlite3.DatabaseError:  # a rebuild needs the WARC files alone; the next crawl will say what is the matter
        return 0


def _publish(new: Path, old: Path) -> None:
    """Let the new index take the old one's place in one step.

    The old one's write-ahead log must not outlive it: SQLite would play it into the new file.
    """
    with new.open("rb") as handle:
        os.fsync(handle.fileno())
    if old.exists():
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(old, timeout=60)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a damaged index has nothing to say any more
        for ending in JOURNALS:
            old.with_name(old.name + ending).unlink(missing_ok=True)
    new.replace(old)


def _remove(path: Path) -> None:
    for ending in ("", *JOURNALS):
        path.with_name(path.name + ending).unlink(missing_ok=True)

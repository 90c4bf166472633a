"""Rebuild: archive.db made again from the WARC files alone, by the same way by which it was first made."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils import Database

from archiver.errors import ArchiveError
from archiver.extract.documents.matter import VERSION
from archiver.jobs.documents import DocumentWork
from archiver.jobs.hearing import hear_words, take_note
from archiver.jobs.import_reading import KnownCaptures, imports_in_order, new_captures
from archiver.jobs.import_tally import Tally
from archiver.jobs.ingest import Result, conclude, result_of
from archiver.jobs.lessons import Lessons
from archiver.jobs.parts import join_parts
from archiver.jobs.portions import findings_of, processes_for, readers
from archiver.jobs.read_again import learn_and_read_again
from archiver.jobs.taking import Source, retry_revisits, settle_everything, take_in
from archiver.layout import ArchiveFolder, name_under_warc, path_of
from archiver.model import Capture
from archiver.sites.profile import SiteProfile
from archiver.store.database import create_archive, open_archive
from archiver.store.disk import disk_errors
from archiver.store.documents import take_documents_from
from archiver.store.ledger import Ledger, committed_ends_in
from archiver.store.lock import exclusive
from archiver.store.marks import last_number, set_heard, set_import_mark, set_ledger_mark
from archiver.store.observations import note_unreadable_place
from archiver.store.search import join_pieces
from archiver.warc.fixity import file_digest, recorded_sums
from archiver.warc.growing import sync_folder
from archiver.warc.ownership import is_ours
from archiver.warc.reader import Exchange, Note, scan
from archiver.watching import Progress, unwatched

JOURNALS = ("-wal", "-shm", "-journal")


def rebuild(
    folder: ArchiveFolder,
    profile: SiteProfile,
    *,
    progress: Progress = unwatched,
    on_template: Progress = unwatched,
    on_document: Progress = unwatched,
    processes: int | None = None,
    keep_documents: bool = False,
    before: Callable[[Database], None] = lambda _: None,
) -> Result:
    """Make the index anew beside the old one, which stands until the new one is whole.

    `keep_documents`: what documents say is taken from the old one, where the readers of today read them.
    `before` sees the new one just before it takes the old one's place.
    """
    source = Source(folder.warc, profile)
    new = folder.archive_db.with_name("archive.db.new")
    with disk_errors(folder.archive_db), exclusive(folder.lock("ingest")):
        _remove(new)
        try:
            workers = processes or _processes(folder)
            present = _own_files(folder)
            work = _Work(workers, progress, on_template, on_document, keep_documents)
            result = _make(new, folder, present, source, work)
            short = _files_that_fall_short(folder)
            with exclusive(folder.lock("words")):  # nothing may be said between the last look and the exchange
                with closing(open_archive(new)) as db:
                    hear_words(db, folder)  # nobody is kept waiting for a rebuild, and it was said to the old index
                    before(db)
                    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                _keep_before(folder, is_needed=bool(short or result.damaged))
                _publish(new, folder.archive_db)
        finally:
            _remove(new)
    return replace(result, short=short)


@dataclass(frozen=True, slots=True)
class _Work:
    """How a rebuild goes about it."""

    processes: int
    progress: Progress
    on_template: Progress
    on_document: Progress
    keep_documents: bool


def _make(new: Path, folder: ArchiveFolder, files: list[Path], source: Source, work: _Work) -> Result:
    mark = _mark_of(folder)
    with closing(create_archive(new)) as db, readers(work.processes, source.profile) as reading:
        taken = 0
        captures = _captures(db, folder, files, source.profile)
        lessons = Lessons(db, source)
        ahead = 2 * work.processes
        for findings in findings_of(
            captures, reading, source.profile, ahead_at_most=ahead, templates=lessons.templates
        ):
            with db.atomic():
                take_in(db, findings, lessons.source)
            taken += len(findings)
            lessons.go_on(len(findings))
            work.progress(taken)
        if not taken:
            raise ArchiveError(
                f"{folder.warc}: holds no capture, so nothing can be made again; the index is left as it is."
            )
        with db.atomic():
            join_parts(db, source)
            retry_revisits(db, source)
        learn_and_read_again(db, source, lambda _: None, work.on_template, reading)  # nothing is settled yet
        with db.atomic():
            settle_everything(db, source.profile)
            conclude(db, source.profile)
            set_ledger_mark(db, mark)
        if work.keep_documents:
            with db.atomic():
                take_documents_from(db, folder.archive_db, VERSION)
        with DocumentWork(source, work.processes) as documents:
            documents.finish(db, progress=work.on_document)
        with db.atomic():
            join_pieces(db)
        result = result_of(db, taken)
        db.execute("PRAGMA journal_mode = WAL")
    return result


def _captures(db: Database, folder: ArchiveFolder, files: list[Path], profile: SiteProfile) -> Iterator[Capture]:
    """Every capture of the record, ours first; what else stands there is written on the way."""
    imported: dict[str, str] = {}  # file -> when; of one whose import was cut off, when it was finished
    ends, closed = committed_ends_in(folder.crawl_db), recorded_sums(folder)
    for path in files:
        # Of a file that a power cut left behind before its first commit, the ledger knows nothing.
        unknown = 0 if folder.crawl_db.is_file() and path.name not in closed else path.stat().st_size
        for found in scan(path):
            if isinstance(found, Exchange):
                yield found.capture
            elif isinstance(found, Note):
                take_note(db, found)
                if found.kind == "import":
                    files_of_it = [found.data["file"], *found.data["unpacked"]]
                    imported |= dict.fromkeys(files_of_it, found.data["imported_at"])
            elif found.offset < ends.get(path.name, unknown):
                # a tail that was never committed is no damage: the next crawl sets it aside
                with db.atomic():
                    note_unreadable_place(db, found.place, found.reason)
        if path.name in closed:
            with db.atomic():
                set_heard(db, path)
    known = KnownCaptures(db, profile)
    for path in imports_in_order(folder, list(imported)):
        yield from new_captures(db, path, known, profile, Tally(), imported.get(name_under_warc(path)))
        with db.atomic():
            set_import_mark(db, path)


def _files_that_fall_short(folder: ArchiveFolder) -> tuple[str, ...]:
    """The WARC files that are missing, or are not what was closed or committed.

    What is cut off between two records leaves no place that cannot be read. To compare the digests takes a hundredth of the
    time of reading what they hold.
    """
    sums = recorded_sums(folder)
    changed = (name for name, digest in sums.items() if not _has_digest(path_of(folder.warc, name), digest))
    ends = committed_ends_in(folder.crawl_db)
    cut = (name for name, end in ends.items() if name not in sums and _size(folder.warc / name) < end)
    return tuple(sorted((*changed, *cut)))


def _has_digest(path: Path | None, digest: str) -> bool:
    try:
        return path is not None and file_digest(path) == digest
    except OSError:  # it is not there, or its disk cannot read it
        return False


def _own_files(folder: ArchiveFolder) -> list[Path]:
    known = recorded_sums(folder).keys() | committed_ends_in(folder.crawl_db).keys()
    return [path for path in folder.warc_files() if is_ours(path, known)]


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _keep_before(folder: ArchiveFolder, *, is_needed: bool) -> None:
    """What the old index knew and the record does not tell any more stays, until a rebuild finds all that should be there.

    A second rebuild of a damaged record does not put its own, poorer one in the place of that.
    """
    before = folder.archive_db_before
    if not is_needed:
        before.unlink(missing_ok=True)
    elif folder.archive_db.is_file() and not before.exists():
        _fold_journal(folder.archive_db)
        try:
            before.hardlink_to(folder.archive_db)
        except OSError:  # a disk that knows no links
            shutil.copyfile(folder.archive_db, before)


def _processes(folder: ArchiveFolder) -> int:
    return processes_for(sum(path.stat().st_size for path in (*folder.warc_files(), *folder.imported_files())))


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

    The old one's write-ahead log must not outlive it: SQLite would play it into the new file. A power cut may keep a later
    name and forget an earlier one, so the folder is synced between the two.
    """
    with new.open("rb") as handle:
        os.fsync(handle.fileno())
    if old.exists():
        _fold_journal(old)
    for ending in JOURNALS:  # nor has the log of an index that somebody has deleted
        old.with_name(old.name + ending).unlink(missing_ok=True)
    sync_folder(old.parent)
    new.replace(old)
    sync_folder(old.parent)


def _fold_journal(index: Path) -> None:
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(index, timeout=60)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a damaged index has nothing to say any more


def _remove(path: Path) -> None:
    for ending in ("", *JOURNALS):
        path.with_name(path.name + ending).unlink(missing_ok=True)

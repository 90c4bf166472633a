"""Import: what others have kept becomes part of an archive, byte for byte, and is read as our own captures are.

The file is copied and a record tells of it before anything reads it. What a crash cut off, the next import finishes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archiver.errors import LimitExceeded, WarcError
from archiver.jobs.claim import claim, profile_text
from archiver.jobs.documents import DocumentWork
from archiver.jobs.examine import Finding
from archiver.jobs.import_copy import Holdings, adopt
from archiver.jobs.import_reading import KnownCaptures, new_captures
from archiver.jobs.import_report import Imported
from archiver.jobs.import_tally import Tally
from archiver.jobs.ingest import conclude
from archiver.jobs.parts import join_parts, parts_missing
from archiver.jobs.portions import Reading, findings_of, processes_for, readers
from archiver.jobs.read_again import learn_and_read_again
from archiver.jobs.taking import (
    Source,
    count_waiting,
    retry_revisits,
    settle_due,
    settle_everything,
    settle_keys,
    settle_later,
    take_in,
)
from archiver.layout import ArchiveFolder, is_imported, name_under_warc
from archiver.sites.profile import SiteProfile
from archiver.store.database import open_archive
from archiver.store.disk import disk_errors
from archiver.store.events import damaged_imports, put_import
from archiver.store.lock import exclusive, hold
from archiver.store.marks import is_taken_in, set_import_mark
from archiver.warc.fixity import append_index_sum, close_file, file_digest
from archiver.warc.foreign.index import ForeignIndex
from archiver.warc.foreign.package import differences
from archiver.warc.foreign.region import kind_of
from archiver.warc.growing import make_folder
from archiver.warc.writer import SOFTWARE, WarcWriter, warc_date

_TRANSACTION = 512  # captures
_CUT_OFF = "an import that was cut off"

Progress = Callable[[str, int], None]
Done = Callable[[Imported], None]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to be imported, and what is told of where it comes from."""

    path: Path
    name: str  # under which it is kept
    source: str
    about: dict[str, Any] = field(default_factory=dict)
    person: str | None = None  # who has it imported, where somebody is named


def import_files(
    folder: ArchiveFolder,
    profile: SiteProfile,
    incoming: Sequence[Incoming],
    *,
    progress: Progress = lambda _what, _count: None,
    on_done: Done = lambda _imported: None,
    recover: Callable[[ArchiveFolder, SiteProfile], object] = lambda _folder, _profile: None,
) -> list[Imported]:
    """Take the files in, one after the other; `recover` closes what a crash left open of our own files.

    `on_done` is told of each file when it is taken in; what can only be known at the end (`waiting`, `apart`) is in what is
    given back, and so is a file of an import that was cut off, which nobody named now.
    """
    kinds = [_kind_or_refusal(one) for one in incoming]
    if all(isinstance(kind, Imported) for kind in kinds):
        refused = [kind for kind in kinds if isinstance(kind, Imported)]
        for one in refused:
            on_done(one)
        return refused
    size = sum(one.path.stat().st_size for one in incoming)
    with _opened(folder, profile, recover) as (db, writer), readers(processes_for(size), profile) as reading:
        run = _Run(folder, profile, db, writer, reading, progress)
        run.finish_what_was_cut_off()
        done = []
        for given, kind in zip(incoming, kinds, strict=True):
            done.append(kind if isinstance(kind, Imported) else run.take(given, kind))
            on_done(done[-1])
        for finished in run.cut_off.values():
            done.append(finished)
            on_done(finished)
        with db.atomic():
            settle_keys(db, join_parts(db, run.source) | retry_revisits(db, run.source), profile)
        learn_and_read_again(
            db, run.source, lambda keys: settle_keys(db, keys, profile), partial(progress, "read again"), reading
        )
        with db.atomic():
            conclude(db, profile)
        with DocumentWork(run.source) as documents:
            documents.finish(db)
        return [
            replace(one, waiting=count_waiting(db, one.file), apart=parts_missing(db, one.file)) if one.file else one
            for one in done
        ]


def _kind_or_refusal(incoming: Incoming) -> str | Imported:
    try:
        return kind_of(incoming.path)
    except (WarcError, LimitExceeded, OSError) as error:
        return Imported(source=incoming.source, refused=str(error))


@contextmanager
def _opened(
    folder: ArchiveFolder, profile: SiteProfile, recover: Callable[[ArchiveFolder, SiteProfile], object]
) -> Iterator[tuple[Database, WarcWriter]]:
    """The archive, with nobody else writing to it."""
    busy = f"{folder.root}: a crawl or another import is writing to this archive; wait until it has ended."
    with disk_errors(folder.root):
        make_folder(folder.root)
        with hold(folder.lock("crawl"), busy):
            claim(folder, profile)
            recover(folder, profile)
            adopt(folder)
            info = {"isPartOf": profile.name, "description": "What was imported, and what was found in it"}
            writer = WarcWriter(folder, profile.name, info, closed=lambda path: close_file(folder, path))
            with (
                closing(writer),
                exclusive(folder.lock("ingest")),
                closing(open_archive(folder.archive_db)) as db,
            ):
                yield db, writer


class _Run:
    """One call of import."""

    def __init__(
        self,
        folder: ArchiveFolder,
        profile: SiteProfile,
        db: Database,
        writer: WarcWriter,
        reading: Reading,
        progress: Progress,
    ) -> None:
        self.source = Source(folder.warc, profile)
        self._folder = folder
        self._profile = profile
        self._db = db
        self._writer = writer
        self._reading = reading
        self._progress = progress
        self._holdings = Holdings(folder)
        self._damage = damaged_imports(db)
        self.cut_off: dict[
            Path, Imported
        ] = {}  # what an import that was cut off has left, until it is named in this one
        self._tells_profile = not folder.warc_files()

    def finish_what_was_cut_off(self) -> None:
        """Take in the files that are here and were not read to their end."""
        for path in self._folder.imported_files():
            if not is_taken_in(self._db, path):
                incoming = Incoming(path, path.name, _CUT_OFF)
                kind = _kind_or_refusal(incoming)
                self.cut_off[path] = self._read(
                    incoming, path, kind if isinstance(kind, str) else "", file_digest(path)
                )

    def take(self, incoming: Incoming, kind: str) -> Imported:
        """Copy one file and take in what it holds."""
        copied = self._holdings.copy_in(incoming.path, incoming.name, lambda size: self._progress("bytes", size))
        if copied.path in self.cut_off:
            return replace(self.cut_off.pop(copied.path), source=incoming.source, kind=kind)
        is_ours = not is_imported(name_under_warc(copied.path))
        if is_ours or (copied.was_there and is_taken_in(self._db, copied.path)):
            file = name_under_warc(copied.path)
            return Imported(
                source=incoming.source,
                file=file,
                kind=kind,
                sha256=copied.sha256,
                size=copied.path.stat().st_size,
                already=True,
                figures=self._damage.get(file, {}),
            )
        return self._read(incoming, copied.path, kind, copied.sha256)

    def _read(self, incoming: Incoming, path: Path, kind: str, sha256: str) -> Imported:
        begun = time.monotonic()
        beside, left = self._holdings.unpack_beside(path)
        about = {
            "file": name_under_warc(path),
            "unpacked": [name_under_warc(one.path) for one in beside],
            "source": incoming.source,
            "kind": kind,
            "sha256": sha256,
            "size": path.stat().st_size,
            "software": SOFTWARE,
            **({"person": incoming.person} if incoming.person else {}),
            "imported_at": warc_date(datetime.now(UTC)),
            **incoming.about,
        }
        self._tell("import", about)
        tally = Tally()
        files = {path: sha256} | {one.path: one.sha256 for one in beside}
        for one, digest in files.items():
            self._take_in(one, tally, str(about["imported_at"]))
            append_index_sum(self._folder, one, digest)
        for difference in (*left, *(differences(path) if kind == "WACZ" else ())):
            tally.wrong.add(difference, name_under_warc(path))
        figures = tally.figures()
        told = about | figures
        record = self._tell("import-finished", told)
        with self._db.atomic():
            put_import(self._db, record, told)
            for one in files:
                set_import_mark(self._db, one)
        self._damage[name_under_warc(path)] = {name: figures[name] for name in ("faults", "wrong")}
        return Imported(
            source=incoming.source,
            file=name_under_warc(path),
            kind=kind,
            sha256=sha256,
            size=path.stat().st_size,
            seconds=time.monotonic() - begun,
            figures=figures,
        )

    def _take_in(self, path: Path, tally: Tally, imported_at: str) -> None:
        index = ForeignIndex(path)
        known = KnownCaptures(self._db, self._profile)
        captures = new_captures(self._db, path, known, self._profile, tally, imported_at, index)
        found = findings_of(captures, self._reading, self._profile, ahead_at_most=4)
        for findings in _gathered(found, _TRANSACTION):
            with self._db.atomic():
                settle_later(self._db, take_in(self._db, findings, self.source))
            self._progress("captures", len(findings))
        if tally.again:  # what these touched was remembered by a process that is no more
            settle_everything(self._db, self._profile)
        settle_due(self._db, self._profile)
        index.write()

    def _tell(self, kind: str, data: dict[str, Any]) -> str:
        """Into the record first; the archive's profile too, where no crawl of ours has told it."""
        if self._tells_profile:
            self._tells_profile = False
            about = {"name": self._profile.name, "toml": profile_text(self._profile), "digest": self._profile.digest}
            self._writer.note("profile", about)
        record = self._writer.note(kind, data)
        self._writer.sync()
        return record


def _gathered(found: Iterable[list[Finding]], size: int) -> Iterator[list[Finding]]:
    """Portions put together to what is written in one transaction."""
    gathered: list[Finding] = []
    for findings in found:
        gathered += findings
        if len(gathered) >= size:
            yield gathered
            gathered = []
    if gathered:
        yield gathered

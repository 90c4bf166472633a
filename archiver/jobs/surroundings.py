"""What stands beside the WARC files, and what should: SHA256SUMS, indexes, databases, files that are named and not there."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from archiver.jobs.findings import Finding, missing
from archiver.jobs.hearing import behind_in_words, catching_up, is_strangers, unheard
from archiver.jobs.witnesses import Witnesses
from archiver.layout import ArchiveFolder, cdxj_of, name_under_warc, warc_of
from archiver.store.database import open_to_read, read_archive
from archiver.store.disk import blames_surroundings
from archiver.store.ledger import Ledger, committed_ends_in
from archiver.store.lock import is_held
from archiver.warc.fixity import recorded_sums, unreadable_sums

_CLOSING_SECONDS = 1.5
_TOLD = 3  # words of SQLite on one database


def beside_the_files(
    folder: ArchiveFolder, sums: Mapping[str, str], sizes: Mapping[str, int], witnesses: Witnesses
) -> Iterator[Finding]:
    """All that a check finds without reading a WARC file."""
    yield from (
        Finding(kind="sums", file=folder.sha256sums.name, what=f"line {number} cannot be read: {line[:100]!r}")
        for number, line in unreadable_sums(folder)
    )
    yield from (
        missing(witnesses, name, "is missing; SHA256SUMS names it") for name in sorted(sums) if name not in sizes
    )
    yield from _without_line(folder, sums, sizes)
    yield from _orphans(folder, witnesses)
    yield from _archive_db(folder)
    yield from _ledger(folder)


def index_findings(folder: ArchiveFolder, file: str, fault: str | None) -> list[Finding]:
    """An index that is not as its WARC file makes it."""
    if fault is None:
        return []
    mend = f"archiver verify --repair --archive {folder.root}"
    name = name_under_warc(cdxj_of(folder.warc / file))
    return [
        Finding(kind="index", file=name, what=f"{fault}; it can be rebuilt, the record is not concerned", mend=mend)
    ]


def _without_line(folder: ArchiveFolder, sums: Mapping[str, str], sizes: Mapping[str, int]) -> Iterator[Finding]:
    """Closed files get their index first and then their line: an index without a line is one that was lost."""
    without = [name for name in sizes if name not in sums and cdxj_of(folder.warc / name).is_file()]
    if without:  # a crawl that closes a file just now is between the two
        time.sleep(_CLOSING_SECONDS)
        sums = recorded_sums(folder)
    for name in without:
        if name not in sums:
            what = "was closed, and SHA256SUMS has no line for it any more: only its records' own digests speak for it"
            yield Finding(kind="unlisted", file=name, what=what)


def _orphans(folder: ArchiveFolder, witnesses: Witnesses) -> Iterator[Finding]:
    """Indexes without a file that SHA256SUMS does not name either: as of now, for files come while a check reads."""
    indexes = folder.indexes()
    sums = recorded_sums(folder)
    for index in indexes:
        name = warc_of(index.name)
        if name not in sums and not (folder.warc / name).is_file():
            yield missing(witnesses, name, "is missing; its index is here, and SHA256SUMS has no line for it")


def _archive_db(folder: ArchiveFolder) -> Iterator[Finding]:
    mend = f"archiver rebuild --archive {folder.root}"
    troubles = troubles_of(folder.archive_db)
    for what in troubles:
        told = f"is damaged ({what}); it can be rebuilt, the record is not concerned"
        yield Finding(kind="database", file=folder.archive_db.name, what=told, mend=mend)
    if not troubles and folder.archive_db.is_file():
        yield from _not_of_this_record(folder, mend)


def _not_of_this_record(folder: ArchiveFolder, rebuild: str) -> Iterator[Finding]:
    """An index that does not know all that the record says, as one that was brought back from an old copy."""
    name = folder.archive_db.name
    try:
        with closing(read_archive(folder.archive_db)) as db:
            if is_strangers(db, folder):
                what = "is the index of another archive: it names none of the WARC files that are here"
                yield Finding(kind="behind", file=name, what=what, mend=rebuild)
                return
            behind = _behind(db, folder)
    except sqlite3.DatabaseError:  # in use, or of no form that we know
        return
    if behind:
        yield Finding(kind="behind", file=name, what=behind_in_words(behind), mend=catching_up(folder))


def _behind(db: Database, folder: ArchiveFolder) -> list[str]:
    """What was not heard; a word that is being said just now, and a crawl that is being taken in, are.

    Nor is an index behind that has yet to take in what the ledger tells: that of a crawl which was stopped, or has only just ended.
    """
    behind = unheard(db, folder)
    if behind:
        time.sleep(_CLOSING_SECONDS)
        behind = [] if any(is_held(folder.lock(one)) for one in ("crawl", "ingest")) else unheard(db, folder)
    told = committed_ends_in(folder.crawl_db) if behind else {}
    return [name for name in behind if name not in told]


def troubles_of(path: Path) -> list[str]:
    """What SQLite finds in a database; nothing where it is whole, not there, or cannot be opened now."""
    if not path.is_file():
        return []
    try:
        with closing(open_to_read(path, timeout=10)) as db:
            db.text_factory = lambda data: data.decode("utf-8", "replace")
            said = [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({_TOLD})")]
    except sqlite3.DatabaseError as error:
        return [] if blames_surroundings(error) else [str(error)]
    except UnicodeDecodeError as error:  # a damaged name within SQLite's own message
        return [str(error)]
    return [] if said == ["ok"] else [" ".join(words.split()) for words in said]


def _size_now(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _ledger(folder: ArchiveFolder) -> Iterator[Finding]:
    """What crawl.db says was committed, and whether it can be believed."""
    if not folder.crawl_db.exists():
        return
    name = folder.crawl_db.name
    try:
        with Ledger(folder.crawl_db, readonly=True) as ledger:
            ends = ledger.committed_ends()
    except sqlite3.OperationalError as error:
        what = f"cannot be opened ({error}); make room, or see to its rights. The record is not concerned"
        yield Finding(kind="ledger", file=name, what=what)
        return
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        ends = {}
        what = f"cannot be read ({error}); it is not the record: delete it, and the next crawl makes it again"
        yield Finding(kind="ledger", file=name, what=what)
    else:
        for trouble in troubles_of(folder.crawl_db):
            what = f"is damaged ({trouble}); it is not the record: delete it, and the next crawl makes it again"
            yield Finding(kind="ledger", file=name, what=what)
    for file, end in ends.items():
        here = _size_now(folder.warc / file)  # not as it was when the check began: beside a crawl it grows
        if here < end:
            what = f"{end} bytes were committed, {here} are here"
            yield Finding(kind="short", file=file, offset=here, length=end - here, what=what)

"""Re-read the record and say what is not as it was written: every file, record, digest and committed place."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from archiver.layout import ArchiveFolder, name_under_warc
from archiver.store.crawls import put_check
from archiver.store.database import open_archive
from archiver.store.disk import disk_errors
from archiver.store.ledger import Ledger
from archiver.store.lock import hold
from archiver.warc.fixity import close_file, file_digest, recorded_sums
from archiver.warc.member import Fault
from archiver.warc.reader import records
from archiver.warc.record import Record
from archiver.warc.writer import WarcWriter, warc_date

_TOLD = 1000  # findings that are kept with a check; the rest is told to who asked
_DIGESTS = {"sha256": hashlib.sha256, "sha1": hashlib.sha1, "md5": hashlib.md5, "sha512": hashlib.sha512}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be."""

    file: str
    offset: int | None
    url: str | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check of a whole archive found."""

    files: int
    records: int
    bytes: int
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        return not self.findings


def verify(folder: ArchiveFolder, progress: Callable[[int], None] = lambda _: None) -> Verdict:
    """Read every byte of `warc/`; of files that others made, whether they are as they came. `progress` is told the bytes of each file that is done."""
    findings: list[Finding] = []
    count = size = 0
    sums = recorded_sums(folder)
    paths = folder.warc_files()
    for path in paths:
        for found in check_file(path, sums.get(path.name)):
            if isinstance(found, Finding):
                findings.append(found)
            else:
                count += found
        size += path.stat().st_size
        progress(path.stat().st_size)
    imported = folder.imported_files()
    for path in imported:
        findings += check_imported(path, sums.get(name_under_warc(path)))
        size += path.stat().st_size
        progress(path.stat().st_size)
    present = {name_under_warc(path) for path in (*paths, *imported)}
    findings += [_missing(name) for name in sums if name not in present]
    findings += _lost(folder, {path.name: path.stat().st_size for path in paths})
    return Verdict(files=len(paths) + len(imported), records=count, bytes=size, findings=tuple(findings))


def keep_verdict(folder: ArchiveFolder, verdict: Verdict) -> None:
    """Write what a check found into the record and the index; ArchiveBusy while a crawl writes there."""
    check = {
        "checked_at": warc_date(datetime.now(UTC)),
        "outcome": "whole" if verdict.whole else "damaged",
        "files": verdict.files,
        "records": verdict.records,
        "findings": [asdict(finding) for finding in verdict.findings[:_TOLD]],
    }
    busy = (
        f"{folder.root}: a crawl is writing to this archive, so the check is not written into it; verify again later."
    )
    with disk_errors(folder.root), hold(folder.lock("crawl"), busy):
        writer = WarcWriter(
            folder, folder.name, {"isPartOf": folder.name}, closed=lambda path: close_file(folder, path)
        )
        record_id = writer.note("check", check)
        writer.close()
        if folder.archive_db.exists():
            with closing(open_archive(folder.archive_db)) as db, db.atomic():
                put_check(db, record_id, check)


def check_file(path: Path, expected: str | None) -> Iterator[Finding | int]:
    """The findings in one file, then how many of its records are whole."""
    whole = 0
    for found in records(path):
        if isinstance(found, Fault):
            yield Finding(file=path.name, offset=found.offset, url=None, what=found.reason)
            continue
        record, member = found
        url = record.field("WARC-Target-URI")
        faults = list(check_record(record))
        yield from (Finding(file=path.name, offset=member.offset, url=url, what=fault) for fault in faults)
        whole += not faults
    if expected is not None and file_digest(path) != expected:
        what = "its SHA-256 is not the one in SHA256SUMS: it was changed after it was closed"
        yield Finding(file=path.name, offset=None, url=None, what=what)
    yield whole


def check_imported(path: Path, expected: str | None) -> Iterator[Finding]:
    """Whether a file that others made is still as it came; what was broken in it then, its import told."""
    file = name_under_warc(path)
    if expected is None:
        what = "is not in SHA256SUMS: its import was cut off, and the next one finishes it"
        yield Finding(file=file, offset=None, url=None, what=what)
    elif file_digest(path) != expected:
        what = "its SHA-256 is not the one in SHA256SUMS: it was changed after it was imported"
        yield Finding(file=file, offset=None, url=None, what=what)


def check_record(record: Record) -> Iterator[str]:
    """What is wrong within one record."""
    if (fault := _digest_fault(record.field("WARC-Block-Digest"), record.block)) is not None:
        yield f"block digest: {fault}"
    if record.type in {"response", "request"} and record.block.startswith((b"HTTP/", b"GET ", b"POST ", b"HEAD ")):
        fault = _digest_fault(record.field("WARC-Payload-Digest"), record.http.body)
        if fault is not None:
            yield f"payload digest: {fault}"


def _digest_fault(named: str | None, data: bytes) -> str | None:
    """None where the digest agrees, is absent, or is of a kind that we do not know."""
    algorithm, _, value = (named or "").partition(":")
    make = _DIGESTS.get(algorithm.lower().replace("-", ""))
    if make is None or len(value) != make().digest_size * 2:
        return None
    found = make(data).hexdigest()
    return None if found == value.lower() else f"is {algorithm}:{found}, written was {named}"


def _missing(name: str) -> Finding:
    return Finding(file=name, offset=None, url=None, what="is missing; SHA256SUMS names it")


def _lost(folder: ArchiveFolder, sizes: dict[str, int]) -> list[Finding]:
    """Files that are shorter than what was committed of them."""
    if not folder.crawl_db.exists():
        return []
    try:
        with Ledger(folder.crawl_db, readonly=True) as ledger:
            ends = ledger.committed_ends()
    except sqlite3.OperationalError as error:  # a full disk has no room for the files beside it
        what = f"cannot be opened ({error}); make room, or see to its rights. The record is not concerned"
        return [Finding(file=folder.crawl_db.name, offset=None, url=None, what=what)]
    except sqlite3.DatabaseError as error:
        what = f"cannot be read ({error}); it is not the record: delete it, and the next crawl makes it again"
        return [Finding(file=folder.crawl_db.name, offset=None, url=None, what=what)]
    return [
        Finding(
            file=name,
            offset=sizes.get(name),
            url=None,
            what=f"{end} bytes were committed, {sizes.get(name, 0)} are here",
        )
        for name, end in ends.items()
        if sizes.get(name, 0) < end
    ]

"""Whether a file that others made is still as it came; what was broken in it then, its import told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from archiver.errors import LimitExceeded, WarcError
from archiver.jobs.findings import Finding, with_articles
from archiver.jobs.witnesses import Known, Witnesses
from archiver.layout import ArchiveFolder, cdxj_of, path_of
from archiver.model import Place
from archiver.store.database import time_text
from archiver.warc.fixity import file_digest
from archiver.warc.foreign.records import records
from archiver.warc.foreign.region import regions
from archiver.warc.member import Fault
from archiver.warc.places import read_capture

_UNFINISHED = "is not in SHA256SUMS: its import was cut off, and the next one finishes it"
_CHANGED = "its SHA-256 is not the one in SHA256SUMS: it was changed after it was imported"


def imported_findings(
    folder: ArchiveFolder, file: str, expected: str | None, witnesses: Witnesses
) -> tuple[list[Finding], str]:
    """What is wrong with an imported file, and the digest that it has now."""
    path = path_of(folder.warc, file)
    if path is None:
        raise WarcError(f"{file!r} is no file name under warc/; see to the folder.")
    digest = file_digest(path)
    if expected is None:
        return [Finding(kind="unlisted", file=file, what=_UNFINISHED)], digest
    if digest == expected:
        return [], digest
    known = witnesses.imported(file)
    found = [*_changed_captures(folder, file, known, witnesses), *_unreadable(path, file)]
    where = "" if found else "; no capture in it reads otherwise than it did, and where it changed is not known"
    return [*found, Finding(kind="changed", file=file, what=_CHANGED + where)], digest


def imported_index_fault(
    folder: ArchiveFolder, file: str, digest: str, indexes: Mapping[tuple[str, str], str]
) -> str | None:
    """What is wrong with the index of an imported file that has this digest; of one that was not taken in to its end nothing is known.

    `indexes`: by the digest of a file and the name of its index, with what digest that was made.
    """
    index = cdxj_of(folder.warc / file)
    made = indexes.get((digest, index.name))
    if made is None:
        return None
    if not index.is_file():
        return "is missing"
    return None if file_digest(index) == made else "is not as it was made of its file"


def _changed_captures(
    folder: ArchiveFolder, file: str, known: dict[Place, tuple[Known, str, str | None]], witnesses: Witnesses
) -> Iterator[Finding]:
    """The captures that do not read any more as archive.db has them; `known` has their digests too."""
    for place, (one, fetched_at, digest) in known.items():
        what: str | None = None
        try:
            found = read_capture(folder.warc, place)
            if digest not in {None, found.digest}:
                what = f"its payload is {found.digest}, taken in was {digest}"
            elif (found.url, time_text(found.fetched_at)) != (one.url, fetched_at):
                what = f"says {found.url} at {time_text(found.fetched_at)}; taken in was {one.url} at {fetched_at}"
        except (WarcError, LimitExceeded) as error:
            what = str(error)
        if what is not None:
            finding = Finding(
                kind="damaged",
                file=file,
                offset=one.offset,
                length=one.length,
                record_type="response",
                record_id=one.id,
                capture_id=one.id,
                url=one.url,
                what=what,
            )
            yield with_articles(witnesses, finding, [one])


def _unreadable(path: Path, file: str) -> Iterator[Finding]:
    try:
        for region in regions(path, file):
            for fault in records(region):
                if isinstance(fault, Fault):
                    what = f"{fault.reason} (perhaps so since it came: the event of its import tells)"
                    yield Finding(kind="damaged", file=file, offset=fault.offset, length=fault.length, what=what)
    except (WarcError, LimitExceeded) as error:
        yield Finding(kind="damaged", file=file, what=str(error))

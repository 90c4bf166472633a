"""Repair: damaged and missing WARC files come back from a second copy, byte for byte, or they are named.

A file takes the place of another only when it has the digest that was written when it was closed; what stood there is kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archiver.jobs.findings import Finding
from archiver.jobs.repair_sums import mend_sums
from archiver.jobs.shelf import Shelf, chunks, sums_on
from archiver.jobs.verify import Verdict
from archiver.layout import ArchiveFolder, damaged_of, is_imported, path_of, warc_of
from archiver.store.disk import disk_errors
from archiver.store.lock import hold
from archiver.warc.cdxj import write_index
from archiver.warc.fixity import append_sum, file_digest, recorded_sums
from archiver.warc.foreign.index import write_foreign_index
from archiver.warc.growing import sync_folder
from archiver.warc.judgement import judge_part
from archiver.warc.writer import warc_date

_NO_COPY = "needs a second copy: archiver verify --repair FROM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A file that is again as it was written."""

    file: str
    how: str
    before: str | None = None  # its SHA-256 then; null: it was missing
    after: str | None = None
    kept_as: str | None = None  # where the damaged bytes are, under warc/


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A file that could not be mended, and why."""

    file: str
    why: str


@dataclass(slots=True)
class Repaired:
    """What a repair did."""

    source: str
    mended: list[Mended] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        outcome = "whole" if not self.left else "partial" if self.mended else "failure"
        return asdict(self) | {"done_at": warc_date(datetime.now(UTC)), "outcome": outcome}


def repair(folder: ArchiveFolder, verdict: Verdict, source: Shelf | None) -> Repaired:
    """Mend what a check has found; nobody else writes meanwhile."""
    busy = f"{folder.root}: a crawl is writing to this archive; repair it when the crawl has ended."
    repaired = Repaired(source.address if source else "")
    with disk_errors(folder.root), hold(folder.lock("crawl"), busy):
        stated = sums_on(source) if source else {}
        for file, findings in _by_file(verdict).items():
            told = _mended(folder, file, findings, source, stated)
            repaired.mended.append(told) if isinstance(told, Mended) else repaired.left.append(told)
        if (sums := mend_sums(folder, stated)) is not None:
            repaired.mended.append(Mended(file=folder.sha256sums.name, how=sums.how, kept_as=sums.kept_as))
            repaired.left = [left for left in repaired.left if left.file not in sums.names]
        for finding in verdict.findings:
            if finding.kind == "index":
                repaired.mended.append(_reindexed(folder, finding))
            elif finding.rebuildable:
                repaired.left.append(Left(file=finding.file, why=finding.mend or finding.what))
    return repaired


def _by_file(verdict: Verdict) -> dict[str, list[Finding]]:
    """The files of the record that are concerned; a line of SHA256SUMS comes back with its file."""
    found: dict[str, list[Finding]] = {}
    for finding in verdict.findings:
        if not finding.rebuildable and finding.kind != "sums":
            found.setdefault(finding.file, []).append(finding)
    return found


def _mended(
    folder: ArchiveFolder, file: str, findings: list[Finding], source: Shelf | None, stated: dict[str, str]
) -> Mended | Left:
    recorded = recorded_sums(folder).get(file)
    if source is None:
        return Left(file=file, why=_NO_COPY)
    path = path_of(folder.warc, file)
    if path is None:
        return Left(file=file, why="is no file name under warc/; see to SHA256SUMS")
    fetched = path.with_name(f"{path.name}.new")
    try:
        digest = _fetch(source, file, fetched)
        if digest is None:
            return Left(file=file, why=f"{source.address} does not hold it")
        if recorded is None and file not in stated:
            return _mend_open(folder, file, findings, fetched)
        return _mend_closed(folder, file, recorded, stated.get(file), fetched, digest)
    finally:
        fetched.unlink(missing_ok=True)


def _fetch(source: Shelf, file: str, target: Path) -> str | None:
    """A file of the copy under an unfinished name; gives the digest with which it stands on our disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with source.open(f"warc/{file}") as there:
            _write(target, chunks(there))
    except FileNotFoundError:
        return None
    return file_digest(target)


def _mend_closed(
    folder: ArchiveFolder, file: str, recorded: str | None, stated: str | None, fetched: Path, digest: str
) -> Mended | Left:
    path = folder.warc / file
    before = file_digest(path) if path.exists() else None
    if digest == recorded:
        how = "its bytes in the copy have the digest that SHA256SUMS states"
    elif digest == stated and before == digest:
        append_sum(folder, file, digest)
        _write_index(folder, file)
        how = "SHA256SUMS was damaged, not the file: the copy states the digest that the file has, here and there"
        return Mended(file=file, how=how, before=before, after=digest)
    elif digest == stated and recorded is None:
        how = "our SHA256SUMS has no line for it; its bytes in the copy have the digest that the copy's own states"
        append_sum(folder, file, digest)
    else:
        states = f"our SHA256SUMS states {recorded or 'nothing'}, the copy's {stated or 'nothing'}"
        return Left(file=file, why=f"in the copy its SHA-256 is {digest}; {states}")
    kept = _put(folder, path, fetched, before)
    _write_index(folder, file)
    return Mended(file=file, how=how, before=before, after=digest, kept_as=kept)


def _mend_open(folder: ArchiveFolder, file: str, findings: list[Finding], fetched: Path) -> Mended | Left:
    """A file that is not closed has no digest: the copy must hold the same beginning, and its records must be whole."""
    path = folder.warc / file
    here = path.stat().st_size if path.exists() else 0
    there = fetched.stat().st_size
    begin = min([here, *(finding.offset for finding in findings if finding.offset is not None)])
    if there <= begin or not judge_part(fetched, 0, there).whole:
        return Left(file=file, why="it is not closed yet, and the copy holds no whole records for the damaged place")
    if begin and _beginning(path, begin) != _beginning(fetched, begin):
        return Left(file=file, why="it is not closed yet, and the copy does not begin as it does")
    if here > there:
        rest = judge_part(path, there, here - there)
        if not rest.whole:
            return Left(file=file, why=f"it is damaged behind offset {there} too, where the copy of it ends")
        _append(fetched, path, there)
    short = [(finding.offset or 0) + (finding.length or 0) for finding in findings if finding.kind == "short"]
    committed = max(short, default=0)
    if fetched.stat().st_size < committed:
        return Left(file=file, why=f"{committed} bytes of it were committed, and the copy has {there}")
    before = file_digest(path) if path.exists() else None
    after = file_digest(fetched)
    kept = _put(folder, path, fetched, before)
    how = "it is not closed yet; the copy begins as it does, and all records in it are whole"
    return Mended(file=file, how=how, before=before, after=after, kept_as=kept)


def _put(folder: ArchiveFolder, path: Path, fetched: Path, before: str | None) -> str | None:
    """Set the damaged file aside, and let the whole one take its name."""
    kept = None
    if before is not None:
        aside = damaged_of(folder.warc, path, before)
        aside.parent.mkdir(exist_ok=True)
        path.rename(aside)
        sync_folder(aside.parent)
        kept = str(aside.relative_to(folder.warc))
    fetched.rename(path)
    sync_folder(path.parent)
    return kept


def _reindexed(folder: ArchiveFolder, finding: Finding) -> Mended:
    index = folder.warc / finding.file
    before = file_digest(index) if index.exists() else None
    _write_index(folder, warc_of(finding.file))
    return Mended(file=finding.file, how="made again from its WARC file", before=before, after=file_digest(index))


def _write_index(folder: ArchiveFolder, file: str) -> None:
    write = write_foreign_index if is_imported(file) else write_index
    write(folder.warc / file)


def _write(target: Path, data: Iterator[bytes]) -> None:
    with target.open("wb") as file:
        for piece in data:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _append(target: Path, path: Path, begin: int) -> None:
    with target.open("ab") as file, path.open("rb") as ours:
        ours.seek(begin)
        for piece in chunks(ours):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _beginning(path: Path, length: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in chunks(file, length):
            digest.update(piece)
    return digest.hexdigest()

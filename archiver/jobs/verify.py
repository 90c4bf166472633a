"""Re-read the record and say what is not as it was written: every file, record, digest and committed place.

The files are judged by themselves, then the databases say what stood where they are damaged; a check needs none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.jobs.findings import Finding, findings_in
from archiver.jobs.imported_fixity import imported_findings, imported_index_fault
from archiver.jobs.sample import Part, whole_files
from archiver.jobs.stopping import end_at_once, out_of_earshot
from archiver.jobs.surroundings import beside_the_files, index_findings
from archiver.jobs.witnesses import Witnesses
from archiver.layout import ArchiveFolder, cdxj_of, is_imported
from archiver.processors import usable_processors
from archiver.warc.fixity import index_digests, recorded_sums
from archiver.warc.judgement import FileReport, judge_file, judge_part, unreadable
from archiver.watching import Progress, unwatched

_WORTH_PROCESSES = 32 << 20  # bytes; below, starting them takes longer than reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A stretch of a file that was read in a check."""

    file: str
    begin: int
    end: int
    size: int
    sha256: str | None  # of the whole file; null: a part was read, or it is not closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check found."""

    scope: str  # all, sample
    files: int  # that were read, whole or in part
    imported: int  # of these, files of others: they are held against their digests, and their records are not counted
    records: int
    bytes: int
    all_files: int
    all_bytes: int
    findings: tuple[Finding, ...]
    read: tuple[Read, ...]
    open_files: tuple[str, ...]  # that are not closed yet: only their records' own digests speak for them
    silent: tuple[str, ...]  # databases that could not be asked, and why

    @property
    def whole(self) -> bool:
        return not self.findings

    @property
    def record_whole(self) -> bool:
        """What follows from the record may be damaged, and is made again; the record itself is not."""
        return all(finding.rebuildable for finding in self.findings)


def verify(folder: ArchiveFolder, progress: Progress = unwatched, parts: Sequence[Part] | None = None) -> Verdict:
    """Read every byte of `warc/`, or the given parts. `progress` is told the bytes of each part that is done."""
    sums = recorded_sums(folder)
    names = {digest: name for name, digest in sums.items()}
    indexes = index_digests(folder)
    witnesses = Witnesses(folder)
    everything = whole_files(folder)
    chosen = everything if parts is None else tuple(parts)
    findings: list[Finding] = []
    read: list[Read] = []
    records = 0
    for part, report in _judged(folder, chosen, sums, indexes):
        digest: str | None
        if report is None:
            found, digest = imported_findings(folder, part.file, sums.get(part.file), witnesses)
            found += index_findings(folder, part.file, imported_index_fault(folder, part.file, digest, indexes))
            end = part.size
        else:
            found, digest, end = findings_in(report, witnesses, names), report.digest, report.end
            records += report.records
            found += index_findings(folder, part.file, report.index)
        findings += found
        read.append(Read(file=part.file, begin=part.begin, end=end, size=part.size, sha256=digest))
        progress(part.length)
    findings += beside_the_files(folder, sums, {part.file: part.size for part in everything}, witnesses)
    return Verdict(
        scope="all" if parts is None else "sample",
        files=len(read),
        imported=sum(is_imported(one.file) for one in read),
        records=records,
        bytes=sum(one.end - one.begin for one in read),
        all_files=len(everything),
        all_bytes=sum(part.size for part in everything),
        findings=tuple(findings),
        read=tuple(read),
        open_files=tuple(part.file for part in chosen if part.file not in sums and not is_imported(part.file)),
        silent=tuple(f"{name} {why}" for name, why in sorted(witnesses.silent.items())),
    )


def _judged(
    folder: ArchiveFolder, parts: Sequence[Part], sums: Mapping[str, str], indexes: Mapping[tuple[str, str], str]
) -> Iterator[tuple[Part, FileReport | None]]:
    """Each part with what was found in it and in its index, in order; large archives are read by all processors."""
    processes = min(len(parts), usable_processors())
    tasks = [
        (folder.warc, part, digest, indexes.get((digest or "", cdxj_of(folder.warc / part.file).name)))
        for part in parts
        for digest in (sums.get(part.file),)
    ]
    if processes < 2 or sum(part.length for part in parts) < _WORTH_PROCESSES:
        yield from map(_judge, tasks)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=end_at_once) as pool:
        try:
            with out_of_earshot():
                judged = pool.map(_judge, tasks)
            yield from judged
        except BrokenProcessPool as error:
            raise ArchiverError(
                "a process that reads was ended from outside (is memory short?); nothing was changed; try again"
            ) from error


def _judge(task: tuple[Path, Part, str | None, str | None]) -> tuple[Part, FileReport | None]:
    warc, part, expected, index_digest = task
    if is_imported(part.file):
        return part, None
    path = warc / part.file
    try:
        if not part.whole:
            return part, judge_part(path, part.begin, part.length)
        return part, judge_file(path, expected, part.size if expected is None else None, index_digest)
    except OSError as error:
        return part, unreadable(path, error)

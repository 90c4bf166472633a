"""SHA256SUMS with damaged lines: they are left out once the files that they spoke of have good ones. The old text is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archiver.layout import ArchiveFolder, cdxj_of, damaged_of
from archiver.warc.fixity import file_digest, recorded_sums, sums_in
from archiver.warc.growing import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedSums:
    """What was left out, and where the old text is."""

    how: str
    names: frozenset[str]  # that no file ever had: a letter of them had turned
    kept_as: str


def mend_sums(folder: ArchiveFolder, stated: Mapping[str, str]) -> MendedSums | None:
    """Leave out what cannot be read, and names that are not those of files; None where nothing is, or may be, left out.

    A name is damaged where its digest stands with another name too, whose file is here; the copy must not know it either.
    """
    sums = recorded_sums(folder)
    here = {name for name in sums if (folder.warc / name).is_file()}
    digests = {sums[name] for name in here}
    wrong = {name for name in sums.keys() - here - stated.keys() if sums[name] in digests}
    closed = [path.name for path in folder.warc_files() if cdxj_of(path).is_file()]
    if not folder.sha256sums.is_file() or any(name not in sums for name in closed):
        return None
    lines = folder.sha256sums.read_bytes().split(b"\n")
    good = [
        line
        for line in lines
        if line and (read := sums_in(line.decode("utf-8", "replace"))) and not wrong & read.keys()
    ]
    left_out = sum(bool(line) for line in lines) - len(good)
    if not left_out:
        return None
    aside = damaged_of(folder.warc, folder.sha256sums, file_digest(folder.sha256sums))
    aside.parent.mkdir(exist_ok=True)
    write_whole(aside, b"\n".join(lines))
    write_whole(folder.sha256sums, b"".join(line + b"\n" for line in good))
    how = f"{left_out} damaged lines are left out; the files of which they spoke have good ones"
    return MendedSums(how=how, names=frozenset(wrong), kept_as=f"{aside.parent.name}/{aside.name}")

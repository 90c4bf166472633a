"""SHA256SUMS: the digest of each closed WARC file, in the form that `sha256sum -c` reads; append-only."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from archiver.layout import ArchiveFolder, cdxj_of, name_under_warc
from archiver.warc.cdxj import write_index
from archiver.warc.growing import sync_folder

_INDEX_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<index>[0-9a-f]{64})  (?P<name>\S(?:.*\S)?)")
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>\S(?:.*\S)?)")


def file_digest(path: Path) -> str:
    """The bare SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def recorded_sums(folder: ArchiveFolder) -> dict[str, str]:
    """File name -> digest, as it was when the file was closed. The latest line speaks."""
    return sums_in("\n".join(_lines(folder.sha256sums)))


def absent_files(folder: ArchiveFolder) -> list[str]:
    """The files that SHA256SUMS names and that are not there."""
    return [name for name in sorted(recorded_sums(folder)) if not (folder.warc / name).is_file()]


def sums_in(text: str) -> dict[str, str]:
    """File name -> digest, of the text of a SHA256SUMS."""
    matches = (_LINE.fullmatch(line) for line in text.split("\n"))
    return {match["name"]: match["digest"] for match in matches if match}


def unreadable_sums(folder: ArchiveFolder) -> list[tuple[int, str]]:
    """The lines of SHA256SUMS that say nothing, by number. One that a crash cut off was written again behind itself."""
    lines = _lines(folder.sha256sums)
    bad = [(number, line) for number, line in enumerate(lines, 1) if line and not _LINE.fullmatch(line)]
    return [(number, line) for number, line in bad if not any(whole.startswith(line) for whole in lines[number:])]


def _lines(sums: Path) -> list[str]:
    if not sums.exists():
        return []
    return sums.read_text(encoding="utf-8", errors="replace").split("\n")


def write_sum(folder: ArchiveFolder, path: Path) -> None:
    """Append the digest of a file that will grow no more."""
    append_sum(folder, name_under_warc(path), file_digest(path))


def append_sum(folder: ArchiveFolder, name: str, digest: str) -> None:
    """Add a line, which speaks from now on; one that a crash has cut off before it stays a line of its own."""
    _append_line(folder.sha256sums, f"{digest}  {name}")


def close_file(folder: ArchiveFolder, path: Path) -> None:
    """A WARC file that will grow no more gets its index and its line in SHA256SUMS."""
    digest = file_digest(path)
    write_index(path)
    append_index_sum(folder, path, digest)
    append_sum(folder, name_under_warc(path), digest)


def append_index_sum(folder: ArchiveFolder, path: Path, digest: str) -> None:
    """Say with which digest the index was made of a WARC file that has this one."""
    index = cdxj_of(path)
    _append_line(folder.index_sums, f"{digest}  {file_digest(index)}  {index.name}")


def index_digests(folder: ArchiveFolder) -> dict[tuple[str, str], str]:
    """Digest of a WARC file and name of its index -> digest of the index that was made of just these bytes.

    A check that finds both digests need not make the index again to compare. It may be lost: then a check does.
    """
    matches = (_INDEX_LINE.fullmatch(line) for line in _lines(folder.index_sums))
    return {(match["digest"], match["name"]): match["index"] for match in matches if match}


def _append_line(path: Path, line: str) -> None:
    is_new = not path.exists()
    with path.open("a+b") as sums:
        torn = sums.tell() > 0 and sums.seek(-1, os.SEEK_END) >= 0 and sums.read() != b"\n"
        sums.write(b"\n" * torn + f"{line}\n".encode())
        sums.flush()
        os.fsync(sums.fileno())
    if is_new:
        sync_folder(path.parent)

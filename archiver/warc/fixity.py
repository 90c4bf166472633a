"""SHA256SUMS: the digest of each closed WARC file, in the form that `sha256sum -c` reads; append-only."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from archiver.layout import ArchiveFolder, name_under_warc
from archiver.warc.cdxj import write_index

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>\S(?:.*\S)?)")


def file_digest(path: Path) -> str:
    """The bare SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def recorded_sums(folder: ArchiveFolder) -> dict[str, str]:
    """File name -> digest, as it was when the file was closed. The latest line speaks."""
    return sums_in("\n".join(_lines(folder)))


def sums_in(text: str) -> dict[str, str]:
    """File name -> digest, of the text of a SHA256SUMS."""
    matches = (_LINE.fullmatch(line) for line in text.split("\n"))
    return {match["name"]: match["digest"] for match in matches if match}


def unreadable_sums(folder: ArchiveFolder) -> list[tuple[int, str]]:
    """The lines of SHA256SUMS that say nothing, by number. One that a crash cut off was written again behind itself."""
    lines = _lines(folder)
    bad = [(number, line) for number, line in enumerate(lines, 1) if line and not _LINE.fullmatch(line)]
    return [(number, line) for number, line in bad if not any(whole.startswith(line) for whole in lines[number:])]


def _lines(folder: ArchiveFolder) -> list[str]:
    if not folder.sha256sums.exists():
        return []
    return folder.sha256sums.read_text(encoding="utf-8", errors="replace").split("\n")


def write_sum(folder: ArchiveFolder, path: Path) -> None:
    """Append the digest of a file that will grow no more."""
    append_sum(folder, name_under_warc(path), file_digest(path))


def append_sum(folder: ArchiveFolder, name: str, digest: str) -> None:
    """Add a line, which speaks from now on; one that a crash has cut off before it stays a line of its own."""
    with folder.sha256sums.open("a+b") as sums:
        torn = sums.tell() > 0 and sums.seek(-1, os.SEEK_END) >= 0 and sums.read() != b"\n"
        sums.write(b"\n" * torn + f"{digest}  {name}\n".encode())
        sums.flush()
        os.fsync(sums.fileno())


def close_file(folder: ArchiveFolder, path: Path) -> None:
    """A WARC file that will grow no more gets its index and its line in SHA256SUMS."""
    write_index(path)
    write_sum(folder, path)

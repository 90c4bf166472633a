"""SHA256SUMS: the digest of each closed WARC file, in the form that `sha256sum -c` reads; append-only."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from archiver.layout import ArchiveFolder, name_under_warc
from archiver.warc.cdxj import write_index


def file_digest(path: Path) -> str:
    """The bare SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def recorded_sums(folder: ArchiveFolder) -> dict[str, str]:
    """File name -> digest, as it was when the file was closed. The latest line speaks."""
    if not folder.sha256sums.exists():
        return {}
    lines = folder.sha256sums.read_text(encoding="utf-8", errors="replace").splitlines()
    pairs = (line.split("  ", 1) for line in lines if "  " in line)
    return {name.strip(): digest for digest, name in pairs}


def write_sum(folder: ArchiveFolder, path: Path) -> None:
    """Append the digest of a file that will grow no more."""
    with folder.sha256sums.open("a", encoding="utf-8") as sums:
        sums.write(f"{file_digest(path)}  {name_under_warc(path)}\n")
        sums.flush()
        os.fsync(sums.fileno())


def close_file(folder: ArchiveFolder, path: Path) -> None:
    """A WARC file that will grow no more gets its index and its line in SHA256SUMS."""
    write_index(path)
    write_sum(folder, path)

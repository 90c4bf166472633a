"""The file that takes the record while a crawl runs."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

from archiver.errors import ArchiveError, DiskFull


class GrowingFile:
    """A WARC file that grows: new, appended to in whole exchanges, never rewritten."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = io.FileIO(path, "xb")
        sync_folder(path.parent)
        self.end = 0

    def append(self, packed: bytes) -> int:
        """Write all of it or, where the disk is full, nothing; gives where it begins."""
        offset = self.end
        try:
            view = memoryview(packed)
            while view:
                view = view[self.file.write(view) or 0 :]
        except OSError as error:
            self.file.truncate(offset)
            self.file.seek(offset)
            raise disk_error(self.path, error) from error
        self.end += len(packed)
        return offset

    def sync(self) -> None:
        try:
            os.fsync(self.file.fileno())
        except OSError as error:
            raise disk_error(self.path, error) from error


def sync_folder(folder: Path) -> None:
    """A new file's name is safe only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """A folder and those above it that are missing, each with its name safe on the disk."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in reversed(missing):
        sync_folder(one.parent)


def write_whole(path: Path, data: bytes) -> None:
    """Write a small file so that it is the old one or the new one, whatever happens."""
    unfinished = path.with_name(f"{path.name}.new")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)


def disk_error(path: Path, error: OSError) -> ArchiveError:
    """What to tell the archivist of a write that failed."""
    again = "what was written before is whole. {} and start the same command again."
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(f"{path}: the disk is full; {again.format('Make room')}")
    return ArchiveError(f"{path}: {error.strerror or error}; {again.format('See to the place')}")

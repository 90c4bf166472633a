"""A full or failing disk, told in plain words by whatever part of us meets it first."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archiver.errors import ArchiveError, DiskFull

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# What SQLite says of a database that is whole: it may not be written to or opened here, another uses it, or its disk is
# full, which shows first in the files that SQLite makes beside it, also to read.
_SURROUNDINGS = (
    *("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_BUSY"),
    *("SQLITE_FULL", "SQLITE_IOERR_SHM", "SQLITE_IOERR_WRITE"),
)


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn what the system and SQLite say of a disk into our own errors."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full(path) from error
        raise ArchiveError(
            f"{path}: {error.strerror or error}; see to the folder, then start the command again."
        ) from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname == "SQLITE_FULL" or error.sqlite_errorname.startswith("SQLITE_IOERR"):
            raise disk_full(path) from error
        raise ArchiveError(f"{path}: the database says: {error}; nothing of the record is lost.") from error
    except sqlite3.DatabaseError as error:
        raise ArchiveError(
            f"{path}: the database is damaged ({error}); crawl.db may be deleted, archive.db made again by archiver rebuild."
        ) from error


def blames_surroundings(error: sqlite3.DatabaseError) -> bool:
    """Whether a database is whole for all that SQLite says, and its folder, its disk or another process is at fault."""
    return getattr(error, "sqlite_errorname", "").startswith(_SURROUNDINGS)


def disk_full(path: Path) -> DiskFull:
    return DiskFull(
        f"{path}: the disk is full; what was written before is whole. Make room and start the same command again."
    )

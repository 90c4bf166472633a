"""One process at a time: a lock on a file, which the system lets go when the process ends, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from archiver.errors import ArchiveBusy


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock; wait while another process holds it."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def hold(path: Path, busy: str) -> TextIO:
    """Hold the lock until the file is closed; ArchiveBusy with the words `busy` while another process holds it."""
    handle = path.open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        handle.close()
        raise ArchiveBusy(busy) from error
    return handle


def is_held(path: Path) -> bool:
    """Whether another process holds the lock now."""
    if not path.exists():
        return False
    with path.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False

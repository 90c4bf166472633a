"""What takes a while to be read from an index, remembered until the index changes."""

from __future__ import annotations

import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from datasette.database import Database

_LONG = 0.25  # seconds; what is read faster is read at each change
_SHARE = 20  # what takes longer is not read again before so many times as long, or a crawl would have it read all day

_Answer = TypeVar("_Answer")
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at an index."""

    file: tuple[str, int]
    stamps: tuple[object, ...]
    at: float
    took: float


class Remembered(Generic[_Answer]):
    """One answer about each index that is open."""

    def __init__(self, read: Callable[[sqlite3.Connection], _Answer]) -> None:
        self._read = read
        self._seen: WeakKeyDictionary[Database, tuple[_Look, _Answer]] = WeakKeyDictionary()
        self._lock = Lock()

    def of(self, database: Database, connection: sqlite3.Connection) -> _Answer:
        """The answer as it stands; `connection` is one to that database."""
        path = Path(database.path)
        with self._lock:  # who comes while it is read waits, and reads it not again
            file, stamps = _stamps(path)
            seen = self._seen.get(database)
            if seen is not None and _is_good(seen[0], file, stamps):
                return seen[1]
            begun = time.monotonic()
            answer = self._read(connection)
            ended = time.monotonic()
            self._seen[database] = (_Look(file, stamps, ended, ended - begun), answer)
            return answer


def _is_good(look: _Look, file: tuple[str, int], stamps: tuple[object, ...]) -> bool:
    if look.file != file:  # what was withheld since is in another file
        return False
    rests = look.took > _LONG and time.monotonic() - look.at < _SHARE * look.took
    return look.stamps == stamps or rests


def _stamps(path: Path) -> tuple[tuple[str, int], tuple[object, ...]]:
    stamps: list[object] = []
    for one in (path, path.with_name(f"{path.name}-wal")):
        try:
            found = one.stat()
        except FileNotFoundError:
            stamps.append(None)
        else:
            stamps.append((found.st_ino, found.st_mtime_ns, found.st_size))
    return (str(path), path.stat().st_ino), tuple(stamps)


class Latest(Generic[_Key, _Answer]):
    """The answers that were wanted last, as many as there is room for."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._answers: OrderedDict[_Key, tuple[_Answer, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: _Key) -> _Answer | None:
        with self._lock:
            if key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key][0]

    def put(self, key: _Key, answer: _Answer, size: int = 1) -> None:
        with self._lock:
            self._room += self._answers.pop(key, (answer, 0))[1]
            self._answers[key] = (answer, size)
            self._room -= size
            while self._room < 0:
                self._room += self._answers.popitem(last=False)[1][1]

"""What takes a while to be read from an index, remembered until the index changes."""

from __future__ import annotations

import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Thread
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from datasette.database import Database

_LONG = 0.25  # seconds; what is read faster is read at each change, while the reader waits
_SHARE = 20  # what takes longer is not read again before so many times as long, or a crawl would have it read all day

_Answer = TypeVar("_Answer")
_Key = TypeVar("_Key", bound=Hashable)
_File = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Look(Generic[_Answer]):
    """One look at a file, and what was read."""

    answer: _Answer
    stamps: tuple[object, ...]
    at: float
    took: float


@dataclass(slots=True)
class _Seen(Generic[_Answer]):
    """The looks at one open index: at its present file, and at the one before or the one to come."""

    looks: dict[_File, _Look[_Answer]] = field(default_factory=dict)
    reading: Lock = field(default_factory=Lock)
    renewing: Lock = field(default_factory=Lock)

    def put(self, file: _File, look: _Look[_Answer]) -> None:
        self.looks = {**{one: seen for one, seen in self.looks.items() if one != file}, file: look}
        self.looks = dict(list(self.looks.items())[-2:])


class Remembered(Generic[_Answer]):
    """One answer about each index that is open.

    Where it takes long, the old answer serves until the new one is read; but never one about another file, for what was
    withheld since is in another file.
    """

    def __init__(
        self,
        read: Callable[[sqlite3.Connection], _Answer],
        share: float = _SHARE,
        more: Callable[[sqlite3.Connection, _Answer], None] = lambda _connection, _answer: None,
    ) -> None:
        """`more`: what is read when the answer serves already, where it is read beside the readers."""
        self._read = read
        self._share = share
        self._more = more
        self._seen: WeakKeyDictionary[Database, _Seen[_Answer]] = WeakKeyDictionary()
        self._lock = Lock()

    def of(self, database: Database, connection: sqlite3.Connection) -> _Answer:
        """The answer as it stands; `connection` is one to that database."""
        path, seen = _path_of(connection), self._seen_of(database)
        file, stamps = _stamps(path)
        look = seen.looks.get(file)
        if look is not None and (look.stamps == stamps or look.took > _LONG):
            if look.stamps != stamps and time.monotonic() - look.at >= self._share * look.took:
                self._renew(database, seen, path)
            return look.answer
        with seen.reading:  # who comes while it is read waits, and reads it not again
            file, stamps = _stamps(path)
            look = seen.looks.get(file)
            if look is None or (look.stamps != stamps and look.took <= _LONG):
                look = self._look(seen, path, connection)
            return look.answer

    def prepare(self, database: Database, path: Path) -> None:
        """Read it before anybody asks, from a file that will be read."""
        seen = self._seen_of(database)
        with closing(_connected(path, database)) as connection:
            path = _path_of(connection)
            with seen.reading:
                look = self._look(seen, path, connection)
            self._look_further(seen, path, connection, look)

    def _seen_of(self, database: Database) -> _Seen[_Answer]:
        with self._lock:
            return self._seen.setdefault(database, _Seen())

    def _look(self, seen: _Seen[_Answer], path: Path, connection: sqlite3.Connection) -> _Look[_Answer]:
        file, stamps = _stamps(path)
        begun = time.monotonic()
        answer = self._read(connection)
        ended = time.monotonic()
        look = _Look(answer, stamps, ended, ended - begun)
        seen.put(file, look)
        return look

    def _look_further(
        self, seen: _Seen[_Answer], path: Path, connection: sqlite3.Connection, look: _Look[_Answer]
    ) -> None:
        begun = time.thread_time()
        self._more(connection, look.answer)
        file, _ = _stamps(path)
        if seen.looks.get(file) is look:
            seen.put(file, replace(look, at=time.monotonic(), took=look.took + time.thread_time() - begun))

    def _renew(self, database: Database, seen: _Seen[_Answer], path: Path) -> None:
        """Read it again beside the readers."""
        if not seen.renewing.acquire(blocking=False):
            return

        def renew() -> None:
            try:
                with suppress(sqlite3.Error, OSError), closing(_connected(path, database)) as connection:
                    # The next reader has it tried again.
                    self._look_further(seen, path, connection, self._look(seen, path, connection))
            finally:
                seen.renewing.release()

        Thread(target=renew, daemon=True).start()


def _connected(path: Path, database: Database) -> sqlite3.Connection:
    still = "" if database.is_mutable else "&immutable=1"
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{still}", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def _path_of(connection: sqlite3.Connection) -> Path:
    """The file that is read: the database may have been given another one while the question waited for its turn."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


def _stamps(path: Path) -> tuple[_File, tuple[object, ...]]:
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

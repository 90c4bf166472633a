"""How much one question in SQL may bring and take: the limit of time does not count what one value takes, nor what is made of it."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_VALUE = 32 << 20  # bytes: the text of a document has four million letters at most, and an article may have several
_ANSWER = 64 << 20  # letters and bytes in all rows: two thousand long articles with their markup
_HEAP = 512 << 20  # bytes of SQLite in this process: of values of the largest size, one row may have two thousand
_LONGEST = 30.0  # seconds: ten times what a question is given
_LOOK = 1.0  # seconds

_asked: dict[int, float] = {}  # by thread, since when it is at a question


def bound_memory(connection: sqlite3.Connection) -> None:
    """What is asked in this process takes no more memory than that, by whichever connection: MemoryError says so."""
    connection.execute(f"PRAGMA hard_heap_limit = {_HEAP}")


@contextmanager
def bounded(connection: sqlite3.Connection) -> Iterator[None]:
    """What is asked meanwhile has no larger value, and no larger answer."""
    value, rows = connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE), connection.row_factory
    connection.row_factory = _measuring()
    _asked[threading.get_ident()] = time.monotonic()
    try:
        yield
    finally:
        del _asked[threading.get_ident()]
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, value)
        connection.row_factory = rows


def end_where_held(longest: float = _LONGEST) -> None:
    """Have this process killed where a question goes on long after its time, and another begun (see processes.py).

    SQLite looks at the clock between its steps, and `instr` looks for one large text in another in a single step of hours:
    six such questions would close the room.
    """
    threading.Thread(target=_watch, args=(longest,), daemon=True).start()


def _watch(longest: float) -> None:
    while all(time.monotonic() - since < longest for since in tuple(_asked.values())):
        time.sleep(_LOOK)
    sys.stderr.write(
        "A question in SQL did not end when its time was over; the process that was at it is begun anew.\n"
    )
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)  # nothing less ends a thread that is within SQLite


def _measuring() -> Any:
    left = _ANSWER

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        nonlocal left
        left -= sum(len(value) for value in values if isinstance(value, str | bytes))
        if left < 0:
            raise sqlite3.OperationalError("the answer is too large; ask for fewer rows or columns")
        return sqlite3.Row(cursor, values)

    return row

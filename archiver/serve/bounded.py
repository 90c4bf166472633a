"""How much one question in SQL may bring: the limit of time does not count what one value takes, nor what is made of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_VALUE = 32 << 20  # bytes: the text of a document has four million letters at most, and an article may have several
_ANSWER = 64 << 20  # letters and bytes in all rows: two thousand long articles with their markup


@contextmanager
def bounded(connection: sqlite3.Connection) -> Iterator[None]:
    """What is asked meanwhile has no larger value, and no larger answer."""
    value, rows = connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE), connection.row_factory
    connection.row_factory = _measuring()
    try:
        yield
    finally:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, value)
        connection.row_factory = rows


def _measuring() -> Any:
    left = _ANSWER

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        nonlocal left
        left -= sum(len(value) for value in values if isinstance(value, str | bytes))
        if left < 0:
            raise sqlite3.OperationalError("the answer is too large; ask for fewer rows or columns")
        return sqlite3.Row(cursor, values)

    return row

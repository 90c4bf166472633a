"""How far the ledger of the crawl has been taken in, and which files have been read to their end."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from archiver.layout import name_under_warc
from archiver.store.ledger import Ledger

_LEDGER = "ledger"


def ledger_mark(db: Database, ledger: Ledger) -> int:
    """The number of the last capture that was taken in; 0 where this is another ledger than before.

    crawl.db may be lost and made anew, and then counts from one again. Taking a capture in twice changes nothing.
    """
    row = db.execute("SELECT offset FROM ingested WHERE warc_file = ?", [_LEDGER]).fetchone()
    mark = int(row[0]) if row else 0
    standing = ledger.committed(after=mark - 1, limit=1) if mark else []
    if not standing or standing[0][0] != mark:
        return 0
    place = standing[0][1]
    known = db.execute(
        "SELECT 1 FROM captures WHERE warc_file = ? AND warc_offset = ? "
        "UNION SELECT 1 FROM events WHERE id = 'unreadable-' || ? || '@' || ?",
        [place.file, place.offset, place.file, place.offset],
    ).fetchone()
    return mark if known else 0


def set_ledger_mark(db: Database, number: int) -> None:
    db.execute("INSERT OR REPLACE INTO ingested (warc_file, offset) VALUES (?, ?)", [_LEDGER, number])


def last_number(ledger: Ledger) -> int:
    """The number of the last capture that is committed; 0 where there is none."""
    number = 0
    while rows := ledger.committed(after=number, limit=10_000):
        number = rows[-1][0]
    return number


def set_import_mark(db: Database, path: Path) -> None:
    """A file of others has been taken in to its end."""
    _set_mark(db, path)


def set_heard(db: Database, path: Path) -> None:
    """All that one of our own files says is known."""
    _set_mark(db, path)


def _set_mark(db: Database, path: Path) -> None:
    mark = (name_under_warc(path), path.stat().st_size)
    db.execute("INSERT OR REPLACE INTO ingested (warc_file, offset) VALUES (?, ?)", list(mark))


def files_taken_in(db: Database) -> dict[str, int]:
    """File -> its size when it was taken in to its end."""
    return dict(db.execute("SELECT warc_file, offset FROM ingested WHERE warc_file <> ?", [_LEDGER]).fetchall())


def is_taken_in(db: Database, path: Path) -> bool:
    """Whether a file of others has been taken in to its end."""
    row = db.execute("SELECT offset FROM ingested WHERE warc_file = ?", [name_under_warc(path)]).fetchone()
    return row is not None and row[0] == path.stat().st_size

"""What the reading room opens: the index itself or, where access rules withhold something, a copy without it.

Datasette answers any question in SQL, from any table, and some of the search index lies in tables too. So nothing is
filtered when it is asked: what may not be shown is not in the file that is open.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple

from sqlite_utils import Database

from archiver.errors import ArchiverError
from archiver.layout import ArchiveFolder
from archiver.serve.mentioned import MENTIONED_KEYS, MENTIONED_URLS, RID_OF_MENTIONS, teach
from archiver.sites.access import AccessRule
from archiver.store import pairs
from archiver.store.access import Withheld, note_withheld, rules_in_force, withheld
from archiver.store.database import insert_rows, read_archive
from archiver.store.documents import show_documents
from archiver.store.search import join_pieces

FRESH_SECONDS = 60.0  # the least time between two copies, where only the crawl has written
_PATIENCE = 10.0  # seconds for a copy that is being made, when the room is closed
_SHARE = 20  # and a copy is not made again before twenty times the time that it took

# How each table that can tell of something is rid of it; what is named nowhere here is left out of the copy.
_RID = (
    "DELETE FROM articles WHERE id IN (SELECT id FROM temp.hidden_articles)",  # its addresses, versions, attachments go with it
    "DELETE FROM attachments WHERE url IN (SELECT url FROM temp.hidden_files) OR capture_id IN (SELECT id FROM temp.hidden_captures)",
    *(
        f"DELETE FROM {table} WHERE capture_id IN (SELECT id FROM temp.hidden_captures)"  # noqa: S608 our names
        for table in ("observations", "set_aside", "files", "homes", "revisits", "list_totals")
    ),
    *(
        f"DELETE FROM {table} WHERE url_key IN (SELECT url_key FROM temp.hidden_keys)"  # noqa: S608 our names
        for table in ("listed", "list_entries")
    ),
    "DELETE FROM url_states WHERE url IN (SELECT url FROM temp.hidden_urls)",
    "DELETE FROM annotations WHERE url IN (SELECT url FROM temp.hidden_urls)",
    (
        "DELETE FROM events WHERE object IN (SELECT url FROM temp.hidden_urls)"
        " OR json_extract(detail, '$.url') IN (SELECT url FROM temp.hidden_urls)"
        " OR json_extract(detail, '$.article_id') IN (SELECT id FROM temp.hidden_articles)"
        " OR json_extract(detail, '$.capture_id') IN (SELECT id FROM temp.hidden_captures)"
    ),
    "DELETE FROM captures WHERE id IN (SELECT id FROM temp.hidden_captures)",
    "DELETE FROM mentions WHERE draft NOT IN (SELECT draft FROM observations)",
    "DELETE FROM drafts WHERE digest NOT IN (SELECT draft FROM observations)",
    "DELETE FROM documents WHERE sha256 NOT IN (SELECT sha256 FROM attachments WHERE sha256 IS NOT NULL)",
    *(
        f"DELETE FROM {table}"  # noqa: S608 our names; made of texts and addresses, for no reader
        for table in ("article_passages", "article_marks", "to_relate", "templates", "to_read", "redirects")
    ),
    "UPDATE captures SET link_text = NULL, referrer = NULL WHERE referrer IN (SELECT url FROM temp.hidden_urls)",
    *RID_OF_MENTIONS,
)
_HARMLESS = ("crawls", "sections", "ingested", "access_rules", "withdrawals", "readers")
_OTHERS = (
    "article_urls",
    "versions",
    "version_leaves",
    "article_subjects",
    "article_relations",
    "redressed",
    "_sqlite_migrations",
    "search",
    "search_pairs",
    "withheld",
)
TOLD = frozenset(
    (
        *_HARMLESS,
        *_OTHERS,
        *(statement.split()[2 if statement.startswith("DELETE") else 1] for statement in _RID),
    )
)


class File(NamedTuple):
    """A file, and which it is: a rebuild puts another in the same place."""

    path: str
    device: int
    inode: int


class Shown:
    """The file that readers of one archive may read, as things stand."""

    def __init__(
        self,
        folder: ArchiveFolder,
        fresh_seconds: float = FRESH_SECONDS,
        prepare: Callable[[Path], None] = lambda _: None,
        share: float = _SHARE,
    ) -> None:
        self._share = share
        self._folder = folder
        self._prepare = prepare  # what is to be done with a copy before it is read
        self._making: Thread | None = None
        self._least = self._fresh = fresh_seconds
        self._lock = Lock()
        self._looked_at: object = None
        self._rules: list[AccessRule] = []
        self._made_at = 0.0
        self._place: tempfile.TemporaryDirectory[str] | None = None
        self._copies = 0
        self._path = folder.archive_db
        self._former: Path | None = None  # the copy before, which a request that came before may yet open

    def file(self) -> File:
        """The file to open now: made anew where a rule was made, lifted or has ended."""
        with self._lock:
            looked_at = self._look_of_now()
            if looked_at != self._looked_at and self._look(looked_at):
                self._looked_at = looked_at
            found = self._path.stat()
            return File(str(self._path.resolve()), found.st_dev, found.st_ino)

    def is_as_it_was(self, told: File) -> bool:
        """Whether the file to open is certainly the one that was told; this never waits for a copy."""
        return self._looked_at == self._look_of_now() and told.path == str(self._path.resolve())

    def _look_of_now(self) -> object:
        return (*_stamps(self._folder.archive_db), datetime.now(UTC).date())

    def close(self) -> None:
        if self._making is not None:
            self._making.join(_PATIENCE)
        if self._place is not None:
            self._place.cleanup()

    def _is_due(self) -> bool:
        return self._making is None and time.monotonic() - self._made_at >= self._fresh

    def _look(self, looked_at: object) -> bool:
        """Whether the file is as new as the index; one without the news of a running crawl serves for a while."""
        with closing(read_archive(self._folder.archive_db)) as db:
            rules = rules_in_force(db)
        if rules and rules == self._rules:
            if self._is_due():
                self._making = Thread(target=self._make, args=(self._new_path(), rules, looked_at), daemon=True)
                self._making.start()
            return False
        begun = time.monotonic()
        self._replace(self._copy(self._new_path()) if rules else self._folder.archive_db, begun)
        self._rules = rules
        return True

    def _make(self, path: Path, rules: list[AccessRule], looked_at: object) -> None:
        """A newer copy by the same rules, while the former is read."""
        begun = time.monotonic()
        try:
            self._prepare(self._copy(path))
        except (
            ArchiverError,
            OSError,
            MemoryError,
            sqlite3.Error,
        ):  # the former serves on, and after a while it is tried again
            rules = []
        with self._lock:
            self._making = None
            if rules == self._rules:
                self._replace(path, begun)
                self._looked_at = looked_at
            else:
                path.unlink(missing_ok=True)
                self._made_at = time.monotonic()

    def _replace(self, path: Path, begun: float) -> None:
        if self._former is not None:
            self._former.unlink(missing_ok=True)  # who reads it still goes on to read it
        self._former = self._path if self._path.name.startswith(_own_name()) else None
        self._path = path
        self._made_at = time.monotonic()
        self._fresh = max(self._least, self._share * (self._made_at - begun))

    def _new_path(self) -> Path:
        if self._place is None:
            writable = os.access(self._folder.root, os.W_OK)
            self._place = tempfile.TemporaryDirectory(
                prefix=".shown-", dir=self._folder.root if writable else None, ignore_cleanup_errors=True
            )
        self._copies += 1
        return Path(self._place.name) / f"{_own_name()}{self._copies}.db"

    def _copy(self, path: Path) -> Path:
        with closing(read_archive(self._folder.archive_db)) as db:
            db.execute("VACUUM INTO ?", [str(path)])
        with closing(Database(sqlite3.connect(path))) as db:
            leave_out(db, withheld(db))
        return path


def _own_name() -> str:
    """How the copies begin that this process made: the first may be another's, which all began with."""
    return f"archive-{os.getpid()}-"


def leave_out(db: Database, found: Withheld) -> None:
    """Rid a copy of the index of all that is withheld, down to its free pages: the file itself may be handed out."""
    for pragma in ("foreign_keys = ON", "secure_delete = ON", "journal_mode = OFF", "temp_store = MEMORY"):
        db.execute(f"PRAGMA {pragma}")
    pairs.teach(db.conn)
    teach(db, found)
    with db.atomic():
        _name_hidden(db, found)
        naming = [number for (number,) in db.execute(_NAMING).fetchall()]
        for statement in _RID:
            db.execute(statement)
        show_documents(db, naming)
        for table in db.table_names():
            if table not in TOLD and not table.startswith(("search_", "sqlite_")):
                db[table].drop()
        note_withheld(db, found)
        join_pieces(db)  # or the old ones keep the words


_NAMING = "SELECT DISTINCT article_id FROM attachments WHERE url IN (SELECT url FROM temp.hidden_files)"


def _name_hidden(db: Database, found: Withheld) -> None:
    """What is hidden, in tables for the statements that follow."""
    for table, column, kind, values in (
        ("hidden_articles", "id", "INTEGER", found.articles),
        ("hidden_captures", "id", "TEXT", found.captures),
        ("hidden_files", "url", "TEXT", found.files),
    ):
        db.execute(f"CREATE TEMP TABLE {table} ({column} {kind} PRIMARY KEY)")
        insert_rows(db, "INSERT", f"temp.{table}", [{column: value} for value in values])
    db.execute(
        "CREATE TEMP TABLE hidden_urls AS SELECT url FROM captures WHERE id IN (SELECT id FROM temp.hidden_captures) UNION"  # noqa: S608 our words
        " SELECT url FROM article_urls WHERE article_id IN (SELECT id FROM temp.hidden_articles) UNION"
        f" SELECT url FROM temp.hidden_files UNION {MENTIONED_URLS}"
    )
    db.execute(
        "CREATE TEMP TABLE hidden_keys AS SELECT url_key FROM captures"  # noqa: S608 our words
        f" WHERE id IN (SELECT id FROM temp.hidden_captures) UNION {MENTIONED_KEYS}"
    )


def _stamps(index: Path) -> tuple[tuple[int, int, int] | None, ...]:
    found: list[tuple[int, int, int] | None] = []
    for path in (index, index.with_name(f"{index.name}-wal")):
        try:
            stat = path.stat()
        except FileNotFoundError:
            found.append(None)
        else:
            found.append((stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(found)

"""Hearing: what stands in our WARC files and is not in the index yet is taken in, be it words, crawls, imports or captures.

An index may be lost and begun anew, brought back from an old copy, or held by somebody else while a word was said. So it
keeps which files it has heard to their end, and the others are read as a rebuild reads them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from archiver.errors import ArchiveError
from archiver.jobs.import_reading import KnownCaptures, imports_in_order, new_captures
from archiver.jobs.import_tally import Tally
from archiver.jobs.parts import join_parts
from archiver.jobs.portions import portions
from archiver.jobs.taking import Source, look_at, settle_keys, take_in
from archiver.layout import ArchiveFolder, cdxj_of, name_under_warc, path_of
from archiver.model import Capture
from archiver.quantity import counted
from archiver.store.access import rules_in_force
from archiver.store.crawls import put_check, put_crawls, put_url_states
from archiver.store.database import has_table, open_archive, read_archive
from archiver.store.disk import disk_errors
from archiver.store.events import put_care, put_import
from archiver.store.lock import exclusive
from archiver.store.marks import files_taken_in, is_taken_in, set_heard, set_import_mark
from archiver.store.observations import note_unreadable_place
from archiver.store.words import KINDS, take_word
from archiver.warc.fixity import recorded_sums
from archiver.warc.ownership import is_ours
from archiver.warc.reader import Exchange, Note, scan

_CARE = frozenset(("repair", "copy"))
_WORDS = frozenset((*KINDS, *_CARE, "check"))
_CRAWLS = frozenset(("crawl-started", "crawl-asked", "crawl-finished"))
_IMPORTS = """
SELECT json_extract(detail, '$.file'), coalesce(json_extract(detail, '$.unpacked'), '[]'), happened_at FROM events
WHERE type = 'import' ORDER BY happened_at, id
"""


def take_note(db: Database, note: Note) -> None:
    """Let the index say what a record that belongs to no exchange says; the same one twice changes nothing."""
    with db.atomic():
        if note.kind in _CRAWLS:
            put_crawls(db, [note.data])
        elif note.kind == "url-states":
            put_url_states(db, (tuple(state) for state in note.data["states"]))
        elif note.kind == "check":
            put_check(db, note.id, note.data)
        elif note.kind == "import-finished":
            put_import(db, note.id, note.data)
        elif note.kind in _CARE:
            put_care(db, note.kind, note.id, note.data)
        elif note.kind in KINDS:
            take_word(db, note.kind, note.id, note.data)


def hear(db: Database, folder: ArchiveFolder, source: Source, told: Collection[str] = ()) -> int:
    """Take in all that the index has not heard; how many captures that were. `told`: crawls whose end the ledger tells.

    A file that is not closed may grow, or lose a torn end: what it says is heard, and it is read again when it is closed.
    """
    closed = recorded_sums(folder)
    ended = _ended_crawls(db) | set(told)
    taken = 0
    for path in _not_heard(db, folder.warc_files()):
        is_closed = path.name in closed
        if not _is_of_crawls(db, path, ended) and is_ours(path, closed):
            taken += _hear_file(db, path, source, is_closed=is_closed)
        if is_closed:
            with db.atomic():
                set_heard(db, path)
    return taken + _take_imports(db, folder, source)


def hear_words(db: Database, folder: ArchiveFolder) -> None:
    """Take in what people have said and the archive itself has noted, and leave the rest for an ingest."""
    for path in _files_of_words(db, folder):
        found = list(scan(path))
        with db.atomic():
            for one in found:
                if isinstance(one, Note) and one.kind in _WORDS:
                    take_note(db, one)
            if all(isinstance(one, Note) and one.kind in {*_WORDS, "warcinfo"} for one in found):
                set_heard(db, path)


def index_in_force(folder: ArchiveFolder) -> Database:
    """The index for a reader, when it has heard all words of the record: by them it is decided what may be shown."""
    db = read_archive(folder.archive_db)
    try:
        refuse_stranger(db, folder)
        if not (files := _files_of_words(db, folder)):
            return db
        if not all(os.access(path, os.W_OK) for path in (folder.root, folder.archive_db)):
            _refuse_without_rules(db, folder, files)
            return db
    except BaseException:
        db.close()
        raise
    db.close()
    with (
        disk_errors(folder.archive_db),
        exclusive(folder.lock("words")),  # so that no rebuild exchanges the index meanwhile
        closing(open_archive(folder.archive_db)) as heard,
    ):
        hear_words(heard, folder)
    return read_archive(folder.archive_db)


def refuse_stranger(db: Database, folder: ArchiveFolder) -> None:
    """An index that was put beside the record of another archive is neither read nor added to."""
    if is_strangers(db, folder):
        raise ArchiveError(
            f"{folder.archive_db}: is the index of another archive: it names none of the WARC files that are here; "
            "put it where it belongs, then archiver rebuild makes that of this one."
        )


def refuse_lost(folder: ArchiveFolder) -> None:
    """An index that is lost is not begun anew by an import, which hears nothing of what the record holds."""
    if folder.archive_db.is_file():
        index_in_force(folder).close()
    elif any(map(_names_captures, (*folder.warc_files(), *folder.imported_files()))):
        raise ArchiveError(
            f"{folder.archive_db}: is not here, and the record holds captures; {catching_up(folder)} makes it again, then import."
        )


def refuse_behind(folder: ArchiveFolder) -> None:
    """Where access rules are in force, it must be known of all that is handed out whether they cover it."""
    with closing(index_in_force(folder)) as db:
        behind = unheard(db, folder) if rules_in_force(db) else []
    if behind:
        raise ArchiveError(
            f"{folder.archive_db}: {behind_in_words(behind)}, so it is not known what the access rules cover; "
            f"{catching_up(folder)} takes it in."
        )


def is_strangers(db: Database, folder: ArchiveFolder) -> bool:
    """Whether the index has captures, and none of them stands in a file that is here."""
    one = db.execute("SELECT warc_file FROM captures LIMIT 1").fetchone()
    if one is None or ((path := path_of(folder.warc, one[0])) and path.exists()):  # which is asked at each command
        return False
    files = [name_under_warc(path) for path in (*folder.warc_files(), *folder.imported_files())]
    asked = "SELECT 1 FROM captures WHERE warc_file = ? LIMIT 1"
    return bool(files) and not any(db.execute(asked, [file]).fetchone() for file in files)


def unheard(db: Database, folder: ArchiveFolder) -> list[str]:
    """The closed files of which the index does not know all that they say."""
    closed = recorded_sums(folder)
    ended = _ended_crawls(db)
    return [
        path.name
        for path in _not_heard(db, folder.warc_files())
        if path.name in closed and not _is_of_crawls(db, path, ended) and not _is_known(db, path)
    ]


def behind_in_words(files: list[str]) -> str:
    named = f"{files[0]} and {len(files) - 1} more" if len(files) > 1 else files[0]
    return f"is behind the record: it has not heard {counted(len(files), 'WARC file')} ({named})"


def catching_up(folder: ArchiveFolder) -> str:
    """The command that brings the index up to date."""
    return f"archiver {'ingest' if folder.crawl_db.is_file() else 'rebuild'} --archive {folder.root}"


def _not_heard(db: Database, files: Iterable[Path]) -> list[Path]:
    heard = files_taken_in(db)
    return [path for path in files if heard.get(path.name) != path.stat().st_size]


def _files_of_words(db: Database, folder: ArchiveFolder) -> list[Path]:
    """Closed files that were not heard, and whose index names no capture: a crawl's files are never read for their words."""
    files = [path for path in _not_heard(db, folder.warc_files()) if not _names_captures(path)]
    closed = recorded_sums(folder) if files else {}
    return [path for path in files if path.name in closed]


def _names_captures(path: Path) -> bool:
    index = cdxj_of(path)
    return index.is_file() and index.stat().st_size > 0


def _ended_crawls(db: Database) -> set[str]:
    """Crawls whose end has been heard, and with it all that they told."""
    if not has_table(db.conn, "outcomes"):
        return set()
    return {crawl for (crawl,) in db.execute("SELECT DISTINCT crawl_id FROM outcomes")}


def _is_of_crawls(db: Database, path: Path, ended: Collection[str]) -> bool:
    """Whether a file has captures here, all of crawls whose end is known: then it says nothing that is not."""
    crawls = {
        crawl for (crawl,) in db.execute("SELECT DISTINCT crawl_id FROM captures WHERE warc_file = ?", [path.name])
    }
    return bool(crawls) and crawls <= set(ended)


def _is_known(db: Database, path: Path) -> bool:
    """Whether the index knows all words of a file, though it did not keep that it has heard it, as older programs did not."""
    if _names_captures(path):
        return False
    events = [_event_of(one) for one in scan(path) if isinstance(one, Note)]
    known = "SELECT 1 FROM events WHERE id = ?"
    return all(db.execute(known, [event]).fetchone() for event in events if event is not None)


def _event_of(note: Note) -> str | None:
    """The event by which it is seen that a note was heard; None for one that makes none."""
    prefix = {"check": "fixity-check", "import-finished": "import", "access-rule": "access"}.get(note.kind, note.kind)
    if note.kind in _CRAWLS:
        return f"crawl-{note.data['id']}"
    if note.kind == "event":
        return f"{note.data['type']}-{note.id}"
    return f"{prefix}-{note.id}" if note.kind in {*_WORDS, "import-finished"} else None


def _refuse_without_rules(db: Database, folder: ArchiveFolder, files: Iterable[Path]) -> None:
    """An archive that we may only read is read, unless something is taken down of which its index does not know."""
    known = (
        {rule for (rule,) in db.execute("SELECT id FROM access_rules")} if has_table(db.conn, "access_rules") else set()
    )
    said = {one.id for path in files for one in scan(path) if isinstance(one, Note) and one.kind == "access-rule"}
    if not said <= known:
        raise ArchiveError(
            f"{folder.archive_db}: does not know {counted(len(said - known), 'access rule')} of the record, and cannot be "
            f"written to; {catching_up(folder)}, by somebody who may, takes it in."
        )


def _hear_file(db: Database, path: Path, source: Source, *, is_closed: bool) -> int:
    return _take_captures(db, _captures_not_known(db, path, is_closed=is_closed), source)


def _captures_not_known(db: Database, path: Path, *, is_closed: bool) -> Iterator[Capture]:
    """What of a file is in no row yet; what else stands there is taken in on the way."""
    for found in scan(path):
        if isinstance(found, Note):
            take_note(db, found)
        elif not is_closed:  # what of it is committed, the ledger tells
            continue
        elif isinstance(found, Exchange):
            if db.execute("SELECT 1 FROM captures WHERE id = ?", [found.capture.id]).fetchone() is None:
                yield found.capture
        else:
            with db.atomic():
                note_unreadable_place(db, found.place, found.reason)


def _take_captures(db: Database, captures: Iterable[Capture], source: Source) -> int:
    taken = 0
    for portion in portions(captures):
        findings = [look_at(capture, source.profile, source.templates) for capture in portion]
        with db.atomic():
            settle_keys(db, take_in(db, findings, source), source.profile)
        taken += len(portion)
    return taken


def _take_imports(db: Database, folder: ArchiveFolder, source: Source) -> int:
    """Take in the files of others of which the record tells that they were read to their end, and the index does not."""
    rows = db.execute(_IMPORTS).fetchall()
    named = {name: moment for file, unpacked, moment in rows for name in (file, *json.loads(unpacked))}
    found = imports_in_order(folder, list(named))
    missing = [path for path in found if name_under_warc(path) in named and not is_taken_in(db, path)]
    if not missing:
        return 0
    known = KnownCaptures(db, source.profile)
    taken = 0
    for path in missing:
        taken += _take_captures(
            db, new_captures(db, path, known, source.profile, Tally(), named[name_under_warc(path)]), source
        )
        with db.atomic():
            set_import_mark(db, path)
    with db.atomic():
        settle_keys(db, join_parts(db, source), source.profile)
    return taken

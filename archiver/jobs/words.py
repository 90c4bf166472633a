"""Words: what people say of an archive and what is done to it outside of crawls, in the record first, then in the index.

Each call writes a small WARC file of its own. It waits for nobody: also while a crawl or a rebuild runs, a page can be
taken down.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archiver.errors import ArchiveError, IndexBehind, UsageError
from archiver.jobs.hearing import refuse_stranger
from archiver.layout import ArchiveFolder, cdxj_of
from archiver.store.database import open_archive
from archiver.store.disk import disk_errors
from archiver.store.lock import exclusive
from archiver.store.marks import set_heard
from archiver.store.words import take_word
from archiver.warc.fixity import close_file, recorded_sums
from archiver.warc.writer import SOFTWARE, WarcWriter, warc_date


@dataclass(frozen=True, slots=True)
class Word:
    """Something that is said; of a kind that `store.words` knows."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    url: str | None = None  # the address of which it is said


def keep(folder: ArchiveFolder, words: Sequence[Word]) -> list[str]:
    """Write what is said into a WARC file, closed with its digest, and into the index; the ids of the records."""
    for word in words:
        _check_letters(word)
    return write(folder, words, lambda db, record_id, word: take_word(db, word.kind, record_id, word.data))


def write(folder: ArchiveFolder, words: Sequence[Word], put: Callable[[Database, str, Word], None]) -> list[str]:
    """A WARC file of these words; `put` lets the index say what each of its records, known by its id, says."""
    words = [replace(word, data=_legible(word.data)) for word in words]
    with disk_errors(folder.root), exclusive(folder.lock("words")):
        info = {"isPartOf": folder.name, "description": "What was said of the archive and done to it"}
        written: list[Path] = []
        writer = WarcWriter(folder, folder.name, info, closed=written.append)
        try:
            with closing(writer):
                ids = [writer.note(word.kind, word.data, word.url) for word in words]
            for path in written:
                close_file(folder, path)
        except (ArchiveError, OSError):
            _forget(folder, [*written, *([folder.warc / writer.position[0]] if writer.position else [])])
            raise
        if folder.archive_db.is_file():  # an index that is lost hears it when it is made again
            try:
                _tell_index(folder, written, zip(ids, words, strict=True), put)
            except ArchiveError as error:
                raise IndexBehind(
                    f"it is kept in the record ({', '.join(ids)}), so do not say it again; but the index could not take it in: "
                    f"{error} The next command that reads the index takes it in."
                ) from None
    return ids


def _forget(folder: ArchiveFolder, files: Iterable[Path]) -> None:
    """What could not be closed, as on a full disk, was not said: nobody is told that it is kept, and it must not count later."""
    closed = recorded_sums(folder)
    for path in files:
        if path.name not in closed:
            cdxj_of(path).unlink(missing_ok=True)
            path.unlink(missing_ok=True)


def _tell_index(
    folder: ArchiveFolder,
    files: Iterable[Path],
    said: Iterable[tuple[str, Word]],
    put: Callable[[Database, str, Word], None],
) -> None:
    with disk_errors(folder.archive_db), closing(open_archive(folder.archive_db)) as db:
        refuse_stranger(db, folder)
        with db.atomic():
            for record_id, word in said:
                put(db, record_id, word)
            for path in files:
                set_heard(db, path)


def _legible(data: dict[str, Any]) -> dict[str, Any]:
    """As JSON can say it: the name of a folder may hold bytes of before UTF-8, which neither a record nor a row takes."""
    told: dict[str, Any] = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
    return told


def _check_letters(word: Word) -> None:
    """A terminal that does not speak UTF-8 hands over bytes that are no letters."""
    try:
        json.dumps(word.data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise UsageError("what is said holds bytes that are no UTF-8; write it in UTF-8.") from error


def keep_deed(
    folder: ArchiveFolder,
    kind: str,
    *,
    about: str,
    outcome: str,
    outcome_detail: str,
    person: str | None,
    detail: dict[str, Any] | None = None,
) -> str:
    """Keep that something was done to the archive just now; `kind` is one of `store.provenance.PREMIS`."""
    told = {
        "type": kind,
        "happened_at": now(),
        "agent": SOFTWARE,
        "person": person,
        "object": about,
        "outcome": outcome,
        "outcome_detail": outcome_detail,
        "detail": detail or {},
    }
    return keep(folder, [Word("event", told)])[0]


def now() -> str:
    return warc_date(datetime.now(UTC))

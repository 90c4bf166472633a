"""Checks, repairs and copies are kept: a note in the record, which a rebuild reads again, and a row in the index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, astuple
from datetime import UTC, datetime
from typing import Any

from archiver.jobs.sample import Past
from archiver.jobs.verify import Verdict
from archiver.jobs.words import Word, write
from archiver.layout import ArchiveFolder
from archiver.store.crawls import put_check
from archiver.store.database import address_to_read
from archiver.store.events import put_care
from archiver.warc.writer import SOFTWARE, warc_date

_TOLD = 1000  # findings that are kept with a check, and articles with a finding; the rest is told to who asked
_ARTICLES = 20


def keep_verdict(folder: ArchiveFolder, verdict: Verdict) -> None:
    """Write what a check found into the record and the index, also while a crawl writes there."""
    check = {
        "checked_at": warc_date(datetime.now(UTC)),
        "software": SOFTWARE,
        "outcome": "whole" if verdict.record_whole else "damaged",
        "scope": verdict.scope,
        "files": verdict.files,
        "imported": verdict.imported,
        "records": verdict.records,
        "bytes": verdict.bytes,
        "all_bytes": verdict.all_bytes,
        "findings": [
            asdict(finding) | {"articles": [asdict(one) for one in finding.articles[:_ARTICLES]]}
            for finding in verdict.findings[:_TOLD]
        ],
        "read": [astuple(one) for one in verdict.read],
    }
    write(folder, [Word("check", check)], lambda db, record_id, word: put_check(db, record_id, word.data))


def keep_care(folder: ArchiveFolder, kind: str, told: Mapping[str, Any]) -> None:
    """Write what was done to the record, a repair or a copy, into it and into the index's events."""
    write(folder, [Word(kind, dict(told))], lambda db, record_id, word: put_care(db, kind, record_id, word.data))


def past_checks(folder: ArchiveFolder) -> tuple[list[Past], str | None]:
    """What earlier checks have read; and why that is not known, where the index cannot say it."""
    if not folder.archive_db.is_file():
        return [], f"{folder.archive_db.name} is not here, so it is not known what was checked before"
    try:
        with closing(sqlite3.connect(address_to_read(folder.archive_db), uri=True, timeout=10)) as db:
            if "read" not in {row[1] for row in db.execute("PRAGMA table_info(checks)")}:
                return [], None
            rows = db.execute("SELECT checked_at, read FROM checks WHERE read IS NOT NULL").fetchall()
        return [
            Past(file=file, begin=begin, end=end, size=size, checked_at=checked_at)
            for checked_at, read in rows
            for file, begin, end, size, _ in json.loads(read)
        ], None
    except (sqlite3.DatabaseError, ValueError, TypeError) as error:
        return [], f"{folder.archive_db.name} cannot be read ({error}), so it is not known what was checked before"

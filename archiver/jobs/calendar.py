"""On which days the record was checked, how much of it, and what was found."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass

from archiver.layout import ArchiveFolder
from archiver.store.database import read_archive


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDay:
    """A day (UTC) with at least one check."""

    day: str
    checks: int
    share: float | None  # of the bytes that there were, read in the day's largest check; null: an older program
    damaged: int  # findings about the record, in all checks of the day


def calendar(folder: ArchiveFolder) -> list[CheckedDay]:
    """The days with checks, the earliest first."""
    days: dict[str, CheckedDay] = {}
    with closing(read_archive(folder.archive_db)) as db:
        told = {row[1] for row in db.execute("PRAGMA table_info(checks)")}
        read_of = (
            "bytes, all_bytes" if "all_bytes" in told else "NULL, NULL"
        )  # an older program's index does not say it
        rows = db.execute(f"SELECT checked_at, outcome, {read_of}, findings FROM checks ORDER BY checked_at").fetchall()  # noqa: S608
    for checked_at, outcome, read, everything, findings in rows:
        day = checked_at[:10]
        before = days.get(day, CheckedDay(day=day, checks=0, share=None, damaged=0))
        share = None if read is None else read / everything if everything else 1.0
        shares = [one for one in (before.share, share) if one is not None]
        days[day] = CheckedDay(
            day=day,
            checks=before.checks + 1,
            share=max(shares, default=None),
            damaged=before.damaged + (max(1, len(json.loads(findings))) if outcome == "damaged" else 0),
        )
    return list(days.values())

"""Putting a site into the calendar, and taking it out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from archiver.errors import UsageError
from archiver.jobs.rhythm import read_cron, read_every, read_zone
from archiver.layout import ArchiveFolder, schedule_db
from archiver.sites.profile import SiteProfile
from archiver.store.schedule_db import Schedule, end_schedule, keep_schedule, open_calendar, schedules, writing

_NAME = re.compile(r"[^\W_][\w.-]{0,99}")  # also a file's name: the run's log


def plan(
    profile: SiteProfile,
    site: str,
    now: datetime,
    *,
    cron: str | None = None,
    every: str | None = None,
    timezone: str | None = None,
    name: str | None = None,
    only_new: bool = False,
    start: str | None = None,
    section: str | None = None,
) -> Schedule:
    """A schedule as its words describe it, every one of them checked."""
    if (cron is None) == (every is None):
        raise UsageError('Say when: either --cron "0 22 * * *" or --every 6h.')
    _check(profile, name=name, start=start, section=section)
    zone = timezone or profile.timezone
    read_zone(zone)
    return Schedule(
        name=name or profile.name,
        site=str(Path(site).resolve()) if site.lower().endswith(".toml") else site,
        archive=profile.name,
        timezone=zone,
        added_at=now.replace(microsecond=0),
        cron=read_cron(cron) if cron is not None else None,
        every=read_every(every) if every is not None else None,
        only_new=only_new,
        start=start,
        section=section,
    )


def _check(profile: SiteProfile, *, name: str | None, start: str | None, section: str | None) -> None:
    if name is not None and not _NAME.fullmatch(name):
        raise UsageError(f"--name {name!r} cannot be used; take letters, digits, '-', '_' and '.', as in 'nightly'.")
    if start is not None and (urlsplit(start).scheme not in ("http", "https") or not urlsplit(start).hostname):
        raise UsageError(f"--start {start!r} is no address; write it whole, as in 'https://portal.example/'.")
    names = [one.name for one in profile.sections]
    if section is not None and section not in names:
        raise UsageError(f"--section {section!r}: {profile.name} has no such section; it has {_list(names)}.")


def add_schedule(output: Path, schedule: Schedule, *, has_start: bool) -> None:
    """Put a schedule into the calendar of an output folder."""
    folder = ArchiveFolder(output / schedule.archive)
    if not has_start and schedule.start is None and not folder.profile.exists():
        raise UsageError(f"{schedule.site}: the profile does not say where the portal begins; give --start URL.")
    db = open_calendar(schedule_db(output))
    with writing(db):
        if any(schedule.name == other.name for other in schedules(db)):
            raise UsageError(
                f"A schedule named {schedule.name!r} is there already; give this one another --name, "
                f"or take that one out: archiver schedule remove {schedule.name}"
            )
        keep_schedule(db, schedule)


def remove_schedule(output: Path, name: str, now: datetime) -> None:
    """Take a schedule out; a run that goes on is left to finish, and the history stays."""
    db = open_calendar(schedule_db(output))
    with writing(db):
        names = [schedule.name for schedule in schedules(db)]
        if not end_schedule(db, name, now):
            raise UsageError(f"No schedule is named {name!r}; there is {_list(names)}.")


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"

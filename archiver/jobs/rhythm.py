"""When a schedule is due: pure, on instants in UTC; nobody here asks what time it is.

A cron expression is read in the schedule's own zone. Where it names hours of the day, each wall-clock time is due
once: one that the clocks jump over is due when they have jumped, one that they repeat is due the first time.
Where it says `*` for the hour, it is due by real time, in each hour that passes. `every` is due by real time too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from archiver.errors import UsageError
from archiver.quantity import counted

CRON_FIELDS = ("minute", "hour", "day-of-month", "month", "day-of-week")
_RANGES = ("0-59", "0-23", "1-31", "1-12 or JAN-DEC", "0-7 or SUN-SAT, 1 = Monday")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_LONGEST_CRON = 200  # characters; no expression that is meant is longer
_LONGEST_EVERY = timedelta(days=3660)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often something is due: by a cron expression, or each time that a span has passed since the beginning."""

    since: datetime  # nothing is due at or before this moment
    timezone: str
    cron: str | None = None
    every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The latest due time that has come, and how many came before it unanswered."""

    at: datetime
    missed: int


def read_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "../x" is a ValueError, a folder's name an OSError
        raise UsageError(
            f"Time zone {name!r} is not known; write it as in 'Asia/Ho_Chi_Minh', 'Europe/Berlin' or 'UTC'."
        ) from None


def read_every(text: str) -> timedelta:
    """`30m`, `6h`, `2d`, `1w`."""
    found = re.fullmatch(r"([0-9]{1,6})([mhdw])", text.strip().lower())
    span = int(found[1]) * _UNITS[found[2]] if found else timedelta()
    if not timedelta() < span <= _LONGEST_EVERY:
        raise UsageError(
            f"--every {text!r} is no span of time; write a number and m, h, d or w, as in 30m, 6h, 2d or 1w (ten years at most)."
        )
    return span


def read_cron(text: str) -> str:
    """A cron expression of five fields, checked; spaces made single."""
    fields = text.split()
    if len(fields) != len(CRON_FIELDS) or len(text) > _LONGEST_CRON:
        raise UsageError(
            f"--cron {text!r} has {counted(len(fields), 'field')}; cron has five: {' '.join(CRON_FIELDS)}, "
            'as in "0 22 * * 1" (each Monday at 22:00).'
        )
    try:
        next(CronSim(" ".join(fields), datetime(2000, 1, 1)))  # noqa: DTZ001 wall-clock time, in no zone
    except CronSimError as error:
        if _fits_other_months(fields):
            raise _never_due(text) from None
        raise UsageError(_what_is_wrong(text, fields, str(error))) from None
    except StopIteration:
        raise _never_due(text) from None
    return " ".join(fields)


def _fits_other_months(fields: list[str]) -> bool:
    """Of the 30th of February the reader of cron says that 30 is no day of a month."""
    try:
        CronSim(" ".join((*fields[:3], "*", fields[4])), datetime(2000, 1, 1))  # noqa: DTZ001 as above
        CronSim(" ".join((*fields[:2], "*", *fields[3:])), datetime(2000, 1, 1))  # noqa: DTZ001
    except CronSimError:
        return False
    return True


def _never_due(text: str) -> UsageError:
    names = f"{CRON_FIELDS[2]}, {CRON_FIELDS[3]} and {CRON_FIELDS[4]}"
    return UsageError(f"--cron {text!r}: no day ever fits this; see {names}.")


def _what_is_wrong(text: str, fields: list[str], complaint: str) -> str:
    for name, value, allowed in zip(CRON_FIELDS, fields, _RANGES, strict=True):
        if complaint.endswith(f" {name}"):
            return (
                f"--cron {text!r}: the {name} field {value!r} cannot be read; it takes {allowed}, *, lists and steps."
            )
    return f"--cron {text!r} cannot be read: {complaint}."


def due_times(rhythm: Rhythm, after: datetime) -> Iterator[datetime]:
    """Each due time later than a moment, in order, without end."""
    after = max(after, rhythm.since)
    if rhythm.every is not None:
        return _spans(rhythm.since, rhythm.every, after)
    if rhythm.cron is None:
        raise ValueError("a rhythm has either `cron` or `every`")
    return _strictly_later(_cron_times(rhythm.cron, read_zone(rhythm.timezone), after), after)


def next_due(rhythm: Rhythm, after: datetime) -> datetime:
    return next(due_times(rhythm, after))


def due(rhythm: Rhythm, last_due: datetime | None, now: datetime) -> Due | None:
    """The latest due time up to now, if one has come since the last that was answered."""
    latest, count = None, 0
    for moment in due_times(rhythm, last_due or rhythm.since):
        if moment > now:
            break
        latest, count = moment, count + 1
    return Due(latest, count - 1) if latest else None


def _spans(since: datetime, every: timedelta, after: datetime) -> Iterator[datetime]:
    number = (after - since) // every
    while True:
        number += 1
        yield since + number * every


def _strictly_later(moments: Iterator[datetime], after: datetime) -> Iterator[datetime]:
    for moment in moments:
        if moment > after:
            yield moment
            after = moment  # 02:00 and 03:00 are one moment where the clocks jump from 02:00 to 03:00


def _cron_times(cron: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    local = after.astimezone(zone)
    if cron.split()[1] == "*":
        return (moment.astimezone(UTC) for moment in CronSim(cron, local))
    return (_instant(wall, zone) for wall in CronSim(cron, local.replace(tzinfo=None)))


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """When a wall clock shows this time for the first time; if it never does, when it jumps over it."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while instant.astimezone(zone).replace(tzinfo=None) != wall:
        wall += timedelta(minutes=1)
        instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return instant

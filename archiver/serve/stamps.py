"""Moments as web archives write them in addresses: `20140506070809`, to the second, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_STAMP = re.compile(r"[0-9]{4,14}")
_REST = "00000101000000"
LATEST = "99991231235959"


def stamp_of(fetched_at: str) -> str:
    """The stamp of a capture's `fetched_at`."""
    return "".join(sign for sign in fetched_at[:19] if sign.isdigit())


def full_stamp(written: str) -> str | None:
    """A stamp of 14 digits; of a shorter one, as `2014`, the earliest moment in it. None where it is no moment."""
    if not _STAMP.fullmatch(written):
        return None
    stamp = written + _REST[len(written) :]
    return stamp if _moment(stamp) is not None else None


def seconds(stamp: str) -> float:
    """For distances in time; what is no moment is long ago."""
    moment = _moment(stamp)
    return moment.timestamp() if moment else 0.0


def last_of_second(stamp: str) -> str:
    """The greatest `fetched_at` within the second, as rows are compared: as text."""
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[8:10]}:{stamp[10:12]}:{stamp[12:14]}Z"


def first_of_second(stamp: str) -> str:
    """The least `fetched_at` within the second, as rows are compared: as text."""
    return last_of_second(stamp)[:-1]


def http_date(stamp: str) -> str:
    """`Tue, 06 May 2014 07:08:09 GMT`, as HTTP writes it."""
    return format_datetime(_moment(stamp) or datetime(1970, 1, 1, tzinfo=UTC), usegmt=True)


def iso(stamp: str) -> str:
    """As JSON writes it."""
    return last_of_second(stamp)


def stamp_of_http_date(written: str) -> str | None:
    """The moment that an Accept-Datetime field asks for; None where it is no date (RFC 7089, 4.5.3)."""
    try:
        moment = parsedate_to_datetime(written.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return f"{moment.astimezone(UTC):%Y%m%d%H%M%S}".rjust(14, "0")
    except OverflowError:  # the last hours of the year 9999
        return None


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None

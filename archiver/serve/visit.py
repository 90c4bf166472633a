"""When a reader was here before: two moments in a cookie, which never leaves for anybody else.

They stand in the browser alone; the archive keeps nothing of its readers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

COOKIE = "visit"
KEPT = 2 * 365 * 24 * 3600  # seconds; who comes once a year is a reader too
_PAUSE = timedelta(minutes=30)  # after which another visit begins
_FORM = "%Y-%m-%dT%H:%M:%SZ"
_MOMENT = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
_VALUE = re.compile(rf"{_MOMENT}?/{_MOMENT}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of a reader."""

    before: str | None  # when the visit before it ended, UTC as the archive writes moments
    latest: str  # when the reader was seen last

    @classmethod
    def of(cls, cookie: str | None, now: datetime) -> Self:
        """The visit that a request at `now` belongs to; a cookie that is none of ours says nothing."""
        latest = now.astimezone(UTC).strftime(_FORM)
        known = _VALUE.fullmatch(cookie or "")
        if known is None:
            return cls(None, latest)
        try:
            seen = datetime.strptime(known[2], _FORM).replace(tzinfo=UTC)
        except ValueError:  # the 31st of February
            return cls(None, latest)
        return cls(known[2] if now - seen > _PAUSE else known[1], latest)

    @property
    def cookie(self) -> str:
        return f"{self.before or ''}/{self.latest}"

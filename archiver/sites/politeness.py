"""How a portal is to be treated: what its owner was promised, and when the crawl may run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal, cast

from archiver.sites.table import Table

_WINDOW = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)")
_CONTACT = re.compile(r"[^\s()<>\x00-\x1f\x7f-]+")  # one word: it stands in a header


@dataclass(frozen=True, slots=True)
class Window:
    """The hours in which a crawl may run, by the portal's own clock; one may span midnight."""

    opens: time
    closes: time

    def wait(self, now: datetime) -> float:
        """Seconds until it is open; 0 while it is. `now` is aware, in the portal's time zone."""
        clock = now.time()
        if self.opens < self.closes:
            is_open = self.opens <= clock < self.closes
        else:
            is_open = clock >= self.opens or clock < self.closes
        if is_open:
            return 0.0
        return _until(self.opens, now)

    def open_for(self, now: datetime) -> float:
        """Seconds until it closes; 0 while it is closed."""
        return 0.0 if self.wait(now) else _until(self.closes, now)


def _until(clock: time, now: datetime) -> float:
    """Seconds until a clock of the portal next shows this time."""
    then = now.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    if then <= now:
        then += timedelta(days=1)
    return then.timestamp() - now.timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """How a host is treated. Who does not obey its robots.txt names the permission, and the archive records it."""

    delay: float = 1.0  # seconds between two requests to one host
    concurrency: int = 2
    robots: Literal["obey", "override"] = "obey"
    permission: str = ""  # who gave it, and when
    window: Window | None = None
    contact: str = ""  # an address of mail or a page; the portal's owner finds it in its logs


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one crawl may cost at most; None: as much as it takes."""

    requests: int | None = None
    host: int | None = None  # requests to any one host
    section: int | None = None  # requests to what any one section lists
    megabytes: int | None = None
    hours: float | None = None


def read_politeness(table: Table) -> Politeness:
    table.allow("delay", "concurrency", "robots", "permission", "window", "contact")
    robots = table.choice("robots", ("obey", "override"), "obey")
    permission = table.text("permission") or ""
    if robots == "override" and not permission:
        raise table.error("permission", "is missing; say who allowed it and when, the archive records it.")
    delay, concurrency = table.number("delay", low=0, high=3600), table.whole("concurrency", low=1, high=64)
    return Politeness(
        delay=1.0 if delay is None else delay,
        concurrency=2 if concurrency is None else concurrency,
        robots=cast('Literal["obey", "override"]', robots),
        permission=permission,
        window=_window(table),
        contact=_contact(table),
    )


def read_budget(table: Table) -> Budget:
    table.allow("requests", "host", "section", "megabytes", "hours")
    return Budget(
        requests=table.whole("requests", low=1, high=10**9),
        host=table.whole("host", low=1, high=10**9),
        section=table.whole("section", low=1, high=10**9),
        megabytes=table.whole("megabytes", low=1, high=10**9),
        hours=table.number("hours", low=0.001, high=24 * 366),
    )


def _window(table: Table) -> Window | None:
    written = table.text("window")
    if written is None:
        return None
    parts = _WINDOW.fullmatch(written)
    opens, closes = (_clock(parts[1], parts[2]), _clock(parts[3], parts[4])) if parts else (None, None)
    if opens is None or closes is None or opens == closes:
        raise table.error("window", f"is {written!r}; give two times of the portal's clock, as '22:00-06:00'.")
    return Window(opens, closes)


def _clock(hour: str, minute: str) -> time | None:
    if int(hour) == 24:
        return time(0, 0) if minute == "00" else None
    return time(int(hour), int(minute))


def _contact(table: Table) -> str:
    contact = table.text("contact") or ""
    if contact and not (contact.isascii() and _CONTACT.fullmatch(contact)):
        raise table.error("contact", f"is {contact!r}; give one address of mail or one web address.")
    return contact

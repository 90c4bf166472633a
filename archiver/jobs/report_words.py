"""Figures as an archivist reads them: sizes, spans of time, moments, and what a crawl was asked for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from archiver.quantity import counted

_UNITS = ("B", "KB", "MB", "GB", "TB")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def size(count: int) -> str:
    """`12.8 MB`."""
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.0f} {_UNITS[unit]}" if unit == 0 or value >= 100 else f"{value:.1f} {_UNITS[unit]}"


def span(seconds: float) -> str:
    """`48 s`, `12 min`, `3 h 20 min`, `2 days 4 h`."""
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        minutes, rest = divmod(whole, _MINUTE)
        return f"{minutes} min" if minutes >= 10 or not rest else f"{minutes} min {rest} s"
    if whole < _DAY:
        hours, rest = divmod(whole, _HOUR)
        return f"{hours} h {rest // _MINUTE} min" if rest >= _MINUTE else f"{hours} h"
    days, rest = divmod(whole, _DAY)
    named = counted(days, "day")
    return f"{named} {rest // _HOUR} h" if rest >= _HOUR else named


def moment(text: str | None) -> str:
    """`2026-03-01 05:00` of a time in UTC, as rows hold it."""
    return f"{text[:10]} {text[11:16]}" if text else ""


def seconds_between(begin: str, end: str | None) -> float | None:
    """None where there was no end."""
    if not begin or not end:
        return None
    return (_moment(end) - _moment(begin)).total_seconds()


def asked_for(asked: str | None) -> str:
    """What of the portal a crawl was asked for."""
    if asked is None:
        return "not recorded"
    told: dict[str, Any] = json.loads(asked)
    parts = [f"only {', '.join(told['urls'])}"] if told.get("urls") else []
    parts += ["only what is new"] if told.get("new") else []
    parts += [f"section {', '.join(told['sections'])}"] if told.get("sections") else []
    parts += [f"up to {counted(told['limit'], 'address')}"] if told.get("limit") else []
    return "; ".join(parts) or "all of it"


def printable(text: str) -> str:
    """A stored text without signs that steer a terminal or turn the order of letters."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)


def plain(text: str) -> str:
    """The same as one line."""
    return " ".join(printable(text).split())


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)

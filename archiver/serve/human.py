"""Dates, sizes and numbers as people write them, in the two languages of the interface."""

from __future__ import annotations

import re

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MOMENT = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
    r"(?:[T ](?P<clock>\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_UNITS = ("B", "KB", "MB", "GB", "TB")


def moment(value: str | None, language: str) -> str:
    """`18 June 2008, 10:35 (UTC+7)` of `2008-06-18T10:35:00+07:00`; what is no ISO date is shown as it stands."""
    found = _MOMENT.fullmatch(value or "")
    if found is None:
        return value or ""
    day = _day(found, language)
    if day is None:
        return value or ""
    return day + (f", {found['clock']}{_zone(found['zone'])}" if found["clock"] else "")


def number(value: int, language: str) -> str:
    """`1,234` in English, `1.234` in Vietnamese."""
    text = f"{value:,}"
    return text.replace(",", ".") if language == "vi" else text


def size(count: int | None, language: str) -> str:
    """`1.2 MB`; nothing where the size is not known."""
    if count is None:
        return ""
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    text = f"{value:.0f}" if unit == 0 or value >= 100 else f"{value:.1f}"
    return f"{text.replace('.', ',') if language == 'vi' else text} {_UNITS[unit]}"


def _day(found: re.Match[str], language: str) -> str | None:
    year, month, day = found["year"], found["month"], found["day"]
    if month is None:
        return year
    if not 1 <= int(month) <= 12:  # "2008-18-06" is some portal's own order, and no date of ours
        return None
    if language == "vi":
        return f"{int(day)} tháng {int(month)} năm {year}" if day else f"tháng {int(month)} năm {year}"
    name = _MONTHS[int(month) - 1]
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"


def _zone(zone: str | None) -> str:
    if zone is None:
        return ""
    if zone == "Z":
        return " (UTC)"
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if not hours and not minutes:
        return " (UTC)"
    return f" (UTC{zone[0]}{hours}{f':{minutes:02}' if minutes else ''})"

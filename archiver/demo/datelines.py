"""How a portal prints the day of publication, and what a human reads there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_MONTH_WORDS = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")


def weekday_of(when: datetime) -> str:
    """The name of the day, as portals print it."""
    return _WEEKDAYS[when.weekday()]


def _dotnet(when: datetime) -> str:
    half = "SA" if when.hour < 12 else "CH"
    return f"{when.day}/{when.month}/{when.year} {when.hour % 12 or 12}:{when:%M} {half}"


_TIMED: tuple[Callable[[datetime], str], ...] = (
    lambda t: f"{weekday_of(t)}, {t:%d/%m/%Y} {t:%H:%M}",
    lambda t: f"{weekday_of(t)}, {t:%d/%m/%Y}, {t:%H:%M}",
    lambda t: f"{t:%H:%M} | {t:%d/%m/%Y}",
    lambda t: f"{weekday_of(t).capitalize()}, {t.day:02} Tháng {t.month} {t.year} {t:%H:%M}",
    lambda t: f"{t:%d/%m/%Y %H:%M}",
    lambda t: f"{t:%H:%M %d/%m/%Y}",
    _dotnet,
    lambda t: f"Đăng lúc {t.hour} giờ {t:%M} phút ngày {t.day}-{t.month}-{t.year}",
    lambda t: f"Ngày đăng: {t:%d/%m/%Y} - {t:%H:%M}",
)
_DAYS: tuple[Callable[[datetime], str], ...] = (
    lambda t: f"({t:%d/%m/%Y})",
    lambda t: f"Ngày đăng: {t.day}/{t.month}/{t.year}",
    lambda t: f"{weekday_of(t)}, ngày {t:%d} tháng {t.month} năm {t.year}",
    lambda t: f"{t.day} Tháng {_MONTH_WORDS[t.month - 1]} {t.year}",
)


def date_line(dice: Random, when: datetime, *, twice: bool = False) -> tuple[str, str]:
    """The line on the page, and the date in ISO 8601 with the line's own precision.

    `twice` prints the day of the last change as well; that day is not the day of publication.
    """
    if twice:
        later = when + timedelta(days=dice.randrange(1, 9))
        return f"Ngày đăng: {when:%d/%m/%Y %H:%M} - Cập nhật: {later:%d/%m/%Y %H:%M}", _iso_minute(when)
    if dice.random() < 0.35:
        return dice.choice(_DAYS)(when), f"{when:%Y-%m-%d}"
    return dice.choice(_TIMED)(when), _iso_minute(when)


def dotnet_line(when: datetime) -> tuple[str, str]:
    """The date as a SharePoint list prints it under Vietnamese settings."""
    return _dotnet(when), _iso_minute(when)


def _iso_minute(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M}:00+07:00"

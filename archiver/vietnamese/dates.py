"""Reads the dates that portals print, with the portal's own precision; says None rather than guess.

`Thứ Tư, 18/06/2008 10:35` · `09:59 | 31/05/2013` · `8/6/2008 2:05 CH` · `18 Tháng Sáu 2008` · `15h30 ngày 18-6-2010` ·
`Cập nhật: 02/9/2026 08:15` · `18 November 2005` · `November 18, 2005` · `2008-06-18T10:35:00+07:00`
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from datetime import timezone as fixed_zone
from typing import Literal
from zoneinfo import ZoneInfo

from archiver.vietnamese.calendar_words import (
    MONTH,
    MONTH_NAMES,
    SHORT_MONTH,
    SHORT_NAMES,
    VIETNAMESE_MONTHS,
    WEEKDAYS,
    WORDS_OF_PUBLICATION,
    WORDS_OF_TODAY,
)
from archiver.vietnamese.calendars import in_common_calendar
from archiver.vietnamese.folding import fold

NumericOrder = Literal["dmy", "mdy", "unsure"]

_THANG = "|".join(sorted(VIETNAMESE_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
# All patterns read folded text: no accents, small letters.
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_YEAR}-(?P<month>\d\d?)-(?P<day>\d\d?)(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d\d) ?[年년/.] ?(?P<month>\d\d?) ?[月월/.] ?(?P<day>\d\d?)(?: ?[日일]|(?![\d/]|\.\d))",
        rf"(?<![\d/.-])(?P<first>\d\d?) ?(?P<sign>[/.-]) ?(?P<second>\d\d?) ?(?P=sign) ?{_YEAR}",
        rf"(?<!\d)(?P<day>\d\d?) ?[,/-]? ?thang (?P<thang>\d\d?(?!\d)|(?:{_THANG})\b) ?(?:,|/|-|nam)? ?(?:nam )?{_YEAR}",
        rf"\bthang (?P<thang>\d\d?|(?:{_THANG})\b) (?P<day>\d\d?),? {_YEAR}",  # themes that were translated word by word
        rf"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th|er|\.|º|ª)? ?(?:of |de |d['’]|-)?(?P<name>{MONTH})\b\.?,?(?: of| de| del|-)? ?{_YEAR}",
        rf"(?<!\d)(?P<day>\d\d?)(?:º|\.)?(?: de |[-/ ]) ?(?P<name>{SHORT_MONTH})\b\.?,?(?: de |[-/ ]) ?{_YEAR}",
        rf"(?<!\d)(?P<day>\d\d?)/(?P<name>{MONTH})/{_YEAR}",
        rf"(?<!\d){_YEAR} ?m\. (?P<name>{MONTH}) (?P<day>\d\d?)(?!\d)",  # Lithuanian
        rf"(?<!\d){_YEAR}\. gada (?P<day>\d\d?)\. (?P<name>{MONTH})\b",  # Latvian
        rf"\b(?P<name>{MONTH})\b\.? ?(?P<day>\d\d?)(?:st|nd|rd|th)?,? {_YEAR}",
        rf"(?<!\d){_YEAR}\.? (?P<name>{MONTH})\.? (?P<day>\d\d?)(?!\d)",  # Hungarian
        rf"\b(?P<name>{MONTH}) (?P<day>\d\d?) \d\d:\d\d:\d\d (?:[a-z]{{2,4}} )?{_YEAR}",  # Mon Oct 11 14:57:21 CEST 2021
    )
)
_ISO_DAY = re.compile(rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
_ZONE = r"(?: ?\(?(?P<zone>z\b|(?:gmt|utc)(?: ?[+-]\d\d?(?::?\d\d)?)?|[+-]\d\d:?\d\d(?!\d))\)?)?"
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-4]) ?(?::|h|g|gio) ?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d+)?)?(?: ?phut)?"
    rf" ?(?P<half>ch|sa|am|pm|a\.m\.|p\.m\.|صباحا|مساء|[صم](?!\w))?{_ZONE}(?![\w:])"
)
_AFTER = re.compile(rf"(?:t| ?[,|•·–-] ?| ?\(| ?(?:at|um|luc|vao luc) | )?{_CLOCK}")
_BEFORE = re.compile(rf"(?<![\d:]){_CLOCK}(?: ?[,|•·–-] ?| )(?:(?:ngay|on|thu \w+|chu nhat|t[2-7]|cn)[ ,]*)*$")
_WEEKDAY = re.compile(
    rf"(?<!\w)(?P<name>{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\.? ?[,.|–-]? ?(?:ngay )?$"
)
_LABEL = re.compile(rf"(?:{'|'.join(WORDS_OF_PUBLICATION)})(?: ngay| luc| on| at)* ?[:：|–-]? ?[\w\s,:|]{{0,24}}$")
_REACH = 60  # characters before a date in which its clock, its weekday and its label stand
_TODAY = re.compile("|".join(WORDS_OF_TODAY))
_SPACES = re.compile(r"\s+")
_YEARS = re.compile(r"(?:19|20)\d\d")  # every form has one


@dataclass(frozen=True, slots=True)
class Mention:
    """A date that stands in a text; `start` and `end` count in the folded text."""

    start: int
    end: int
    day: date
    clock: time | None
    labelled: bool  # the text calls it the date of publication

    def iso(self) -> str:
        if self.clock is None:
            return self.day.isoformat()
        return datetime.combine(self.day, self.clock).isoformat(timespec="seconds")


def read_date(text: str, timezone: str = "Asia/Ho_Chi_Minh", order: NumericOrder = "dmy") -> str | None:
    """The one date of publication that the text prints, in ISO 8601; None where there is none, or a doubt."""
    folded = folded_line(text)
    if (iso := _ISO_DAY.match(folded)) and (day := _day_of(iso, order)):
        mention = _with_clock(folded, iso, day, ZoneInfo(timezone))
        if mention.end == len(folded):  # what the data of most pages say, and nothing else
            return mention.iso()
    if _TODAY.search(folded):
        return None
    mentions = tuple(find_dates(folded, timezone, order))
    candidates = [m for m in mentions if m.labelled] if len({m.day for m in mentions}) > 1 else list(mentions)
    if len({m.day for m in candidates}) != 1:
        return None
    clocked = {m.iso(): m for m in candidates if m.clock is not None}
    if len(clocked) == 1:
        return next(iter(clocked))
    return candidates[0].day.isoformat()


def folded_line(text: str) -> str:
    """The text as the grammar reads it: one line, no accents, small letters."""
    return _SPACES.sub(" ", fold(in_common_calendar(unicodedata.normalize("NFKC", text)))).strip()


def find_dates(folded: str, timezone: str, order: NumericOrder = "dmy") -> Iterator[Mention]:
    """Every possible date in a folded line, left to right; what cannot be a day is passed over."""
    if not _YEARS.search(folded):
        return
    taken = 0
    matches = sorted((m for form in _FORMS for m in form.finditer(folded)), key=lambda m: (m.start(), -m.end()))
    for match in matches:
        if match.start() < taken:
            continue
        day = _day_of(match, order)
        if day is None or _contradicted(folded, match.start(), day):
            continue
        mention = _with_clock(folded, match, day, ZoneInfo(timezone))
        taken = mention.end
        yield mention


def _day_of(match: re.Match[str], order: NumericOrder) -> date | None:
    groups = match.groupdict()
    year = int(groups["year"])
    if groups.get("first"):
        first, second = int(groups["first"]), int(groups["second"])
        dotted = groups["sign"] == "." and order == "unsure" and second <= 12  # "12.16.2025" is American
        pair = _ordered(first, second, "dmy" if dotted else order)
        return _date(year, *pair) if pair else None
    return _date(year, _month_of(groups), int(groups["day"]))


def _month_of(groups: dict[str, str | None]) -> int:
    if thang := groups.get("thang"):
        return int(thang) if thang.isdigit() else VIETNAMESE_MONTHS[thang]
    if name := groups.get("name"):
        return MONTH_NAMES.get(name) or SHORT_NAMES[name]
    return int(groups["month"] or 0)


def _ordered(first: int, second: int, order: NumericOrder) -> tuple[int, int] | None:
    """(month, day) of two numbers; where the order is unsure, only numbers that leave no choice."""
    if order == "dmy":
        return second, first
    if order == "mdy":
        return first, second
    if first > 12 or first == second:
        return second, first
    return (first, second) if second > 12 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # "31/02/2026" looks like a date and is none
        return None


def _contradicted(folded: str, start: int, day: date) -> bool:
    """The weekday before the date is another one: one of the two is wrong, and nobody can say which."""
    match = _WEEKDAY.search(folded, max(0, start - _REACH), start)
    return match is not None and WEEKDAYS[match["name"]] != day.weekday()


def _with_clock(folded: str, match: re.Match[str], day: date, zone: ZoneInfo) -> Mention:
    start, end = match.span()
    clock = None
    if (after := _AFTER.match(folded, end)) and (clock := _time_of(after, zone)):
        end = after.end()
    elif (before := _BEFORE.search(folded, max(0, start - _REACH), start)) and (clock := _time_of(before, zone)):
        start = before.start()
    if clock is not None and clock.tzinfo is zone:
        offset = datetime.combine(day, clock).utcoffset()
        clock = clock.replace(tzinfo=fixed_zone(offset) if offset is not None else None)
    return Mention(start, end, day, clock, labelled=_LABEL.search(folded[max(0, start - _REACH) : start]) is not None)


def _time_of(match: re.Match[str], zone: ZoneInfo) -> time | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = (match["half"] or "").replace(".", "")
    if half in {"ch", "pm", "مساء", "م"} and hour < 12:
        hour += 12
    elif half in {"sa", "am", "صباحا", "ص"} and hour == 12:
        hour = 0
    if hour > 23:
        return None
    return time(hour, minute, second, tzinfo=_zone_of(match["zone"], zone))


def _zone_of(printed: str | None, zone: ZoneInfo) -> tzinfo:
    """The offset that "GMT+7" says; without a word the portal means its own time."""
    if not printed:
        return zone
    match = re.search(r"([+-])(\d\d?):?(\d\d)?", printed)
    if match is None:
        return UTC
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return fixed_zone(-offset if match[1] == "-" else offset) if offset < timedelta(hours=24) else zone

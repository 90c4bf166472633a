"""Years of two figures, which are read only where a day is sure to stand: elsewhere "20.10.23" is a version of a program."""

from __future__ import annotations

import re

from archiver.vietnamese.dates import NumericOrder

_LONGEST = 200  # characters
_YEAR = re.compile(r"(?:19|20)\d\d")
_OTHER_WORDS = re.compile(
    r"(?!\b(?:ngày|thứ|hai|ba|tư|năm|sáu|bảy|chủ|nhật|lúc|giờ|đăng|date|h)\b)\b[^\W\d_]+\b", re.IGNORECASE
)
_TWO_FIGURES = re.compile(r"(?<![\d.,:/-])(?P<day>[0-3]?\d)([/.-])[01]?\d\2(?P<year>\d\d)(?![\d.,:/%-])")
_SHORT_YEAR = re.compile(r"(?<![\d.,:])([0-3]\d\.[01]\d\.)([0-4]\d)(?![\d.,:%])")  # "31.10.23", as Germans write


def with_whole_year(text: str, order: NumericOrder) -> str:
    """A line whose only day has a year of two figures, "15/02/15", with the whole year: for places that are there for the day."""
    match = _TWO_FIGURES.search(text) if len(text) <= _LONGEST and not _YEAR.search(text) else None
    if match is None or (order != "dmy" and int(match["day"]) <= 12):
        return text
    if _OTHER_WORDS.search(f"{text[: match.start()]} {text[match.end() :]}"):  # "Upd: 13.03.26"
        return text
    year = f"{'19' if match['year'] >= '90' else '20'}{match['year']}"
    return f"{text[: match.start('year')]}{year}{text[match.end('year') :]}"


def with_whole_german_year(text: str) -> str:
    """A line under a title with "31.10.23" as "31.10.2023"."""
    return text if _YEAR.search(text) else _SHORT_YEAR.sub(r"\g<1>20\2", text)

"""Vietnamese sentences in the manner of a Party portal, made from word lists of our own.

The same `Random` always writes the same sentences; none is taken from anybody's page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from archiver.demo.wordlists import LISTS, OPENINGS, PATTERNS, SURNAMES, TITLES, TONE_PAIRS

_SLOT = re.compile(r"\{(\w+)\}")
_FIRST_DAY = date(2007, 1, 8)
_NUMBERS: dict[str, Callable[[Random], str]] = {
    "num": lambda dice: str(dice.randrange(3, 980)),
    "pct": lambda dice: f"{dice.randrange(51, 99)},{dice.randrange(1, 10)}%",
    "year": lambda dice: str(dice.randrange(2006, 2015)),
    "doc": lambda dice: f"{dice.randrange(2, 480)}-{dice.choice(LISTS['form'])}",
}


def chance(*key: object) -> Random:
    """Dice that fall the same way for the same key."""
    return Random("/".join(map(str, key)))  # noqa: S311 - a stage set, no secret


class Writer:
    """One author at work: remembers the event dates that stand in what was written."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self.dates: list[str] = []
        self._last = ""

    def person(self) -> str:
        """A full name in Vietnamese order."""
        pick = self._dice.choice
        return f"{pick(SURNAMES)} {pick(LISTS['middle'])} {pick(LISTS['given'])}"

    def event_date(self) -> str:
        """A day as it is written inside a text; it is never the day of publication."""
        day = _FIRST_DAY + timedelta(days=self._dice.randrange(1800))
        self.dates.append(day.isoformat())
        if self._dice.random() < 0.3:
            return f"ngày {day.day:02} tháng {day.month} năm {day.year}"
        return f"ngày {day.day}/{day.month}/{day.year}"

    def sentence(self) -> str:
        """One sentence with a capital and a full stop."""
        text = self.fill(self._dice.choice(PATTERNS))
        return text[0].upper() + text[1:] + "."

    def title(self) -> str:
        """A headline without a full stop."""
        text = self.fill(self._dice.choice(TITLES))
        return text[0].upper() + text[1:]

    def paragraph(self, sentences: int) -> str:
        """Some sentences in a row, the first now and then with an opening phrase."""
        text = " ".join(self.sentence() for _ in range(sentences))
        if self._dice.random() < 0.25:
            text = f"{self._dice.choice(OPENINGS)}, {text[0].lower()}{text[1:]}"
        return text

    def fill(self, pattern: str) -> str:
        """The pattern with each `{slot}` replaced by a word of that list."""
        return _SLOT.sub(self._slot, pattern)

    def _slot(self, match: re.Match[str]) -> str:
        name = match.group(1)
        if name == "name":
            return self.person()
        if name == "date":
            return self.event_date()
        if name in _NUMBERS:
            return _NUMBERS[name](self._dice)
        self._last = self._dice.choice([word for word in LISTS[name] if word != self._last])
        return self._last


def old_tone_marks(text: str) -> str:
    """The other place of the tone mark, as older typists set it: uỷ for ủy, hoá for hóa."""
    for new, old in TONE_PAIRS:
        text = text.replace(new, old)
    return text

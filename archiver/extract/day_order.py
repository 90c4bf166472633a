"""Whether the day or the month stands first in "03/04/2015", as the rest of the page tells."""

from __future__ import annotations

import re

from archiver.extract.blocks import Sheet
from archiver.extract.head import Head
from archiver.vietnamese.dates import NumericOrder

_NUMBERS = re.compile(r"(?<![\d/.-])(\d\d?)([/.-])(\d\d?)\2(?:19|20)\d\d(?!\d)")
_SHORT = 200  # characters
_YEAR_FIRST = frozenset(("zh", "ja", "ko", "hu", "lt", "mn", "eu"))  # languages that write no other order of their own
_ENGLISH = frozenset(("en", "fil", "tl"))  # and those that write as Americans do
_DAY_FIRST = re.compile(
    r"en[-_](?:gb|au|nz|ie|in|za|sg|my|ng|ke|pk|hk)\b", re.IGNORECASE
)  # which no software sets by itself
_AMERICAN = frozenset(("gov", "mil", "edu", "us"))
# Of countries that write both, and of those whose names are sold to everybody.
_ANYWHERE = frozenset(
    ("ca", "ph", "io", "co", "ai", "tv", "me", "fm", "cc", "ws", "to", "ly", "gg", "sh", "la", "vc", "so", "gl", "im", "is", "pr", "bz", "nu", "tk", "pw", "eu")
)  # fmt: skip


def numeric_order(sheet: Sheet, head: Head, language: str | None, host: str) -> NumericOrder:
    """The order of the days on the page that leave no choice, else that of its language or of the country of its host."""
    told = {
        "dmy" if int(first) > 12 else "mdy"
        for block in sheet.blocks
        if len(block.text) <= _SHORT
        for first, sign, second in _NUMBERS.findall(block.text)
        if (int(first) > 12) != (int(second) > 12)
    }
    if told:
        return "unsure" if len(told) > 1 else "dmy" if "dmy" in told else "mdy"
    if language is not None and language not in _ENGLISH:
        return "unsure" if language in _YEAR_FIRST else "dmy"
    ending = host.rpartition(".")[2]
    if ending in _AMERICAN:
        return "mdy"
    of_country = len(ending) == 2 and ending.isalpha() and ending not in _ANYWHERE
    return "dmy" if of_country or _DAY_FIRST.match(head.language) else "unsure"

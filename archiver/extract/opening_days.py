"""The day with which an agency begins its text."""

from __future__ import annotations

import re

from archiver.extract.blocks import Block
from archiver.extract.dateline import Dateline, is_of_document
from archiver.vietnamese.dates import NumericOrder, find_dates, folded_line

_PLACE_BEFORE = re.compile(r"(?:[^\W\d][^\d,:;()]{2,30}(?:, ?| (?=\()))?\(?")
# "NIAMEY, Niger – September 13, 2016 –"
_PLACES_BEFORE = re.compile(r"[^\W\d][^\d,:;()]{2,30}(?:, [^\d,:;()]{2,20}){0,2}(?:,|,? ?(?:[–—]|--?)) ?")
_WORDS_OF_PLACE, _LINK_WORD = 6, 3
_TEXT_AFTER = re.compile(r"\)?(?: ?\([^)]{2,20}\))?(?: ?[.:] | ?(?:[–—]|--?) )")
_SENTENCE = 12  # words
_OPENING = 160  # characters
_DIGIT = re.compile(r"\d")


def _are_places(before: str, opening: str) -> bool:
    """Whether a city and its country stand before the day with which a text opens."""
    words = opening[: len(before)].split()
    if len(words) > _WORDS_OF_PLACE or not _PLACES_BEFORE.fullmatch(before):
        return False
    return all(len(word) <= _LINK_WORD or word[0].isupper() for word in words)


def opening_day(block: Block, timezone: str, order: NumericOrder) -> Dateline | None:
    """The day with which an agency begins its text: "RAJSHAHI, Dec 20, 2025 (BSS) - Homestead gardening ..."."""
    if block.words < _SENTENCE or not _DIGIT.search(opening := block.text[:_OPENING]):
        return None
    folded = folded_line(opening)
    mention = next(find_dates(folded, timezone, order), None)
    if mention is None or is_of_document(folded):
        return None
    before, after = folded[: mention.start], folded[mention.end :]
    begins = (_PLACE_BEFORE.fullmatch(before) or _are_places(before, opening)) and _TEXT_AFTER.match(after)
    if not begins and not (before == "(" and after.startswith(")")):
        return None
    place_and_day, year, _ = opening.partition(str(mention.day.year))
    return Dateline(mention.iso(), place_and_day + year, "opening", block.index)

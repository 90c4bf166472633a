"""UTF-8 whose bytes were taken for Western letters: `Earthâ€™s` for "Earth’s", in any language.

Portals print it where a database or a script was told the wrong encoding. What of it is Vietnamese, legacy.py has read before,
by its words; whether the rest is wrong is for ftfy to say, which asks how likely such letters are beside each other.
"""

from __future__ import annotations

import re

from ftfy import fix_encoding

from archiver.vietnamese.legacy import suspected
from archiver.vietnamese.letters import places_of
from archiver.vietnamese.tables import DOUBLE_UTF8, western

_FIRST = frozenset(map(chr, range(0xC2, 0xF5)))  # the bytes with which a letter of UTF-8 begins, as Western letters
_FURTHER = frozenset(sign for byte in range(0x80, 0xC0) for sign in (chr(byte), western(byte)))
_PAIR = re.compile(f"[{''.join(_FIRST)}][{re.escape(''.join(_FURTHER))}]")
# AMANHÃ», MAÇÃ and a space that does not break: Portuguese capitals, which would have an û or an à at their end.
_IN_CAPITALS = re.compile("[A-ZÀ-Þ]{2}Ã[\xa0-\xbf]")
_BORDERS = '<>"\n'  # of what one hand wrote: the text between tags, a value, a line
_BORDER = re.compile(f"[{_BORDERS}]")
_MOST = 20_000  # pieces that are judged one by one, at 20 µs each; what stands behind so many is judged at once


def may_be_mojibake(letters: frozenset[str]) -> bool:
    """Whether a text with these letters beyond ASCII may hold such."""
    return not letters.isdisjoint(_FIRST) and not letters.isdisjoint(_FURTHER)


def read_once_more(text: str, letters: frozenset[str]) -> str:
    """The text with such letters as they were meant; plain text or markup. `letters` are its own beyond ASCII."""
    if not may_be_mojibake(letters):
        return text
    read: list[str] = []
    end = 0
    for place in places_of(letters & _FIRST, text):
        if place >= end and _PAIR.match(text, place):
            start = max(end, *(text.rfind(sign, end, place) + 1 for sign in _BORDERS))
            border = _BORDER.search(text, place) if len(read) < 2 * _MOST else None
            read += [text[end:start], _meant(text[start : (end := border.start() if border else len(text))])]
    return "".join((*read, text[end:]))


def _meant(piece: str) -> str:
    likeliest = suspected(piece)[:1]
    return piece if likeliest not in {(), (DOUBLE_UTF8,)} or _IN_CAPITALS.search(piece) else fix_encoding(piece)

"""Folds words for search: what is stored keeps its letters."""

from __future__ import annotations

import re
import unicodedata

from archiver.vietnamese.letters import TONES

_LETTERS = str.maketrans({"Đ": "d", "đ": "d", "Ð": "d", "ð": "d", "ƣ": "u", "Ƣ": "u", "\u00ad": None, "\u200b": None})
_LETTER = re.compile("[ĐđÐðƣƢ\u00ad\u200b]")
_MARKS = re.compile("[\u0300-\u036f]")
# Where the marks of other scripts stand; most texts have none, and are spared the look at each letter.
_OTHER_MARKS = re.compile(
    "[\u0483-\u1dff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u302d\u3099\u309a\ua66f-\uabff\ufb1e\ufe00-\ufe2f\U00010000-\U0010ffff]"
)
# hoà, khoẻ, thuỷ: the tone on the second vowel of an open syllable; "quý" is no such pair, "hoàn" is not open.
_NEW_STYLE = re.compile(rf"(?:([oO])([aAeE])|(?<![qQ])([uU])([yY]))([{TONES}])(?![\w\u0300-\u036f])")


def fold(text: str) -> str:
    """Small letters without any mark: "Đại hội Đảng bộ" and "dai hoi dang bo" meet here."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFC", text)
    if _LETTER.search(plain):
        plain = plain.translate(_LETTERS)
    for _ in range(2):  # casefolding İ brings a mark with it
        plain = unicodedata.normalize("NFD", unicodedata.normalize("NFD", plain).casefold())
        plain = _without_marks(plain)
        if plain.isascii():
            return plain
    return unicodedata.normalize("NFC", plain)


def plain_letters(text: str) -> str:
    """Letters as they stand on a keyboard, large ones large: "Bản sao ĐB" becomes "Ban sao DB". For names of files."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFC", text).replace("Đ", "D").replace("đ", "d")
    return unicodedata.normalize("NFC", _without_marks(unicodedata.normalize("NFD", plain)))


def _without_marks(decomposed: str) -> str:
    plain = _MARKS.sub("", decomposed)
    if not _OTHER_MARKS.search(plain):
        return plain
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")


def unify_tones(text: str) -> str:
    """One place for the tone mark: hoà becomes hòa, thuỷ becomes thủy. For comparing, never for storing."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _NEW_STYLE.sub(_move_tone, unicodedata.normalize("NFD", text)))


def _move_tone(match: re.Match[str]) -> str:
    first, second = match[1] or match[3], match[2] or match[4]
    return f"{first}{match[5]}{second}"

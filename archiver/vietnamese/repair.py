"""Mends the letters that keyboards and converters broke, and says what it mended.

The order matters. Text of the old 8-bit fonts has to become Unicode before anything is stripped: there U+00AD is the
letter ư. So its conversion (legacy.py) is the first step of `repair`, before the letters.
"""

from __future__ import annotations

import html
import re
import unicodedata

from archiver.vietnamese.legacy import from_legacy
from archiver.vietnamese.syllables import is_syllable

# Letters that no other living language of the Latin script shares in this mix.
_VIETNAMESE = re.compile(r"[ăĂđĐơƠưƯ\u1ea0-\u1ef9]")
_ICELANDIC = re.compile(r"[þÞ]")
_ETH = "\u00d0"
_SMALL_ETH_WORD = re.compile(r"(?<![^\W\d_])ð[^\W\d_]+")
_GHA = {"\u01a3": "ư", "\u01a2": "Ư"}
_INVISIBLE = ("\u00ad", "\u200b", "\ufeff")
# A reference to a letter from À to ỹ, and the word from there on.
_LETTER_REFERENCE = re.compile(
    r"&(?:amp;)?#(?:19[2-9]|2\d\d|3[067]\d|4[13]\d|7[6-9]\d\d|[xX](?:0{0,2}[C-Fc-f]|0?1|1[eE][A-Fa-f])[0-9a-fA-F]{1,2});"
)
_WRITTEN_OUT = re.compile(rf"(?:{_LETTER_REFERENCE.pattern}[^\W\d_]{{0,6}}){{1,4}}")
_BEFORE = re.compile(r"[^\W\d_]{0,6}$")


def repair(text: str, font: str = "") -> tuple[str, tuple[str, ...]]:
    """The text as it was meant, and the names of what had to be mended.

    Plain text, a line for each paragraph or cell; `font` is the name of its font where a document tells it.
    """
    text, converted = from_legacy(text, font)
    text, mended = repair_letters(text)
    return text, (*converted, *mended)


def repair_letters(text: str) -> tuple[str, tuple[str, ...]]:
    """What is wrong with single letters; the old encodings have been read already."""
    mended: list[str] = []
    for name, step in _STEPS:
        better = step(text)
        if better != text:
            mended.append(name)
            text = better
    return text, tuple(mended)


def _write_in(text: str) -> str:
    """`h&#7897;i`, which a reader sees so because it was escaped twice, is "hội"; an example in a manual stays."""
    if not _LETTER_REFERENCE.search(text):
        return text
    words = _WRITTEN_OUT.sub(_written_in, text)
    return _WRITTEN_OUT.sub(_letter_written_in, words) if words != text else text


def _written_in(match: re.Match[str]) -> str:
    """Only within a word: a letter by itself may be the subject of the text."""
    start = match.start()
    before = _BEFORE.search(match.string, max(0, start - 6), start)
    meant = _letter_written_in(match)
    word = f"{before[0] if before else ''}{meant}".replace(_ETH, "Đ")
    return meant if len(word) > 1 and is_syllable(word) else match[0]


def _letter_written_in(match: re.Match[str]) -> str:
    return html.unescape(match[0].replace("&amp;", "&"))


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _strip_invisible(text: str) -> str:
    return _without(text, dict.fromkeys(_INVISIBLE, ""))


def _without(text: str, wrong: dict[str, str]) -> str:
    present = [sign for sign in wrong if sign in text]
    for sign in present:
        text = text.replace(sign, wrong[sign])
    return _compose(text) if present else text


def _replace_eth(text: str) -> str:
    """Ð (eth) looks like Đ and is typed for it; an Icelandic page keeps its own, and so does a lesson of phonetics."""
    if (_ETH not in text and "ð" not in text) or _ICELANDIC.search(text) or not _VIETNAMESE.search(text):
        return text
    return _SMALL_ETH_WORD.sub(_with_stroke, text.replace(_ETH, "Đ"))


def _with_stroke(match: re.Match[str]) -> str:
    word = match[0].replace("ð", "đ")
    return word if is_syllable(word) else match[0]


def _replace_gha(text: str) -> str:
    """ƣ stands for ư in many converted files; no portal writes the Turkic letter."""
    return _without(text, _GHA)


_STEPS = (
    ("references written out", _write_in),
    ("composed letters (NFC)", _compose),
    ("soft hyphens and zero-width spaces removed", _strip_invisible),
    ("Ð (eth) to Đ", _replace_eth),
    ("ƣ (gha) to ư", _replace_gha),
)

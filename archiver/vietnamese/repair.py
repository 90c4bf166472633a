"""Mends the letters that keyboards and converters broke, and says what it mended.

The order matters. Text of the old 8-bit fonts has to become Unicode before anything is stripped: there U+00AD is the
letter ư. So its conversion (legacy.py) is the first step of `repair`, before the letters.
"""

from __future__ import annotations

import html
import re
import unicodedata

from archiver.vietnamese.legacy import from_legacy, repair_name
from archiver.vietnamese.letters import VIETNAMESE, beyond_ascii
from archiver.vietnamese.mojibake import may_be_mojibake, read_once_more
from archiver.vietnamese.syllables import is_syllable
from archiver.vietnamese.tables import DOUBLE_UTF8

# Letters that no other living language of the Latin script shares in this mix.
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
# Letters and signs that composing (NFC) leaves alone, whatever stands beside them: Latin with Vietnamese, Greek, Cyrillic, Hebrew, Arabic,
# Thai, punctuation, arrows, kana, Han, private letters, Hangul, full-width letters, pictures.
_SETTLED = re.compile(
    "[\u0080-\u02ff\u0388-\u0482\u05d0-\u05ea\u0621-\u064a\u0e01-\u0e37\u1ea0-\u1ef9\u200b-\u205e\u2060\u20a0-\u20bf\u2100-\u2125\u2190-\u2328"
    "\u2500-\u27ff\u3000-\u3029\u3041-\u3096\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\ue000-\uf8ff\ufe0e\ufe0f\ufeff\uff01-\uff5e\ufffd"
    "\U0001f300-\U0001faff]*"
)
_MOST_ROUNDS = 3  # what a soft hyphen parted may be one letter of UTF-8 when that has gone


def repair(text: str, font: str = "") -> tuple[str, tuple[str, ...]]:
    """The text as it was meant, and the names of what had to be mended.

    Plain text, a line for each paragraph or cell; `font` is the name of its font where a document tells it.
    """
    text, converted = from_legacy(text, font)
    text, mended = repair_letters(text)
    return text, (*converted, *mended)


def repair_letters(text: str) -> tuple[str, tuple[str, ...]]:
    """What is wrong with single letters; the old encodings have been read already."""
    mended: dict[str, None] = {}
    for _ in range(_MOST_ROUNDS):
        before, letters = text, beyond_ascii(text)
        for name, step in _STEPS:
            better = step(text, letters)
            if better != text:
                mended[name] = None
                text, letters = better, beyond_ascii(better)
        if text == before or not may_be_mojibake(letters):
            break
    return text, tuple(mended)


def _write_in(text: str, _: frozenset[str]) -> str:
    """`h&#7897;i`, which a reader sees so because it was escaped twice, is "hội"; an example in a manual stays."""
    if ("&#" not in text and "&amp;#" not in text) or not _LETTER_REFERENCE.search(text):
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


def _compose(text: str, letters: frozenset[str]) -> str:
    return text if _SETTLED.fullmatch("".join(letters)) else unicodedata.normalize("NFC", text)


def _strip_invisible(text: str, letters: frozenset[str]) -> str:
    return _without(text, {sign: "" for sign in _INVISIBLE if sign in letters})


def _without(text: str, wrong: dict[str, str]) -> str:
    for sign, right in wrong.items():
        text = text.replace(sign, right)
    return unicodedata.normalize("NFC", text) if wrong else text


def _replace_eth(text: str, letters: frozenset[str]) -> str:
    """Ð (eth) looks like Đ and is typed for it; an Icelandic page keeps its own, and so does a lesson of phonetics."""
    if letters.isdisjoint("Ðð") or _ICELANDIC.search(text) or not VIETNAMESE.search(text):
        return text
    return _SMALL_ETH_WORD.sub(_with_stroke, text.replace(_ETH, "Đ"))


def _with_stroke(match: re.Match[str]) -> str:
    word = match[0].replace("ð", "đ")
    return word if is_syllable(word) else match[0]


def _replace_gha(text: str, letters: frozenset[str]) -> str:
    """ƣ stands for ư in many converted files; no portal writes the Turkic letter."""
    return _without(text, {sign: right for sign, right in _GHA.items() if sign in letters})


_STEPS = (
    ("references written out", _write_in),
    (repair_name(DOUBLE_UTF8), read_once_more),
    ("composed letters (NFC)", _compose),
    ("soft hyphens and zero-width spaces removed", _strip_invisible),
    ("Ð (eth) to Đ", _replace_eth),
    ("ƣ (gha) to ư", _replace_gha),
)

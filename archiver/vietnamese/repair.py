"""Mends the letters that keyboards and converters broke, and says what it mended.

The order matters. Text of the old 8-bit fonts has to become Unicode before anything is stripped: there U+00AD is the
letter ư. So its conversion (legacy.py) is the first step of `repair`, before the letters.
"""

from __future__ import annotations

import re
import unicodedata

from archiver.vietnamese.legacy import from_legacy

# Letters that no other living language of the Latin script shares in this mix.
_VIETNAMESE = re.compile(r"[ăĂđĐơƠưƯ\u1ea0-\u1ef9]")
_ICELANDIC = re.compile(r"[þÞ]")
_ETH = "\u00d0"
_GHA = {"\u01a3": "ư", "\u01a2": "Ư"}
_INVISIBLE = re.compile("[\u00ad\u200b]")


def repair(text: str, font: str = "") -> tuple[str, tuple[str, ...]]:
    """The text as it was meant, and the names of what had to be mended.

    Plain text, a line for each paragraph or cell; `font` is the name of its font where a document tells it.
    """
    if text.isascii():
        return text, ()
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


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _strip_invisible(text: str) -> str:
    return _compose(_INVISIBLE.sub("", text)) if _INVISIBLE.search(text) else text


def _replace_eth(text: str) -> str:
    """Ð (eth) looks like Đ and is typed for it; an Icelandic page keeps its own."""
    if _ETH not in text or _ICELANDIC.search(text) or not _VIETNAMESE.search(text):
        return text
    return text.replace(_ETH, "Đ")


def _replace_gha(text: str) -> str:
    """ƣ stands for ư in many converted files; no portal writes the Turkic letter."""
    for wrong, right in _GHA.items():
        text = text.replace(wrong, right)
    return _compose(text)


_STEPS = (
    ("composed letters (NFC)", _compose),
    ("soft hyphens and zero-width spaces removed", _strip_invisible),
    ("Ð (eth) to Đ", _replace_eth),
    ("ƣ (gha) to ư", _replace_gha),
)

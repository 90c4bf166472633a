"""How many signs of each class a text has: commas, ends of sentences, capitals; in any script, all texts of a page at once."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]

OTHER, COMMA, STOP, DIGIT, UPPER, MARK, COLON, SPACE = range(8)
_CLASSES = 8
_SIGNS = {COMMA: ",;、；،", STOP: ".!?…。।", COLON: ":", MARK: "|»›«‹•·©®→▶★☆/+#@$€£%"}
_TABLE = 0x3100  # code points beyond are letters, but for the full-width twins of ASCII
_FULL_WIDTH, _TO_ASCII = range(0xFF01, 0xFF5F), 0xFEE0


def signs_of(texts: list[str]) -> Ints:
    """For each text the counts by class. No text may be empty."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    if int(codes.max()) >= _TABLE:
        wide = (codes >= _FULL_WIDTH.start) & (codes < _FULL_WIDTH.stop)
        codes = np.where(wide, codes - _TO_ASCII, np.minimum(codes, _TABLE - 1))
    classes = _classes()[codes]
    lengths = np.array([len(text) for text in texts])
    owners = np.repeat(np.arange(len(texts)) * _CLASSES, lengths)
    return np.bincount(owners + classes, minlength=len(texts) * _CLASSES).reshape(-1, _CLASSES)


@cache
def _classes() -> Ints:
    return np.array([_class_of(chr(code)) for code in range(_TABLE)], np.int64)


def _class_of(sign: str) -> int:
    for class_, signs in _SIGNS.items():
        if sign in signs:
            return class_
    if sign.isspace():
        return SPACE
    if sign.isdigit():
        return DIGIT
    return UPPER if sign.isupper() else OTHER

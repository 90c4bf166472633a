"""How many commas, ends of sentences and capitals a text has: in any script, all texts of a page at once."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]

_OTHER, _COMMA, _STOP, _CAPITAL = range(4)
_SIGNS = {_COMMA: ",;、；،", _STOP: ".!?…。।"}
_TABLE = 0x3100  # code points beyond are letters, but for the full-width twins of ASCII
_FULL_WIDTH, _TO_ASCII = range(0xFF01, 0xFF5F), 0xFEE0


class Signs(NamedTuple):
    """A number a text."""

    commas: Ints
    stops: Ints
    capitals: Ints
    every: Ints  # sign, of any class


def signs_of(texts: list[str]) -> Signs:
    """What each text has; none may be empty."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    if int(codes.max()) >= _TABLE:
        wide = (codes >= _FULL_WIDTH.start) & (codes < _FULL_WIDTH.stop)
        codes = np.where(wide, codes - _TO_ASCII, np.minimum(codes, _TABLE - 1))
    classes = _classes()[codes]
    lengths = np.array([len(text) for text in texts])
    starts = np.cumsum(lengths) - lengths
    commas, stops, capitals = (
        np.add.reduceat(classes == one, starts, dtype=np.int64) for one in (_COMMA, _STOP, _CAPITAL)
    )
    return Signs(commas, stops, capitals, lengths)


@cache
def _classes() -> np.ndarray[Any, np.dtype[np.int8]]:
    return np.array([_class_of(chr(code)) for code in range(_TABLE)], np.int8)


def _class_of(sign: str) -> int:
    for class_, signs in _SIGNS.items():
        if sign in signs:
            return class_
    return _CAPITAL if sign.isupper() else _OTHER

"""Which page of a long list an address asks for."""

from __future__ import annotations

_FIGURES = 9  # of more, nobody has a list


def page_number(written: str | None, deepest: int) -> int:
    """The first page where no number is written; the deepest where it lies beyond."""
    text = written or ""
    if not (text.isascii() and text.isdecimal() and len(text) <= _FIGURES):
        return 1
    return min(max(int(text), 1), deepest)

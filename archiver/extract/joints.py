"""Where one element ends and the next begins without a space between, and only styles part their words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLOSING = ",;:!?"
_OF_ONE_WORD = frozenset(("sup", "/sup", "sub", "/sub", "code", "/code", "wbr", "rt", "rb", "rp"))
_UNPARTED = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)  # write no spaces


def stand_apart(last: str, first: str, tags: Sequence[str]) -> bool:
    """Whether the letters on both sides of these tags are of two words: <span>di Redazione</span><span>21 agosto</span>.

    Editors and Word cut words at any letter: what goes on in small letters is one word, and what stands in large ones may be.
    """
    if not first.isalnum() or not (last.isalnum() or last in _CLOSING) or (last.isdigit() and first.isdigit()):
        return False
    names = [tag.partition(" ")[0] for tag in tags]
    if names[0][0] != "/" or names[-1][0] == "/" or not _OF_ONE_WORD.isdisjoint(names):
        return False
    if {"/a", "a"} <= {*names}:  # menus, which the models learned as they stand
        return False
    if first.isdigit() or first.isupper():
        return not last.isupper() or "a" in names
    return last in _CLOSING if first.islower() else not _UNPARTED.match(first)

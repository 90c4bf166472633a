"""What a browser shows of clean markup."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"</?([a-z0-9]+)[^>]*>")
_IN_LINES = frozenset(("a", "b", "strong", "i", "em", "u", "sub", "sup", "code"))


def shown(html: str) -> str:
    """The words as a browser sets them apart."""
    return " ".join(unescape(_TAG.sub(lambda tag: "" if tag[1] in _IN_LINES else " ", html)).split())

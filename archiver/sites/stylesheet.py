"""Stylesheets: the pictures, fonts and further stylesheets that one names."""

from __future__ import annotations

import re

from archiver.sites.urls import absolute

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)  # one that nobody ended goes on to the end
_NAMED = re.compile(
    r"""url\(\s*(?:"([^"\n]{1,4000})"|'([^'\n]{1,4000})'|([^'")\s]{1,4000}))\s*\)|@import\s+(?:"([^"\n]{1,4000})"|'([^'\n]{1,4000})')""",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
_MOST_LETTERS = 8_000_000
_MOST_ADDRESSES = 5000


def addresses_of(css: str, base: str) -> tuple[str, ...]:
    """What the style names, absolute, each once; `data:` is no address."""
    found: dict[str, None] = {}
    for groups in _NAMED.findall(_COMMENT.sub(" ", css[:_MOST_LETTERS]) if "/*" in css else css[:_MOST_LETTERS]):
        written = next(filter(None, groups), "")
        address = absolute(_plain(written), base) if not written[:5].lower().startswith("data:") else None
        if address:
            found[address] = None
        if len(found) >= _MOST_ADDRESSES:
            break
    return tuple(found)


def _plain(written: str) -> str:
    return _ESCAPE.sub(_letter, written) if "\\" in written else written


def _letter(match: re.Match[str]) -> str:
    if match[2]:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"

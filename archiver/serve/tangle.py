"""Markup that would cost a parser more than its size allows: no page of a portal is like that, and no page is parsed that is."""

from __future__ import annotations

import re

from archiver.serve.replay_tags import VOID

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})(?=[\s/>])")
# A parser ends these by itself where the next one begins.
_ENDED = frozenset(
    ["p", "li", "dd", "dt", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "rp", "rt"]
)
# A parser opens these again in each block that follows.
_REOPENED = frozenset(["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
_DEEPEST = 3000  # elements in one another; a browser stops at 512
_MOST_REOPENED = 2_000_000
_OVERLONG_TAG = re.compile(r"<[a-zA-Z][^<>]{60000,}>?")
_MOST_ATTRIBUTES = 2000


def is_tangled(html: str) -> bool:
    """Whether to leave the page unparsed."""
    depth = open_again = deepest = reopened = 0
    for end, name in _TAG.findall(html):
        tag = name.lower()
        if tag in VOID or tag in _ENDED:
            reopened += open_again
            continue
        step = -1 if end else 1
        depth = max(0, depth + step)
        deepest = max(deepest, depth)
        if tag in _REOPENED:
            open_again = max(0, open_again + step)
        else:
            reopened += open_again
    if deepest > _DEEPEST or reopened > _MOST_REOPENED:
        return True
    return any(len(tag.split()) > _MOST_ATTRIBUTES for tag in _OVERLONG_TAG.findall(html))

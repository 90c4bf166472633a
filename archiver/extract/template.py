"""What of a page belongs to its template: the names that the markup gives to its parts.

A sketch of these names is kept with what a page says. The pages of one template share most names, whatever they say;
those of the next redesign share few. So a change of words can be told from a change of clothes.
"""

from __future__ import annotations

import re
from binascii import crc32

from archiver.sites.markup import names_of, tree_of

_TAG = re.compile(r"<([a-z][a-z0-9]{0,15})", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_FEW = 8  # names, below which the tags are all that a template has
_KEPT = 48  # of all names: so many tell within a few hundredths how much two pages share
_SAME = 0.5  # of the names


def sketch_of(html: str) -> str:
    """The names of a page's parts in short: numbers of eight digits, the least first."""
    root = tree_of(html)
    names = {_DIGITS.sub("#", name).lower() for name in names_of(root).split()} if root is not None else set[str]()
    if len(names) < _FEW:
        names |= {tag.lower() for tag in _TAG.findall(html)}
    return " ".join(f"{number:08x}" for number in sorted({crc32(name.encode()) for name in names})[:_KEPT])


def is_another(one: str, other: str) -> bool:
    """Whether two sketches are of different templates; where one is missing, nothing says so.

    The least numbers of both together are a fair sample of all names: the share of them that both have is the share
    of names in common.
    """
    if one == other or not (one and other):
        return False
    first, second = one.split(), other.split()
    sample = sorted({*first, *second})[: min(_KEPT, max(len(first), len(second)))]
    common = set(first) & set(second)
    return sum(number in common for number in sample) < _SAME * len(sample)

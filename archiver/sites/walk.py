"""Where a walk through a list stands: which choices were made, which pager is turned, and at which page.

All pages of a list that pages by postback have one address. The walk is told in the request's key, after the address:
`http://host/news.aspx where month=7 from month=6 by grvNews page 2 again`. So no two steps are taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode

Choices = tuple[tuple[str, str], ...]  # names and values of dropdowns

_TOLD = re.compile(r"(?: where (\S*))?(?: from (\S*))?(?: by (\S+))?(?: page \d+)?( again)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One walk; a fresh page has made no choice and turned no pager."""

    chosen: Choices = ()
    origin: Choices = ()  # what the dropdowns showed before the first choice
    control: str = ""  # the pager that is being turned
    again: bool = False  # the first walk was refused midway, and this is the second

    def key(self, address: str, page: int) -> str:
        """What tells this step from all others; `address` is the key of the list's own address."""
        where = f" where {urlencode(self.chosen)} from {urlencode(self.origin)}" if self.chosen else ""
        by = f" by {quote(self.control)}" if self.control else ""
        return f"{address}{where}{by} page {page}{' again' if self.again else ''}"


def walk_of(key: str) -> Walk:
    """The walk that a request's key tells of; what tells of none is a fresh page."""
    address, space, _ = key.partition(" ")
    told = _TOLD.fullmatch(key, len(address)) if space else None
    if told is None:
        return Walk()
    where, origin, control, again = told.groups()
    return Walk(
        chosen=_choices(where),
        origin=_choices(origin),
        control=unquote(control or ""),
        again=again is not None,
    )


def _choices(told: str | None) -> Choices:
    return tuple(parse_qsl(told or "", keep_blank_values=True))

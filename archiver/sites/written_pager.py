"""The pager that TRS writes by a script, on thousands of Chinese government sites: `createPageHTML(25, 0, "index", "html")`.

There are 25 pages, of which 0 is shown; they stand at `index.html`, `index_1.html` and so on, beside the page itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CALL = re.compile(
    r"""createPageHTML\(\s{0,9}(\d{1,5})\s{0,9},\s{0,9}(\d{1,5})\s{0,9},\s{0,9}["']([\w%.-]{1,200})["']\s{0,9},\s{0,9}["'](\w{1,8})["']"""
)


class WrittenPager(NamedTuple):
    """Which of how many pages is shown, and the address of the first."""

    pages: int
    shown: int  # from 1
    name: str
    ending: str

    @property
    def first(self) -> str:
        return f"{self.name}.{self.ending}"

    @property
    def following(self) -> str | None:
        """The address of the next page; None at the end."""
        return f"{self.name}_{self.shown}.{self.ending}" if self.shown < self.pages else None


def written_pager(script: str) -> WrittenPager | None:
    """What a script, or a page that holds it, says of its pages; the function itself names no numbers."""
    match = _CALL.search(script)
    return WrittenPager(int(match[1]), int(match[2]) + 1, match[3], match[4]) if match else None

"""Which of the dates on a page is the day of its publication, and where on the page such a date may stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archiver.extract import named
from archiver.extract.blocks import Sheet
from archiver.extract.dateline import (
    Dateline,
    date_line,
    is_day_beside,
    is_one_of_many,
    is_same_instant,
    printed_date,
    stated_date,
    thread_start,
    time_elements,
)
from archiver.extract.head import Head
from archiver.extract.names import Role
from archiver.extract.pointers import Pointers
from archiver.extract.site_template import Advice
from archiver.vietnamese.dates import NumericOrder, read_date

_STATED = frozenset(("json-ld", "profile", "named field"))
_REACH = 8  # blocks from title or text to the dateline
_FAR = 12  # where it is called one
_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?|[a-z]{3,9})[/-](\d\d?)(?=/|$|[-_.])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extent:
    """Where in the row of blocks the article stands."""

    title: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Dates:
    """A page as far as its day of publication is concerned."""

    sheet: Sheet
    head: Head
    form: named.Form
    pointers: Pointers
    advice: Advice | None
    timezone: str
    order: NumericOrder
    url: str = ""

    def published(self, extent: Extent) -> Dateline | None:
        """The profile's place, then named fields, then what the page states of itself, then what it prints."""
        box = self.pointers.find("published", until=extent.last + 2)
        if box is not None and (iso := self._read(self.sheet.text_in(box))):
            return Dateline(iso, self.sheet.text_in(box), "profile")
        if self.form.fields:
            field = self.form.find(named.PUBLISHED)
            iso = self._read(field.text) if field else None
            return Dateline(iso, field.text, "named field") if field and iso else None
        stated = stated_date(self.head, self.timezone, self.order)
        if stated is not None and not stated.iso.endswith("+00:00"):
            return stated
        printed = self._printed(extent)
        if stated is not None:  # an instant in UTC may be of the day before or after the one that the portal prints
            if printed is None:
                return self._same_instant(extent, stated.iso) or stated
            return printed if is_day_beside(printed.iso, stated.iso) else stated
        return (
            time_elements(self.sheet, self.timezone, self.order)
            or printed
            or thread_start(self.sheet, range(extent.first, extent.last + 1), self.timezone, self.order)
            or self._in_address()
        )

    def _in_address(self) -> Dateline | None:
        """The day under which the portal files the page: /2023/12/20/bridge."""
        match = _ADDRESS.search(self.url)
        if match is None:
            return None
        year, month, day = match.groups()
        iso = self._read(f"{day} {month} {year}" if month.isalpha() else f"{year}-{month}-{day}")
        return Dateline(iso, match[0], "address") if iso else None

    def _read(self, text: str) -> str | None:
        return read_date(text, self.timezone, self.order)

    def _printed(self, extent: Extent) -> Dateline | None:
        """The date where the site's other pages have theirs, else beside the title or under the text."""
        zones = self._zones(extent)
        if self.advice is not None:
            reach = range(extent.title - _REACH, extent.first + _REACH), range(extent.last, extent.last + _REACH)
            place = [index for index in self.advice.datelines if any(index in one for one in reach)]
            if found := printed_date(self.sheet, [place], self.timezone, self.order):
                return replace(found, stage="site template")
            zones = tuple([index for index in zone if index not in self.advice.undated] for zone in zones)
        found = printed_date(self.sheet, zones, self.timezone, self.order, under=extent.title)
        if found is None or found.place in range(extent.title, extent.first + 3):
            return found
        return None if is_one_of_many(found, self.sheet, self.timezone, self.order) else found

    def _same_instant(self, extent: Extent, stated: str) -> Dateline | None:
        """A line of several near the title that tells the stated moment in the site's own time."""
        for block in self.sheet.blocks[extent.title : extent.first + _REACH]:
            line = date_line(self.sheet, block, self.timezone, self.order, under=extent.title)
            if line and is_day_beside(line.iso, stated) and is_same_instant(line.iso, stated):
                return line
        return None

    def _zones(self, extent: Extent) -> tuple[Sequence[int], ...]:
        blocks = self.sheet.blocks
        further = range(extent.first + 3, min(extent.first + _REACH, len(blocks)))
        return (
            range(min(extent.title, extent.first), min(extent.first + 3, len(blocks))),
            range(max(extent.last - 1, extent.first), min(extent.last + 3, len(blocks))),
            range(max(0, extent.title - 4), extent.title),
            [index for index in range(max(0, extent.title - _FAR), extent.title) if blocks[index].roles & Role.DATE],
            [index for index in further if blocks[index].roles & (Role.DATE | Role.BYLINE)],
            further,
        )


def is_of_another(dateline: Dateline, head: Head, reason: str) -> bool:
    """Whether a date is of something else than the page's own text, `reason` being what it is where it is no article.

    A home page was not published on a day; a date on a listing is a teaser's, unless it is stated and the page calls itself
    an article; a shop states when it took an item in.
    """
    by_meta = dateline.stage.startswith("meta ")
    if reason == "listing":
        return dateline.stage != "first post" and (not (dateline.stage in _STATED or by_meta) or not head.is_article)
    return reason == "home" or (by_meta and (head.metas.get("og:type") or "").startswith("product"))

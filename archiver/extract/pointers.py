"""Where a profile says that a field stands."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from archiver.extract.blocks import Sheet
from archiver.extract.selectors import select, select_all, text_of
from archiver.sites.profile import SiteProfile


@dataclass(frozen=True, slots=True)
class Pointers:
    """A profile's selectors, on one page."""

    sheet: Sheet
    profile: SiteProfile | None

    def find(self, name: str, *, until: int | None = None) -> etree._Element | None:
        """What the profile points at: its own selectors are believed, the platform's only in the article's neighbourhood.

        `.ngay` is the date of the article on one page, and of each teaser at its side as well.
        """
        if self.profile is None:
            return None
        own: tuple[str, ...] = getattr(self.profile.article, name)
        shared: tuple[str, ...] = getattr(self.profile.platform.article, name)
        for element in select(self.sheet.root, own) if own else ():
            if text_of(element):
                return element
        for element in select_all(self.sheet.root, shared) if shared else ():
            blocks = self.sheet.blocks_in([element])
            if blocks and not blocks[0].is_boilerplate and (until is None or blocks[0].index <= until):
                return element
        return None

"""Where a profile says that a field stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archiver.extract.blocks import Sheet
from archiver.extract.markup import MARK
from archiver.sites.profile import SiteProfile

_OWN, _PLATFORM, _CONTENT = "own", "platform", "content"
_FIELDS = ("title", "published", "author", "source", "lead", "body", "drop")


def marks_of(profile: SiteProfile | None) -> Mapping[str, tuple[str, ...]]:
    """The selectors that a profile gives, under names that `Pointers` understands."""
    if profile is None:
        return {}
    hints = ((_OWN, profile.article), (_PLATFORM, profile.platform.article))
    marks = {
        f"{whose}-{name}": selectors for whose, one in hints for name in _FIELDS if (selectors := getattr(one, name))
    }
    return marks | ({_CONTENT: content} if (content := profile.platform.listing.content) else {})


@dataclass(frozen=True, slots=True)
class Pointers:
    """What a profile's selectors found on one page."""

    sheet: Sheet
    found: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # name -> (rank of the selector, box)

    @classmethod
    def read(cls, sheet: Sheet, profile: SiteProfile | None) -> Pointers:
        found: dict[str, list[tuple[int, int]]] = {}
        for box in range(len(sheet.boxes)) if profile is not None else ():
            for mark in sheet.attributes(box).get(MARK, "").split() if MARK in sheet.raw(box) else ():
                name, _, rank = mark.partition(".")
                found.setdefault(name, []).append((int(rank), box))
        return cls(sheet, found)

    def content(self) -> list[int]:
        """The part of the page that the platform has for its content."""
        return [box for _, box in self.found.get(_CONTENT, ())]

    def own(self, name: str) -> list[int]:
        """What the profile's own selectors find."""
        return [box for _, box in self.found.get(f"{_OWN}-{name}", ())]

    def shared(self, name: str) -> list[int]:
        """What its platform's selectors find."""
        return [box for _, box in self.found.get(f"{_PLATFORM}-{name}", ())]

    def in_order(self, name: str) -> list[list[int]]:
        """What each of its platform's selectors finds, in their order: the surer ones stand first."""
        ranks: dict[int, list[int]] = {}
        for rank, box in self.found.get(f"{_PLATFORM}-{name}", ()):
            ranks.setdefault(rank, []).append(box)
        return [ranks[rank] for rank in sorted(ranks)]

    def find(self, name: str, *, until: int | None = None) -> int | None:
        """The box of a field: a profile's own selectors are believed, the platform's only in the article's neighbourhood.

        `.ngay` is the date of the article on one page, and of each teaser at its side as well.
        """
        boxes = self.sheet.boxes
        for _, box in sorted(self.found.get(f"{_OWN}-{name}", ())):
            if boxes.ends[box] > boxes.begins[box]:
                return box
        for _, box in sorted(self.found.get(f"{_PLATFORM}-{name}", ())):
            blocks = self.sheet.blocks_in([box])
            if blocks and not blocks[0].is_boilerplate and (until is None or blocks[0].index <= until):
                return box
        return None

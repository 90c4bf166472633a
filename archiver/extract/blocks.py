"""A page as a row of text blocks; nothing that reads a page needs its markup any more, but what writes it anew.

A block is a run of text between two block-level borders (a paragraph, a heading, a list item, a table cell, the text between
two `<br>`). A box is an element that can hold blocks. Boxes are numbered in page order and kept as columns, one list a
property: a page has hundreds, and most questions are asked of all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from archiver.extract.markup import Markup
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.tags import HEADINGS, Tag, attributes_of

# By which readers link to a heading: "Promise#", "Installing¶".
PERMALINKS = frozenset(("#", "¶", "§", "🔗", "\uf0c1", "\u200b#", "\u200b"))
PERMALINK = re.compile(r"\s*\u200b?[#¶§🔗\uf0c1]$|\u200b$")


@dataclass(slots=True, eq=False)
class Block:
    """A run of text, and where it stands."""

    index: int
    text: str
    words: int
    link_words: int
    box: int
    first: int  # the text slots of the markup that it is made of: from here
    last: int  # to here
    row: int  # of a table: its tr; of a list: its li
    roles: int = 0
    kind: str = ""  # heading, list, table, quote, code, caption; "" for a paragraph

    @property
    def said(self) -> str:
        """Its text without the sign by which readers link to it."""
        return PERMALINK.sub("", self.text) if self.link_words else self.text

    @property
    def link_share(self) -> float:
        return self.link_words / self.words if self.words else 0.0

    @property
    def is_boilerplate(self) -> bool:
        return bool(self.roles & BOILERPLATE)

    @property
    def is_caption(self) -> bool:
        return self.kind == "caption" or bool(self.roles & Role.CAPTION)


@dataclass(slots=True, eq=False)
class Boxes:
    """The boxes of a page, by columns."""

    tags: list[Tag] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)  # the first box is its own
    kinds: list[str] = field(default_factory=list)
    paths: list[int] = field(default_factory=list)  # equal for boxes of one kind in one place: all items of a list
    begins: list[int] = field(default_factory=list)  # its blocks: from here
    ends: list[int] = field(default_factory=list)  # to before here
    lasts: list[int] = field(default_factory=list)  # the boxes inside it: to before here
    slots: list[int] = field(default_factory=list)  # the number of its tag in the markup
    roles: list[int] = field(default_factory=list)  # its own, where they are believed
    all_roles: list[int] = field(default_factory=list)  # with those of its ancestors
    by_tag: dict[Tag, list[int]] = field(default_factory=dict)  # the boxes of each; tags are far fewer than boxes

    def __len__(self) -> int:
        return len(self.tags)

    def having(self, said: Callable[[Tag], object]) -> list[int]:
        """The boxes whose tags answer yes."""
        return self._with([tag for tag in self.by_tag if said(tag)])

    def with_role(self, role: int) -> list[int]:
        """The boxes whose names speak of a role, believed or not."""
        return self._with([tag for tag in self.by_tag if tag.role & role])

    def named(self, *names: str) -> list[int]:
        """The boxes of these elements."""
        return self._with([tag for tag in self.by_tag if tag.name in names])

    def index(self) -> None:
        """Once all boxes have their tags, of which most questions are asked."""
        self.by_tag = {}
        for box, tag in enumerate(self.tags):
            self.by_tag.setdefault(tag, []).append(box)

    def _with(self, wanted: list[Tag]) -> list[int]:
        return sorted(chain.from_iterable([self.by_tag[tag] for tag in wanted]))


@dataclass(slots=True, eq=False)
class Media:
    """The tags that may name a file, by columns: most are links, and nobody asks about most of them."""

    slots: list[int] = field(default_factory=list)  # their numbers in the markup
    positions: list[int] = field(default_factory=list)  # the blocks at which they stand
    boxes: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FieldComment:
    """A SharePoint comment that names the field in whose cell it stands."""

    raw: str
    box: int
    next_box: int


@dataclass(slots=True, eq=False)
class Sheet:
    """A whole page, cut into blocks."""

    markup: Markup
    boxes: Boxes = field(default_factory=Boxes)
    blocks: list[Block] = field(default_factory=list)
    media: Media = field(default_factory=Media)
    metas: list[str] = field(default_factory=list)  # raw tags
    titles: list[str] = field(default_factory=list)
    asks: bool = False  # its buttons may be headings: the questions that it answers
    fields: list[FieldComment] = field(default_factory=list)

    def blocks_in(self, boxes: Iterable[int]) -> list[Block]:
        """The blocks inside any of the boxes, in page order."""
        ranges = sorted((self.boxes.begins[box], self.boxes.ends[box]) for box in boxes)
        found, done = [], 0
        for begin, end in ranges:
            found += self.blocks[max(begin, done) : end]
            done = max(done, end)
        return found

    def text_in(self, box: int) -> str:
        return " ".join(block.text for block in self.blocks_in([box]))

    def words_in(self, box: int) -> int:
        return sum(block.words for block in self.blocks_in([box]))

    def raw(self, box: int) -> str:
        """The tag of a box as canonical markup has it."""
        tags = self.markup.tags
        return tags[self.boxes.slots[box]] if tags else ""

    def attributes(self, box: int) -> dict[str, str]:
        return attributes_of(self.raw(box))

    def above(self, box: int) -> Iterator[int]:
        """The box and those around it, from the inside out."""
        while True:
            yield box
            if not box:
                return
            box = self.boxes.parents[box]

    def ancestor(self, box: int, *names: str) -> int | None:
        return next((one for one in self.above(box) if self.boxes.tags[one].name in names), None)

    def heading_level(self, block: Block) -> int:
        """From 1 to 6; 0 where the block is no heading."""
        if block.kind != "heading":
            return 0
        name = next((name for box in self.above(block.box) if (name := self.boxes.tags[box].name) in HEADINGS), "h0")
        return int(name[1])

    def within(self, box: int, ancestor: int) -> bool:
        return ancestor <= box < self.boxes.lasts[ancestor]

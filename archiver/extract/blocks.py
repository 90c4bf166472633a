"""A page as a row of text blocks; nothing that reads a page needs its nodes any more.

A block is a run of text between two block-level borders (a paragraph, a heading, a list item, a table cell, the text between
two `<br>`). A box is an element that can hold blocks; boxes know their parent and what they hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from archiver.extract.names import BOILERPLATE, Role

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(slots=True, eq=False)
class Box:
    """An element that can hold blocks."""

    index: int
    element: etree._Element
    tag: str
    parent: int
    role: int  # its own
    all_roles: int = Role.NONE  # with those of its ancestors
    kind: str = ""  # what blocks directly in it are: heading, list, table, quote, code, caption
    words: int = 0
    link_words: int = 0


@dataclass(slots=True, eq=False)
class Block:
    """A run of text, and where it stands."""

    index: int
    text: str
    box: Box
    words: int
    link_words: int
    runs: list[tuple[etree._Element, bool]]  # the text slots: (element, whether it is the element's tail)
    row: int = -1  # of a table: its tr; of a list: its li
    roles: int = Role.NONE
    score: float = 0.0

    @property
    def link_share(self) -> float:
        return self.link_words / self.words if self.words else 0.0

    @property
    def is_boilerplate(self) -> bool:
        return bool(self.roles & BOILERPLATE)


@dataclass(frozen=True, slots=True, eq=False)
class Medium:
    """An element that names a file, and the block at which it stands."""

    element: etree._Element
    position: int
    box: Box


@dataclass(slots=True, eq=False)
class Sheet:
    """A whole page, cut into blocks."""

    root: etree._Element
    boxes: list[Box] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    media: list[Medium] = field(default_factory=list)

    def blocks_in(self, elements: list[etree._Element]) -> list[Block]:
        """The blocks that begin in one of the elements."""
        inside = {node for element in elements for node in element.iter()}
        tops = set(elements)
        return [
            block
            for block in self.blocks
            if block.runs[0][0] in inside and not (block.runs[0][1] and block.runs[0][0] in tops)
        ]

    def heading_level(self, block: Block) -> int:
        """From 1 to 6; 0 where the block is no heading."""
        box = block.box
        while box.kind == "heading" and box.index:
            if box.tag in HEADINGS:
                return int(box.tag[1])
            box = self.boxes[box.parent]
        return 0

    def within(self, box: Box, ancestor: Box) -> bool:
        while box.index > ancestor.index:
            box = self.boxes[box.parent]
        return box is ancestor

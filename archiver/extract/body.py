"""The blocks of the main text, by the surest way there is: the profile, named fields, named containers, the content's shape."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from archiver.extract import named
from archiver.extract.blocks import Block, Sheet
from archiver.extract.content import choose, is_end_heading, is_good, trim
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.selectors import select_all
from archiver.sites.profile import SiteProfile

_ENOUGH = 0.5  # of what the content's shape finds: a publishing field may be a box at the side, or stand empty


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the main text, and the stage that found them."""

    blocks: list[Block]
    stage: str


def find_body(sheet: Sheet, form: named.Form, profile: SiteProfile | None) -> Body:
    """The main text of a page; no blocks only where the page has no words."""
    dropped = _dropped(sheet, profile)
    by_shape = [block for block in choose(sheet) if block.index not in dropped]
    for stage, elements, trusted in _places(sheet, form, profile):
        blocks = (
            [b for b in sheet.blocks_in(_outermost(elements)) if b.index not in dropped and _readable(b)]
            if elements
            else []
        )
        if blocks and (trusted or _weight(blocks) >= _ENOUGH * _weight(by_shape)):
            return Body(trim(_before_end(blocks)), stage)
    return Body(by_shape, "content")


def _places(
    sheet: Sheet, form: named.Form, profile: SiteProfile | None
) -> list[tuple[str, list[etree._Element], bool]]:
    root = sheet.root
    own = select_all(root, profile.article.body) if profile else []
    platform = select_all(root, profile.platform.article.body) if profile else []
    return [
        ("profile", own, True),
        ("named field", form.elements(named.BODIES), True),
        ("named container", platform, False),
        ("named container", named.rich_fields(root), False),
    ]


def _outermost(elements: list[etree._Element]) -> list[etree._Element]:
    found = set(elements)
    return [e for e in dict.fromkeys(elements) if not any(above in found for above in e.iterancestors())]


def _readable(block: Block) -> bool:
    return not block.roles & (Role.HIDDEN | Role.CAPTION | Role.SHARE | Role.COMMENTS | Role.RELATED)


def _before_end(blocks: list[Block]) -> list[Block]:
    """Without "Các tin khác" and what follows, where a container goes on too long."""
    half = 0.5 * sum(block.words for block in blocks)
    seen = 0
    for position, block in enumerate(blocks):
        if position and seen >= half and is_end_heading(block):
            return blocks[:position]
        seen += block.words
    return blocks


def _weight(blocks: list[Block]) -> int:
    return sum(block.words for block in blocks if is_good(block) and not block.roles & BOILERPLATE)


def _dropped(sheet: Sheet, profile: SiteProfile | None) -> frozenset[int]:
    elements = select_all(sheet.root, profile.fields.drop) if profile and profile.fields.drop else []
    return frozenset(block.index for block in sheet.blocks_in(elements)) if elements else frozenset()

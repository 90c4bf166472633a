"""Captions that only their look tells: the centred line under a centred picture, in a plain paragraph."""

from __future__ import annotations

import re
from itertools import islice

from archiver.extract.blocks import Block, Sheet

_FEWEST, _MOST = 4, 40  # words
_SHARE = 4  # of so many words on the page one may be a caption's: of more, pictures are what it is about
_ABOVE = 3  # boxes, or tags
_CENTRED = re.compile(r' align="center"|text-align\s*:\s*center|^center\b', re.IGNORECASE)
_SLANTED = re.compile(r"(?:em|i)(?: |$)|[^<>]*font-style\s*:\s*italic", re.IGNORECASE)


def captions_by_look(sheet: Sheet) -> list[Block]:
    """The lines that are set off from a text right under its pictures, where they are few beside it."""
    tags, media = sheet.markup.tags, sheet.media
    found = []
    for slot, place, box in zip(media.slots, media.positions, media.boxes, strict=True):
        if place < len(sheet.blocks) and tags[slot].startswith("img"):
            block = sheet.blocks[place]
            if slot < block.first and block not in found and _is_line(block) and _is_set_off(sheet, block, box):
                found.append(block)
    words = sum(block.words for block in found)
    return found if words * _SHARE <= sum(block.words - block.link_words for block in sheet.blocks) else []


def _is_line(block: Block) -> bool:
    return not block.kind and not block.link_words and _FEWEST <= block.words <= _MOST and not block.text.endswith(":")


def _is_set_off(sheet: Sheet, block: Block, picture: int) -> bool:
    """Whether it is centred as its picture is, and what follows is not, or is not slanted as it is."""
    if not (_is_centred(sheet, block.box) and _is_centred(sheet, picture)):
        return False
    after = sheet.blocks[block.index + 1] if block.index + 1 < len(sheet.blocks) else None
    return (
        after is None
        or not _is_centred(sheet, after.box)
        or (_is_slanted(sheet, block) and not _is_slanted(sheet, after))
    )


def _is_slanted(sheet: Sheet, block: Block) -> bool:
    """Whether all of a line is: its last words stand in the element in which its first do."""
    tags = sheet.markup.tags
    opened = next(
        (at for at in range(block.first - 1, max(0, block.first - 1 - _ABOVE), -1) if _SLANTED.match(tags[at])), None
    )
    if opened is None:
        return False
    last = max((slot for slot in range(block.first, block.last + 1) if sheet.markup.texts[slot].strip()), default=0)
    depth = 1
    for tag in tags[opened + 1 : last]:
        depth += -1 if tag[0] == "/" else tag.partition(" ")[0] not in {"br", "img", "wbr"}
        if not depth:
            return False
    return True


def _is_centred(sheet: Sheet, box: int) -> bool:
    return any(_CENTRED.search(sheet.raw(one)) for one in islice(sheet.above(box), _ABOVE))

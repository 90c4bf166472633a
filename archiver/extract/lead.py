"""The summary of a text, which many portals print above it in a box or under a class of its own."""

from __future__ import annotations

from dataclasses import replace

from archiver.extract.blocks import Block, Sheet
from archiver.extract.body import Body
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.pointers import Pointers
from archiver.extract.published import Extent

_WORDS_OF_LEAD = 8
_LEAD_NEAR = 4  # blocks: a picture's caption may stand between the lead and the text


def with_lead(body: Body, sheet: Sheet, pointers: Pointers) -> Body:
    """A body with the summary that stands in a box of its own, just above that of the text."""
    first = body.blocks[0].index if body.blocks else 0
    box = pointers.find("lead", until=first - 1) if first else None
    held = sheet.blocks_in([box]) if box is not None else []
    above = [block for block in held if first - _LEAD_NEAR <= block.index < first]
    if not above and body.stage == "named container":
        above = _named_lead(sheet, first)
    return replace(body, blocks=[*above, *body.blocks]) if above else body


def _named_lead(sheet: Sheet, first: int) -> list[Block]:
    """A lead by its name alone, as `<div class="hometext" itemprop="description">` over NukeViet's `bodytext`."""
    near = sheet.blocks[max(0, first - _LEAD_NEAR) : first]
    return [b for b in near if b.roles & Role.LEAD and not b.roles & BOILERPLATE and b.words >= _WORDS_OF_LEAD][-1:]


def find_lead(blocks: list[Block], sheet: Sheet, pointers: Pointers, extent: Extent) -> tuple[Block, str] | None:
    """Which of the first lines of a text is its summary, and by what it is known: the profile, or its class."""
    box = pointers.find("lead", until=extent.last)
    hinted = sheet.blocks_in([box]) if box is not None else []
    for block in blocks[:2]:
        if block in hinted:
            return block, "profile"
        if block.roles & Role.LEAD and block.words >= _WORDS_OF_LEAD and len(blocks) > 1:
            return block, "lead class"
    return None

"""The summary of a text, which many portals print above it in a box or under a class of its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from archiver.extract.blocks import Block, Sheet
from archiver.extract.body import Body
from archiver.extract.names import ASIDE_FROM_TEXT, BOILERPLATE, Role
from archiver.extract.pointers import Pointers
from archiver.extract.published import Extent

_WORDS_OF_LEAD = 8
_FEWEST_OF_LEAD, _LABEL = 5, 6
_LEAD_NEAR, _LEAD_FAR = 4, 12  # blocks: a picture's caption may stand between the lead and the text


def with_lead(body: Body, sheet: Sheet, pointers: Pointers, *, by_name: bool) -> Body:
    """A body with the summary that stands in a box of its own, just above that of the text.

    One that only its name tells is believed above a box that is named for the text, and wherever that is asked for: of a page that
    calls itself an article the models know whether its summary is text.
    """
    first = body.blocks[0].index if body.blocks else 0
    box = pointers.find("lead", until=first - 1) if first else None
    held = sheet.blocks_in([box]) if box is not None else []
    above = [block for block in held if first - _LEAD_NEAR <= block.index < first]
    if not above and (body.stage == "named container" or (by_name and body.stage == "content")):
        above = _named_lead(sheet, first)
    return replace(body, blocks=[*above, *body.blocks]) if above else body


def _named_lead(sheet: Sheet, first: int) -> list[Block]:
    """A lead by its name alone, as `<div class="hometext" itemprop="description">` over NukeViet's `bodytext`.

    Who wrote it and the day may stand between it and the text: where it follows a heading, so much is passed over.
    """
    for index in reversed(range(max(0, first - _LEAD_FAR), first)):
        block = sheet.blocks[index]
        if _is_lead(sheet, block):
            heads = sheet.blocks[max(0, index - 2) : index]
            under = any(one.kind == "heading" or one.roles & Role.TITLE for one in heads)
            return [block] if under or first - index <= _LEAD_NEAR else []
        if block.words > _LABEL and not block.roles & (ASIDE_FROM_TEXT | Role.SHARE):
            break
    return []


def _is_lead(sheet: Sheet, block: Block) -> bool:
    if block.words < _FEWEST_OF_LEAD or block.link_words or block.roles & (BOILERPLATE | ASIDE_FROM_TEXT):
        return False
    return any(sheet.boxes.tags[box].role & Role.LEAD for box in islice(sheet.above(block.box), 2))


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

"""What an article calls its text: a box that is named for it.

The models see the name as one thing among many, and on a page of a make that they do not know they take the teasers under a text for
more of it. What stands behind the named box has to be text beyond doubt.
"""

from __future__ import annotations

from archiver.extract.blocks import Block, Sheet
from archiver.extract.forest import ONE
from archiver.extract.head import Head
from archiver.extract.names import ASIDE_FROM_TEXT, BOILERPLATE, Role

_BEHIND = 4 * ONE  # of the logit
_HELD = 0.5  # of the words that the models take for text, by the named box
_MOST = 0.97  # of the words of a box that is named so as well, by one inside it
_LINKED = 0.45
_THREADS = frozenset(("DiscussionForumPosting", "QAPage"))  # whose posts have such a box each


def with_named_box(sheet: Sheet, head: Head, sums: list[int], border: int) -> list[int]:
    """What the models say of each block of an article, in parts of `ONE`: less of what stands behind the box of its text.

    A lead may well stand before it; a caption behind it is no text, and is kept as what it is.
    """
    if head.kinds & _THREADS:
        return sums
    boxes = sheet.boxes
    wanted = _HELD * _weight([block for block, own in zip(sheet.blocks, sums, strict=True) if own > border])
    end = most = 0
    for box in boxes.with_role(Role.BODY):
        held = _weight(sheet.blocks[boxes.begins[box] : boxes.ends[box]]) if boxes.roles[box] & Role.BODY else 0
        if held and held >= max(wanted, _MOST * most):  # the inner ones come later
            most, end = held, boxes.ends[box]
    if not most:
        return sums
    behind = {block.index for block in sheet.blocks[end:] if not block.roles & Role.CAPTION}
    return [own - _BEHIND if place in behind else own for place, own in enumerate(sums)]


def _weight(blocks: list[Block]) -> int:
    """Words that may be of a text."""
    against = BOILERPLATE | ASIDE_FROM_TEXT
    return sum(block.words for block in blocks if not block.roles & against and block.link_share < _LINKED)

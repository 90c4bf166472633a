"""What an article names itself: the box of its text, and what its readers wrote.

The models see the names as some things among many, and on a page of a make that they do not know they take the teasers under a
text, or the comments, for more of it. What stands there has to be text beyond doubt.
"""

from __future__ import annotations

from itertools import accumulate

from archiver.extract.blocks import Block, Sheet
from archiver.extract.forest import ONE
from archiver.extract.head import Head
from archiver.extract.names import ASIDE_FROM_TEXT, BOILERPLATE, Role

_LESS = 4 * ONE  # of the logit
_HELD = 0.5  # of the words that the models take for text, by the named box
_MOST = 0.97  # of the words of a box that is named so as well, by one inside it
_LINKED = 0.45
_THREADS = frozenset(("DiscussionForumPosting", "QAPage"))  # whose posts have such a box each
_NEWS = frozenset(("NewsArticle", "ReportageNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle"))  # no threads


def with_names(sheet: Sheet, head: Head, sums: list[int], border: int) -> list[int]:
    """What the models say of each block of an article, in parts of `ONE`: less of what is not told to be its text.

    That is what stands behind the box that is named for the text (a lead may well stand before it; a caption behind it is
    no text, and is kept as what it is), and under news what is named comments.
    """
    end = _end_of_text(sheet, sums, border) if not head.kinds & _THREADS else len(sums)
    against = Role.COMMENTS if head.kinds & _NEWS else Role.NONE
    return [
        own - _LESS if block.roles & against or (block.index >= end and not block.roles & Role.CAPTION) else own
        for block, own in zip(sheet.blocks, sums, strict=True)
    ]


def _end_of_text(sheet: Sheet, sums: list[int], border: int) -> int:
    """The block behind the box that is named for the text and holds most of it; behind the last where there is none."""
    boxes = sheet.boxes
    named = [box for box in boxes.with_role(Role.BODY) if boxes.roles[box] & Role.BODY]
    if not named:
        return len(sums)
    weights = [_weight(block) for block in sheet.blocks]
    up_to = [0, *accumulate(weights)]
    wanted = _HELD * sum(weight for weight, own in zip(weights, sums, strict=True) if own > border)
    end, most = len(sums), 0
    for box in named:
        held = up_to[boxes.ends[box]] - up_to[boxes.begins[box]]
        if held and held >= max(wanted, _MOST * most):  # the inner ones come later
            most, end = held, boxes.ends[box]
    return end


def _weight(block: Block) -> int:
    """Words that may be of a text."""
    plain = not block.roles & (BOILERPLATE | ASIDE_FROM_TEXT) and block.link_share < _LINKED
    return block.words if plain else 0

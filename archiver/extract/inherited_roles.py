"""Which of the roles that names give to boxes are believed, and how they go down the tree."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

from archiver.extract.blocks import Sheet
from archiver.extract.names import ASIDE_FROM_TEXT, BOILERPLATE, Role

_FEW = 5  # boxes
_ENOUGH = 60  # words
_MOST = 0.5  # an element that holds this share of the page's text is not what its name says
_MOST_COMMENTS = 0.8
_MOST_ASIDES = 0.2  # captions, bylines, dates
_FRAMES = Role.SIDE | Role.ADVERT | Role.FORM  # which are round the text where a box named for it fills them: "modal"


def inherit_roles(sheet: Sheet) -> None:
    """Roles go down the tree; a name that would take most of the page's text with it is not believed."""
    boxes = sheet.boxes
    begins, ends = boxes.begins, boxes.ends
    plain = list(accumulate((block.words - block.link_words for block in sheet.blocks), initial=0))
    limit = max(_ENOUGH, _MOST * max(1, plain[-1]))
    limit_of_comments = max(_ENOUGH, _MOST_COMMENTS * max(1, plain[-1]))
    limit_of_asides = max(_ENOUGH, _MOST_ASIDES * plain[-1])
    named = boxes.having(lambda tag: tag.role & (Role.TITLE | Role.BODY) or tag.is_body)
    titles, bodies = ([box for box in named if boxes.tags[box].role & one] for one in (Role.TITLE, Role.BODY))
    told = [box for box in named if boxes.tags[box].is_body]

    def believed(box: int, role: int) -> int:
        inner = range(box + 1, boxes.lasts[box])
        if role & Role.NAVIGATION and (
            _first_in(inner, told) or (_first_in(inner, titles) and _first_in(inner, bodies))
        ):
            role &= ~Role.NAVIGATION
        held = plain[ends[box]] - plain[begins[box]]
        if role & _FRAMES and any(
            2 * (plain[ends[one]] - plain[begins[one]]) > held for one in _first_in(inner, bodies)
        ):
            role &= ~_FRAMES
        if role & BOILERPLATE and held > (limit_of_comments if role & Role.COMMENTS else limit):
            role &= ~BOILERPLATE
        if role & ASIDE_FROM_TEXT and held > limit_of_asides:
            role &= ~ASIDE_FROM_TEXT
        return role

    navigation, doubtful = Role.NAVIGATION, BOILERPLATE | ASIDE_FROM_TEXT
    passing = ~(Role.TITLE | Role.LEAD)
    roles, inherited = boxes.roles, boxes.all_roles
    for box, (tag, parent) in enumerate(zip(boxes.tags, boxes.parents, strict=True)):
        role = tag.role
        if role & Role.HEAD and _is_round_a_title(sheet, box):
            role &= ~Role.HEAD
        if role & doubtful and (role & navigation or plain[ends[box]] - plain[begins[box]] > _ENOUGH):
            role = believed(box, role)
        roles.append(role)
        inherited.append(role | (inherited[parent] & passing) if box else role)


def _is_round_a_title(sheet: Sheet, box: int) -> bool:
    """Whether a head has a heading and leads nowhere: Bootstrap's `page-header` is no head of a site."""
    held = sheet.blocks[sheet.boxes.begins[box] : sheet.boxes.ends[box]] if "page-header" in sheet.raw(box) else []
    headed = any(sheet.boxes.kinds[block.box] == "heading" for block in held)
    return headed and not any(block.link_words for block in held)


def _first_in(inner: range, boxes: list[int]) -> list[int]:
    """The first few of these boxes that lie among others: a text has one, and a frame round thousands holds no text."""
    first = bisect_left(boxes, inner.start)
    return boxes[first : min(bisect_left(boxes, inner.stop), first + _FEW)]

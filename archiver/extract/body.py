"""The blocks of the main text, by the surest way there is: the profile, named fields, named containers, the content's shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archiver.extract import named
from archiver.extract.blocks import Block, Sheet
from archiver.extract.content import is_good, trim
from archiver.extract.forest import ONE
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.phrases import is_end_heading
from archiver.extract.pointers import Pointers
from archiver.extract.verdict import Verdict

_LINKED, _LINKED_COMMENT = 0.45, 0.5
_SPECIAL = named.TITLES | named.AUTHORS | named.SOURCES | named.NUMBERS | named.ISSUED | frozenset(named.PUBLISHED)
_WORDS_OF_COMMENT = 4
_REFUSED = 3 * ONE  # of the logit
_FEWEST = 40  # words
_NEAR = 4  # blocks between a title and its text: a day, a lead, who wrote it
_ENOUGH = 0.5  # of what the content's shape finds: a publishing field may be a box at the side, or stand empty


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the main text, and the stage that found them."""

    blocks: list[Block]
    stage: str


def find_body(sheet: Sheet, form: named.Form, pointers: Pointers, by_shape: list[Block], verdict: Verdict) -> Body:
    """The main text of a page, where `by_shape` is what its shape says; no blocks only where the page has no words.

    In a container that most sites of a make name so stand share bars and teasers as well: there the models' `verdict` has a veto.
    """
    dropped = frozenset(block.index for block in sheet.blocks_in(pointers.own("drop") + pointers.shared("drop")))
    by_shape = [block for block in by_shape if block.index not in dropped]
    for place in _places(sheet, form, pointers):
        held = sheet.blocks_in(place.boxes) if place.boxes else []
        blocks = [block for block in held if block.index not in dropped and _readable(block)]
        if blocks and (
            place.trusted
            or _weight(blocks) >= _ENOUGH * _weight(by_shape)
            or (place.of_many_sites and _is_under_title(sheet, blocks))
        ):
            able = _not_refused(blocks, verdict) if place.of_many_sites else blocks
            return Body(trim(_before_end(able or blocks)), place.stage)
    if form.fields:  # a record without a text: what its other fields hold, not what stands round the form
        facts = sheet.blocks_in([field.box for field in form.fields])
        own = [block for block in by_shape if block not in facts and not named.is_fact(block.text)]
        if form.are_facts and _words(own) > max(_words(facts), _FEWEST):  # a decree under its facts
            return Body(own, "content")
        values = sheet.blocks_in(form.others(_SPECIAL))
        by_shape = [block for block in values if block.index not in dropped and block.link_share < _LINKED]
    return Body(by_shape, "content")


def comments_beside(sheet: Sheet, text: list[Block]) -> list[Block]:
    """What readers wrote under the text; kept apart from it."""
    taken = {block.index for block in text}
    other = Role.FORM | Role.NAVIGATION | Role.HIDDEN | Role.RELATED
    return [
        block
        for block in sheet.blocks
        if block.roles & Role.COMMENTS
        and block.index not in taken
        and not block.roles & other
        and block.words >= _WORDS_OF_COMMENT
        and block.link_share < _LINKED_COMMENT
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """Boxes that are said to hold the text."""

    stage: str
    boxes: list[int]
    trusted: bool = False
    of_many_sites: bool = False


def _places(sheet: Sheet, form: named.Form, pointers: Pointers) -> list[_Place]:
    return [
        _Place("profile", pointers.own("body"), trusted=True),
        _Place("named field", form.boxes(named.BODIES), trusted=True),
        *(_Place("named container", boxes, of_many_sites=True) for boxes in pointers.in_order("body")),
        _Place("named container", named.rich_fields(sheet)),
    ]


def _not_refused(blocks: list[Block], verdict: Verdict) -> list[Block]:
    return [b for b in blocks if not verdict.sums or verdict.sums[b.index] - verdict.border > -_REFUSED]


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


def _is_under_title(sheet: Sheet, blocks: list[Block]) -> bool:
    """Whether the lines of a place begin under the page's h1: those of an article of one sentence, beside teasers of many."""
    first = next((block.index for block in blocks if is_good(block)), 0)
    return any(sheet.boxes.tags[block.box].name == "h1" for block in sheet.blocks[max(0, first - _NEAR) : first])


def _words(blocks: Iterable[Block]) -> int:
    return sum(block.words for block in blocks)


def _weight(blocks: list[Block]) -> int:
    return sum(block.words for block in blocks if is_good(block) and not block.roles & BOILERPLATE)

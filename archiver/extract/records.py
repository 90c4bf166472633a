"""What a record says of itself beside its text: number and date of a document, the way that leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.extract import named
from archiver.extract.blocks import Block, Sheet
from archiver.extract.dateline import is_of_document
from archiver.extract.names import Role
from archiver.extract.site_names import key_of
from archiver.vietnamese.numbers import find_number

_HOMES = frozenset(("trang chu", "home", "homepage", "startseite", "accueil"))
_NUMBER_LINE = re.compile(r"\W*số\s*[:：]?\s*\d", re.IGNORECASE)
_WORDS_OF_NUMBER, _WORDS_OF_DAY = 5, 12
_LABEL = 24  # characters
_CRUMB = re.compile(r"\s*(?:[>»›→/|]|::)\s*")


def document_number(form: named.Form, blocks: list[Block]) -> str | None:
    """The number that a field or a label names; a number in running text is another document's."""
    field = form.find(named.NUMBERS)
    number = field.text if field else _labelled(blocks, named.NUMBERS)
    return (find_number(number) or number) if number else None


def letterhead(blocks: Iterable[Block]) -> tuple[str, str] | None:
    """Number and day of a document from its letterhead, where both stand in it: "Số: 15/2012/QĐ-UBND", "Quảng Trị, ngày 01 tháng 10 năm 2012".

    `blocks` are those round the beginning of the text: a letterhead is often a table of its own.
    """
    number = day = None
    for block in blocks:
        if block.words <= _WORDS_OF_NUMBER and _NUMBER_LINE.match(block.text):
            number = number or find_number(block.text)
        elif block.words <= _WORDS_OF_DAY and is_of_document(block.text):
            day = day or block.text
    return (number, day) if number and day else None


def opening_number(title: str | None, blocks: list[Block]) -> str | None:
    """The first number in title and opening: of a page that is known to be a document."""
    return find_number(" ".join([title or "", *(block.text for block in blocks[:3])]))


def date_of_issue(form: named.Form, blocks: list[Block]) -> str | None:
    """The date of the document as its field or label prints it."""
    field = form.find(named.ISSUED)
    return field.text if field else _labelled(blocks, named.ISSUED)


def breadcrumb(sheet: Sheet, sites: frozenset[str]) -> tuple[str, ...]:
    """The sections above the page, without the home page."""
    roles, begins, ends = sheet.boxes.roles, sheet.boxes.begins, sheet.boxes.ends
    crumbs = sheet.boxes.with_role(Role.BREADCRUMB)
    first = next((box for box in crumbs if roles[box] & Role.BREADCRUMB and ends[box] > begins[box]), None)
    if first is None:
        return ()
    texts = [block.text for block in sheet.blocks_in([first])]
    pieces = [piece for text in texts for piece in _CRUMB.split(text) if piece and len(piece) < 120]
    return tuple(piece for piece in pieces if key_of(piece) not in {*_HOMES, *sites})


def _labelled(blocks: list[Block], names: frozenset[str]) -> str | None:
    """The value beside a label: two cells of a row, or "Ngày ban hành: 12/5/2010" in one."""
    for position, block in enumerate(blocks):
        if block.words > 20:
            continue
        label, _, value = block.text.partition(":")
        if len(label) <= _LABEL and named.is_label(label, names):
            return value.strip() or (blocks[position + 1].text if position + 1 < len(blocks) else None)
    return None

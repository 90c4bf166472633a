"""What a table is for: its rows and columns mean something, it frames a picture, or it only lays the page out."""

from __future__ import annotations

import re
from bisect import bisect_left
from copy import copy
from itertools import accumulate

from archiver.extract.blocks import Sheet
from archiver.extract.names import Role
from archiver.extract.tags import Tag

_CELL = 600  # characters; a longer cell is a column of the page
_LINES_OF_CAPTION, _WORDS_OF_CAPTION = 3, 60
_ORNAMENT = 60  # pixels; a smaller picture is a sign, a rule or a spacer
_SIZE = re.compile(r' (?:width|height)="(\d+)(?:px)?"')
_MOST_PICTURES = 100  # that are looked at


def name_tables(sheet: Sheet) -> None:
    """Gives blocks the kind "table" where rows and columns mean something, and the role of a caption round a picture."""
    boxes, renamed = sheet.boxes, False
    for box in boxes.named("table"):
        inner = range(box + 1, boxes.lasts[box])
        nature = _nature_of_table(sheet, box, inner)
        if nature == "caption":
            boxes.tags[box] = _captioned(boxes.tags[box])
            renamed = True
        elif nature == "table":
            for one in range(box, boxes.lasts[box]):
                boxes.kinds[one] = "caption" if boxes.tags[one].name == "caption" else "table"
    if renamed:
        boxes.index()


def _captioned(tag: Tag) -> Tag:
    captioned = copy(tag)
    captioned.role |= Role.CAPTION
    return captioned


def _nature_of_table(sheet: Sheet, table: int, inner: range) -> str:
    """The nature "table" where rows and columns mean something, "caption" round a picture, "" where it is page layout."""
    boxes = sheet.boxes
    names = [boxes.tags[box].name for box in inner]
    if "table" in names or "form" in names or 'role="presentation"' in sheet.raw(table):
        return ""
    blocks = sheet.blocks[boxes.begins[table] : boxes.ends[table]]
    if (
        len(blocks) <= _LINES_OF_CAPTION
        and sum(block.words for block in blocks) < _WORDS_OF_CAPTION
        and _is_of_picture(sheet, table)
    ):
        return "caption"
    rows = [box for box in inner if boxes.tags[box].name == "tr"]
    cells = [box for box in inner if boxes.tags[box].name in {"td", "th"}]
    widths, filled = dict.fromkeys(rows, 0), dict.fromkeys(rows, 0)
    for cell in cells:
        if boxes.parents[cell] in widths:
            widths[boxes.parents[cell]] += 1
            filled[boxes.parents[cell]] += boxes.ends[cell] > boxes.begins[cell]
    wide = sum(1 for width in widths.values() if width >= 2)
    if wide < 0.6 * len(rows) or sum(1 for width in filled.values() if width >= 2) < 2:
        return ""
    lengths = list(accumulate((len(block.text) for block in blocks), initial=0))
    start = boxes.begins[table]
    longest = max(
        (lengths[boxes.ends[cell] - start] - lengths[boxes.begins[cell] - start] for cell in cells), default=0
    )
    return "table" if longest < _CELL else ""


def _is_of_picture(sheet: Sheet, table: int) -> bool:
    """Whether a table sets a few words over or under a picture; beside one they are an entry of a list, with its picture."""
    cells = {sheet.ancestor(box, "td", "th") for box in _pictures_in(sheet, table)}
    rows = {sheet.boxes.parents[cell] for cell in cells if cell is not None}
    texts = {
        sheet.ancestor(block.box, "td", "th")
        for block in sheet.blocks[sheet.boxes.begins[table] : sheet.boxes.ends[table]]
    }
    return bool(cells) and not any(
        cell is not None and cell not in cells and sheet.boxes.parents[cell] in rows for cell in texts
    )


def _pictures_in(sheet: Sheet, box: int) -> list[int]:
    """The boxes of the pictures in a box, but not of ornaments."""
    boxes, tags = sheet.boxes, sheet.markup.tags
    after = boxes.lasts[box]
    until = boxes.slots[after] if after < len(boxes) else len(tags)
    media = sheet.media
    first, last = (bisect_left(media.slots, slot) for slot in (boxes.slots[box], until))
    return [
        media.boxes[one]
        for one in range(first, min(last, first + _MOST_PICTURES))
        if media.boxes[one] >= box
        and (raw := tags[media.slots[one]]).startswith("img")
        and all(int(size) >= _ORNAMENT for size in _SIZE.findall(raw))
    ]

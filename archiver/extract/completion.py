"""What the models leave out of a text that stands between what they take, or is made as it is."""

from __future__ import annotations

from archiver.extract.blocks import Block, Sheet
from archiver.extract.forest import ONE
from archiver.extract.names import ASIDE_FROM_TEXT, BOILERPLATE, Role
from archiver.extract.phrases import is_end_heading
from archiver.extract.verdict import Verdict

_DOUBT = ONE  # of the logit, below the border
_NO_LINES = frozenset(("heading", "caption", "table"))
_LINE = 6  # words of a paragraph; a shorter one may be a button
_EDGE = 3  # blocks behind the text
_MOSTLY = 2  # paragraphs of the text that stand together hold so many times the words of those that the model doubts
_PARAGRAPH = 25  # words
_LINKED = 0.45


def with_lines_between(sheet: Sheet, chosen: list[Block], verdict: Verdict) -> list[Block]:
    """With the doubtful lines of an article between those of its text, in the same box and made as they are; and those of its lists.

    Of prizes the model takes "RAYE – WINNER", and not each of the names under it.
    """
    if verdict.is_loose:
        return chosen
    paths, parents = sheet.boxes.paths, sheet.boxes.parents
    taken = {block.index for block in chosen}
    lists = {(paths[block.box], parents[block.box]) for block in chosen if block.kind == "list"}
    waiting: dict[tuple[int, int], list[int]] = {}  # behind a line of the text
    for block in sheet.blocks[max(0, chosen[0].index - _EDGE) : chosen[-1].index + 1 + _EDGE]:
        place = (paths[block.box], parents[block.box])
        if block.index in taken:
            taken.update(waiting.get(place, ()))
            waiting[place] = []
        elif _may_be_line(block) and verdict.sums[block.index] > verdict.border - _DOUBT:
            if block.kind == "list" and place in lists:
                taken.add(block.index)
            elif place in waiting:
                waiting[place].append(block.index)
    return [block for block in sheet.blocks if block.index in taken]


def _may_be_line(block: Block) -> bool:
    """Whether nothing speaks against a line but that it is short."""
    return not block.link_words and block.kind not in _NO_LINES and not block.roles & (BOILERPLATE | ASIDE_FROM_TEXT)


def with_siblings(sheet: Sheet, chosen: list[Block], verdict: Verdict) -> list[Block]:
    """With the doubtful lines that stand behind a line of the text and are made as it is.

    Else a last short paragraph comes and goes with the number of titles in "Các tin khác" under it, and each time counts as an
    edit. A page that calls itself an article is of a make that the model knows better.
    """
    if not verdict.is_loose:
        return chosen
    boxes = sheet.boxes
    taken = {block.index for block in chosen}
    for block in sheet.blocks[chosen[0].index + 1 : chosen[-1].index + 1 + _EDGE]:
        before = sheet.blocks[block.index - 1]
        if (
            block.index not in taken
            and before.index in taken
            and not block.kind
            and block.words >= _LINE
            and boxes.paths[before.box] == boxes.paths[block.box]
            and boxes.parents[before.box] == boxes.parents[block.box]
            and verdict.sums[block.index] > verdict.border - _DOUBT
            and not block.roles & (BOILERPLATE | ASIDE_FROM_TEXT | Role.HEAD)
            and block.link_share < _LINKED
        ):
            taken.add(block.index)
    return [block for block in sheet.blocks if block.index in taken]


def with_the_like(sheet: Sheet, chosen: list[Block], lean: list[int] | None) -> list[Block]:
    """With the paragraphs between those of the text that stand in its own box and are made as most of the text is, unless pages speak against them."""
    boxes = sheet.boxes
    taken = {block.index for block in chosen}
    words: dict[tuple[int, int], list[int]] = {}
    able = []
    for block in sheet.blocks[max(0, chosen[0].index - 1) : chosen[-1].index + 1]:
        if (
            block.kind
            or block.words < _PARAGRAPH
            or block.link_share >= _LINKED
            or block.roles & (BOILERPLATE | ASIDE_FROM_TEXT)
            or (lean is not None and lean[block.index] < -ONE)
        ):
            continue
        place = (boxes.paths[block.box], boxes.parents[block.box])
        both = words.setdefault(place, [0, 0])
        both[block.index in taken] += block.words
        if block.index not in taken:
            able.append((place, block.index))
    taken |= {index for place, index in able if words[place][1] > _MOSTLY * words[place][0]}
    return [block for block in sheet.blocks if block.index in taken]


def with_tables_between(sheet: Sheet, chosen: list[Block], *, loose: bool) -> list[Block]:
    """With the tables and the lists of terms that stand between two lines of the text, in its own box, and lead nowhere.

    On a page that does not call itself an article also one that ends the box: a report of old portals ends with its figures.
    """
    boxes = sheet.boxes
    taken = {block.index for block in chosen}
    for box in boxes.named("table", "dl"):
        begin, end, parent = boxes.begins[box], boxes.ends[box], boxes.parents[box]
        held = sheet.blocks[begin:end]
        layout = boxes.tags[box].name == "table" and boxes.kinds[box] != "table"
        last = loose and end == boxes.ends[parent]
        if layout or not held or begin - 1 not in taken or not (last or end in taken) or {*range(begin, end)} <= taken:
            continue
        beside = sheet.blocks[begin - 1 : begin] if last else (sheet.blocks[begin - 1], sheet.blocks[end])
        inside = all(boxes.parents[block.box] == parent or block.box == parent for block in beside)
        if inside and not any(block.link_words or block.roles & (BOILERPLATE | ASIDE_FROM_TEXT) for block in held):
            taken.update(range(begin, end))
    return [block for block in sheet.blocks if block.index in taken]


def with_whole_tables(sheet: Sheet, chosen: list[Block]) -> list[Block]:
    """With all of a table of data of which most is text: of short figures the models leave out the heads and the last row."""
    boxes = sheet.boxes
    taken = {block.index for block in chosen}
    for box in boxes.named("table"):
        held = sheet.blocks[boxes.begins[box] : boxes.ends[box]] if boxes.kinds[box] == "table" else []
        words = sum(block.words for block in held)
        if words and 2 * sum(block.words for block in held if block.index in taken) > words:
            taken.update(block.index for block in held if not block.roles & BOILERPLATE)
    return [block for block in sheet.blocks if block.index in taken]


def with_headings_between(sheet: Sheet, chosen: list[Block], verdict: Verdict) -> list[Block]:
    """With the headings between two lines of the text, in the box of the second, whose words the models do not like."""
    boxes = sheet.boxes
    taken = {block.index for block in chosen}
    for block in sheet.blocks[chosen[0].index : chosen[-1].index] if chosen else ():
        if (
            block.kind == "heading"
            and {block.index - 1, block.index + 1} <= taken
            and boxes.parents[sheet.blocks[block.index + 1].box] in sheet.above(block.box)
            and block.link_share < _LINKED
            and verdict.sums[block.index] > verdict.border - _DOUBT
            and not block.roles & (BOILERPLATE | Role.HEAD)
            and not is_end_heading(block)
        ):
            taken.add(block.index)
    return [block for block in sheet.blocks if block.index in taken]

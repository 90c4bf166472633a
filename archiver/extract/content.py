"""Which blocks are the page's own text: a score a block, the best container, then the best stretch of blocks."""

from __future__ import annotations

import re

from archiver.extract.blocks import Block, Box, Sheet
from archiver.extract.names import ASIDE_FROM_TEXT, Role
from archiver.vietnamese.folding import fold

_SENTENCE = re.compile(r"[.!?…。！？:;\"”»)]\s*$|[,，、;；]")
_PAUSE = re.compile(r"[,，、。]")
_INNER = frozenset(
    [
        "p",
        "li",
        "ul",
        "ol",
        "dl",
        "dd",
        "dt",
        "blockquote",
        "pre",
        "span",
        "font",
        "b",
        "strong",
        "em",
        "i",
        "a",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_LAST_LINKS = 2
_GOOD_WORDS = 8
_LINKED = 0.45
# A heading after which only other pages' teasers stand.
_END_HEADING = re.compile(
    r"^(?:cac |nhung )?(?:tin|bai|van ban|bai viet|thong tin|su kien|y kien)?(?: tuc| bai| viet)? ?"
    r"(?:khac|lien quan|cung chuyen muc|cu hon|moi hon|da dua|moi nhat|doc nhieu|xem nhieu|cung loai|truoc do)\b.{0,12}$"
    r"|^(?:related|more (?:from|on|in|stories|news)|read (?:more|next|also)|you (?:may|might) (?:also )?(?:like|be interested)|recommended|"
    r"see also|also read|most (?:read|popular|viewed)|popular|trending|latest (?:news|stories|posts|articles)|share this|comments?\b|leave a "
    r"(?:reply|comment)|\d+ comments|about the author|follow us|sign up|subscribe|next (?:article|story|post)|previous (?:article|post)|"
    r"filed under|tagged|mehr zum thema|lesen sie auch|auch interessant|das konnte sie|a lire aussi|lire aussi|leia tambem|lea tambien|te puede interesar"
    r"|gui binh luan|binh luan|y kien ban doc|y kien cua ban|phan hoi|gui y kien).{0,40}$"
)


def choose(sheet: Sheet) -> list[Block]:
    """The blocks of the main text in page order; empty only where the page has no words at all."""
    for block in sheet.blocks:
        block.score = _own_score(block)
    container = _best_container(sheet)
    if container is None:
        return fallback(sheet)
    inside = {block.index for block in sheet.blocks if sheet.within(block.box, container)}
    holder = _holder_of_text(sheet, container)
    scores = [
        _placed_score(
            block, inside=block.index in inside, beside=holder is not None and _holder(sheet, block) is holder
        )
        for block in sheet.blocks
    ]
    first, last = _best_stretch(scores)
    last = _with_last_links(sheet, last, holder)
    last = _cut_at_end_heading(sheet.blocks, first, last)
    chosen = [
        block
        for block in sheet.blocks[first : last + 1]
        if _belongs(block, inside=block.index in inside, beside=holder is not None and _holder(sheet, block) is holder)
    ]
    return trim(chosen) or fallback(sheet)


def fallback(sheet: Sheet) -> list[Block]:
    """Where nothing looks like an article: every text that is not navigation, else every text."""
    kept = [block for block in sheet.blocks if not block.is_boilerplate and block.link_share < _LINKED]
    kept = [block for block in kept if block.roles & Role.BODY] or kept
    visible = [block for block in sheet.blocks if not block.roles & Role.HIDDEN]
    return kept or visible or list(sheet.blocks)


def is_good(block: Block) -> bool:
    """Running text: several words, few of them links."""
    if block.is_boilerplate or block.roles & ASIDE_FROM_TEXT or block.link_share > _LINKED:
        return False
    return block.words >= _GOOD_WORDS or (
        block.words >= 4 and block.box.kind != "heading" and bool(_SENTENCE.search(block.text))
    )


def is_end_heading(block: Block) -> bool:
    """Whether "Các tin khác" or "Related stories" stands here: what follows is not this page's text."""
    return block.words <= 9 and _END_HEADING.match(fold(block.text)) is not None


def trim(blocks: list[Block]) -> list[Block]:
    """Without the headings and labels at the end, under which nothing follows."""
    end = len(blocks)
    while end > 1 and blocks[end - 1].box.kind == "heading":
        end -= 1
    return blocks[:end]


def _own_score(block: Block) -> float:
    if block.roles & Role.HIDDEN:
        return -2.0
    if block.is_boilerplate:
        return -2.0 - min(12.0, 0.4 * block.words)
    if block.roles & (Role.HEAD | ASIDE_FROM_TEXT):
        return -0.5
    if block.link_share > _LINKED:
        return -1.0 - min(12.0, 0.6 * block.link_words)
    return _score_of_text(block)


def _score_of_text(block: Block) -> float:
    if is_good(block):
        bonus = 1.4 if block.roles & (Role.BODY | Role.LEAD) else 1.0
        return bonus * min(60.0, block.words - block.link_words + 3.0 * len(_PAUSE.findall(block.text)))
    return 0.0 if block.box.kind in {"heading", "list", "table", "quote", "code"} else -1.5


def _best_container(sheet: Sheet) -> Box | None:
    """The box whose paragraphs weigh most: a block counts for its parent in full, for each box above it less."""
    weights: dict[int, float] = {}
    for block in sheet.blocks:
        if block.score <= 0:
            continue
        share, box = 1.0, block.box
        if box.tag in {"p", "li", "blockquote", "pre", "span", "font", "td", "tr", "tbody"} and box.index:
            box = sheet.boxes[box.parent]
        for _ in range(5):
            weights[box.index] = weights.get(box.index, 0.0) + share * block.score
            if not box.index:
                break
            share *= 0.62
            box = sheet.boxes[box.parent]
    if not weights:
        return None
    best = sheet.boxes[max(weights, key=lambda index: (_weighed(sheet.boxes[index], weights[index]), -index))]
    return _widen(sheet, best)


def _weighed(box: Box, weight: float) -> float:
    link_share = box.link_words / box.words if box.words else 0.0
    bonus = 1.25 if box.tag in {"article", "main"} or box.role & Role.BODY else 1.0
    return weight * (1.0 - link_share) * bonus


def _widen(sheet: Sheet, box: Box) -> Box:
    """Up to the parent while its other children hold running text as well: a body split over cells or sections."""
    gains = _text_scores(sheet)
    while box.index and box.tag != "body":
        parent = sheet.boxes[box.parent]
        more = gains[parent.index] - gains[box.index]
        outside = parent.words - box.words
        if box.tag == "td" and parent.tag == "tr" and _are_text(sheet, parent, box):
            box = parent
            continue
        if more < 0.25 * gains[box.index] or more < 0.5 * outside:
            break
        box = parent
    return box


def _are_text(sheet: Sheet, row: Box, cell: Box) -> bool:
    """The cells beside this one hold text as well, and no links: a page set in two columns."""
    others = [b for b in sheet.blocks if sheet.within(b.box, row) and not sheet.within(b.box, cell)]
    plain = [b for b in others if is_good(b)]
    return bool(plain) and sum(b.link_words for b in others) == 0 and not any(b.is_boilerplate for b in others)


def _text_scores(sheet: Sheet) -> list[float]:
    sums = [0.0] * len(sheet.boxes)
    for block in sheet.blocks:
        if block.score > 0:
            sums[block.box.index] += block.words
    for box in reversed(sheet.boxes[1:]):
        sums[box.parent] += sums[box.index]
    return sums


def _holder_of_text(sheet: Sheet, container: Box) -> Box | None:
    """The one element in which most of the container's paragraphs stand side by side."""
    words: dict[int, int] = {}
    for block in sheet.blocks:
        if block.score > 0 and sheet.within(block.box, container):
            index = _holder(sheet, block).index
            words[index] = words.get(index, 0) + block.words
    best = max(words, key=lambda index: words[index], default=None)
    if best is None or words[best] < 0.6 * sum(words.values()):
        return None
    return sheet.boxes[best]


def _holder(sheet: Sheet, block: Block) -> Box:
    box = block.box
    while box.index and (box.tag in _INNER or (box.kind == "table" and box.tag != "div")):
        box = sheet.boxes[box.parent]
    return box


def _placed_score(block: Block, *, inside: bool, beside: bool) -> float:
    if beside and not block.is_boilerplate and block.link_share <= _LINKED:
        return max(block.score, 0.2)  # a short line among the paragraphs: part of the text, up to its last line
    if inside:
        return block.score
    return 0.25 * block.score - 3.0 if block.score > 0 else 1.5 * block.score - 3.0


def _best_stretch(scores: list[float]) -> tuple[int, int]:
    """First and last index of the stretch with the greatest sum."""
    best, best_range = float("-inf"), (0, len(scores) - 1)
    total, start = 0.0, 0
    for index, score in enumerate(scores):
        if total <= 0.0:
            total, start = 0.0, index
        total += score
        if total > best:
            best, best_range = total, (start, index)
    return best_range


def _with_last_links(sheet: Sheet, last: int, holder: Box | None) -> int:
    """One or two lines of links that end the text's own element ("E-mail: ...", "Full text"); more are other matter."""
    end = last + 1
    while (
        end < len(sheet.blocks) and _holder(sheet, sheet.blocks[end]) is holder and not sheet.blocks[end].is_boilerplate
    ):
        end += 1
    linked = sum(1 for block in sheet.blocks[last + 1 : end] if block.link_share > _LINKED)
    return end - 1 if linked <= max(_LAST_LINKS, (end - 1 - last) // 2) else last


def _cut_at_end_heading(blocks: list[Block], first: int, last: int) -> int:
    """Before "Các tin khác" within the stretch, unless most of the text stands behind it."""
    total = sum(block.words for block in blocks[first : last + 1] if is_good(block))
    seen = 0
    for index in range(first, last + 1):
        block = blocks[index]
        if is_end_heading(block) and seen > 0.5 * total:
            return max(first, index - 1)
        seen += block.words if is_good(block) else 0
    return last


def _belongs(block: Block, *, inside: bool, beside: bool) -> bool:
    if block.is_boilerplate or block.roles & ASIDE_FROM_TEXT:
        return False
    if not inside and not is_good(block):
        return False
    if block.box.kind in {"table", "code"}:
        return True
    return beside or block.link_share <= 0.7 or (block.box.kind == "heading" and block.words > 2)

"""Which blocks are the page's own text: what is made of the models' word, and what to do where they find none."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from archiver.extract.blocks import Block, Sheet
from archiver.extract.completion import (
    with_headings_between,
    with_lines_between,
    with_siblings,
    with_tables_between,
    with_the_like,
    with_whole_tables,
)
from archiver.extract.forest import ONE
from archiver.extract.names import ASIDE_FROM_TEXT, Role
from archiver.extract.phrases import is_end_heading, is_pointer
from archiver.extract.verdict import Verdict

_SENTENCE = re.compile(r"[.!?…。！？:;\"”»)]\s*$|[,，、;；]")
_IMPRINT = re.compile(r"^\W*(?:©|\(c\)|copyright\b|bản quyền\b)|all rights reserved", re.IGNORECASE)
_FOR_MEMBERS = re.compile(
    r"会員限定|会員登録|登录后(?:查看|阅读)|(?:subscribe|sign in|log in|register) to (?:continue|read|keep) |to continue reading|"
    r"this (?:article|content|story) is (?:for|only|reserved|exclusive|available)|réservée? (?:à nos|aux) abonnés|"
    r"(?:dieser|der) artikel ist (?:nur )?(?:für|kostenpflichtig)|weiterlesen mit|contenido exclusivo para|đăng nhập để (?:đọc|xem)",
    re.IGNORECASE,
)  # what a text ends with where the rest is sold
_ANNOUNCES = re.compile(r"^(?:frequently asked|faqs?\b)|:$", re.IGNORECASE)  # what does not follow
_GOOD_WORDS = 8
_LINKED = 0.45
_LOW_BORDER = -5 * ONE  # where next to nothing passes the other
_LITTLE = 12  # words
_ENOUGH_LEFT = 25  # words
_KNOWN = ONE  # of the logit; other pages have their text in its place
_SHORT = 60  # words, all of which stand on other pages too
_MOST_COPIED = 0.6  # of its words
_TITLES, _LITTLE_TEXT = 3, 15  # lines; words
_ENTRIES = 3  # headings in a row: an album or a list, each of them the caption of a picture
_LONG = 60  # words; a longer block that holds others is the same text once more
_PARAGRAPH = 25  # words
_HIDDEN_SHARE = 33  # of the text at least one word in so many is hidden, or what is hidden is a notice
_COMMENTS_SHARE = 4  # and one in so many is a reader's, or the page is no thread


def choose(sheet: Sheet, verdict: Verdict, lean: list[int] | None = None) -> list[Block]:
    """The blocks of the main text in page order; none only where the page has no words at all.

    `lean` is what other pages of the site say of each block. A page of which they would leave next to nothing is read alone.
    """
    if not verdict.sums:
        return fallback(sheet)
    alone = unadvised = _above(sheet, verdict.sums, verdict.border)
    if lean is not None:
        advised = [own + other for own, other in zip(verdict.sums, lean, strict=True)]
        kept = _above(sheet, advised, verdict.border)
        unadvised_words = sum(block.words for block in alone)
        if alone and unadvised_words < _SHORT and all(lean[block.index] < -ONE for block in alone):
            # A page whose text is missing shows the foot of the site, as every other does: what is its own are its number and its date.
            return trim(_likeliest(sheet, advised)) or fallback(sheet)
        words = sum(block.words for block in kept)
        known = any(lean[block.index] >= _KNOWN for block in kept)
        if known or words >= _ENOUGH_LEFT or 2 * words > unadvised_words:
            alone, verdict = kept, replace(verdict, sums=advised)
    alone = _without_foot(alone)
    if sum(block.words for block in alone) < _LITTLE:
        alone = _likeliest(sheet, verdict.sums)
    else:
        alone = with_the_like(sheet, with_siblings(sheet, with_lines_between(sheet, alone, verdict), verdict), lean)
    alone = with_tables_between(sheet, alone, loose=verdict.is_loose)
    alone = with_headings_between(sheet, with_whole_tables(sheet, alone), verdict)
    alone = [block for block in _in_named_body(alone, verdict) if not is_pointer(block)]
    single = _without_copies(_without_closing_titles(sheet, alone))
    shown = _without_little(single, Role.HIDDEN, _HIDDEN_SHARE, of=single if lean is None else unadvised)
    return trim(_without_little(shown, Role.COMMENTS, _COMMENTS_SHARE, of=shown)) or fallback(sheet)


def _without_foot(blocks: list[Block]) -> list[Block]:
    """Without the foot of the site, where that is most of what looks like text: under a line or two it does, with its counter."""
    foot = sum(block.words for block in blocks if block.roles & Role.FOOT)
    mostly = 2 * foot > sum(block.words for block in blocks)
    return [block for block in blocks if not block.roles & Role.FOOT] if mostly else blocks


def _above(sheet: Sheet, sums: list[int], border: int) -> list[Block]:
    return [block for block, logit in zip(sheet.blocks, sums, strict=True) if logit > border]


def _likeliest(sheet: Sheet, sums: list[int]) -> list[Block]:
    """Where next to nothing is text for the model: the best lines that are no furniture and stand before "Các tin khác"."""
    end = next((block.index for block in sheet.blocks if is_end_heading(block)), len(sheet.blocks))
    able = [
        (sums[b.index], b)
        for b in sheet.blocks[:end]
        if not b.is_boilerplate and b.link_share < _LINKED and not b.roles & Role.HEAD
    ]
    lines = [logit for logit, b in able if b.kind != "heading"] or [logit for logit, _ in able]
    border = max(_LOW_BORDER, max(lines, default=0) - ONE)
    return [block for logit, block in able if logit > border]


def _in_named_body(chosen: list[Block], verdict: Verdict) -> list[Block]:
    """Of a page with little text, what stands in the box that is named for it; outside only what is beyond doubt.

    A press release whose text was lost is not made of the addresses in the column beside it.
    """
    little = verdict.is_loose and sum(block.words for block in chosen) < _LONG
    if not little or not any(block.roles & Role.BODY for block in chosen):
        return chosen
    return [block for block in chosen if block.roles & Role.BODY or verdict.sums[block.index] > ONE]


def _without_closing_titles(sheet: Sheet, blocks: list[Block]) -> list[Block]:
    """Without the titles of other pages under a text, as old portals set them into its own cell: line by line, each with its day.

    They stand under "Các tin khác", or are fewer words than the text before them says. In boxes of their own the models know them.
    """
    end = len(blocks)
    while end and (leads_elsewhere(blocks[end - 1]) or is_end_heading(blocks[end - 1])):
        end -= 1
    if not 0 < end < len(blocks) or blocks[-1].box not in {block.box for block in blocks[:end]}:
        return blocks
    first = blocks[end].index
    run = [*takewhile(lambda block: leads_elsewhere(block) or is_end_heading(block), sheet.blocks[first:])]
    titles = [block for block in run if leads_elsewhere(block)]
    plain = sum(block.words for block in blocks[:end] if block.link_share < _LINKED)
    announced = is_end_heading(run[0]) or is_end_heading(sheet.blocks[first - 1])
    told = announced or plain > sum(block.words for block in titles)
    return blocks[:end] if len(titles) >= _TITLES and told and plain >= _LITTLE_TEXT else blocks


def leads_elsewhere(block: Block) -> bool:
    """Whether a line is the title of another page."""
    return block.link_words >= 3 and block.link_share >= 0.6


def _without_copies(blocks: list[Block]) -> list[Block]:
    """Without a block that others hold together: the text once more, for programs, hidden or to be shared.

    One of which the others repeat a part is text, and the parts are quotations of it.
    """
    share = sum(block.words for block in blocks) // 4
    copies = set()
    for block in blocks:
        if block.words < max(_LONG, share):
            continue
        held = {
            other.text: other.words for other in blocks if 8 <= other.words < block.words and other.text in block.text
        }
        if len(held) >= 2 and sum(held.values()) >= _MOST_COPIED * block.words:
            copies.add(block.index)
    return [block for block in blocks if block.index not in copies]


def _without_little(blocks: list[Block], role: int, share: int, of: list[Block]) -> list[Block]:
    """Without the blocks of a role, where of so many words of a text not one is theirs: of the page alone, which others do not change.

    Hidden lines: "Subscribe to read on", kept ready in a `display:none`; a text that is hidden until its tab is chosen or its
    scripts have run is a great part of the page, and stays. Readers' comments under a text; a thread is made of them.
    """
    little = sum(block.words for block in of if block.roles & role)
    many = little * share >= sum(block.words for block in of)
    return blocks if many else [block for block in blocks if not block.roles & role]


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
        block.words >= 4 and block.kind != "heading" and bool(_SENTENCE.search(block.text))
    )


def _is_imprint(block: Block) -> bool:
    """A line such as "© 2003 ... All rights reserved", "Bản quyền thuộc về ..."."""
    return block.words <= 40 and _IMPRINT.search(block.text) is not None


def _is_notice(block: Block) -> bool:
    """A line that sends away who has not paid: "この記事は会員限定です ..."."""
    return block.words <= _PARAGRAPH and _FOR_MEMBERS.search(block.text) is not None


def trim(blocks: list[Block]) -> list[Block]:
    """Without the headings, labels and notices at the end, under which nothing follows."""
    end = len(blocks)
    while end > 1 and (
        blocks[end - 1].kind == "heading" or _is_imprint(blocks[end - 1]) or _is_notice(blocks[end - 1])
    ):
        end -= 1
    left = [block for block in blocks[end:] if block.kind == "heading"]
    announced = any(is_end_heading(block) or _ANNOUNCES.search(block.text) for block in left)
    return blocks if len(left) >= _ENTRIES and not announced else blocks[:end]

"""The main heading of a page: its one h1, or what readers see in the place of a hidden one; and when it is no title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from archiver.extract.blocks import Block, Sheet
from archiver.extract.head import Head
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.printed_titles import (
    Headline,
    before_day,
    before_way,
    behind_label,
    heading_in,
    last_place,
)
from archiver.extract.site_names import are_alike, key_of, likeness, stated_titles, title_pieces, without_site

MARK = re.compile(r"\w[?!]?\s*[:|–—·•/]|\s-\s|[\])]")  # between a kicker and a title
_LONGEST = 40  # words of a title
_UNLIKE = 0.3  # of its words a title may share by chance with what a page states
_SECOND = 2
_UNDER_HIDDEN = 4  # blocks
_SENTENCE = 9  # words; sections and products have shorter names
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
SURE = 16  # letters of a title that do not begin another by chance
ENTRIES = "+++"  # between the entries of a ticker
_ALIKE, _NEARLY = 0.4, 0.8


@dataclass(frozen=True, slots=True)
class Rivals:
    """What a heading stands against."""

    sites: frozenset[str]  # names of the site
    host: str
    printed: Headline | None  # the heading that is most like what the page states
    home: bool


def shown_for_hidden(sheet: Sheet, stated: list[str]) -> Headline | None:
    """The heading that readers see right under a hidden one of other words, if something stated ends with it."""
    hidden = [b for b in sheet.blocks if b.kind == "heading" and b.roles & Role.HIDDEN and sheet.heading_level(b) == 1]
    keys = [key_of(one) for one in stated] if hidden else []
    for heading in hidden:
        for block in sheet.blocks[heading.index + 1 : heading.index + _UNDER_HIDDEN]:
            key = key_of(block.text) if sheet.heading_level(block) == _SECOND and not block.is_boilerplate else ""
            other = len(key) > SURE and not key_of(heading.text).endswith(key)
            if other and any(own.endswith(" " + key) for own in keys):
                return Headline(block.text, "h2", (block,))
    return None


def main_heading(sheet: Sheet, head: Head, chosen: list[Block], written: list[str], rivals: Rivals) -> Headline | None:
    """The one h1 of a page: what its author calls it, where metas have a title for search engines or for other sites.

    A page that is no article states what it is better than its slogan does, unless its title element has the heading as a
    piece, or the heading is nearly what is stated, or like it and as long as a sentence. Where nothing of the heading is stated
    and another heading is, it names the section, as "Tin tức". Where one ends as the other does, the difference is a kicker
    ("Kultur: ..."), on which the page's own data decide.
    """
    box = _only_h1(sheet, chosen, written, rivals.sites)
    if box is None or (written and ENTRIES in sheet.text_in(box)):
        return None
    blocks = tuple(sheet.blocks_in([box]))
    stated = [key_of(one) for one in written]
    text = _without_site(_before_bar(heading_in(sheet, box), stated), stated, rivals)
    text = before_day(text, head)
    key = key_of(text)
    called = _without_label(head, key)
    if name := called or before_way(sheet, box) or behind_label(sheet, blocks[0], written):
        return Headline(name, "json-ld" if called else "h1", blocks, box)
    if len(blocks) > 1:
        whole = _of_lines(blocks, written, stated)
        return Headline(whole, "h1", blocks, box) if whole else None
    if any(
        key_of(piece) == key
        for one in (*head.titles, *written)
        if len(pieces := title_pieces(one)) > 1
        for piece in pieces
    ):
        return Headline(text, "h1", blocks, box)
    like = max(
        (likeness(set(key.split()), set(own.split())) for own in stated), default=1.0 if head.is_article else 0.0
    )
    least = _ALIKE if len(text.split()) >= _SENTENCE and not rivals.home else _NEARLY
    slogan = not head.is_article and like < least
    if slogan or _UNSPACED.search(text):  # without spaces words cannot be compared
        return None
    kicker = _differs_by_kicker(head, text, written)
    other = rivals.printed
    names_section = like < _UNLIKE and other and other.box != box and key_of(other.text) in stated
    return None if kicker or names_section else Headline(text, "h1", blocks, box)


def _differs_by_kicker(head: Head, text: str, written: list[str]) -> bool:
    """Whether a heading ends as a stated title does, and one of them begins with a kicker; that of metas alone is for search engines."""
    key, called = key_of(text), key_of(unescape(str(head.article.get("headline") or "")))
    stated = [(key_of(one), one) for one in written]
    return key not in (own for own, _ in stated) and any(
        (key.endswith(own) and MARK.search(text)) or (own == called and own.endswith(key) and MARK.search(whole))
        for own, whole in stated
    )


def _of_lines(blocks: tuple[Block, ...], written: list[str], stated: list[str]) -> str | None:
    """What a heading of several lines says: "Ahrtal" / "Zwei Rücktritte" is stated in one line.

    "Eskalation im Nahen Osten" / "Die Zurückhaltung ..." is shared as "Iranischer Angriff auf Israel: Die Zurückhaltung ...": there
    both begin with a kicker.
    """
    begun, last = key_of(blocks[0].text) + " ", key_of(blocks[-1].text)
    whole = next((one for one, own in zip(written, stated, strict=True) if own.startswith(begun)), None)
    if whole or len(last) <= SURE or not stated or not all(own.endswith(" " + last) for own in stated):
        return whole
    return blocks[-1].text


def _without_site(text: str, stated: list[str], rivals: Rivals) -> str:
    """A heading without the name of the site, where it is stated so: "Costs & Prices - ProMatcher Cost Report"."""
    if len(title_pieces(text)) == 1:
        return text
    bare = without_site(text, rivals.sites, rivals.host, guess=False)
    return bare if key_of(bare) in stated else text


def _before_bar(text: str, stated: list[str]) -> str:
    """A heading without what is no part of the title by the page's own data: "Debt paid in 28 months | Our journey"."""
    first = text.partition("|")[0].strip()
    return first if key_of(first) in stated else text


def _without_label(head: Head, key: str) -> str | None:
    """The title of a thread, where its heading begins with a label that the page's data leave out: "[Tips] How to ..."."""
    if head.article.get("@type") != "DiscussionForumPosting":
        return None
    own = next((text for text, stage in stated_titles(head) if stage == "json-ld"), "")
    return own if " " in key_of(own) and key.endswith(" " + key_of(own)) else None


def _only_h1(sheet: Sheet, chosen: list[Block], stated: list[str], sites: frozenset[str]) -> int | None:
    """The box of the first-level heading above the text, where there is one only."""
    last = last_place(sheet, chosen)
    boxes = {
        next(box for box in sheet.above(block.box) if sheet.boxes.tags[box].name == "h1")
        for block in sheet.blocks[: last + 1]
        if block.kind == "heading"
        and sheet.heading_level(block) == 1
        and not block.roles & BOILERPLATE
        and (not block.roles & Role.HEAD or any(are_alike(key_of(block.text), key_of(one)) for one in stated))
    }
    keys = {box: key for box in boxes if (key := key_of(sheet.text_in(box))) and key not in sites}
    box = min(keys, default=None)
    return box if len(set(keys.values())) == 1 and box is not None and sheet.words_in(box) <= _LONGEST else None

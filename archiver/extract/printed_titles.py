"""The lines of a page that look like its title: headings, names of classes, lines in capitals above the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from archiver.extract.blocks import PERMALINK, Block, Sheet
from archiver.extract.content import is_good
from archiver.extract.cutting import plain
from archiver.extract.head import Head
from archiver.extract.names import ASIDE_FROM_TEXT, BOILERPLATE, Role
from archiver.extract.site_names import key_of, likeness, title_pieces
from archiver.extract.tags import HEADINGS

_DIGITS = re.compile(r"\d[/:.-]\d")  # "15/11/2012 9:59 SA" is in capitals too
_LINES_ABOVE = 3  # of the text, that may stand above its title
_SAME = 0.95
_ALMOST = 4  # letters by which a printed title without mark-up may differ from a stated one
_SITE_WORDS = 6
_LETTERS = 5  # of a title
_NEAR = 8  # blocks from a title to the beginning of the text, or of what was taken for it
_FAR_ABOVE, _FAR_BELOW = 12, 5  # blocks from where the text begins
_HALF = 0.5
_LINE, _LONGEST_LINE = 12, 30  # words
_BOLD = re.compile(r'(?:b|strong|big)(?: |$)|font [^<>]*size="(?:[4-7]|\+[1-4])"')
_OPENING = 3  # blocks in which the title may be said once more


@dataclass(frozen=True, slots=True)
class Headline:
    """A title, the stage that found it, and the blocks that print it."""

    text: str
    stage: str
    blocks: tuple[Block, ...] = ()
    box: int | None = None  # of the heading, where it holds more than one block


_CHANCE = 4  # letters
_DAY = re.compile(r"\W*(?:\w+[:：]\s*)?(?:19|20)\d\d[-/.年]\d")
_TELLS = re.compile(r"(?:19|20)\d\d|[:：]|[>»›|]")  # a day, a label, the way to the page


def heading_in(sheet: Sheet, box: int) -> str:
    """The words of a heading, without the sign by which readers link to it."""
    return PERMALINK.sub("", sheet.text_in(box))


def before_way(sheet: Sheet, box: int) -> str | None:
    """A heading without the section, where another says it so: gnuboard's hidden "Notice to parents > Notices"."""
    first, way, _ = heading_in(sheet, box).partition(" > ")
    others = (block for block in sheet.blocks if way and block.kind == "heading" and block.box != box)
    return first if any(block.text.endswith(first) for block in others) else None


def behind_label(sheet: Sheet, block: Block, written: list[str]) -> str | None:
    """The title in a heading that begins with a label in an element of its own, as XenForo's: "Question" before "Which tarp?"."""
    label = sheet.markup.tags[block.first - 1]
    key = key_of(block.text)
    return next(
        (one for one in written if " label" in label.replace('"', " ") and key.endswith(" " + key_of(one))), None
    )


def before_day(text: str, head: Head) -> str:
    """A heading without the line of the day that some systems set into it, as PHPCMS: "Notice<br><span>2013-06-20 15:32 ..."."""
    pieces = [piece for whole in head.titles for piece in title_pieces(whole) if len(key_of(piece)) > _CHANCE]
    return next((one for one in pieces if text.startswith(f"{one} ") and _DAY.match(text[len(one) :])), text)


def last_place(sheet: Sheet, chosen: list[Block]) -> int:
    """Where a title may stand at the latest: in the text, or a few lines below "Press release No. 9", if that is all its text."""
    return max(chosen[-1].index, chosen[0].index + _LINES_ABOVE) if chosen else len(sheet.blocks)


def best_printed(sheet: Sheet, chosen: list[Block], written: list[str], sites: frozenset[str]) -> Headline | None:
    first, last = chosen[0].index if chosen else len(sheet.blocks), last_place(sheet, chosen)
    keys = [set(key.split()) for key in dict.fromkeys(key_of(text) for text in written)]
    lengths = {len(text) for text in written}
    best, best_score = None, 1.9
    for block in sheet.blocks[: last + 1]:
        if block.kind != "heading" and not block.roles & Role.TITLE:
            near = first - 12 <= block.index <= first + 3
            if not near or not (
                block.text.isupper() or any(abs(len(block.text) - length) <= _ALMOST for length in lengths)
            ):
                continue
        score = _score(sheet, block, first, keys, sites)
        if score > best_score:
            best, best_score = block, score
    return _printed(sheet, best) if best is not None else None


def _score(sheet: Sheet, block: Block, first: int, written: list[set[str]], sites: frozenset[str]) -> float:
    level = sheet.heading_level(block)
    score = {0: 0.0, 1: 3.0, 2: 1.2, 3: 0.7}.get(level, 0.3)
    if block.roles & Role.TITLE and block.words <= 40:
        score += 2.2 if not level else 0.8
    key = key_of(block.text) if block.words <= 60 else ""
    own = set(key.split())
    like = max((likeness(own, words) for words in written), default=0.0)
    if not score and (like < 0.95 or block.index > first + 2):
        capital = (
            block.text.isupper()
            and not _DIGITS.search(block.text)
            and 3 <= block.words <= 40
            and abs(block.index - first) <= 3
        )
        score += 2.0 if capital and not written else 0.0
    if (not score and like < 0.95) or (like < _SAME and _is_number(block, level)):
        return 0.0
    score += 3.0 * like if like > 0.6 else 0.0
    if written and like < 0.3 and not (first - 6 <= block.index <= first and block.words >= 3):
        score -= 2.0  # "Search" is a heading as well
    against = BOILERPLATE | Role.HEAD
    if level == 1 and (block.roles & Role.BODY or like > _SAME):  # "label-hidden" hides no title, nor is it aside there
        against &= ~(Role.HIDDEN | Role.SIDE)
    if block.roles & against:
        score -= 5.0
    if not key or key in sites:
        score -= 10.0
    if block.words > 40 or block.link_share > 0.9:
        score -= 1.5
    score += 1.0 if first - 12 <= block.index <= first else -0.6
    return score - 0.001 * block.index


def _is_number(block: Block, level: int) -> bool:
    """Whether a line that is no first heading has no letter in it: "#1 2024-08-03 10:59:47" over each answer of a thread."""
    return level != 1 and not any(map(str.isalpha, block.text))


def _printed(sheet: Sheet, block: Block) -> Headline:
    level = sheet.heading_level(block)
    stage = f"h{level}" if level else "title class" if block.roles & Role.TITLE else "first line"
    blocks = [block]
    if not level and block.text.isupper():  # "BÁO CÁO" / "KẾT QUẢ ...": one heading set on several lines
        for follower in sheet.blocks[block.index + 1 : block.index + 4]:
            if (
                not follower.text.isupper()
                or _DIGITS.search(follower.text)
                or sheet.boxes.parents[follower.box] != sheet.boxes.parents[block.box]
                or follower.words < 3
            ):
                break
            blocks.append(follower)
    text = " ".join(b.text for b in blocks)
    above = sheet.above(block.box) if level else iter(())
    box = next((one for one in above if sheet.boxes.tags[one].name in HEADINGS), None)
    if box is None or sheet.boxes.ends[box] - sheet.boxes.begins[box] < 2:
        return Headline(text, stage, tuple(blocks))
    return Headline(text, stage, tuple(sheet.blocks_in([box])), box)


def heading_above(sheet: Sheet, first: int, sites: frozenset[str]) -> Headline | None:
    """Where nothing else names the page, the heading next to its text: <h3>, a date, the text."""
    for block in reversed(sheet.blocks[max(0, first - 3) : first]):
        level = sheet.heading_level(block)
        if (
            level
            and block.words >= 3
            and not _is_number(block, level)
            and not block.roles & (BOILERPLATE | Role.HEAD)
            and key_of(block.text) not in sites
        ):
            return Headline(block.text, f"h{level}", (block,))
    return None


def line_above(sheet: Sheet, first: int, sites: frozenset[str]) -> Headline | None:
    """Where nothing at all names the page, the line next to its text that leads nowhere: `<font size=4><b>` of old portals."""
    for block in reversed(sheet.blocks[max(0, first - 3) : first]):
        named = 4 <= block.words <= 30 and not block.link_words and not _is_sentence(block) and not block.kind
        if named and not block.roles & (BOILERPLATE | ASIDE_FROM_TEXT | Role.HEAD) and not _TELLS.search(block.text):
            return Headline(block.text, "line above", (block,)) if key_of(block.text) not in sites else None
    return None


def line_told(sheet: Sheet, places: Iterable[int], first: int) -> Headline | None:
    """The first line of these near the beginning of the text: where the site's other pages have their titles."""
    near = range(first - _NEAR, first + _NEAR)
    lines = (sheet.blocks[place] for place in places if place in near)
    line = next(filter(_may_be_title, lines), None)
    return None if line is None else Headline(line.text, "site template", (line,))


def _may_be_title(block: Block) -> bool:
    """Whether a line is made of words, and neither a sentence nor a link: "445/2015" is a number, "10/12/2010 - Văn bản" a day."""
    letters, figures = sum(map(str.isalpha, block.text)), sum(map(str.isdigit, block.text))
    return not _is_sentence(block) and not block.link_words and letters >= max(_LETTERS, figures)


def _is_sentence(block: Block) -> bool:
    return block.words > _SITE_WORDS and block.text.endswith((".", "。"))


def line_set_off(sheet: Sheet, first: int, title: str, sites: frozenset[str]) -> Headline | None:
    """The line over a text that is set off as a title, where the page prints nowhere near what its title element says.

    Old portals write their own name there, or the section's, on every page: "Mining Institute", "Noticias".
    """
    words = set(key_of(title).split())
    near = [block for block in sheet.blocks[max(0, first - _FAR_ABOVE) : first + _FAR_BELOW] if not block.link_words]
    lines = (set(key_of(block.text).split()) for block in near if block.words <= _LINE)
    if len(words) > _SITE_WORDS or any(words <= line or likeness(words, line) > _HALF for line in lines):
        return None
    against = BOILERPLATE | ASIDE_FROM_TEXT | Role.HEAD
    for block in near:
        able = 3 <= block.words <= _LONGEST_LINE and first - _LINES_ABOVE <= block.index and not block.roles & against
        set_off = block.kind == "heading" or block.roles & Role.TITLE or _is_bold(sheet, block)
        if able and set_off and not block.text.endswith((".", "。", ":")) and not _TELLS.search(block.text):
            key = key_of(block.text)
            return Headline(block.text, "line above", (block,)) if key and key not in sites else None
    return None


def _is_bold(sheet: Sheet, block: Block) -> bool:
    """Whether all of a line is in bold or large letters."""
    around = sheet.markup.tags[max(0, block.first - 2) : block.first]
    whole = " ".join(plain(sheet.markup.texts[block.first]).split()) == block.text
    return whole and any(_BOLD.match(tag) for tag in around)


def first_line(chosen: list[Block], sites: frozenset[str]) -> Headline | None:
    for block in chosen[:3] if len(chosen) > 1 else ():
        named = not _is_sentence(block) and not _is_number(block, 0)
        if 3 <= block.words <= 30 and named and key_of(block.text) not in sites:
            return Headline(block.text, "first line", (block,))
    return None


def without_title(sheet: Sheet, blocks: list[Block], title: str | None, printed: tuple[Block, ...]) -> list[Block]:
    """A text without its title, which some blocks print, without its repetition above, and the few lines before it."""
    if title is None:
        return blocks
    places = {block.index for block in printed}
    above = max(places, default=-1)
    before = sum(b.words for b in blocks if b.index < above)
    if before <= 0.15 * sum(b.words for b in blocks):
        blocks = [b for b in blocks if b.index > above]
    blocks = [b for b in blocks if b.index not in places]
    if not blocks:  # the title alone looked like text: then what reads like text under it
        blocks = [b for b in sheet.blocks if b.index > above and is_good(b)]
    key = key_of(title)
    opening = [b for b in blocks[:_OPENING] if not (key and _repeats(key, key_of(b.text)))]
    return opening + blocks[_OPENING:]


def _repeats(title: str, line: str) -> bool:
    """The line is the title again, whole or with a mark or two more."""
    return bool(line) and (
        line == title
        or (len(line) > 20 and (title.startswith(line) or line.startswith(title)) and abs(len(line) - len(title)) < 12)
    )

"""The title of a page: what it prints above its text, never the name of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

from archiver.extract.blocks import Block, Sheet
from archiver.extract.head import Head
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.site_names import (
    HOMES,
    are_alike,
    key_of,
    likeness,
    name_alone,
    name_beside_home,
    stated_titles,
    title_pieces,
    without_site,
)
from archiver.extract.tags import HEADINGS

_DIGITS = re.compile(r"\d[/:.-]\d")  # "15/11/2012 9:59 SA" is in capitals too
_MARK = re.compile(r"\w[?!]?\s*[:|–—·•/]|\s-\s|[\])]")  # between a kicker and a title
_PERMALINK = re.compile("\\s*[#¶§🔗\uf0c1]$")  # "Promise#": documentation lets its readers link to a heading
_BEHIND = re.compile(r"\s*[-|–—:：·ㅣ]")
_LONGEST = 40  # words of a title
_LINES_ABOVE = 3  # of the text, that may stand above its title
_UNLIKE = 0.3  # of its words a title may share by chance with what a page states
_ALIKE, _HALF, _NEARLY = 0.4, 0.5, 0.8
_SAME = 0.95
_SENTENCE = 9  # words; sections and products have shorter names
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_SITE_WORDS = 6
_ALMOST = 4  # letters by which a printed title without mark-up may differ from a stated one
_SURE = 16  # letters of a title that do not begin another by chance
_PRINTED, _META = 1.3, 0.2
_WRITTEN = {"json-ld": 1.3, "meta og:title": 0.8, "title element": 0.7}


@dataclass(frozen=True, slots=True)
class Headline:
    """A title, the stage that found it, and the blocks that print it."""

    text: str
    stage: str
    blocks: tuple[Block, ...] = ()
    box: int | None = None  # of the heading, where it holds more than one block


@dataclass(frozen=True, slots=True)
class _Ballot:
    """What a heading stands against."""

    sites: frozenset[str]  # names of the site
    printed: Headline | None  # the heading that is most like what the page states
    home: bool


def heading_in(sheet: Sheet, box: int) -> str:
    """The words of a heading, without the sign by which readers link to it."""
    return _PERMALINK.sub("", sheet.text_in(box))


def find_headline(
    sheet: Sheet, head: Head, chosen: list[Block], sites: frozenset[str], host: str, *, home: bool = False
) -> Headline | None:
    """What most of them say: the best printed heading, JSON-LD, metas, the title element; else an all-caps first line.

    Each is wrong on some sites: a heading that is the section's, a title element for search engines, a meta that was cut.
    """
    if home and (name := name_alone(head, host)):
        return Headline(*name)
    whole = [(text, stage) for text, stage in stated_titles(head) if key_of(text) not in HOMES]
    called = next((text for text, stage in whole if stage == "json-ld"), "")
    written = [
        (called if _goes_on(text, called) else without_site(text, sites, host, guess=stage == "title element"), stage)
        for text, stage in whole
    ]
    sites |= HOMES
    stated = [text for text, _ in written if key_of(text) not in sites]
    printed = _best_printed(sheet, chosen, stated, sites)
    if main := _main_heading(sheet, head, chosen, stated, _Ballot(sites, printed, home)):
        return _in_mixed_case(main, written)
    ballots = _ballots(sheet, head, printed, written, [full for full, _ in whole])
    ballots = [one for one in ballots if key_of(one[0]) not in sites]
    votes: dict[str, float] = {}
    for text, _, weight in ballots:
        votes[key_of(text)] = votes.get(key_of(text), 0.0) + weight
    if not votes and (name := name_beside_home(head)):
        return Headline(*name)
    if not votes:
        first = chosen[0].index if chosen else len(sheet.blocks)
        return _heading_above(sheet, first, sites) or _first_line(chosen, sites)
    winner = max(votes, key=lambda key: votes[key])  # of equals the first
    text, stage = next((text, stage) for text, stage, _ in ballots if key_of(text) == winner)
    unlike = printed and likeness(set(key_of(printed.text).split()), set(winner.split())) < _HALF
    elsewhere = unlike and not head.is_article  # a slogan further down: the text does not begin under it
    return _in_mixed_case(Headline(text, stage, printed.blocks if printed and not elsewhere else ()), written)


def _ballots(
    sheet: Sheet, head: Head, printed: Headline | None, written: list[tuple[str, str]], whole: list[str]
) -> list[tuple[str, str, float]]:
    """What may be the title, its stage, and what that counts for; `whole` is what is written, with the name of the site."""
    ballots = [(printed.text, printed.stage, _PRINTED)] if printed else []
    if (shared := _said_aside(sheet, head)) and (printed is None or key_of(shared) != key_of(printed.text)):
        ballots.append((shared, "h1", _PRINTED))
    if printed and printed.box is not None:
        ballots.append((sheet.text_in(printed.box), printed.stage, _PRINTED / 2))
    for (text, stage), full in zip(written, whole, strict=True):
        begins = printed is not None and len(key := key_of(printed.text)) > _SURE and key_of(full).startswith(key)
        said = printed.text if printed and begins else text  # "... will nicht - Bericht" is cut where the heading ends
        if said:
            ballots.append((said, stage, _WRITTEN.get(stage, _META)))
    return ballots


def _said_aside(sheet: Sheet, head: Head) -> str | None:
    """The title that is stated for sharing, where a first-level heading for programs says it too: hidden, or in a breadcrumb."""
    shared = " ".join(unescape(head.metas.get("og:title") or "").split())
    key = key_of(shared)
    aside = (b for b in sheet.blocks if b.roles & BOILERPLATE and b.kind == "heading" and sheet.heading_level(b) == 1)
    return shared if key and any(key_of(block.text) == key for block in aside) else None


def _goes_on(stated: str, called: str) -> bool:
    """Whether something follows the headline of the page's data behind a mark: "...-정치ㅣ한국일보", "...：中日新聞Web"."""
    return len(called) > _SURE and stated.startswith(called) and _BEHIND.match(stated, len(called)) is not None


def _main_heading(
    sheet: Sheet, head: Head, chosen: list[Block], written: list[str], ballot: _Ballot
) -> Headline | None:
    """The one h1 of a page: what its author calls it, where metas have a title for search engines or for other sites.

    A page that is no article states what it is better than its slogan does, unless its title element has the heading as a
    piece, or the heading is nearly what is stated, or like it and as long as a sentence. Where nothing of the heading is stated
    and another heading is, it names the section, as "Tin tức". Where one ends as the other does, the difference is a kicker
    ("Kultur: ..."), on which the page's own data decide.
    """
    box = _only_h1(sheet, chosen, written, ballot.sites)
    if box is None:
        return None
    blocks = tuple(sheet.blocks_in([box]))
    stated = [key_of(one) for one in written]
    text = _before_bar(heading_in(sheet, box), stated)
    key = key_of(text)
    if (name := _without_label(head, key)) is not None:
        return Headline(name, "json-ld", blocks, box)
    if len(blocks) > 1:  # "Ahrtal" / "Zwei Rücktritte": stated in one line
        begun = key_of(blocks[0].text) + " "
        whole = next((one for one, own in zip(written, stated, strict=True) if own.startswith(begun)), None)
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
    least = _ALIKE if len(text.split()) >= _SENTENCE and not ballot.home else _NEARLY
    slogan = not head.is_article and like < least
    if slogan or _UNSPACED.search(text):  # without spaces words cannot be compared
        return None
    kicker = key not in stated and any(
        (key.endswith(own) and _MARK.search(text)) or (own.endswith(key) and _MARK.search(whole))
        for own, whole in zip(stated, written, strict=True)
    )
    other = ballot.printed
    names_section = like < _UNLIKE and other and other.box != box and key_of(other.text) in stated
    return None if kicker or names_section else Headline(text, "h1", blocks, box)


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
    last = _last_place(sheet, chosen)
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


def _last_place(sheet: Sheet, chosen: list[Block]) -> int:
    """Where a title may stand at the latest: in the text, or a few lines below "Press release No. 9", if that is all its text."""
    return max(chosen[-1].index, chosen[0].index + _LINES_ABOVE) if chosen else len(sheet.blocks)


def _best_printed(sheet: Sheet, chosen: list[Block], written: list[str], sites: frozenset[str]) -> Headline | None:
    first, last = chosen[0].index if chosen else len(sheet.blocks), _last_place(sheet, chosen)
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
    if not score and like < 0.95:
        return 0.0
    score += 3.0 * like if like > 0.6 else 0.0
    if written and like < 0.3 and not (first - 6 <= block.index <= first and block.words >= 3):
        score -= 2.0  # "Search" is a heading as well
    against = BOILERPLATE | Role.HEAD
    if level == 1 and (block.roles & Role.BODY or like > _SAME):  # "label-hidden" hides no title
        against &= ~Role.HIDDEN
    if block.roles & against:
        score -= 5.0
    if not key or key in sites:
        score -= 10.0
    if block.words > 40 or block.link_share > 0.9:
        score -= 1.5
    score += 1.0 if first - 12 <= block.index <= first else -0.6
    return score - 0.001 * block.index


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


def _in_mixed_case(found: Headline, written: list[tuple[str, str]]) -> Headline:
    """Capitals are typography: where the page states the same title in mixed case, that is its spelling."""
    if not found.text.isupper():
        return found
    key = key_of(found.text)
    spelling = next((text for text, _ in written if key_of(text) == key and not text.isupper()), found.text)
    return replace(found, text=spelling)


def _heading_above(sheet: Sheet, first: int, sites: frozenset[str]) -> Headline | None:
    """Where nothing else names the page, the heading next to its text: <h3>, a date, the text."""
    for block in reversed(sheet.blocks[max(0, first - 3) : first]):
        level = sheet.heading_level(block)
        if (
            level
            and block.words >= 3
            and not block.roles & (BOILERPLATE | Role.HEAD)
            and key_of(block.text) not in sites
        ):
            return Headline(block.text, f"h{level}", (block,))
    return None


def _first_line(chosen: list[Block], sites: frozenset[str]) -> Headline | None:
    for block in chosen[:3] if len(chosen) > 1 else ():
        sentence = block.words > _SITE_WORDS and block.text.endswith((".", "。"))
        if 3 <= block.words <= 30 and not sentence and key_of(block.text) not in sites:
            return Headline(block.text, "first line", (block,))
    return None

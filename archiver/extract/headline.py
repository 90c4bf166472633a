"""The title of a page: what it prints above its text, never the name of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

from archiver.extract.blocks import Block, Sheet
from archiver.extract.head import Head
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.printed_titles import (
    Headline,
    before_day,
    before_way,
    behind_label,
    best_printed,
    first_line,
    heading_above,
    heading_in,
    last_place,
    line_above,
    line_set_off,
)
from archiver.extract.site_names import (
    HOMES,
    OF_NO_PAGE,
    are_alike,
    key_of,
    likeness,
    name_alone,
    name_beside_home,
    stated_titles,
    title_pieces,
    without_site,
)

_MARK = re.compile(r"\w[?!]?\s*[:|–—·•/]|\s-\s|[\])]")  # between a kicker and a title
_BREAK = re.compile(r"[:|–—·•/(»›-]")
_BEHIND = re.compile(r"\s*[-|–—:：·ㅣ]")
_LONGEST = 40  # words of a title
_UNLIKE = 0.3  # of its words a title may share by chance with what a page states
_ALIKE, _HALF, _NEARLY, _SPELLING = 0.4, 0.5, 0.8, 0.85
_SECOND = 2
_UNDER_HIDDEN = 4  # blocks
_SENTENCE = 9  # words; sections and products have shorter names
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_SURE = 16  # letters of a title that do not begin another by chance
_PRINTED, _META, _RESEMBLING = 1.3, 0.2, 0.1
_ENTRIES = "+++"  # between the entries of a ticker
_WRITTEN = {"json-ld": 1.3, "meta og:title": 0.8, "title element": 0.7}


@dataclass(frozen=True, slots=True)
class _Ballot:
    """What a heading stands against."""

    sites: frozenset[str]  # names of the site
    host: str
    printed: Headline | None  # the heading that is most like what the page states
    home: bool


def find_headline(
    sheet: Sheet, head: Head, chosen: list[Block], sites: frozenset[str], host: str, *, home: bool = False
) -> Headline | None:
    """What most of them say: the best printed heading, JSON-LD, metas, the title element; else an all-caps first line.

    Each is wrong on some sites: a heading that is the section's, a title element for search engines, a meta that was cut.
    """
    if known := _name_of(sheet, head, host, home=home):
        return known
    whole = [(text, stage) for text, stage in stated_titles(head) if key_of(text) not in HOMES]
    called = next((text for text, stage in whole if stage == "json-ld"), "")
    written = [
        (called if _goes_on(text, called) else without_site(text, sites, host, guess=stage == "title element"), stage)
        for text, stage in whole
    ]
    sites |= HOMES
    stated = [text for text, _ in written if key_of(text) not in sites]
    printed = best_printed(sheet, chosen, stated, sites)
    main = _shown_for_hidden(sheet, stated) or _main_heading(
        sheet, head, chosen, stated, _Ballot(sites, host, printed, home)
    )
    if main:
        return _in_mixed_case(main, written)
    ballots = _ballots(sheet, head, printed, written, [full for full, _ in whole])
    ballots = [one for one in ballots if key_of(one[0]) not in sites and not OF_NO_PAGE.fullmatch(key_of(one[0]))]
    votes: dict[str, float] = {}
    for text, _, weight in ballots:
        votes[key_of(text)] = votes.get(key_of(text), 0.0) + weight
    if not votes and (name := name_beside_home(head)):
        return Headline(*name)
    if not votes:
        first = chosen[0].index if chosen else len(sheet.blocks)
        return heading_above(sheet, first, sites) or first_line(chosen, sites) or line_above(sheet, first, sites)
    winner = max(votes, key=lambda key: votes[key])  # of equals the first
    text, stage = next((text, stage) for text, stage, _ in ballots if key_of(text) == winner)
    own_name = stage == "title element" and chosen and not head.is_article
    if own_name and (instead := line_set_off(sheet, chosen[0].index, text, sites)):
        return instead
    unlike = printed and likeness(set(key_of(printed.text).split()), set(winner.split())) < _HALF
    elsewhere = unlike and not head.is_article  # a slogan further down: the text does not begin under it
    return _in_mixed_case(Headline(text, stage, printed.blocks if printed and not elsewhere else ()), written)


def _name_of(sheet: Sheet, head: Head, host: str, *, home: bool) -> Headline | None:
    """The name of what a page is about, where it is no text: a site, a product."""
    name = name_alone(head, host) if home else None
    return Headline(*name) if name else _product(sheet, head)


def _ballots(
    sheet: Sheet, head: Head, printed: Headline | None, written: list[tuple[str, str]], whole: list[str]
) -> list[tuple[str, str, float]]:
    """What may be the title, its stage, and what that counts for; `whole` is what is written, with the name of the site."""
    weak = printed and _yields(printed, written, whole)
    ballots = [(printed.text, printed.stage, _RESEMBLING if weak else _PRINTED)] if printed else []
    if (shared := _said_aside(sheet, head)) and (printed is None or key_of(shared) != key_of(printed.text)):
        ballots.append((shared, "h1", _PRINTED))
    if printed and printed.box is not None:
        ballots.append((sheet.text_in(printed.box), printed.stage, _PRINTED / 2))
    for (text, stage), full in zip(written, whole, strict=True):
        begins = (
            printed is not None
            and not weak
            and len(key := key_of(printed.text)) > _SURE
            and key_of(full).startswith(key)
        )
        said = printed.text if printed and begins else text  # "... will nicht - Bericht" is cut where the heading ends
        if said:
            ballots.append((said, stage, _WRITTEN.get(stage, _META)))
    return ballots


def _yields(printed: Headline, written: list[tuple[str, str]], whole: list[str]) -> bool:
    """Whether a printed line is not the title that the page's data have.

    A ticker's heading is that of its last entries. A lower heading that only resembles what is stated is a section's: "Reviews of
    our yoga classes" on "Reviews of our yoga classes, retreats and trainings"; and one that ends with it begins with a kicker.
    """
    if _ENTRIES in printed.text:
        return True
    if printed.stage == "h1":
        return False
    key, keys = key_of(printed.text), [key_of(text) for text, _ in written]
    if len(title_pieces(printed.text)) > 1 and any(full.startswith(printed.text) for full in whole):
        return False  # "Aphids - what to do?" of "Aphids - what to do? - Garden forum"
    shared = next((key_of(text) for text, stage in written if stage == "meta og:title"), "")
    if shared and key.endswith(" " + shared) and _MARK.search(printed.text):
        return True
    if any(own == key or own.endswith(" " + key) for own in keys) or any(_is_part(key, text) for text, _ in written):
        return False
    words = set(key.split())
    stated = [(set(own.split()), stage) for own, (_, stage) in zip(keys, written, strict=True)]
    return any(
        len(own) > 1 and (own <= words or (words <= own and stage != "title element"))  # which ends with names
        for own, stage in stated
    )


def _is_part(key: str, title: str) -> bool:
    """Whether a title has a key before a mark, or between two: "Muffin Grundrezept : Muffin Rezepte"."""
    before = (title[: mark.start()] for mark in _BREAK.finditer(title))
    return any(key_of(part) == key for part in (*before, *title_pieces(title)))


def _said_aside(sheet: Sheet, head: Head) -> str | None:
    """The title that is stated for sharing, where a first-level heading for programs says it too: hidden, or in a breadcrumb."""
    shared = " ".join(unescape(head.metas.get("og:title") or "").split())
    key = key_of(shared)
    aside = (b for b in sheet.blocks if b.roles & BOILERPLATE and b.kind == "heading" and sheet.heading_level(b) == 1)
    return shared if key and any(key_of(block.text) == key for block in aside) else None


def _goes_on(stated: str, called: str) -> bool:
    """Whether something follows the headline of the page's data behind a mark: "...-정치ㅣ한국일보", "...：中日新聞Web"."""
    return len(called) > _SURE and stated.startswith(called) and _BEHIND.match(stated, len(called)) is not None


def _product(sheet: Sheet, head: Head) -> Headline | None:
    """The name of the one thing that a page offers, where a heading or what is stated for sharing says it too."""
    key = "" if head.article.get("headline") else key_of(head.product)
    if not key:
        return None
    lines = (block for block in sheet.blocks if block.kind == "heading" and not block.roles & BOILERPLATE)
    line = next((block for block in lines if key_of(block.text) == key), None)
    if line is not None:
        return Headline(line.text, f"h{sheet.heading_level(line)}", (line,))
    shared = unescape(head.metas.get("og:title") or "")
    return Headline(shared, "meta og:title") if key_of(shared) == key else None


def _shown_for_hidden(sheet: Sheet, stated: list[str]) -> Headline | None:
    """The heading that readers see right under a hidden one of other words, if something stated ends with it."""
    hidden = [b for b in sheet.blocks if b.kind == "heading" and b.roles & Role.HIDDEN and sheet.heading_level(b) == 1]
    keys = [key_of(one) for one in stated] if hidden else []
    for heading in hidden:
        for block in sheet.blocks[heading.index + 1 : heading.index + _UNDER_HIDDEN]:
            key = key_of(block.text) if sheet.heading_level(block) == _SECOND and not block.is_boilerplate else ""
            other = len(key) > _SURE and not key_of(heading.text).endswith(key)
            if other and any(own.endswith(" " + key) for own in keys):
                return Headline(block.text, "h2", (block,))
    return None


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
    if box is None or (written and _ENTRIES in sheet.text_in(box)):
        return None
    blocks = tuple(sheet.blocks_in([box]))
    stated = [key_of(one) for one in written]
    text = _without_site(_before_bar(heading_in(sheet, box), stated), stated, ballot)
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
    least = _ALIKE if len(text.split()) >= _SENTENCE and not ballot.home else _NEARLY
    slogan = not head.is_article and like < least
    if slogan or _UNSPACED.search(text):  # without spaces words cannot be compared
        return None
    kicker = _differs_by_kicker(head, text, written)
    other = ballot.printed
    names_section = like < _UNLIKE and other and other.box != box and key_of(other.text) in stated
    return None if kicker or names_section else Headline(text, "h1", blocks, box)


def _differs_by_kicker(head: Head, text: str, written: list[str]) -> bool:
    """Whether a heading ends as a stated title does, and one of them begins with a kicker; that of metas alone is for search engines."""
    key, called = key_of(text), key_of(unescape(str(head.article.get("headline") or "")))
    stated = [(key_of(one), one) for one in written]
    return key not in (own for own, _ in stated) and any(
        (key.endswith(own) and _MARK.search(text)) or (own == called and own.endswith(key) and _MARK.search(whole))
        for own, whole in stated
    )


def _of_lines(blocks: tuple[Block, ...], written: list[str], stated: list[str]) -> str | None:
    """What a heading of several lines says: "Ahrtal" / "Zwei Rücktritte" is stated in one line.

    "Eskalation im Nahen Osten" / "Die Zurückhaltung ..." is shared as "Iranischer Angriff auf Israel: Die Zurückhaltung ...": there
    both begin with a kicker.
    """
    begun, last = key_of(blocks[0].text) + " ", key_of(blocks[-1].text)
    whole = next((one for one, own in zip(written, stated, strict=True) if own.startswith(begun)), None)
    if whole or len(last) <= _SURE or not stated or not all(own.endswith(" " + last) for own in stated):
        return whole
    return blocks[-1].text


def _without_site(text: str, stated: list[str], ballot: _Ballot) -> str:
    """A heading without the name of the site, where it is stated so: "Costs & Prices - ProMatcher Cost Report"."""
    if len(title_pieces(text)) == 1:
        return text
    bare = without_site(text, ballot.sites, ballot.host, guess=False)
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


def _in_mixed_case(found: Headline, written: list[tuple[str, str]]) -> Headline:
    """Capitals are typography: where the page states the same title in mixed case, or one a word longer, that is its spelling."""
    if not found.text.isupper():
        return found
    words = set(key_of(found.text).split())
    spelt = [(likeness(words, set(key_of(text).split())), text) for text, _ in written if not text.isupper()]
    like, spelling = max(spelt, key=lambda one: one[0], default=(0.0, ""))
    return replace(found, text=spelling) if like >= _SPELLING else found

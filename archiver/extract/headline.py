"""The title of a page: what it prints above its text, never the name of the site."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from archiver.extract.blocks import Block, Sheet
from archiver.extract.head import Head
from archiver.extract.main_heading import ENTRIES, MARK, SURE, Rivals, main_heading, shown_for_hidden
from archiver.extract.names import BOILERPLATE
from archiver.extract.printed_titles import (
    Headline,
    best_printed,
    first_line,
    heading_above,
    line_above,
    line_set_off,
)
from archiver.extract.site_names import (
    HOMES,
    OF_NO_PAGE,
    key_of,
    likeness,
    name_alone,
    name_beside_home,
    stated_titles,
    title_pieces,
    without_site,
)

_BREAK = re.compile(r"[:|–—·•/(»›-]")
_BEHIND = re.compile(r"\s*[-|–—:：·ㅣ]")
_HALF, _SPELLING = 0.5, 0.85
_PRINTED, _META, _RESEMBLING = 1.3, 0.2, 0.1
_WRITTEN = {"json-ld": 1.3, "meta og:title": 0.8, "title element": 0.7}


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
    main = shown_for_hidden(sheet, stated) or main_heading(
        sheet, head, chosen, stated, Rivals(sites, host, printed, home)
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
            and len(key := key_of(printed.text)) > SURE
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
    if ENTRIES in printed.text:
        return True
    if printed.stage == "h1":
        return False
    key, keys = key_of(printed.text), [key_of(text) for text, _ in written]
    if len(title_pieces(printed.text)) > 1 and any(full.startswith(printed.text) for full in whole):
        return False  # "Aphids - what to do?" of "Aphids - what to do? - Garden forum"
    shared = next((key_of(text) for text, stage in written if stage == "meta og:title"), "")
    if shared and key.endswith(" " + shared) and MARK.search(printed.text):
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
    return len(called) > SURE and stated.startswith(called) and _BEHIND.match(stated, len(called)) is not None


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


def _in_mixed_case(found: Headline, written: list[tuple[str, str]]) -> Headline:
    """Capitals are typography: where the page states the same title in mixed case, or one a word longer, that is its spelling."""
    if not found.text.isupper():
        return found
    words = set(key_of(found.text).split())
    spelt = [(likeness(words, set(key_of(text).split())), text) for text, _ in written if not text.isupper()]
    like, spelling = max(spelt, key=lambda one: one[0], default=(0.0, ""))
    return replace(found, text=spelling) if like >= _SPELLING else found

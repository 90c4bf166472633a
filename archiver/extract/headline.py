"""The title of a page: what it prints above its text, never the name of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from archiver.extract.blocks import Block, Sheet
from archiver.extract.head import Head
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.selectors import text_of
from archiver.vietnamese.folding import fold

_SEPARATOR = re.compile(r"\s+[-|–—»«:·•]+\s+|\s*\|\s*|\s+::\s+")
_DIGITS = re.compile(r"\d[/:.-]\d")  # "15/11/2012 9:59 SA" is in capitals too
_WORD = re.compile(r"\w+")
_HOME = re.compile(
    r"(?:https?://[^/]+)?/?(?:[a-z]{2}/)?(?:(?:site)?pages/)?(?:(?:home|default|index|trang-?chu)(?:\.\w{2,5})?)?",
    re.IGNORECASE,
)
_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title", "headline")


@dataclass(frozen=True, slots=True)
class Headline:
    """A title, the stage that found it, and the blocks that print it."""

    text: str
    stage: str
    blocks: tuple[Block, ...] = ()


def key_of(text: str) -> str:
    """What two spellings of one title share: folded words without punctuation."""
    return " ".join(_WORD.findall(fold(text)))


def site_names(head: Head, sheet: Sheet, profile_title: str | None) -> frozenset[str]:
    """All names that the page gives its site, as keys."""
    texts = [b.text for b in sheet.blocks if b.box.role & Role.HEAD and b.box.words <= 16 and b.box.tag != "body"]
    # <h1><a href="/Pages/home.aspx">Đảng bộ Khối</a></h1> stands above the text of every page.
    texts += [text_of(link) for link in sheet.root.iterfind(".//h1//a[@href]") if _HOME.fullmatch(link.get("href", ""))]
    return frozenset(key for name in (profile_title or "", *head.site_names, *texts) if (key := key_of(name)))


def find_headline(sheet: Sheet, head: Head, chosen: list[Block], sites: frozenset[str]) -> Headline | None:
    """The best of: printed headings, title classes, metas, the title element, an all-caps first line."""
    written = _written_titles(head, sites)
    first = chosen[0].index if chosen else len(sheet.blocks)
    last = chosen[-1].index if chosen else len(sheet.blocks)
    keys = [set(key_of(text).split()) for text, _ in written]
    best, best_score = None, 1.9
    for block in sheet.blocks[: last + 1]:
        if block.box.kind != "heading" and not (block.roles & Role.TITLE or first - 12 <= block.index <= first + 3):
            continue
        score = _score(sheet, block, first, keys, sites)
        if score > best_score:
            best, best_score = block, score
    if best is not None:
        return _in_mixed_case(_printed(sheet, best, sites), written)
    if written:
        return Headline(written[0][0], written[0][1])
    return _heading_above(sheet, first, sites) or _first_line(chosen, sites)


def _written_titles(head: Head, sites: frozenset[str]) -> list[tuple[str, str]]:
    found = [
        (head.article.get("headline"), "json-ld"),
        *((head.metas.get(name), f"meta {name}") for name in _TITLE_METAS),
    ]
    found += [(title, "title element") for title in head.titles]
    cleaned = [
        (without_site(text, sites, guess=stage == "title element"), stage)
        for text, stage in found
        if isinstance(text, str)
    ]
    return [(text, stage) for text, stage in cleaned if text and key_of(text) not in sites]


def without_site(title: str, sites: frozenset[str], *, guess: bool = False) -> str:
    """The title without the site's name before or after it; a guess takes a short last piece for one."""
    pieces = [piece.strip() for piece in _SEPARATOR.split(title)]
    if len(pieces) < 2:
        return title.strip()
    if key_of(pieces[0]) in sites:
        return _rest(title, pieces[0], front=True)
    if key_of(pieces[-1]) in sites:
        return _rest(title, pieces[-1], front=False)
    if guess and len(pieces[-1].split()) <= 4 < len(" ".join(pieces[:-1]).split()):
        return _rest(title, pieces[-1], front=False)
    return title.strip()


def _rest(title: str, piece: str, *, front: bool) -> str:
    rest = title.strip()[len(piece) :] if front else title.strip()[: len(title.strip()) - len(piece)]
    return rest.strip(" -|–—»«:·•\t\n\u00a0")


def _score(sheet: Sheet, block: Block, first: int, written: list[set[str]], sites: frozenset[str]) -> float:
    level = sheet.heading_level(block)
    score = {0: 0.0, 1: 3.0, 2: 1.2, 3: 0.7}.get(level, 0.3)
    if block.roles & Role.TITLE and block.words <= 40:
        score += 2.2 if not level else 0.8
    key = key_of(block.text) if block.words <= 60 else ""
    like = max((_likeness(set(key.split()), words) for words in written), default=0.0)
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
    if block.roles & (BOILERPLATE | Role.HEAD):
        score -= 5.0
    if not key or key in sites:
        score -= 10.0
    if block.words > 40 or block.link_share > 0.9:
        score -= 1.5
    score += 1.0 if first - 12 <= block.index <= first else -0.6
    return score - 0.001 * block.index


def _likeness(one: set[str], other: set[str]) -> float:
    """Share of words in common, of the longer title."""
    return len(one & other) / max(len(one), len(other)) if one and other else 0.0


def _printed(sheet: Sheet, block: Block, sites: frozenset[str]) -> Headline:
    level = sheet.heading_level(block)
    stage = f"h{level}" if level else "title class" if block.roles & Role.TITLE else "first line"
    blocks = [block]
    if not level and block.text.isupper():  # "BÁO CÁO" / "KẾT QUẢ ...": one heading set on several lines
        for follower in sheet.blocks[block.index + 1 : block.index + 4]:
            if (
                not follower.text.isupper()
                or _DIGITS.search(follower.text)
                or follower.box.parent != block.box.parent
                or follower.words < 3
            ):
                break
            blocks.append(follower)
    text = " ".join(b.text for b in blocks)
    return Headline(without_site(text, sites) if key_of(text) not in sites else text, stage, tuple(blocks))


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
        if 3 <= block.words <= 30 and key_of(block.text) not in sites:
            return Headline(block.text, "first line", (block,))
    return None

"""Who wrote a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from archiver.extract.blocks import Block, Sheet
from archiver.extract.han_names import labelled_in_han
from archiver.extract.head import Head
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.person_names import (
    before_break,
    has_capitals,
    is_office,
    may_be_name,
    names_in,
    persons_among,
    split_names,
    without_offices,
)
from archiver.extract.site_names import key_of
from archiver.extract.sources import source_of

# "Author:" in other languages, and of who took the pictures as well.
_WRITER = (
    r"author|autor(?:in|a|ka|es?)?|auteure?|autore|autrice|författare|skribent|forfatter|toimittaja|tekst|texto?|testo|texte|"
    r"(?:fotos? und text|text und fotos?|words and (?:photos|pictures)|texto y fotos?|testo e foto|texte et photos?)|автор(?: статьи| текста)?|журналист|"
    r"корреспондент|yazar|penulis|작성자|글쓴이|執筆者?|著者|ライター|ผู้เขียน|लेखक|الكاتب|بقلم|خبرنگار|نویسنده"
)
# Without a colon "Thực hiện", "Bài" and "Di" begin many a headline.
_AUTHOR = re.compile(
    rf"^\W*(?:(?:(?:tác giả|thực hiện|người (?:viết|đăng|gửi)|biên soạn|bài viết|tin bài|(?:tin(?: và|,) )?bài|tin)(?:(?: và|,) ảnh| bài viết)?|{_WRITER})\s*[:：]|"
    r"(?:viết|đăng|gửi) bởi\b\s*[:：]?|(?P<anyhow>(?:written|posted|recipe|story|words|interview|article|text) by|by)\b\s*[:：]?|(?P<foreign>von|par|por|di)(?:\s|\s*[:：]))"
    r"\s*(?P<name>[^\d:]{2,80}?)\W*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"(?:^|\W)(?:tác giả|thực hiện|người viết|bài(?: viết)?|bởi|{_WRITER}|by|von|par|por|di)\W", re.IGNORECASE
)
_ONLY_LABEL = re.compile(
    r"^\W*(?:(?:written|posted|guide|reviewed|words|story|commentary|opinion|analysis|report) )?(?:by|von|par|por|di|tác giả(?: bài viết)?|(?:(?:viết|đăng) )?bởi|author)\W*$",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s*[|•●⋅·⋆]\s*|\s+[–—-]\s+")
_LONGEST_BYLINE, _LONGEST_BARE = 18, 12  # words
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MOST_FOLLOWERS = 8
_AND = re.compile(r"(?:,|;|&|(?:and|und|et|e|y|og|och|en)\b)\s*", re.IGNORECASE)
_MADE_SO = re.compile(
    r"\s*\((?:tổng hợp|sưu tầm|biên tập|biên soạn|lược dịch|dịch|t/h|st|theo\s[^()]+|nguồn[^()]+)\)\W*$", re.IGNORECASE
)
_SIGNERS, _MOST_SIGNERS = re.compile(r"\s+[–—-]\s+|\s*[,;&]\s*|\s+và\s+"), 3
_RIGHT = re.compile(r"text-align\s*:\s*right", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """Whom the page's data name as author: persons, an office or a newspaper, and what a meta says, often its maker."""

    persons: str | None
    office: str | None
    meta: str | None


def stated_authors(head: Head, sites: frozenset[str]) -> Stated:
    """The names that JSON-LD and metas give."""
    node = head.article.get("author")
    items = [item for item in (node if isinstance(node, list) else [node]) if item]
    offices = [item for item in items if isinstance(item, dict) and "Organization" in str(item.get("@type"))]
    persons = [name for item in items for name in _names_in(item)] if len(offices) < len(items) else []
    if len(persons) == 1:
        persons = without_offices(split_names(persons[0].partition(" | ")[0]))
    meta = split_names(
        head.meta(
            "citation_author",
            "author",
            "dc.creator",
            "dc.creator.personalname",
            "article:author",
            "og:article:author",
            "parsely-author",
            "byl",
        )
        or ""
    )
    if key_of(meta[0]) in sites:  # "hessenschau.de, Frankfurt, Germany" says where the site is
        meta = []
    return Stated(
        persons_among(persons, frozenset()),
        persons_among([name for item in offices for name in _names_in(item)], frozenset()),
        persons_among(meta, sites),
    )


def _names_in(item: object) -> list[str]:
    """The names in a node of JSON-LD: `{"name": "A"}`, `{"name": ["A", "B"]}`, `{"givenName": "A", "familyName": "B"}`, "A"."""
    if isinstance(item, dict):
        value = item.get("name") or f"{item.get('givenName') or ''} {item.get('familyName') or ''}"
    else:
        value = item
    values = value if isinstance(value, list) else [value]
    names = [" ".join(unescape(one).split()) for one in values if isinstance(one, str)]
    return [name for name in names if not name.startswith(",")]  # ", USA TODAY" has lost its person


def printed_author(sheet: Sheet, zone: range, sites: frozenset[str]) -> tuple[str, Block] | None:
    """The byline near the title or under the text; "By" may stand in a line of its own."""
    for index in zone:
        block = sheet.blocks[index]
        if not _may_name(block):
            continue
        if name := labelled_in_han(block.text):
            return name, block
        if block.words > _LONGEST_BYLINE:
            continue
        text, labelled = block.text, bool(block.roles & Role.BYLINE)
        if _ONLY_LABEL.match(text) and index + 1 < len(sheet.blocks):
            block, labelled = sheet.blocks[index + 1], True
            text = block.text
        elif (match := _AUTHOR.match(text)) and (labelled or _is_byline(match, block)):
            text, labelled = match["name"], True
        elif piece := _labelled_piece(text):
            text, labelled = piece, True
        if not labelled:
            continue
        names = without_offices(names_in(text))
        found = persons_among(names, sites)
        if found and (" " in found or not block.roles & Role.HIDDEN):
            return _with_others(sheet, block, found, sites), block
    return None


def _is_byline(match: re.Match[str], block: Block) -> bool:
    """Whether a label is one: "By using this site ..." begins a sentence, and "Di Linh phát triển ..." a headline."""
    if match["foreign"]:
        return block.kind != "heading" and has_capitals(match["name"])
    if match["anyhow"] and block.link_words:
        return True
    return not match["name"][0].islower() and bool(match["anyhow"] or block.kind != "heading")


def _may_name(block: Block) -> bool:
    """Whether a line may name its author: none of furniture does, nor what names the source."""
    against = BOILERPLATE & ~Role.HIDDEN if block.roles & Role.BYLINE else BOILERPLATE  # shown on a wide screen only
    return not block.roles & against and block.words <= 40 and not source_of(block.text)


def _with_others(sheet: Sheet, block: Block, first: str, sites: frozenset[str]) -> str:
    """With the names in blocks of their own behind it: "By" / "Jane Doe" / "and" / "John Roe"."""
    names, joined = [first], False
    for follower in sheet.blocks[block.index + 1 : block.index + _MOST_FOLLOWERS]:
        if not follower.roles & Role.BYLINE or follower.roles & BOILERPLATE & ~block.roles:
            break
        if _AND.fullmatch(follower.text):
            joined = True
            continue
        match = _AND.match(follower.text)
        alike = (
            follower.link_words == follower.words and sheet.boxes.paths[follower.box] == sheet.boxes.paths[block.box]
        )
        name = persons_among(
            split_names(follower.text[match.end() :] if match else follower.text)[:1], sites
        )  # "and John Roe, CNN"
        if not name or not (joined or match or (alike and block.link_words == block.words)) or " " not in name:
            break
        names.append(name)
        joined = False
    return ", ".join(dict.fromkeys(", ".join(names).split(", ")))


def _labelled_piece(line: str) -> str | None:
    """The name in "By Jane Doe • May 4, 2024", "Do 25.04.24 | 14:07 Uhr | Von Jane Doe"."""
    for piece in _PIECES.split(line) if _LABEL.search(line) else ():
        match = _AUTHOR.match(before_break(piece))
        if match and has_capitals(match["name"]):
            return match["name"]
    return None


def name_beside_day(sheet: Sheet, zone: range, sites: frozenset[str]) -> str | None:
    """A bare name under a title with the day behind it, in the line or the next: "Jane Doe" / "May 4, 2024"."""
    for index in zone:
        block = sheet.blocks[index]
        if block.kind or block.roles & BOILERPLATE or block.words > _LONGEST_BARE:
            continue
        first, *rest = _PIECES.split(block.text)
        beside = rest or [one.text for one in sheet.blocks[index + 1 : index + 3] if one.words <= _LONGEST_BARE]
        if not any(_YEAR.search(piece) for piece in beside):
            continue
        parts = first.split()
        is_name = 1 < len(parts) <= 3 and all(part[0].isupper() and not part.isupper() for part in parts)
        if is_name and not is_office(first) and (found := persons_among([first], sites)):
            return found
    return None


def only_byline(sheet: Sheet, sites: frozenset[str]) -> str | None:
    """The one person whom bylines name anywhere on the page, comments and teasers left out."""
    other = Role.COMMENTS | Role.RELATED | Role.NAVIGATION | Role.HIDDEN
    names = {
        name
        for block in sheet.blocks
        if block.roles & Role.BYLINE and not block.roles & other and block.words <= 8
        if (name := persons_among(names_in(block.text), sites)) and " " in name
    }
    return names.pop() if len(names) == 1 else None


def signature(sheet: Sheet, blocks: list[Block]) -> tuple[str, Block] | None:
    """The last line of a text, set to the right, that holds only names: `<p align="right"><b>Lê Hà - Hoàng Minh</b></p>`."""
    if len(blocks) < 2 or source_of(blocks[-1].text):
        return None
    last = blocks[-1]
    signed = _MADE_SO.sub("", last.text)
    names = _SIGNERS.split(signed)
    if len(names) > _MOST_SIGNERS or not all(_signs(name) for name in names) or not _is_right(sheet, last):
        return None
    return ", ".join(name.strip() for name in names), last


def _signs(name: str) -> bool:
    parts = name.split()
    if not 1 <= len(parts) <= 5 or (name.isupper() and len(parts) > 3):
        return False
    return all(part[:1].isupper() for part in parts) and may_be_name(name.strip())


def _is_right(sheet: Sheet, block: Block) -> bool:
    for box, _ in zip(sheet.above(block.box), range(4), strict=False):
        values = sheet.attributes(box)
        if values.get("align", "").lower() == "right" or _RIGHT.search(values.get("style", "")):
            return True
    return False

"""What a page calls its site, and what it calls itself where readers do not look: a title without the name of the site."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from archiver.extract.blocks import Block, Sheet
from archiver.extract.head import LONGEST_TITLE, Head
from archiver.extract.names import Role
from archiver.extract.tags import attributes_of
from archiver.vietnamese.folding import fold

_SEPARATOR = re.compile(r"\s+[-|–—»«:·•]+\s+|\s*\|\s*|\s+::\s+")
_MARK = re.compile(
    r"\s*[-–—_|»«>:：·•]+\s*"
)  # that may part a name from a title, where several pages show that it does
_MOST_MARKS = 4  # at each end of a title
_AT_EDGES = frozenset("|–—:·•-")
_QUOTES = frozenset("»«")  # which are at the edge where they stand apart: «quoted» keeps its marks
_WORD = re.compile(r"\w+")
_HOME = re.compile(
    r"(?:https?://[^/]+)?/?(?:[a-z]{2}/)?(?:(?:site)?pages/)?(?:(?:home|default|index|trang-?chu)(?:\.\w{2,5})?)?",
    re.IGNORECASE,
)
_SHORT = 200  # characters
_NAME_WORDS = 16
_LONGEST_NAME = 12  # words; some pages state their own title as the site's name
_HALF = 0.5
_LONGER = 4  # letters of a name behind what the address says: "RealtyMogul.com"
_TITLE_METAS = ("citation_title", "og:title", "twitter:title", "dc.title", "dcterms.title", "title", "headline")
_SITE_WORDS = 6
_CHANCE = 3  # letters of a domain that begin a title by chance
HOMES = frozenset(("home", "home page", "homepage", "startseite", "accueil", "inicio", "trang chu"))  # no titles
# What editors write into a title element, and old portals into that of every page.
OF_NO_PAGE = re.compile(
    r"new page \d+|untitled(?: document| page)?|web ?part page|chi tiet(?: tin| bai viet)?|xem tin|tin tuc(?: su kien)?|noi dung(?: chi tiet)?|"
    r"(?:trang|cong) (?:tin|thong tin)(?: dien tu)?|news ?details?|details?|"
    r"in(?: trang| bai(?: viet)?| an| tin)?|ban in|print(?:able)?(?: version| page| view)?|printer friendly(?: version| page)?"
)


def key_of(text: str) -> str:
    """What two spellings of one title share: folded words without punctuation."""
    return _key_of_short(text) if len(text) <= _SHORT else _key_of(text)


def _key_of(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


_key_of_short = lru_cache(maxsize=4096)(_key_of)  # a title is compared many times


def title_pieces(title: str) -> list[str]:
    """A title element between its separators: "Tin thứ nhất", "Sở Ví dụ"."""
    return _SEPARATOR.split(title)


def edges_of(title: str) -> set[str]:
    """Keys of what a title element may begin or end with besides the page's title: of "城区新闻-新港市政府网" both, and the whole."""
    return {key_of(title), *(key_of(edge) for cut in _cuts(title) for edge in cut)} - {""}


def without_names(title: str, names: frozenset[str]) -> str:
    """A title element without the names with which those of other pages begin or end; one that is nothing else is kept whole."""
    before = [rest for name, rest in _cuts(title) if key_of(name) in names and key_of(rest) not in names]
    title = before[-1] if before else title
    behind = [rest for rest, name in _cuts(title) if key_of(name) in names and key_of(rest) not in names]
    return behind[0] if behind else title


def _cuts(title: str) -> list[tuple[str, str]]:
    """The two parts of a title at each of its first and last marks."""
    marks = [*_MARK.finditer(title)]
    if len(marks) > 2 * _MOST_MARKS:
        marks = marks[:_MOST_MARKS] + marks[-_MOST_MARKS:]
    both = [(title[: mark.start()], title[mark.end() :]) for mark in marks]
    return [(before, behind) for before, behind in both if before and behind]


def site_names(head: Head, sheet: Sheet, profile_title: str | None) -> frozenset[str]:
    """All names that the page gives its site, as keys."""
    boxes = sheet.boxes
    heads = [
        box
        for box in boxes.having(lambda tag: tag.role & Role.HEAD and tag.name != "body")
        if boxes.roles[box] & Role.HEAD and boxes.ends[box] - boxes.begins[box] <= _NAME_WORDS
    ]
    texts = [
        block.text
        for box in heads
        if sheet.words_in(box) <= _NAME_WORDS
        for block in sheet.blocks_in([box])
        if block.box == box
    ]
    texts += [b.text for b in sheet.blocks if b.kind == "heading" and b.link_words == b.words and _leads_home(sheet, b)]
    titles = [text for text, stage in stated_titles(head) if stage in {"json-ld", "meta og:title"}]
    own, begun = {key_of(text) for text in titles}, {key_of(title_pieces(text)[0]) for text in titles}
    printed = {key_of(text) for text in texts}
    if head.is_article:  # its head is a header too
        own |= begun
    elif begun & printed:  # what a page is about may stand in a bar of its own, beside "Buy"
        own |= begun & _main_headings(sheet)
    printed -= own
    if head.is_article:
        printed -= {key for key in _heads_of_articles(sheet) if any(are_alike(key, one) for one in own)}
    named = [name for name in head.site_names if len(name.split()) <= _LONGEST_NAME]
    return frozenset(printed | {key_of(name) for name in (profile_title or "", *named)}) - {""}


def _heads_of_articles(sheet: Sheet) -> set[str]:
    """The first-level headings in headers, as keys."""
    return {key_of(block.text) for block in sheet.blocks if block.roles & Role.HEAD and sheet.heading_level(block) == 1}


def _main_headings(sheet: Sheet) -> set[str]:
    """The first-level headings outside of headers, as keys."""
    first = (block for block in sheet.blocks if block.kind == "heading" and sheet.heading_level(block) == 1)
    return {key_of(block.text) for block in first if not block.roles & Role.HEAD and not _leads_home(sheet, block)}


def are_alike(one: str, other: str) -> bool:
    """Whether two keys of several words share half of them."""
    return len(one.split()) > 2 and likeness(set(one.split()), set(other.split())) >= _HALF


def _leads_home(sheet: Sheet, block: Block) -> bool:
    """<h1><a href="/Pages/home.aspx">Đảng bộ Khối</a></h1> stands above the text of every page."""
    raws = sheet.markup.tags[max(0, block.first - 2) : block.last]
    return any(raw.startswith("a ") and _HOME.fullmatch(attributes_of(raw).get("href", "#")) for raw in raws)


def stated_titles(head: Head) -> list[tuple[str, str]]:
    """What the page's data call it, each with its stage: JSON-LD, metas, title elements."""
    found = [
        (head.article.get("headline"), "json-ld"),
        *((head.metas.get(name), f"meta {name}") for name in _TITLE_METAS),
    ]
    found += [(title, "title element") for title in head.titles]
    return [
        (" ".join(unescape(text).split()), stage)
        for text, stage in found
        if isinstance(text, str) and text.strip() and len(text) <= LONGEST_TITLE
    ]


def name_alone(head: Head, host: str) -> tuple[str, str] | None:
    """The name of a site, and its stage, where its home page is called by nothing else: "Example Times", not "Example Times | News".

    If one of them calls the page "Home", what else stands beside the name is no title but a slogan.
    """
    names = {key_of(name) for name in head.site_names}
    domain = host.rpartition(".")[0].rpartition(".")[2].replace("-", "")
    stated = stated_titles(head)
    for text, stage in stated:
        pieces = title_pieces(text)
        kept = [piece for piece in pieces if key_of(piece) not in HOMES]
        called = len(pieces) == 1 and len(domain) > _CHANCE and key_of(text).replace(" ", "").startswith(domain)
        if key_of(text) in names:  # "Wendi Weiner - The Writing Guru" is all of it the name
            return text, stage
        if len(kept) == 1 and (called or key_of(kept[0]) in names):
            return kept[0], stage
    if any(key_of(text) in HOMES for text, _ in stated):
        named = ((piece, stage) for text, stage in stated for piece in title_pieces(text) if key_of(piece) in names)
        return next(named, None)
    return None


def name_beside_home(head: Head) -> tuple[str, str] | None:
    """The name of a home page, as in "Home - Example Times", and its stage: no other page is called as its site."""
    pieces = [title_pieces(title) for title in head.titles]
    names = [[piece for piece in one if key_of(piece) not in HOMES] for one in pieces]
    found = next((kept[0] for kept, one in zip(names, pieces, strict=True) if kept and len(kept) < len(one)), None)
    return (found, "title element") if found else None


def without_site(title: str, sites: frozenset[str], host: str = "", *, guess: bool = True) -> str:
    """The title without the site's name before or after it.

    A name is known from what the page calls its site, or from its address; a guess takes a short last piece for one as well.
    """
    pieces, marks = _SEPARATOR.split(title), _SEPARATOR.findall(title)
    first, last = 0, len(pieces)
    while (
        last - first > 1
        and _names_site(pieces[first], sites, host, first=True)
        and len(" ".join(pieces[first + 1 :]).split()) > 1
    ):
        first += 1
    while last - first > 1:
        rest, piece, mark = " ".join(pieces[first : last - 1]).split(), pieces[last - 1], marks[last - 2]
        most = 0  # words that a piece may have to be taken for a site's name
        if not first and "|" in mark and len(rest) > 1:
            most = _SITE_WORDS
        elif not first and guess and not piece.endswith(("?", "!")):  # "Aphids - what to do?"
            most = min(4, len(rest) - 1)
        if not (_names_site(piece, sites, host) or len(piece.split()) <= most):
            break
        last -= 1
    begin = sum(len(pieces[i]) + len(marks[i]) for i in range(first))
    end = begin + sum(len(pieces[i]) for i in range(first, last)) + sum(len(marks[i]) for i in range(first, last - 1))
    return _without_edges(title[begin:end])


def _without_edges(title: str) -> str:
    """A title without what parted it from others. Sign by sign: a pattern for it took hours where it stood before forty dashes."""
    first, last = 0, len(title)
    while first < last and _is_edge(title[first], title[first + 1 : first + 2]):
        first += 1
    while first < last and _is_edge(title[last - 1], title[last - 2 : last - 1]):
        last -= 1
    return title[first:last]


def _is_edge(sign: str, inner: str) -> bool:
    return sign in _AT_EDGES or sign.isspace() or (sign in _QUOTES and inner.isspace())


def _names_site(piece: str, sites: frozenset[str], host: str, *, first: bool = False) -> bool:
    """By what the page calls its site, or by the address.

    The `first` piece ends with what the address says: "Company C Wood-Shop"; "Crowdstrike Falcon Platform" is a thing of its own.
    """
    key = key_of(piece)
    if key in sites:
        return True
    joined = key.replace(" ", "")
    labels = [label.replace("-", "") for label in host.removeprefix("www.").split(".")[:-1]]
    return len(joined) > 3 and any(
        joined in label
        or (label in joined and (not first or joined.endswith(label) or len(joined) <= len(label) + _LONGER))
        or (not first and _is_made_of(label, key.split()))
        for label in labels
        if len(label) > 3
    )


def _is_made_of(label: str, words: list[str]) -> bool:
    """Whether some words of a name in their order are the address: thevolunteercenter of "The Nonprofit & Volunteer Leadership Center"."""
    several = len(words) <= _LONGEST_NAME and all(len(word) < len(label) for word in words)
    return several and re.fullmatch("".join(f"(?:{re.escape(word)})?" for word in words), label) is not None


def likeness(one: set[str], other: set[str]) -> float:
    """Share of words in common, of the longer title."""
    return len(one & other) / max(len(one), len(other)) if one and other else 0.0

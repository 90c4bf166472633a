"""What a page is, where its address does not say so."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise, takewhile

from archiver.extract.blocks import Block, Sheet
from archiver.extract.content import is_good, leads_elsewhere
from archiver.extract.files import kind_of_file
from archiver.extract.head import Head
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.phrases import ends_a_text, is_end_heading
from archiver.extract.tags import attributes_of
from archiver.model import Kind, Link
from archiver.vietnamese.folding import fold

KINDS: dict[str, Kind] = {name: name for name in ("article", "document", "page", "gallery", "video", "audio")}
_ERROR = re.compile(
    r"\b404\b|\b50[03] |not found|page cannot be (?:found|displayed)|khong tim thay|khong ton tai|da xay ra loi|co loi xay ra|"
    r"^error|^loi\b|runtime error|server error|access denied|bad request|trang ban yeu cau"
)
_LOGIN = re.compile(
    r"\b(?:log|sign)(?:ged|ed)?[ -]?in\b|\bpassword\b|dang nhap|mat khau|anmeld|passwort|connexion|contrasena|登录|登錄|密码"
)
_HOME = re.compile(r"^[a-z]+://[^/?#]+/?(?:#.*)?$", re.IGNORECASE)
_FEW_TITLES, _ENOUGH_TITLES, _POSTS = 3, 5, 4
_HEAD = 3  # blocks over a text
_BYLINES = 8  # blocks that may stand between a title and its text: who, when, how many comments
_TEASER = 60  # words
_HEADLINE = 9  # spaces; sections have shorter names
_FEW_WORDS = 12  # a stray line of a page that is a list
_TEXT = 150  # words; some shops and home pages call themselves articles
_ARTICLE_ITEM = re.compile(r' itemtype="https?://schema\.org/(?:(?:News|Scholarly|Tech)?Article|Report|BlogPosting)/?"')
_ARTICLE_TYPES = frozenset(("article", "news", "blog", "newsarticle"))


def reason_against(
    sheet: Sheet, head: Head, chosen: list[Block], title: str | None, url: str, *, dated: bool
) -> str | None:
    """Why the page is no article at all: error, login, empty, listing, home; None where it may be one."""
    words = sum(block.words for block in chosen)
    if not dated and words < 80:
        texts = [block.text for block in chosen]
        opening = [title or "", *(texts[:3] if words < 40 else ())]
        if any(_ERROR.search(fold(text)) for text in opening):
            return "error"
        asked = any(raw.startswith("input ") and 'type="password"' in raw for raw in sheet.markup.tags)
        # A portal's members have a box for theirs beside each page.
        if asked and (words < _FEW_WORDS or any(_LOGIN.search(fold(text)) for text in (title or "", *texts))):
            return "login"
    spoken = sum(block.words for block in chosen if block.link_share < 0.6)
    if spoken < (1 if dated else _FEW_WORDS) and (title or "").count(" ") < _HEADLINE and _names_only(sheet):
        return "listing"
    if not words and not (dated and title):  # a title and a date over nothing: an article whose text the portal lost
        return "empty"
    headed = dated or (title or "").count(" ") >= _HEADLINE
    if (
        not (dated and _begins_with_text(sheet, chosen, title))
        and is_listing(sheet, chosen, headed=headed)
        and not (head.article or (head.is_article and words >= _TEXT))
    ):
        return "listing"
    return "home" if is_home(url) else None


def _begins_with_text(sheet: Sheet, chosen: list[Block], title: str | None) -> bool:
    """Whether the first lines to read stand under the title that the page prints: in a list they stand under one that leads on.

    A death notice of two sentences, beside a box of teasers that look like text as well.
    """
    first = next((block.index for block in chosen if block.link_share < 0.2 and is_good(block)), None)
    above = sheet.blocks[max(0, first - _HEAD) : first] if first is not None else []
    return any(block.text == title for block in above) and not any(leads_elsewhere(block) for block in above)


def is_home(url: str) -> bool:
    """Whether an address is that of a whole site."""
    return _HOME.match(url) is not None


def _names_only(sheet: Sheet) -> bool:
    """Whether the middle of a page without a word of its own names other pages, as the list of a month does."""
    middle = [block for block in sheet.blocks if not block.roles & BOILERPLATE]
    titles = sum(block.words for block in middle if leads_elsewhere(block) and not _is_file(sheet, block))
    return titles * 2 > sum(block.words for block in middle)


def says_nothing(area: list[Block]) -> bool:
    """Whether the part of a page that is for its content says that there is none, whatever stands around it."""
    return sum(block.words for block in area) < 40 and any(_ERROR.search(fold(block.text)) for block in area)


def is_listing(sheet: Sheet, chosen: list[Block], *, headed: bool) -> bool:
    """Most of the middle of the page is titles that lead to other pages, each with a teaser at most.

    `headed`: it has a day of its own, or a headline. A notice of one sentence is then not made of the titles that
    stand after it under "Tin mới nhất".
    """
    if not chosen:
        return False
    first, last = chosen[0].index, chosen[-1].index
    after = sheet.blocks[last + 1 : last + 13]
    ends = is_end_heading if headed else ends_a_text
    after = [*takewhile(lambda block: not ends(block), after)]
    around = [*sheet.blocks[max(0, first - 12) : last + 1], *after]
    reach = [b for b in around if not b.roles & BOILERPLATE]
    # A short notice beside "Tin mới": what its container leaves out is not its. (In a list each entry may have a container.)
    if all(b.roles & Role.BODY for b in sheet.blocks[first : last + 1]):
        reach = [b for b in reach if b.roles & Role.BODY]
    titles = [b for b in reach if leads_elsewhere(b) and not _is_file(sheet, b)]
    plain = [b for b in chosen if b.link_share < 0.2 and is_good(b)]
    if len(titles) < _FEW_TITLES:
        return False
    longest = max((b.words for b in plain), default=0)
    if _are_posts(sheet.blocks[max(0, first - _BYLINES) : last + 1], reach) or _are_teasers(
        plain, {b.index for b in titles}
    ):
        return True
    if len(titles) < _ENOUGH_TITLES:
        return False
    linked, read = sum(b.words for b in titles), sum(b.words for b in plain)
    alternating = sum(1 for b in titles if first - 1 <= b.index <= last)  # the first title stands before its teaser
    return linked > 1.5 * read or (
        alternating >= 5 and len(plain) <= 1.6 * len(titles) and longest < 90 and read < 60 * len(titles)
    )


def _are_posts(blocks: list[Block], reach: list[Block]) -> bool:
    """Whole texts one under the other, as a weblog's first page has them: each begins with a heading that leads to its own page.

    In the thread of a forum the headings say the same: "Re: ...".
    """
    held = {block.index for block in reach}
    headings = [b for b in blocks if b.kind == "heading" and b.index in held]
    linked = [b for b in headings if b.link_words >= 3 and b.link_share >= 0.9]
    said = {b.text.lower().removeprefix("re:").strip() for b in linked}
    if len(said) < _POSTS or 5 * len(said) < 4 * len(headings):
        return False
    before = sum(b.words for b in blocks if b.index < linked[0].index and b.link_share < 0.2)
    return before < _TEASER and all(after.index - one.index > 1 for one, after in pairwise(linked))


def _are_teasers(plain: list[Block], titles: set[int]) -> bool:
    """Whether each piece of text stands right under a title that leads elsewhere: a short list of a young section."""
    under = sum(1 for block in plain if titles & {block.index - 1, block.index - 2})
    return len(plain) >= _FEW_TITLES and under == len(plain) and all(block.words < _TEASER for block in plain)


def kind_from_content(
    sheet: Sheet, head: Head, words: int, links: tuple[Link, ...], *, dated: bool, number: bool
) -> Kind:
    """The kind of a page that has a text of its own."""
    by_kind = {kind: sum(1 for link in links if link.kind == kind) for kind in ("image", "audio", "video", "document")}
    if words < 150:
        if by_kind["video"]:
            return "video"
        if by_kind["audio"]:
            return "audio"
        if by_kind["image"] >= 6 and words < 15 * by_kind["image"]:
            return "gallery"
    if number:
        return "document"
    stated = (head.metas.get("og:type") or "").lower() in _ARTICLE_TYPES or bool(head.article)
    return "article" if stated or dated or _is_one_item(sheet) else "page"


def _is_one_item(sheet: Sheet) -> bool:
    """Whether microdata states one article; a list of articles has one item for each of its entries."""
    return sum(1 for raw in sheet.markup.tags if "itemtype=" in raw and _ARTICLE_ITEM.search(raw)) == 1


def _is_file(sheet: Sheet, block: Block) -> bool:
    """A link to a document is content: "Tải về Nghị quyết 37.pdf"."""
    slots = sheet.media.slots
    from_, to = (bisect_left(slots, slot) for slot in (block.first - 2, block.last))
    links = (sheet.markup.tags[slot] for slot in slots[from_:to])
    return any(raw.startswith("a ") and kind_of_file(attributes_of(raw).get("href", "")) is not None for raw in links)

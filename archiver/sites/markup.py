"""A page's markup as a tree, and the few things that every reader of it asks."""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice
from typing import cast

from lxml import etree, html
from lxml.cssselect import CSSSelector

from archiver.sites.urls import absolute
from archiver.vietnamese.folding import fold

_CLASSES = etree.XPath("//@class", smart_strings=False)
_IDS = etree.XPath("//@id", smart_strings=False)
_WORDS = etree.XPath(
    "//*[not(self::script or self::style or self::option or self::noscript or self::textarea)]/text()",
    smart_strings=False,
)
_NOT_WORDS = (string.digits + string.punctuation + " \t\r").encode()
_ONLY_DIGITS = bytes(byte if chr(byte) in string.digits else 0x20 for byte in range(256))
_MANY_FIGURES = 12
_UNSHOWN = re.compile(rb"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"[.#]([\w-]+)")
_NOT_IN_MARKUP = bytes(0x20 if byte < 0x20 and byte not in b"\t\n\r" else byte for byte in range(256))
# Of an element's words: links that nobody ended hold each other and the rest of the page, two hundred times.
_MOST_PIECES, _MOST_LETTERS = 500, 4000
_LAST = 100  # signs of a menu's words, among which arrows and a count are looked for
# From where they begin, and not once more from each of a thousand.
_ARROWS = re.compile(r"(?<![\s>»›→▶])(?:\s|[>»›→▶]|\(\d+\))+$")


@lru_cache(maxsize=1)  # links, menu and pager are read one after the other from the same page
def tree_of(text: str) -> html.HtmlElement | None:
    """The page's root element, to be read and not changed; None where there is no markup at all.

    One archive page may be 4 MB and more.
    """
    # Of plain elements: lxml.html looks up a class for each, which takes a tenth of the time.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    raw = text.encode("utf-8", "replace").translate(_NOT_IN_MARKUP)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError:  # an empty page, or nothing but a comment
        return None
    return cast("html.HtmlElement | None", root)


def base_of(root: html.HtmlElement, url: str) -> str:
    """The address that relative links start from."""
    written = next((one.get("href") for one in root.iter("base") if one.get("href")), None)
    return (absolute(written, url) if written else None) or url


def text_of(element: html.HtmlElement) -> str:
    """The words inside an element, as far as a label goes; of a picture its description, of a bare link its title."""
    inside = len(element)
    pieces = cast("Iterable[str]", islice(element.itertext(), _MOST_PIECES)) if inside else (element.text or "",)
    text = one_line(" ".join(pieces)[:_MOST_LETTERS])
    if text or not inside:
        return text or one_line(element.get("title") or "")
    pictures = (picture.get("alt") or picture.get("title") or "" for picture in element.iter("img"))
    return one_line(element.get("title") or next((words for words in pictures if words.strip()), ""))


def words_of(root: html.HtmlElement) -> str:
    """Every word that a reader sees on the page, and no script."""
    return "\n".join(cast("list[str]", _WORDS(root)))


def words_digest(html: str, shown: Iterable[str]) -> str | None:
    """What is equal for two pages that say the same; `shown`: keys of the items, files and pictures in them.

    Numbers do not count: clocks and counters change with every answer, and a calendar's months differ in nothing else.
    In a page of many figures they do: tables of two years may have all words in common. The order does not count,
    which banners change.
    """
    text = _text_of(html)
    if text is None:
        return None
    figures = {one for one in text.translate(_ONLY_DIGITS).split() if _is_figure(one)}
    return _digest_of(text, figures if len(figures) > _MANY_FIGURES else (), map(str.encode, shown))


def face_of(html: str) -> str | None:
    """What is equal for two answers that are one page of the portal, such as its home page shown instead of an article.

    Numbers never count here: a home page whose titles are full of figures has a counter of visits as well.
    """
    text = _text_of(html)
    return None if text is None else _digest_of(text)


def _text_of(html: str) -> bytes | None:
    """All that stands between tags, a piece a line. Equal pages have equal bytes, so no tree is needed to find it."""
    shown = _UNSHOWN.sub(b"", html.encode("utf-8", "replace")).replace(b"\xc2\xa0", b" ")
    pieces = [piece.partition(b">")[2] for piece in shown.split(b"<")]
    return b"\n".join(pieces) if len(pieces) > 1 else None


def _digest_of(text: bytes, *more: Iterable[bytes]) -> str:
    kept = [*sorted(set(text.translate(None, _NOT_WORDS).split(b"\n")))]
    for others in more:
        kept += sorted(others)
    return hashlib.blake2b(b"\n".join(kept), digest_size=16).hexdigest()


def _is_figure(digits: bytes) -> bool:
    """Whether a number is neither a day of a calendar nor a year."""
    return len(digits) > 2 and not (len(digits) == 4 and digits[:2] in {b"19", b"20"})


def one_line(text: str) -> str:
    """Every run of spacing as one space."""
    return " ".join((text.replace("\u200b", "") if "\u200b" in text else text).split())


@lru_cache(maxsize=4096)  # a site says the same words on each of its pages
def label_of(text: str) -> str:
    """A link's words without case and accents."""
    return one_line(fold(text))


def same_words(text: str) -> str:
    """What two wordings of one menu item have in common: no case, accents, spacing, `>>` or count at the end."""
    words = one_line(text)
    return one_line(fold(words[:-_LAST] + _ARROWS.sub("", words[-_LAST:])))


@cache
def selector(css: str) -> CSSSelector:
    """A compiled CSS selector."""
    return CSSSelector(css, translator="html")


def names_of(root: html.HtmlElement) -> str:
    """Every class and id of the page, to be looked through for a name."""
    return " ".join(cast("list[str]", _CLASSES(root)) + cast("list[str]", _IDS(root)))


def matches(root: html.HtmlElement, selectors: tuple[str, ...], names: str) -> set[html.HtmlElement]:
    """Every element that any of the selectors names; `names` are the page's own (`names_of`).

    What names a class or id that the page has nowhere is not looked for: most containers of a platform are not there.
    """
    likely = (css for css in selectors if all(name in names for name in _names_in(css)))
    return {element for css in likely for element in cast("list[html.HtmlElement]", selector(css)(root))}


@cache
def _names_in(css: str) -> tuple[str, ...]:
    return () if "," in css or "\\" in css or ":" in css else tuple(_NAME.findall(css))

"""CSS selectors of profiles, read once."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from archiver.errors import ProfileError


def select(root: etree._Element, selectors: tuple[str, ...]) -> list[etree._Element]:
    """The elements that the first matching selector finds, in page order."""
    for selector in selectors:
        if found := _found(root, selector):
            return found
    return []


def select_all(root: etree._Element, selectors: tuple[str, ...]) -> list[etree._Element]:
    """The elements that any of the selectors finds."""
    return [element for selector in selectors for element in _found(root, selector)]


def text_of(element: etree._Element) -> str:
    """The words inside an element, on one line."""
    return " ".join(str(etree.tostring(element, method="text", encoding="unicode", with_tail=False)).split())


def _found(root: etree._Element, selector: str) -> list[etree._Element]:
    return cast("list[etree._Element]", _compiled(selector)(root))


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> CSSSelector:
    try:
        return CSSSelector(selector)
    except SelectorError as error:
        raise ProfileError(f"selector {selector!r} is not CSS: {error}") from error

"""How long a list says that it is: "Tổng số 120 bản ghi", "1-30 of 120", the number of its pages, or a button for more.

Only what a list says of itself counts, and only where it agrees with what is seen of it: how many items stand on the
page, and how many pages its pager knows. Two numbers that disagree are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html as lxml_html

from archiver.quantity import counted
from archiver.sites.areas import Areas
from archiver.sites.listing import FoundLink
from archiver.sites.markup import label_of, names_of, one_line, tree_of, words_of
from archiver.sites.more_button import more_button
from archiver.sites.pager import page_number
from archiver.sites.profile import SiteProfile
from archiver.vietnamese.folding import fold

_UNIT = (
    r"(?:ban ghi|bai viet|bai dang|tin bai|tin tuc|bai|tin|van ban|ket qua|muc|tai lieu|ho so|thu tuc"
    r"|records?|items?|results?|articles?|entries|documents?|posts?|news)"
)
_COUNT = r"(\d{1,3}(?:[.,]\d{3})+|\d{1,7})(?![\d.,/-]*\d)"
_OF = r"(?:of|out of|tren tong so|trong tong so|trong so|trong|tren|cua)"
_RANGE = re.compile(rf"(?<![\d.,/-])(\d{{1,7}})\s*(?:-|–|—|den|toi|to)\s*(\d{{1,7}})\s*(?:/|{_OF})\s*(?:tong so\s*)?{_COUNT}(\s*{_UNIT}\b)?")  # fmt: skip
_TOTAL = re.compile(rf"\b(?:tong so|tong cong|tim thay|tim duoc|total|found)\s*+(?:co\s*+)?:?\s*+{_COUNT}\s*{_UNIT}\b")
_TOTAL_OF = re.compile(rf"\b(?:tong so|tong cong|total)\s+(?:so\s+)?{_UNIT}\s*+:?\s*+{_COUNT}")
_PAGES = re.compile(r"\b(?:trang|page)\s*(\d{1,5})\s*(?:/|of|tren|trong|cua)\s*(?:tong so\s*)?(\d{1,5})\b(?!\s*/)")
# Dates stand in every list; only where one of these is said are the words of the list gathered.
_MAY_SAY = re.compile(
    rf"\b(?:trang|page)\s*\d+\s*(?:/|{_OF})|\d\s*(?:-|–|—|den|toi|to)\s*\d+\s*(?:/|{_OF})"
    r"|tong so|tong cong|tim thay|tim duoc|total|found"
)
_POSTED = re.compile(r"Page\$(\d{1,5})", re.IGNORECASE)
_MANY_PAGES = 5  # a pager that shows so many may show but a part of them
_NO_WORDS = frozenset({"script", "style", "select", "textarea", "noscript", "a"})


@dataclass(frozen=True, slots=True)
class Total:
    """How many items a list says that it has."""

    count: int  # at least
    exact: bool  # the page prints it; else it follows from the number of pages
    words: str  # in which it is said
    more: str | None = None  # the words of a button that shows more of it by a script


@dataclass(frozen=True, slots=True)
class _Said:
    """What a page says, and the same words folded, which are searched."""

    written: tuple[str, ...]
    folded: str

    @classmethod
    def of(cls, text: str) -> _Said:
        pairs = [(word, folded) for word in text.split() if (folded := one_line(fold(word)))]
        return cls(tuple(word for word, _ in pairs), " ".join(folded for _, folded in pairs))

    def as_written(self, match: re.Match[str]) -> str:
        """The words in which a match was found."""
        begin = self.folded.count(" ", 0, match.start())
        return " ".join(self.written[begin : begin + match[0].strip().count(" ") + 1])


def read_total(html: str, links: Sequence[FoundLink], profile: SiteProfile) -> Total | None:
    """How many items the list has of which this is a page; None where that cannot be read surely.

    `links`: the page's links, as `read_links` finds them.
    """
    items = sum(1 for link in links if link.role == "item")
    root = tree_of(html)
    if root is None or not items:
        return None
    turned = "__doPostBack" in html or any(link.role == "pager" for link in links)
    last = max(_linked_pages(links), _posted_pages(html))
    if _MAY_SAY.search(one_line(fold(words_of(root)))):
        said = _Said.of(_said_in_the_list(root, profile))
        last = max(last, _told_pages(said.folded, last) if turned else 0)
        printed = _printed(said, items, last)
        if printed is not None:
            return printed
    if last < 2:
        more = None if turned else more_button(root, Areas(root, names_of(root), profile.platform.listing))
        words = f"{counted(items, 'item')}, and more by a button"
        return Total(items + 1, exact=False, words=words, more=more) if more else None
    return Total((last - 1) * items + 1, exact=False, words=f"{counted(last, 'page')} of {items}")


def _printed(said: _Said, items: int, last: int) -> Total | None:
    """The one number that the list prints of its length."""
    text = said.folded
    found = [match for match in _RANGE.finditer(text) if _is_range(match, items)]
    counts = [(_number(match[3]), match) for match in found]
    counts += [
        (number, match)
        for pattern in (_TOTAL, _TOTAL_OF)
        for match in pattern.finditer(text)
        if _agrees(number := _number(match[1]), items, last)
    ]
    if len({number for number, _ in counts}) != 1:
        return None
    number, match = counts[0]
    return Total(number, exact=True, words=said.as_written(match)) if number >= items else None


def _is_range(match: re.Match[str], items: int) -> bool:
    """Whether "11-20 of 35" speaks of this page; "1-10/12" is a date, unless it says what it counts."""
    first, end, total = int(match[1]), int(match[2]), _number(match[3])
    if not 1 <= first <= end <= total or ("/" in match[0] and not match[4]):
        return False
    shown = end - first + 1
    return shown <= 2 * items and items <= 2 * shown


def _agrees(total: int, items: int, last: int) -> bool:
    """Whether a number can be that of this list's items: a site counts its visitors and all its articles too."""
    if total < items:
        return False
    if last < 2:
        return total <= 2 * items
    return total > (last - 2) * items and (last >= _MANY_PAGES or total <= (last + 1) * items)


def _linked_pages(links: Sequence[FoundLink]) -> int:
    """The last page that the pager leads to.

    A number counts where its address names it too, or where all pages before it are linked: "10 20 50" are sizes of pages.
    """
    numbers: dict[int, bool] = {}
    for link in links:
        if link.role != "pager":
            continue
        label, named = label_of(link.text).strip("[]() "), page_number(link.url)
        if label.isdecimal() and len(label) <= 5:
            numbers[int(label)] = named is not None and named in {int(label), int(label) - 1}
        elif named is not None:
            numbers[named] = True
    last = max((number for number, sure in numbers.items() if sure), default=1)
    while last + 1 in numbers:
        last += 1
    return last


def _posted_pages(html: str) -> int:
    return max((int(number) for number in _POSTED.findall(html)), default=0)


def _told_pages(text: str, linked: int) -> int:
    """The last page by "Trang 1/12"; "trang 1/2015" names a year."""
    told = [int(last) for page, last in _PAGES.findall(text) if int(page) <= int(last)]
    return max((last for last in told if last <= linked or not 1900 <= last <= 2100), default=0)


def _said_in_the_list(root: lxml_html.HtmlElement, profile: SiteProfile) -> str:
    """The words of content and pager without those of links: an item's title may speak of totals too."""
    areas = Areas(root, names_of(root), profile.platform.listing)
    said: list[str] = []
    silent: set[lxml_html.HtmlElement] = set()

    def hear(words: str | None, element: lxml_html.HtmlElement | None) -> None:
        if words and element is not None and element not in silent and areas.of(element) in {"content", "pager"}:
            said.append(words)

    for element in root.iter():
        parent = element.getparent()
        if element.tag in _NO_WORDS or parent in silent:
            silent.add(element)
        hear(element.text, element)
        hear(element.tail, parent)
    return " ".join(said)


def _number(written: str) -> int:
    return int(written.replace(".", "").replace(",", ""))

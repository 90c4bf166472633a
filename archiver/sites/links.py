"""Every link that a page's markup holds, wherever it hides, before anyone asks what it is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple, cast
from urllib.parse import unquote

from lxml import etree, html

from archiver.sites.clicks import CLICKABLE, address_in, is_address, script_text, words_of_clickable
from archiver.sites.markup import one_line, text_of
from archiver.sites.urls import absolute
from archiver.sites.written_pager import written_pager

Source = Literal[
    "anchor", "option", "script", "next", "head", "image", "requisite", "frame", "media", "feed", "moved", "literal"
]

_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*['\"]?([^'\"]+)", re.IGNORECASE)
_STYLE_URL = re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""", re.IGNORECASE)
# What shows a document of the portal within a page of somebody else: /viewer?url=http://portal.vn/a.pdf
_VIEWER = re.compile(
    r"(?:docs\.google\.com/(?:g?view|viewer|viewerng/viewer)|view\.officeapps\.live\.com/op/\w+\.aspx|/viewer\.html?)"
    r"\?(?:[^#]*&)?(?:url|src|file)=([^&#]+)",
    re.IGNORECASE,
)
# Two texts in quotes, as a call is given them, in the groups 2 and 4. Each sign is read in one way only: in a text that nobody closed, two take for ever.
TWO_TEXTS = r"""(["'])((?:\\.|(?!\1)[^\\\n])*+)\1\s*,\s*(["'])((?:\\.|(?!\3)[^\\\n])*+)\3"""
# newsItems.push(new newsItem('title','url'))
_PUSHED = re.compile(rf"\.push\(\s*new\s+\w+\(\s*{TWO_TEXTS}")
# {"Title": "...", "Url": "/Pages/a.aspx?NewsId=1"}; what is put together (`'/a.aspx?id=' + id`) is no address yet.
_LITERAL = re.compile(
    r"""(["'])((?:https?:\\?/\\?/|\\?/)(?!_layouts|_vti|\\?/_layouts)[^"'\s<>]{1,300}?"""
    r"""\.(?:aspx|html?|php)(?:\?[^"'\s<>]{0,300}[^"'\s<>=&?])?)\1(?!\s{0,3}\+)""",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\bfunction\b|\bif\b|=>|\?[^'\"?]*:|setTimeout")
_SECONDS = re.compile(r"\s*(\d{1,6})")
_AT_ONCE = 5  # seconds
_MEDIA = re.compile(
    r"\.(?:flv|mp4|mp3|wmv|wma|wav|avi|asx|asf|m3u8?|m4v|mov|swf|mpe?g|jpe?g|png|gif)(?:$|\?)", re.IGNORECASE
)
_STYLED = etree.XPath("//*[@style or @background]")
_MEDIA_PARAMETERS = {"movie", "src", "url", "filename", "flashvars"}
_LAZY = ("src", "data-src", "data-original", "data-lazy-src")


class RawLink(NamedTuple):  # which is made in half the time of a frozen dataclass, a hundred times a page
    """One link as it stands in the markup."""

    url: str  # absolute
    text: str
    source: Source
    element: html.HtmlElement
    position: int  # of its element in the page


def collect(root: html.HtmlElement, base: str) -> Iterator[RawLink]:
    """The page's web links in page order, and after them the pictures that only styles name."""
    position = 0
    clickable = {element.tag for element in cast("list[html.HtmlElement]", CLICKABLE(root))}
    for position, element in enumerate(root.iter(*_READERS, *(clickable - _READERS.keys()))):
        for href, text, source in _found_in(element):
            url = absolute(href, base)
            if url is not None:
                yield RawLink(url=url, text=text, source=source, element=element, position=position)
    for element in cast("list[html.HtmlElement]", _STYLED(root)):
        for key in ("background", "style"):
            written = element.get(key)
            for href in (_styles(written) if key == "style" else [written]) if written else ():
                url = absolute(href, base)
                if url is not None:
                    yield RawLink(url=url, text="", source="requisite", element=element, position=position + 1)


_Found = tuple[str, str, Source]


def _found_in(element: html.HtmlElement) -> Iterator[_Found]:
    reader = _READERS.get(element.tag)
    if reader is not None:
        yield from reader(element)
    if element.tag != "a" and (onclick := element.get("onclick")) and (clicked := address_in(onclick, any_call=True)):
        yield clicked, words_of_clickable(element), "anchor"


def _anchor(element: html.HtmlElement) -> Iterator[_Found]:
    href = (element.get("href") or "").strip()
    onclick = element.get("onclick") or ""
    script = onclick + " " + href if href[:11].lower() == "javascript:" else onclick
    leads_on = bool(href) and not href.startswith("#") and href[:11].lower() != "javascript:"
    if script and (clicked := address_in(script, any_call=not leads_on)):
        yield clicked, text_of(element), "anchor"
    elif href.lstrip("/").startswith("#") or not href:
        title = (element.get("title") or "").strip()  # <a href="/#" title="http://...">
        if title.lower().startswith(("http://", "https://")):
            yield title, text_of(element), "anchor"
    else:
        rel = element.get("rel")
        yield href, text_of(element), "next" if rel and "next" in rel.lower().split() else "anchor"
        yield from _viewed(href)


def _area(element: html.HtmlElement) -> Iterator[_Found]:
    if element.get("href"):
        yield element.get("href", ""), one_line(element.get("alt") or element.get("title") or ""), "anchor"


def _option(element: html.HtmlElement) -> Iterator[_Found]:
    value = (element.get("value") or "").strip()
    if (value.lower().startswith(("http://", "https://", "/")) and len(value) > 1) or (
        is_address(value) and _opens_its_choice(element)
    ):
        yield value, one_line(text_of(element)), "option"


def _opens_its_choice(option: html.HtmlElement) -> bool:
    """Whether a choice is opened as an address as it stands, and is not put together with something else."""
    select = next(option.iterancestors("select"), None)
    change = (select.get("onchange") or "") if select is not None else ""
    return bool(change) and "+" not in change and "__doPostBack" not in change


def _link(element: html.HtmlElement) -> Iterator[_Found]:
    rel = (element.get("rel") or "").lower().split()
    href = element.get("href") or ""
    if "next" in rel:
        yield href, "", "next"
    elif "stylesheet" in rel or "icon" in rel or any(word.startswith("apple-touch") for word in rel):
        yield href, "", "requisite"
    elif "alternate" in rel and (element.get("type") or "").lower().endswith(("rss+xml", "atom+xml")):
        yield href, one_line(element.get("title") or ""), "feed"


def _meta(element: html.HtmlElement) -> Iterator[_Found]:
    if (element.get("http-equiv") or "").lower() == "refresh":
        match = _REFRESH.match(element.get("content") or "")
        if match and ("url" in match[0].lower() or "/" in match[1]):
            waits = _SECONDS.match(element.get("content") or "")
            yield match[1], "", "head" if waits and int(waits[1]) > _AT_ONCE else "moved"


def _script(element: html.HtmlElement) -> Iterator[_Found]:
    if element.get("src"):
        yield element.get("src", ""), "", "requisite"
    if element.text:
        yield from _of_script(element.text)


@lru_cache(maxsize=512)  # a site's scripts stand on each of its pages
def _of_script(text: str) -> tuple[_Found, ...]:
    found: list[_Found] = [
        (script_text(match[4]), one_line(script_text(match[2])), "script") for match in _PUSHED.finditer(text)
    ]
    if (pager := written_pager(text)) and pager.following:
        found.append((pager.following, "", "next"))
    if "location" in text and len(text) < 20_000:  # a page whose whole purpose is to send the reader on
        clicked = address_in(text)
        if clicked:  # what stands in a function or behind a condition is not done at once
            found.append((clicked, "", "head" if _CONDITION.search(text) else "moved"))
    literals = dict.fromkeys(script_text(match[2]) for match in _LITERAL.finditer(text[:2_000_000]))
    return (*found, *((url, "", "literal") for url in literals))


def _style(element: html.HtmlElement) -> Iterator[_Found]:
    yield from ((url, "", "requisite") for url in _styles(element.text or ""))


def _image(element: html.HtmlElement) -> Iterator[_Found]:
    words = one_line(element.get("alt") or element.get("title") or "")
    for key in _LAZY:
        if element.get(key):
            yield element.get(key, ""), words, "image"
    for candidate in (element.get("srcset") or "").split(", "):
        if candidate.strip():
            yield candidate.split()[0], words, "image"


def _input(element: html.HtmlElement) -> Iterator[_Found]:
    if (element.get("type") or "").lower() == "image" and element.get("src"):
        yield element.get("src", ""), "", "requisite"


def _frame(element: html.HtmlElement) -> Iterator[_Found]:
    if element.get("src"):
        yield element.get("src", ""), one_line(element.get("title") or ""), "frame"
        yield from _viewed(element.get("src", ""))


def _media(element: html.HtmlElement) -> Iterator[_Found]:
    for key in ("src", "data", "poster"):
        if element.get(key):
            yield element.get(key, ""), one_line(element.get("title") or ""), "media"
    yield from _flashvars(element.get("flashvars") or "")


def _param(element: html.HtmlElement) -> Iterator[_Found]:
    name, value = (element.get("name") or "").lower(), element.get("value") or ""
    if name == "flashvars":
        yield from _flashvars(value)
    elif name in _MEDIA_PARAMETERS and value:
        yield value, "", "media"


def _flashvars(written: str) -> Iterator[_Found]:
    for pair in written.split("&"):
        value = pair.partition("=")[2]
        if _MEDIA.search(value):
            yield value, "", "media"


def _styles(written: str) -> list[str]:
    return [a or b for a, b in _STYLE_URL.findall(written)]


def _viewed(href: str) -> Iterator[_Found]:
    if match := _VIEWER.search(href):
        yield unquote(match[1]), "", "frame"


_READERS: dict[str, Callable[[html.HtmlElement], Iterator[_Found]]] = {
    "a": _anchor,
    "area": _area,
    "option": _option,
    "link": _link,
    "meta": _meta,
    "script": _script,
    "style": _style,
    "img": _image,
    "input": _input,
    "frame": _frame,
    "iframe": _frame,
    **dict.fromkeys(("object", "embed", "video", "audio", "source", "track", "bgsound"), _media),
    "param": _param,
}

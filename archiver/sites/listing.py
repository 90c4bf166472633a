"""Reads the links of a page, each once and with the part it plays."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from lxml import html as lxml_html

from archiver.sites.areas import Areas
from archiver.sites.items import ROW_KINDS, Candidate, choose_items
from archiver.sites.links import RawLink, Source, collect
from archiver.sites.markup import base_of, matches, names_of, same_words, tree_of
from archiver.sites.pager import turns_pages
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import absolute

Role = Literal["item", "pager", "file", "feed", "page", "image", "frame", "requisite"]

_ROLES: tuple[Role, ...] = ("item", "pager", "file", "feed", "page", "image", "frame", "requisite")  # the best first
_RANK = {role: rank for rank, role in enumerate(_ROLES)}
_FILE = re.compile(
    r"\.(?:pdf|docx?|docm|dotx?|xlsx?|xlsm|csv|pptx?|ppsx?|rtf|odt|ods|odp|txt|epub|mobi|xps|djvu?|zip|rar|7z|tar|t?gz"
    r"|mp3|wma|wav|m4a|ogg|oga|ra|rm|mp4|m4v|wmv|flv|f4v|avi|mov|mpe?g|3gp|webm|ogv|asx|asf|m3u8?|swf)$",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:jpe?g|jpe|png|gif|bmp|tiff?|webp|svg|jfif)$", re.IGNORECASE)
_FILE_FOLDER = re.compile(r"/Attachments/\d+/[^/]+$|/_layouts/(?:\d+/)?download\.aspx$", re.IGNORECASE)
# Pictures that belong to the design and not to what a page says.
_DESIGN = re.compile(
    r"/_layouts/(?:\d+/)?images/|/Style(?: |%20)Library/|/_themes/|/App_Themes/|/wp-includes/", re.IGNORECASE
)


class FoundLink(NamedTuple):
    """One address that a page names, and what for."""

    url: str  # absolute
    key: str  # what the archive compares it by
    text: str
    role: Role
    position: int
    source: Source

    @property
    def embedded(self) -> bool:
        """Whether the page shows it itself, and not only leads to it."""
        return self.source in {"image", "requisite", "media"}


def read_links(html: str, url: str, profile: SiteProfile, *, listing: bool = True) -> list[FoundLink]:
    """Every web address that the page names, once, in page order.

    "item" is to be believed on listings only: on an article's page it is the group of links most like a listing's.
    Where the caller knows that the page is no listing, none is looked for, which takes half the time.
    """
    root = tree_of(html)
    if root is None:
        return []
    names = names_of(root)
    areas = Areas(root, names, profile.platform.listing)
    attached = matches(root, profile.fields.attachments, names)
    links = [(link, _role(link, url, areas, attached)) for link in collect(root, base_of(root, url))]
    candidates = (_candidate(link, areas, profile) for link, role in links if listing and role == "page")
    items = choose_items([*candidates], url, profile)
    return _once([_found(link, role, items, profile) for link, role in links] + _originals(links, profile))


def find_menu(html: str, url: str, words: str) -> str | None:
    """The address of the link whose text is these words; case, accents, spacing and `>>` at the end do not matter."""
    root = tree_of(html)
    wanted = same_words(words)
    if root is None or not wanted:
        return None
    here = absolute(url, url)
    for link in collect(root, base_of(root, url)):
        if link.source in {"anchor", "option"} and link.url != here and same_words(link.text) == wanted:
            return link.url
    return None


def _role(link: RawLink, url: str, areas: Areas, attached: set[lxml_html.HtmlElement]) -> Role:
    if link.source in {"requisite", "feed"}:
        return "feed" if link.source == "feed" else "requisite"
    if link.source == "image":
        beside = areas.of(link.element) in {"aside", "pager"}
        return "requisite" if beside or _DESIGN.search(link.url) else "image"
    by_name = _by_name(link.url)
    if by_name == "image":
        return "image"
    if link.source == "media" or by_name == "file" or _inside(link.element, attached):
        return "file"
    if link.source == "frame":
        return "frame"
    return "pager" if link.source != "literal" and turns_pages(link, url, areas) else "page"


@lru_cache(maxsize=4096)  # a site's menu stands on each of its pages
def _by_name(url: str) -> Role | None:
    path = url.partition("?")[0]
    if _PICTURE.search(path):
        return "image"
    return "file" if _FILE.search(path) or _FILE_FOLDER.search(path) else None


def _inside(element: lxml_html.HtmlElement, containers: set[lxml_html.HtmlElement]) -> bool:
    return bool(containers) and (element in containers or any(one in containers for one in element.iterancestors()))


def _candidate(link: RawLink, areas: Areas, profile: SiteProfile) -> Candidate:
    kind = profile.kind_of(link.url)
    listed = link.source in {"anchor", "script"} or (link.source == "literal" and kind in ROW_KINDS)
    listed = listed and profile.trap_of(link.url) is None
    return Candidate(
        key=profile.key_of(link.url),
        url=link.url,
        text=link.text,
        # A script that lists news stands anywhere in the page; what it pushes is content.
        area="outside" if not listed else "content" if link.source in {"script", "literal"} else areas.of(link.element),
        kind=kind,
    )


def _found(link: RawLink, role: Role, items: set[str], profile: SiteProfile) -> FoundLink:
    key = profile.key_of(link.url)
    if role == "page" and key in items and link.source in {"anchor", "script", "literal"}:
        role = "item"
    return FoundLink(url=link.url, key=key, text=link.text, role=role, position=link.position, source=link.source)


def _originals(links: list[tuple[RawLink, Role]], profile: SiteProfile) -> list[FoundLink]:
    """The pictures of which the page shows only small copies."""
    originals = []
    for link, role in links:
        original = profile.original_of(link.url) if role == "image" else link.url
        if original != link.url:
            key = profile.key_of(original)
            originals.append(
                FoundLink(
                    url=original, key=key, text=link.text, role="image", position=link.position, source=link.source
                )
            )
    return originals


def _once(found: list[FoundLink]) -> list[FoundLink]:
    """Each address in its best role, with the first words that any of its links has."""
    best: dict[str, FoundLink] = {}
    for link in found:
        known = best.get(link.key)
        if known is None:
            best[link.key] = link
        elif _RANK[link.role] < _RANK[known.role]:
            best[link.key] = link._replace(text=link.text or known.text)
        elif not known.text and link.text:
            best[link.key] = known._replace(text=link.text)
        elif link.embedded and link.role == known.role:  # a link to a picture that the page itself shows below
            best[link.key] = known._replace(source=link.source)
    return sorted(best.values(), key=lambda link: link.position)

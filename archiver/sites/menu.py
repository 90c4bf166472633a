"""The menu of a portal's home page: the links that could lead to its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html as lxml_html

from archiver.sites.links import RawLink, collect
from archiver.sites.markup import base_of, label_of, one_line, tree_of
from archiver.sites.pager import says_later_page, says_page
from archiver.sites.profile import SiteProfile
from archiver.sites.url_key import decoded_target

_MENU = re.compile(r"menu|nav(?!y|al|arr)|ms-core-list|quick-?launch|topnav|toctree", re.IGNORECASE)
_FEWEST = 2
_LOOKED_ABOVE = 12  # ancestors of a link in which the menu's name may stand
_NO_SECTION = frozenset({"home", "search", "login", "print", "form", "feed", "error", "mobile", "calendar", "system"})
# Lists that cut across all sections: by tag, by author, by month. A section of each would share out the articles at random.
_ACROSS = re.compile(
    r"^/(?:[^/?]+/)?(?:tags?|the|tu-khoa|labels?|keywords?|authors?|tac-gia)(?:/|$)"  # /blog/tag/dang/
    r"|[?&](?:tag|author|m)=|/\d{4}/\d{1,2}(?:/\d{1,2})?/?$|^/\d{4}/?$",
    re.IGNORECASE,
)
# The flags over a page: each leads to the same portal in another tongue, which is no part of it.
_TONGUES = frozenset(
    label_of(one)
    for one in [
        *(
            "english",
            "vietnamese",
            "tieng viet",
            "tieng anh",
            "tieng trung",
            "chinese",
            "french",
            "francais",
            "deutsch",
        ),
        *(
            "viet nam",
            "vietnam",
            "vn",
            "vi",
            "en",
            "eng",
            "中文",
            "简体中文",
            "繁體中文",
            "日本語",
            "한국어",
            "русский",
        ),
    ]
)
_COUNTRY = re.compile(r"\s*\([^)]{1,40}\)$")  # English (United States)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png|gif|mp[34]|xml|rss|ico|css|js)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """One link of the menu."""

    title: str
    url: str


def read_menu(html: str, url: str, profile: SiteProfile) -> list[MenuEntry]:
    """The links of the menu, and other links to listings, each address once; where a page marks no menu, all its short links."""
    root = tree_of(html)
    if root is None:
        return []
    links = [one for one in collect(root, base_of(root, url)) if _may_be_section(one, url, profile)]
    in_menu = [one for one in links if stands_in_menu(one.element)]
    # A box "Video >>" beside the news leads to a listing as well.
    listings = [one for one in links if profile.kind_of(one.url) == "listing"]
    menu = [*_once([*in_menu, *listings], profile)]
    return menu if len(menu) >= _FEWEST else [*_once(links, profile)]


def _once(links: Iterator[RawLink] | list[RawLink], profile: SiteProfile) -> Iterator[MenuEntry]:
    seen: set[str] = set()
    for link in links:
        key = profile.key_of(link.url)
        if key not in seen:
            seen.add(key)
            yield MenuEntry(title=one_line(link.text), url=link.url)


def _may_be_section(link: RawLink, url: str, profile: SiteProfile) -> bool:
    return (
        link.source == "anchor"
        and 2 <= len(one_line(link.text)) <= 60
        and not _FILE.search(link.url.partition("?")[0])
        and label_of(_COUNTRY.sub("", link.text)) not in _TONGUES
        and profile.in_scope(link.url)
        and profile.key_of(link.url) not in {profile.key_of(url), profile.key_of(profile.start or url)}
        and profile.trap_of(link.url) is None
        and profile.kind_of(link.url) not in _NO_SECTION
        and not (says_later_page(link.url) or says_page(link.text))  # the pager of the home page's own list
        and not _ACROSS.search(decoded_target(link.url, profile.platform.urls))
    )


def stands_in_menu(element: lxml_html.HtmlElement) -> bool:
    """Whether a link stands in what the page's template calls a menu."""
    for depth, node in enumerate(element.iterancestors()):
        if depth > _LOOKED_ABOVE:
            return False
        if node.tag == "nav" or _MENU.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return node.tag not in {"body", "html", "form"}
    return False

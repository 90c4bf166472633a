"""RSS, Atom and sitemaps: lists that a portal keeps for programs. They name what no listing shows any more."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from lxml import etree

from archiver.sites.markup import one_line
from archiver.sites.url_key import parameter_names
from archiver.sites.urls import absolute

_MOST_ENTRIES = 50_000  # what the sitemap protocol allows
_MOST_BYTES = 64 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_ITEMS = {"item", "entry"}
_SAYS_NO_LIST = frozenset({"feed", "format", "type", "lang"})  # parameters that only name a format
_DATES = ("pubdate", "published", "date", "issued", "updated", "lastmod")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page that a feed or a sitemap names."""

    url: str  # absolute
    title: str = ""
    published: str | None = None  # as written


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap names: pages, or more sitemaps."""

    pages: tuple[Entry, ...] = ()
    maps: tuple[str, ...] = ()


def read_feed(written: str | bytes, url: str) -> list[Entry]:
    """The entries of an RSS or Atom feed, each address once; none where it is something else."""
    root = _tree(written)
    if root is None:
        return []
    found: dict[str, Entry] = {}
    for element in root.iter():
        if _name(element) in _ITEMS and len(found) < _MOST_ENTRIES:
            entry = _entry(element, url)
            if entry is not None:
                found.setdefault(entry.url, entry)
    return [*found.values()]


def is_feed(written: str | bytes) -> bool:
    """Whether this is a feed by its first element."""
    return re.search(r"<(?:rss|feed|rdf:RDF)[\s>]", _head(written)) is not None


def is_feed_of(feed: str, listing: str) -> bool:
    """Whether a feed that a listing names may be the list's own; templates name that of the whole site on each page.

    `/vi/rss.xml` in the head of `/vi/tin-tuc` stands above the list and says nothing of it.
    """
    if not set(parameter_names(feed)) <= _SAYS_NO_LIST:
        return True
    folder, _, name = feed.partition("?")[0].rstrip("/").rpartition("/")
    here = listing.partition("?")[0].rstrip("/")
    own = here.rpartition("/")[2].partition(".")[0].lower()
    return folder == here or not f"{here}/".startswith(f"{folder}/") or bool(own and own in name.lower())


def is_sitemap(written: str | bytes) -> bool:
    """Whether this is a sitemap, or an index of sitemaps, by its first element."""
    return re.search(r"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", _head(written)) is not None


def _head(written: str | bytes) -> str:
    return written[:2000] if isinstance(written, str) else written[:2000].decode("latin-1")


def read_sitemap(written: bytes, url: str) -> Sitemap:
    """The addresses of a sitemap, packed or not, XML or plain lines."""
    raw = _unpacked(written)
    root = _tree(raw) if b"<" in raw[:200] else None
    if root is None:
        lines = raw[:_MOST_BYTES].decode("utf-8", "replace").splitlines() if b"<" not in raw[:200] else []
        plain = (absolute(line, url) for line in lines[:_MOST_ENTRIES] if line.lstrip("\ufeff ").startswith("http"))
        return Sitemap(pages=tuple(Entry(url=one) for one in dict.fromkeys(filter(None, plain))))
    pages: dict[str, Entry] = {}
    maps: dict[str, None] = {}
    for element in root.iter():
        kind = _name(element)
        if kind not in {"url", "sitemap"} or len(pages) + len(maps) >= _MOST_ENTRIES:
            continue
        said = _texts(element)
        address = absolute(said.get("loc", ""), url) if said.get("loc") else None
        if address and kind == "sitemap":
            maps[address] = None
        elif address:
            pages.setdefault(address, Entry(url=address, published=said.get("lastmod")))
    return Sitemap(pages=tuple(pages.values()), maps=tuple(maps))


def _tree(written: str | bytes) -> etree._Element | None:
    if isinstance(written, str):  # a declaration of another encoding no longer holds
        raw = _DECLARATION.sub("", written.lstrip("\ufeff")).encode("utf-8", "replace")
    else:
        raw = written
    # No entity of the document is ever expanded, nothing is loaded, and what is too deep or too large is refused.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False, remove_comments=True,
        remove_pis=True, encoding="utf-8" if isinstance(written, str) else None,
    )  # fmt: skip
    try:
        return etree.fromstring(raw.lstrip()[:_MOST_BYTES], parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None


def _entry(element: etree._Element, url: str) -> Entry | None:
    said = _texts(element)
    href = next((one.get("href") for one in element if _name(one) == "link" and _leads_to_page(one)), None)
    guid = said.get("guid", "") if said.get("guid", "").startswith(("http://", "https://")) else ""
    address = absolute(href or said.get("link") or guid or "", url) if href or said.get("link") or guid else None
    if address is None:
        return None
    dated = next((said[name] for name in _DATES if said.get(name)), None)
    return Entry(url=address, title=said.get("title", "")[:1000], published=dated)


def _leads_to_page(link: etree._Element) -> bool:
    return bool(link.get("href")) and (link.get("rel") or "alternate") == "alternate"


def _texts(element: etree._Element) -> dict[str, str]:
    """The words of the element's children by name; of two with one name the first."""
    said: dict[str, str] = {}
    for child in element:
        name = _name(child)
        if name and name not in said:
            said[name] = one_line("".join(str(text) for text in child.itertext()))[:4000]
    return said


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _unpacked(written: bytes) -> bytes:
    if not written.startswith(_GZIP):
        return written
    unpacker = zlib.decompressobj(31)
    try:
        return unpacker.decompress(written, _MOST_BYTES)
    except zlib.error:
        return b""

"""Atom feeds (RFC 4287) of what a reader looks at."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as Tree  # writes only; nothing of others is parsed here

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_NAMES = uuid.UUID("2f0c4a5e-6f5e-5f0e-9d0c-0f4d5a7f2b11")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `key` says what it is about, so that a reader program knows it again."""

    key: str
    title: str
    link: str
    updated: str  # ISO 8601
    summary: str = ""
    category: str | None = None


def feed(title: str, link: str, page: str, entries: Iterable[Entry]) -> bytes:
    """The feed whose own address is `link`, of the page at `page`."""
    root = Tree.Element("feed", {"xmlns": _ATOM})
    listed = list(entries)
    _add(root, "id", _urn(link))
    _add(root, "title", title)
    _add(root, "updated", max((one.updated for one in listed), default="1970-01-01T00:00:00Z"))
    Tree.SubElement(root, "link", {"rel": "self", "href": link})
    Tree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    _add(Tree.SubElement(root, "author"), "name", title)
    for one in listed:
        entry = Tree.SubElement(root, "entry")
        _add(entry, "id", _urn(one.key))
        _add(entry, "title", one.title)
        _add(entry, "updated", one.updated)
        Tree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.link})
        if one.category:
            Tree.SubElement(entry, "category", {"term": one.category})
        _add(entry, "summary", one.summary)
    written: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: Tree.Element, name: str, text: str) -> None:
    Tree.SubElement(parent, name).text = _NO_XML.sub("\ufffd", text)


def _urn(key: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, key)}"

"""The chosen blocks as typed parts, plain text, clean HTML and Markdown; all four say the same."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable
from itertools import groupby
from urllib.parse import urljoin

import nh3
from bs4 import BeautifulSoup, Tag
from lxml import etree
from markdownify import markdownify

from archiver.extract.blocks import Block
from archiver.extract.cutting import SKIPPED
from archiver.model import Part, PartKind

_KEPT_TAGS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "code",
        "figure",
        "figcaption",
        "img",
        "a",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "sub",
        "sup",
        "br",
        "hr",
        "div",
    ]
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_UNWRAPPED = re.compile(
    r"^(?:font|span|center|article|section|main|header|label|small|big|form|address|o:p|st1:.*|nobr|cite|details|summary)$"
)
_VOID = frozenset(("br", "hr", "img"))
_BLANK_LINES = re.compile(r"\n{3,}")
_KINDS: dict[str, PartKind] = {
    "heading": "heading",
    "list": "list",
    "table": "table",
    "quote": "quote",
    "code": "code",
    "caption": "caption",
}


def parts_of(title: str | None, blocks: Iterable[Block], lead: Block | None) -> tuple[Part, ...]:
    """The typed pieces in page order; the rows of one table and the items of one list are one part."""
    parts = [Part(kind="title", text=title)] if title else []
    for (kind, _), group in groupby(blocks, key=lambda block: _group_of(block, lead)):
        members = list(group)
        parts.append(
            Part(kind=kind, text=_table_text(members) if kind == "table" else "\n".join(b.text for b in members))
        )
    return tuple(parts)


def text_of_parts(parts: Iterable[Part]) -> str:
    """Plain text: lead and body, one block a line; title and captions are not part of it."""
    return "\n".join(part.text for part in parts if part.kind not in {"title", "caption", "comment"})


def html_of(
    blocks: list[Block], pictures: frozenset[etree._Element], base: str, original_of: Callable[[str], str]
) -> str:
    """Clean markup of the chosen blocks: links absolute, no scripts, no styles."""
    subtree = _common_element(blocks)
    if subtree is None:
        return ""
    kept = _pruned(subtree, blocks, pictures)
    markup = str(etree.tostring(kept, encoding="unicode", method="html", with_tail=False))
    soup = BeautifulSoup(f"<body>{markup}</body>", "lxml")
    _simplify(soup, base, original_of)
    body = soup.body
    clean = nh3.clean(
        body.decode_contents() if body else "",
        tags=set(_KEPT_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "ftp"},
        link_rel=None,
    )
    return _BLANK_LINES.sub("\n\n", clean).strip()


def markdown_of(html: str) -> str:
    """The same as Markdown."""
    return _BLANK_LINES.sub("\n\n", str(markdownify(f"<div>{html}</div>", heading_style="ATX", bullets="-"))).strip()


def _group_of(block: Block, lead: Block | None) -> tuple[PartKind, object]:
    if block is lead:
        return "lede", "lead"
    kind = _KINDS.get(block.box.kind, "paragraph")
    if kind == "table":
        return kind, _ancestor(block, "table")
    if kind == "list":
        return kind, _ancestor(block, "ul", "ol", "dl")
    return kind, block.index


def _ancestor(block: Block, *tags: str) -> etree._Element | None:
    return next(block.box.element.iterancestors(*tags), None)


def _table_text(cells: list[Block]) -> str:
    return "\n".join(" | ".join(cell.text for cell in row) for _, row in groupby(cells, key=lambda cell: cell.row))


def _common_element(blocks: list[Block]) -> etree._Element | None:
    """The smallest element that holds all the blocks."""
    if not blocks:
        return None
    paths = [_path(blocks[0].box.element), *(_path(block.box.element) for block in blocks[1:])]
    common = None
    for level in zip(*paths, strict=False):
        if any(element is not level[0] for element in level):
            break
        common = level[0]
    return common


def _path(element: etree._Element) -> list[etree._Element]:
    return [*reversed(list(element.iterancestors())), element]


def _pruned(subtree: etree._Element, blocks: list[Block], pictures: frozenset[etree._Element]) -> etree._Element:
    """A copy of the subtree with the kept text and pictures only."""
    kept = {(id(element), tail) for block in blocks for element, tail in block.runs}
    originals = list(subtree.iter())
    twin = copy.deepcopy(subtree)
    twin.tail = None
    for original, node in zip(originals, list(twin.iter()), strict=True):
        skipped = node.tag in SKIPPED or not isinstance(node.tag, str)
        if skipped or (id(original), False) not in kept:
            node.text = None
        if (id(original), True) not in kept:
            node.tail = None
        if skipped or (node.tag == "img" and original not in pictures):
            node.set("data-drop", "1") if isinstance(node.tag, str) else None
    return twin


def _simplify(soup: BeautifulSoup, base: str, original_of: Callable[[str], str]) -> None:
    for node in soup.find_all(attrs={"data-drop": "1"}):
        node.decompose()
    for node in reversed(soup.find_all(name=True)):
        if _UNWRAPPED.match(node.name):
            node.unwrap()
        elif (
            node.name not in _VOID
            and not node.get_text(strip=True)
            and node.find("img") is None
            and node.name not in {"td", "th", "body", "html"}
        ):
            node.decompose()
        elif node.name == "a":
            _make_absolute(node, "href", base, str)
        elif node.name == "img":
            _make_absolute(node, "src", base, original_of)


def _make_absolute(node: Tag, name: str, base: str, original_of: Callable[[str], str]) -> None:
    value = node.get(name) or node.get(f"data-{name}")
    if not isinstance(value, str):
        return
    try:
        address = urljoin(base, value.strip())
    except ValueError:  # "http://[" is no address
        del node[name]
        return
    node[name] = original_of(address)

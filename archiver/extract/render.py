"""The chosen blocks as typed parts, plain text, clean HTML and Markdown; all four say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from itertools import groupby

import nh3
from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from archiver.extract.blocks import Block, Sheet
from archiver.extract.clean_markup import ATTRIBUTES, JOINT, TAGS, Writer
from archiver.extract.row_spans import fill_row_spans
from archiver.model import Part, PartKind

_TICKS = re.compile("`{3,}")
_EMPTY = re.compile(r'<((?:br|hr|img)(?: [a-z]+="[^"]*")*)>')
_BLANK_LINES = re.compile(r"\n{3,}")
_KINDS: dict[str, PartKind] = {
    "heading": "heading",
    "list": "list",
    "table": "table",
    "quote": "quote",
    "code": "code",
    "caption": "caption",
    "comment": "comment",
}


def parts_of(
    sheet: Sheet, title: str | None, blocks: Iterable[Block], lead: Block | None, comments: Iterable[Block] = ()
) -> tuple[Part, ...]:
    """The typed pieces in page order; the rows of one table and the items of one list are one part.

    Where a page has nothing but captions, as a gallery or a shelf of goods, they are its text.
    """
    parts = [Part(kind="title", text=title)] if title else []
    chosen = list(blocks)
    captioned = any(not block.is_caption for block in chosen)
    for (kind, _), group in groupby(chosen, key=lambda block: _group_of(sheet, block, lead, captioned=captioned)):
        members = list(group)
        text = _table_text(sheet, members) if kind == "table" else "\n".join(b.said for b in members)
        parts.append(Part(kind=kind, text=text))
    return (*parts, *(Part(kind="comment", text=block.text) for block in comments))


def text_of_parts(parts: Iterable[Part]) -> str:
    """Plain text: lead and body, one block a line; title and captions are not part of it."""
    return "\n".join(part.text for part in parts if part.kind not in {"title", "caption", "comment"})


def html_of(
    sheet: Sheet, blocks: list[Block], pictures: frozenset[int], base: str, original_of: Callable[[str], str]
) -> str:
    """Clean markup of the chosen blocks: links absolute, no scripts, no styles."""
    if not blocks:
        return ""
    writer = Writer(sheet, blocks, pictures, base, original_of)
    clean = nh3.clean(
        writer.written(),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "ftp"},
        link_rel=None,
    )
    return _BLANK_LINES.sub("\n\n", clean.replace(JOINT, "")).strip()


def html_of_words(text: str) -> str:
    """Words that stand in no markup of the page."""
    return f"<p>{escape(text, quote=False)}</p>" if text else ""


def markdown_of(html: str) -> str:
    """The same as Markdown."""
    closed = _EMPTY.sub(r"<\1/>", html)  # bs4 looks for each end among all the empty elements that it closed itself
    return _BLANK_LINES.sub("\n\n", str(_MARKDOWN.convert(f"<div>{closed}</div>"))).strip()


class _Markdown(MarkdownConverter):
    """Keeps preformatted text as it is: fences are longer than those in it, and finding its ends takes no time with the square of its blanks.

    What stands in one column of a table stays in it.
    """

    def convert_soup(self, soup: BeautifulSoup) -> str:
        fill_row_spans(soup)
        return str(super().convert_soup(soup))

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as it is called
        if not text:
            return ""
        first = text.rfind("\n", 0, len(text) - len(text.lstrip(" \n"))) + 1
        fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
        return "\n".join(("\n", fence, text[first:].rstrip(" \n"), fence, "\n"))


_MARKDOWN = _Markdown(heading_style="ATX", bullets="-")


def _group_of(sheet: Sheet, block: Block, lead: Block | None, *, captioned: bool) -> tuple[PartKind, object]:
    if block is lead:
        return "lede", "lead"
    kind: PartKind = _KINDS.get(block.kind, "paragraph")
    if block.is_caption:
        kind = "caption" if captioned else "paragraph"
    if kind == "table":
        return kind, sheet.ancestor(block.box, "table")
    if kind == "list":
        return kind, sheet.ancestor(block.box, "ul", "ol", "dl")
    return kind, block.index


def _table_text(sheet: Sheet, cells: list[Block]) -> str:
    """A row a line, cells apart; a cell that holds several blocks is one cell."""
    rows = []
    for _, row in groupby(cells, key=lambda block: block.row):
        columns = groupby(row, key=lambda block: sheet.ancestor(block.box, "td", "th", "caption"))
        rows.append(" | ".join(" ".join(block.text for block in column) for _, column in columns))
    return "\n".join(rows)

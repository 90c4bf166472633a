"""The chosen blocks as typed parts, plain text, clean HTML and Markdown; all four say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from itertools import groupby
from urllib.parse import quote, urljoin

import nh3
from markdownify import markdownify

from archiver.extract.blocks import Block, Sheet
from archiver.extract.files import source_of
from archiver.extract.tags import MEANINGS, SKIP, VOID, attributes_of
from archiver.model import Part, PartKind

_KEPT_TAGS = frozenset(
    (
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody",
        "tfoot", "tr", "td", "th", "blockquote", "pre", "code", "figure", "figcaption", "img", "a", "b", "strong", "i",
        "em", "u", "sub", "sup", "br", "hr", "div",
    )
)  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SIGNS = "%/:=&?~#+!$,;'@()*[]|"  # what stays as it is in an address
_CELLS = frozenset(("td", "th"))
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
        text = _table_text(sheet, members) if kind == "table" else "\n".join(b.text for b in members)
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
    writer = _Writer(sheet, blocks, pictures, base, original_of)
    clean = nh3.clean(
        writer.written(),
        tags=set(_KEPT_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "ftp"},
        link_rel=None,
    )
    return _BLANK_LINES.sub("\n\n", clean).strip()


def markdown_of(html: str) -> str:
    """The same as Markdown."""
    return _BLANK_LINES.sub("\n\n", str(markdownify(f"<div>{html}</div>", heading_style="ATX", bullets="-"))).strip()


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


class _Writer:
    """Writes the kept text anew, with the elements that have a meaning and stand round something that is kept."""

    def __init__(
        self, sheet: Sheet, blocks: list[Block], pictures: frozenset[int], base: str, original_of: Callable[[str], str]
    ) -> None:
        self.sheet, self.pictures, self.base, self.original_of = sheet, pictures, base, original_of
        self.kept = frozenset(slot for block in blocks for slot in range(block.first, block.last + 1))
        boxes = sheet.boxes
        common = next(
            box
            for box in sheet.above(blocks[0].box)
            if not box or (boxes.begins[box] <= blocks[0].index and boxes.ends[box] > blocks[-1].index)
        )
        self.start = boxes.slots[common]
        self.stop = max(blocks[-1].last, self.start + 1)
        self.out: list[str] = []
        self.skipped = 0  # open elements whose words are not read: buttons, lists to choose from
        self.open: list[
            tuple[str, int, bool]
        ] = []  # name, where it is written in `out` or -1, whether something is in it

    def written(self) -> str:
        tags, texts = self.sheet.markup.tags, self.sheet.markup.texts
        for slot in range(self.start, len(tags)):
            raw = tags[slot]
            if raw.startswith("/"):
                if not self.open:
                    break
                self._end()
            else:
                self._start(slot, raw)
            if slot + 1 in self.kept and texts[slot + 1] and not self.skipped:
                self._say(texts[slot + 1])
            if slot >= self.stop and not self.open:
                break
        while self.open:
            self._end()
        return "".join(self.out)

    def _say(self, text: str) -> None:
        self.out.append(text)
        if not text.isspace():
            self._fill()

    def _fill(self) -> None:
        for position in range(len(self.open) - 1, -1, -1):
            name, at, filled = self.open[position]
            if filled:
                break
            self.open[position] = (name, at, True)

    def _start(self, slot: int, raw: str) -> None:
        name = raw.partition(" ")[0]
        written = ""
        if name == "img":
            written = self._picture(raw) if slot in self.pictures else ""
            if written:
                self._fill()
        elif name in {"br", "hr"}:
            written = f"<{name}>" if slot + 1 in self.kept or slot in self.kept else ""
        elif name in _KEPT_TAGS:
            written = f"<{name}{self._attributes(name, raw)}>"
        if name not in VOID:
            self.skipped += MEANINGS[raw].code == SKIP
            self.open.append((name, len(self.out) if written else -1, False))
        self.out.append(written)

    def _end(self) -> None:
        name, at, filled = self.open.pop()
        self.skipped -= MEANINGS[name].code == SKIP
        if at < 0:
            return
        if filled or name in _CELLS:
            self.out.append(f"</{name}>")
        else:
            del self.out[at:]

    def _attributes(self, name: str, raw: str) -> str:
        values = attributes_of(raw)
        if name == "a":
            values["href"] = self._absolute(values.get("href", ""))
        kept = {key: values[key] for key in sorted(_ATTRIBUTES.get(name, ())) if values.get(key)}
        return "".join(f' {key}="{escape(value)}"' for key, value in kept.items())

    def _picture(self, raw: str) -> str:
        values = attributes_of(raw)
        source = self.original_of(self._absolute(source_of(values) or ""))
        texts = "".join(f' {key}="{escape(values[key])}"' for key in ("alt", "title") if values.get(key))
        return f'<img src="{escape(source)}"{texts}>' if source else ""

    def _absolute(self, address: str) -> str:
        try:
            return quote(urljoin(self.base, address.strip()), safe=_SIGNS) if address else ""
        except ValueError:  # "http://[" is no address
            return ""

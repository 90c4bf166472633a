"""A page as a row of text blocks: one parse, one walk; nothing else touches the nodes.

A block is a run of text between two block-level borders (a paragraph, a heading, a list item, a table cell, the text between
two `<br>`). A box is an element that can hold blocks; boxes know their parent and, after the walk, what they hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from archiver.extract.names import BOILERPLATE, Role, role_of

SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "head",
        "select",
        "option",
        "textarea",
        "button",
        "iframe",
        "object",
        "embed",
        "applet",
        "canvas",
        "audio",
        "video",
        "map",
        "datalist",
    ]
)
MEDIA = frozenset(("a", "img", "object", "embed", "video", "audio"))
BLOCK_TAGS = frozenset(
    [
        "html",
        "body",
        "div",
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
        "figure",
        "figcaption",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "nav",
        "aside",
        "form",
        "fieldset",
        "legend",
        "hr",
        "center",
        "address",
        "details",
        "summary",
        "dir",
        "menu",
        "dialog",
        "hgroup",
    ]
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_DEEP = re.compile(r"</?(?:div|span|font|b|i|a|center|section|table|tbody|tr|td)\b[^>]*>", re.IGNORECASE)
_PICTURE_LINE = re.compile(r"[(\[]?\s*(?:Ảnh|ẢNH|Ảnh minh họa|Ảnh minh hoạ|Nguồn ảnh|Photo)\s*[:：]")
_SPACES = re.compile(r"\s+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_ENOUGH = 60  # words
_MOST = 0.5  # an element that holds this share of the page's text is not what its name says


@dataclass(slots=True, eq=False)
class Box:
    """An element that can hold blocks."""

    index: int
    element: etree._Element
    tag: str
    parent: int
    role: int  # its own
    all_roles: int = Role.NONE  # with those of its ancestors
    kind: str = ""  # what blocks directly in it are: heading, list, table, quote, code, caption
    words: int = 0
    link_words: int = 0
    good: float = 0.0


@dataclass(slots=True, eq=False)
class Block:
    """A run of text, and where it stands."""

    index: int
    text: str
    box: Box
    words: int
    link_words: int
    runs: list[tuple[etree._Element, bool]]  # the text slots: (element, whether it is the element's tail)
    row: int = -1  # of a table: its tr; of a list: its li
    roles: int = Role.NONE
    score: float = 0.0

    @property
    def link_share(self) -> float:
        return self.link_words / self.words if self.words else 0.0

    @property
    def is_boilerplate(self) -> bool:
        return bool(self.roles & BOILERPLATE)


@dataclass(frozen=True, slots=True, eq=False)
class Medium:
    """An element that names a file, and the block at which it stands."""

    element: etree._Element
    position: int
    box: Box


@dataclass(slots=True, eq=False)
class Sheet:
    """A whole page, cut into blocks."""

    root: etree._Element
    boxes: list[Box] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    media: list[Medium] = field(default_factory=list)

    def blocks_in(self, elements: list[etree._Element]) -> list[Block]:
        """The blocks that begin in one of the elements."""
        inside = {node for element in elements for node in element.iter()}
        tops = set(elements)
        return [
            block
            for block in self.blocks
            if block.runs[0][0] in inside and not (block.runs[0][1] and block.runs[0][0] in tops)
        ]

    def heading_level(self, block: Block) -> int:
        """From 1 to 6; 0 where the block is no heading."""
        box = block.box
        while box.kind == "heading" and box.index:
            if box.tag in HEADINGS:
                return int(box.tag[1])
            box = self.boxes[box.parent]
        return 0

    def within(self, box: Box, ancestor: Box) -> bool:
        while box.index > ancestor.index:
            box = self.boxes[box.parent]
        return box is ancestor


def read_sheet(html: str) -> Sheet:
    """The blocks of a page; where elements stand deeper than the parser goes, of its text without them."""
    sheet = cut(parse(html))
    return sheet if sheet.blocks else cut(parse(_DEEP.sub(" ", html)))


def parse(html: str) -> etree._Element:
    """The tree of a page; any string gives one."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, recover=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError:  # nothing but space, or a NUL
        root = None
    return etree.Element("html") if root is None else root


def cut(root: etree._Element) -> Sheet:
    """The page's blocks, in order, with the roles that they inherit."""
    sheet = _Walk(root).run()
    _count(sheet)
    _inherit(sheet)
    for block in sheet.blocks:
        block.roles = block.box.all_roles | (Role.CAPTION if _is_caption(block) else Role.NONE)
    return sheet


def _is_caption(block: Block) -> bool:
    """A line "Ảnh: ..." names the photographer or the picture, wherever it stands."""
    return block.words <= 25 and _PICTURE_LINE.match(block.text) is not None


class _Walk:
    """The one pass over the nodes."""

    def __init__(self, root: etree._Element) -> None:
        self.sheet = Sheet(root=root)
        self.open: list[Box] = []
        self.texts: list[tuple[str, bool]] = []
        self.runs: list[tuple[etree._Element, bool]] = []
        self.links = 0
        self.tables = 0  # data tables that are open: inside them only cells are borders
        self.row = -1

    def run(self) -> Sheet:
        walker = etree.iterwalk(self.sheet.root, events=("start", "end", "comment"))
        for event, element in walker:
            if event == "start":
                if element.tag in MEDIA and self.open:
                    self.sheet.media.append(Medium(element, len(self.sheet.blocks), self.open[-1]))
                if element.tag in SKIPPED:
                    walker.skip_subtree()
                else:
                    self._start(element)
            else:
                if event == "end" and element.tag not in SKIPPED:
                    self._end(element)
                if element.tail and self.open:
                    self.texts.append((element.tail, self.links > 0))
                    self.runs.append((element, True))
        self._flush()
        return self.sheet

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        get = element.get
        if tag == "a":
            self.links += 1
        elif tag == "br":
            self._break()
        names = f"{get('class') or ''} {get('id') or ''}"
        role = role_of(tag, names if names != " " else "", get("role"), get("style"), get("itemprop"))
        if get("hidden") is not None or get("aria-hidden") == "true":
            role |= Role.HIDDEN
        if tag in BLOCK_TAGS or (
            role and tag in {"span", "a", "font", "strong", "b", "em", "i", "time", "label", "small", "cite"}
        ):
            self._open_box(element, tag, role)
        if element.text:
            self.texts.append((element.text, self.links > 0))
            self.runs.append((element, False))

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        if self.open and self.open[-1].element is element:
            if not self.tables or tag in {"td", "th", "table", "caption"}:
                self._flush()
            else:
                self.texts.append((" ", False))
            if self.open[-1].kind == "table" and tag == "table":
                self.tables -= 1
            if len(self.open) > 1:
                self.open.pop()
        if tag == "a":
            self.links -= 1

    def _open_box(self, element: etree._Element, tag: str, role: int) -> None:
        parent = self.open[-1] if self.open else None
        if not self.tables or tag in {"td", "th"}:
            self._flush()
        else:
            self.texts.append((" ", False))
        box = Box(
            len(self.sheet.boxes), element, tag, parent.index if parent else 0, role, kind=parent.kind if parent else ""
        )
        if tag in _KIND_OF and not self.tables:
            box.kind = _KIND_OF[tag]
        elif tag == "table":
            self._open_table(box)
        if tag in {"tr", "li", "dt"}:
            self.row = box.index
        self.sheet.boxes.append(box)
        self.open.append(box)

    def _open_table(self, box: Box) -> None:
        if self.tables:
            return
        nature = _nature_of_table(box.element)
        if nature == "table":
            box.kind = "table"
            self.tables += 1
        elif nature == "caption":
            box.role |= Role.CAPTION

    def _break(self) -> None:
        if self.tables or (self.open and self.open[-1].kind in {"heading", "list"}):
            self.texts.append((" ", False))
        else:
            self._flush()

    def _flush(self) -> None:
        texts, runs = self.texts, self.runs
        if not texts:
            return
        self.texts, self.runs = [], []
        text = _SPACES.sub(" ", "".join([piece for piece, _ in texts])).strip()
        if not text or not self.open:
            return
        words = count_words(text)
        linked = [piece for piece, in_link in texts if in_link]
        link_words = min(words, count_words(" ".join(linked))) if linked else 0
        self.sheet.blocks.append(Block(len(self.sheet.blocks), text, self.open[-1], words, link_words, runs, self.row))


_KIND_OF = dict.fromkeys(HEADINGS, "heading") | {
    "li": "list", "dt": "list", "dd": "list", "blockquote": "quote", "pre": "code", "figcaption": "caption", "caption": "caption",
}  # fmt: skip


def count_words(text: str) -> int:
    """Words between spaces; a letter of a script without spaces counts as half a word."""
    words = len(text.split())
    return words if text.isascii() else words + len(_WIDE.findall(text)) // 2


def _nature_of_table(table: etree._Element) -> str:
    """The nature "table" where rows and columns mean something, "caption" round a picture, "" where it is page layout."""
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return ""
    rows = table.findall(".//tr")
    if table.find(".//img") is not None and len(_text_of(table).split()) < 60:
        return "caption"
    wide = sum(1 for row in rows if len(row) >= 2)
    if wide < 2 or wide < 0.6 * len(rows) or table.find(".//form") is not None:
        return ""
    cells = table.findall(".//td") + table.findall(".//th")
    longest = max((len(_text_of(cell)) for cell in cells), default=0)
    return "table" if longest < 600 else ""


def _text_of(element: etree._Element) -> str:
    return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def _count(sheet: Sheet) -> None:
    for block in sheet.blocks:
        block.box.words += block.words
        block.box.link_words += block.link_words
    for box in reversed(sheet.boxes[1:]):
        parent = sheet.boxes[box.parent]
        parent.words += box.words
        parent.link_words += box.link_words


def _inherit(sheet: Sheet) -> None:
    """Roles go down the tree; a name that would take most of the page's text with it is not believed."""
    if not sheet.boxes:
        return
    plain = max(1, sheet.boxes[0].words - sheet.boxes[0].link_words)
    for box in sheet.boxes:
        own = box.role
        share = 0.8 if own & Role.COMMENTS else _MOST
        if own & BOILERPLATE and box.words - box.link_words > max(_ENOUGH, share * plain):
            own &= ~BOILERPLATE
        above = sheet.boxes[box.parent].all_roles if box.index else Role.NONE
        box.all_roles = own | (above & ~(Role.TITLE | Role.LEAD))

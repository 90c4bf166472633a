"""Markup to blocks: one parse, one walk over the nodes."""

from __future__ import annotations

import re

from lxml import etree

from archiver.extract.blocks import HEADINGS, Block, Box, Medium, Sheet
from archiver.extract.names import BOILERPLATE, Role, role_of

SKIPPED = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "math", "head", "select", "option", "textarea", "button",
        "iframe", "object", "embed", "applet", "canvas", "audio", "video", "map", "datalist",
    )
)  # fmt: skip
_BLOCK_TAGS = frozenset(
    (
        "html", "body", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table",
        "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "blockquote", "pre", "figure", "figcaption",
        "section", "article", "main", "header", "footer", "nav", "aside", "form", "fieldset", "legend", "hr",
        "center", "address", "details", "summary", "dir", "menu", "dialog", "hgroup",
    )
)  # fmt: skip
_MEDIA = frozenset(("a", "img", "object", "embed", "video", "audio"))
_DEEP = re.compile(r"</?(?:div|span|font|b|i|a|center|section|table|tbody|tr|td)\b[^>]*>", re.IGNORECASE)
_PICTURE_LINE = re.compile(r"[(\[]?\s*(?:Ảnh|ẢNH|Ảnh minh họa|Ảnh minh hoạ|Nguồn ảnh|Photo)\s*[:：]")
_FEW = 5  # blocks
_NOSCRIPT = re.compile(r"<noscript\b[^>]*>", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_ENOUGH = 60  # words
_MOST = 0.5  # an element that holds this share of the page's text is not what its name says


def read_sheet(html: str) -> Sheet:
    """The blocks of a page; where there are none to speak of, of what it shows without scripts or without nesting."""
    sheet = cut(parse(html))
    if len(sheet.blocks) < _FEW and _NOSCRIPT.search(html):  # forums that draw themselves keep their text there
        without_scripts = cut(parse(_NOSCRIPT.sub("<div>", html)))
        sheet = max(sheet, without_scripts, key=lambda one: len(one.blocks))
    return sheet if sheet.blocks else cut(parse(_DEEP.sub(" ", html)))  # deeper than the parser goes


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
                if element.tag in _MEDIA and self.open:
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
        if tag in _BLOCK_TAGS or (
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

"""Pages that were saved under a document's name: by Word and Excel, by browsers, by programs that call a table `.xls`."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message
from itertools import chain

from lxml import etree

from archiver.errors import DocumentError, NoDocument
from archiver.extract.documents.markup import Ends, name_of
from archiver.extract.documents.matter import Found, Run
from archiver.extract.documents.plain import decoded, read_plain, wide_encoding
from archiver.sites.markup import tree_of

# Scripts that call a table `.xls` write it as they like: with its style or a heading first, and no page around it.
_MARKUP = re.compile(
    r"\ufeff?\s*<(?:!--|\?xml\b|(?:!doctype|html|head|title|body|table|tr|meta|link|style|script|div|center|font|span|p|h[1-6]|br|b|i|u|ul|ol)(?:[\s/>]|$))",
    re.IGNORECASE,
)
_LETTER = re.compile(rb"(?:MIME-Version|From|Content-Type|Subject|Date):.{0,2000}?\n\r?\n", re.IGNORECASE | re.DOTALL)
_LINES = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt",
        "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
        "ol", "option", "p", "pre", "section", "table", "tr", "ul", "row", "worksheet",
    )
)  # fmt: skip
_ROWS = frozenset(("table", "tr", "row", "worksheet"))
_CELLS = frozenset(("td", "th", "cell"))
# The last two lines: what Excel says in its XML of 2003 beside the cells.
_UNTOLD = frozenset(
    (
        "script", "style", "noscript", "noframes", "head", "template", "textarea", "del", "xml",
        "documentproperties", "customdocumentproperties", "officedocumentsettings", "excelworkbook", "styles", "names",
        "worksheetoptions", "datavalidation", "conditionalformatting", "autofilter", "comment",
    )
)  # fmt: skip
_NEVER_SHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|mso-hide\s*:\s*all)\b", re.IGNORECASE)
_FONT = re.compile(r"(?:^|;)\s*font-family\s*:\s*[\"']?([^\"',;]+)", re.IGNORECASE)
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?")
_SPACES = re.compile(r"\s+")


def is_markup(body: bytes) -> bool:
    wide = wide_encoding(body)
    return _MARKUP.match(body[:1024].decode(wide or "utf-8", errors="replace")) is not None


def is_letter(body: bytes) -> bool:
    """A page with its pictures in the form of an e-mail (MHTML), which Word and browsers save."""
    return _LETTER.match(body[:4096].lstrip()) is not None and b"content-type" in body[:4096].lower()


def read_page(body: bytes, charset: str | None = None) -> Found:
    """The text of markup, with the fonts that it names."""
    wide = wide_encoding(body)
    text, notes = (body.decode(wide, errors="replace"), []) if wide else decoded(body, charset)
    root = tree_of(text.replace("\0", ""))
    if root is None:
        raise DocumentError("its markup cannot be read")
    return Found(
        runs=_runs(root),
        title=_fact(root, "title"),
        author=_fact(root, "author"),
        created=_fact(root, "created") or None,
        notes=notes,
    )


def _fact(root: etree._Element, name: str) -> str:
    """Title, author and time stand under these names in pages, and in Excel's XML of 2003."""
    return next((one.text.strip() for one in root.iter(name, f"o:{name}") if one.text), "")


def read_letter(body: bytes) -> Found:
    """All pages of a letter: each sheet of a workbook is one, and the header of a Word document."""
    message = email.message_from_bytes(body.lstrip(), policy=email.policy.compat32)
    pages = [read_page(content, part.get_content_charset()) for part, content in _parts(message, "text/html")]
    if pages:
        runs = chain.from_iterable(chain(page.runs, [Run("\n\n")]) for page in pages)
        title = next((page.title for page in pages if page.title), "")
        return Found(runs=runs, title=title, notes=[note for page in pages for note in page.notes])
    for _, content in _parts(message, "text/plain"):
        return read_plain(content)
    raise NoDocument("it is a message without a page in it")


def _parts(message: Message, kind: str) -> Iterator[tuple[Message, bytes]]:
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() == kind else None
        if isinstance(content, bytes) and content.strip():
            yield part, content


def _runs(root: etree._Element) -> Iterator[Run]:
    """Text in the order of the page; lines end where browsers end them, cells of a row stand in one line."""
    fonts = [""]
    ends = Ends()
    untold = 0
    several = len(list(root.iter("worksheet"))) > 1
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = name_of(element).rpartition(":")[2]
        untold += _is_untold(name, element) if event == "start" else 0
        if event == "start":
            fonts.append(_font_of(element) or fonts[-1])
            if name in _LINES and not untold:
                ends.apart(in_row=name in _ROWS)
            text = (element.get("ss:name") if name == "worksheet" and several else element.text) or ""
        else:
            fonts.pop()
            if not untold:
                _end(name, ends)
            untold -= _is_untold(name, element)
            text = element.tail or ""
        if text and not untold and (shown := _shown(text, ends)):
            yield Run(ends.before(shown), fonts[-1])


def _is_untold(name: str, element: etree._Element) -> bool:
    return name in _UNTOLD or _NEVER_SHOWN.search(element.get("style") or "") is not None


def _font_of(element: etree._Element) -> str:
    styled = _FONT.search(element.get("style") or "")
    return (styled[1].strip() if styled else "") or (element.get("face") or "" if element.tag == "font" else "")


def _end(name: str, ends: Ends) -> None:
    if name == "br":
        ends.paragraph()
    elif name in _CELLS:
        ends.cell()
    elif name in {"tr", "row"}:
        ends.row()
    elif name in _LINES:
        ends.apart()


def _shown(text: str, ends: Ends) -> str:
    """Blanks as a browser shows them: at the beginning of a line none."""
    text = _SPACES.sub(" ", text)
    text = text.lstrip(" ") if ends.are_due() else text
    return _MIDNIGHT.sub(r"\1", text)

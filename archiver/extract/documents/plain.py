"""Plain text in whatever encoding, and pages that were saved under a document's name."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message

from lxml import etree

from archiver.errors import DocumentError, NoDocument
from archiver.extract.decode import plain_text
from archiver.extract.documents.markup import name_of
from archiver.extract.documents.matter import Found, Run
from archiver.sites.markup import tree_of

_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s|html|head|body|\?xml|table|meta|div|p\b)", re.IGNORECASE)
_LETTER = re.compile(rb"(?:MIME-Version|From|Content-Type|Subject|Date):.{0,2000}?\n\r?\n", re.IGNORECASE | re.DOTALL)
_CONTROL = bytes(byte for byte in range(0x20) if byte not in b"\t\n\r\f\v\x1a\x1b")
_LINES = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt",
        "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
        "ol", "option", "p", "pre", "section", "table", "tr", "ul", "row", "worksheet",
    )
)  # fmt: skip
_CELLS = frozenset(("td", "th", "cell"))
_UNTOLD = frozenset(("script", "style", "noscript", "head", "template", "textarea"))
_SPACES = re.compile(r"\s+")


def is_markup(body: bytes) -> bool:
    return _MARKUP.match(body[:512]) is not None


def is_letter(body: bytes) -> bool:
    """A page with its pictures in the form of an e-mail (MHTML), which Word and browsers save."""
    return _LETTER.match(body[:4096].lstrip()) is not None and b"content-type" in body[:4096].lower()


def read_plain(body: bytes) -> Found:
    wide = _wide_encoding(body)
    if wide:
        return Found(runs=[Run(body.decode(wide, errors="replace").lstrip("\ufeff"))])
    start = body[: 64 * 1024]
    if len(start.translate(None, _CONTROL)) < 0.99 * len(start):
        raise NoDocument("it is neither text nor a document of a known kind")
    text, notes = _decoded(body)
    return Found(runs=[Run(text)], notes=notes)


def _decoded(body: bytes, charset: str | None = None) -> tuple[str, list[str]]:
    """The text, and what had to be guessed of its encoding; of plain English nothing."""
    text, notes = plain_text(body, charset)
    return text, [] if body.isascii() else list(notes)


def _wide_encoding(body: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of Western text is 0."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = body[:4096]
    if len(start) < 4 or b"\0" not in start:
        return None
    even, odd = start[::2].count(0) / len(start[::2]), start[1::2].count(0) / len(start[1::2])
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else None


def read_page(body: bytes, charset: str | None = None) -> Found:
    """The text of markup, with the fonts that it names."""
    wide = _wide_encoding(body)
    text, notes = (body.decode(wide, errors="replace"), []) if wide else _decoded(body, charset)
    root = tree_of(text.replace("\0", ""))
    if root is None:
        raise DocumentError("its markup cannot be read")
    title = next((one.text for one in root.iter("title") if one.text), "")
    return Found(runs=_runs(root), title=title or "", notes=notes)


def read_letter(body: bytes) -> Found:
    message = email.message_from_bytes(body.lstrip(), policy=email.policy.compat32)
    part = next((part for part in message.walk() if _is_page(part)), None)
    content = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(content, bytes):
        raise NoDocument("it is a message without a page in it")
    charset = part.get_content_charset()
    return read_page(content, charset) if part.get_content_type() == "text/html" else read_plain(content)


def _is_page(part: Message) -> bool:
    return part.get_content_type() in {"text/html", "text/plain"}


def _runs(root: etree._Element) -> Iterator[Run]:
    """Text in the order of the page; lines end where browsers end them, cells of a row stand in one line."""
    fonts: list[str] = []
    untold = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = name_of(element).rpartition(":")[2]
        font = fonts[-1] if fonts else ""
        if event == "start":
            fonts.append(element.get("face") or font if name == "font" else font)
            untold += name in _UNTOLD
            if name in _LINES:
                yield Run("\n")
            if element.text and not untold:
                yield Run(_SPACES.sub(" ", element.text), fonts[-1])
            continue
        untold -= name in _UNTOLD
        fonts.pop()
        if name in _LINES or name in _CELLS:
            yield Run("\t" if name in _CELLS else "\n")
        if element.tail and not untold:
            yield Run(_SPACES.sub(" ", element.tail), fonts[-1] if fonts else "")

"""What is shown of one capture: its kind is told by its bytes, and whatever could act is made inert."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from archiver.extract.coding import unpack
from archiver.extract.decode import is_other_file, plain_text
from archiver.model import Capture
from archiver.serve.files import picture_type
from archiver.serve.replay_markup import LARGEST as LARGEST_PAGE
from archiver.serve.replay_markup import Setting, weave_drawing, weave_page
from archiver.serve.replay_style import weave_style
from archiver.serve.tangle import is_tangled
from archiver.serve.weaving import Piece

Kind = Literal["page", "style", "picture", "drawing", "font", "media", "text", "file"]
HTML = "text/html; charset=utf-8"
_LARGEST_TEXT = 2_000_000  # bytes of a text that a browser is given

# What the first bytes say; a server's word decides only among texts.
_MAGIC: tuple[tuple[re.Pattern[bytes], Kind, str], ...] = (
    (re.compile(rb"wOFF"), "font", "font/woff"),
    (re.compile(rb"wOF2"), "font", "font/woff2"),
    (re.compile(rb"OTTO"), "font", "font/otf"),
    (re.compile(rb"\x00\x01\x00\x00|true|ttcf"), "font", "font/ttf"),
    (re.compile(rb"....ftyp", re.DOTALL), "media", "video/mp4"),
    (re.compile(rb"\x1aE\xdf\xa3"), "media", "video/webm"),
    (re.compile(rb"OggS"), "media", "application/ogg"),
    (re.compile(rb"ID3|\xff[\xf2\xf3\xfa\xfb]"), "media", "audio/mpeg"),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "media", "audio/wav"),
)
# Nothing is given back: where no markup follows, thirty empty comments can be parted in a thousand million ways.
_MARKUP = re.compile(rb"(?>\xef\xbb\xbf|\s|<\?[^>]{0,300}>|<!--.{0,3000}?-->)*+<(?P<name>!doctype\s+html|html|head|body|svg)\b", re.IGNORECASE | re.DOTALL)  # fmt: skip
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_TEXTS = re.compile(
    r"text/.+|application/(?:json|xml|(?:x-)?javascript|ecmascript|rss\+xml|atom\+xml|[\w.-]+\+(?:json|xml))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A capture as a browser may have it, with slots where it names other addresses."""

    kind: Kind
    media_type: str  # as we send it
    pieces: list[Piece]  # of a page or a style
    body: bytes  # of all else
    state: str = ""  # of the page's view state


def payload_of(capture: Capture) -> bytes:
    """The content, its coding removed; within the bounds of `unpack`."""
    return unpack(capture.body, capture.header("content-encoding"))


def kind_of(body: bytes, declared: str | None) -> tuple[Kind, str]:
    """What a payload is, and the type under which it is sent."""
    if picture := picture_type(body):
        return "picture", picture
    for magic, kind, media_type in _MAGIC:
        if magic.match(body):
            return kind, media_type
    if is_other_file(body):
        return "file", "application/octet-stream"
    return _kind_of_text(body, declared or "")


def _kind_of_text(body: bytes, declared: str) -> tuple[Kind, str]:
    markup = _MARKUP.match(body[:8192])
    if declared == "image/svg+xml" or (markup and markup["name"].lower() == b"svg"):
        return "drawing", "image/svg+xml"
    if declared == "text/css":
        return "style", "text/css; charset=utf-8"
    if declared in {"text/html", "application/xhtml+xml"} or (markup and declared in {"", "text/plain"}):
        return "page", HTML
    if _TEXTS.fullmatch(declared):
        return "text", "text/plain; charset=utf-8"
    return "file", "application/octet-stream"


def show(capture: Capture, url: str, setting: Setting, *, as_style: bool = False) -> Shown:
    """The capture as it may be shown; `as_style`: a page asks for it as its stylesheet."""
    body = payload_of(capture)
    kind, media_type = kind_of(body, capture.media_type)
    if as_style and kind in {"style", "text"}:
        kind, media_type = "style", "text/css; charset=utf-8"
    if kind == "page" and len(body) > 2 * LARGEST_PAGE:
        kind, media_type = "file", "application/octet-stream"
    charset = _CHARSET.search(capture.header("content-type") or "")
    text = plain_text(body, charset[1] if charset else None)[0] if kind in {"page", "style", "drawing", "text"} else ""
    if kind in {"page", "drawing"} and is_tangled(text):
        kind, media_type = "text", "text/plain; charset=utf-8"
    if kind == "page":
        woven = weave_page(text, url, setting)
        return Shown(kind=kind, media_type=media_type, pieces=woven.pieces, body=b"", state=woven.state)
    if kind == "style":
        return Shown(kind=kind, media_type=media_type, pieces=weave_style(text, url), body=b"")
    if kind == "drawing":
        body = weave_drawing(text, url, setting).encode()
    elif kind == "text":
        body = text[:_LARGEST_TEXT].encode("utf-8", "replace")
    return Shown(kind=kind, media_type=media_type, pieces=[], body=body)

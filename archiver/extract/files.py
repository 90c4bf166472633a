"""The files that a page's content names: documents, pictures, films, sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from archiver.extract.blocks import Medium, Sheet
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.selectors import text_of
from archiver.model import AttachmentKind, Link

_KINDS: dict[str, AttachmentKind] = {
    **dict.fromkeys(
        [
            "pdf",
            "doc",
            "docx",
            "xls",
            "xlsx",
            "ppt",
            "pptx",
            "pps",
            "ppsx",
            "rtf",
            "odt",
            "ods",
            "odp",
            "txt",
            "csv",
            "zip",
            "rar",
            "7z",
            "epub",
            "dot",
            "dotx",
        ],
        "document",
    ),
    **dict.fromkeys(["jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "svg"], "image"),
    **dict.fromkeys(["mp3", "wav", "wma", "ogg", "oga", "m4a", "aac", "mid"], "audio"),
    **dict.fromkeys(
        [
            "wmv",
            "flv",
            "mp4",
            "avi",
            "mpg",
            "mpeg",
            "mov",
            "webm",
            "m4v",
            "3gp",
            "asx",
            "asf",
            "rm",
            "ram",
            "swf",
            "ogv",
        ],
        "video",
    ),
}
_DECORATION = re.compile(
    r"/_layouts/(?:\d+/)?images/|/style(?:%20| )library/|/_catalogs/|/icons?/|/themes?/|/templates?/|spacer|blank\.gif|pixel|1x1|icon|bullet|arrow|"
    r"/logo|logo\.|sprite|avatar|gravatar|loading\.gif|emoji|smiley|feedburner|button|btn_|/ads?/|doubleclick|banner",
    re.IGNORECASE,
)
_FLASHVARS = re.compile(r"(?:^|[&?;])(?:file|src|url|video|flv|mp3|soundFile|movie|clip)=([^&]+)", re.IGNORECASE)
_PLAYER = re.compile(r"player|loader|skin", re.IGNORECASE)
_SMALL = 40  # pixels


def kind_of_file(url: str) -> AttachmentKind | None:
    """What a file is by the ending of its name."""
    try:
        path = urlsplit(url).path
    except ValueError:  # "http://[" is no address
        return None
    ending = path.rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
    return _KINDS.get(ending)


def find_links(
    sheet: Sheet, base: str, zone: range, file_zone: range, original_of: Callable[[str], str]
) -> tuple[tuple[Link, ...], frozenset[etree._Element]]:
    """Links to files in the order of the page, each once, and the picture elements among them."""
    found: dict[str, Link] = {}
    pictures: set[etree._Element] = set()
    for medium in sheet.media:
        if medium.box.all_roles & BOILERPLATE:
            continue
        inside = medium.position in zone
        for link in _links_of(medium, sheet, base):
            if link.kind == "document" and not (inside or medium.position in file_zone):
                continue
            if link.kind != "document" and not inside:
                continue
            whole = original_of(link.url) if link.kind == "image" else link.url
            known = found.get(whole)
            if known is None or (link.text and not known.text):
                found[whole] = Link(url=whole, text=link.text, kind=link.kind)
            if medium.element.tag == "img":
                pictures.add(medium.element)
    return tuple(found.values()), frozenset(pictures)


def _links_of(medium: Medium, sheet: Sheet, base: str) -> Iterator[Link]:
    element = medium.element
    if element.tag == "img":
        if not _is_decoration(element) and (url := _absolute(_source_of(element), base)):
            yield Link(url=url, text=_caption_of(medium, sheet), kind="image")
    elif element.tag == "a":
        url = _absolute(element.get("href"), base)
        kind = kind_of_file(url) if url else None
        if url and kind and not (kind == "image" and _DECORATION.search(url)):
            yield Link(url=url, text=text_of(element), kind=kind)
    else:
        for named in _played_by(element):
            url = _absolute(named, base)
            kind = kind_of_file(url) if url else None
            if url and kind in {"audio", "video"}:
                yield Link(url=url, text="", kind=kind)


def _source_of(image: etree._Element) -> str | None:
    source = image.get("src")
    if source and not source.startswith("data:"):
        return source
    return image.get("data-src") or image.get("data-original") or image.get("data-lazy-src")


def _is_decoration(image: etree._Element) -> bool:
    sizes = [value for name in ("width", "height") if (value := (image.get(name) or "").removesuffix("px")).isdigit()]
    return any(int(size) <= _SMALL for size in sizes if len(size) < 6) or bool(
        _DECORATION.search(unquote(_source_of(image) or ""))
    )


def _caption_of(medium: Medium, sheet: Sheet) -> str:
    for block in sheet.blocks[medium.position : medium.position + 2]:
        if block.roles & Role.CAPTION:
            return block.text
    return " ".join((medium.element.get("alt") or medium.element.get("title") or "").split())


def _played_by(element: etree._Element) -> Iterator[str]:
    """Addresses in object, embed, video and audio elements, players left out."""
    for node in element.iter("object", "embed", "video", "audio", "source", "param"):
        for name in ("src", "data", "flashvars", "value"):
            value = node.get(name) or ""
            yield from (unquote(match) for match in _FLASHVARS.findall(value))
            if (
                value
                and name != "flashvars"
                and "=" not in value
                and not (value.lower().endswith(".swf") and _PLAYER.search(value))
            ):
                yield value


def _absolute(address: str | None, base: str) -> str | None:
    if not address:
        return None
    try:
        url = urljoin(base, address.strip().replace("\\", "/"))
        scheme = urlsplit(url).scheme
    except ValueError:  # "http://[" is no address
        return None
    return url.partition("#")[0] if scheme in {"http", "https", "mms", "rtsp", "ftp"} else None

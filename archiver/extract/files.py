"""The files that a page's content names: documents, pictures, films, sound."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

from archiver.extract.blocks import Sheet
from archiver.extract.cutting import plain
from archiver.extract.names import BOILERPLATE, Role
from archiver.extract.tags import VOID, attributes_of
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
_FILE = re.compile(rf"\.(?:{'|'.join(_KINDS)})(?:[?#\"\s]|%20|&)", re.IGNORECASE)
_DECORATION = re.compile(  # in small letters: a search that knows its first letters is ten times as fast
    r"/_layouts/(?:\d+/)?images/|/style(?:%20| )library/|/_catalogs/|/icons?/|/themes?/|/templates?/|spacer|blank\.gif|pixel|1x1|icon|bullet|arrow|"
    r"/logo|logo\.|sprite|avatar|gravatar|loading\.gif|emoji|smiley|feedburner|button|btn_|/ads?/|doubleclick|banner"
)
_WHOLE = re.compile(
    r"https?://[a-z\d][a-z\d.-]*/[\w/.%~+-]*(?:\?[\w/.%~+=&-]+)?", re.ASCII
)  # nothing is left to resolve
_FLASHVARS = re.compile(r"(?:^|[&?;])(?:file|src|url|video|flv|mp3|soundFile|movie|clip)=([^&]+)", re.IGNORECASE)
_PLAYER = re.compile(r"player|loader|skin", re.IGNORECASE)
_PLAYERS = frozenset(("object", "embed", "video", "audio", "source", "param"))
_SMALL = 40  # pixels
_MOST_UNTOLD = 64  # links of a page; an encyclopedia's names a thousand others
_DOCUMENTS = (
    b"%PDF-",
    b"{\\rtf",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8")
_DOCUMENT_TYPE = re.compile(
    r"application/(?:pdf|x-pdf|msword|rtf|vnd\.(?:ms-(?:word|excel|powerpoint)|openxmlformats-officedocument|oasis\.opendocument)\b.*"
    r"|epub\+zip|zip|x-zip-compressed|x-rar-compressed|vnd\.rar|x-7z-compressed)|text/(?:rtf|csv)"
)
_MEDIA: dict[str, AttachmentKind] = {"image": "image", "audio": "audio", "video": "video"}


def kind_of_file(url: str) -> AttachmentKind | None:
    """What a file is by the ending of its name."""
    try:
        return _kind_of_name(urlsplit(url).path)
    except ValueError:  # "http://[" is no address
        return None


def is_page(url: str) -> bool:
    """Whether an address has a page's name, as `/tin/39.html`."""
    return url.partition("?")[0].lower().endswith((".html", ".htm", ".shtml", ".xhtml"))


def kind_of_answer(
    filename: str, media_type: str | None, body: bytes, *, is_sent_as_file: bool
) -> AttachmentKind | None:
    """What a file is by its name, by what the server calls it, or by its first bytes; None where it may be anything.

    `is_sent_as_file`: the server says that it is for keeping and not for showing (`Content-Disposition: attachment`).
    """
    if kind := _kind_of_name(filename) or _kind_of_type(media_type or ""):
        return kind
    if body.startswith(_PICTURES):
        return "image"
    return "document" if is_sent_as_file or body.startswith(_DOCUMENTS) else None


def _kind_of_name(path: str) -> AttachmentKind | None:
    name = path.rpartition("/")[2]
    return _KINDS.get(name.rpartition(".")[2].lower()) if "." in name else None


def _kind_of_type(media_type: str) -> AttachmentKind | None:
    if _DOCUMENT_TYPE.fullmatch(media_type):
        return "document"
    return _MEDIA.get(media_type.partition("/")[0])


def find_links(
    sheet: Sheet,
    base: str,
    zone: range,
    file_zone: range,
    original_of: Callable[[str], str],
    may_be_file: Callable[[str], bool],
) -> tuple[tuple[Link, ...], frozenset[int]]:
    """Links to files in the order of the page, each once, and the slots of the pictures among them.

    With them, without a kind, some of those that may lead to a file (`may_be_file`) though their address does not say so: a
    download's address names a program (`Download.ashx?FileID=5`), and only the answer tells what it gives.
    """
    found: dict[str, Link] = {}
    untold = 0
    pictures: set[int] = set()
    media = sheet.media
    first, last = (
        bisect_left(media.positions, position)
        for position in (min(zone.start, file_zone.start), max(zone.stop, file_zone.stop))
    )
    for slot, position, box in zip(
        *(column[first:last] for column in (media.slots, media.positions, media.boxes)), strict=True
    ):
        inside = position in zone
        if not (inside or position in file_zone) or sheet.boxes.all_roles[box] & BOILERPLATE:
            continue
        raw = sheet.markup.tags[slot]
        if untold >= _MOST_UNTOLD and raw.startswith("a ") and not _FILE.search(raw):
            continue
        for link in _links_of(slot, position, sheet, base):
            if link.kind is None:
                if untold >= _MOST_UNTOLD or link.url == base or not may_be_file(link.url):
                    continue
                untold += link.url not in found
            elif link.kind != "document" and not inside:
                continue
            whole = original_of(link.url) if link.kind == "image" else link.url
            known = found.get(whole)
            if known is None or (link.text and not known.text):
                found[whole] = Link(url=whole, text=link.text, kind=link.kind)
            if raw.startswith("img"):
                pictures.add(slot)
    return tuple(found.values()), frozenset(pictures)


def _links_of(slot: int, position: int, sheet: Sheet, base: str) -> Iterator[Link]:
    raw = sheet.markup.tags[slot]
    values = attributes_of(raw)
    name = raw.partition(" ")[0]
    if name == "img":
        if not _is_decoration(values) and (url := _absolute(source_of(values), base)):
            yield Link(url=url, text=_caption_of(position, sheet, values), kind="image")
    elif name == "a":
        url = _absolute(values.get("href"), base)
        kind = kind_of_file(url) if url else None
        if url and not (kind == "image" and _DECORATION.search(url.lower())):
            yield Link(url=url, text=text_of_link(sheet, slot), kind=kind)
    else:
        for named in _played_by(sheet, slot, name):
            url = _absolute(named, base)
            kind = kind_of_file(url) if url else None
            if url and kind in {"audio", "video"}:
                yield Link(url=url, text="", kind=kind)


def text_of_link(sheet: Sheet, slot: int) -> str:
    tags, texts = sheet.markup.tags, sheet.markup.texts
    end = slot + 1
    while end < len(tags) and tags[end] != "/a":
        end += 1
    return " ".join(plain(" ".join(texts[slot + 1 : end + 1])).split())


def source_of(image: dict[str, str]) -> str | None:
    """Where a picture really is: lazy ones name it beside `src`."""
    source = image.get("src")
    if source and not source.startswith("data:"):
        return source
    return image.get("data-src") or image.get("data-original") or image.get("data-lazy-src")


def _is_decoration(image: dict[str, str]) -> bool:
    sizes = [value for name in ("width", "height") if (value := image.get(name, "").removesuffix("px")).isdecimal()]
    return any(int(size) <= _SMALL for size in sizes if len(size) < 6) or bool(
        _DECORATION.search(unquote(source_of(image) or "").lower())
    )


def _caption_of(position: int, sheet: Sheet, image: dict[str, str]) -> str:
    for block in sheet.blocks[position : position + 2]:
        if block.roles & Role.CAPTION:
            return block.text
    return " ".join((image.get("alt") or image.get("title") or "").split())


def _played_by(sheet: Sheet, slot: int, name: str) -> Iterator[str]:
    """Addresses in object, embed, video and audio elements, players left out."""
    tags = sheet.markup.tags
    end = slot + 1
    while name not in VOID and end < len(tags) and tags[end] != f"/{name}":
        end += 1
    for raw in tags[slot:end]:
        if raw.partition(" ")[0] not in _PLAYERS:
            continue
        values = attributes_of(raw)
        for key in ("src", "data", "flashvars", "value"):
            value = values.get(key, "")
            yield from (unquote(match) for match in _FLASHVARS.findall(value))
            if (
                value
                and key != "flashvars"
                and "=" not in value
                and not (value.lower().endswith(".swf") and _PLAYER.search(value))
            ):
                yield value


def _absolute(address: str | None, base: str) -> str | None:
    if not address:
        return None
    if _WHOLE.fullmatch(address):
        return address
    try:
        url = urljoin(base, address.strip().replace("\\", "/"))
        scheme = urlsplit(url).scheme
    except ValueError:  # "http://[" is no address
        return None
    return url.partition("#")[0] if scheme in {"http", "https", "mms", "rtsp", "ftp"} else None

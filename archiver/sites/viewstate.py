"""Addresses inside an ASP.NET view state: base64 of what the page's controls hold, so also of rows that are not shown.

It is the least trusted source: an address counts only if it looks like those that the page itself links to.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Iterator

from archiver.sites.guards import shape_of
from archiver.sites.url_key import UrlRules
from archiver.sites.urls import absolute, origin_of

_FIELD = re.compile(
    r"""<input\b[^<>]{0,200}?\bname=["']?__(?:VIEWSTATE\d*|COMPRESSEDVIEWSTATE)["']?[^<>]{0,200}?\bvalue=["']([A-Za-z0-9+/=%\r\n]{40,})["']""",
    re.IGNORECASE,
)
# Strings stand in it behind a mark and their length; texts with links in them stand there too.
_ADDRESS = re.compile(
    rb"""https?://[^\s"'<>\\\x00-\x1f\x7f]{4,400}|(?<![\w/.:])//?[A-Za-z_][^\s"'<>\\:\x00-\x1f\x7f]{3,400}"""
    rb"""|(?<=[\x05\x1e][\x05-\x7f])[\w-]{1,80}\.(?:aspx|html?|php)(?:\?[^\s"'<>\\\x00-\x1f\x7f]{0,300})?(?=[\x00-\x1f])"""
)
# A string as ObjectStateFormatter writes it: a mark, its length in bytes (seven bits a byte), its UTF-8. One that is an
# address as a whole may hold spaces and commas; only its length tells where it ends.
_STRING = re.compile(rb"[\x05\x1e](?:([\x04-\x7f])|([\x80-\xff])([\x01-\x0f]))(?=/[^/]|https?://)")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f<>\"]")
_KNOWN_ENDING = re.compile(
    r"\.(?:aspx?|html?|php|jsp|pdf|docx?|xlsx?|pptx?|rtf|zip|rar|7z|mp3|mp4|wmv|wma|flv|avi|jpe?g|png|gif|asx)(?:\?|$)",
    re.IGNORECASE,
)
_MOST_LETTERS = 8_000_000
_MOST_ADDRESSES = 5000


def addresses_in(html: str, url: str, rules: UrlRules, linked: Collection[str]) -> tuple[str, ...]:
    """The addresses of this site that the page's view state holds and that look like real ones; `linked`: the page's own."""
    at = html.find("__VIEWSTATE")
    if at < 0 and "__COMPRESSEDVIEWSTATE" not in html:
        return ()
    found: dict[str, None] = {}
    shapes: set[str] | None = None
    for match in _FIELD.finditer(html, max(0, at - 300)):
        held = _decoded(match[1])
        for raw in (*_whole_strings(held), *_ADDRESS.findall(held)):
            address = absolute(_text(raw), url)
            if address is None or address in found or origin_of(address) != origin_of(url):
                continue
            if shapes is None:
                shapes = {shape_of(one, rules) for one in linked}
            if _KNOWN_ENDING.search(address) or shape_of(address, rules) in shapes:
                found[address] = None
            if len(found) >= _MOST_ADDRESSES:
                return tuple(found)
    return tuple(found)


def _whole_strings(held: bytes) -> Iterator[bytes]:
    for match in _STRING.finditer(held):
        length = match[1][0] if match[1] else (match[2][0] & 0x7F) + (match[3][0] << 7)
        written = held[match.end() : match.end() + length]
        if len(written) == length and not _CONTROL.search(written):
            yield written


def _decoded(written: str) -> bytes:
    packed = written[:_MOST_LETTERS].replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")
    try:
        return base64.b64decode(packed + "=" * (-len(packed.rstrip("=")) % 4), validate=False)
    except (binascii.Error, ValueError):
        return b""


def _text(raw: bytes) -> str:
    # A length of 47 is the byte "/".
    return raw.decode("utf-8", "ignore").rstrip(".,;)]}&").removeprefix("/" if raw.startswith(b"//") else "")

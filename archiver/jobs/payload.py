"""The payload of a capture before anything reads it: where it lies, under which key, unpacked, and whether it is a page. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256

from archiver.extract.coding import codings_of, unpack
from archiver.extract.decode import decode, is_other_file
from archiver.model import Capture, Page
from archiver.sites.profile import SiteProfile

_UNPACKED_LIMIT = 64 * 1024 * 1024
MARKUP = frozenset({"text/html", "application/xhtml+xml"})
_LOOKS_LIKE_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_NOTHING = f"sha256:{sha256(b'').hexdigest()}"


def is_revisit(capture: Capture) -> bool:
    """Whether the payload lies in another record; foreign files do not always say in which."""
    named = capture.revisit_of is not None or capture.refers is not None
    return named or (not capture.body and capture.digest not in ("", _NOTHING))


def key_of(capture: Capture, profile: SiteProfile) -> str:
    """The address; for a posted form also what was posted, because each answer is a page of its own."""
    key = profile.key_of(capture.url)
    return f"{key} {capture.method} {capture.request_digest}" if capture.method not in ("GET", "HEAD") else key


def unpacked(capture: Capture) -> bytes:
    """The payload without its content coding; LimitExceeded where it would be too large."""
    return unpack(capture.body, capture.header("content-encoding"), _UNPACKED_LIMIT)


def page_of(capture: Capture, body: bytes) -> Page:
    """The page of a capture whose payload was unpacked; one that was stored as it was shown, and not as its header says, is told as such."""
    page = decode(body, _charset_of(capture), capture.url)
    named = codings_of(capture.header("content-encoding"))
    if not named or body is not capture.body:
        return page
    return replace(page, repairs=(f"called {', '.join(named)}, stored unpacked", *page.repairs))


def may_be_markup(capture: Capture) -> bool:
    """Whether reading this capture may take more than reading its bytes."""
    return bool(capture.body) and (capture.media_type is None or capture.media_type in MARKUP)


def is_markup(capture: Capture, body: bytes) -> bool:
    """What the server calls a page; where it does not say, what begins like one."""
    if capture.media_type is None:
        return _LOOKS_LIKE_MARKUP.match(body[:1024]) is not None
    return capture.media_type in MARKUP and not is_other_file(body)


def _charset_of(capture: Capture) -> str | None:
    """The charset that the Content-Type header names."""
    for parameter in (capture.header("content-type") or "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None

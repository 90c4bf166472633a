"""Playlists: .asx, .wpl, .m3u, .pls and their kin. The film itself stands only in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from archiver.sites.urls import absolute

# Written by hand: tags in any case, quotes left out, `&` bare; so no XML parser reads them.
_REFERENCE = re.compile(
    r"""<\s*(?:ref|entryref|media|video|audio|track)\b[^<>]{0,500}?\b(?:href|src)\s*=\s*(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})'|([^\s"'<>]{1,2000}))"""
    r"""|<\s*location\s*>([^<>]{1,2000})<""",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*(?:file|ref)\d+\s*=\s*(\S.{0,2000})$", re.IGNORECASE)
_STREAM = re.compile(r"(mmsh?|mmst|mmsu|rtsp|rtspu|rtmp[a-z]{0,2}|rtp|udp)://\S", re.IGNORECASE)
_MOST_LETTERS = 1_000_000
_MOST_ENTRIES = 2000
TYPES = frozenset(
    [
        "video/x-ms-asf",
        "video/x-ms-asx",
        "audio/x-ms-wax",
        "video/x-ms-wvx",
        "video/x-ms-wmx",
        "application/x-ms-wpl",
        "application/vnd.ms-wpl",
        "audio/x-mpegurl",
        "audio/mpegurl",
        "application/x-mpegurl",
        "application/vnd.apple.mpegurl",
        "audio/x-scpls",
        "application/pls+xml",
        "application/xspf+xml",
        "application/smil",
        "application/smil+xml",
    ]
)
ENDING = re.compile(r"\.(?:asx|wax|wvx|wmx|wpl|m3u8?|pls|xspf|smil?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One entry of a playlist."""

    url: str
    stream: str | None = None  # the scheme of what HTTP cannot fetch


def read_playlist(text: str, url: str) -> tuple[Medium, ...]:
    """What the list plays, each once; nothing where it is a film itself, which some servers send as `video/x-ms-asf`."""
    text = text[:_MOST_LETTERS]
    if "\0" in text[:1000]:
        return ()
    found: dict[str, Medium] = {}
    for written in _entries(text):
        if len(found) >= _MOST_ENTRIES:
            break
        medium = medium_of(written, url)
        if medium is not None:
            found.setdefault(medium.url, medium)
    return tuple(found.values())


def medium_of(written: str, base: str) -> Medium | None:
    """An address of something to play; None where it is none."""
    stream = _STREAM.match(written.strip())
    if stream:
        return Medium(url=written.strip()[:2000], stream=stream[1].lower())
    address = absolute(written, base)
    return Medium(url=address) if address else None


def _entries(text: str) -> list[str]:
    if "<" in text[:2000]:
        return [unescape(next(filter(None, groups), "")).strip() for groups in _REFERENCE.findall(text)]
    lines = [line.strip("\ufeff \t") for line in text.splitlines()]
    if any(line.lower() in {"[playlist]", "[reference]"} for line in lines[:20]):
        return [match[1].strip() for line in lines if (match := _NUMBERED.match(line))]
    return [line for line in lines if line and not line.startswith(("#", "["))]

"""The language of a portal, and the clock that its dates are read by."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archiver.sites.markup import tree_of, words_of
from archiver.sites.seen import Seen

_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_LETTER = re.compile(r"[^\W\d_]")
_LANGUAGE = re.compile(r"[a-z]{2}(?![a-z])")
_ZONES = {
    "vi": "Asia/Ho_Chi_Minh",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "th": "Asia/Bangkok",
    "lo": "Asia/Vientiane",
    "km": "Asia/Phnom_Penh",
}
_ZONES_OF_HOSTS = {
    "vn": "Asia/Ho_Chi_Minh",
    "jp": "Asia/Tokyo",
    "kr": "Asia/Seoul",
    "th": "Asia/Bangkok",
    "la": "Asia/Vientiane",
    "kh": "Asia/Phnom_Penh",
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
    "uk": "Europe/London",
    "cn": "Asia/Shanghai",
    "sg": "Asia/Singapore",
}


def language_of(home: Seen) -> str:
    """The language that the home page is written in; a code of two letters."""
    root = tree_of(home.html)
    text = "" if root is None else words_of(root)[:20_000]
    # A SharePoint portal keeps the English of its software in lang="en-us": letters come first.
    if len(_VIETNAMESE.findall(text)) > 0.06 * (len(_LETTER.findall(text)) or 1):
        return "vi"
    declared = "" if root is None else next((node.get("lang") or "" for node in root.iter("html")), "")
    match = _LANGUAGE.match((declared or home.header("Content-Language")).strip().lower())
    return match[0] if match else "en"


def timezone_of(language: str, start: str) -> tuple[str, str]:
    """The time zone, and what it was concluded from."""
    if language in _ZONES:
        return _ZONES[language], f"from the language ({language})"
    country = (urlsplit(start).hostname or "").rpartition(".")[2]
    if country in _ZONES_OF_HOSTS:
        return _ZONES_OF_HOSTS[country], f"from the host's name (.{country})"
    return "UTC", "nothing tells it: set it, dates without a zone are read by it"

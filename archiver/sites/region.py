"""The language of a portal, and the clock that its dates are read by."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.sites.markup import tree_of, words_of
from archiver.sites.seen import Seen
from archiver.sites.urls import host_of

_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
# Kana first: Japanese is written with Chinese signs too.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("km", re.compile("[\u1780-\u17ff]")),
)
_LETTER = re.compile(r"[^\W\d_]")
_LANGUAGE = re.compile(r"[a-z]{2}(?![a-z])")
_ZONES = {
    "vi": "Asia/Ho_Chi_Minh",
    "zh": "Asia/Shanghai",
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


def language_of(home: Seen, frames: Sequence[Seen] = ()) -> str:
    """The language that the home page, or what its frames show, is written in; a code of two letters."""
    text = "\n".join(words_of(one)[:20_000] for page in (home, *frames) if (one := tree_of(page.html)) is not None)
    letters = len(_LETTER.findall(text)) or 1
    # A SharePoint portal keeps the English of its software in lang="en-us": letters come first.
    if len(_VIETNAMESE.findall(text)) > 0.06 * letters:
        return "vi"
    for code, script in _SCRIPTS:
        if len(script.findall(text)) > 0.15 * letters:
            return code
    root = tree_of(home.html)
    declared = "" if root is None else next((node.get("lang") or "" for node in root.iter("html")), "")
    match = _LANGUAGE.match((declared or home.header("Content-Language")).strip().lower())
    return match[0] if match else "en"


def timezone_of(language: str, start: str) -> tuple[str, str]:
    """The time zone, and what it was concluded from."""
    if language in _ZONES:
        return _ZONES[language], f"from the language ({language})"
    country = host_of(start).rpartition(".")[2]
    if country in _ZONES_OF_HOSTS:
        return _ZONES_OF_HOSTS[country], f"from the host's name (.{country})"
    return "UTC", "nothing tells it: set it, dates without a zone are read by it"

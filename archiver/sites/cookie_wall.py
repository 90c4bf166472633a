"""A page in place of the page: it sets a cookie by a script and loads itself again, to see who is a browser.

`document.cookie="D1N=1f2e..."; window.location.reload(true);` stands before many Vietnamese portals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archiver.sites.markup import tree_of, words_of
from archiver.sites.urls import absolute

_LONGEST = 20_000  # letters; a wall is little more than its script
_FEW_WORDS = 40
_FEW_LINKS = 5
_MAY_BE = re.compile(rb"reload|refresh|location|history", re.IGNORECASE)
_RELOAD = re.compile(r"\blocation\s*\.\s*reload\s*\(|\bhistory\s*\.\s*go\s*\(\s*+0?\s*+\)")
_GOES_TO = re.compile(
    r"""\blocation(?:\s*\.\s*href)?\s*(?:=(?!=)|\.\s*(?:replace|assign)\s*\()\s*(?:(["'])((?:(?!\1)[^\\\n]){0,2000})\1|((?:window\s*\.\s*)?location(?:\.href)?|document\.URL)\b)"""
)
_REFRESH = re.compile(r"\s*+\d*+\.?\d*+\s*+(?:[;,]\s*+(?:url\s*+=\s*+)?(.*))?", re.IGNORECASE | re.DOTALL)
_COOKIE = re.compile(r"""\bdocument\s*\.\s*cookie\s*=\s*(["'])((?:(?!\1)[^\\\n]){3,4200})\1(\s*\+)?""")
_SETS = re.compile(r"\bdocument\s*\.\s*cookie\s*=")


@dataclass(frozen=True, slots=True)
class CookieWall:
    """What a page that loads itself again sets before."""

    cookies: tuple[str, ...]  # as of a Set-Cookie line
    computes: bool  # its script works a cookie out, which only a browser can


def wall_in(body: bytes, url: str) -> CookieWall | None:
    """What stands in place of the page; None where the page itself does."""
    if len(body) > _LONGEST or not _MAY_BE.search(body):
        return None
    html = body.decode("utf-8", "replace")
    root = tree_of(html)
    if root is None or len(words_of(root).split()) >= _FEW_WORDS or sum(1 for _ in root.iter("a")) >= _FEW_LINKS:
        return None
    refreshes = [
        one.get("content") or "" for one in root.iter("meta") if (one.get("http-equiv") or "").lower() == "refresh"
    ]
    if not (_RELOAD.search(html) or any(_leads_to(one, url) for one in refreshes) or _goes_to(html, url)):
        return None
    # A value that goes on behind a plus sign is known only where it is whole before that: `"D1N=1f2e; path=/" + more`.
    cookies = tuple(match[2] for match in _COOKIE.finditer(html) if not match[3] or ";" in match[2])
    return CookieWall(cookies, computes=len(cookies) < len(_SETS.findall(html)))


def _leads_to(refresh: str, url: str) -> bool:
    match = _REFRESH.fullmatch(refresh)
    return match is not None and absolute((match[1] or "").strip("\"' \t\r\n\f"), url) == url.partition("#")[0]


def _goes_to(html: str, url: str) -> bool:
    return any(bool(match[3]) or absolute(match[2] or "", url) == url for match in _GOES_TO.finditer(html))

"""Cookies as browsers read them (RFC 6265), but each for its own host alone: what one host sets, no other is sent.

`Domain=` would send a cookie to the hosts beside its own, and which hosts belong together only a list on the internet
tells. A portal that keeps its session on several hosts is rare; a cookie at the wrong host cannot be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import mktime_tz, parsedate_tz
from urllib.parse import urlsplit

MOST = 50  # cookies of one host; what RFC 6265 (6.1) asks of a browser at least
_LONGEST = 4096  # bytes of name and value, as browsers allow
_LONGEST_HEADER = 8000  # bytes; servers refuse a longer line
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """A value that a host wants to have back."""

    name: str
    value: str
    path: str = "/"
    secure: bool = False  # goes over https alone
    expires: float | None = None  # seconds since 1970; None: with the crawl
    http_only: bool = False  # not for scripts: so servers mark what holds a session

    @property
    def is_taken_back(self) -> bool:
        """Whether the server means: forget it."""
        return not self.value


def read_cookie(line: str, url: str, now: float) -> Cookie | None:
    """What one Set-Cookie line of the answer to `url` says; None where it says nothing that a browser would keep."""
    pair, *rest = line.split(";")
    name, mark, value = (part.strip() for part in pair.partition("="))
    if not (mark and name) or len(name) + len(value) > _LONGEST or _CONTROL.search(line):
        return None
    attributes = {key.strip().lower(): said.strip() for key, _, said in (one.partition("=") for one in rest)}
    parts = urlsplit(url)
    secure = "secure" in attributes
    if not _is_own(attributes.get("domain", ""), parts.hostname or "") or (secure and parts.scheme != "https"):
        return None
    expires = _expiry(attributes, now)
    path = attributes.get("path", "")
    return Cookie(
        name=name,
        value="" if expires is not None and expires <= now else value,
        path=path if path.startswith("/") else _folder(parts.path),
        secure=secure,
        expires=expires,
        http_only="httponly" in attributes,
    )


def cookie_header(jar: Iterable[Cookie], url: str, now: float) -> str:
    """The Cookie line of a request; of a jar that is too full, those that lead deepest."""
    parts = urlsplit(url)
    sent: list[str] = []
    room = _LONGEST_HEADER
    for cookie in sorted(jar, key=lambda one: -len(one.path)):  # RFC 6265, 5.4: the longer path first
        pair = f"{cookie.name}={cookie.value}"
        if _goes_with(cookie, parts.scheme, parts.path or "/", now) and len(pair) + 2 <= room:
            sent.append(pair)
            room -= len(pair) + 2
    return "; ".join(sent)


def given_cookies(text: str) -> tuple[Cookie, ...]:
    """The cookies of a line that a person copied from a browser: `name=value; ...`, with or without `Cookie:`."""
    line = re.sub(r"^\s*cookie\s*:", "", text, flags=re.IGNORECASE).strip()
    if _CONTROL.search(line):
        return ()
    pairs = (pair.strip().partition("=") for pair in line.split(";"))
    return tuple(Cookie(name=name.strip(), value=value.strip()) for name, mark, value in pairs if mark and name.strip())


def _goes_with(cookie: Cookie, scheme: str, path: str, now: float) -> bool:
    if cookie.secure and scheme != "https":
        return False
    if cookie.expires is not None and cookie.expires <= now:
        return False
    within = cookie.path if cookie.path.endswith("/") else f"{cookie.path}/"
    return path == cookie.path or path.startswith(within)


def _is_own(domain: str, host: str) -> bool:
    """Whether a host may speak for this domain at all."""
    domain = domain.lower().removeprefix(".")
    return not domain or host == domain or host.endswith(f".{domain}")


def _expiry(attributes: dict[str, str], now: float) -> float | None:
    age = attributes.get("max-age", "")
    if re.fullmatch(r"-?[0-9]+", age):
        return now + int(age[:12])
    try:
        moment = parsedate_tz(attributes.get("expires", ""))
        return float(mktime_tz(moment)) if moment else None
    except (ValueError, OverflowError):  # a year that no calendar has
        return None


def _folder(path: str) -> str:
    """Where a cookie without a path holds: the folder of its page (RFC 6265, 5.1.4)."""
    return path[: path.rfind("/")] or "/" if path.startswith("/") else "/"

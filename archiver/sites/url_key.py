"""What is equal for two addresses that are one page, and what of an address says which page it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import quote, unquote

from archiver.sites.session_ids import names_session, without_session
from archiver.sites.urls import SPLIT, is_one_host

_WAY_BACK = re.compile(r"=(?:/|%2F|https?(?::|%3A))", re.IGNORECASE)
_UNICODE_ESCAPE = re.compile(r"%u([0-9a-fA-F]{4})")
_SAFE_IN_SEGMENT = "-._~:@!$'()*,;+&="
_SAFE_IN_QUERY = "-._~:@!$()*,;/?"


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlRules:
    """What makes two spellings of a site's addresses one address."""

    ignore_case: bool = False  # of paths and of parameter names, as IIS does
    drop: tuple[str, ...] = ()  # parameters that do not tell pages apart; `utm_*` drops a family
    host: str = ""  # where the site begins, as `origin_of` has it: it is one host with and without `www.`


@lru_cache(maxsize=4096)  # a site's menu stands on each of its pages
def url_key(url: str, rules: UrlRules) -> str:
    """What is equal for two addresses that are one page by the platform's rules; itself an address.

    Session ids are left out: each visitor is given another.
    """
    parts = SPLIT.match(_UNICODE_ESCAPE.sub(_as_utf8, url))
    if parts is None:
        return url
    path = without_session(_normal_path(parts[3], ignore_case=rules.ignore_case))
    query = _normal_query(parts[4], rules) if parts[4] else ""
    host, _, port = parts[2].rpartition(":")
    # http and https show one page; so their default ports are none at all.
    authority = (host if host and port in {"80", "443"} else parts[2]).lower()
    if rules.host and is_one_host(authority, rules.host):
        authority = rules.host
    return f"http://{authority}{path}{'?' + query if query else ''}"


def without_way_back(url: str, rules: UrlRules) -> str:
    """The address without the addresses in it that say where the reader goes back to; all else stays as it is written.

    Only what the platform drops anyway: `?Source=/Lists/AllItems.aspx` is a way back, `?url=/report.pdf` may be the page.
    """
    path, mark, query = url.partition("?")
    if not mark or not rules.drop:
        return url
    kept = [pair for pair in query.split("&") if not (_WAY_BACK.search(pair) and _dropped(_name(pair), rules))]
    return f"{path}?{'&'.join(kept)}" if any(kept) else path


def decoded_target(url: str, rules: UrlRules) -> str:
    """Path and query as a person reads them, for patterns: escapes decoded, dropped parameters out.

    A `Source=/Pages/print.aspx` must not make a print view of the page that carries it.
    """
    parts = SPLIT.match(_UNICODE_ESCAPE.sub(_as_utf8, url))
    if parts is None:
        return url
    path = without_session(unquote(parts[3]) or "/")
    kept = [_decoded(pair) for pair in _kept((parts[4] or "").split("&"), rules)]
    return f"{path}?{'&'.join(kept)}" if kept else path


def parameter_names(url: str) -> tuple[str, ...]:
    """The sorted names of an address's parameters, in lower case."""
    return tuple(sorted({_name(pair).lower() for pair in url.partition("?")[2].split("&") if pair}))


def _as_utf8(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return match[0] if "\ud800" <= letter <= "\udfff" else quote(letter, safe="")


def _normal_path(path: str, *, ignore_case: bool) -> str:
    if not path:
        return "/"
    return "/".join(_normal(segment, _SAFE_IN_SEGMENT, ignore_case=ignore_case) for segment in path.split("/"))


def _normal_query(query: str, rules: UrlRules) -> str:
    pairs: dict[tuple[str, str], None] = {}
    for pair in _kept(query.split("&"), rules):
        name, mark, value = pair.replace("+", " ").partition("=")
        name = _normal(name, _SAFE_IN_QUERY, ignore_case=rules.ignore_case)
        pairs[name, mark + _normal(value, _SAFE_IN_QUERY + "=", ignore_case=False)] = None
    return "&".join(name + value for name, value in sorted(pairs, key=lambda pair: pair[0]))


def _kept(pairs: list[str], rules: UrlRules) -> list[str]:
    """The parameters that tell pages apart."""
    names = [_name(pair) for pair in pairs]
    folded = {name.lower() for name in names}
    return [
        pair
        for name, pair in zip(names, pairs, strict=True)
        if pair and not (_dropped(name, rules) or names_session(name, unquote(pair.partition("=")[2]), folded))
    ]


def _normal(text: str, safe: str, *, ignore_case: bool) -> str:
    decoded = unquote(text, errors="surrogateescape")
    if ignore_case:
        decoded = decoded.lower()
    return quote(decoded.encode("utf-8", "surrogateescape"), safe=safe)


def _name(pair: str) -> str:
    return unquote(pair.replace("+", " ").partition("=")[0])


def _decoded(pair: str) -> str:
    return unquote(pair.replace("+", " "))


@lru_cache(maxsize=1024)  # a site has few names of parameters
def _dropped(name: str, rules: UrlRules) -> bool:
    folded = name.lower()
    return any(fnmatchcase(folded, pattern.lower()) for pattern in rules.drop)

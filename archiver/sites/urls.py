"""Addresses: what a link means, fit for fetching, and the host that it leads to.

`url_key` makes of an address what is compared with others; `surt` makes of it what a CDXJ index is sorted by.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import unquote, urlsplit

# Word processors and editors leave no-break spaces, zero-width marks and controls round an address.
_EDGES = "".join(map(chr, range(0x21))) + "\x7f\u0085\u00a0\u200b\u200c\u200d\u2028\u2029\u2060\u3000\ufeff"
_LINE_BREAKS = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_DOUBLED_SCHEME = re.compile(r"^(?:https?:[/\\]*)+(?=https?:[/\\])", re.IGNORECASE)
SPLIT = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?:.*@)?(\[[0-9a-fA-F:.]+\]|[^:\[\]]*)(?::([0-9]{0,9}))?")
_HOST = re.compile(r"(?=.*[a-z0-9])[a-z0-9_\-.]{1,255}")
_DEFAULT_PORTS = {"http": 80, "https": 443}
# What RFC 3986 allows; all else travels as percent-encoded UTF-8. Existing escapes stay as they are written.
_UNFIT = re.compile(r"[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]")
_UNFIT_IN_QUERY = re.compile(r"[^A-Za-z0-9\-._~:/?@!$&()*+,;=%]")


def absolute(href: str, base: str) -> str | None:
    """The address that a link means, fit for fetching; None where it is no web address.

    `base` is the address of the page, itself absolute. Never raises, whatever the page says.
    """
    # What begins at the root depends on the host alone: a menu is worked out once, not on each page.
    return _absolute(href, base[: base.find("/", len("https://")) + 1] or base if href.startswith("/") else base)


@lru_cache(maxsize=4096)
def _absolute(href: str, base: str) -> str | None:
    link = _as_meant(href)
    scheme = _SCHEME.match(link)
    if scheme:
        if scheme[1].lower() not in _DEFAULT_PORTS:
            return None
        # `http:/one-slash` and `http:\\host` are slips of the pen for `http://`.
        link = f"{scheme[1].lower()}://{link[scheme.end() :].lstrip('/' + chr(92))}"
        return _written(link)
    parts = SPLIT.match(base)
    if parts is None:
        return None
    base_scheme, authority, folder, query = parts[1].lower(), parts[2], parts[3], parts[4]
    path, mark, rest = link.partition("?")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return _written(f"{base_scheme}:{path}{mark}{rest}")
    if not path:
        path = folder
        if not mark and query is not None:
            mark, rest = "?", query
    elif not path.startswith("/"):
        path = folder[: folder.rfind("/") + 1].replace("\\", "/") + path
    return _written(f"{base_scheme}://{authority}/{path.removeprefix('/')}{mark}{rest}")


def at_host_of(page: str, url: str) -> str:
    """The address at the host of a page, where the two hosts differ by `www.` alone; else as it is."""
    host, other = origin_of(page), origin_of(url)
    if host == other or not is_one_host(host, other):
        return url
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{host}{rest[rest.find('/') :]}"


def is_http(url: str) -> bool:
    """Whether this is an absolute web address."""
    parts = SPLIT.match(url)
    return parts is not None and bool(parts[2])


@lru_cache(maxsize=4096)
def origin_of(url: str) -> str:
    """Host and port as one word, the default ports left out; "" for what is no web address."""
    parts = SPLIT.match(url)
    if parts is None:
        return ""
    authority = _AUTHORITY.fullmatch(parts[2].lower())
    if authority is None:
        return ""
    port = authority[2]
    return f"{authority[1]}:{int(port)}" if port and int(port) not in {80, 443} else authority[1]


def is_one_host(one: str, other: str) -> bool:
    """Whether two hosts, as `origin_of` has them, differ by no more than `www.`: portals put it in and leave it out over the years."""
    return one.removeprefix("www.") == other.removeprefix("www.")


def host_of(url: str) -> str:
    """The host of an address, in lower case; "" for what is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # "http://[" is no address
        return ""


def is_this_machine(url: str) -> bool:
    """Whether the server of an address runs on the machine itself: it needs no pauses."""
    return host_of(url) in {"localhost", "127.0.0.1", "::1"}


def _as_meant(href: str) -> str:
    link = href.strip(_EDGES)
    if "\n" in link or "\r" in link or "\t" in link:
        link = _LINE_BREAKS.sub("", link)
    while "&amp;" in link:  # `&amp;amp;` is what a doubly escaping template writes
        link = link.replace("&amp;", "&")
    return _DOUBLED_SCHEME.sub("", link.partition("#")[0].rstrip(_EDGES))


def _written(url: str) -> str | None:
    parts = SPLIT.match(url.replace("\\", "/") if "?" not in url else _slashes_before_query(url))
    if parts is None:
        return None
    scheme = parts[1].lower()
    authority = _authority(parts[2], scheme)
    if authority is None:
        return None
    path = _UNFIT.sub(_as_percent, _without_dots(parts[3]))
    query = "" if parts[4] is None else "?" + _UNFIT_IN_QUERY.sub(_as_percent, parts[4])
    return f"{scheme}://{authority}{path}{query if query != '?' else ''}"


def _slashes_before_query(url: str) -> str:
    path, mark, query = url.partition("?")
    return path.replace("\\", "/") + mark + query


def _authority(written: str, scheme: str) -> str | None:
    parts = _AUTHORITY.fullmatch(written.strip(_EDGES))
    if parts is None:
        return None
    host = _host(parts[1])
    if host is None:
        return None
    port = int(parts[2]) if parts[2] else _DEFAULT_PORTS[scheme]
    if not 0 < port < 65536:
        return None
    return host if port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"


def _host(written: str) -> str | None:
    host = unquote(written).strip(_EDGES).lower().rstrip(".")
    if host.startswith("["):
        try:
            IPv6Address(host[1:-1])
        except ValueError:  # `http://[0]/` is refused by what fetches it
            return None
        return host
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:  # an empty or over-long label is no name of a machine
            return None
    return host if _HOST.fullmatch(host) and ".." not in host else None


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path or "/"
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    ends_in_folder = segments[-1] in {".", ".."}
    return "/" + "/".join(kept) + ("/" if ends_in_folder and kept else "")


def _as_percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))

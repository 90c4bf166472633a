"""SURT keys: the order in which web archives sort addresses, `vn,gov,dongnai)/pages/news.aspx?catid=125`.

The rules are those of the Internet Archive's canonicalizer, oddities kept: other tools look a page up by this very key.
All work is on bytes, since an address may hold bytes of any encoding.
"""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from urllib.parse import quote_from_bytes, unquote_to_bytes

_SCHEME = re.compile(rb"^[a-zA-Z][a-zA-Z0-9+\-.]*:")
_DOUBLED_SCHEME = re.compile(rb"^(https?://)+")
_PARTS = re.compile(rb"^(?:([a-zA-Z][a-zA-Z0-9+.\-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$", re.DOTALL)
_SAFE = rb"""!"$&'()*+,-./:;<=>?@[\]^_`{|}~"""
_NUMERIC_HOST = re.compile(rb"^(?:0[0-7]*(?:\.[0-7]+){0,3}|[1-9][0-9]*(?:\.[0-9]+){0,3})$")
_WWW = re.compile(rb"^www\d*\.")
_SESSION_IN_PATH = (
    re.compile(rb"^(.*/)\((?:[a-z]\([0-9a-z]{24}\))+\)/([^?]+\.aspx.*)$", re.IGNORECASE),
    re.compile(rb"^(.*/)\([0-9a-z]{24}\)/([^?]+\.aspx.*)$", re.IGNORECASE),
)
_SESSION_IN_QUERY = tuple(
    re.compile(rb"^(.*)(?:" + name + rb")(?:&(.*))?$", re.IGNORECASE)
    for name in (
        rb"jsessionid=[0-9a-zA-Z]{32}",
        rb"phpsessid=[0-9a-zA-Z]{32}",
        rb"sid=[0-9a-zA-Z]{32}",
        rb"ASPSESSIONID[a-zA-Z]{8}=[a-zA-Z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)
_DEFAULT_PORTS = {b"http": 80, b"https": 443}


def surt(url: str) -> str:
    """The sort key of an address; what cannot be read as one is its own key."""
    if not url:
        return "-"
    if url.startswith("filedesc"):
        return url
    try:
        scheme, host, port, rest = _canonical(url)
    except ValueError:  # a port that is no number
        return url
    reversed_host = b",".join(reversed(host.split(b".")))
    key = reversed_host + _colon(port) + b")" + rest if host else scheme + b":" + rest
    return key.decode("utf-8", "replace")


def canonicalize(url: str) -> str:
    """The address that a SURT key stands for: the same rules, the host in its usual order."""
    if not url:
        return url
    try:
        scheme, host, port, rest = _canonical(url)
    except ValueError:
        return url
    authority = b"//" + host + _colon(port) if host else b""
    return (scheme + b":" + authority + rest).decode("utf-8", "replace")


def _canonical(url: str) -> tuple[bytes, bytes, int | None, bytes]:
    """Scheme, host, port (None for the default) and path with query."""
    scheme, host, port, path, query = _parse(url.encode("utf-8", "surrogatepass"))
    if host:
        host = _WWW.sub(b"", _host(host).lower())
    if port == _DEFAULT_PORTS.get(scheme.lower()):
        port = None
    path = _unescaped(path)
    path = _escaped(_tidy_path(path) if host else path).lower()
    for pattern in _SESSION_IN_PATH:
        path = pattern.sub(rb"\1\2", path)
    if len(path) > 1:
        path = path.removesuffix(b"/")
    if query:
        query = _query(_escaped(_unescaped(query)))
    return scheme, host, port, (path or b"/") + b"?" + query if query else path


def _parse(raw: bytes) -> tuple[bytes, bytes, int | None, bytes, bytes]:
    url = re.sub(rb"[\n\r\t]", b"", raw.strip())
    if not _SCHEME.match(url):
        url = b"http://" + url
    url = _DOUBLED_SCHEME.sub(rb"\1", url)
    parts = _PARTS.match(url)
    if parts is None:
        raise ValueError(url)
    scheme, authority, path, query = parts[1] or b"", parts[2] or b"", parts[3] or b"", parts[4] or b""
    host, port = _host_and_port(authority)
    if not host and path and scheme.startswith(b"http"):  # `http:////host/path`
        host, _, path = path.lstrip(b"/").partition(b"/")
        path = b"/" + path
    return scheme, host, port, path, query


def _host_and_port(authority: bytes) -> tuple[bytes, int | None]:
    written = authority.rstrip(b":") if authority.endswith(b":") else authority
    where = written.rpartition(b"@")[2]
    if where.startswith(b"[") or b"[" in where:
        host, _, port = where.partition(b"[")[2].partition(b"]")
        port = port.partition(b":")[2]
    else:
        host, _, port = where.partition(b":")
    if not port:
        return host.lower(), None
    if not port.isdigit() or int(port) > 65535:
        raise ValueError(authority)
    return host.lower(), int(port) or None


def _host(written: bytes) -> bytes:
    host = _unescaped(written)
    if not host.isascii():
        with suppress(ValueError):  # no name that IDNA allows: kept as bytes
            host = host.decode("utf-8", "ignore").encode("idna")
    host = host.replace(b"..", b".").strip(b".")
    return _as_address(host) or _escaped(host.lower())


def _as_address(host: bytes) -> bytes | None:
    """`2130706433` and `0177.1` are ways to write 127.0.0.1."""
    if host.isdigit():
        return socket.inet_ntoa((int(host) & 0xFFFFFFFF).to_bytes(4, "big")).encode("ascii")
    if not _NUMERIC_HOST.match(host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.decode("ascii"))).encode("ascii")
    except OSError:
        return None


def _tidy_path(path: bytes) -> bytes:
    if not path:
        return b"/"
    kept: list[bytes] = []
    for segment in path.split(b"/")[1:]:
        if segment == b"..":
            kept = kept[:-1] if kept else [segment]
        elif segment != b".":
            kept.append(segment)
    if not kept:
        return b"/"
    return b"/" + b"".join(segment + b"/" for segment in kept[:-1] if segment) + kept[-1]


def _query(query: bytes) -> bytes:
    for pattern in _SESSION_IN_QUERY:
        match = pattern.match(query)
        if match:
            query = match[1] + (match[2] or b"")
    query = query.lower()
    if len(query) <= 1:
        return query
    pairs = sorted(tuple(pair.split(b"=", 1)) for pair in query.split(b"&"))
    return b"&".join(b"=".join(pair) for pair in pairs)


def _unescaped(text: bytes) -> bytes:
    while (once := unquote_to_bytes(text)) != text:
        text = once
    return text


def _escaped(text: bytes) -> bytes:
    return quote_from_bytes(text, safe=_SAFE).encode("ascii")


def _colon(port: int | None) -> bytes:
    return b"" if port is None else b":%d" % port

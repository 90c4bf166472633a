"""CDXJ: one sorted line per capture, so that replay finds a record by address and time.

`<SURT key> <14-digit time> {"url", "mime", "status", "digest", "length", "offset", "filename"}`; for an answer to a POST
the key holds the method and the form too (`__wb_method=POST&...`), as pywb and WACZ players look for it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlencode

from archiver.layout import cdxj_of
from archiver.sites.surt import surt
from archiver.warc.growing import write_whole
from archiver.warc.http import HttpMessage, parse
from archiver.warc.reader import Exchange, Fault, Note, scan

_POST_LIMIT = 4096  # characters of a form that go into a key: what pywb and cdxj-indexer take


def write_index(warc: Path) -> Path:
    """Index one WARC file beside it; the index is whole or not there."""
    target = cdxj_of(warc)
    write_whole(target, index_of(warc))
    return target


def index_of(warc: Path) -> bytes:
    """The index of a file as it is written."""
    return index_from(scan(warc), warc.name)


def index_from(found: Iterable[Exchange | Note | Fault], filename: str) -> bytes:
    """The index of what was found in a file."""
    return "".join(sorted(set(_lines(found, filename)))).encode()


def _lines(found: Iterable[Exchange | Note | Fault], filename: str) -> Iterator[str]:
    for one in found:
        if isinstance(one, Exchange) and not one.conversion:  # a player is given what the server sent
            yield line_of(one, filename)


def line_of(exchange: Exchange, filename: str) -> str:
    """The line of one exchange."""
    capture = exchange.capture
    request = parse(exchange.request) if exchange.request else None
    entry: dict[str, Any] = {
        "url": capture.url,
        "mime": "warc/revisit"
        if capture.revisit_of or capture.refers
        else (capture.header("content-type") or "").split(";")[0].strip(),
        "status": str(capture.status),
        "digest": exchange.payload_digest,
        "length": str(capture.place.length),
        "offset": str(capture.place.offset),
        "filename": filename,
    }
    key, asked = key_of(capture.url, request)
    entry |= asked
    return f"{key} {capture.fetched_at:%Y%m%d%H%M%S} {json.dumps({k: v for k, v in entry.items() if v != ''})}\n"


def key_of(url: str, request: HttpMessage | None) -> tuple[str, dict[str, str]]:
    """The key of an exchange, and what its line says of the request."""
    if request is None or request.method not in {"POST", "PUT"}:
        return surt(url), {}
    query = _form(request)
    joint = "&" if "?" in url else "?"
    key = surt(f"{url}{joint}__wb_method={request.method}" + (f"&{query}" if query else ""))
    return key, {"requestBody": query, "method": request.method}


def _form(request: HttpMessage) -> str:
    """The request body as a part of the key."""
    kind = (request.header("content-type") or "").lower()
    try:
        if kind.startswith("application/x-www-form-urlencoded"):
            return unquote_plus(request.body.decode("utf-8"))[:_POST_LIMIT]
        if kind.startswith(("application/json", "text/plain")):
            return _flattened(request.body)[:_POST_LIMIT]
    except (ValueError, RecursionError):  # what is not what it says goes in as bytes
        if kind.startswith("application/json"):
            return ""
    return f"__wb_post_data={base64.b64encode(request.body).decode()}"[:_POST_LIMIT] if request.body else ""


def _flattened(body: bytes) -> str:
    """JSON as a form, the way replay tools flatten it: each value under its own name, the second as `name.2_`.

    Source of the format: the request body canonicalization of pywb and WACZ players.
    """
    pairs: dict[str, str] = {}
    seen: dict[str, int] = {}

    def put(value: Any, name: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                put(inner, key)
        elif isinstance(value, list):
            for inner in value:
                put(inner, name)
        elif name:
            seen[name] = seen.get(name, 0) + 1
            pairs[name if seen[name] == 1 else f"{name}.{seen[name]}_"] = str(value)

    try:
        put(json.loads(body), "")
    except json.JSONDecodeError:
        if b"\n" not in body:
            raise
        for line in body.split(b"\n"):
            put(json.loads(line), "")
    return urlencode(pairs)

"""Small files as other programs write them, and as they are after an accident."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

PAGE = b"<!doctype html><title>Tin</title><p>%d</p>"


def record(
    kind: str,
    url: str,
    block: bytes,
    *,
    version: str = "WARC/1.0",
    number: str = "",
    fields: str = "",
    media: str = "application/http; msgtype=response",
    date: str = "2015-06-01T08:00:00Z",
    length: object = None,
    end: bytes = b"\r\n\r\n",
) -> bytes:
    """One WARC record. `length` None: the true one; "": no such field."""
    lines = [version, f"WARC-Type: {kind}", f"WARC-Date: {date}", f"Content-Type: {media}"]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    lines += [f"WARC-Record-ID: <urn:uuid:{number}>"] if number else []
    lines += [line for line in fields.split("\n") if line]
    lines += [] if length == "" else [f"Content-Length: {len(block) if length is None else length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + end


def http(
    body: bytes, *, status: str = "HTTP/1.1 200 OK", head: str = "Content-Type: text/html", length: bool = True
) -> bytes:
    counted = f"Content-Length: {len(body)}\r\n" if length else ""
    return f"{status}\r\n{head}\r\n{counted}\r\n".encode() + body


def response(number: int, **options: object) -> bytes:
    """The answer for page `number`; its record's id tells the number too."""
    settings = {"number": f"id-{number}"} | options
    return record("response", f"http://a.example/{number}", http(PAGE % number), **settings)  # type: ignore[arg-type]


def request(number: int, *, body: bytes = b"", fields: str = "") -> bytes:
    verb = "POST" if body else "GET"
    block = f"{verb} /{number} HTTP/1.1\r\nHost: a.example\r\n\r\n".encode() + body
    return record(
        "request", f"http://a.example/{number}", block, fields=fields, media="application/http; msgtype=request"
    )


def arc(number: int, *, length: object = None, date: str = "20150601080000", second_version: bool = False) -> bytes:
    block = http(PAGE % number)
    size = len(block) if length is None else length
    more = " 200 - - 0 x.arc" if second_version else ""
    return f"http://a.example/{number} 10.0.0.1 {date} text/html{more} {size}\n".encode() + block + b"\n"


ARC_BEGIN = b"filedesc://x.arc 0.0.0.0 20150601080000 text/plain 75\n1 0 Archive\nURL IP-address Archive-date Content-type Archive-length\n\n\n"


def packed(records: Iterable[bytes]) -> bytes:
    """A gzip member a record, as it should be."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def package(path: Path, files: dict[str, bytes], *, deflated: bool = False, description: bool = True) -> Path:
    """A WACZ with these files, and a true description of them."""
    with zipfile.ZipFile(path, "w") as out:
        for name, data in files.items():
            out.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED)
        resources = [{"path": n, "hash": f"sha256:{sha256(d).hexdigest()}", "bytes": len(d)} for n, d in files.items()]
        if description:
            out.writestr("datapackage.json", json.dumps({"profile": "data-package", "resources": resources}))
    return path

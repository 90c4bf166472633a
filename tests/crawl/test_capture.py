"""What the server sends is what stands in the WARC file, to the byte: judged over a raw socket."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Run, write_profile
from rawserver import RawServer

from archiver.crawl.capture import is_public
from archiver.layout import ArchiveFolder
from archiver.warc.member import Fault
from archiver.warc.reader import records
from archiver.warc.record import Record


def page(path: str) -> bytes:
    """A body of its own for each address: an equal one would be kept as a revisit."""
    return b"<html><title>A</title><p>The body of the page %s.</p></html>" % path.encode()


def answer(path: str, head: bytes) -> bytes:
    return head.replace(b"LENGTH", str(len(page(path))).encode()) + b"\r\n\r\n" + page(path)


SQUEEZED = gzip.compress(page("/chunked-gzip"), mtime=0)
CHUNKED = b"".join(
    b"%x%s\r\n%s\r\n" % (len(piece), extension, piece)
    for piece, extension in ((SQUEEZED[:5], b";name=value"), (SQUEEZED[5:12], b""), (SQUEEZED[12:], b""))
)
ANSWERS = {
    path: answer(path, head)
    for path, head in {
        "/odd-case": b"HTTP/1.1 200 Fine By Me\r\ncOnTeNt-TyPe:text/html\r\nCONTENT-length:  LENGTH\r\nX-Odd:",
        "/duplicates": b"HTTP/1.1 200 OK\r\nX-Twice: one\r\nSet-Cookie: a=1\r\nX-Twice: two\r\nset-cookie: b=2\r\n"
        b"Content-Type: text/html\r\nContent-Length: LENGTH",
        "/http-1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/html",
        "/no-reason": b"HTTP/1.1 200\r\nContent-Type: text/html\r\nContent-Length: LENGTH",
        "/interim": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: LENGTH",
        "/bad-line": b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Type: text/html\r\nContent-Length: LENGTH",
        "/cut": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000",
    }.items()
}
ANSWERS["/chunked-gzip"] = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    + CHUNKED
    + b"0\r\nTrailer: yes\r\n\r\n"
)
ANSWERS["/not-modified"] = b'HTTP/1.1 304 Not Modified\r\nETag: "{GUID},2"\r\nExires: never\r\n\r\n'
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
HOME = b"<html><title>Home</title>" + b"".join(b"<a href='%s'>x</a>" % path.encode() for path in ANSWERS) + b"</html>"
ANSWERS["/"] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(HOME), HOME)


@pytest.fixture
def raw_server() -> Iterator[RawServer]:
    server = RawServer(ANSWERS | {"/interim": INTERIM + ANSWERS["/interim"]})
    yield server
    server.close()


def stored(folder: ArchiveFolder, base: str) -> dict[tuple[str, str], list[Record]]:
    """(path, record type) -> the records of it."""
    found: dict[tuple[str, str], list[Record]] = {}
    for path in folder.warc_files():
        for item in records(path):
            assert not isinstance(item, Fault)
            url = item[0].field("WARC-Target-URI") or ""
            found.setdefault((url.replace(base, "/"), item[0].type), []).append(item[0])
    return found


def test_keeps_every_byte_of_awkward_answers(raw_server: RawServer, archiver: Run, tmp_path: Path) -> None:
    done = archiver("crawl", write_profile(tmp_path, "raw", raw_server.base))
    assert done.returncode == 0, done.stderr
    kept = stored(ArchiveFolder(tmp_path / "output" / "raw"), raw_server.base)
    for path, sent in ANSWERS.items():
        assert kept[path, "response"][0].block == sent, path
        assert [record.block for record in kept[path, "request"]] == raw_server.requests[path]
    assert kept["/cut", "response"][0].field("WARC-Truncated") == "disconnect"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),  # carrier-grade NAT (RFC 6598)
        ("0.0.0.0", False),
        ("224.0.0.1", False),  # many hosts are none
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::a9fe:a9fe", False),  # NAT64 of 169.254.169.254
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("192.0.0.192", False),
        ("168.63.129.16", False),
        ("::127.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("64:ff9b:1::7f00:1", False),
        ("fec0::1", False),
        ("5f00::1", False),
    ],
)
def test_private_addresses_are_known_in_every_dress(address: str, public: bool) -> None:
    assert is_public(address) is public

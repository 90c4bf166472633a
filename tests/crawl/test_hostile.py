"""A portal that is broken or means harm: the crawl ends, says what it met, and the record stays whole."""

from __future__ import annotations

import asyncio
import gzip
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from command import Run, write_profile
from rawserver import RawServer

from archiver.crawl.wire import Network
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump
from archiver.warc.reader import Exchange, scan


def html(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    head = b"\r\n".join([b"HTTP/1.1 " + status, b"Content-Type: text/html", *headers])
    return head + b"\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


ANSWERS = {
    "/loop1": html(b"", b"Location: /loop2", status=b"302 Found"),
    "/loop2": html(b"", b"Location: /loop1", status=b"302 Found"),
    "/self": html(b"", b"Location: /self", b"Set-Cookie: a=b", status=b"302 Found"),
    "/inside": html(b"", b"Location: http://169.254.169.254/latest/meta-data/", status=b"302 Found"),
    "/file": html(b"", b"Location: file:///etc/passwd", status=b"302 Found"),
    "/no-address": html(b"", b"Location: \xff\xfe http://[::/%%%", status=b"301 Moved"),
    "/nowhere": html(b"", b"Location: http://[::/", status=b"302 Found"),
    "/bomb": html(gzip.compress(b"0" * 80_000_000), b"Content-Encoding: gzip"),
    "/layers": html(gzip.compress(b"<p>x"), b"Content-Encoding: " + b"gzip, " * 40_000 + b"gzip"),
    "/not-gzip": html(b"this is not packed", b"Content-Encoding: gzip"),
    "/bad-chunks": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nno",
    "/many-headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 3000 + b"Content-Length: 2\r\n\r\nok",
    "/cookies": html(b"<p>c", b"Set-Cookie: =;;;==\x01\xff; path=", b"Set-Cookie: x"),
    "/nine": b"<html>an answer of 1991</html>",
    "/close": b"",
    "/half-head": b"HTTP/1.1 200 OK\r\nContent-Type: te",
    "/two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 9\r\n\r\nabcdefghi",
    "/longer": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\n<p>longer than said",
    "/any-bytes": html(bytes(range(256)) * 200),
    "/encodings": html(b"<meta charset=utf-8><title>\xff\xfe\x80</title><p>" + bytes(range(256)) * 20),
    "/deep": html(b"<div>" * 20_000 + b"deep text"),
    "/base": html(b"<base href='http://evil.example/'><a href='z'>z</a>"),
    "/refresh": html(b"<meta http-equiv=refresh content='0;url=javascript:alert(1)'>"),
    "/line%0d%0aX-Injected:%20yes": html(b"<title>line</title><p>injected"),
    "/nothing": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/switch": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
}
LINKS = [
    *ANSWERS,
    "/new\nline",
    "//evil.example/",
    "http:\\\\evil.example\\y",
    "http://user:word@10.0.0.1/",
    "/..%2f..%2fetc",
]
TEXT = b"<p>A page of a portal that cannot be trusted.</p>" * 20
HOME = html(b"<title>Home</title>" + b"".join(b'<a href="%s">x</a>' % link.encode() for link in LINKS) + TEXT)


@pytest.fixture
def hostile() -> Iterator[RawServer]:
    server = RawServer(ANSWERS | {"/": HOME})
    yield server
    server.close()


def test_the_crawl_ends_and_the_record_is_whole(hostile: RawServer, archiver: Run, tmp_path: Path) -> None:
    profile = write_profile(tmp_path, "hostile", hostile.base)
    done = archiver("crawl", profile)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    folder = ArchiveFolder(tmp_path / "output" / "hostile")
    assert verify(folder).whole
    captures = [found.capture for path in folder.warc_files() for found in scan(path) if isinstance(found, Exchange)]
    assert {capture.url.split("/")[2] for capture in captures} == {hostile.base.split("/")[2]}
    assert max(len(asked) for asked in hostile.requests.values()) <= 3
    assert not any(name.lower() == "x-injected" for capture in captures for name, _ in capture.headers)
    (path,) = folder.warc_files()
    judged = subprocess.run(
        [Path(sys.executable).parent / "warcio", "check", "-v", path], capture_output=True, text=True, check=False
    )
    assert judged.returncode == 0
    assert "failed" not in judged.stdout
    live = b"".join(canonical_dump(folder.archive_db))
    assert archiver("rebuild").returncode == 0
    assert b"".join(canonical_dump(folder.archive_db)) == live
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hostile.toml", "output"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("inside", "out of scope"),
        ("close", "broke off"),
        ("bomb", "larger than"),
        ("layers", "more than 5 content codings are named"),
        ("no-address", "it redirects to ÿþ http://"),
        ("nowhere", "which is no address that can be fetched"),
    ],
)
def test_why_says_what_was_met(hostile: RawServer, archiver: Run, tmp_path: Path, path: str, words: str) -> None:
    home = html(b"<title>Home</title><a href='/%s'>x</a>" % path.encode() + TEXT)
    server = RawServer(ANSWERS | {"/": home})
    assert archiver("crawl", write_profile(tmp_path, "hostile", server.base)).returncode == 0
    server.close()
    url = "http://169.254.169.254/latest/meta-data/" if path == "inside" else f"{server.base}{path}"
    done = archiver("why", url)
    assert done.returncode == 0
    assert words in done.stdout


def test_nothing_that_a_server_says_steers_the_terminal(archiver: Run, tmp_path: Path) -> None:
    said = b"\x1b[31m\xc2\x9b5m"
    home = html(b"<meta charset=utf-8><title>Home %s</title><a href='/e'>%s</a>" % (said, said) + TEXT)
    server = RawServer({"/": home, "/e": html(bytes(range(32)), b"Content-Encoding: %s" % said)})
    crawled = archiver("crawl", write_profile(tmp_path, "hostile", server.base))
    looked = archiver("new", server.base, "--to", "new.toml")
    server.close()
    for done in (crawled, looked):
        assert done.returncode == 0, done.stderr
        assert not {"\x1b", "\x9b"}.intersection(done.stdout + done.stderr)
    assert "␛[31m" in crawled.stderr
    assert "[31m" in looked.stdout


_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
_MANY = 1 << 20


@pytest.mark.parametrize(
    ("answer", "broken"),
    [
        (_CHUNKED + b"1;" + b"a" * 16 * _MANY, None),  # no chunk: the body goes on to the close
        (_CHUNKED + b"3\r\nabc\r\n0\r\n" + b"A: b\r\n" * 3 * _MANY, None),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" * (_MANY // 8) + html(b"abc"), None),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n" + b" a\r\n" * 200_000 + b"\r\nabc", None),
    ],
)
def test_an_answer_is_read_in_time_that_grows_with_its_size(answer: bytes, broken: str | None) -> None:

    def send(connection: socket.socket) -> None:
        with suppress(ConnectionError):  # it need not be read to its end
            connection.sendall(answer)

    server = RawServer({"/": send})
    network = Network(allow=lambda _: True)
    origin = ("http", "127.0.0.1", int(server.base.rstrip("/").rpartition(":")[2]))
    begun = time.monotonic()
    sent = b"GET / HTTP/1.1\r\n\r\n"
    wire = asyncio.run(network.exchange(origin, sent, "GET", limit=64 * _MANY, patience=60, heard=lambda: None))
    server.close()
    assert wire.broken == broken
    assert wire.message is not None
    assert wire.message.status == 200
    assert time.monotonic() - begun < 10

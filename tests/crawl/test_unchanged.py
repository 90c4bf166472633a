"""A server that is asked whether something has changed need not send it again, and nothing is lost by it."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from command import Run, write_profile

from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump
from archiver.warc.writer import NOT_MODIFIED_PROFILE

_TEXT = "<p>" + "Một đoạn văn đủ dài để là một bài viết của cổng thông tin. " * 12 + "</p>"


class Server(ThreadingHTTPServer):
    """Three pages and a file with ETags; it remembers what it was asked and answered."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = {
            "/": page("Trang chủ", '<a href="/bai/1.html">Bài một</a> <a href="/bai/2.html">Bài hai</a>'),
            "/bai/1.html": page("Bài một", _TEXT + '<a href="/tep/a.pdf">Tệp</a>'),
            "/bai/2.html": page("Bài hai", _TEXT.replace("Một đoạn", "Hai đoạn")),
            "/tep/a.pdf": b"%PDF-1.4 mot tep",
        }
        self.log: list[tuple[str, int]] = []
        self.lies = False  # answers 304 to whoever asks
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        body = self.server.pages.get(self.path)
        status, etag = (404, "") if body is None else (200, f'"{hashlib.md5(body).hexdigest()}"')
        if etag and (self.server.lies or self.headers.get("If-None-Match") == etag):
            status, body = 304, b""
        self.server.log.append((self.path, status))
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        if status == 200:
            self.send_header("Content-Type", "application/pdf" if self.path.endswith("pdf") else "text/html")
        if status != 304:
            self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: object) -> None:
        """Nothing."""


def page(title: str, body: str) -> bytes:
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>".encode()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.shutdown()
    running.server_close()


def rows(folder: ArchiveFolder, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute(query).fetchall()


def test_what_has_not_changed_is_not_sent_again(server: Server, archiver: Run, tmp_path: Path) -> None:
    profile, folder = write_profile(tmp_path, "so", server.base), ArchiveFolder(tmp_path / "output" / "so")
    assert archiver("crawl", profile).returncode == 0
    first = rows(folder, "SELECT url, last_seen, version_count FROM articles ORDER BY url")
    server.log.clear()
    server.pages["/bai/2.html"] = page("Bài hai", _TEXT.replace("Một đoạn", "Hai đoạn khác"))
    assert archiver("crawl", profile).returncode == 0
    asked = dict(server.log)
    assert (asked["/"], asked["/bai/1.html"], asked["/tep/a.pdf"], asked["/bai/2.html"]) == (304, 304, 304, 200)
    second = rows(folder, "SELECT url, last_seen, version_count FROM articles ORDER BY url")
    assert [(url, count) for url, _, count in second] == [
        (server.base + "bai/1.html", 1),
        (server.base + "bai/2.html", 2),
    ]
    assert all(late > early for (_, early, _), (_, late, _) in zip(first, second, strict=True))
    (last_file,) = rows(folder, "SELECT first_seen < last_seen FROM attachments")
    assert last_file == (1,)
    unsent = rows(
        folder, "SELECT c.url, o.url FROM captures c JOIN captures o ON o.id = c.revisit_of WHERE c.status = 304"
    )
    assert len(unsent) == 3
    assert all(one == other for one, other in unsent)


def test_the_record_says_that_the_server_said_so(server: Server, archiver: Run, tmp_path: Path) -> None:
    profile, folder = write_profile(tmp_path, "so", server.base), ArchiveFolder(tmp_path / "output" / "so")
    for _ in range(3):
        assert archiver("crawl", profile).returncode == 0
    assert verify(folder).whole
    for path in folder.warc_files():
        warcio = Path(sys.executable).parent / "warcio"
        judged = subprocess.run([warcio, "check", "-v", path], capture_output=True, text=True, check=False)
        assert (judged.returncode, "failed" in judged.stdout) == (0, False)
    indexed = subprocess.run(
        [warcio, "index", "-f", "warc-type,warc-profile,http:status", path], capture_output=True, text=True, check=True
    )
    assert indexed.stdout.count(NOT_MODIFIED_PROFILE) == 4
    live = b"".join(canonical_dump(folder.archive_db))
    assert archiver("rebuild").returncode == 0
    assert b"".join(canonical_dump(folder.archive_db)) == live


def test_a_server_that_always_says_unchanged_is_not_believed(server: Server, archiver: Run, tmp_path: Path) -> None:
    server.lies = True
    profile, folder = write_profile(tmp_path, "so", server.base), ArchiveFolder(tmp_path / "output" / "so")
    archiver("crawl", profile)
    assert rows(folder, "SELECT reason FROM url_states WHERE url LIKE '%/'") == [("HTTP 304",)]

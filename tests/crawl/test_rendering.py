"""A portal whose pages are made by scripts, read by a real browser, kept in the record, and made again from it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from archiver.crawl.devtools import find_browser
from archiver.layout import ArchiveFolder, cdxj_of
from archiver.settings import DOWNLOAD_TIMEOUT
from tests.command import PROFILE, run_archiver, start_archiver

pytestmark = pytest.mark.skipif(
    find_browser() is None and not os.environ.get("CI"), reason="Chromium is not installed: apt-get install chromium"
)
WORDS = "Ban Chấp hành Đảng bộ họp phiên thứ {0} để bàn về công tác chuẩn bị đại hội và phân công nhiệm vụ. " * 6
SHELL = b"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Trang tin</title>
<script src="/app.js"></script></head><body><div id="app"></div></body></html>"""
APP = """
addEventListener('DOMContentLoaded', async () => {
  const app = document.getElementById('app'), path = location.pathname;
  if (path === '/tin/') {
    const list = await (await fetch('/api/tin', {method: 'POST', body: JSON.stringify({trang: 1, muc: {trang: 2, tu: ['đại', 'hội']}})})).json();
    app.innerHTML = '<main><h1>Tin tức</h1><ul>' + list.map(one =>
      `<li><a href="/tin/${one.id}">${one.title}</a></li>`).join('') + '</ul></main>';
  } else {
    const one = await (await fetch('/api' + path)).json();
    app.innerHTML = `<main><article><h1>${one.title}</h1>${one.body.map(p => `<p>${p}</p>`).join('')}</article></main>`;
  }
});
"""


class _Portal(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        if self.path == "/":
            self._send("text/html", b'<html><body><a href="/tin/">Tin t&#7913;c</a></body></html>')
        elif self.path == "/app.js":
            self._send("text/javascript", APP.encode())
        elif self.path.startswith("/api/tin/"):
            number = int(self.path.rpartition("/")[2])
            told = {"title": f"Hội nghị lần thứ {number} của Ban Chấp hành", "body": [WORDS.format(number)] * 2}
            self._send("application/json", json.dumps(told).encode())
        elif self.path.startswith("/tin/"):
            self._send("text/html; charset=utf-8", SHELL)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        self.rfile.read(int(self.headers["Content-Length"]))
        told = [{"id": number, "title": f"Hội nghị lần thứ {number} của Ban Chấp hành"} for number in range(1, 7)]
        self._send("application/json", json.dumps(told).encode())

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing is written."""


class _SlowPortal(_Portal):
    """What the third page's script asks for is not answered before it is allowed."""

    waited_for = threading.Event()
    allowed = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/api/tin/3":
            self.waited_for.set()
            self.allowed.wait(DOWNLOAD_TIMEOUT)
        super().do_GET()


@contextmanager
def served(portal: type[_Portal]) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Portal", (portal,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def scripted() -> Iterator[tuple[str, list[str]]]:
    with served(_Portal) as portal:
        yield portal


def articles(archive: ArchiveFolder) -> list[tuple[str, str, str]]:
    with sqlite3.connect(archive.archive_db) as db:
        return db.execute("SELECT url, title, text FROM articles ORDER BY url").fetchall()


def written(folder: Path, base: str) -> Path:
    section = f'\n[[section]]\nname = "tin"\ntitle = "Tin tức"\nurl = "{base}tin/"\njavascript = true\n'
    profile = folder / "scripted.toml"
    profile.write_text(PROFILE.format(name="scripted", platform="generic", start=base) + section, encoding="utf-8")
    return profile


def test_a_page_whose_script_waits_when_the_crawl_is_stopped_is_made_by_the_next_one(tmp_path: Path) -> None:
    with served(_SlowPortal) as (base, asked):
        profile, archive = written(tmp_path, base), ArchiveFolder(tmp_path / "archive")
        process = start_archiver("crawl", profile, "--archive", archive.root, cwd=tmp_path)
        assert _SlowPortal.waited_for.wait(60), process.communicate()
        process.terminate()
        _, said = process.communicate(timeout=DOWNLOAD_TIMEOUT / 2)
        assert (process.returncode, "the same command goes on with it" in said) == (3, True), said
        _SlowPortal.allowed.set()
        done = run_archiver("crawl", profile, "--archive", archive.root, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = articles(archive)
    assert [url for url, _, _ in found] == [f"{base}tin/{number}" for number in range(1, 7)]
    assert all("phiên thứ" in text for _, _, text in found)
    assert asked.count("GET /tin/3") == 1  # it stood in the record; what its script asks for was asked again
    assert asked.count("GET /api/tin/3") == 2


def test_a_section_of_scripted_pages_is_kept_whole(scripted: tuple[str, list[str]], tmp_path: Path) -> None:
    base, asked = scripted
    profile = written(tmp_path, base)
    archive = ArchiveFolder(tmp_path / "archive")
    done = run_archiver("crawl", profile, "--archive", archive.root, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = articles(archive)
    assert [(url, title) for url, title, _ in found] == [
        (f"{base}tin/{n}", f"Hội nghị lần thứ {n} của Ban Chấp hành") for n in range(1, 7)
    ]
    assert all("phiên thứ" in text for _, _, text in found)
    assert asked.count("GET /app.js") == 1  # the same script is not fetched for each page
    assert asked.count("POST /api/tin") == 1

    verified = run_archiver("verify", "--archive", archive.root, cwd=tmp_path)
    assert verified.returncode == 0, verified.stdout
    indexed = [cdxj_of(warc).read_text("utf-8").splitlines() for warc in archive.warc_files()]
    judged = [
        subprocess.run(
            [Path(sys.executable).parent / "cdxj-indexer", "--sort", "--post-append", warc],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        for warc in archive.warc_files()
    ]
    assert [line.split(" ")[:2] for line in indexed[0]] == [line.split(" ")[:2] for line in judged[0]]
    archive.archive_db.unlink()
    rebuilt = run_archiver("rebuild", "--archive", archive.root, cwd=tmp_path)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert articles(archive) == found

"""`archiver crawl --url`: one page is kept now, with what it is made of, and nothing that it leads to."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from command import run_archiver, write_profile

from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder

SENTENCES = "".join(
    f"<p>Sáng ngày {n}, đoàn công tác của tỉnh đã về thăm các xã trên địa bàn huyện.</p>" for n in range(9)
)
PAGES = {
    "/": "<h1>Trang chủ</h1><a href=/bai-1>Bài 1</a> <a href=/bai-2>Bài 2</a>",
    "/bai-1": f"<h1>Bài số một</h1>{SENTENCES}<img src=/anh.png width=400 height=300><a href=/vb.pdf>Văn bản</a><a href=/bai-2>Bài 2</a>",
    "/bai-2": f"<h1>Bài số hai</h1>{SENTENCES.replace('tỉnh', 'thành phố')}",
}


class Server(BaseHTTPRequestHandler):
    asked: list[str]  # of each server its own

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if self.path == "/cu":
            self.send_response(301)
            self.send_header("Location", "/bai-1")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        page = PAGES.get(self.path)
        body = f"<html><title>Sở</title><body>{page}</body></html>".encode() if page else b"%PDF-1.4 x"
        known = page or self.path in {"/anh.png", "/vb.pdf"}
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8" if page else "application/pdf")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    handler = type("Handler", (Server,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", handler.asked
        server.shutdown()


def test_a_page_is_kept_with_its_parts_and_nothing_else(site: tuple[str, list[str]], tmp_path: Path) -> None:
    base, asked = site
    profile = write_profile(tmp_path, "so-vi-du", f"{base}/")
    with profile.open("a", encoding="utf-8") as text:
        text.write("\n[expect]\narticles_min = 2\n")
    kept = run_archiver("crawl", profile, "--url", f"{base}/cu", "--json", cwd=tmp_path)
    assert kept.returncode == 0, kept.stderr
    assert set(asked) == {"/robots.txt", "/cu", "/bai-1", "/anh.png", "/vb.pdf"}
    folder = ArchiveFolder(tmp_path / "output" / "so-vi-du")
    assert verify(folder).whole
    assert json.loads(json.loads(kept.stdout)["asked"]) == {"urls": [f"{base}/cu"]}
    with closing(sqlite3.connect(folder.archive_db)) as db:
        assert db.execute("SELECT title, url FROM articles").fetchall() == [("Bài số một", f"{base}/bai-1")]
        assert db.execute("SELECT url FROM url_states WHERE url LIKE '%bai-2'").fetchall() == []

    asked.clear()
    whole = run_archiver("crawl", "--archive", folder.root, cwd=tmp_path)  # by the profile that stands in it
    assert whole.returncode == 0, whole.stderr
    assert {"/", "/bai-1", "/bai-2"} <= set(asked)

    asked.clear()
    again = run_archiver("crawl", "--url", f"127.0.0.1:{base.rpartition(':')[2]}/bai-2", "--json", cwd=tmp_path)
    assert (again.returncode, set(asked)) == (0, {"/robots.txt", "/bai-2"}), again.stderr
    assert not json.loads(again.stdout)["warnings"]
    with closing(sqlite3.connect(folder.archive_db)) as db:
        assert db.execute("SELECT count(*) FROM articles WHERE status = 'live' AND title LIKE 'Bài%'").fetchone() == (
            2,
        )


def test_what_cannot_be_kept_by_itself_is_told(site: tuple[str, list[str]], tmp_path: Path) -> None:
    base, asked = site
    profile = write_profile(tmp_path, "so-vi-du", f"{base}/")
    foreign = run_archiver("crawl", profile, "--url", "https://other.example/1", cwd=tmp_path)
    assert foreign.returncode == 2
    assert f"https://other.example/1: is no address of this site, which begins at {base}/." in foreign.stderr
    both = run_archiver("crawl", profile, "--url", f"{base}/bai-1", "--new", cwd=tmp_path)
    assert both.returncode == 2
    assert "--url keeps the pages that it names" in both.stderr
    nowhere = run_archiver("crawl", "--url", f"{base}/bai-1", cwd=tmp_path)
    assert nowhere.returncode == 2
    assert "holds no archive yet" in nowhere.stderr
    assert not asked
    assert not (tmp_path / "output").exists()


def test_a_page_waits_for_a_crawl_that_was_cut_off(site: tuple[str, list[str]], tmp_path: Path) -> None:
    base, asked = site
    profile = write_profile(tmp_path, "so-vi-du", f"{base}/")
    assert run_archiver("crawl", profile, cwd=tmp_path).returncode == 0
    folder = ArchiveFolder(tmp_path / "output" / "so-vi-du")
    with closing(sqlite3.connect(folder.crawl_db)) as db, db:
        db.execute("UPDATE crawls SET finished_at = NULL, outcome = NULL")
    asked.clear()
    kept = run_archiver("crawl", "--url", f"{base}/bai-1", cwd=tmp_path)
    assert (kept.returncode, asked) == (3, [])
    assert "a crawl of it was cut off; let it go on first" in kept.stderr
    assert run_archiver("crawl", profile, cwd=tmp_path).returncode == 0
    assert run_archiver("crawl", "--url", f"{base}/bai-1", cwd=tmp_path).returncode == 0

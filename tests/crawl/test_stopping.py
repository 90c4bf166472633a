"""A crawl that is asked to end hangs up on a portal that does not answer; what is arriving may arrive."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

from command import run_archiver, start_archiver, write_profile
from rawserver import RawServer
from smallserver import page

from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.settings import DOWNLOAD_TIMEOUT
from archiver.warc.reader import Exchange, scan


def answer(title: str, *links: str) -> bytes:
    body = page(title, *links).body.encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


class Portal:
    """Answers three of its pages slowly, and says when it has been left."""

    def __init__(self) -> None:
        self.under_way = threading.Semaphore(0)
        self.left = threading.Event()

    def silent(self, connection: socket.socket) -> None:
        """Not a byte; it waits until the other side goes."""
        self.under_way.release()
        connection.settimeout(DOWNLOAD_TIMEOUT)
        with suppress(ConnectionError):
            connection.recv(1)
        self.left.set()

    def arriving(self, connection: socket.socket) -> None:
        """Half of it, and the rest when the silent page has been left."""
        whole = answer("Trang 3")
        connection.sendall(whole[:-500])
        self.under_way.release()
        self.left.wait(DOWNLOAD_TIMEOUT)
        connection.sendall(whole[-500:])

    def endless(self, connection: socket.socket) -> None:
        """It says that there is much to come, and there is."""
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html>")
        self.under_way.release()
        with suppress(OSError):
            while True:
                connection.sendall(b"<p>x</p>")
                time.sleep(0.2)


def kept(folder: ArchiveFolder) -> list[str]:
    found = (found for path in folder.warc_files() for found in scan(path) if isinstance(found, Exchange))
    return [one.capture.url.rpartition("/")[2] for one in found]


def test_a_crawl_that_is_stopped_leaves_who_does_not_answer_and_asks_again(tmp_path: Path) -> None:
    slow = Portal()
    answers = {
        "/": answer("Trang 1", "/silent", "/arriving", "/endless"),
        "/silent": slow.silent,
        "/arriving": slow.arriving,
        "/endless": slow.endless,
    }
    server = RawServer(answers)
    profile, folder = write_profile(tmp_path, "so-cham", server.base), ArchiveFolder(tmp_path / "output" / "so-cham")
    process = start_archiver("crawl", profile, cwd=tmp_path)
    assert all(slow.under_way.acquire(timeout=60) for _ in range(3)), process.communicate()
    process.terminate()
    asked_to_end = time.monotonic()
    _, said = process.communicate(timeout=DOWNLOAD_TIMEOUT)
    assert time.monotonic() - asked_to_end < DOWNLOAD_TIMEOUT / 2
    assert (process.returncode, "the same command goes on with it" in said) == (3, True), said
    assert "Traceback" not in said
    assert sorted(kept(folder)) == ["", "arriving", "robots.txt"]

    answers |= {"/silent": answer("Trang 2"), "/endless": answer("Trang 4")}
    done = run_archiver("crawl", profile, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(kept(folder)) == ["", "arriving", "endless", "robots.txt", "silent"]
    assert verify(folder).whole
    server.close()

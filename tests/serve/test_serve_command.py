from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from archiver.cli.serve import serve
from archiver.errors import ArchiverError
from archiver.jobs.access import Decision, decide

SITE = "http://portal.example"


def run(*arguments: str) -> None:
    with click.Context(serve) as context:
        serve.parse_args(context, list(arguments))
        context.invoke(serve, **context.params)


@contextmanager
def opened(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    program = [sys.executable, "-u", "-c", "from archiver.cli import main; main()", "serve", *arguments]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_it_says_where_it_is_open_and_closes_quietly(folder):
    with opened(str(folder.root), "--port", "0") as process:
        said = process.stdout.readline()
        address = said.split(" at ")[1].split()[0]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=20) as answer:
            assert "Cổng" in answer.read().decode()
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_copy_without_what_is_withheld_does_not_outlive_the_room(other_folder, end):
    address = f"{SITE}/Pages/newsdetail.aspx?NewsId=1"
    decide(other_folder, Decision(action="takedown", url=address, reason="vì"), "Lan")
    with opened(str(other_folder.root), "--port", "0") as process:
        address = process.stdout.readline().split(" at ")[1].split()[0]
        with pytest.raises(urllib.error.HTTPError) as withheld:
            urllib.request.urlopen(f"{address}-/read/portal/article/1", timeout=20)
        assert withheld.value.code == 451
        withheld.value.close()
        assert len(list(other_folder.root.glob(".shown-*"))) == 1
        process.send_signal(end)
        process.wait(20)
    assert list(other_folder.root.glob(".shown-*")) == []


def test_a_taken_port_is_said_before_anything_is_promised(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(ArchiverError, match=f"{port} cannot be listened on .* --port") as error:
            run(str(folder.root), "--port", port)
    assert error.value.exit_code == 3


@pytest.mark.parametrize(("name", "advice"), [("nowhere", "archiver crawl"), ("bare", "archiver rebuild")])
def test_a_folder_that_is_no_archive_is_explained(tmp_path, name, advice):
    (tmp_path / "bare").mkdir()
    with pytest.raises(ArchiverError, match=advice) as error:
        run(str(tmp_path / name))
    assert error.value.exit_code == 3


def test_without_any_archive_it_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("output").mkdir()
    with pytest.raises(ArchiverError, match="archiver demo") as error:
        run()
    assert error.value.exit_code == 3

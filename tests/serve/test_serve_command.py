from __future__ import annotations

import base64
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import urllib.response
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from html import unescape
from http.client import HTTPConnection
from itertools import product
from pathlib import Path

import click
import pytest
from waiting import until

from archiver.cli.serve import serve
from archiver.errors import ArchiverError, UsageError
from archiver.jobs.access import Decision, decide
from archiver.serve.processes import in_processes
from tests.bench.clients import begun_by

SITE = "http://portal.example"


def run(*arguments: str) -> None:
    with click.Context(serve) as context:
        serve.parse_args(context, list(arguments))
        context.invoke(serve, **context.params)


@contextmanager
def opened(*arguments: str, cwd: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    program = [sys.executable, "-u", "-c", "from archiver.cli import main; main()", "serve", *arguments]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd) as process:
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


def test_called_in_an_archive_s_folder_it_opens_that_archive(folder):
    with opened("--port", "0", cwd=folder.root) as process, asked(address_of(process)) as answer:
        assert answer.status == 200
        assert "Cổng" in answer.read().decode()


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


def ended(number: int) -> bool:
    state = Path(f"/proc/{number}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def address_of(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline().split(" at ")[1].split()[0]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_several_processes_answer_and_all_end_with_the_first(folder, end):
    with opened(str(folder.root), "--port", "0", "--processes", "3") as process:
        with asked(address_of(process)) as answer:
            assert answer.status == 200
        others = begun_by(process.pid)
        assert len(others) == 3
        process.send_signal(end)
        assert process.wait(20) == (0 if end == signal.SIGINT else -end)
        until(lambda: all(map(ended, others)))
        assert process.stderr.read() == ""


def test_many_who_come_at_once_are_let_in_by_all(folder):
    with opened(str(folder.root), "--port", "0", "--processes", "2") as process:
        with asked(address_of(process) + "-/read/portal") as answer:
            port = answer.url.split(":")[2].partition("/")[0]
        with ThreadPoolExecutor(40) as readers:
            held = list(readers.map(lambda _: _kept_open(int(port)), range(40)))
        taken = [_open_sockets(one) for one in begun_by(process.pid)]
        for one in held:
            one.close()
    assert min(taken) >= 10, taken  # of which about four are its own


def _kept_open(port: int) -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/-/read/portal")
    assert connection.getresponse().read()
    return connection


def _open_sockets(process: int) -> int:
    return sum(one.readlink().name.startswith("socket:") for one in Path(f"/proc/{process}/fd").iterdir())


def test_a_process_that_is_killed_is_begun_anew(folder):
    with opened(str(folder.root), "--port", "0", "--processes", "2") as process:
        address = address_of(process)
        with asked(address) as answer:
            assert answer.status == 200
        first = begun_by(process.pid)
        for one in first:
            os.kill(one, signal.SIGKILL)
        until(lambda: len(set(begun_by(process.pid)) - set(first)) == 2)
        with asked(address) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        process.wait(20)


WAITING = """
import time
from archiver.serve.processes import in_processes
from tests.bench.clients import begun_by
print("begun", flush=True)
in_processes(4, lambda: time.sleep(60))
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_heard_while_the_processes_are_being_begun(end):
    for number in range(12):
        with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(number / 1000)
            process.send_signal(end)
            try:
                process.wait(20)
            finally:
                process.kill()


def test_a_process_that_ends_by_itself_ends_the_others(capfd):
    def serve_badly() -> None:
        sys.stderr.write("why it cannot\n")
        raise SystemExit(3)

    with pytest.raises(ArchiverError, match="could not go on"):
        in_processes(2, serve_badly)
    assert "why it cannot" in capfd.readouterr().err


def test_each_process_makes_its_own_copies_and_takes_away_no_other(other_folder):
    """The first copy is read by all; one that makes a newer one must leave it to the others."""
    decide(other_folder, Decision(action="takedown", url=f"{SITE}/Pages/newsdetail.aspx?NewsId=1", reason="vì"), "Lan")
    article = "-/read/portal/article/"
    with opened(str(other_folder.root), "--port", "0", "--processes", "2") as process:
        address = address_of(process)
        for number in (1, 2):
            for _ in range(20):  # by whichever process lets this reader in
                with asked(f"{address}{article}1") as answer:
                    assert answer.status == 451
                with asked(f"{address}{article}2") as answer:
                    assert answer.status == (200 if number == 1 else 451)
            address_2 = f"{SITE}/Pages/newsdetail.aspx?NewsId=2"
            decide(other_folder, Decision(action="takedown", url=address_2, reason="vì"), "Lan")
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert list(other_folder.root.glob(".shown-*")) == []


def asked(address: str, credentials: str | None = None) -> urllib.response.addinfourl | urllib.error.HTTPError:
    """The answer, whatever it is; `credentials`: as a client sends them."""
    request = urllib.request.Request(address, headers={"Authorization": credentials} if credentials else {})
    try:
        return urllib.request.urlopen(request, timeout=20)
    except urllib.error.HTTPError as error:
        return error


def basic(pair: str) -> str:
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


EVERYWHERE = (
    "", "-/reading.css", "-/static/app.css", "-/read/portal", "-/read/portal/search.json?q=x", "-/read/portal/changes.atom",
    "-/read/portal/crawls.json", "-/file/portal/paper", f"-/replay/portal/2014/{SITE}/anh.png", f"-/timemap/portal/link/{SITE}/anh.png",
    f"-/cdx/portal?url={SITE}/*", "-/openapi.json", "portal", "portal.db", "portal/articles.json", "portal?sql=select+1",
    "-/plugins.json", "-/settings", "-/nothing", "favicon.ico",
)  # fmt: skip


@pytest.mark.parametrize("told", ["environment", "file"])
def test_a_room_with_a_password_shows_nothing_to_who_does_not_know_it(folder, tmp_path, monkeypatch, told):
    password, more = "mật khẩu: dài", []
    if told == "environment":
        monkeypatch.setenv("ARCHIVER_PASSWORD", password)
    else:
        (tmp_path / "password").write_text(f"{password}\nwhatever else\n", "utf-8")
        more = ["--password-file", str(tmp_path / "password")]
    with opened(str(folder.root), "--port", "0", "--host", "0.0.0.0", "--processes", "1", *more) as process:
        said = process.stdout.readline()
        assert password not in said
        address = f"http://127.0.0.1:{said.split(':')[2].partition('/')[0]}/"
        for path in EVERYWHERE:
            with asked(address + path) as answer:
                assert (answer.status, answer.read()) == (401, asked(address).read()), path
                assert answer.headers["WWW-Authenticate"].startswith("Basic ")
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
            with asked(address + path, basic(f"anybody:{password}")) as answer:
                assert answer.status != 401, path
        wrong = ["lan:", f"lan:{password}x", f"lan:{password[:-1]}", f"{password}:lan", f"lan{password}", ":"]
        for sent in [
            *map(basic, wrong),
            "Basic",
            "Basic !!!",
            basic(f"lan:{password}").replace("Basic", "Bearer"),
            "Basic a",
            "x" * 9000,
        ]:
            with asked(f"{address}-/read/portal", sent) as answer:
                assert answer.status == 401, sent
        request = urllib.request.Request(f"{address}portal", data=b"x", method="POST")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(request, timeout=20)


def test_wrong_passwords_wait_for_each_other_and_the_right_one_for_none(folder, monkeypatch):
    monkeypatch.setenv("ARCHIVER_PASSWORD", "mật khẩu: dài")
    with opened(str(folder.root), "--port", "0") as process, ThreadPoolExecutor(40) as guessers:
        address = process.stdout.readline().split(" at ")[1].split("/,")[0]
        guesses = [guessers.submit(lambda: asked(address, basic("lan:mat khau: dai")).status) for _ in range(40)]
        known = asked(address, basic("lan:mật khẩu: dài"))
        assert known.status == 200
        assert not all(guess.done() for guess in guesses)
        statuses = Counter(guess.result() for guess in guesses)
        assert set(statuses) == {401, 429}
        assert statuses[429] >= 10


def test_what_lets_one_in_at_one_process_does_at_the_others(folder, monkeypatch):
    """A frame in the replay is asked for over another connection, with a pass that the page told."""
    monkeypatch.setenv("ARCHIVER_PASSWORD", "mật khẩu: dài")
    with opened(str(folder.root), "--port", "0", "--processes", "3") as process:
        address = process.stdout.readline().split(" at ")[1].split("/,")[0]
        page = f"{address}/-/replay/portal/2014/{SITE}/Pages/newsdetail.aspx?NewsId=1"
        with asked(page, basic("lan:mật khẩu: dài")) as answer:
            (frame,) = re.findall(r'src="(/-/pass/[^"]+)"', answer.read().decode())
        for _ in range(20):
            with asked(address + unescape(frame)) as answer:
                assert answer.status == 200


OWN = ("127.0.0.1:8001", "127.0.0.9", "localhost:8001", "LOCALHOST", "[::1]:8001")
ANOTHERS = ("rebound.example:8001", "127.0.0.1.rebound.example", "[::1].rebound.example", "10.0.0.1:8001", "")


@pytest.mark.parametrize("more", [(), ("--open",)])
def test_a_room_without_a_password_answers_to_the_names_of_this_machine(folder, monkeypatch, more):
    monkeypatch.delenv("ARCHIVER_PASSWORD", raising=False)
    with opened(str(folder.root), "--port", "0", *more) as process:
        port = int(process.stdout.readline().split(" at ")[1].split("/")[2].partition(":")[2])
        for name, path in product(OWN + ANOTHERS, ("/", "/-/read/portal.json", "/portal.db")):
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path, headers={"Host": name})
            with closing(connection), connection.getresponse() as answer:
                assert (answer.status == 421) == (name in ANOTHERS and not more), (name, path)
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                if answer.status == 421:
                    assert b"http://localhost" in answer.read()


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_others_are_let_in_only_with_a_password_or_where_it_is_said(folder, host, monkeypatch):
    monkeypatch.delenv("ARCHIVER_PASSWORD", raising=False)
    with pytest.raises(UsageError, match=r"ARCHIVER_PASSWORD .* --open"):
        run(str(folder.root), "--port", "0", "--host", host)
    with opened(str(folder.root), "--port", "0", "--host", host, "--open") as process:
        assert "is open at" in process.stdout.readline()


def test_a_password_that_guards_nothing_is_refused(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("ARCHIVER_PASSWORD", "")
    with pytest.raises(UsageError, match=r"ARCHIVER_PASSWORD: .* fewer than 8"):
        run(str(folder.root), "--port", "0")
    (tmp_path / "password").write_text("\nsecond line\n", "utf-8")
    with pytest.raises(UsageError, match="fewer than 8"):
        run(str(folder.root), "--port", "0", "--password-file", str(tmp_path / "password"))
    with pytest.raises(UsageError, match="cannot be read"):
        run(str(folder.root), "--port", "0", "--password-file", str(tmp_path / "nowhere"))


def test_a_taken_port_is_said_before_anything_is_promised(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(ArchiverError, match=f"{port} cannot be listened on .* --port") as error:
            run(str(folder.root), "--port", port)
    assert error.value.exit_code == 3


@pytest.mark.parametrize(
    ("name", "told", "exit_code"),
    [
        ("nowhere", "archiver crawl", 2),
        ("bare", "is no archive", 2),
        ("without", "archiver rebuild", 3),
        ("hollow", "archiver rebuild", 3),
    ],
)
def test_a_folder_that_is_no_archive_is_explained(tmp_path, name, told, exit_code):
    for folder in ("bare", "without/warc", "hollow/warc"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "hollow" / "archive.db").touch()
    with pytest.raises(ArchiverError, match=told) as error:
        run(str(tmp_path / name))
    assert error.value.exit_code == exit_code


@pytest.mark.parametrize(
    ("host", "told"),
    [("khong-co.invalid", "is no address of this machine"), ("192.0.2.1", "--host must be an address")],
)
def test_an_address_that_is_not_ours_is_told_as_such(folder, host, told):
    with pytest.raises(ArchiverError, match=told):
        run(str(folder.root), "--host", host, "--port", "0", "--open")


def test_without_any_archive_it_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("output").mkdir()
    with pytest.raises(ArchiverError, match="archiver demo") as error:
        run()
    assert error.value.exit_code == 3

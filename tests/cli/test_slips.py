"""Mistakes that an archivist makes: each is told in words, with the right exit code, and leaves things as they were."""

from __future__ import annotations

import fcntl
import gzip
import os
import pty
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from command import run_archiver, start_archiver
from smallserver import Answer, Asked, SmallServer, page

from archiver.cli.demo import demo_profile, refuse_another_size
from archiver.errors import UsageError
from archiver.jobs.claim import claim
from archiver.layout import ArchiveFolder

ON_AN_ARCHIVE = [
    ("verify",),
    ("rebuild",),
    ("ingest",),
    ("search", "x"),
    ("why", "http://portal.example/"),
    ("report",),
    ("events",),
    ("copy", "second"),
    ("export", "wacz"),
    ("annotate", "--whole", "--note", "x", "--by", "Lan"),
]


@pytest.mark.parametrize("command", ON_AN_ARCHIVE, ids=" ".join)
def test_a_folder_that_is_no_archive_is_not_called_whole_and_nothing_is_written_into_it(archiver, tmp_path, command):
    (tmp_path / "mistyped").mkdir()
    (tmp_path / "mistyped" / "letter.txt").write_text("Kính gửi", encoding="utf-8")
    done = archiver(*command, "--archive", "mistyped")
    assert (done.returncode, done.stdout) == (2, "")
    assert "mistyped: is no archive" in done.stderr
    assert [path.name for path in (tmp_path / "mistyped").iterdir()] == ["letter.txt"]
    assert not (tmp_path / "second").exists()


def test_the_folder_of_all_archives_is_told_from_an_archive(archiver, tmp_path):
    (tmp_path / "output" / "so-vi-du" / "warc").mkdir(parents=True)
    done = archiver("verify", "--archive", "output")
    assert (done.returncode, "give the folder of one, as output/so-vi-du." in done.stderr) == (2, True)


@pytest.fixture
def locked(crawled: ArchiveFolder) -> Iterator[ArchiveFolder]:
    """An archive that may be read and not written to, as a colleague's is."""
    with TemporaryDirectory(prefix="colleague-") as place:
        folder = ArchiveFolder(Path(place) / "so-vi-du")
        shutil.copytree(crawled.root, folder.root)
        with closing(sqlite3.connect(folder.archive_db)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for journal in folder.root.glob("archive.db-*"):
            journal.unlink()
        for path in (folder.root, *folder.root.rglob("*")):
            path.chmod(path.stat().st_mode & ~0o222)
        yield folder
        for path in (folder.root, *folder.root.rglob("*")):
            path.chmod(path.stat().st_mode | 0o200)


def without_rights(*arguments: object) -> subprocess.CompletedProcess[str]:
    """`archiver ...` by somebody for whom rights count: for root they do not."""
    powers = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command = [*powers, sys.executable, "-m", "archiver", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.skipif(os.geteuid() == 0 and shutil.which("setpriv") is None, reason="rights do not count for root")
@pytest.mark.parametrize(
    ("command", "code", "said", "complaint"),
    [
        (("search", "hoi", "--limit", "1"), 0, "http://", ""),
        (("report",), 0, "articles", ""),
        (("events",), 0, "crawl", ""),
        (("verify",), 0, "whole", "this cannot be kept in the record"),
        (("verify", "--calendar"), 0, "never checked", ""),
        (("rebuild",), 3, "", "Permission denied"),
        (("annotate", "--whole", "--note", "x", "--by", "Lan"), 3, "", "Permission denied"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_may_not_be_written_to_can_be_read_and_is_not_called_damaged(locked, command, code, said, complaint):
    done = without_rights(*command, "--archive", locked.root)
    assert (done.returncode, "damaged" in done.stdout) == (code, False), done.stdout + done.stderr
    assert said in done.stdout
    assert complaint in done.stderr
    assert "archiver rebuild" not in done.stdout + done.stderr


def test_a_database_is_found_in_a_folder_of_any_name(crawled, archiver, tmp_path):
    strange = tmp_path / "Sở Ví dụ? 100% #1"
    shutil.copytree(crawled.root, strange)
    for command in (("verify",), ("search", "hoi"), ("ingest",)):
        done = archiver(*command, "--archive", strange)
        assert done.returncode == 0, done.stdout + done.stderr


def small_profile(folder: Path, start: str) -> Path:
    path = folder / "so-vi-du.toml"
    words = f'name = "so-vi-du"\ntitle = "Sở Ví dụ"\nstart = "{start}"\nallow_private = true\n'
    path.write_text(f"{words}\n[politeness]\ndelay = 0\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("status", [404, 403])
def test_a_portal_that_gives_nothing_is_no_crawl_that_was_done(archiver, tmp_path, status):
    with SmallServer(lambda asked: Answer("nothing", status=200 if asked.path == "/robots.txt" else status)) as portal:
        done = archiver("crawl", small_profile(tmp_path, portal.base))
        assert (done.returncode, done.stdout) == (3, ""), done.stderr
        assert f"{portal.base}: nothing could be had (HTTP {status})" in done.stderr
    assert archiver("verify").returncode == 0


def test_a_portal_that_forbids_everything_has_not_failed(archiver, tmp_path):
    with SmallServer(lambda _: Answer("User-agent: *\nDisallow: /\n")) as portal:
        done = archiver("crawl", small_profile(tmp_path, portal.base))
    assert (done.returncode, "robots.txt" in done.stdout) == (0, True), done.stderr


def test_a_portal_whose_robots_txt_is_broken_says_for_what_the_crawl_waits(tmp_path):
    with SmallServer(lambda _: Answer("", status=500)) as portal:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 200, 0, 0))
        command = [sys.executable, "-m", "archiver", "crawl", str(small_profile(tmp_path, portal.base))]
        process = subprocess.Popen(command, cwd=tmp_path, stderr=theirs, start_new_session=True)
        said, ends = b"", time.monotonic() + 60
        while b"(HTTP 500, attempt 2 of 6)" not in said and time.monotonic() < ends:
            said += os.read(ours, 65536)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)
        os.close(theirs), os.close(ours)
    host, told = portal.base.removeprefix("http://").strip("/"), " ".join(said.decode().split())
    assert f"{host}: waiting for its robots.txt (HTTP 500, attempt 1 of 6)" in told
    assert "until it answers, nothing may be fetched (RFC 9309)" in told


def test_a_demo_of_another_size_is_not_mixed_into_one_that_is_there(tmp_path):
    folder, small = ArchiveFolder(tmp_path / "demo"), demo_profile("small")
    refuse_another_size(folder, small)  # nothing is there
    folder.root.mkdir()
    claim(folder, small)
    refuse_another_size(folder, small)
    with pytest.raises(
        UsageError, match=r"holds the demo '.*, small\)', not .*; give the --size of that one, or delete"
    ):
        refuse_another_size(folder, demo_profile("demo"))


def interrupted(process: subprocess.Popen[str], *, when: Callable[[], bool]) -> subprocess.CompletedProcess[str]:
    """^C at the terminal, which all processes of the command hear."""
    ends = time.monotonic() + 60
    while not when() and process.poll() is None and time.monotonic() < ends:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def children_of(process: subprocess.Popen[str]) -> list[str]:
    """The processes that it has begun."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text(encoding="ascii").split()]


def a_long_way(asked: Asked) -> Answer:
    """Pages without end, each slow, each leading to the next."""
    time.sleep(0.05)
    number = int(asked.path.strip("/") or 0) if asked.path.strip("/").isdigit() else 0
    return page(f"Trang {number}", f"/{number + 1}")


@pytest.mark.parametrize("answers", [1, 2, 25])
def test_a_crawl_that_is_interrupted_says_so_in_one_line_and_goes_on(tmp_path, answers):
    with SmallServer(a_long_way) as portal:
        profile = small_profile(tmp_path, portal.base)
        process = start_archiver("crawl", profile, cwd=tmp_path, start_new_session=True)
        done = interrupted(process, when=lambda: len(portal.asked) >= answers)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.splitlines() == [
            "archiver: output/so-vi-du: the crawl was stopped before its end; the same command goes on with it."
        ]
        assert run_archiver("verify", cwd=tmp_path).returncode == 0


def test_a_rebuild_that_is_interrupted_says_so_in_one_line_and_leaves_the_index(tmp_path):
    noise = [random.Random(number).randbytes(900_000).hex() for number in range(4)]

    def large(asked: Asked) -> Answer:
        number = int(asked.path.strip("/") or 0) if asked.path.strip("/").isdigit() else 0
        links = [f"/{one}" for one in range(1, 4)] if number == 0 else []
        return page(f"Trang {number}", *links, words=f"<!-- {noise[number % 4]} -->")

    with SmallServer(large) as portal:
        assert run_archiver("crawl", small_profile(tmp_path, portal.base), cwd=tmp_path).returncode == 0
    index = tmp_path / "output" / "so-vi-du" / "archive.db"
    before = index.read_bytes()
    process = start_archiver("rebuild", cwd=tmp_path, start_new_session=True)
    done = interrupted(process, when=lambda: len(children_of(process)) > 1)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.strip().splitlines() == [
        "archiver: stopped; what was kept before is whole, and the same command goes on or begins again."
    ]
    assert index.read_bytes() == before
    assert run_archiver("rebuild", cwd=tmp_path).returncode == 0


@pytest.fixture
def archive(crawled: ArchiveFolder, tmp_path: Path) -> ArchiveFolder:
    """An archive that a test may spoil."""
    shutil.copytree(crawled.root, tmp_path / "output" / "so-vi-du")
    return ArchiveFolder(tmp_path / "output" / "so-vi-du")


def test_what_is_missing_is_not_handed_on_as_all_that_there_is(archive, archiver, tmp_path):
    assert archiver("annotate", "--whole", "--note", "Theo báo", "--by", "Lan").returncode == 0
    missing = archive.warc_files()[-1]
    missing.unlink()
    done = archiver("export", "wacz", "--to", "away.wacz")
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{missing.name}: is missing; archiver verify --repair" in done.stderr
    assert not (tmp_path / "away.wacz").exists()
    done = archiver("rebuild")
    assert (
        done.returncode,
        f"1 WARC file is missing, or not as once closed or committed: {missing.name};" in done.stderr,
    ) == (1, True)


def test_a_copy_counts_the_same_files_each_time(archive, archiver):
    first, second, third = (archiver("copy", "second").stdout for _ in range(3))
    counts = [
        re.search(r"second: (\d+) files? with .* read back, (\d+) w\w+ there: whole", one) for one in (first, second)
    ]
    (brought, before), (again, there) = (one.groups() for one in counts if one)
    assert (before, again, there) == ("0", "0", brought)
    assert third == second
    reread = archiver("copy", "second", "--reread").stdout
    assert f"0 files with 0.0 MB copied and read back, {there} were there" in reread


def test_an_imported_file_keeps_a_name_that_can_be_read(archive, archiver, tmp_path):
    (tmp_path / "bản sao của ĐẢNG BỘ.warc").write_bytes(gzip.decompress(archive.warc_files()[0].read_bytes()))
    done = archiver("import", "bản sao của ĐẢNG BỘ.warc")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in archive.imported_files()] == ["ban_sao_cua_DANG_BO.warc"]


def test_the_record_of_an_archive_is_not_taken_into_it_once_more(archive, archiver):
    before = archive.sha256sums.read_text()
    done = archiver("import", archive.root)
    assert done.returncode == 0
    left = rf"{archive.root}: not taken: \d+ files of an archive, which are no part of its record\n"
    assert re.fullmatch(left, done.stderr)
    own = archive.warc_files()[0].name
    assert f"{own}: is here already as warc/{own}; nothing is changed." in done.stdout
    assert (archive.imported_files(), archive.sha256sums.read_text()) == ([], before)


@pytest.mark.parametrize(
    ("file", "commands", "words"),
    [
        ("archive.db", (("search", "hoi"), ("ingest",), ("events",)), "archiver rebuild makes it again"),
        ("crawl.db", (("ingest",), ("crawl", "so-vi-du.toml")), "delete it, and the next crawl makes it again"),
    ],
)
def test_a_damaged_database_is_named_with_its_remedy(archive, archiver, tmp_path, file, commands, words):
    shutil.copy(archive.profile, tmp_path / "so-vi-du.toml")
    for journal in archive.root.glob("*.db-*"):
        journal.unlink()
    (archive.root / file).write_bytes(b"no database" * 100)
    for command in commands:
        more = ("--archive", archive.root) if command[0] == "crawl" else ()
        done = archiver(*command, *more)
        assert done.returncode == 3
        assert f"{file}: is damaged (file is not a database)" in done.stderr
        assert words in done.stderr.splitlines()[-1]


def test_damaged_schedules_are_no_damaged_archive(archiver, tmp_path):
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "schedule.db").write_bytes(b"no database" * 100)
    done = archiver("schedule", "list")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "output/schedule.db: cannot be used (file is not a database); no archive is concerned" in done.stderr


def test_a_damaged_profile_does_not_take_the_place_of_the_copys_own(archive, archiver, tmp_path):
    assert archiver("copy", "second").returncode == 0
    whole = archive.profile.read_bytes()
    archive.profile.write_text("damaged", encoding="utf-8")
    done = archiver("copy", "second")
    assert (done.returncode, "NOT copied: profile.toml: is damaged here" in done.stdout) == (1, True)
    assert (tmp_path / "second" / "profile.toml").read_bytes() == whole


def test_names_of_before_utf_8_are_taken(archive, archiver, tmp_path):
    elsewhere = tmp_path / os.fsdecode(b"s\xf4")  # as a disk of 2008 has it
    archive.root.rename(elsewhere)
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / os.fsdecode(b"b\xe0i.html")).write_text("<title>x</title><p>Kính gửi</p>", encoding="utf-8")
    for command in (
        ("verify",),
        ("import", "saved", "--base", "http://127.0.0.1/x/"),
        ("rebuild",),
        ("verify",),
        ("copy", tmp_path / os.fsdecode(b"b\xe0n sao")),
        ("search", "hoi"),
    ):
        done = archiver(*command, "--archive", elsewhere)
        assert (done.returncode, done.stderr) == (0, ""), command


def test_an_address_of_any_length_can_be_asked_for(archive, archiver):
    long = f"http://so-vi-du.example/{'a' * 100_000}"
    assert archiver("why", long).stdout.startswith("Not in the archive: no page")
    assert archiver("prove", long).returncode == 3


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("copy", ""), "the place is empty"),
        (("copy", "letter.txt"), "letter.txt: is no folder"),
        (("verify", "--repair", "letter.txt"), "letter.txt: is no folder"),
        (("export", "wacz", "--to", ""), "is a folder; give the file"),
    ],
)
def test_a_place_that_is_none_is_said_to_be_none(archive, archiver, tmp_path, command, words):
    (tmp_path / "letter.txt").write_text("Kính gửi", encoding="utf-8")
    done = archiver(*command)
    assert (done.returncode, done.stderr.count("\n"), words in done.stderr) == (2, 1, True), done.stderr


def test_an_export_takes_no_place_of_another_file(archive, archiver, tmp_path):
    for name in ("letter.txt", "letter.docx"):
        with zipfile.ZipFile(tmp_path / name, "w") as letter:
            letter.writestr("word/document.xml", "Kính gửi")
        before = (tmp_path / name).read_bytes()
        done = archiver("export", "wacz", "--to", name)
        assert (done.returncode, (tmp_path / name).read_bytes()) == (2, before)
        assert f"{name}: stands there and is no WACZ" in done.stderr
    for _ in range(2):
        assert archiver("export", "wacz", "--to", "so-vi-du.wacz").returncode == 0


def test_an_address_may_be_written_as_browsers_show_it_and_not_be_left_out(archive, archiver):
    with closing(sqlite3.connect(archive.archive_db)) as db:
        (url,) = db.execute("SELECT url FROM articles ORDER BY id LIMIT 1").fetchone()
    shown = url.removeprefix("http://")
    assert archiver("why", shown).stdout == archiver("why", url).stdout != ""
    assert archiver("prove", shown).returncode == 0
    assert archiver("annotate", shown, "--note", "x", "--by", "Lan").returncode == 0
    for command in (("why", ""), ("prove", " "), ("annotate", "", "--note", "x", "--by", "Lan")):
        done = archiver(*command)
        assert (done.returncode, done.stdout, "the address is empty" in done.stderr) == (2, "", True)


@pytest.mark.parametrize("command", [("list",), ("history",), ("run",), ("tick",), ("cron-line",), ("remove", "x")])
def test_a_mistyped_folder_of_schedules_is_said_to_be_missing_and_not_made(archiver, tmp_path, command):
    done = archiver("schedule", "--output", "outptu", *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--output outptu: there is no such folder" in done.stderr
    assert not (tmp_path / "outptu").exists()


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 22 30 2 *", "no day ever fits this"),
        ("0 22 31 4,6 *", "no day ever fits this"),
        ("0 22 32 * *", "the day-of-month field '32' cannot be read"),
        ("0 22 1 13 *", "the month field '13' cannot be read"),
    ],
)
def test_a_cron_line_that_never_comes_due_is_not_called_unreadable(archiver, tmp_path, cron, words):
    profile = small_profile(tmp_path, "http://127.0.0.1:9/")
    done = archiver("schedule", "add", profile, "--cron", cron)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr


def test_a_scheduler_that_waits_says_for_what(archiver, tmp_path):
    assert archiver("schedule", "add", small_profile(tmp_path, "http://127.0.0.1:9/"), "--every", "1d").returncode == 0
    process = start_archiver("schedule", "run", cwd=tmp_path, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Waiting for so-vi-du, due ")
    assert interrupted(process, when=lambda: True).returncode == 0


def test_without_a_terminal_nothing_is_said_of_what_went_well(archive, archiver):
    for command in (("verify",), ("copy", "second"), ("export", "wacz"), ("ingest",), ("rebuild",)):
        done = archiver(*command)
        assert (done.returncode, done.stderr) == (0, ""), command


@pytest.mark.parametrize(
    ("site", "words"),
    [
        ("nix", "No site is named 'nix'; shipped are: dang-bo-khoi. A file"),
        ("dang-bo-khio", "did you mean 'dang-bo-khoi'?"),
        ("so-vi-du", "is given as output/so-vi-du/profile.toml."),
        ("output/so-vi-du", "is given as output/so-vi-du/profile.toml."),
        ("nix.toml", "nix.toml: cannot be read (No such file or directory); give the path"),
    ],
)
def test_a_site_that_is_not_there_is_named_in_plain_words(archiver, tmp_path, site, words):
    (tmp_path / "output" / "so-vi-du").mkdir(parents=True)
    small_profile(tmp_path, "http://127.0.0.1:9/").rename(tmp_path / "output" / "so-vi-du" / "profile.toml")
    done = archiver("crawl", site)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    "command",
    [("search", "hoi"), ("report",), ("events", "--json"), ("verify", "--json"), ("--help",), ("search", "--help")],
)
def test_a_full_disk_behind_standard_output_is_told_in_one_line(archive, tmp_path, command):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        words = [sys.executable, "-m", "archiver", *command]
        done = subprocess.run(words, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "archiver: No space left on device; see to the place, then start the command again."
    ]


@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&- >&- 2>&-"])
def test_a_service_without_standard_streams_writes_nothing_into_the_record(tmp_path, closed):
    """What stands in for a closed stream is no file of the archive."""
    with SmallServer(lambda asked: page(f"Trang {asked.path.count('a')}", f"{asked.path}a")) as portal:
        folder, profile = tmp_path / "new", small_profile(tmp_path, portal.base)
        crawl = f"{sys.executable} -m archiver crawl {profile} --archive {folder} --limit 3 {closed}"
        assert subprocess.run(crawl, shell=True, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    assert run_archiver("verify", "--archive", folder, cwd=tmp_path).returncode == 0
    rebuild = f"{sys.executable} -m archiver rebuild --archive {folder} {closed}"
    assert subprocess.run(rebuild, shell=True, cwd=tmp_path, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("command", [("search", "hoi"), ("report",)])
def test_a_terminal_that_knows_no_vietnamese_is_told_what_to_do(archive, tmp_path, command):
    words = [sys.executable, "-m", "archiver", *command]
    setting = os.environ | {"PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(words, cwd=tmp_path, env=setting, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
    assert "PYTHONIOENCODING=utf-8" in done.stderr


def test_a_decision_that_withholds_nothing_says_so_and_one_that_is_over_is_none(archive, archiver):
    add = ("access", "add", "--url", "http://so-vi-du.example/khong-co", "--by", "Lan")
    done = archiver(*add, "--action", "takedown", "--reason", "Personal data")
    assert (done.returncode, "look at what it names again" in done.stdout) == (0, True)
    over = archiver(*add, "--action", "embargo", "--until", "2020", "--reason", "Personal data")
    assert (over.returncode, "--until 2020: is over" in over.stderr) == (2, True)
    silent = archiver(*add, "--action", "takedown", "--reason", " ")
    assert (silent.returncode, silent.stderr) == (2, "archiver: --reason is empty; say why, readers are told so.\n")
    assert len(archiver("access", "list").stdout.splitlines()) == 1
    crawl = archiver("annotate", "--crawl", "%", "--note", "x", "--by", "Lan")
    assert (crawl.returncode, "there is no such crawl" in crawl.stderr) == (2, True)
    for command in (("access", "lift", ""), ("annotate", "--withdraw", "")):
        done = archiver(*command, "--by", "Lan")
        assert (done.returncode, "the id is empty" in done.stderr) == (2, True)


def test_a_search_for_what_cannot_be_found_says_why(archive, archiver):
    empty = archiver("search", " ")
    assert (empty.returncode, "the question is empty" in empty.stderr) == (2, True)
    mistyped = archiver("search", "hoi", "--section", "tin-tux")
    assert (mistyped.returncode, "did you mean 'tin-tuc'?" in mistyped.stderr) == (2, True)
    assert archiver("search", "hoi", "--section", "tin-tuc").stdout.startswith("1. ")
    assert "there are events of type crawl" in archiver("events", "--type", "crwal").stdout

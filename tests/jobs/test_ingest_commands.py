"""The commands ingest, rebuild, why and search, on an archive of which only the record stands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from recorded import HOST, PROFILE, record_everything

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> Path:
    cwd = tmp_path_factory.mktemp("commands")
    (cwd / "output").mkdir()
    folder = record_everything(cwd / "output" / "so-vi-du").folder
    folder.profile.write_text(PROFILE, encoding="utf-8")
    return cwd


# A limit on the size of files does to a process what a full disk does.
CRAMPED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
sys.argv = ["archiver", *sys.argv[1:]]
runpy.run_module("archiver", run_name="__main__")
"""


def archiver(cwd: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "archiver", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_ingest_rebuild_search_and_why(output):
    missing = archiver(output, "search", "doan")
    assert (missing.returncode, missing.stdout) == (3, "")
    assert "archiver rebuild" in missing.stderr
    done = archiver(output, "ingest", "--follow")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Taken in 13 captures: 2 articles in the archive; 1 capture could not be read; ")
    assert "; the text of 1 document could not be read." in done.stdout
    again = json.loads(archiver(output, "rebuild", "--json").stdout)
    assert again == {
        "captures": 13,
        "articles": 2,
        "unreadable": 1,
        "damaged": 0,
        "unread_documents": 1,
        "waiting_documents": 0,
        "short": [],
    }
    found = archiver(output, "search", "doan cong tac", "--limit", "1").stdout
    assert "1. Đoàn công tác thăm xã\n   tin-tuc\n" in found
    assert found.endswith(f"   {HOST}/bai-1\n")
    hits = [json.loads(line) for line in archiver(output, "search", '"hội nghị', "--json").stdout.splitlines()]
    assert [hit["title"] for hit in hits] == ["Hội nghị tổng kết"]
    nothing = archiver(output, "search", "khongco")
    assert (nothing.returncode, nothing.stdout) == (0, "Nothing found.\n")
    why = archiver(output, "why", f"{HOST}/bai-1")
    assert why.stdout.startswith("In the archive: article")


@pytest.mark.parametrize("command", ["ingest", "rebuild"])
def test_a_full_disk_is_told_and_the_old_index_stands(output, tmp_path, command):
    shutil.copytree(output / "output" / "so-vi-du" / "warc", tmp_path / "output" / "so-vi-du" / "warc")
    folder = tmp_path / "output" / "so-vi-du"
    for name in ("crawl.db", "profile.toml"):
        shutil.copy(output / "output" / "so-vi-du" / name, folder / name)
    if command == "rebuild":
        (folder / "archive.db").write_bytes(b"the old one")
    done = subprocess.run(
        [sys.executable, "-c", CRAMPED, command],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    if command == "rebuild":
        assert (folder / "archive.db").read_bytes() == b"the old one"
        assert not (folder / "archive.db.new").exists()
    else:
        assert archiver(tmp_path, "ingest").stdout.startswith("Taken in ")

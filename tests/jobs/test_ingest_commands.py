"""The commands ingest, rebuild, why and search, on an archive of which only the record stands."""

from __future__ import annotations

import json
import os
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
    assert done.stdout.startswith("Taken in 13 captures: 2 articles in the archive; 1 capture could not be read.")
    again = json.loads(archiver(output, "rebuild", "--json").stdout)
    assert again == {"captures": 13, "articles": 2, "unreadable": 1}
    found = archiver(output, "search", "doan cong tac", "--limit", "1").stdout
    assert "1. Đoàn công tác thăm xã\n   tin-tuc\n" in found
    assert found.endswith(f"   {HOST}/bai-1\n")
    hits = [json.loads(line) for line in archiver(output, "search", '"hội nghị', "--json").stdout.splitlines()]
    assert [hit["title"] for hit in hits] == ["Hội nghị tổng kết"]
    nothing = archiver(output, "search", "khongco")
    assert (nothing.returncode, nothing.stdout) == (0, "Nothing found.\n")
    why = archiver(output, "why", f"{HOST}/bai-1")
    assert why.stdout.startswith("In the archive: article")

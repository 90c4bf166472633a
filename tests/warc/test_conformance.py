"""Programs that others wrote judge what we write: fastwarc, warcio, gzip, sha256sum, cdxj-indexer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from archiver.layout import ArchiveFolder, cdxj_of

BIN = Path(sys.executable).parent


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def warc(crawled: ArchiveFolder) -> Path:
    (path,) = crawled.warc_files()
    return path


def count_records(warc: Path) -> int:
    return len(run(BIN / "warcio", "index", warc).stdout.splitlines())


def test_gzip_finds_every_member_whole(warc: Path) -> None:
    assert run("gzip", "-t", warc).returncode == 0


def test_fastwarc_verifies_every_record(warc: Path) -> None:
    done = run(BIN / "fastwarc", "check", warc)
    assert done.returncode == 0
    assert f"{count_records(warc)} records were verified successfully" in done.stdout + done.stderr


def test_warcio_passes_every_digest(warc: Path) -> None:
    """Its exit code is 0 on a torn file too, so its words are read, and counted."""
    done = run(BIN / "warcio", "check", "-v", warc)
    assert done.returncode == 0
    lines = done.stdout.splitlines()[1:]
    verdicts = {line.split()[-1]: verdict.strip() for line, verdict in zip(lines[::2], lines[1::2], strict=True)}
    said = [verdict.strip() for verdict in lines[1::2]]
    assert len(said) == count_records(warc)
    revisits = sum(line.endswith("revisit") for line in lines[::2])
    assert said.count("digest pass") == len(said) - revisits  # warcio has no digest of a revisit to check
    assert set(verdicts) >= {"response", "request", "metadata", "warcinfo"}


def test_sha256sum_agrees_with_our_sums(crawled: ArchiveFolder) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=crawled.warc, capture_output=True, check=False
    )
    assert done.returncode == 0


def test_cdxj_indexer_agrees_with_our_index(warc: Path) -> None:
    theirs = run(BIN / "cdxj-indexer", "--sort", "--post-append", warc).stdout.splitlines()
    ours = cdxj_of(warc).read_text("utf-8").splitlines()
    assert ours == sorted(ours)
    assert sorted(map(cut, ours)) == sorted(map(cut, theirs))
    assert any("__wb_method=post" in line for line in ours)


def cut(line: str) -> tuple[str, str, str]:
    key, time, entry = line.split(" ", 2)
    return key, time, json.dumps(json.loads(entry), sort_keys=True)

"""Mistakes that an archivist makes: each is told in words, with the right exit code, and leaves things as they were."""

from __future__ import annotations

import pytest

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

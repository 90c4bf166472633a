"""Answers that are not packed as their header says: a browser shows them, and so they are read, and their links followed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from command import Run, write_profile
from smallserver import Answer, Asked, SmallServer, page


@pytest.mark.parametrize("coding", ["UTF-8", "gzip", "x-cua-chung-toi"])
def test_a_page_that_is_as_it_is_whatever_its_header_says(coding: str, archiver: Run, tmp_path: Path) -> None:
    def portal(asked: Asked) -> Answer:
        if asked.path == "/tin/1":
            return page("Tin /tin/1", "/tin/2", headers=(("Content-Encoding", coding),))
        return {"/": page("Tin /", "/tin/1"), "/tin/2": page("Tin /tin/2")}.get(asked.path, Answer("", 404))

    with SmallServer(portal) as server:
        done = archiver("crawl", write_profile(tmp_path, "a-site", server.base))
        assert done.returncode == 0, done.stderr
        assert "WARNING" not in done.stderr
    with closing(sqlite3.connect(tmp_path / "output" / "a-site" / "archive.db")) as db:
        titles = [title for (title,) in db.execute("SELECT title FROM articles ORDER BY title")]
        assert titles == ["Tin /tin/1", "Tin /tin/2"]
        assert db.execute("SELECT count(*) FROM events WHERE type = 'unreadable'").fetchone() == (0,)

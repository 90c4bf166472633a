"""A portal is crawled again: what is new is found, what changed is a version, what stayed costs little."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from command import run_archiver, write_profile

from archiver.demo.judge import judge
from archiver.demo.manifest import manifest
from archiver.demo.server import Portal
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump


def rows(folder: ArchiveFolder, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute(query).fetchall()


@pytest.fixture(scope="module")
def epochs(tmp_path_factory: pytest.TempPathFactory) -> tuple[ArchiveFolder, Portal]:
    """An archive that was crawled in three epochs of the portal, and the portal as it was left."""
    cwd = tmp_path_factory.mktemp("epochs")
    folder = ArchiveFolder(cwd / "output" / "dang-bo-khoi")
    with Portal(size="tiny") as portal:
        profile = write_profile(cwd, "dang-bo-khoi", portal.base)
        for epoch in range(3):
            portal.epoch = epoch
            done = run_archiver("crawl", profile, cwd=cwd)
            assert done.returncode == 0, done.stderr
            judgement = judge(folder.archive_db, manifest(2008, "tiny", epoch, portal.base))
            assert judgement.complete, judgement
            assert judgement.wrong_dates == ()
    return folder, portal


def test_new_and_changed_articles_are_counted_and_nothing_else(epochs: tuple[ArchiveFolder, Portal]) -> None:
    folder, portal = epochs
    truths = [manifest(2008, "tiny", epoch, portal.base) for epoch in range(3)]
    counted = rows(folder, "SELECT articles_new, articles_changed FROM crawls ORDER BY started_at")
    edited = sum(truth.changed_since == "edit" for truth in truths[2])
    assert counted[0] == (len(truths[0]), 0)
    assert counted[1] == (len(truths[1]) - len(truths[0]), 0)
    assert counted[2][0] == 0
    assert 0 < counted[2][1] <= edited  # a date or a picture changes without a word of the text


def test_replaced_picture_leaves_both_pictures(epochs: tuple[ArchiveFolder, Portal]) -> None:
    folder, _ = epochs
    query = "SELECT url FROM attachments WHERE sha256 IS NOT NULL GROUP BY article_id, url HAVING count(*) > 1"
    assert rows(folder, query)


def test_unchanged_payloads_are_revisits(epochs: tuple[ArchiveFolder, Portal]) -> None:
    folder, _ = epochs
    files = "media_type LIKE 'image/%' AND status = 200"
    (again,) = rows(folder, f"SELECT count(*) FROM captures WHERE revisit_of IS NOT NULL AND {files}")
    (once,) = rows(folder, f"SELECT count(DISTINCT digest) FROM captures WHERE {files}")
    (all_of_them,) = rows(folder, f"SELECT count(*) FROM captures WHERE {files}")
    assert again[0] == all_of_them[0] - once[0]  # type: ignore[operator]
    assert verify(folder).whole


def test_a_rebuild_gives_the_rows_of_three_crawls(epochs: tuple[ArchiveFolder, Portal], tmp_path: Path) -> None:
    folder, _ = epochs
    live = b"".join(canonical_dump(folder.archive_db))
    assert run_archiver("rebuild", "--archive", folder.root, cwd=tmp_path).returncode == 0
    assert b"".join(canonical_dump(folder.archive_db)) == live


def test_the_portal_was_treated_gently(epochs: tuple[ArchiveFolder, Portal]) -> None:
    _, portal = epochs
    assert portal.counters.forms_submitted == 0
    assert portal.counters.peak_parallel <= 4
    assert portal.counters.postbacks_refused == 0


@pytest.mark.parametrize("name", ["dang-bo-khoi", "no-sections"])
def test_new_pass_fetches_what_is_new_and_little_else(tmp_path: Path, name: str) -> None:
    folder = ArchiveFolder(tmp_path / "output" / name)
    with Portal(size="tiny") as portal:
        profile = write_profile(tmp_path, name, portal.base)
        assert run_archiver("crawl", profile, cwd=tmp_path).returncode == 0
        full = portal.counters.requests
        assert run_archiver("crawl", profile, "--new", cwd=tmp_path).returncode == 0
        without_news = portal.counters.requests - full
        portal.epoch = 1
        assert run_archiver("crawl", profile, "--new", cwd=tmp_path).returncode == 0
        with_news = portal.counters.requests - full - without_news
        judgement = judge(folder.archive_db, manifest(2008, "tiny", 1, portal.base))
    assert without_news < full / 5
    assert with_news < full
    assert judgement.entries["article"].complete, judgement.missing


def test_one_section_alone_is_crawled_alone(tmp_path: Path) -> None:
    folder = ArchiveFolder(tmp_path / "output" / "dang-bo-khoi")
    with Portal(size="tiny") as portal:
        profile = write_profile(tmp_path, "dang-bo-khoi", portal.base)
        done = run_archiver("crawl", profile, "--section", "cac-ki-dai-hoi", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert rows(folder, "SELECT DISTINCT section FROM articles") == [("cac-ki-dai-hoi",)]

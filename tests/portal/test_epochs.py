"""A portal is redesigned, and then another has its host: what the archive says of its articles afterwards."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from command import run_archiver, write_profile

from archiver.demo.judge import judge
from archiver.demo.manifest import Truth, manifest
from archiver.demo.server import Portal
from archiver.demo.world import REDESIGN, SUCCESSION
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump
from tests.portal.judge_changes import Changes, judge_changes

SEED, SIZE = 2008, "tiny"
CRAWLS = (REDESIGN - 1, REDESIGN, SUCCESSION, SUCCESSION)


class Told:
    """An archive after each of its crawls: what it said of the changes."""

    def __init__(self, cwd: Path) -> None:
        self.cwd = cwd
        self.folder = ArchiveFolder(cwd / "output" / "dang-bo-khoi")
        self.truths: list[list[Truth]] = []
        self.changes: list[Changes] = []
        self.versions: list[int] = []

    def crawl(self, profile: Path, portal: Portal, epoch: int) -> None:
        portal.epoch = epoch
        done = run_archiver("crawl", profile, cwd=self.cwd)
        assert done.returncode in {0, 1}, done.stderr  # 1: a section is gone, and its expectations with it
        began = self.rows("SELECT min(started_at) FROM crawls WHERE started_at > ?", self._last_of_other(epoch))
        self.truths.append(manifest(SEED, SIZE, epoch, portal.base))
        self.changes.append(judge_changes(self.folder.archive_db, self.truths[-1], str(began[0][0])))
        self.versions.append(int(str(self.rows("SELECT count(*) FROM versions WHERE number > 1")[0][0])))

    def _last_of_other(self, epoch: int) -> str:
        """When the last crawl of an earlier epoch began."""
        done = [one for one in CRAWLS[: len(self.truths)] if one != epoch]
        started = [str(row[0]) for row in self.rows("SELECT started_at FROM crawls ORDER BY started_at")]
        return started[len(done) - 1] if done else ""

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder.archive_db)) as db:
            return db.execute(query, values).fetchall()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    archive = Told(tmp_path_factory.mktemp("epochs"))
    with Portal(SEED, SIZE) as portal:
        profile = write_profile(archive.cwd, "dang-bo-khoi", portal.base)
        for epoch in CRAWLS:
            archive.crawl(profile, portal, epoch)
        assert portal.counters.forms_submitted == 0
        assert portal.counters.robots_violations == 0
    return archive


def test_a_redesign_changes_nothing(told: Told) -> None:
    changes = told.changes[1]
    assert changes.edited.right == changes.edited.false == ()
    assert changes.new.false == changes.absent.false == changes.gone.false == ()
    assert changes.exact, changes
    assert told.versions[1] == told.versions[0]


def test_a_redesign_is_announced_for_each_section_and_for_no_other_crawl(told: Told) -> None:
    crawls = [str(crawl) for (crawl,) in told.rows("SELECT id FROM crawls ORDER BY started_at")]
    found = [json.loads(str(row[0])) for row in told.rows("SELECT detail FROM events WHERE type = 'redesign'")]
    assert {one["crawl_id"] for one in found} == {crawls[1]}
    assert len({one["section"] for one in found}) == len(found) > 1
    assert all(one["in_another_template"] == one["articles"] and one["reworded"] == 0 for one in found)


def test_what_another_system_took_over_has_moved(told: Told) -> None:
    changes = told.changes[2]
    moved = [truth for truth in told.truths[2] if truth.changed_since == "moved"]
    assert len(changes.moved.right) == len(moved) > 15
    assert changes.exact, changes
    assert changes.gone.right == ()  # one crawl proves nothing


def test_the_rest_is_gone_when_two_crawls_have_missed_it(told: Told) -> None:
    changes = told.changes[3]
    assert changes.exact, changes
    assert changes.gone.exact, changes.gone
    assert len(changes.gone.right) > 30
    assert told.versions[3] == told.versions[0]


def test_nothing_that_is_gone_is_lost(told: Told) -> None:
    known = [truth for truth in told.truths[0] if truth.status == 200]
    verdict = judge(told.folder.archive_db, [truth for truth in told.truths[3] if truth.id in {t.id for t in known}])
    assert verdict.complete, (verdict.missing, verdict.missing_files)
    assert verdict.wrong_dates == verdict.wrong_titles == ()


def test_a_rebuild_says_the_same(told: Told, tmp_path: Path) -> None:
    tables = ("observations", "homes", "events", "listed", "files")
    live = b"".join(canonical_dump(told.folder.archive_db))
    rows = {table: sorted(told.rows(f"SELECT * FROM {table}"), key=repr) for table in tables}
    assert run_archiver("rebuild", "--archive", told.folder.root, cwd=tmp_path).returncode == 0
    assert b"".join(canonical_dump(told.folder.archive_db)) == live
    for table in tables:
        again = [row for row in told.rows(f"SELECT * FROM {table}") if "rebuild" not in row]  # which is an event itself
        assert sorted(again, key=repr) == rows[table], table

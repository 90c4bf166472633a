"""A portal that no profile tells, before and after its redesign: its pages tell each other what of them is text."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from command import PROFILE, run_archiver

from archiver.demo.judge import judge
from archiver.demo.manifest import manifest
from archiver.demo.server import Portal
from archiver.demo.world import REDESIGN
from archiver.extract.site_template import MOST
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump

SEED, SIZE = 2008, "tiny"


def test_each_layout_is_learned_from_its_first_pages_and_no_page_gets_a_version_by_it(tmp_path: Path) -> None:
    folder = ArchiveFolder(tmp_path / "output" / "khac")
    profile = tmp_path / "khac.toml"
    with Portal(SEED, SIZE) as portal:
        profile.write_text(PROFILE.format(name="khac", start=portal.base, platform="generic"), encoding="utf-8")
        for epoch in (REDESIGN - 1, REDESIGN):
            portal.epoch = epoch
            assert run_archiver("crawl", profile, cwd=tmp_path).returncode == 0
        verdict = judge(folder.archive_db, manifest(SEED, SIZE, REDESIGN, portal.base))
    assert verdict.wrong_titles == verdict.wrong_dates == verdict.missing_dates == ()
    assert min(body.recall for body in verdict.bodies.values()) > 0.99
    assert min(body.precision for body in verdict.bodies.values()) > 0.99
    with closing(sqlite3.connect(folder.archive_db)) as db:
        assert db.execute("SELECT number, pages FROM templates ORDER BY number").fetchall() == [(1, MOST), (2, MOST)]
        told = "SELECT count(*) > 64, count(DISTINCT read_with) FROM observations WHERE read_with <> ''"
        assert db.execute(told).fetchone() == (1, 2)
        assert db.execute("SELECT max(version_count) FROM articles").fetchone() == (1,)
    live = b"".join(canonical_dump(folder.archive_db))
    assert run_archiver("rebuild", "--archive", folder.root, cwd=tmp_path).returncode == 0
    assert b"".join(canonical_dump(folder.archive_db)) == live

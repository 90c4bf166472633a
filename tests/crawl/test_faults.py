"""What goes wrong on a portal, fault by fault: what the record holds of it, and what the archivist is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from command import run_archiver, write_profile

from archiver.demo import faults
from archiver.demo.judge import judge
from archiver.demo.manifest import manifest
from archiver.demo.rough import spellings
from archiver.demo.server import Portal
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.model import Capture
from archiver.store.dump import canonical_dump
from archiver.warc.reader import Exchange, scan

SEED = 2008


class Rough:
    """An archive of the rough portal, and the portal as it stands after the crawl."""

    def __init__(self, cwd: Path, portal: Portal) -> None:
        self.cwd, self.portal = cwd, portal
        profile = write_profile(cwd, "dang-bo-khoi", portal.base)
        self.done = run_archiver("crawl", profile, cwd=cwd)
        self.folder = ArchiveFolder(cwd / "output" / "dang-bo-khoi")
        self.captures = [
            found.capture for path in self.folder.warc_files() for found in scan(path) if isinstance(found, Exchange)
        ]

    def why(self, target: str) -> str:
        url = target if "//" in target else self.portal.base.rstrip("/") + target.lstrip()
        return run_archiver("why", url, "--archive", self.folder.root, cwd=self.cwd).stdout.strip()

    def of(self, target: str) -> list[Capture]:
        return [capture for capture in self.captures if capture.url == self.portal.base.rstrip("/") + target]


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rough]:
    with Portal(seed=SEED, size="tiny", faults=True, slow=8.0) as portal:
        yield Rough(tmp_path_factory.mktemp("rough"), portal)


def test_all_that_is_to_be_had_is_had(rough: Rough) -> None:
    assert rough.done.returncode == 0, rough.done.stderr
    assert "Traceback" not in rough.done.stderr
    truths = manifest(SEED, "tiny", 0, rough.portal.base)
    judgement = judge(rough.folder.archive_db, truths)
    assert judgement.complete, judgement
    assert judgement.wrong_titles == judgement.wrong_dates == ()
    with closing(sqlite3.connect(rough.folder.archive_db)) as db:
        assert db.execute("SELECT count(*) FROM versions WHERE number > 1").fetchone() == (0,)
    assert rough.portal.counters.forms_submitted == 0
    assert verify(rough.folder).whole


def test_a_rebuild_gives_the_same_rows(rough: Rough) -> None:
    live = b"".join(canonical_dump(rough.folder.archive_db))
    assert run_archiver("rebuild", "--archive", rough.folder.root, cwd=rough.cwd).returncode == 0
    assert b"".join(canonical_dump(rough.folder.archive_db)) == live


@pytest.mark.parametrize(
    ("target", "statuses", "words"),
    [
        (faults.SLOW, [200], "In the archive: article"),
        (faults.CUT, [200, 200, 200], "the page was cut off (disconnect)"),
        (faults.WRONG_LENGTH, [200, 200, 200], "In the archive: article"),
        (faults.BOMB, [200], "larger than"),
        (faults.BROKEN, [500, 500, 500], "HTTP 500"),
        (f"{faults.LOOP}?n=1", [302], "and so in a circle"),
        (f"{faults.LOOP}?n=2", [302], "and so in a circle"),
        ("/Pages/khong-con.aspx", [302], "it redirects to /Pages/error.aspx"),
        ("/Pages/error.aspx?aspxerrorpath=/Pages/khong-con.aspx", [], "skipped (error page)"),
        ("/tin-cu/khong-con.htm", [404], "HTTP 404"),
        (faults.CHAIN, [302], "it redirects to http://localhost"),
        ("/_layouts/viewlsts.aspx", [], "system page"),
        ("/_layouts/mobile/mbllists.aspx", [], "mobile view"),
        ("/_vti_bin/spsdisco.aspx", [], "interface for programs"),
        ("http://one-slash/", [], "out of scope"),
        ("http://www.tinhuy.example/", [], "out of scope"),
    ],
)
def test_a_lasting_fault(rough: Rough, target: str, statuses: list[int], words: str) -> None:
    assert [capture.status for capture in rough.of(target)] == statuses
    assert words in rough.why(target)


def test_a_bomb_is_kept_as_it_came_and_not_unpacked(rough: Rough) -> None:
    (bomb,) = rough.of(faults.BOMB)
    assert 20_000_000 <= len(bomb.body) < 21_000_000
    assert bomb.truncated is None


def test_what_broke_off_is_marked_as_such(rough: Rough) -> None:
    assert {capture.truncated for capture in rough.of(faults.CUT)} == {"disconnect"}
    assert {len(capture.body) for capture in rough.of(faults.CUT) if capture.revisit_of is None} == {1000}


def test_passing_faults_are_overcome_and_stand_in_the_record(rough: Rough) -> None:
    by_url: dict[str, list[Capture]] = {}
    for capture in rough.captures:
        by_url.setdefault(capture.url, []).append(capture)
    overcome = [
        captures
        for captures in by_url.values()
        if len(captures) == 2
        and (captures[0].status in {500, 503} or captures[0].truncated)
        and captures[1].status == 200
    ]
    assert {captures[0].status for captures in overcome} >= {500, 503} or len(overcome) >= 2
    for first, second in overcome:
        assert second.truncated is None
        assert rough.why(second.url).startswith(("In the archive", "Captured"))
        if first.status == 503:
            assert (second.fetched_at - first.fetched_at).total_seconds() >= 1  # Retry-After


def test_six_spellings_are_one_page(rough: Rough) -> None:
    article = next(a for a in rough.portal.site.world.by_category[104] if a.layout != "form-table")
    number = str(article.id)
    asked = [c.url for c in rough.captures if f"newsid={number}" in c.url.lower() and "print" not in c.url.lower()]
    assert len(set(spellings(article))) == 6
    assert len(set(asked)) == 1
    assert all("In the archive: article" in rough.why(unescape(spelling)) for spelling in spellings(article))


def test_traps_cost_little(rough: Rough) -> None:
    assert all(count <= 20 for count in rough.portal.counters.as_dict()["traps"].values())  # type: ignore[attr-defined]

"""Portals of other makes: `archiver new`, then a crawl with the profile that it wrote, unedited."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from command import run_archiver

from archiver.demo.counters import Counters
from archiver.demo.judge import Judgement, judge
from archiver.demo.manifest import Truth, allowed_only, manifest
from archiver.demo.nukeviet import CRAWL_DELAY
from archiver.demo.server import Portal
from archiver.demo.variants import REFUSALS
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump

SEED, SIZE = 2008, "tiny"


@dataclass
class Place:
    """One site of the portal, and the folder from which it is archived."""

    letter: str
    portal: Portal
    cwd: Path

    @property
    def base(self) -> str:
        return self.portal.bases[self.letter]

    @property
    def counters(self) -> Counters:
        return self.portal.tallies[self.letter]

    @property
    def truths(self) -> list[Truth]:
        return manifest(SEED, SIZE, 0, self.base, self.letter)

    @property
    def folder(self) -> ArchiveFolder:
        return ArchiveFolder(self.cwd / "output" / "so")

    def new(self) -> dict[str, object]:
        done = run_archiver("new", self.base, "--name", "so", "--json", cwd=self.cwd)
        assert done.returncode == 0, done.stderr
        found: dict[str, object] = json.loads(done.stdout)
        return found

    def crawl(self) -> None:
        done = run_archiver("crawl", "so.toml", cwd=self.cwd)
        assert done.returncode == 0, done.stderr

    def judged(self, truths: list[Truth]) -> Judgement:
        verdict = judge(self.folder.archive_db, truths)
        assert verdict.complete, (verdict.missing, verdict.missing_files)
        assert verdict.wrong_titles == verdict.wrong_dates == verdict.wrong_kinds == ()
        assert verdict.missing_dates == ()
        assert self.counters.forms_submitted == 0
        return verdict

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder.archive_db)) as db:
            return db.execute(query).fetchall()

    def has_nothing_else(self) -> None:
        """No row of the archive is about something that the site does not have."""
        known = {url for truth in self.truths for url in truth.urls}
        rows = self.rows("SELECT a.id, u.url FROM articles a JOIN article_urls u ON u.article_id = a.id")
        true = {number for number, url in rows if url in known}
        assert [url for number, url in rows if number not in true] == []


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path):
    with Portal(SEED, SIZE) as portal:
        yield Place(request.param, portal, tmp_path)


@pytest.mark.parametrize("place", ["B"], indirect=True)
def test_what_robots_allows_is_had_and_with_permission_the_rest(place: Place) -> None:
    assert place.new()["platform"] == "sharepoint"
    place.crawl()
    allowed = allowed_only(place.truths)
    assert {truth.kind for truth in place.truths} - {truth.kind for truth in allowed} == {"document"}
    place.judged(allowed)
    place.has_nothing_else()
    assert place.counters.robots_violations == 0
    assert place.rows("SELECT count(*) FROM events WHERE type = 'robots-override'") == [(0,)]

    profile = place.cwd / "so.toml"
    written = profile.read_text(encoding="utf-8")
    given = written.replace('# robots = "override"', 'robots = "override"')
    given = given.replace('# permission = "who, when"', 'permission = "Văn phòng Đảng ủy, 1/11/2026"')
    assert given != written
    profile.write_text(given, encoding="utf-8")
    place.crawl()
    place.judged(place.truths)
    place.has_nothing_else()
    assert place.counters.robots_violations > 0
    ((detail,),) = place.rows("SELECT detail FROM events WHERE type = 'robots-override'")
    assert json.loads(str(detail))["permission"] == "Văn phòng Đảng ủy, 1/11/2026"

    live = b"".join(canonical_dump(place.folder.archive_db))
    events = place.rows("SELECT id, type, detail FROM events ORDER BY id")
    assert run_archiver("rebuild", "--archive", place.folder.root, cwd=place.cwd).returncode == 0
    assert b"".join(canonical_dump(place.folder.archive_db)) == live
    assert place.rows("SELECT id, type, detail FROM events WHERE type <> 'rebuild' ORDER BY id") == events


@pytest.mark.parametrize("place", ["C"], indirect=True)
def test_robots_that_fails_is_asked_for_again_and_then_obeyed(place: Place) -> None:
    """The pictures of this make lie under `_layouts`, and its front door is a script."""
    assert place.new()["platform"] == "sharepoint"
    assert place.counters.by_path["/robots.txt"] > REFUSALS
    assert place.counters.statuses[500] == REFUSALS
    place.crawl()
    allowed = allowed_only(place.truths)
    assert len(allowed) == len(place.truths)
    barred = [file for truth in place.truths for file in truth.attachments if not file.allowed]
    assert barred
    verdict = place.judged(allowed)
    assert verdict.pictures.found > 10
    place.has_nothing_else()
    assert place.counters.robots_violations == 0
    assert not any(path.startswith("/Media/") for path in place.counters.by_path)
    assert place.counters.postbacks_refused == 0
    assert place.counters.statuses[500] == REFUSALS


@pytest.mark.parametrize("place", ["C"], indirect=True)
def test_nothing_is_asked_for_before_robots_was_given(place: Place) -> None:
    (place.cwd / "so.toml").write_text(
        f'name = "so"\ntitle = "C"\nplatform = "sharepoint"\nstart = "{place.base}"\nallow_private = true\n'
        "[politeness]\ndelay = 0\n",
        encoding="utf-8",
    )
    asked: list[str] = []
    begin = place.counters.begin

    def listen(target: str, **facts: object) -> None:
        asked.append(target)
        begin(target, **facts)  # type: ignore[arg-type]

    place.counters.begin = listen  # type: ignore[method-assign]
    place.crawl()
    assert asked[: REFUSALS + 1] == ["/robots.txt"] * (REFUSALS + 1)
    assert "/robots.txt" not in asked[REFUSALS + 1 :]
    place.judged(allowed_only(place.truths))
    assert place.counters.robots_violations == 0


@pytest.mark.parametrize("place", ["D"], indirect=True)
def test_a_site_with_slugs_is_had_at_the_pace_that_it_asks_for(place: Place) -> None:
    assert place.new()["platform"] == "nukeviet"
    place.crawl()
    place.judged(place.truths)
    place.has_nothing_else()
    counters = place.counters
    assert counters.robots_violations == 0
    assert counters.peak_parallel <= 2
    assert counters.gaps / (counters.requests - 1) >= CRAWL_DELAY
    assert counters.shortest_gap is not None
    assert counters.shortest_gap > CRAWL_DELAY / 3  # two questions may lie on their way for unlike times
